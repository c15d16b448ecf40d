"""A context as `main` makes it, dialogs that answer by themselves, people who can sign in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from station_app.background.tasks import Tasks
from station_app.foundation.wording import Wording
from station_app.ui.common.context import Context
from station_app.ui.common.desk_clock import DeskClock
from station_app.ui.common.dialogs import Answer, Answered, Chosen, Question
from station_app.ui.common.lunar import ChineseLunarDays
from station_app.ui.common.messages import Messages
from station_app.ui.common.navigator import Navigator
from station_app.ui.common.theme import Theme
from station_app.ui.shell.main_window import MainWindow
from station_app.ui.shell.ports import DemoAccount, Frame, Made, PageEntry, Session, SetupAnswers
from sync.problems import Problem, ProblemKind, refused
from sync.resources import resources_folder
from sync.words import load_words
from tests.ui.clock import KeptClock
from tools.sample_page import SamplePage

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    # Said by the platform without a screen of windows with a least size, and of open lists and
    # menus; means nothing.
    lacking = r"support (propagateSizeHints|raise|grabbing the keyboard)"
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(lacking))


class AnsweringDialogs:
    """Stands in for the dialog service: remembers what was asked, answers as told."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.shown: list[QDialog] = []
        self.answer: str | None = None
        self.files: list[Path] = []

    def ask(self, question: Question, answered: Answered) -> None:
        self.asked.append(question)
        answered(Answer(self.answer))

    def choose_files(self, title: str, patterns: Sequence[str], chosen: Chosen) -> None:
        if self.files:
            chosen(self.files)

    def choose_place(self, title: str, suggested: str, chosen: Chosen) -> None:
        if self.files:
            chosen(self.files)

    def show(self, dialog: QDialog) -> None:
        self.shown.append(dialog)
        dialog.open()


class Book:
    """Stands for the open ledger."""

    def close(self) -> None: ...


LI = Session("u1", "lizhuli", "李助理", "村级事务助理", "镇东村消费维权服务站")
ZHANG = Session("u2", "zhang", "张助理", "村居干部", "镇东村消费维权服务站")


class Door:
    """Sign-in and first start, with two people and one password."""

    def __init__(self) -> None:
        self.demo_accounts: Sequence[DemoAccount] = (DemoAccount("lizhuli", "secret", "李"),)
        self.made: list[SetupAnswers] = []
        self.enrolled: list[tuple[str, str]] = []
        self.kept: list[int] = []
        self.line = True

    def open(self, login: str, password: str) -> tuple[Any, Session]:
        return Book(), self.unlock(None, login, password)

    def recover(self, code: str, login: str, password: str) -> tuple[Any, Session]:
        if code != "4K7Q-9M2X":
            raise Problem(ProblemKind.WRONG_CODE, group=2)
        if len(password) < 10:
            raise refused(password="too_short")
        return Book(), LI

    def unlock(self, ledger: Any, login: str, password: str) -> Session:
        known = {"lizhuli": LI, "zhang": ZHANG}
        if login not in known or password != "secret":
            raise Problem(ProblemKind.WRONG_PASSWORD)
        return known[login]

    def check(self, answers: SetupAnswers) -> None:
        if answers.station_code.startswith("999"):
            raise refused(station_code="unknown_code")

    def create(self, answers: SetupAnswers) -> Made:
        self.made.append(answers)
        return Made(Book(), LI, "4K7Q-9M2X")

    def enrol(self, center: str, code: str) -> str:
        if not self.line:
            raise Problem(ProblemKind.NO_LINE)
        self.enrolled.append((center, code))
        return "镇东村消费维权服务站"

    def keep_text_size(self, per_cent: int) -> None:
        self.kept.append(per_cent)


@pytest.fixture(scope="session")
def qapp_args():
    """The program's own style, as `make_application` asks for it."""
    return ["station-app", "-style", "Fusion"]


@pytest.fixture
def theme(qapp):
    made = Theme(qapp, resources_folder(), dark=False)
    yield made
    made.deleteLater()
    # Else widgets of later tests that have no theme would be as large as the last one's text.
    qapp.setStyleSheet("")


@pytest.fixture
def clock():
    """The PC's own; it begins on TODAY."""
    return KeptClock()


@pytest.fixture
def context(theme, clock):
    words = load_words("zh_CN")
    wording = Wording(words)
    tasks: Tasks[Any] = Tasks()
    yield Context(
        words=words,
        wording=wording,
        theme=theme,
        tasks=tasks,
        dialogs=AnsweringDialogs(),
        messages=Messages(wording),
        navigator=Navigator(),
        lunar=ChineseLunarDays(),
        clock=DeskClock(clock),
    )
    tasks.stop()


@pytest.fixture
def door():
    return Door()


@pytest.fixture
def window(qtbot, qapp, context, door):
    pages = (
        PageEntry("intake", "投诉登记", "intake", lambda c, s: SamplePage(c, "form")),
        PageEntry("cases", "案件台账", "cases", lambda c, s: SamplePage(c, "table")),
        PageEntry("settings", "设置", "settings", lambda c, s: SamplePage(c, "form"), "settings"),
    )
    made = MainWindow(context, Frame(door, door, door, pages), qapp)
    made.resize(1366, 768)
    made.begin(first_start=False)
    # Shortcuts need an active window.
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()
    made.deleteLater()
    # What lives on is styled again by every later test's theme.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def signed_in(qtbot, window):
    sign_in(qtbot, window)
    return window


def sign_in(qtbot, window, login: str = "lizhuli") -> None:
    window.sign_in.login.set_value(login)
    window.sign_in.password.setText("secret")
    with qtbot.waitSignal(window.signed_in):
        window.sign_in.go.click()


def type_text(widget: QWidget, words: str) -> None:
    """Types as an input method does; `keyClicks` with Chinese ends the whole process."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def typed() -> Callable[[QWidget, str], None]:
    return type_text

"""Pictures of every face of the window, to be looked at.

    python tools/screens.py OUT [--scale 100 200] [--lang zh_CN en] [--dark] [--only NAME ...]

Works without a display (offscreen, the default) and under Xvfb (`QT_QPA_PLATFORM=xcb`).  The
people and cases in the pictures are made up.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from station_app.background.exchange_keeper import Badge, LineState
from station_app.background.tasks import Tasks
from station_app.foundation.wording import Wording
from station_app.ui.common.context import Context
from station_app.ui.common.desk_clock import DeskClock
from station_app.ui.common.dialogs import Choice, DialogService, Question
from station_app.ui.common.lunar import ChineseLunarDays
from station_app.ui.common.messages import Messages
from station_app.ui.common.navigator import Navigator
from station_app.ui.common.theme import Theme
from station_app.ui.shell.first_start import FirstStart
from station_app.ui.shell.lessons import LessonDialog
from station_app.ui.shell.main_window import MainWindow
from station_app.ui.shell.ports import DemoAccount, Frame, Made, PageEntry, Session, SetupAnswers
from station_app.ui.shell.start import make_application
from station_app.usecases.lessons import read_lessons
from sync.clock import parse_iso
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder
from sync.words import load_words
from tools.sample_page import SamplePage

SIZE = (1366, 768)
TODAY = date(2026, 11, 21)
BADGE = Badge(LineState.IN_STEP, last_ms=1_795_228_320_000)
SESSION = Session("u1", "lizhuli", "李助理", "村级事务助理", "镇东村消费维权服务站")


class StandIn:
    """Answers the shell's questions without a ledger behind it."""

    demo_accounts = (
        DemoAccount("lizhuli", "zhendong-2026", "镇东村 李助理"),
        DemoAccount("zhangzhuli", "zhendong-2026", "镇东村 张助理"),
    )

    def open(self, login: str, password: str) -> tuple[Any, Session]:
        raise Problem(ProblemKind.WRONG_PASSWORD)

    def recover(self, code: str, login: str, password: str) -> tuple[Any, Session]:
        raise Problem(ProblemKind.WRONG_CODE, group=2)

    def unlock(self, ledger: Any, login: str, password: str) -> Session:
        raise Problem(ProblemKind.WRONG_PASSWORD)

    def check(self, answers: SetupAnswers) -> None: ...

    def create(self, answers: SetupAnswers) -> Made:
        raise Problem(ProblemKind.LEDGER_EXISTS)

    def enrol(self, center: str, code: str) -> str:
        raise Problem(ProblemKind.NO_LINE)

    def keep_text_size(self, per_cent: int) -> None: ...


class StandingClock:
    """All pictures are of one moment."""

    def now_ms(self) -> int:
        return parse_iso(f"{TODAY}T10:32:00")


class Studio:
    """One application, and a window for each combination of language, size and shade."""

    def __init__(self, lang: str) -> None:
        app = QApplication.instance()
        self.app = app if isinstance(app, QApplication) else make_application(["screens"], lang)
        self.tasks: Tasks[Any] = Tasks()

    def window(self, lang: str, scale: int, *, dark: bool) -> tuple[MainWindow, Context]:
        words = load_words(lang)
        wording = Wording(words)
        theme = Theme(self.app, resources_folder(), scale=scale, dark=dark)
        made: list[QWidget] = []
        context = Context(
            words=words,
            wording=wording,
            theme=theme,
            tasks=self.tasks,
            dialogs=DialogService(theme, words, lambda: made[0] if made else None),
            messages=Messages(wording),
            navigator=Navigator(),
            lunar=ChineseLunarDays(),
            clock=DeskClock(StandingClock()),
        )
        stand_in = StandIn()
        frame = Frame(stand_in, stand_in, stand_in, sample_entries(context))
        window = MainWindow(context, frame, self.app)
        made.append(window)
        window.resize(*SIZE)
        window.begin(first_start=False)
        window.show()
        return window, context


def sample_entries(context: Context) -> Sequence[PageEntry]:
    tr = context.words.tr
    return (
        PageEntry("intake", tr("New complaint"), "intake", lambda c, s: SamplePage(c, "form")),
        PageEntry("cases", tr("Case"), "cases", lambda c, s: SamplePage(c, "table")),
    )


def scenes(window: MainWindow, context: Context) -> Iterator[tuple[str, QWidget]]:
    """Each face with its name; the widget to be grabbed is the window or a dialog over it."""
    yield "sign-in", window
    window.sign_in.login.set_value("lizhuli")
    window.sign_in._failed(Problem(ProblemKind.WRONG_PASSWORD))
    yield "sign-in-wrong", window
    window.sign_in.forgotten.click()
    yield from dialog_scene("recovery")
    yield from guide_scenes(window)
    window._enter(SESSION)
    window.desk.header.show_badge(BADGE)
    window.desk.header.show_messages(3)
    context.navigator.count("cases", 2, "")
    context.messages.saved_now(context.words.tr("Saved on this PC"))
    yield "desk-form", window
    context.messages.problem(Problem(ProblemKind.NO_LINE))
    window.desk.header.show_badge(Badge(LineState.NO_LINE, waiting=3))
    window.desk.show_page("cases")
    yield "desk-table-no-line", window
    window.desk.messages.hide()
    window._help()
    yield from dialog_scene("help")
    window._lessons()
    yield from dialog_scene("lessons")
    context.dialogs.show(LessonDialog(context, read_lessons()[2], window))
    yield from dialog_scene("lesson")
    window._palette()
    yield from dialog_scene("palette")
    window._show_fault("tasks.py:97 KeyError")
    yield from dialog_scene("fault")
    tr = context.words.tr
    asked = Question(
        tr("Lock"),
        context.wording.problem(Problem(ProblemKind.DISK_FULL)).text(),
        (Choice("no", tr("Close")), Choice("yes", tr("Next"), primary=True)),
        text_asked=tr("What was found"),
    )
    context.dialogs.ask(asked, lambda _: None)
    yield from dialog_scene("question")
    window.lock()
    yield "locked", window


def guide_scenes(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    window.begin(first_start=True)
    guide = window.guide
    assert isinstance(guide, FirstStart)
    guide.code.setText("4K7Q-9M2X-PRTD-W8HZ")
    for step in range(len(guide.steps.widgets)):
        guide._show(step)
        yield f"guide-{step + 1}", window
    guide.station_code.clear()
    guide._show(0)
    guide._go_on()
    yield "guide-faults", window
    window.faces.removeWidget(guide)
    window.guide = None
    guide.deleteLater()


def dialog_scene(name: str) -> Iterator[tuple[str, QWidget]]:
    dialog = next(w for w in QApplication.topLevelWidgets() if is_shown_dialog(w))
    yield f"dialog-{name}", dialog
    dialog.close()
    QApplication.processEvents()


def is_shown_dialog(widget: QWidget) -> bool:
    return isinstance(widget, QDialog) and widget.isVisible()


def settle(turns: int = 6) -> None:
    """Lets layouts and posted events come to rest."""
    for _ in range(turns):
        QApplication.processEvents()


def main() -> None:
    parser = argparse.ArgumentParser(description="Pictures of every face of the window.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=int, nargs="+", default=[100, 200])
    parser.add_argument("--lang", nargs="+", default=["zh_CN"])
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", nargs="+", default=[])
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    studio = Studio(wanted.lang[0])
    for lang in wanted.lang:
        for scale in wanted.scale:
            shoot(studio, wanted, lang, scale)
    studio.tasks.stop()


def shoot(studio: Studio, wanted: argparse.Namespace, lang: str, scale: int) -> None:
    window, context = studio.window(lang, scale, dark=wanted.dark)
    shade = "-dark" if wanted.dark else ""
    for name, widget in scenes(window, context):
        if not wanted.only or name in wanted.only:
            settle()
            widget.grab().save(str(wanted.out / f"{name}-{scale}{shade}-{lang}.png"))
    window.close()
    window.deleteLater()
    settle()


if __name__ == "__main__":
    main()

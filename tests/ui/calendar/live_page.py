"""The calendar's page over a real ledger, with somebody before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from station_app.ui.calendar.page import CalendarPage
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Answered, Chosen, DialogService, Question
from station_app.usecases.desk import Desk
from tests.ui.cases.live import LiveDesk
from tests.ui.clock import KeptClock

R = TypeVar("R")
Key = Qt.Key


class Dialogs:
    """Answers questions as told, hands out files, keeps the dialogs that were opened."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.shown: list[QDialog] = []
        self.answer: str | None = None
        self.files: list[Path] = []

    def ask(self, question: Question, answered: Answered) -> None:
        self.asked.append(question)
        answered(Answer(self.answer))

    def choose_files(self, title: str, patterns: Sequence[str], chosen: Chosen) -> None:
        chosen(self.files)

    def choose_place(self, title: str, suggested: str, chosen: Chosen) -> None:
        chosen(self.files)

    def show(self, dialog: QDialog) -> None:
        self.shown.append(dialog)
        dialog.open()


class Seat:
    """A page with somebody before it; `today` is the day by the PC's clock."""

    def __init__(
        self,
        qtbot: Any,
        context: Context,
        clock: KeptClock,
        folder: Path,
        level: str = "village",
        *,
        real_dialogs: bool = False,
    ) -> None:
        """`real_dialogs`: the window's own, which a person answers, not the test."""
        self.qtbot = qtbot
        self.dialogs = Dialogs()
        self.today = clock.today()
        service = DialogService(context.theme, context.words, lambda: self.page)
        dialogs = service if real_dialogs else self.dialogs
        self.context = replace(context, dialogs=dialogs)
        self.said: list[str] = []
        self.saved: list[str] = []
        self.faults: list[str] = []
        context.messages.said.connect(lambda message: self.said.append(message.text()))
        context.messages.saved.connect(self.saved.append)
        context.messages.window_opened()
        context.tasks.problem.connect(context.messages.problem)
        context.tasks.fault.connect(self.faults.append)
        code = "120115000000" if level == "county" else "120115101201"
        self.live = LiveDesk(qtbot, context.tasks, folder, code, level, clock=clock)
        self.page = CalendarPage(self.context, self.live.session)
        self.page.resize(1154, 660)

    @property
    def face(self) -> Any:
        return self.page.face

    def open(self) -> CalendarPage:
        with self.qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.rest()
        return self.page

    def rest(self) -> None:
        """Waits until everything asked for so far was answered."""
        for _ in range(5):
            self.live.do(lambda desk: None)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def do(self, job: Callable[[Desk], R], changes: Any = None) -> R:
        found = self.live.do(job, changes)
        self.rest()
        return found

    def form(self) -> Any:
        """The form that was opened last."""
        self.rest()
        return self.dialogs.shown[-1]

    def press(
        self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """On whatever has the keyboard."""
        for key in keys:
            here = QApplication.focusWidget()
            assert here is not None
            self.qtbot.keyClick(here, key, modifier)
        self.rest()

    def type(self, words: str) -> None:
        here = QApplication.focusWidget()
        assert here is not None
        self.qtbot.keyClicks(here, words)

    def send(self, form: Any) -> None:
        """Presses the form's own button, and waits until it is written."""
        form.go.click()
        self.rest()

    def goto(self, day: date) -> None:
        self.face.go_to(day)
        self.rest()

    def choose(self, entry_id: str) -> Any:
        """Chooses an entry; what the panel then says."""
        self.face.current.choose_entry(entry_id)
        self.rest()
        return self.face.panel

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        self.rest()
        return [tuple(row) for row in self.live.rows(sql)]

    def words(self, root: QWidget) -> str:
        found = [*root.findChildren(QLabel), *root.findChildren(QPushButton)]
        return "\n".join(w.text() for w in found if w.isVisibleTo(root))

    def drag(self, start: QPoint, end: QPoint) -> None:
        """In the view that is shown, as a mouse does it."""
        place = self.face.current.viewport()
        self.qtbot.mousePress(place, Qt.MouseButton.LeftButton, pos=start)
        self.qtbot.mouseMove(place, pos=start + QPoint(12, 4))
        self.qtbot.mouseMove(place, pos=end)
        self.qtbot.mouseRelease(place, Qt.MouseButton.LeftButton, pos=end)
        self.qtbot.waitUntil(lambda: not self.face._calm._waiting, timeout=5_000)
        self.rest()

    def close(self) -> None:
        for dialog in self.dialogs.shown:
            try:
                dialog.close()
                dialog.deleteLater()
            except RuntimeError:
                # Accepted dialogs delete themselves.
                continue
        self.page.close()
        self.page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

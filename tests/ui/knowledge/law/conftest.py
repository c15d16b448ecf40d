"""One part of the knowledge page over a real ledger, standing alone in a window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QPushButton

from station_app.ui.common.record_words import RecordWords
from station_app.ui.knowledge.law.part import LawPart
from tests.ui.cases.live import Ears, LiveDesk, SayingDialogs, with_dialogs


@pytest.fixture
def dialogs():
    return SayingDialogs()


@pytest.fixture
def context(context, dialogs):
    yield from with_dialogs(context, dialogs)


@pytest.fixture
def ears(context):
    heard = Ears(context)
    yield heard
    assert heard.faults == []


@pytest.fixture
def live(qtbot, context, clock, ears, tmp_path):
    return LiveDesk(qtbot, context.tasks, tmp_path / "desk", clock=clock)


class Shelf:
    """The part with somebody before it."""

    def __init__(self, qtbot, context, live: LiveDesk) -> None:
        self.qtbot, self.live = qtbot, live
        self.words: RecordWords | None = None
        self.counted: list[str] = []
        self.part = LawPart(context, live.session, lambda: self.words)
        self.part.book_read.connect(
            lambda book: setattr(self, "words", RecordWords(context.words, book, context.today))
        )
        self.part.counted.connect(self.counted.append)
        qtbot.addWidget(self.part)
        self.part.resize(1150, 620)
        with qtbot.waitActive(self.part):
            self.part.show()
            self.part.activateWindow()
        self.part.reload()
        self.rest()

    def rest(self) -> None:
        """Waits until everything asked for so far was answered."""
        for _ in range(3):
            self.live.do(lambda desk: None)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QCoreApplication.processEvents()

    def listed(self) -> list[str]:
        rows = (self.part.model.row(n) for n in range(self.part.model.rowCount()))
        return [row.citation for row in rows if row is not None]

    def said(self) -> str:
        """Everything readable beside the list."""
        self.rest()
        panel = self.part.panel
        found = [*panel.findChildren(QLabel), *panel.findChildren(QPushButton)]
        return "\n".join(w.text() for w in found if w.isVisibleTo(panel))


@pytest.fixture
def shelf(qtbot, context, live):
    return Shelf(qtbot, context, live)

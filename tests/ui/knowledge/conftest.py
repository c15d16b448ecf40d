"""The knowledge page over a real ledger, with somebody before it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QPushButton

from station_app.ui.knowledge.page import KnowledgePage
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


class Room:
    """The page, and what a test does with it."""

    def __init__(self, qtbot, context, live: LiveDesk) -> None:
        self.qtbot, self.context, self.live = qtbot, context, live
        self.page = KnowledgePage(context, live.session)
        qtbot.addWidget(self.page)
        self.page.resize(1150, 660)

    def open(self, kind: str = "law"):
        """The page, with one part to the front; that part."""
        with self.qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.page.show_part(kind)
        self.rest()
        return self.page.part(kind)

    def show(self, kind: str, item_id: str):
        """One record in its part; the panel beside the list."""
        if not self.page.isVisible():
            self.open(kind)
        self.page.open_item(f"{kind}:{item_id}")
        self.rest()
        panel: Any = self.page.part(kind).panel
        assert panel.view is not None
        assert panel.view.id == item_id
        return panel

    def rest(self) -> None:
        """Waits until everything asked for so far was answered."""
        for _ in range(4):
            self.live.do(lambda desk: None)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QCoreApplication.processEvents()

    def listed(self, kind: str = ""):
        model = self.page.part(kind).model
        return [model.row(n) for n in range(model.rowCount())]

    def words(self, widget=None) -> str:
        """Everything readable, in one text."""
        self.rest()
        root = widget or self.page
        found = [*root.findChildren(QLabel), *root.findChildren(QPushButton)]
        return "\n".join(w.text() for w in found if w.isVisibleTo(root))


@pytest.fixture
def room(qtbot, context, live):
    return Room(qtbot, context, live)

"""The case page over a real ledger; dialogs that answer as the test says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QPushButton

from station_app.ui.cases.page import CasesPage
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


class Seat:
    """A page with somebody before it."""

    def __init__(self, qtbot, context, live: LiveDesk) -> None:
        self.qtbot, self.context, self.live = qtbot, context, live
        self.page = CasesPage(context, live.session)
        qtbot.addWidget(self.page)
        self.page.resize(1150, 660)

    def open(self) -> CasesPage:
        with self.qtbot.waitExposed(self.page):
            self.page.show()
        self.rest()
        return self.page

    def rest(self) -> None:
        """Waits until everything asked for so far was answered."""
        for _ in range(4):
            self.live.do(lambda desk: None)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def show(self, case_id: str):
        if not self.page.isVisible():
            self.open()
        self.page.open_item(case_id)
        self.rest()
        assert self.page.panel.view is not None
        assert self.page.panel.view.id == case_id
        return self.page.panel

    def words(self, widget=None) -> str:
        """Everything readable on the page, in one text."""

        self.rest()
        root = widget or self.page
        found = [*root.findChildren(QLabel), *root.findChildren(QPushButton)]
        return "\n".join(w.text() for w in found if w.isVisibleTo(root))


@pytest.fixture
def seat(qtbot, context, live):
    return Seat(qtbot, context, live)

"""The sync page over a real ledger, and a real center on a free port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QPushButton

from station_app.background.exchange_keeper import ExchangeKeeper, LineState
from station_app.ui.sync_status.door import LocalSyncDoor
from station_app.ui.sync_status.page import SyncPage
from sync.clock import SystemClock
from tests.center.running import VILLAGE, WINDOW, Made, make_center, serving
from tests.ui.cases.live import Ears, LiveDesk


@pytest.fixture
def made(tmp_path) -> Iterator[Made]:
    folder = tmp_path / "center"
    folder.mkdir()
    center = make_center(folder)
    yield center
    center.database.close()


@pytest.fixture
def url(made) -> Iterator[str]:
    with serving(made.settings) as address:
        yield address


@pytest.fixture
def code(made) -> str:
    made.add(WINDOW, "大口屯镇", "township")
    issued = made.add(VILLAGE, "镇东村消费维权服务站", "village")
    return str(issued.code)


@pytest.fixture
def ears(context):
    heard = Ears(context)
    yield heard
    assert heard.faults == []


@pytest.fixture
def live(qtbot, context, ears, tmp_path):
    # The center it speaks with goes by this machine's own clock.
    return LiveDesk(qtbot, context.tasks, tmp_path / "desk", clock=SystemClock())


class Counter:
    """The sync page with somebody before it, and the keeper behind it."""

    def __init__(self, qtbot, context, live: LiveDesk) -> None:
        self.qtbot, self.context, self.live = qtbot, context, live
        self.keeper = ExchangeKeeper(context.tasks, None, SystemClock())
        self.door = LocalSyncDoor(context.tasks, lambda: self.keeper)
        self.page = SyncPage(context, live.session, self.door)
        qtbot.addWidget(self.page)
        self.page.resize(1150, 660)
        with qtbot.waitExposed(self.page):
            self.page.show()
        self.rest()

    def rest(self) -> None:
        for _ in range(4):
            self.live.do(lambda desk: None)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def words(self, widget=None) -> str:
        self.rest()
        root = widget or self.page
        found = [*root.findChildren(QLabel), *root.findChildren(QPushButton)]
        return "\n".join(w.text() for w in found if w.isVisibleTo(root))

    def join(self, url: str, code: str) -> None:
        """Fills in the form and waits until the first exchange has come to rest."""
        form = self.page.join
        assert form is not None
        form.address.set_value(url)
        form.code.set_value(code)
        form.go.click()
        self.qtbot.waitUntil(lambda: self.keeper.badge.last_ms is not None, timeout=30_000)
        self.rest()

    def exchange(self) -> None:
        """Presses the button and waits for the end of the run, good or bad."""
        states: list[LineState] = []
        self.keeper.badge_changed.connect(lambda badge: states.append(badge.state))
        self.page.go.click()
        self.qtbot.waitUntil(
            lambda: len(states) > 1 and states[-1] is not LineState.RUNNING, timeout=30_000
        )
        self.rest()


@pytest.fixture
def counter(qtbot, context, live):
    made = Counter(qtbot, context, live)
    yield made
    made.keeper.stop()

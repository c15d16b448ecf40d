"""The exchange of one running window, from the first sign-in after a start."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from station_app.background.changed import Changed
from station_app.background.counted_run import CountedRun
from station_app.background.exchange_keeper import Badge, ExchangeKeeper
from station_app.background.tasks import Tasks
from station_app.ui.common.desk_clock import DeskClock
from station_app.ui.sync_status.door import LocalSyncDoor
from station_app.usecases.desk import Desk
from station_app.usecases.reading.status import Standing, standing
from station_app.usecases.reading.waiting import waiting_items
from station_app.usecases.session import clock_offset
from sync.records.registry import KINDS


class Exchanging(QObject):
    """Makes the keeper once the ledger said how it stands, and tells it of every write.

    Signals:
        begun: The keeper is there.  arg: the `ExchangeKeeper`, which runs when this was told.
    """

    begun = Signal(object)

    def __init__(
        self, tasks: Tasks[Desk], clock: DeskClock, *, quiet: bool, parent: QObject | None = None
    ) -> None:
        """`clock` is put right after every exchange.  `quiet`: nothing is sent or fetched."""
        super().__init__(parent)
        self._tasks = tasks
        self._clock = clock
        self._quiet = quiet
        self._last_ms: int | None = None
        self.keeper: ExchangeKeeper | None = None
        self.door = LocalSyncDoor(tasks, lambda: self.keeper)

    def begin(self) -> None:
        self._tasks.on_ledger(
            lambda desk: (desk, standing(desk.ledger), waiting_items(desk.ledger)),
            self._start_keeper,
            owner=self,
        )

    def _start_keeper(self, found: tuple[Desk, Standing, int]) -> None:
        desk, now, waiting = found
        run = now.enrolled and not self._quiet
        exchange = self.door.counted(CountedRun(desk)) if run else None
        self.keeper = ExchangeKeeper(
            self._tasks,
            exchange,
            self._clock,
            waiting=waiting,
            last_ms=now.last_at,
            attention=now.attention + now.conflicts,
            parent=self,
        )
        self._tasks.changed.connect(self._noted)
        self._last_ms = self.keeper.badge.last_ms
        self.keeper.badge_changed.connect(self._put_clock_right)
        self.begun.emit(self.keeper)
        self.keeper.start()

    def _put_clock_right(self, badge: Badge) -> None:
        if badge.last_ms != self._last_ms:
            self._last_ms = badge.last_ms
            self._tasks.on_ledger(
                lambda desk: clock_offset(desk.ledger),
                self._clock.put_right,
                owner=self,
            )

    def _noted(self, changed: Changed) -> None:
        """What the exchange itself brought is no new write, and a draft never goes up."""
        if self.keeper is not None and not changed.everything and changed.concerns(KINDS):
            self._tasks.on_ledger(
                lambda desk: waiting_items(desk.ledger), self.keeper.note_write, owner=self.keeper
            )

"""What the sync page asks of the exchange; the program hands in one that answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from station_app.background.counted_run import CountedRun, LineCounts
from station_app.background.enrolling import enrol_beside
from station_app.background.exchange_keeper import ExchangeKeeper
from station_app.background.tasks import Tasks
from station_app.usecases.desk import Desk


class SyncDoor(Protocol):
    def keeper(self) -> ExchangeKeeper | None:
        """Whoever starts the runs; None before it is there."""

    def counts(self) -> LineCounts | None:
        """Of the run going on, or the last; None where nobody counts."""

    def enrol(self, center: str, code: str) -> str:
        """Joins the county, on a line thread; the station's name as the county has it.

        NO_LINE, NOT_THE_CENTER, WRONG_CODE, REFUSED_INPUT.
        """

    def enrolled(self) -> None:
        """The county knows this PC now: the exchange begins.  On the UI thread."""


class LocalSyncDoor:
    """Answers from the open desk.  `keeper_now`: the program's keeper once there is one."""

    def __init__(self, tasks: Tasks[Desk], keeper_now: Callable[[], ExchangeKeeper | None]) -> None:
        self._tasks = tasks
        self._keeper_now = keeper_now
        self._run: CountedRun | None = None

    def keeper(self) -> ExchangeKeeper | None:
        return self._keeper_now()

    def counted(self, run: CountedRun) -> CountedRun:
        """The run the keeper was given at sign-in; gives it back."""
        self._run = run
        return run

    def counts(self) -> LineCounts | None:
        return self._run.counts if self._run is not None else None

    def enrol(self, center: str, code: str) -> str:
        desk = self._tasks.in_ledger(lambda desk: desk)
        name = enrol_beside(desk, center, code)
        self._tasks.in_ledger(lambda desk: desk.refresh())
        return name

    def enrolled(self) -> None:
        self._tasks.on_ledger(lambda desk: desk, self._begin)

    def _begin(self, desk: Desk) -> None:
        keeper = self._keeper_now()
        if keeper is not None:
            keeper.set_exchange(self.counted(CountedRun(desk)))

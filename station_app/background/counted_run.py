"""A run of the exchange beside the desk's own work, which tells how far it is.

A slow line must not hold up the ledger's worker, so the run reads and writes through a connection
of its own; SQLite lets it and the worker take turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_app.background.changed import Changed
from station_app.background.exchange_keeper import RunResult
from station_app.usecases.desk import Desk
from station_app.usecases.reading.status import standing
from station_app.usecases.reading.waiting import waiting_items
from sync.problems import Problem

if TYPE_CHECKING:
    from station_app.usecases.contents import Moved
    from station_app.usecases.exchange import Outcome
    from sync.client.http import HttpCenter


@dataclass(frozen=True, slots=True)
class LineCounts:
    """Of the run going on, or the last one.  `up` and `down`: bytes of bodies."""

    sent: int = 0
    received: int = 0
    up: int = 0
    down: int = 0


BREATH_S = 0.05
"""Between two pieces of search words, so that who saves a case meanwhile finds the ledger free."""


def _breathe() -> None:
    time.sleep(BREATH_S)


class CountedRun:
    """Made at sign-in, called by the keeper on a line thread.  `counts` may be read from any
    thread at any time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.counts = LineCounts()

    def __call__(self, stop_wanted: Callable[[], bool]) -> RunResult:
        """Problems are the line's; whole batches are kept whatever happens."""
        # Late: no start waits for the parts of the line, which nothing shown first needs.
        from station_app.usecases.contents import exchange_contents
        from station_app.usecases.exchange import run_exchange
        from station_app.usecases.forks import note_forks
        from station_app.usecases.line import note_try, open_line

        self.counts = LineCounts()
        with self._desk.beside() as ledger:
            with open_line(ledger) as line:
                try:
                    outcome = run_exchange(
                        ledger,
                        line,
                        stop_wanted=stop_wanted,
                        heard=lambda so_far: self._count(so_far, line),
                        breathe=_breathe,
                    )
                    note_forks(ledger, outcome.changed_roots)
                    moved = exchange_contents(ledger, self._desk.contents, line, stop_wanted)
                    self._count(outcome, line, moved)
                except Problem as problem:
                    note_try(ledger, problem.kind.value)
                    raise
                finally:
                    self._traffic(line)
            now = standing(ledger)
            changed = outcome.changed_roots or outcome.sent or moved.sent or moved.received
            return RunResult(
                outcome.complete,
                waiting_items(ledger),
                now.attention + now.conflicts,
                Changed(everything=bool(changed)),
            )

    def _count(self, outcome: Outcome, line: HttpCenter, moved: Moved | None = None) -> None:
        more = (moved.sent, moved.received) if moved is not None else (0, 0)
        self.counts = LineCounts(
            outcome.sent + more[0],
            outcome.received + more[1],
            line.traffic.up,
            line.traffic.down,
        )

    def _traffic(self, line: HttpCenter) -> None:
        so_far = self.counts
        self.counts = LineCounts(so_far.sent, so_far.received, line.traffic.up, line.traffic.down)

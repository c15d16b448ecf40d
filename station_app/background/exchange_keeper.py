"""When the exchange with the county runs, and what the badge says of it.

Four things start a run: a timer with jitter, the start of the program, the network coming up and a
new write; each of the four alone empties the queue, so that a missed signal costs time and nothing
else.  F9 is a fifth.  Nothing here opens a box: the state is told, the window shows it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from station_app.background.changed import Changed
from station_app.background.tasks import Closable, L, Stopped, Tasks, log_fault
from sync.clock import Clock
from sync.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from PySide6.QtNetwork import QNetworkInformation

LEAST_DELAY_MS = 5_000
MOST_DELAY_MS = 15 * 60_000
REST_MS = 10 * 60_000
"""How often a station asks for news that has nothing to say."""
WRITE_PAUSE_MS = 1_500
"""Several writes in a row go up together."""
LISTEN_AFTER_MS = 1_000
"""Asking the system about its network can take a third of a second, and the first run needs it not:
the first rows are painted by then."""


class LineState(StrEnum):
    NO_COUNTY = "no_county"
    IN_STEP = "in_step"
    WAITING = "waiting"
    RUNNING = "running"
    NO_LINE = "no_line"
    TROUBLE = "trouble"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Badge:
    """What the window says of the exchange.

    `waiting`: changes not yet with the county.  `last_ms`: the last complete exchange.  `problem`:
    why the last try failed by the world's doing; `fault`: the code of ours.  `attention`: refused
    changes and open conflicts.
    """

    state: LineState
    waiting: int = 0
    last_ms: int | None = None
    problem: ProblemKind | None = None
    attention: int = 0
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What one run of the exchange did.  `complete`: nothing waits on either side."""

    complete: bool
    waiting: int = 0
    attention: int = 0
    changed: Changed = field(default_factory=Changed)


class Exchange(Protocol):
    """One run, on a line thread.  Stops between batches when `stop_wanted()`."""

    def __call__(self, stop_wanted: Callable[[], bool]) -> RunResult: ...


class Delays(Protocol):
    """How long to wait, in milliseconds; handed in so that tests need not wait."""

    def after_failure(self, failures: int) -> int: ...
    def after_success(self) -> int: ...
    def after_write(self) -> int: ...


class JitteredDelays:
    """5 seconds doubled with each failure up to 15 minutes, spread so that the stations of a
    county don't call together."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance

    def after_failure(self, failures: int) -> int:
        most = min(MOST_DELAY_MS, LEAST_DELAY_MS << min(failures, 12))
        return max(LEAST_DELAY_MS, round(most * (0.5 + self._chance() / 2)))

    def after_success(self) -> int:
        return round(REST_MS * (0.5 + self._chance()))

    def after_write(self) -> int:
        return WRITE_PAUSE_MS


STOPS_TRYING = frozenset((ProblemKind.REVOKED, ProblemKind.PROTOCOL_TOO_OLD))
"""The timer rests after these; a start, a write, the network or F9 may still try."""


class ExchangeKeeper(QObject):
    """Starts runs one at a time and keeps the badge.

    Signals:
        badge_changed: What the window says changed.  arg: a `Badge`.
        run_failed: A run that a person asked for failed.  arg: Problem.
        run_finished: A run that a person asked for came to its end.  No argument.
    """

    badge_changed = Signal(object)
    run_failed = Signal(object)
    run_finished = Signal()

    def __init__(
        self,
        tasks: Tasks[L],
        exchange: Exchange | None,
        clock: Clock,
        *,
        delays: Delays | None = None,
        waiting: int = 0,
        last_ms: int | None = None,
        attention: int = 0,
        parent: QObject | None = None,
    ) -> None:
        """`exchange` None: this station has no county line yet."""
        super().__init__(parent)
        self._tasks: Tasks[L] | Tasks[Closable] = tasks
        self._exchange = exchange
        self._clock = clock
        self._delays = delays or JitteredDelays()
        self._failures = 0
        self._running = False
        self._again = False
        self._asked = False
        self._stopped = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run)
        first = Badge(LineState.WAITING, waiting, last_ms, None, attention)
        self.badge = self._settled(first)

    def start(self) -> None:
        """Runs at once, and from now on by itself."""
        QTimer.singleShot(LISTEN_AFTER_MS, self, self._listen_to_the_network)
        self._run()

    def set_exchange(self, exchange: Exchange | None) -> None:
        """After enrolling, or after the county line was given up."""
        self._exchange = exchange
        self._failures = 0
        self._tell(self._settled(self.badge))
        self._run()

    def note_write(self, waiting: int | None = None) -> None:
        """Something was written here; `waiting` is the new length of the queue where known."""
        count = self.badge.waiting + 1 if waiting is None else waiting
        state = self.badge.state
        if state is LineState.IN_STEP:
            state = LineState.WAITING
        self._tell(replace(self.badge, waiting=count, state=state))
        if self._running:
            self._again = True
        elif self._exchange is not None:
            self._timer.start(self._delays.after_write())

    def network_came_up(self) -> None:
        self._failures = 0
        self._run()

    def sync_now(self) -> None:
        """A person asked (F9): the end of this run is told, good or bad."""
        self._asked = True
        self._failures = 0
        self._run()

    def stop(self) -> None:
        """No further run; the one going on stops after its batch."""
        self._stopped = True
        self._timer.stop()

    def _listen_to_the_network(self) -> None:
        # Loaded with what else the first rows do not need.
        from PySide6.QtNetwork import QNetworkInformation

        # Without a backend (no NetworkManager, a bare session) the timer does its work alone.
        if not QNetworkInformation.loadDefaultBackend():
            return
        network = QNetworkInformation.instance()
        if network is not None:
            network.reachabilityChanged.connect(self._reachability_changed)

    def _reachability_changed(self, now: QNetworkInformation.Reachability) -> None:
        if now.name != "Disconnected":
            self.network_came_up()

    def _run(self) -> None:
        self._timer.stop()
        if self._stopped or self._exchange is None:
            return
        if self._running:
            self._again = True
            return
        self._running = True
        self._again = False
        self._tell(replace(self.badge, state=LineState.RUNNING))
        exchange = self._exchange
        self._tasks.on_line(
            lambda: self._one_run(exchange),
            done=self._ended,
            failed=self._failed,
            owner=self,
            changes=lambda result: result.changed if isinstance(result, RunResult) else Changed(),
        )

    def _one_run(self, exchange: Exchange) -> RunResult | str:
        """On a line thread: the result, or the code of a fault of ours.

        A fault is caught here and not by the tasks, since background trouble opens no box, and the
        next run must still come.
        """
        try:
            return exchange(lambda: self._stopped or self._tasks.stopping)
        except (Problem, Stopped):
            raise
        except Exception as error:  # noqa: BLE001 - see above
            return log_fault(error)

    def _ended(self, result: RunResult | str) -> None:
        if isinstance(result, RunResult):
            self._succeeded(result)
        else:
            self._not_now(replace(self.badge, problem=None, fault=result))
            self._end_of_asking(None)

    def _succeeded(self, result: RunResult) -> None:
        self._running = False
        self._failures = 0
        last = self._clock.now_ms() if result.complete else self.badge.last_ms
        waiting = 0 if result.complete and not self._again else result.waiting
        badge = Badge(LineState.IN_STEP, waiting, last, None, result.attention)
        self._tell(self._settled(badge))
        if self._stopped:
            return
        if self._again or not result.complete:
            self._timer.start(self._delays.after_write())
        else:
            self._end_of_asking(None)
            self._timer.start(self._delays.after_success())

    def _failed(self, problem: Problem) -> None:
        self._not_now(replace(self.badge, problem=problem.kind, fault=None))
        self._end_of_asking(problem)

    def _not_now(self, badge: Badge) -> None:
        self._running = False
        self._failures += 1
        self._tell(self._settled(badge))
        if self._stopped:
            return
        if self._again:
            self._timer.start(self._delays.after_write())
        elif badge.problem not in STOPS_TRYING:
            self._timer.start(self._delays.after_failure(self._failures))

    def _end_of_asking(self, problem: Problem | None) -> None:
        if not self._asked:
            return
        self._asked = False
        if problem is None:
            self.run_finished.emit()
        else:
            self.run_failed.emit(problem)

    def _settled(self, badge: Badge) -> Badge:
        """The badge with the state that its facts mean when nothing runs."""
        if self._exchange is None:
            return replace(badge, state=LineState.NO_COUNTY)
        if badge.problem in STOPS_TRYING:
            return replace(badge, state=LineState.REFUSED)
        if badge.problem is ProblemKind.NO_LINE:
            return replace(badge, state=LineState.NO_LINE)
        if badge.problem is not None or badge.fault is not None:
            return replace(badge, state=LineState.TROUBLE)
        return replace(badge, state=LineState.WAITING if badge.waiting else LineState.IN_STEP)

    def _tell(self, badge: Badge) -> None:
        if badge != self.badge:
            self.badge = badge
            self.badge_changed.emit(badge)

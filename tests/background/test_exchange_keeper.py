"""Each of the four triggers alone empties the queue; the badge says what is."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.background.changed import Changed
from station_app.background.exchange_keeper import (
    LEAST_DELAY_MS,
    MOST_DELAY_MS,
    ExchangeKeeper,
    JitteredDelays,
    LineState,
    RunResult,
)
from sync.problems import Problem, ProblemKind

FAR = 10_000_000
"""A delay that never ends within a test: the timer is out of the game."""


class County:
    """A queue of changes and a line that may be down; two changes go up in a run."""

    def __init__(self, waiting: int = 0) -> None:
        self.waiting = waiting
        self.up = True
        self.runs = 0
        self.problem = ProblemKind.NO_LINE

    def __call__(self, stop_wanted) -> RunResult:
        self.runs += 1
        if not self.up:
            raise Problem(self.problem)
        self.waiting = max(0, self.waiting - 2)
        return RunResult(complete=self.waiting == 0, waiting=self.waiting)


class Delays:
    def __init__(self, failure: int = FAR, success: int = FAR, write: int = 0) -> None:
        self.values = (failure, success, write)

    def after_failure(self, failures: int) -> int:
        return self.values[0]

    def after_success(self) -> int:
        return self.values[1]

    def after_write(self) -> int:
        return self.values[2]


class StandingClock:
    def now_ms(self) -> int:
        return 1_795_228_320_000


@pytest.fixture
def keep(tasks):
    kept = []

    def make(county, **delays):
        keeper = ExchangeKeeper(
            tasks,
            county,
            StandingClock(),
            delays=Delays(**delays),
            waiting=county.waiting if county else 0,
        )
        kept.append(keeper)
        return keeper

    yield make
    for keeper in kept:
        keeper.stop()


def in_step(keeper):
    return lambda: keeper.badge.state is LineState.IN_STEP


def test_the_start_alone_empties_the_queue(qtbot, keep):
    county = County(waiting=7)
    keeper = keep(county)
    keeper.start()
    qtbot.waitUntil(in_step(keeper))
    assert county.waiting == 0
    assert keeper.badge.last_ms == StandingClock().now_ms()


def test_a_write_alone_empties_the_queue(qtbot, keep):
    county = County(waiting=5)
    keeper = keep(county)
    keeper.note_write(5)
    assert keeper.badge.state is LineState.WAITING
    assert keeper.badge.waiting == 5
    qtbot.waitUntil(in_step(keeper))
    assert county.waiting == 0


def test_the_network_coming_up_alone_empties_the_queue(qtbot, keep):
    county = County(waiting=3)
    county.up = False
    keeper = keep(county)
    keeper.start()
    qtbot.waitUntil(lambda: keeper.badge.state is LineState.NO_LINE)
    county.up = True
    keeper.network_came_up()
    qtbot.waitUntil(in_step(keeper))
    assert county.waiting == 0


def test_the_timer_alone_empties_the_queue(qtbot, keep):
    county = County(waiting=3)
    county.up = False
    keeper = keep(county, failure=1)
    keeper.start()
    qtbot.waitUntil(lambda: county.runs >= 3)
    county.up = True
    qtbot.waitUntil(in_step(keeper))
    assert county.waiting == 0


def test_a_write_during_a_run_goes_up_in_the_next(qtbot, tasks, keep):
    begun, may_end = threading.Event(), threading.Event()

    class Slow(County):
        def __call__(self, stop_wanted):
            begun.set()
            may_end.wait()
            return super().__call__(stop_wanted)

    county = Slow(waiting=1)
    keeper = keep(county)
    keeper.start()
    qtbot.waitUntil(begun.is_set)
    county.waiting += 2
    keeper.note_write(3)
    may_end.set()
    qtbot.waitUntil(in_step(keeper))
    assert county.waiting == 0
    assert county.runs == 2


def test_a_failure_in_the_background_is_a_badge_and_no_message(qtbot, keep):
    county = County(waiting=1)
    county.up = False
    keeper = keep(county)
    told = []
    keeper.run_failed.connect(told.append)
    keeper.start()
    qtbot.waitUntil(lambda: keeper.badge.state is LineState.NO_LINE)
    assert told == []
    assert keeper.badge.waiting == 1


def test_a_person_who_asked_is_told(qtbot, keep):
    county = County()
    keeper = keep(county)
    with qtbot.waitSignal(keeper.run_finished):
        keeper.sync_now()
    county.up = False
    with qtbot.waitSignal(keeper.run_failed) as told:
        keeper.sync_now()
    assert told.args[0].kind is ProblemKind.NO_LINE


def test_a_fault_of_ours_does_not_end_the_exchange_for_good(qtbot, keep, log_lines):
    log_lines.expect("KeyError")

    class Faulty(County):
        def __call__(self, stop_wanted):
            self.runs += 1
            if self.runs == 1:
                raise KeyError("cursor")
            return RunResult(complete=True)

    county = Faulty()
    keeper = keep(county, failure=0)
    seen = []
    keeper.badge_changed.connect(lambda badge: seen.append(badge.state))
    keeper.start()
    qtbot.waitUntil(in_step(keeper))
    assert LineState.TROUBLE in seen


@pytest.mark.parametrize("kind", [ProblemKind.REVOKED, ProblemKind.PROTOCOL_TOO_OLD])
def test_the_timer_rests_where_the_county_said_no(qtbot, keep, kind):
    county = County(waiting=1)
    county.up, county.problem = False, kind
    keeper = keep(county, failure=0)
    keeper.start()
    qtbot.waitUntil(lambda: keeper.badge.state is LineState.REFUSED)
    assert not keeper._timer.isActive()


def test_news_of_the_county_are_told_to_the_pages(qtbot, tasks, keep):
    news = Changed.of("case", "c1")
    keeper = keep(None)
    with qtbot.waitSignal(tasks.changed) as told:
        keeper.set_exchange(lambda stop_wanted: RunResult(complete=True, changed=news))
    assert told.args == [news]


def test_without_a_county_line_nothing_runs(qtbot, keep):
    keeper = keep(None)
    keeper.start()
    keeper.note_write(2)
    assert keeper.badge.state is LineState.NO_COUNTY
    assert keeper.badge.waiting == 2


def test_after_stop_nothing_runs(qtbot, keep):
    county = County(waiting=1)
    keeper = keep(county)
    keeper.stop()
    keeper.start()
    keeper.network_came_up()
    assert county.runs == 0


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_delays_stay_between_five_seconds_and_fifteen_minutes(failures, chance):
    delays = JitteredDelays(lambda: chance)
    assert LEAST_DELAY_MS <= delays.after_failure(failures) <= MOST_DELAY_MS
    assert LEAST_DELAY_MS <= delays.after_success() <= MOST_DELAY_MS

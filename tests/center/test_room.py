"""How many the center takes at once: by the pace at which it gets done with them."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from sync.center.limits import LONGEST_WAIT_S, TAKEN_ANYHOW, Full, Room


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def admitted(room: Room) -> int:
    """How many come in before the next is told to come again."""
    with ExitStack() as inside:
        for count in range(1000):
            try:
                inside.enter_context(room.work())
            except Full:
                return count
    raise AssertionError("there is no end of room")


def worked(room: Room, seconds: Seconds, each: float, times: int = 200) -> None:
    for _ in range(times):
        with room.work():
            seconds.now += each


@pytest.mark.parametrize(("each", "least", "most"), [(0.01, 170, 190), (0.02, 85, 95)])
def test_only_so_many_are_taken_as_come_to_their_turn_soon(each, least, most):
    seconds = Seconds()
    room = Room(clock=seconds)
    worked(room, seconds, each)
    assert least <= admitted(room) <= most


def test_a_townships_stations_are_taken_however_slow_it_goes():
    seconds = Seconds()
    room = Room(clock=seconds)
    worked(room, seconds, LONGEST_WAIT_S * 2)
    assert admitted(room) == TAKEN_ANYHOW


def test_never_more_than_the_process_bears():
    seconds = Seconds()
    room = Room(clock=seconds)
    worked(room, seconds, 0.0001)
    assert admitted(room) == room.most_worked_on


def test_the_pace_counts_from_the_one_done_before_not_from_when_each_came():
    seconds = Seconds()
    room = Room(clock=seconds)
    for _ in range(50):
        with ExitStack() as inside:
            for _ in range(10):
                inside.enter_context(room.work())
            inside.callback(lambda: setattr(seconds, "now", seconds.now + 0.02))
    assert room.pace_s < 0.02

"""A slice of the long simulation with new seeds each time, and every seed that ever failed."""

import random
import secrets
from pathlib import Path

import pytest

from tests.simulation.faults import draw
from tests.simulation.run import run_seed

FRESH = 6
EVENTS = 300
KEPT = Path(__file__).with_name("seeds.txt")


def kept_seeds() -> list[tuple[int, int]]:
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    numbers = [line.split("#")[0].split() for line in lines]
    return [(int(words[0]), int(words[1])) for words in numbers if words]


@pytest.mark.parametrize("turn", range(FRESH))
def test_a_new_week_of_bad_weather_loses_doubles_and_leaks_nothing(turn):
    seed = secrets.randbelow(2**40)
    # The seed is in the failure's notes: `python tools/simulate.py --seed N --events 300`.
    run_seed(seed, EVENTS)


@pytest.mark.parametrize(("seed", "events"), kept_seeds())
def test_what_failed_once_holds_now(seed, events):
    run_seed(seed, events)


def test_one_number_gives_one_week():
    assert run_seed(3, 120).fingerprint == run_seed(3, 120).fingerprint


def test_the_weather_covers_every_fault():
    worlds = [draw(random.Random(seed)) for seed in range(200)]
    for fault in (
        "lost_reply",
        "late",
        "center_crash",
        "desk_crash",
        "clock_jump",
        "copies",
        "center_restores",
    ):
        assert any(getattr(w, fault) > 0 for w in worlds), fault
    assert any(w.liar for w in worlds)
    assert any(w.county_desk for w in worlds)

"""A short slice of the kill programme; `python -m tests.attack` is the long one."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.attack.county import Place
from tests.attack.planted import planted
from tests.attack.rounds import AddRounds, County, ServeRounds, SyncRounds


def a_seed() -> int:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    return seed


def test_adding_killed_at_random_loses_and_doubles_nothing(tmp_path: Path) -> None:
    rounds = AddRounds(Place(tmp_path), a_seed())
    for _ in range(3):
        rounds.round()
    rounds.check()


def test_syncing_killed_at_either_end_loses_and_doubles_nothing(tmp_path: Path) -> None:
    county = County(Place(tmp_path), a_seed())
    syncing = SyncRounds(county)
    with syncing.prepared():
        for _ in range(2):
            syncing.round()
    serving = ServeRounds(county)
    for _ in range(2):
        serving.round()
    serving.check()


def test_an_answer_given_before_the_commit_is_found(tmp_path: Path) -> None:
    rounds = AddRounds(Place(tmp_path, planted("told-before-kept")), a_seed(), 40)
    with pytest.raises(AssertionError, match="an acknowledged complaint is gone"):
        for _ in range(40):
            rounds.round()

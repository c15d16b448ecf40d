"""A short slice of the kill programme; `python -m tests.attack` is the long one."""

from __future__ import annotations

import secrets
from pathlib import Path

from tests.attack.county import Place
from tests.attack.rounds import AddRounds, ServeRounds, SyncRounds


def a_seed() -> int:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    return seed


def test_adding_killed_at_random_loses_and_doubles_nothing(tmp_path: Path) -> None:
    rounds = AddRounds(Place(tmp_path), a_seed())
    for _ in range(3):
        rounds.round()
    rounds.check()


def test_syncing_killed_at_random_loses_and_doubles_nothing(tmp_path: Path) -> None:
    rounds = SyncRounds(Place(tmp_path), a_seed())
    with rounds.place.served(rounds.county.port):
        rounds.check()
        for _ in range(3):
            rounds.round()
        rounds.check()


def test_a_center_killed_at_random_loses_and_doubles_nothing(tmp_path: Path) -> None:
    rounds = ServeRounds(Place(tmp_path), a_seed())
    for _ in range(2):
        rounds.round()
    rounds.check()

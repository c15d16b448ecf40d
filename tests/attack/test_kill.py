"""A short slice of the kill programme; `python -m tests.attack` is the long one."""

from __future__ import annotations

import secrets

from tests.attack.county import serve
from tests.attack.rounds import AddRounds, SyncRounds


def test_adding_killed_at_random_loses_and_doubles_nothing(tmp_path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    rounds = AddRounds(tmp_path, seed)
    for _ in range(3):
        rounds.round()
    assert rounds.round(kill=False)
    rounds.check()


def test_syncing_killed_at_either_end_loses_and_doubles_nothing(tmp_path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    rounds = SyncRounds(tmp_path, seed)
    for _ in range(2):
        center = serve(rounds.place, rounds.port)
        rounds.desk_round()
        rounds.center_round(center)
    rounds.check()

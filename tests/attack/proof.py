"""Each planted mistake is to be found by the rounds that attack it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.attack.county import Place
from tests.attack.planted import PLANTS, planted
from tests.attack.rounds import AddRounds, attack_on

MOST = 200
LOOKS = 5


def all_planted(seed: int) -> int:
    """Tries each until it is found; 1 where one never was."""
    missed = 0
    for name in PLANTS:
        with tempfile.TemporaryDirectory(prefix=f"station-attack-{name}-") as folder:
            found = _found(name, Path(folder), seed)
        print(f"{name}: seed {seed}, {found or 'NOT FOUND'}", flush=True)
        missed += not found
    return 1 if missed else 0


def _found(name: str, folder: Path, seed: int) -> str:
    """After how many rounds, and in which words; empty where it never was."""
    place = Place(folder)
    attack = attack_on(PLANTS[name][0], place, seed)
    # Enrolment is no part of it: it is made by the program as it is.
    place.program = planted(name)
    if isinstance(attack, AddRounds):
        attack.whole_run()
    number = 0
    while number < MOST:
        try:
            with attack.prepared():
                for _ in range(LOOKS):
                    number += 1
                    attack.round()
                attack.check()
        except AssertionError as fault:
            return f"found after {number} rounds: {str(fault).splitlines()[0][:100]}"
    return ""

"""Kills the programs, again and again, and looks at what is left.

`python -m tests.attack --rounds 500 [--what add,sync,serve] [--seed N]`: at random moments.
`python -m tests.attack --every-write [--by-kind] [--torn] [--what ...]`: once at each write of a
short run; this needs a C compiler (`cc`).
`python -m tests.attack --planted`: programs with mistakes in them, which must be found.

Each runs in a temporary folder and on a port of its own, so several may run at a time.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.attack.county import Place
from tests.attack.proof import all_planted
from tests.attack.rounds import attack_on
from tests.attack.writes import Course, every_write

CHECK_EVERY = 20
RESTART_EVERY = 60


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--what", default="add,sync,serve")
    parser.add_argument("--every-write", action="store_true")
    parser.add_argument("--torn", action="store_true", help="half of the write is done")
    parser.add_argument("--by-kind", action="store_true", help="one kind of write after another")
    parser.add_argument("--first", type=int, default=1, help="the write to begin with")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    parser.add_argument("--planted", action="store_true", help="mistakes that must be found")
    asked = parser.parse_args()
    if asked.planted:
        return all_planted(asked.seed)
    for what in asked.what.split(","):
        root = Path(tempfile.mkdtemp(prefix=f"station-attack-{what}-"))
        print(f"{what}: seed {asked.seed}, in {root}", flush=True)
        begun = time.monotonic()
        if asked.every_write:
            every_write(what, root, asked.seed, Course(asked.torn, asked.by_kind, asked.first))
        else:
            _random_moments(what, root, asked.seed, asked.rounds)
        print(f"{what}: {time.monotonic() - begun:.0f} s in all", flush=True)
        shutil.rmtree(root)
    return 0


def _random_moments(what: str, root: Path, seed: int, rounds: int) -> None:
    attack = attack_on(what, Place(root), seed)
    done = 0
    while done < rounds:
        with attack.prepared():
            for number in range(done + 1, min(done + RESTART_EVERY, rounds) + 1):
                attack.round()
                if number % CHECK_EVERY == 0 or number == rounds:
                    attack.check()
                    words = f"{attack.tally.told()}; {attack.moments.told()}"
                    print(f"{what}: {number} of {rounds} rounds, whole; {words}", flush=True)
                done = number


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.attack --rounds 500 [--what add,sync,serve] [--every-write]`"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from tests.attack.county import serve, serving
from tests.attack.rounds import AddRounds, SyncRounds

WRITES = "pwrite64,write,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate"
CHECK_EVERY = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--what", default="add,sync,serve")
    parser.add_argument("--every-write", action="store_true")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    wanted = asked.what.split(",")
    for what in wanted:
        root = Path(tempfile.mkdtemp(prefix=f"station-attack-{what}-"))
        run = _every_write if asked.every_write else _random_moments
        run(what, root, asked.seed, asked.rounds)
        shutil.rmtree(root)
    return 0


def _random_moments(what: str, root: Path, seed: int, rounds: int) -> None:
    if what == "add":
        adding = AddRounds(root, seed)
        ended = 0
        for number in range(1, rounds + 1):
            ended += adding.round()
            if number % CHECK_EVERY == 0 or number == rounds:
                adding.check()
                _tell(what, number, rounds, f"{ended} came to their end")
        return
    syncing = SyncRounds(root, seed)
    if what == "sync":
        for number in range(1, rounds + 1):
            with serving(syncing.place, syncing.port):
                syncing.desk_round()
            if number % CHECK_EVERY == 0 or number == rounds:
                syncing.check()
                _tell(what, number, rounds, "equal at both ends")
        return
    for number in range(1, rounds + 1):
        syncing.center_round(serve(syncing.place, syncing.port))
        if number % CHECK_EVERY == 0 or number == rounds:
            syncing.check()
            _tell(what, number, rounds, "equal at both ends")


def _every_write(what: str, root: Path, seed: int, most: int) -> None:
    """SIGKILL at the k-th write, for every k that a short run reaches."""
    if what == "add":
        adding = AddRounds(root, seed)
        for number in range(1, most + 1):
            if adding.round(_killed_at(number), kill=False):
                adding.check()
                _tell(what, number, number, "every write was tried")
                return
            adding.check()
        return
    syncing = SyncRounds(root, seed)
    for number in range(1, most + 1):
        if what == "sync":
            with serving(syncing.place, syncing.port):
                syncing.desk_round(_killed_at(number), kill=False)
        else:
            center = serve(syncing.place, syncing.port, _killed_at(number))
            syncing.desk_round(kill=False)
            survived = center.poll() is None
            center.kill()
            center.wait()
            if survived:
                break
        syncing.check()
    _tell(what, number, number, "every write was tried")


def _killed_at(number: int) -> tuple[str, ...]:
    inject = f"inject={WRITES}:signal=SIGKILL:when={number}"
    return ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={WRITES}", "-e", inject)


def _tell(what: str, number: int, of: int, words: str) -> None:
    print(f"{what}: {number} of {of} rounds, {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

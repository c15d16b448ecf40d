"""The long simulation: many seeds on all cores, resumable, each failure a number to keep.

python tools/simulate.py --seeds 10000 --events 1000
python tools/simulate.py --seed 4711            one seed, with its last events
python tools/simulate.py --planted              twenty bugs put in, each must be found
"""

from __future__ import annotations

import argparse
import ast
import gc
import hashlib
import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / "build" / "simulation.json"
SIMULATION = "tests/simulation"
MOST_SEEDS_PER_BUG = 200

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.simulation.faults import draw  # noqa: E402
from tests.simulation.planted import HUNTED_FROM, PLANTED, planted  # noqa: E402
from tests.simulation.run import EVENTS, fails, run_seed  # noqa: E402


def by_seed() -> None:
    """What the collector would look through again and again is a world still in use: it waits for
    the end of the seed, which is a tenth faster."""
    gc.disable()


def try_seed(events: int, seed: int) -> tuple[int, str | None]:
    found = fails(seed, events)
    gc.collect()
    return seed, found


def hunt(events: int, name: str) -> tuple[str, int | None, str | None]:
    """How many seeds it took to find a planted bug, less one, and what it said."""
    first = HUNTED_FROM.get(name, 0)
    with planted(name):
        for seed in range(first, first + MOST_SEEDS_PER_BUG):
            found = fails(seed, events)
            if found is not None:
                return name, seed - first, found
    return name, None, None


@dataclass(frozen=True, slots=True)
class Run:
    """What a long run is of: a state kept by another one is not gone on from."""

    first: int
    seeds: int
    events: int
    program: str

    def in_order(self) -> list[int]:
        """The seeds, those first in which most is known to go wrong: a county that goes back to a
        backup, copied ledgers besides."""
        return sorted(range(self.first, self.first + self.seeds), key=_calm)


def _calm(seed: int) -> tuple[bool, bool]:
    weather = draw(random.Random(seed))
    return not weather.center_restores, not (weather.copies or weather.restores)


def program_tried() -> str:
    """A fingerprint of what the simulation runs and of what it checks: its own files, and whatever
    of ours these import, late or not."""
    found = hashlib.sha256()
    for path in sorted(_with_imported((ROOT / SIMULATION).glob("*.py"))):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _with_imported(begun: Iterable[Path]) -> set[Path]:
    left = [path for path in begun if not path.name.startswith("test_")]
    known = set(left)
    while left:
        for node in ast.walk(ast.parse(left.pop().read_bytes())):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                place = ROOT.joinpath(*name.split("."))
                for path in (place.with_suffix(".py"), place / "__init__.py"):
                    if path.is_file() and path not in known:
                        known.add(path)
                        left.append(path)
    return known


def done_before(run: Run) -> tuple[int, list[int]]:
    """How many seeds of the same run were tried, and which failed."""
    try:
        kept = json.loads(STATE.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return 0, []
    if kept.get("run") != asdict(run):
        return 0, []
    return int(kept["tried"]), [int(seed) for seed in kept["failed"]]


def keep(run: Run, tried: int, failed: list[int]) -> None:
    STATE.parent.mkdir(exist_ok=True)
    part = STATE.with_suffix(".part")
    kept = {"run": asdict(run), "tried": tried, "failed": failed}
    part.write_text(json.dumps(kept), encoding="utf-8")
    os.replace(part, STATE)


def run_many(run: Run, jobs: int, *, fresh: bool) -> int:
    before, failed = (0, []) if fresh else done_before(run)
    if before:
        print(f"going on after {before} seeds")
    begun = time.monotonic()
    with multiprocessing.Pool(jobs, by_seed) as pool:
        wanted = run.in_order()[before:]
        results: Iterator[tuple[int, str | None]] = pool.imap(partial(try_seed, run.events), wanted)
        for tried, (seed, found) in enumerate(results, before + 1):
            if found is not None:
                failed.append(seed)
                print(f"seed {seed}: {found}", flush=True)
            keep(run, tried, failed)
            if tried % 100 == 0:
                took = time.monotonic() - begun
                print(f"{tried} seeds, {len(failed)} failed, {took:.0f} s", flush=True)
    print(f"{run.seeds} seeds of {run.events} events from {run.first} on, program {run.program}")
    print(f"failed: {failed or 'none'}")
    return 1 if failed else 0


def run_planted(events: int, jobs: int, names: Sequence[str]) -> int:
    missed = 0
    with multiprocessing.Pool(jobs) as pool:
        for name, seed, found in pool.imap_unordered(partial(hunt, events), names):
            if seed is None:
                missed += 1
                print(f"{name}: NOT FOUND in {MOST_SEEDS_PER_BUG} seeds", flush=True)
            else:
                at = HUNTED_FROM.get(name, 0) + seed
                print(f"{name}: seed {at} ({seed + 1} tried): {str(found)[:120]}", flush=True)
    print(f"{len(names) - missed} of {len(names)} planted bugs found")
    return 1 if missed else 0


def run_one(seed: int, events: int) -> int:
    try:
        world = run_seed(seed, events)
    except BaseException as fault:
        for line in getattr(fault, "__notes__", ()):
            print(line)
        raise
    print(f"seed {seed} holds: {world.watch.answers} answers, {world.fingerprint[:16]}")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--fresh", action="store_true", help="do not go on where it stopped")
    parser.add_argument("--planted", nargs="*", metavar="NAME", help="put bugs in and find them")
    chosen = parser.parse_args(arguments)
    if chosen.seed is not None:
        return run_one(chosen.seed, chosen.events)
    if chosen.planted is not None:
        return run_planted(chosen.events, chosen.jobs, chosen.planted or sorted(PLANTED))
    run = Run(chosen.first, chosen.seeds, chosen.events, program_tried())
    return run_many(run, chosen.jobs, fresh=chosen.fresh)


if __name__ == "__main__":
    sys.exit(main())

"""SIGKILL at each write of a short run, one after another, until a run comes to its end.

A write is whatever the process does to its data folder (writing, syncing, renaming, making, taking
away a file), to standard output, or to the line; `fuse.c` counts them over all threads, and none is
left out.  The memory that SQLite shares between processes (`-shm`) is written without calls; it is
made anew from the log after a kill.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.attack.county import Place, wait_until_ready
from tests.attack.rounds import AddRounds, County, reached

YOUNG = 40
"""Rounds on one ledger."""

TWO_PIECES = 270_000
"""Bytes of each attachment: always as many, so that each run writes much the same."""

KINDS = (
    *("write", "pwrite", "writev", "send", "fsync", "truncate", "allocate"),
    *("rename", "unlink", "mkdir", "make"),
)
SOURCE = Path(__file__).with_name("fuse.c")


class Fuse:
    """The library that cuts, and what it noted."""

    def __init__(self, folder: Path, root: Path, *, kind: str, torn: bool) -> None:
        """`root`: what is written under it counts, of one kind, or of all where it is empty.
        `torn`: half of the write is done."""
        self._library = folder / "fuse.so"
        self._note = folder / "fuse.txt"
        self._root = root
        self._how = {"FUSE_KIND": kind} if kind else {}
        if torn:
            self._how["FUSE_HALF"] = "1"
        subprocess.run(
            ["cc", "-O1", "-shared", "-fPIC", "-o", self._library, SOURCE, "-ldl"], check=True
        )

    def set_to(self, number: int) -> dict[str, str]:
        """The environment of a process that ends at its `number`-th write."""
        self._note.unlink(missing_ok=True)
        return {
            "LD_PRELOAD": str(self._library),
            "FUSE_ROOT": str(self._root),
            "FUSE_AT": str(number),
            "FUSE_NOTE": str(self._note),
            "PYTHONDONTWRITEBYTECODE": "1",
            **self._how,
        }

    def noted(self) -> str:
        """What was cut, as `pwrite ledger.db-wal`."""
        _, what, where = self._note.read_text().splitlines()[-1].split(" ", 2)
        return f"{what} {_short(where)}"


def _short(where: str) -> str:
    """A file's name, without what is drawn at random in it."""
    path = Path(where)
    if path.suffix == ".tmp":
        return f"{path.name.split('.')[-3] if path.name.startswith('.') else 'mark'}.tmp"
    if path.parent.name in ("tmp", "partial", "marks"):
        return f"{path.parent.name}/*"
    return path.name if len(path.name) < 40 else "content"


@dataclass(frozen=True)
class Course:
    """How the writes are gone through.  `torn`: half of each is done.  `kinds`: one kind after
    another, for runs of which no two write quite the same: there the tenth write of one is the
    eleventh of the next, but its only renaming stays the first.  `first`: the write to begin with.
    """

    torn: bool = False
    kinds: bool = False
    first: int = 1


def every_write(what: str, root: Path, seed: int, course: Course) -> None:
    hit = Counter[str]()
    for kind in KINDS if course.kinds else ("",):
        _one_by_one(what, root, seed, course, kind, hit)
    cut = hit.total()
    print(f"{what}: cut at {cut} writes, one by one, whole after each", flush=True)
    for name, times in sorted(hit.items()):
        print(f"  {times:4d} {name}", flush=True)


def _one_by_one(
    what: str, root: Path, seed: int, course: Course, kind: str, hit: Counter[str]
) -> None:
    number, ended = course.first, False
    while not ended:
        # A young ledger again and again: the checks stay short.
        place = Place(root / f"{kind}-from-{number}")
        place.root.mkdir()
        fuse = Fuse(root, place.root, kind=kind, torn=course.torn)
        programme = _PROGRAMMES[what](place, seed)
        try:
            for at in range(number, number + YOUNG):
                ended = programme.attempt(fuse.set_to(at))
                noted = "came to its end" if ended else fuse.noted()
                print(f"{what}: {kind} {at} {noted}", flush=True)
                programme.check()
                if ended:
                    break
                hit[noted] += 1
                number = at + 1
        finally:
            programme.close()
        shutil.rmtree(place.root)


class _Add:
    """`complaint add` with two complaints."""

    def __init__(self, place: Place, seed: int) -> None:
        self._adding = AddRounds(place, seed, 2)

    def attempt(self, more: dict[str, str]) -> bool:
        """One run with the fuse set; whether it came to its end."""
        return not self._adding.run(more=more).killed

    def check(self) -> None:
        self._adding.desk.check(self._adding.promised)
        self._adding.check()

    def close(self) -> None:
        """Nothing runs."""


class _Sync:
    """`sync` with a complaint and a small content each way."""

    def __init__(self, place: Place, seed: int) -> None:
        self._place = place
        self._county = County(place, seed)
        self._center = place.start_center(self._county.port)
        assert wait_until_ready(self._center, self._county.port)

    def attempt(self, more: dict[str, str]) -> bool:
        """One run with the fuse set; whether it came to its end."""
        self._county.partner_round(attached=TWO_PIECES)
        with self._county.desk.opened() as desk:
            self._county.work(desk, 1, attached=TWO_PIECES)
        run = self._place.station("sync", more=more)
        assert run.code in (0, -signal.SIGKILL), self._place.faults.read_text()
        return not run.killed

    def check(self) -> None:
        self._county.look()
        self._county.check_by_command()

    def close(self) -> None:
        self._center.kill()
        self._center.wait()


class _Serve:
    """The center from its start to its orderly end, with an exchange of a small content."""

    def __init__(self, place: Place, seed: int) -> None:
        self._place = place
        self._county = County(place, seed)

    def attempt(self, more: dict[str, str]) -> bool:
        """One run with the fuse set; whether it came to its end."""
        county = self._county
        with county.desk.opened() as desk:
            county.work(desk, 1, attached=TWO_PIECES)
            center = self._place.start_center(county.port, more)
            if wait_until_ready(center, county.port):
                reached(desk)
            center.terminate()
            code = center.wait(60)
        assert code in (0, -signal.SIGTERM, -signal.SIGKILL), self._place.faults.read_text()
        return code != -signal.SIGKILL

    def check(self) -> None:
        self._county.look()
        self._county.center.age_leftovers()
        with self._county.center.answering(self._county.port):
            self._county.check()
            assert not self._county.center.leftovers()

    def close(self) -> None:
        """Nothing runs."""


_PROGRAMMES: dict[str, type[_Add] | type[_Sync] | type[_Serve]] = {
    "add": _Add,
    "sync": _Sync,
    "serve": _Serve,
}

"""A mark outside the ledger, by which a copied or restored ledger is noticed at start (T14).

The mark is random, and stands in three places with a counter: in the ledger (the caller's row), in
the data folder (`.station-mark`), and outside it (this machine's state folder).  The counter rises
at every start and every exchange, in this order: ledger, folder, outside.  So in an honest folder
each place is at least as far as the next; a place that lags behind was brought back from earlier.

Noticed at once, without a line:

- the ledger alone taken to another folder or PC: the folder's mark is missing or another;
- the ledger alone put back from before the last start or exchange: its counter lags;
- the whole folder put back from then on the same PC: the folder's counter lags behind outside;
- the whole folder on another PC: the machine is another;
- the whole folder copied on the same PC: another path and another folder number, or, when the
  original was started since, a lagging counter.

Taken for a copy though it is none: a folder moved to another disk or PC, a system installed anew.
The price is a new replica identity, nothing more.  Not taken for one: a folder renamed, or moved
on the same disk.

Not noticed here, only at the next exchange (the center holds a head the journal lacks): a ledger
put back to a copy made since the last start and exchange; a disk or virtual machine brought back
as a whole, or run twice with one machine id.  An in-app restore needs no noticing: it starts a new
identity itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs

from sync.clock import RandomBytes
from sync.ledger.disk import disk_trouble, make_folder, sweep_temporary, write_atomic

if sys.platform == "win32":
    import winreg

MARK_NAME = ".station-mark"
_MARKS = "marks"
_MARK = re.compile(r"[0-9a-f]{32}")
_LARGEST = 4096


@dataclass(frozen=True, slots=True)
class Mark:
    """A ledger's mark: 32 hex digits that never change, and a counter that only rises."""

    mark: str
    counter: int

    def raised(self) -> Mark:
        """The mark of the next start or exchange."""
        return Mark(self.mark, self.counter + 1)


class Verdict(StrEnum):
    """What the marks say of a ledger: `SAME` is the one that was here, all else a copy."""

    SAME = "same"
    MARK_MISSING = "mark_missing"
    MARK_DIFFERS = "mark_differs"
    LEDGER_LAGS = "ledger_lags"
    FOLDER_LAGS = "folder_lags"
    OTHER_MACHINE = "other_machine"
    OTHER_PLACE = "other_place"


def new_mark(random: RandomBytes = os.urandom) -> Mark:
    """A mark for a new ledger, or for a new identity after a copy was noticed."""
    return Mark(random(16).hex(), 1)


class Witness:
    """The places outside the ledger.

    `folder`: the data folder; `state`: a folder of this machine that isn't copied with it (see
    `state_folder`); `machine`: what names the machine (see `machine_id`), None where nothing does.
    """

    def __init__(self, folder: Path, state: Path, machine: str | None) -> None:
        self._folder = folder
        self._state = state
        self._machine = machine

    def read_mark(self) -> Mark | None:
        """The data folder's mark; None where it is missing or can't be made out."""
        noted = _read(self._folder / MARK_NAME)
        return None if noted is None else _mark_of(noted)

    def write_mark(self, mark: Mark) -> None:
        """Notes the mark in both places; the ledger's own row was committed before.

        Who writes it holds the folder's lock, so what a killed start left of it is taken away.
        Problems: DISK_FULL, DISK_READ_ONLY.
        """
        with disk_trouble():
            sweep_temporary(self._folder, MARK_NAME)
            noted = {"mark": mark.mark, "counter": mark.counter, **self._here(mark.mark)}
            write_atomic(self._folder / MARK_NAME, json.dumps(noted).encode())
            make_folder(self._state / _MARKS)
            outside = {"mark": mark.mark, "counter": mark.counter}
            place = self._outside(mark.mark)
            sweep_temporary(place.parent, place.name)
            write_atomic(place, json.dumps(outside).encode())

    def judge(self, ledger: Mark) -> Verdict:
        """Whether the ledger with this mark is the one that was last used here."""
        noted = _read(self._folder / MARK_NAME)
        inside = None if noted is None else _mark_of(noted)
        if noted is None or inside is None:
            return Verdict.MARK_MISSING
        if not hmac.compare_digest(inside.mark, ledger.mark):
            return Verdict.MARK_DIFFERS
        if ledger.counter < inside.counter:
            return Verdict.LEDGER_LAGS
        here = self._here(ledger.mark)
        # An unknown machine (no id to be read) speaks neither for nor against.
        if None not in (here["machine"], noted.get("machine")) and (
            here["machine"] != noted["machine"]
        ):
            return Verdict.OTHER_MACHINE
        outside_noted = _read(self._outside(ledger.mark))
        outside = None if outside_noted is None else _mark_of(outside_noted)
        if outside is not None and inside.counter < outside.counter:
            return Verdict.FOLDER_LAGS
        # Renaming keeps the folder's number; some file systems (exFAT) number anew each time they
        # are mounted, but then the path is the same.  A copy has another of both; and one put in
        # the original's place is only believed where the counter outside bears it out.
        renamed = here["path"] != noted.get("path")
        renumbered = here["number"] != noted.get("number")
        if renumbered and (renamed or outside is None):
            return Verdict.OTHER_PLACE
        return Verdict.SAME

    def copied(self, ledger: Mark) -> bool:
        """Whether the ledger with this mark is a copy, or was brought back from earlier."""
        return self.judge(ledger) is not Verdict.SAME

    def _outside(self, mark: str) -> Path:
        return self._state / _MARKS / hashlib.sha256(mark.encode()).hexdigest()

    def _here(self, mark: str) -> dict[str, Any]:
        """Where this is, hashed with the mark: neither path nor machine can be read from it."""
        folder = self._folder.resolve()
        return {
            "path": _hashed(mark, os.path.normcase(str(folder))),
            "number": folder.stat().st_ino,
            "machine": None if self._machine is None else _hashed(mark, self._machine),
        }


def state_folder() -> Path:
    """This machine's place for marks: not roaming, not in the data folder, the user's own."""
    return Path(platformdirs.user_state_dir("station", appauthor=False))


def machine_id() -> str | None:
    """What the system names this machine; None where it names it nothing."""
    if sys.platform == "win32":
        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE,
                r"SOFTWARE\Microsoft\Cryptography",
                0,
                winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
            ) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0]) or None
        except OSError:
            return None
    for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        try:
            named = path.read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            continue
        if named and named != "uninitialized":
            return named
    return None


def _read(path: Path) -> dict[str, Any] | None:
    """None where the file is missing or spoilt: either way it bears nothing out."""
    try:
        with path.open("rb") as file:
            noted = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    return noted if isinstance(noted, dict) else None


def _mark_of(noted: dict[str, Any]) -> Mark | None:
    mark, counter = noted.get("mark"), noted.get("counter")
    if not isinstance(mark, str) or not _MARK.fullmatch(mark) or type(counter) is not int:
        return None
    return Mark(mark, counter)


def _hashed(mark: str, text: str) -> str:
    return hmac.new(mark.encode(), text.encode(), hashlib.sha256).hexdigest()

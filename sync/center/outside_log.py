"""What must not go back with a restored database: an append-only file beside it.

Enrolments, revocations, erasures, epochs and high marks of numbers are written here, synced, before
the answer leaves, and are applied after a restore (`sync.md`, Exchange).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from sync.clock import Json
from sync.ledger.disk import disk_trouble, sync_folder
from sync.problems import Problem, ProblemKind

FILE_NAME = "center-outside.log"

STATION = "station"
ENROLLED = "enrolled"
REVOKED = "revoked"
ERASED = "erased"
EPOCH = "epoch"
NUMBER = "number"

_CHECK_CHARS = 16


@dataclass(frozen=True, slots=True)
class Note:
    """One line: what, when (ms), and its values."""

    what: str
    at: int
    values: Mapping[str, Json]


class Readable(NamedTuple):
    """What the file still says, and the numbers of its lines that say nothing any more."""

    notes: Sequence[Note]
    damaged: Sequence[int]


class OutsideLog:
    """The file; each line carries a check of itself, so that a torn one is known."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, *notes: Note) -> None:
        """Append, durably.  Problems: DISK_FULL, DISK_READ_ONLY."""
        text = b"".join(_line(note) for note in notes)
        with disk_trouble():
            new = not self.path.exists()
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                end = os.lseek(handle, 0, os.SEEK_END)
                if end and os.pread(handle, 1, end - 1) != b"\n":
                    # A power cut tore the last line; what follows must not hang on it.
                    text = b"\n" + text
                if os.write(handle, text) != len(text):
                    raise Problem(ProblemKind.DISK_FULL, name=self.path.name)
                os.fsync(handle)
            finally:
                os.close(handle)
            if new:
                sync_folder(self.path.parent)

    @contextmanager
    def held(self) -> Iterator[OutsideLog]:
        """A log whose notes are written together at the end, or not at all where that fails.

        Around the work inside a transaction: what is refused half-way must not be noted, since
        notes are applied to every database that lacks them.
        """
        held = _Held(self.path)
        yield held
        if held.waiting:
            self.write(*held.waiting)

    def notes(self) -> Iterator[Note]:
        """All notes in order.

        Problem FILE_DAMAGED for a line that is not what was written, but for a torn last one: its
        answer never left.
        """
        found = self.read()
        if found.damaged:
            raise Problem(ProblemKind.FILE_DAMAGED, name=self.path.name, line=found.damaged[0])
        yield from found.notes

    def read(self) -> Readable:
        """All notes in order, and the lines that are not what was written."""
        notes: list[Note] = []
        damaged: list[int] = []
        content = b""
        if self.path.exists():
            with disk_trouble():
                content = self.path.read_bytes()
        for number, line in enumerate(content.split(b"\n"), 1):
            note = _read(line) if line else None
            if note is not None:
                notes.append(note)
            elif line and not self._torn(line):
                damaged.append(number)
        return Readable(notes, damaged)

    @staticmethod
    def _torn(line: bytes) -> bool:
        """Whether the line may be the stump of a cut write: it has no check at its end."""
        return len(line) < _CHECK_CHARS or not line.rstrip().endswith(b'"]')


class _Held(OutsideLog):
    """Keeps what it is given until somebody writes it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.waiting: list[Note] = []

    def write(self, *notes: Note) -> None:
        self.waiting += notes


def _line(note: Note) -> bytes:
    body = orjson.dumps([note.what, note.at, note.values])
    check = hashlib.sha256(body).hexdigest()[:_CHECK_CHARS]
    return orjson.dumps([note.what, note.at, note.values, check]) + b"\n"


def _read(line: bytes) -> Note | None:
    try:
        what, at, values, check = orjson.loads(line)
    except ValueError:
        return None
    body = orjson.dumps([what, at, values])
    if hashlib.sha256(body).hexdigest()[:_CHECK_CHARS] != check:
        return None
    return Note(what, at, values)

"""Contents of attachments at the center: asked for by record, never by hash.

A hash opens nothing.  Content is taken only for a record the center has, from a replica in whose
scope it is; it is given only there; and "already here" is said only within the same case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sync.center.membership import Memberships
from sync.center.refusals import Sender
from sync.clock import Clock
from sync.ledger.attachments import ContentStore
from sync.ledger.db import Db
from sync.ledger.store import RecordStore
from sync.problems import Problem, ProblemKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attachment as its record names it."""

    id: str
    root: str
    sha256: str
    size: int


class Contents:
    """What one replica may do with contents, in one request."""

    def __init__(self, db: Db, contents: ContentStore, sender: Sender, clock: Clock) -> None:
        self._db = db
        self._contents = contents
        self._sender = sender
        self._clock = clock

    def held(self, attachment_id: str) -> int:
        """Bytes held of the content.  NOT_FOUND where the replica sees no such record.

        A center that was cut after the last piece makes the whole of them here: who is told that
        all is held sends nothing more.
        """
        wanted = self._wanted(attachment_id)
        if self._complete(wanted):
            return wanted.size
        have = self._contents.received(wanted.sha256, slot=wanted.id)
        if not have:
            return 0
        try:
            self._settle(wanted, have)
        except Problem as problem:
            if problem.kind is not ProblemKind.INTEGRITY:
                raise
            return 0
        return have

    def take(self, attachment_id: str, offset: int, piece: bytes, total: int) -> int:
        """Keep a piece, durably; bytes held now.  The last one is checked against the hash.

        Problems: NOT_FOUND, REFUSED_INPUT, INTEGRITY where the whole is not what was named.
        """
        wanted = self._wanted(attachment_id)
        if total != wanted.size:
            raise Problem(ProblemKind.REFUSED_INPUT, fields={"size": "not_as_recorded"})
        if self._complete(wanted):
            return wanted.size
        have = self._contents.receive(wanted.sha256, offset, piece, slot=wanted.id)
        self._settle(wanted, have)
        return have

    def give(self, attachment_id: str, offset: int, length: int) -> tuple[bytes, int]:
        """Up to `length` bytes from `offset`, and the whole size.  NOT_FOUND until complete."""
        wanted = self._wanted(attachment_id)
        if not self._complete(wanted):
            raise Problem(ProblemKind.NOT_FOUND)
        return _cut(self._contents.read(wanted.sha256, offset), length), wanted.size

    def _settle(self, wanted: Wanted, have: int) -> None:
        """A whole content, where all its pieces are here.  Problem INTEGRITY."""
        if have >= wanted.size:
            self._contents.finish(wanted.sha256, wanted.size, slot=wanted.id)
            self._note(wanted)

    def _wanted(self, attachment_id: str) -> Wanted:
        """ "Not yours" and "not there" are one answer."""
        row = self._db.row(
            "SELECT id, root_id, sha256, size FROM r_attachment "
            "WHERE id = ? AND sha256 IS NOT NULL AND deleted_at IS NULL",
            (attachment_id,),
        )
        if row is None:
            raise Problem(ProblemKind.NOT_FOUND)
        wanted = Wanted(row[0], row[1], row[2], row[3] or 0)
        memberships = Memberships(self._db, RecordStore(self._db))
        if not memberships.shown(wanted.root, self._sender.station):
            raise Problem(ProblemKind.NOT_FOUND)
        return wanted

    def _complete(self, wanted: Wanted) -> bool:
        """Whether the content arrived for this attachment, or for another of the same case."""
        row = self._db.row(
            "SELECT 1 FROM center_content WHERE case_id = ? AND sha256 = ? "
            "AND complete_at IS NOT NULL",
            (wanted.root, wanted.sha256),
        )
        return row is not None

    def _note(self, wanted: Wanted) -> None:
        with self._db.writing():
            self._db.run(
                "INSERT INTO center_content (attachment_id, case_id, sha256, size, complete_at) "
                "VALUES (?,?,?,?,?) ON CONFLICT (attachment_id) DO UPDATE SET "
                "complete_at = excluded.complete_at",
                (wanted.id, wanted.root, wanted.sha256, wanted.size, self._clock.now_ms()),
            )


def _cut(parts: Iterator[bytes], length: int) -> bytes:
    taken: list[bytes] = []
    size = 0
    for part in parts:
        taken.append(part[: length - size])
        size += len(taken[-1])
        if size >= length:
            break
    return b"".join(taken)

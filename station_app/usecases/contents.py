"""Contents of attachments, on a line of their own: after the records, smallest first, in pieces.

A record never waits for its content; until that has arrived the record says where it lies, and
the station that has it keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from sync.ledger.attachments import ContentStore
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind

PIECE_BYTES = 256 * 1024
"""Each piece is kept by the other end once it has arrived: a cut line goes on from there."""


class ContentLine(Protocol):
    """What a station may ask the center about contents, always by the attachment's record."""

    def content_size(self, attachment_id: str) -> int | None:
        """Bytes the center holds; None where it knows no such attachment."""

    def put_content(self, attachment_id: str, offset: int, piece: bytes, total: int) -> int:
        """Bytes the center holds after this piece."""

    def get_content(self, attachment_id: str, offset: int) -> tuple[bytes, int]:
        """The next piece and the content's whole size."""


@dataclass(slots=True)
class Moved:
    """Whole contents that arrived, either way."""

    sent: int = 0
    received: int = 0


def exchange_contents(
    ledger: Ledger,
    contents: ContentStore,
    line: ContentLine,
    stop_wanted: Callable[[], bool],
) -> Moved:
    """Send what is here and fetch what is not.  Problems of the line end the run; whole pieces
    stay where they arrived."""
    note_missing(ledger)
    moved = Moved()
    for attachment_id, sha256, size in _waiting(ledger, here=True):
        if stop_wanted():
            return moved
        if _send(ledger, contents, line, attachment_id, sha256, size):
            moved.sent += 1
    for attachment_id, sha256, _ in _waiting(ledger, here=False):
        if stop_wanted():
            return moved
        if _fetch(ledger, contents, line, attachment_id, sha256):
            moved.received += 1
    return moved


def note_missing(ledger: Ledger) -> None:
    """A line for each attachment that came with the records, its content not yet."""
    with ledger.db.writing():
        ledger.db.run(
            "INSERT INTO desk_content (attachment_id, sha256, size, here, at_center) "
            "SELECT a.id, a.sha256, COALESCE(a.size, 0), 0, 0 FROM r_attachment a "
            "LEFT JOIN desk_content c ON c.attachment_id = a.id "
            "WHERE c.attachment_id IS NULL AND a.sha256 IS NOT NULL AND a.deleted_at IS NULL "
            "AND COALESCE(a.keep_local_only, 0) = 0"
        )


def waiting_contents(ledger: Ledger) -> int:
    """How many contents of ours the center does not have yet."""
    row = ledger.db.row(f"SELECT COUNT(*) {_UNSENT}")
    return 0 if row is None else int(row[0])


_UNSENT = (
    "FROM desk_content c JOIN r_attachment a ON a.id = c.attachment_id "
    "WHERE c.here = 1 AND c.at_center = 0 AND COALESCE(a.keep_local_only, 0) = 0"
)


def _waiting(ledger: Ledger, *, here: bool) -> list[tuple[str, str, int]]:
    """Smallest first: text and small pictures pass where a large one would hold them up."""
    found = (
        _UNSENT
        if here
        else ("FROM desk_content c JOIN r_attachment a ON a.id = c.attachment_id WHERE c.here = 0")
    )
    rows = ledger.db.rows(f"SELECT c.attachment_id, c.sha256, c.size {found} ORDER BY c.size, 1")
    return [(row[0], row[1], row[2]) for row in rows]


def _send(
    ledger: Ledger,
    contents: ContentStore,
    line: ContentLine,
    attachment_id: str,
    sha256: str,
    size: int,
) -> bool:
    held = line.content_size(attachment_id)
    if held is None:
        return False  # its record is not there yet, or was refused
    while held < size:
        piece = _first(contents.read(sha256, held))
        now = line.put_content(attachment_id, held, piece, size)
        if now <= held:
            raise Problem(ProblemKind.INTEGRITY, name=attachment_id)
        held = now
    _mark(ledger, attachment_id, "at_center")
    return True


def _first(parts: Iterator[bytes]) -> bytes:
    """Up to one piece from the beginning of a stream."""
    taken: list[bytes] = []
    size = 0
    for part in chain(parts, (b"",)):
        if not part or size + len(part) > PIECE_BYTES:
            taken.append(part[: PIECE_BYTES - size])
            break
        taken.append(part)
        size += len(part)
    return b"".join(taken)


def _fetch(
    ledger: Ledger, contents: ContentStore, line: ContentLine, attachment_id: str, sha256: str
) -> bool:
    if contents.has(sha256):
        # A run that was cut after it had made the whole may have left the pieces.
        contents.abandon(sha256, slot=attachment_id)
    else:
        have = contents.received(sha256, slot=attachment_id)
        while True:
            try:
                piece, size = line.get_content(attachment_id, have)
            except Problem as problem:
                if problem.kind is ProblemKind.NOT_FOUND:
                    return False  # whoever took the picture has not sent it yet
                raise
            have = contents.receive(sha256, have, piece, slot=attachment_id)
            if have >= size:
                break
            if not piece:
                raise Problem(ProblemKind.INTEGRITY, name=attachment_id)
        contents.finish(sha256, size, slot=attachment_id)
    with ledger.db.writing():
        ledger.db.run(
            "UPDATE desk_content SET here = 1, at_center = 1 WHERE attachment_id = ?",
            (attachment_id,),
        )
    return True


def _mark(ledger: Ledger, attachment_id: str, column: str) -> None:
    with ledger.db.writing():
        ledger.db.run(
            f"UPDATE desk_content SET {column} = 1 WHERE attachment_id = ?", (attachment_id,)
        )

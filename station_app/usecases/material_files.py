"""Files to teach from: opened inside the program, or copied out of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station_app.importing.word_text import read_word
from station_app.usecases.attachments import content_of
from station_app.usecases.desk import Desk
from sync.ledger.disk import disk_trouble
from sync.problems import Problem, ProblemKind

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture's content, the paragraphs of a text, or a PDF file; none of them where it cannot be
    shown."""

    name: str
    picture: bytes = b""
    paragraphs: tuple[str, ...] = ()
    pdf: bytes = b""


def open_file(desk: Desk, attachment_id: str) -> Opened:
    """Problems: NOT_FOUND where it lies elsewhere still; FILE_DAMAGED."""
    mime, name, _ = _known(desk, attachment_id)
    if mime.startswith("image/"):
        return Opened(name, content_of(desk, attachment_id))
    if mime == WORD:
        return Opened(name, b"", tuple(read_word(content_of(desk, attachment_id), name)))
    if mime == PDF:
        # Its pages are drawn one by one, as they are turned.
        return Opened(name, pdf=content_of(desk, attachment_id))
    return Opened(name)


def copy_out(desk: Desk, attachment_id: str, place: Path) -> None:
    """A copy of a material for another program.  Materials name nobody, so no line is logged.

    Problems: NOT_PERMITTED for anything but a material; NOT_FOUND; DISK_FULL, DISK_READ_ONLY.
    """
    _, _, owner = _known(desk, attachment_id)
    if owner != "material":
        raise Problem(ProblemKind.NOT_PERMITTED)
    content = content_of(desk, attachment_id)
    try:
        with disk_trouble():
            place.write_bytes(content)
    except OSError as error:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=place.name) from error


def _known(desk: Desk, attachment_id: str) -> tuple[str, str, str]:
    kept = desk.ledger.store.one("attachment", attachment_id)
    if kept is None:
        raise Problem(ProblemKind.NOT_FOUND)
    values = kept.record.values
    name = values.get("file_name") or values.get("title") or ""
    return str(values.get("mime") or ""), str(name), str(values.get("owner_type") or "")

"""The booklet of typical cases onto pages, its contents telling on which page each case stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from station_app.documents.booklet_word import booklet_word
from station_app.documents.paper_foot import PaperFoot, practice_stamp
from station_app.documents.typical_case import INDENT, LEADER, STYLE, Booklet, booklet_pages
from station_app.printing.pages import (
    laid_out,
    page_of,
    paint_document,
    set_a4,
    song_family,
    write_beside,
    write_painted,
)
from sync.words import Words


def write_booklet(
    booklet: Booklet, words: Words, family: str, out: Path, *, practice: bool = False
) -> int:
    """Writes it to a PDF file, whole or not at all; how many pages.

    Problems: as `write_painted`.
    """
    return write_painted(
        out, lambda writer: paint_booklet(booklet, words, family, writer, practice=practice)
    )


def paint_booklet(
    booklet: Booklet,
    words: Words,
    family: str,
    device: QPagedPaintDevice,
    *,
    practice: bool = False,
) -> int:
    """Paints it onto A4 pages; how many, 0 where the device takes nothing.

    Cover and contents bear no number: the first case stands on page 1.
    """
    # Nobody's name stands in it, not even of who prints it: it is given to everybody.
    foot = PaperFoot(
        pages=words.tr("Page {page} of {pages}"), stamp=practice_stamp(words, practice=practice)
    )
    set_a4(device, foot=True)
    painter = QPainter()
    if not painter.begin(device):
        return 0
    try:
        document, found = _laid(booklet, words, family, device, foot)
        bare = min(found.values(), default=document.pageCount())
        numbered = replace(foot, bare=bare)
        return paint_document(painter, document, device, family, numbered)
    finally:
        painter.end()


def write_word_booklet(
    booklet: Booklet,
    words: Words,
    family: str,
    out: Path,
    made_at: datetime,
    *,
    practice: bool = False,
) -> int:
    """Writes it to a Word file, whole or not at all; how many octets.

    Problems: as `write_painted`.
    """
    content = booklet_word(
        booklet, words, case_pages(booklet, words, family), made_at, practice=practice
    )
    return write_beside(out, lambda place: place.write_bytes(content))


def case_pages(booklet: Booklet, words: Words, family: str) -> dict[str, int]:
    """Key of a case -> the number of the page it stands on in the PDF."""
    nowhere = QBuffer()
    nowhere.open(QBuffer.OpenModeFlag.WriteOnly)
    device = QPdfWriter(nowhere)
    set_a4(device, foot=True)
    _, found = _laid(booklet, words, family, device, PaperFoot())
    return _numbers(found)


def _laid(
    booklet: Booklet, words: Words, family: str, device: QPagedPaintDevice, foot: PaperFoot
) -> tuple[QTextDocument, dict[str, int]]:
    """The pages, and on which of them, from 0, each case begins."""
    leader, found = _leader(device, family), dict[str, int]()
    # The first round has no numbers in its contents; a line has room for any.
    for _ in range(2):
        html = booklet_pages(booklet, words, _numbers(found), leader)
        document = laid_out(html, STYLE, family, device, foot)
        found = _anchors(document)
    return document, found


def _numbers(found: dict[str, int]) -> dict[str, int]:
    first = min(found.values(), default=0)
    return {key: page + 1 - first for key, page in found.items()}


def _leader(device: QPagedPaintDevice, family: str) -> Callable[[str], int]:
    """How many ellipses a line of the contents has room for behind its last sign."""
    font = QFont(song_family(family)) if family else QFont()
    font.setPointSize(14)
    measured = QFontMetricsF(font, device)
    sign, dots = measured.horizontalAdvance(INDENT) / 2, measured.horizontalAdvance(LEADER)
    room = device.width() * 0.9 - sign

    def fits(title: str) -> int:
        wide = measured.horizontalAdvance(title)
        lines = int(wide / room)
        # A line that is broken may end a sign early.
        last = wide - lines * room + lines * sign
        return max(0, int((room - last - sign) / dots))

    return fits


def _anchors(document: QTextDocument) -> dict[str, int]:
    """Name -> the page it stands on, from 0."""
    found: dict[str, int] = {}
    block = document.begin()
    while block.isValid():
        parts = block.begin()
        while not parts.atEnd():
            fragment = parts.fragment()
            for name in fragment.charFormat().anchorNames():
                found.setdefault(name, page_of(document, fragment.position()))
            parts += 1
        block = block.next()
    return found

"""The booklet of typical cases onto pages, its contents telling on which page each case stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QFont, QFontMetricsF, QPagedPaintDevice, QPainter, QTextDocument

from station_app.documents.paper_foot import PaperFoot, practice_stamp
from station_app.documents.typical_case import INDENT, LEADER, STYLE, Booklet, booklet_pages
from station_app.printing.pages import (
    laid_out,
    page_of,
    paint_document,
    set_a4,
    song_family,
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
        pages: dict[str, int] = {}
        bare = 0
        # The numbers take room of their own; twice is enough, since a line holds any of them.
        leader = _leader(device, family)
        for _ in range(2):
            html = booklet_pages(booklet, words, pages, leader)
            document = laid_out(html, STYLE, family, device, foot)
            found = _anchors(document)
            bare = min(found.values(), default=document.pageCount())
            pages = {key: page + 1 - bare for key, page in found.items()}
        html = booklet_pages(booklet, words, pages, leader)
        document = laid_out(html, STYLE, family, device, foot)
        numbered = PaperFoot(pages=foot.pages, stamp=foot.stamp, bare=bare)
        return paint_document(painter, document, device, family, numbered)
    finally:
        painter.end()


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

"""HTML onto pages: a PDF file, or a printer.  Qt without widgets; any thread may paint."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from station_app.documents.paper_foot import PaperFoot
from station_app.printing.whole_rows import with_whole_rows
from sync.ledger.disk import disk_trouble, replace
from sync.problems import Problem, ProblemKind

MARGIN_MM = 20.0
FOOT_MM = 9.0
"""Of the lower margin, where a page has a foot."""
SONG = ("FangSong", "STFangsong", "SimSun", "Songti SC", "AR PL UMing CN")
"""Faces in which Chinese forms are read, the best first (forms-and-reports 1.1)."""


def write_pdf(
    html: str,
    style: str,
    family: str,
    out: Path,
    foot: PaperFoot | None = None,
    *,
    wide: bool = False,
) -> int:
    """Writes the pages to a file, whole or not at all; how many pages.

    Problems: as `write_painted`.
    """

    def paint(writer: QPdfWriter) -> int:
        if foot is None and not wide:
            return paint_pages(html, style, family, writer)
        return paint_pages(html, style, family, writer, foot, wide=wide)

    return write_painted(out, paint)


def write_painted(out: Path, paint: Callable[[QPdfWriter], int]) -> int:
    """What `paint` paints, to a file, whole or not at all; how many pages it said there are.

    Problems: DISK_FULL, DISK_READ_ONLY; FILE_UNREADABLE where it cannot be written otherwise.
    """

    def make(place: Path) -> int:
        # The file is whole when the writer has gone.
        return paint(QPdfWriter(str(place)))

    return write_beside(out, make)


def write_beside(out: Path, make: Callable[[Path], int]) -> int:
    """What `make` writes to the place it is given, to a file, whole or not at all.

    Returns what `make` does.  Problems: as `write_painted`, FILE_UNREADABLE for a 0 too.
    """
    beside = out.with_name(f"{out.name}.{secrets.token_hex(4)}.tmp")
    try:
        with disk_trouble():
            # Qt tells no reason when it cannot write: the system does.
            beside.open("xb").close()
            made = make(beside)
            if not made:
                raise Problem(ProblemKind.FILE_UNREADABLE, name=out.name)
            replace(beside, out)
    except OSError as error:
        # A stick that was pulled out, a folder that went.
        raise Problem(ProblemKind.FILE_UNREADABLE, name=out.name) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return made


def paint_pages(
    html: str,
    style: str,
    family: str,
    device: QPagedPaintDevice,
    foot: PaperFoot | None = None,
    *,
    wide: bool = False,
) -> int:
    """Paints onto A4 pages of a PDF or a printer; how many, 0 where the device takes nothing.

    `wide`: the pages lie on their side.
    """
    set_a4(device, wide=wide, foot=foot is not None)
    painter = QPainter()
    if not painter.begin(device):
        return 0
    try:
        document = laid_out(html, style, family, device, foot)
        return paint_document(painter, document, device, family, foot)
    finally:
        painter.end()


def set_a4(device: QPagedPaintDevice, *, wide: bool = False, foot: bool = False) -> None:
    """A4 with this room's margins."""
    turned = QPageLayout.Orientation
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            turned.Landscape if wide else turned.Portrait,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM - FOOT_MM * foot),
            QPageLayout.Unit.Millimeter,
        )
    )


def laid_out(
    html: str, style: str, family: str, device: QPagedPaintDevice, foot: PaperFoot | None
) -> QTextDocument:
    """The document broken into the device's pages; no heading is the last line of one, no row of
    a form's table is torn."""

    def lay_out(html: str) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(0)
        # Forms are read in a Song face where the PC has one, under headings in the window's own.
        body = family if foot is None else song_family(family)
        font = QFont(body) if body else QFont()
        font.setPointSize(14)
        document.setDefaultFont(font)
        title = f"h1, h2, h3, h4, th, .name {{ font-family: '{family}'; }}"
        heads = title if family and foot is not None else ""
        document.setDefaultStyleSheet(f"{heads}{style}")
        document.setHtml(html)
        # Laid out in the device's own dots: its letters are as large on paper as they say.
        document.documentLayout().setPaintDevice(device)
        document.setPageSize(QSizeF(device.width(), device.height() - _foot_dots(device, foot)))
        # Nothing is known of pages before all are laid out.
        document.pageCount()
        return document

    if foot is None:
        return lay_out(html)
    made = with_whole_rows(html, lay_out, page_of)
    _keep_headings(made)
    return made


def song_family(family: str) -> str:
    """The face forms are read in, else `family`."""
    known = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    return next((face for face in SONG if face in known), family)


def paint_document(
    painter: QPainter,
    document: QTextDocument,
    device: QPagedPaintDevice,
    family: str,
    foot: PaperFoot | None,
) -> int:
    """Its pages in order; how many.  The painter has begun on the device."""
    room, pages = document.pageSize(), document.pageCount()
    for page in range(pages):
        if page:
            device.newPage()
        if foot is not None and foot.stamp:
            paint_stamp(painter, foot.stamp, family, QRectF(0, 0, room.width(), room.height()))
        painter.save()
        painter.translate(0, -page * room.height())
        # A line that begins with the next page would be hidden here, and still be copied.
        clip = QRectF(0, page * room.height(), room.width(), room.height() - 1)
        document.drawContents(painter, clip)
        painter.restore()
        if foot is not None and page >= foot.bare:
            _paint_foot(painter, foot, page + 1 - foot.bare, pages - foot.bare, device, family)
    return pages


def page_of(document: QTextDocument, position: int) -> int:
    """On which page the line with that character stands, from 0."""
    block = document.findBlock(position)
    top = document.documentLayout().blockBoundingRect(block).top()
    line = block.layout().lineForTextPosition(position - block.position())
    return int((top + (line.y() if line.isValid() else 0.0) + 1) / document.pageSize().height())


def paint_stamp(painter: QPainter, words: str, family: str, room: QRectF) -> None:
    """Large and pale across the page, under what stands on it."""
    painter.save()
    font = QFont(family) if family else QFont()
    font.setPixelSize(max(1, int(room.width() / 3)))
    painter.setFont(font)
    painter.setPen(QColor("#E4E4E4"))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def _keep_headings(document: QTextDocument) -> None:
    """Moves a heading to the page of the text it heads."""
    while _moved(document):
        # Laid out anew at once, not bit by bit while it is painted.
        document.markContentsDirty(0, document.characterCount())
        document.pageCount()


def _moved(document: QTextDocument) -> bool:
    """Moves the first such heading behind each break of a page: what follows it moves with it, and
    is looked at when that is laid out."""
    moved = waits = False
    block = document.begin()
    while block.isValid():
        after, kept = block.next(), block.blockFormat()
        breaks = kept.pageBreakPolicy() == QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
        waits = waits and not breaks
        if kept.headingLevel() and after.isValid() and not (waits or breaks):
            here = page_of(document, block.position())
            if here != page_of(document, after.position()):
                kept.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(kept)
                moved = waits = True
        block = after
    return moved


def _foot_dots(device: QPagedPaintDevice, foot: PaperFoot | None) -> float:
    return 0.0 if foot is None else FOOT_MM / 25.4 * device.logicalDpiY()


def _paint_foot(
    painter: QPainter,
    foot: PaperFoot,
    page: int,
    pages: int,
    device: QPagedPaintDevice,
    family: str,
) -> None:
    painter.save()
    font = QFont(family) if family else QFont()
    font.setPointSizeF(9)
    # The painter counts in the device's dots, and so must the font.
    painter.setFont(QFont(font, device))
    painter.setPen(QColor("#000000"))
    high = _foot_dots(device, foot) / 2
    box = QRectF(0, device.height() - high, device.width(), high)
    low = Qt.AlignmentFlag.AlignBottom
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | low, foot.left)
    painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | low, foot.middle)
    said = foot.pages.format(page=page, pages=pages) if foot.pages else ""
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | low, said)
    painter.restore()

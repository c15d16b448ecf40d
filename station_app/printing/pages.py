"""HTML onto A4 pages: a PDF file, or a printer.  Qt without widgets; any thread may paint."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from sync.ledger.disk import disk_trouble, replace
from sync.problems import Problem, ProblemKind

MARGIN_MM = 20.0


def write_pdf(html: str, style: str, family: str, out: Path) -> int:
    """Writes the pages to a file, whole or not at all; how many pages.

    Problems: as `write_painted`.
    """
    return write_painted(out, lambda writer: paint_pages(html, style, family, writer))


def write_painted(out: Path, paint: Callable[[QPdfWriter], int]) -> int:
    """What `paint` paints, to a file, whole or not at all; how many pages it said there are.

    Problems: DISK_FULL, DISK_READ_ONLY; FILE_UNREADABLE where it cannot be written otherwise.
    """
    beside = out.with_name(f"{out.name}.{secrets.token_hex(4)}.tmp")
    try:
        with disk_trouble():
            # Qt tells no reason when it cannot write: the system does.
            beside.open("xb").close()
            writer = QPdfWriter(str(beside))
            pages = paint(writer)
            del writer
            if not pages:
                raise Problem(ProblemKind.FILE_UNREADABLE, name=out.name)
            replace(beside, out)
    except OSError as error:
        # A stick that was pulled out, a folder that went.
        raise Problem(ProblemKind.FILE_UNREADABLE, name=out.name) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return pages


def paint_pages(html: str, style: str, family: str, device: QPagedPaintDevice) -> int:
    """Paints onto A4 pages of a PDF or a printer; how many, 0 where the device takes nothing."""
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    document = QTextDocument()
    document.setDocumentMargin(0)
    font = QFont(family) if family else QFont()
    font.setPointSize(14)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(style)
    document.setHtml(html)
    painter = QPainter()
    if not painter.begin(device):
        return 0
    try:
        # Laid out in the device's own dots: its letters are as large on paper as they say.
        document.documentLayout().setPaintDevice(device)
        room = QSizeF(device.width(), device.height())
        document.setPageSize(room)
        pages = document.pageCount()
        for page in range(pages):
            if page:
                device.newPage()
            painter.save()
            painter.translate(0, -page * room.height())
            clip = QRectF(0, page * room.height(), room.width(), room.height())
            document.drawContents(painter, clip)
            painter.restore()
    finally:
        painter.end()
    return pages

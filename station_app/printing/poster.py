"""A notice for the board on one page of A4 or A3, its letters as large as the page allows."""

from __future__ import annotations

import math
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
    QTextDocument,
)

from station_app.documents.notice_poster import (
    TITLE,
    NoticePoster,
    even_lines,
    poster_foot,
    poster_page,
    poster_style,
)
from station_app.documents.paper_foot import PaperFoot
from station_app.printing.pages import paint_stamp, write_painted
from sync.words import Words

MARGIN_MM = 12.0
INSIDE_MM = 11.0
"""From the frame to the words."""
FOOT_MM = 42.0
FORM_MM = 6.0
LARGEST, SMALLEST, STEP = 44.0, 11.0, 1.0
READ_FROM_AFAR = 28.0
"""Points of a tip that is read from two metres: letters of a centimetre."""


class PosterPaper(Enum):
    """`value`: Qt's name, and how much larger than A4."""

    A4 = (QPageSize.PageSizeId.A4, 1.0)
    A3 = (QPageSize.PageSizeId.A3, 1.41)


def write_poster(
    poster: NoticePoster,
    words: Words,
    family: str,
    paper: PosterPaper,
    foot: PaperFoot,
    out: Path,
) -> int:
    """One page into a PDF file, whole or not at all.  Problems: as `write_painted`."""
    return write_painted(
        out, lambda writer: paint_poster(poster, words, family, paper, foot, writer)
    )


def paint_poster(
    poster: NoticePoster,
    words: Words,
    family: str,
    paper: PosterPaper,
    foot: PaperFoot,
    device: QPagedPaintDevice,
) -> int:
    """Paints the one page; 0 where the device takes nothing."""
    size, grown = paper.value
    margin = MARGIN_MM * grown
    device.setPageLayout(
        QPageLayout(
            QPageSize(size),
            QPageLayout.Orientation.Portrait,
            QMarginsF(margin, margin, margin, margin),
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter()
    if not painter.begin(device):
        return 0
    try:
        _Poster(device, family, grown).paint(painter, poster, words, foot)
    finally:
        painter.end()
    return 1


def tip_points(poster: NoticePoster, family: str, device: QPagedPaintDevice, grown: float) -> float:
    """How large its tips are on A4; on larger paper they grow with it."""
    return _Poster(device, family, grown).laid_out(poster)[1]


class _Poster:
    """The page in the device's dots; lengths in millimetres of A4, grown for larger paper."""

    def __init__(self, device: QPagedPaintDevice, family: str, grown: float) -> None:
        self._device, self._family, self._grown = device, family, grown
        self._dots = device.logicalDpiX() / 25.4 * grown
        self._room = QRectF(0, 0, device.width(), device.height())
        edge = INSIDE_MM * self._dots
        self._inside = self._room.adjusted(edge, edge, -edge, -(FOOT_MM + FORM_MM) * self._dots)

    def laid_out(self, poster: NoticePoster) -> tuple[QTextDocument, float]:
        """The words as large as they go into the room they have."""
        points = LARGEST
        while True:
            html = poster_page(poster, self._title(poster.title, points))
            document = QTextDocument()
            document.setDocumentMargin(0)
            document.setDefaultFont(self._font(points * self._grown, bold=False))
            document.setDefaultStyleSheet(poster_style(points * self._grown))
            document.setHtml(html)
            document.documentLayout().setPaintDevice(self._device)
            document.setPageSize(QSizeF(self._inside.width(), -1))
            document.setTextWidth(self._inside.width())
            if document.size().height() <= self._inside.height() or points <= SMALLEST:
                return document, points
            points -= STEP

    def _title(self, title: str, points: float) -> list[str]:
        font = self._font(points * TITLE * self._grown)
        wide = QFontMetricsF(font, self._device).horizontalAdvance(title)
        return even_lines(title, max(1, math.ceil(wide / self._inside.width() * 1.02)))

    def _font(self, points: float, *, bold: bool = True) -> QFont:
        font = QFont(self._family) if self._family else QFont()
        font.setPointSizeF(points)
        font.setBold(bold)
        return font

    def paint(self, painter: QPainter, poster: NoticePoster, words: Words, foot: PaperFoot) -> None:
        if foot.stamp:
            paint_stamp(painter, foot.stamp, self._family, self._room)
        self._frame(painter)
        document, _ = self.laid_out(poster)
        free = max(0.0, self._inside.height() - document.size().height())
        painter.save()
        painter.translate(self._inside.left(), self._inside.top() + free / 3)
        document.drawContents(painter, QRectF(0, 0, self._inside.width(), self._inside.height()))
        painter.restore()
        self._foot(painter, poster_foot(poster, words))
        low = QRectF(self._room)
        low.setTop(low.bottom() - (FORM_MM - 1.5) * self._dots)
        self._words(painter, low, foot.left, 8, Qt.AlignmentFlag.AlignLeft)
        self._words(painter, low, foot.middle, 8, Qt.AlignmentFlag.AlignRight)

    def _frame(self, painter: QPainter) -> None:
        """Two lines, the outer one heavy: black on white, for any printer."""
        whole = self._room.adjusted(0, 0, 0, -FORM_MM * self._dots)
        for inset, thick in ((0.8, 1.6), (3.0, 0.4)):
            pen = QPen(QColor("#000000"))
            pen.setWidthF(thick * self._dots)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            edge = inset * self._dots
            painter.drawRect(whole.adjusted(edge, edge, -edge, -edge))

    def _foot(self, painter: QPainter, lines: tuple[str, ...]) -> None:
        top = self._room.height() - (FOOT_MM + FORM_MM) * self._dots + 4 * self._dots
        pen = QPen(QColor("#000000"))
        pen.setWidthF(0.4 * self._dots)
        painter.setPen(pen)
        left, wide = self._inside.left(), self._inside.width()
        painter.drawLine(int(left), int(top), int(left + wide), int(top))
        place = top + 3 * self._dots
        for line, points in zip(lines, (24, 17, 13), strict=True):
            high = points * 0.5 * self._dots
            box = QRectF(left, place, wide, high)
            self._words(painter, box, line, points, Qt.AlignmentFlag.AlignHCenter)
            place += high

    def _words(
        self,
        painter: QPainter,
        box: QRectF,
        words: str,
        points: float,
        align: Qt.AlignmentFlag,
    ) -> None:
        """In one line, smaller where it would not fit."""
        font = QFont(self._family) if self._family else QFont()
        font.setBold(points > 20)
        size = points * 25.4 / 72 * self._dots
        while True:
            font.setPixelSize(max(1, round(size)))
            if (
                QFontMetricsF(font).horizontalAdvance(words) <= box.width()
                or size < box.height() / 4
            ):
                break
            size *= 0.95
        painter.setFont(font)
        painter.setPen(QColor("#000000"))
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, words)

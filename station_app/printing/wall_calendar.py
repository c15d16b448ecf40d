"""The wall calendar, drawn in millimetres on A3 or A4, black on white.  Qt without widgets."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
)

from station_app.documents.wall_calendar import WallDay, WallLine, WallMonth
from station_app.printing.pages import write_painted

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter
BLACK, GREY = QColor("#000000"), QColor("#666666")
PALE = QColor("#F0F0F0")
"""The ground of days on which nobody works; the word in the day says it too."""
MARGIN_MM = 6.0


class Paper(Enum):
    """Lying on its side.  `value`: Qt's name, and how much larger letters are than on A4."""

    A4 = (QPageSize.PageSizeId.A4, 1.0)
    A3 = (QPageSize.PageSizeId.A3, 1.2)


def write_wall_calendar(month: WallMonth, family: str, paper: Paper, out: Path) -> int:
    """One page into a PDF file, whole or not at all.  Problems: as `write_painted`."""
    return write_painted(out, lambda writer: paint_wall_calendar(month, family, paper, writer))


def paint_wall_calendar(
    month: WallMonth, family: str, paper: Paper, device: QPagedPaintDevice
) -> int:
    """Paints the one page of a PDF or a printer; 0 where the device takes nothing."""
    size, grown = paper.value
    device.setPageLayout(
        QPageLayout(
            QPageSize(size),
            QPageLayout.Orientation.Landscape,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter()
    if not painter.begin(device):
        return 0
    try:
        _Sheet(painter, family, device.logicalDpiX() / 25.4, grown).paint(month)
    finally:
        painter.end()
    return 1


class _Sheet:
    """One page; all lengths in millimetres of A4, grown for larger paper."""

    def __init__(self, painter: QPainter, family: str, dots: float, grown: float) -> None:
        self._painter = painter
        self._family = family
        self._dots = dots * grown
        device = painter.device()
        self.wide = device.width() / self._dots
        self.high = device.height() / self._dots

    def paint(self, month: WallMonth) -> None:
        head, names, foot = 12.0, 6.0, 5.5
        self._text(QRectF(0, 0, self.wide, head - 2), LEFT, month.title, 8.0, bold=True)
        beside = self._width(month.title, 8.0, bold=True) + 6
        box = QRectF(beside, 1.6, self.wide - beside, head - 3)
        self._text(box, LEFT, month.lunar, 4.2)
        self._text(box, RIGHT, month.station, 4.6)
        wide = self.wide / 7
        for column, name in enumerate(month.weekdays):
            place = QRectF(column * wide, head - 1, wide, names)
            self._text(place, MIDDLE, name, 4.2, bold=True)
        top = head + names
        high = (self.high - top - foot) / len(month.weeks)
        for line, week in enumerate(month.weeks):
            for column, day in enumerate(week):
                cell = QRectF(column * wide, top + line * high, wide, high)
                self._day(cell, day, month.more)
        self._frame(QRectF(0, top, self.wide, high * len(month.weeks)), 0.5)
        legend = QRectF(0, self.high - foot + 1, self.wide, foot - 1)
        self._text(legend, LEFT, month.legend, 3.0, ink=GREY)
        if month.stamp:
            self._stamp(month.stamp)

    def _day(self, cell: QRectF, day: WallDay, more: str) -> None:
        if day.rests:
            self._painter.fillRect(self._box(cell), PALE)
        self._frame(cell, 0.2)
        ink = GREY if day.beside else BLACK
        number = str(day.day.day)
        first = QRectF(cell.x() + 1.5, cell.y() + 0.6, cell.width() - 3, 6.2)
        self._text(first, LEFT, number, 6.4, bold=not day.beside, ink=ink)
        left = first.x() + self._width(number, 6.4, bold=True) + 1.2
        if day.mark:
            wide = self._width(day.mark, 3.4) + 1.4
            mark = QRectF(left, first.center().y() - 2.3, wide, 4.6)
            self._frame(mark, 0.25, dashed=day.provisional)
            self._text(mark, MIDDLE, day.mark, 3.4)
        self._text(first, RIGHT, day.lunar, 3.8, ink=ink)
        second = QRectF(first.x(), first.bottom() - 0.4, first.width(), 4.0)
        room = second.width()
        if day.market:
            width = self._width(day.market, 3.3)
            self._text(second, RIGHT, day.market, 3.3, bold=True, ink=ink)
            spot = QPointF(second.right() - width - 2.2, second.center().y())
            self._disc(spot, 0.95, ink)
            room -= width + 4
        occasions = " ".join(day.occasions)
        self._text(QRectF(second.x(), second.y(), room, 4.0), LEFT, occasions, 3.3, ink=ink)
        taken = second if day.market or occasions else first
        self._lines(QRectF(first.x(), taken.bottom() + 0.2, first.width(), 0), cell, day, more)

    def _lines(self, start: QRectF, cell: QRectF, day: WallDay, more: str) -> None:
        """Entries from above; at the foot who is on duty, and how much falls due."""
        pitch, bottom = 4.3, cell.bottom() - 0.8
        if day.duty or day.due:
            foot = QRectF(start.x(), bottom - pitch, start.width(), pitch)
            bottom -= pitch
            room = foot.width()
            if day.due:
                wide = self._width(day.due, 3.2, bold=True)
                self._text(foot, RIGHT, day.due, 3.2, bold=True)
                left = foot.right() - wide - 3.4
                self._triangle(QRectF(left, foot.center().y() - 1.2, 2.4, 2.4))
                room -= wide + 4.5
            self._text(QRectF(foot.x(), foot.y(), room, pitch), LEFT, day.duty, 3.2, ink=GREY)
        count = max(0, int((bottom - start.y()) / pitch))
        shown = day.lines if len(day.lines) <= count else day.lines[: max(0, count - 1)]
        for number, line in enumerate(shown):
            top = start.y() + number * pitch
            self._line(QRectF(start.x(), top, start.width(), pitch), line)
        hidden = len(day.lines) - len(shown)
        if hidden and count:
            place = QRectF(start.x(), start.y() + len(shown) * pitch, start.width(), pitch)
            self._text(place, LEFT, more.format(n=hidden), 3.2)

    def _line(self, place: QRectF, line: WallLine) -> None:
        room = place.width() - (3.4 if line.held else 0)
        words = self._fitted(line.text, 3.5, room)
        self._text(place, LEFT, words, 3.5, struck=line.struck)
        if line.held:
            left = place.x() + self._width(words, 3.5) + 0.8
            self._tick(QRectF(left, place.center().y() - 1.2, 2.4, 2.4))

    # Drawing in millimetres

    def _font(self, size: float, *, bold: bool = False, struck: bool = False) -> QFont:
        font = QFont(self._family) if self._family else QFont()
        font.setPixelSize(max(1, round(size * self._dots)))
        font.setBold(bold)
        font.setStrikeOut(struck)
        return font

    def _metrics(self, size: float, *, bold: bool = False) -> QFontMetricsF:
        return QFontMetricsF(self._font(size, bold=bold), self._painter.device())

    def _width(self, words: str, size: float, *, bold: bool = False) -> float:
        return self._metrics(size, bold=bold).horizontalAdvance(words) / self._dots

    def _fitted(self, words: str, size: float, room: float) -> str:
        elide = Qt.TextElideMode.ElideRight
        return self._metrics(size).elidedText(words, elide, room * self._dots)

    def _box(self, box: QRectF) -> QRectF:
        d = self._dots
        return QRectF(box.x() * d, box.y() * d, box.width() * d, box.height() * d)

    def _text(
        self,
        place: QRectF,
        side: Qt.AlignmentFlag,
        words: str,
        size: float,
        *,
        bold: bool = False,
        struck: bool = False,
        ink: QColor = BLACK,
    ) -> None:
        """One line, shortened to fit; `size`: the height of its letters."""
        if words:
            self._painter.setFont(self._font(size, bold=bold, struck=struck))
            self._painter.setPen(ink)
            self._painter.drawText(
                self._box(place), int(side), self._fitted(words, size, place.width())
            )

    def _frame(self, box: QRectF, thick: float, *, dashed: bool = False) -> None:
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        self._painter.setPen(QPen(BLACK, thick * self._dots, style))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(self._box(box))

    def _filled(self, ink: QColor) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(ink)

    def _disc(self, middle: QPointF, radius: float, ink: QColor) -> None:
        self._filled(ink)
        self._painter.drawEllipse(middle * self._dots, radius * self._dots, radius * self._dots)

    def _triangle(self, box: QRectF) -> None:
        at = self._box(box)
        self._filled(BLACK)
        top = QPointF(at.center().x(), at.top())
        self._painter.drawPolygon([top, at.bottomRight(), at.bottomLeft()])

    def _tick(self, box: QRectF) -> None:
        at = self._box(box)
        self._painter.setPen(QPen(BLACK, 0.45 * self._dots))
        self._painter.drawPolyline(
            [
                QPointF(at.left(), at.center().y()),
                QPointF(at.left() + at.width() * 0.38, at.bottom()),
                QPointF(at.right(), at.top()),
            ]
        )

    def _stamp(self, words: str) -> None:
        """Large and pale across the page."""
        self._painter.save()
        self._painter.setOpacity(0.12)
        self._text(QRectF(0, 0, self.wide, self.high), MIDDLE, words, 70.0)
        self._painter.restore()

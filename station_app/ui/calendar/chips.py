"""Painting of entries and small signs: kind and state are shape and word, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from station_app.foundation.wording import Board
from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import CalendarEntry, EntryKind, EntryStatus
from station_app.ui.common.delegates import paint_sign
from station_app.ui.common.look import Look

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
OVER = frozenset({EntryStatus.CANCELLED, EntryStatus.POSTPONED})

BEFORE, BEHIND = 5, 3
"""Pixels beside the words of an entry, at every text size: room is what large words lack."""

LEAST_OF_TITLE = 4
"""So many of a title's first characters are worth more than what stands behind it."""


def chip_colours(look: Look, entry: CalendarEntry) -> tuple[QColor, QColor]:
    """Ground and ink, by what became of it, else by what it is."""
    p = look.palette
    if entry.status is EntryStatus.HELD:
        pair = p.good_ground, p.good
    elif entry.status in OVER:
        pair = p.raised, p.muted
    elif entry.status is EntryStatus.MISSED:
        pair = p.deadline_ground, p.deadline
    elif entry.kind is EntryKind.COUNTY:
        pair = p.county_ground, p.county
    elif entry.kind is EntryKind.STUDY:
        pair = p.line, p.ink
    else:
        pair = p.selection, p.link
    return QColor(pair[0]), QColor(pair[1])


class ChipPainter:
    """Paints entries of one look; made anew when the look changes."""

    def __init__(self, look: Look, words: CalendarWords, font: QFont) -> None:
        self._look = look
        self._words = words
        self._font = font
        self._struck = QFont(font)
        self._struck.setStrikeOut(True)
        self._metrics = QFontMetrics(font)

    def paint(
        self,
        painter: QPainter,
        box: QRect,
        entry: CalendarEntry,
        *,
        current: bool = False,
        faded: bool = False,
        ghost: bool = False,
    ) -> None:
        """`faded`: it is being moved away from here; `ghost`: to here."""
        look = self._look
        ground, ink = chip_colours(look, entry)
        painter.save()
        if faded:
            painter.setOpacity(0.35)
        radius = look.px(3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, radius, radius)
        self._frame(painter, box, entry, ink, current=current, ghost=ghost)
        self._words_of(painter, box.adjusted(BEFORE, 0, -BEHIND, 0), entry, ink)
        painter.restore()

    def paint_block(
        self,
        painter: QPainter,
        box: QRect,
        entry: CalendarEntry,
        *,
        current: bool = False,
        faded: bool = False,
        ghost: bool = False,
    ) -> None:
        """An entry as tall as its hours: title, in as many lines as it needs, time and place below
        each other as far as there is room."""
        high = self._look.px(21)
        step = high - self._look.px(3)
        if box.height() < high + step or box.width() < self._look.px(40):
            self.paint(painter, box, entry, current=current, faded=faded, ghost=ghost)
            return
        ground, ink = chip_colours(self._look, entry)
        painter.save()
        if faded:
            painter.setOpacity(0.35)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, self._look.px(3), self._look.px(3))
        self._frame(painter, box, entry, ink, current=current, ghost=ghost)
        inside = box.adjusted(BEFORE, 0, -BEHIND, 0)
        line = QRect(inside.x(), inside.y() + self._look.px(1), inside.width(), high)
        title = self.title_lines(entry, inside.width(), 1 + (box.height() - high) // step)
        if len(title) == 1:
            self._words_of(painter, line, entry, ink)
        else:
            painter.setPen(ink)
            painter.setFont(self._struck if entry.status is EntryStatus.CANCELLED else self._font)
            for words in title:
                painter.drawText(line, LEFT, words)
                line = line.translated(0, step)
            painter.setFont(self._font)
            line = line.translated(0, -step)
        said = self._words.time(entry)
        if self._metrics.horizontalAdvance(said) > inside.width():
            said = f"{entry.start:%H:%M}"
        for words in (said, entry.place):
            line = line.translated(0, step)
            if words and line.bottom() <= box.bottom():
                elide = Qt.TextElideMode.ElideRight
                painter.setPen(ink)
                painter.drawText(line, LEFT, self._metrics.elidedText(words, elide, line.width()))
        painter.restore()

    def title_lines(self, entry: CalendarEntry, wide: int, most: int) -> list[str]:
        """Tag and title broken to `wide` pixels; one line where the title fits as it is, what came
        of it beside it.  Of a title longer than `most` lines the last ends in …."""
        words = f"{self._words.tag(entry)} {entry.title}".strip()
        if self._metrics.horizontalAdvance(words) + self._after(entry, wide) <= wide:
            return [words]
        lines: list[str] = []
        rest = words
        while rest and len(lines) < most - 1:
            fits = next(
                n
                for n in range(len(rest), 0, -1)
                if n == 1 or self._metrics.horizontalAdvance(rest[:n]) <= wide
            )
            lines.append(rest[:fits])
            rest = rest[fits:].lstrip()
        if rest:
            lines.append(self._metrics.elidedText(rest, Qt.TextElideMode.ElideRight, wide))
        return lines

    def _frame(
        self,
        painter: QPainter,
        box: QRect,
        entry: CalendarEntry,
        ink: QColor,
        *,
        current: bool,
        ghost: bool,
    ) -> None:
        look = self._look
        if entry.status is EntryStatus.CONFIRMED:
            painter.setBrush(ink)
            painter.drawRect(QRect(box.x(), box.y(), look.px(2), box.height()))
        over = entry.status in OVER
        if not (current or ghost or over):
            return
        style = Qt.PenStyle.DashLine if ghost or (over and not current) else Qt.PenStyle.SolidLine
        edge = QColor(look.palette.accent if current or ghost else look.palette.edge)
        wide = 2 if current else 1
        painter.setPen(QPen(edge, wide, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = wide / 2
        painter.drawRoundedRect(
            QRectF(box).adjusted(half, half, -half, -half), look.px(3), look.px(3)
        )

    def _words_of(self, painter: QPainter, space: QRect, entry: CalendarEntry, ink: QColor) -> None:
        """Tag, title and what came of it; the title gives way."""
        painter.setPen(ink)
        tag = self._words.tag(entry)
        if tag:
            wide = self._metrics.horizontalAdvance(tag) + self._look.px(4)
            painter.setFont(self._font)
            painter.drawText(space, LEFT, tag)
            painter.drawLine(
                space.x() + wide - 1,
                space.y() + space.height() // 4,
                space.x() + wide - 1,
                space.bottom() - space.height() // 4,
            )
            space = space.adjusted(wide + self._look.px(3), 0, 0, 0)
        after = self._after(entry, space.width())
        room = space.width() - after
        title = self._metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room)
        struck = entry.status is EntryStatus.CANCELLED
        painter.setFont(self._struck if struck else self._font)
        painter.drawText(space, LEFT, title)
        painter.setFont(self._font)
        place = space.x() + self._metrics.horizontalAdvance(title) + self._look.px(3)
        self._paint_after(painter, space, place, entry, ink)

    def result(self, entry: CalendarEntry, room: int) -> str:
        """What stands behind the title, where it takes no more than half and leaves the title its
        beginning.

        The frame tells what was put off and called off, a sign at least what did not happen.
        """
        if entry.status is EntryStatus.HELD:
            said = entry.result
        elif entry.status in OVER or entry.status is EntryStatus.MISSED:
            said = self._words.status(entry.status)
        else:
            said = ""
        measure = self._metrics.horizontalAdvance
        title = min(measure(f"{entry.title[:LEAST_OF_TITLE]}…"), measure(entry.title))
        if measure(said) * 2 <= room and title + self._beside(entry, said) <= room:
            return said
        return "!" if entry.status is EntryStatus.MISSED else ""

    def _after(self, entry: CalendarEntry, room: int) -> int:
        return self._beside(entry, self.result(entry, room))

    def _beside(self, entry: CalendarEntry, said: str) -> int:
        wide = self._metrics.horizontalAdvance(said) + self._look.px(4) if said else 0
        tick = self._tick() if entry.status is EntryStatus.HELD else 0
        return wide + tick

    def _tick(self) -> int:
        return self._look.px(14)

    def _paint_after(
        self, painter: QPainter, space: QRect, place: int, entry: CalendarEntry, ink: QColor
    ) -> None:
        if entry.status is EntryStatus.HELD:
            side = self._look.px(9)
            top = space.center().y() - side / 2
            paint_sign(painter, self._look, QRectF(place, top, side, side), Board.GREEN, ink)
            place += self._tick()
        said = self.result(entry, space.width())
        if said:
            painter.setPen(ink)
            painter.drawText(space.adjusted(place - space.x(), 0, 0, 0), LEFT, said)


def paint_disc(painter: QPainter, middle: QPointF, radius: float, colour: QColor) -> None:
    """● before a market day's word."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(middle, radius, radius)


def paint_triangle(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """▲ before what falls due."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    top = QPointF(box.center().x(), box.top())
    painter.drawPolygon([top, box.bottomRight(), box.bottomLeft()])

"""How a week is painted."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from station_app.ui.calendar.canvas import CalendarCanvas
from station_app.ui.calendar.chips import (
    LEFT,
    RIGHT,
    ChipPainter,
    paint_disc,
    paint_triangle,
)
from station_app.ui.calendar.lanes import WEEK
from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import DAY, DayFacts
from station_app.ui.calendar.week_layout import WeekPlan
from station_app.ui.common.look import BASE, SMALL
from station_app.ui.common.theme import Theme

OFFICE = (time(8), time(18))
"""The hours on the lighter ground."""


class WeekPainter:
    """Holds the fonts and colours of the look in force."""

    def __init__(self, theme: Theme, said: CalendarWords) -> None:
        self._theme = theme
        self._said = said
        self.renew()

    def renew(self) -> None:
        theme = self._theme
        self.look = theme.look
        self._day, self._today = theme.font(BASE), theme.font(BASE, bold=True)
        self._small = theme.font(SMALL - 1)
        self._metrics = QFontMetrics(self._small)
        self._chips = ChipPainter(theme.look, self._said, self._small)

    def head_height(self) -> int:
        return self.look.px(46)

    def gutter(self) -> int:
        return self._metrics.horizontalAdvance("00:00") + self.look.px(10)

    def paint(self, painter: QPainter, view: CalendarCanvas, plan: WeekPlan, monday: date) -> None:
        """The canvas' days as they stand in `plan`."""
        p, self._plan, self._monday = self.look.palette, plan, monday
        space = view.viewport().rect()
        painter.fillRect(space, QColor(p.card))
        painter.save()
        painter.setClipRect(space.adjusted(0, plan.top, 0, 0))
        painter.translate(0, plan.top - view.verticalScrollBar().value())
        self._hours(painter, view)
        painter.restore()
        painter.save()
        painter.setClipRect(space.adjusted(0, plan.top, 0, 0))
        self._blocks(painter, view)
        painter.restore()
        painter.fillRect(QRect(0, 0, space.width(), plan.top), QColor(p.card))
        for column in range(WEEK):
            self._head(painter, view, column)
        self._above(painter, view)
        painter.setPen(QColor(p.edge))
        painter.drawLine(0, plan.top - 1, space.width(), plan.top - 1)

    def _facts(self, view: CalendarCanvas, column: int) -> DayFacts:
        day = self._monday + column * DAY
        return view.facts.get(day, DayFacts(day))

    def _hours(self, painter: QPainter, view: CalendarCanvas) -> None:
        p, plan, px = self.look.palette, self._plan, self.look.px
        high = 24 * plan.hour
        office = plan.y(OFFICE[0]), plan.y(OFFICE[1])
        for column in range(WEEK):
            left, right = plan.left(column), plan.left(column + 1)
            painter.fillRect(QRect(left, 0, right - left, high), QColor(p.raised))
            if self._facts(view, column).works:
                box = QRect(left, office[0], right - left, office[1] - office[0])
                painter.fillRect(box, QColor(p.card))
        painter.setFont(self._small)
        for hour in range(24):
            y = hour * plan.hour
            painter.setPen(QColor(p.line))
            painter.drawLine(plan.gutter, y, plan.wide, y)
            painter.setPen(QColor(p.muted))
            box = QRect(0, y, plan.gutter - px(5), px(18))
            painter.drawText(box, RIGHT, f"{hour}:00")
        painter.setPen(QColor(p.line))
        for column in range(WEEK + 1):
            painter.drawLine(plan.left(column), 0, plan.left(column), high)
        self._chosen_time(painter, view)

    def _chosen_time(self, painter: QPainter, view: CalendarCanvas) -> None:
        p, plan = self.look.palette, self._plan
        chosen = view.planned if view.planned is not None else view.range_here()
        if chosen.all_day or (view.current_entry and view.planned is None):
            return
        column = (chosen.first_day - self._monday).days
        if not 0 <= column < WEEK:
            return
        box = plan.span(column, chosen.start.time(), chosen.end.time())
        focused = view.hasFocus() or view.planned is not None
        if focused:
            painter.fillRect(box, QColor(p.selection))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(p.accent if focused else p.edge), 2 if focused else 1))
        painter.drawRect(box)
        painter.setFont(self._small)
        painter.setPen(QColor(p.link if focused else p.muted))
        words = f"{chosen.start:%H:%M}–{chosen.end:%H:%M}"
        if self._metrics.horizontalAdvance(words) > box.width() - 8:
            words = f"{chosen.start:%H:%M}"
        painter.drawText(box.adjusted(4, 2, 0, 0), int(Qt.AlignmentFlag.AlignLeft), words)

    def _blocks(self, painter: QPainter, view: CalendarCanvas) -> None:
        ghost = view.ghost
        for column, blocks in self._plan.blocks.items():
            for block in blocks:
                self._chips.paint_block(
                    painter,
                    self._plan.block(column, block, view.verticalScrollBar().value()),
                    block.entry,
                    current=block.entry.id == view.current_entry,
                    faded=ghost is not None and ghost.id == block.entry.id,
                )
        if ghost is not None and ghost.in_hours:
            column = (ghost.first_day - self._monday).days
            if 0 <= column < WEEK:
                box = self._plan.span(column, ghost.start.time(), ghost.end.time())
                box.translate(0, self._plan.top - view.verticalScrollBar().value())
                self._chips.paint_block(painter, box, ghost, ghost=True)

    def _head(self, painter: QPainter, view: CalendarCanvas, column: int) -> None:
        """周二 17 休, below it the lunar day, occasion and market."""
        px, p, plan = self.look.px, self.look.palette, self._plan
        facts = self._facts(view, column)
        day: date = facts.day
        left, right = plan.left(column), plan.left(column + 1)
        box = QRect(left, 0, right - left, plan.top)
        if self._chosen(view, day):
            painter.fillRect(box, QColor(p.selection))
        elif not facts.works:
            painter.fillRect(box, QColor(p.raised))
        painter.setPen(QColor(p.line))
        painter.drawLine(left, 0, left, plan.top)
        first = QRect(left + px(6), px(2), right - left - px(8), px(24))
        today = day == view.today
        painter.setFont(self._today if today else self._day)
        painter.setPen(QColor(p.link if today else p.ink))
        words = f"{self._said.weekdays[day.weekday()]} {day.day}"
        painter.drawText(first, LEFT, words)
        wide = QFontMetrics(painter.font()).horizontalAdvance(words)
        mark = self._said.mark(facts)
        painter.setFont(self._small)
        if mark:
            painter.setPen(QColor(p.good if not facts.works else p.ink))
            painter.drawText(first.adjusted(wide + px(6), 0, 0, 0), LEFT, mark)
        second = QRect(first.x(), px(24), first.width(), px(20))
        room = second.width() - (self._market(painter, second) if facts.markets else 0)
        said = " ".join((facts.lunar, *facts.occasions)).strip()
        painter.setPen(QColor(p.ink if facts.festivals else p.muted))
        painter.drawText(
            second, LEFT, self._metrics.elidedText(said, Qt.TextElideMode.ElideRight, room)
        )
        if today:
            painter.fillRect(QRect(left + 1, 0, right - left - 1, px(3)), QColor(p.accent))
        if day == view.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(p.accent if view.hasFocus() else p.edge), 2))
            painter.drawRect(QRect(left + 1, 1, right - left - 1, self.head_height() - 2))

    def _chosen(self, view: CalendarCanvas, day: date) -> bool:
        planned = view.planned
        if planned is not None and planned.all_day:
            return planned.first_day <= day <= planned.last_day
        if view.anchor is None:
            return False
        first, last = sorted((view.anchor, view.current))
        return first <= day <= last

    def _market(self, painter: QPainter, space: QRect) -> int:
        """●集 at the right; how wide it is."""
        px, colour = self.look.px, QColor(self.look.palette.deadline)
        painter.setPen(colour)
        painter.drawText(space, RIGHT, self._said.market)
        left = space.right() - self._metrics.horizontalAdvance(self._said.market)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_disc(painter, QPointF(left - px(6), space.center().y() + 0.5), px(4), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return space.right() - left + px(14)

    def _above(self, painter: QPainter, view: CalendarCanvas) -> None:
        """Whole days, what is due, and how much has no room."""
        px, p, plan = self.look.px, self.look.palette, self._plan
        ghost = view.ghost
        for segment in plan.shown:
            self._chips.paint(
                painter,
                plan.lane(segment.first, segment.last, segment.lane),
                segment.entry,
                current=segment.entry.id == view.current_entry,
                faded=ghost is not None and ghost.id == segment.entry.id,
            )
        if ghost is not None and not ghost.in_hours:
            first = max(0, (ghost.first_day - self._monday).days)
            last = min(WEEK - 1, (ghost.last_day - self._monday).days)
            if first <= last:
                self._chips.paint(painter, plan.lane(first, last, 0), ghost, ghost=True)
        painter.setFont(self._small)
        for column in range(WEEK):
            box = plan.lane(column, column, plan.lanes - 1)
            hidden, due = plan.hidden.get(column, 0), len(self._facts(view, column).due)
            if hidden:
                painter.setPen(QColor(p.link))
                painter.drawText(box.adjusted(px(4), 0, 0, 0), LEFT, self._said.more(hidden))
            if due:
                space = box.adjusted(box.width() // 2 if hidden else px(4), 0, 0, 0)
                side = px(9)
                colour = QColor(p.deadline)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                sign = QRectF(space.x(), space.center().y() - side / 2, side, side)
                paint_triangle(painter, sign, colour)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setPen(colour)
                words = str(due) if hidden else self._said.due(due)
                painter.drawText(space.adjusted(side + px(4), 0, 0, 0), LEFT, words)

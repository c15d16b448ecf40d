"""How a month is painted."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from station_app.ui.calendar.canvas import CalendarCanvas
from station_app.ui.calendar.chips import (
    LEFT,
    MIDDLE,
    RIGHT,
    ChipPainter,
    paint_disc,
    paint_triangle,
)
from station_app.ui.calendar.lanes import WEEK
from station_app.ui.calendar.month_layout import MonthLayout, WeekRow
from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import DayFacts, WorkMark, month_first
from station_app.ui.common.look import BASE, SMALL
from station_app.ui.common.theme import Theme


class MonthPainter:
    """Holds the fonts and colours of the look in force."""

    def __init__(self, theme: Theme, said: CalendarWords) -> None:
        self._theme = theme
        self._said = said
        self.renew()

    def renew(self) -> None:
        theme = self._theme
        self.look = theme.look
        self._number, self._today = theme.font(BASE), theme.font(BASE, bold=True)
        self._small = theme.font(SMALL - 1)
        self._chip = theme.font(SMALL - 1)
        self._small_metrics = QFontMetrics(self._small)
        self._number_metrics = QFontMetrics(self._today)
        self._chips = ChipPainter(theme.look, self._said, self._chip)

    # How much room a day's head needs

    def head_lines(self, day: date, facts: DayFacts | None, wide: int) -> int:
        """1 where number, lunar day, occasion and market stand beside each other."""
        if facts is None:
            return 1
        beside = self._right_width(facts, occasion=True)
        return 1 if self._left_width(day, facts) + beside <= wide else 2

    def _left_width(self, day: date, facts: DayFacts) -> int:
        px = self.look.px
        wide = px(8) + self._number_metrics.horizontalAdvance(str(day.day))
        mark = self._said.mark(facts)
        if mark:
            wide += px(4) + self._small_metrics.horizontalAdvance(mark) + px(6)
        return wide + px(6)

    def _right_width(self, facts: DayFacts, *, occasion: bool) -> int:
        px = self.look.px
        words = [facts.lunar, *(facts.occasions[:1] if occasion else ())]
        wide = sum(self._small_metrics.horizontalAdvance(word) + px(3) for word in words if word)
        if facts.markets:
            wide += px(12) + self._small_metrics.horizontalAdvance(self._said.market)
        return wide + px(5)

    # Painting

    def paint(
        self, painter: QPainter, view: CalendarCanvas, plan: MonthLayout, month: date
    ) -> None:
        """The canvas' days as they stand in `plan`; `month` is the one that is meant."""
        p, self._plan, self._month = self.look.palette, plan, month
        space = view.viewport().rect()
        painter.fillRect(space, QColor(p.page))
        painter.save()
        painter.setClipRect(space.adjusted(0, plan.sizes.top, 0, 0))
        painter.translate(0, -view.verticalScrollBar().value())
        for row, column, day in plan.cells():
            self._ground(painter, view, plan.cell(row, column), day)
        for row in plan.rows:
            self._row(painter, view, row)
        if view.ghost is not None:
            self._ghost(painter, view)
        self._current(painter, view)
        painter.restore()
        painter.setFont(self._small)
        painter.setPen(QColor(p.muted))
        for column, name in enumerate(self._said.weekdays):
            left, right = plan.left(column), plan.left(column + 1)
            painter.drawText(QRect(left, 0, right - left, plan.sizes.top), MIDDLE, name)

    def _ground(self, painter: QPainter, view: CalendarCanvas, box: QRect, day: date) -> None:
        p = self.look.palette
        inside = month_first(day) == self._month
        facts = view.facts.get(day, DayFacts(day))
        ground = p.card if inside and facts.works else p.raised
        if not inside:
            ground = p.page
        if self._chosen(view, day):
            ground = p.selection
        painter.fillRect(box, QColor(ground))
        painter.setPen(QColor(p.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        self._head(painter, view, box, facts, inside=inside)

    def _chosen(self, view: CalendarCanvas, day: date) -> bool:
        if view.planned is not None:
            return view.planned.first_day <= day <= view.planned.last_day
        if view.anchor is None:
            return False
        first, last = sorted((view.anchor, view.current))
        return first <= day <= last

    def _head(
        self, painter: QPainter, view: CalendarCanvas, box: QRect, facts: DayFacts, *, inside: bool
    ) -> None:
        px, p = self.look.px, self.look.palette
        day, line = facts.day, self._plan.sizes.line
        first = QRect(box.x(), box.y() + px(2), box.width(), line)
        today = day == view.today
        number = self._today if today else self._number
        wide = self._number_metrics.horizontalAdvance(str(day.day))
        left = first.x() + px(7)
        if today:
            pill = QRectF(left - px(4), first.y() + px(3), wide + px(8), line - px(5))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(p.accent))
            painter.drawRoundedRect(pill, px(5), px(5))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(number)
        ink = p.accent_ink if today else p.ink if inside else p.muted
        painter.setPen(QColor(ink))
        painter.drawText(first.adjusted(px(7), 0, 0, 0), LEFT, str(day.day))
        left += wide + px(6 if today else 4)
        if facts.mark is not WorkMark.NONE:
            self._mark(painter, QRect(left, first.y(), box.right() - left, line), facts)
        two = self.head_lines(day, facts, box.width()) == 2
        self._beside(painter, first.adjusted(0, 0, -px(5), 0), facts, inside=inside, alone=two)
        if two:
            below = QRect(box.x(), first.bottom() - px(2), box.width(), self._plan.sizes.second)
            below.adjust(px(7), 0, -px(5), 0)
            self._second(painter, below, facts)

    def _mark(self, painter: QPainter, space: QRect, facts: DayFacts) -> None:
        """休 or 班 in a small frame, dashed where it is provisional."""
        px, p = self.look.px, self.look.palette
        words = self._said.mark(facts)
        wide = self._small_metrics.horizontalAdvance(words) + px(5)
        high = self._small_metrics.height()
        box = QRectF(space.x(), space.center().y() - high / 2 + 0.5, wide, high)
        off = facts.mark is WorkMark.OFF
        ink, ground = (p.good, p.good_ground) if off else (p.ink, p.line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if facts.provisional else Qt.PenStyle.NoPen
        painter.setPen(QPen(QColor(ink), 1, style))
        painter.setBrush(QColor(p.card if facts.provisional else ground))
        painter.drawRoundedRect(box, px(3), px(3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._small)
        painter.setPen(QColor(ink))
        painter.drawText(box, MIDDLE, words)

    def _beside(
        self, painter: QPainter, space: QRect, facts: DayFacts, *, inside: bool, alone: bool
    ) -> None:
        """Lunar day, occasion and market from the right; `alone`: the lunar day only."""
        px, p = self.look.px, self.look.palette
        painter.setFont(self._small)
        right = space.right()
        if facts.markets and not alone:
            right = self._market(painter, space, right)
        occasion = facts.occasions[0] if facts.occasions and not alone else ""
        if occasion:
            painter.setPen(QColor(p.ink if facts.festivals else p.muted))
            painter.drawText(
                QRect(space.x(), space.y(), right - space.x(), space.height()), RIGHT, occasion
            )
            right -= self._small_metrics.horizontalAdvance(occasion) + px(3)
        painter.setPen(QColor(p.muted))
        painter.drawText(
            QRect(space.x(), space.y(), right - space.x(), space.height()), RIGHT, facts.lunar
        )

    def _market(self, painter: QPainter, space: QRect, right: int) -> int:
        """●集; where it begins."""
        px, colour = self.look.px, QColor(self.look.palette.deadline)
        word = self._said.market
        painter.setPen(colour)
        painter.drawText(
            QRect(space.x(), space.y(), right - space.x(), space.height()), RIGHT, word
        )
        left = right - self._small_metrics.horizontalAdvance(word)
        middle = QPointF(left - px(5), space.center().y() + 0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_disc(painter, middle, px(4), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return left - px(12)

    def _second(self, painter: QPainter, space: QRect, facts: DayFacts) -> None:
        painter.setFont(self._small)
        right = self._market(painter, space, space.right()) if facts.markets else space.right()
        room = right - space.x()
        words = self._small_metrics.elidedText(
            " ".join(facts.occasions), Qt.TextElideMode.ElideRight, room
        )
        p = self.look.palette
        painter.setPen(QColor(p.ink if facts.festivals else p.muted))
        painter.drawText(QRect(space.x(), space.y(), room, space.height()), LEFT, words)

    def _row(self, painter: QPainter, view: CalendarCanvas, row: WeekRow) -> None:
        plan, moving = self._plan, view.ghost.id if view.ghost is not None else ""
        for segment in row.shown:
            box = plan.lane(row, segment.first, segment.last, segment.lane)
            self._chips.paint(
                painter,
                box,
                segment.entry,
                current=segment.entry.id == view.current_entry,
                faded=segment.entry.id == moving,
            )
        for column in range(WEEK):
            self._foot(painter, view, row, column)

    def _foot(self, painter: QPainter, view: CalendarCanvas, row: WeekRow, column: int) -> None:
        """Below the entries: what is due, who is on duty, or how much has no room."""
        px, p = self.look.px, self.look.palette
        facts = view.facts.get(row.day(column))
        due = len(facts.due) if facts is not None else 0
        hidden = row.hidden.get(column, 0)
        painter.setFont(self._small)
        if hidden:
            box = self._plan.more(row, column)
            shown = view.entry(view.current_entry)
            here = shown is not None and view.current == row.day(column)
            if here and not self._plan.shows(view.current_entry):
                painter.setPen(QPen(QColor(p.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(1, 1, -1, -1))
            painter.setPen(QColor(p.link))
            painter.drawText(box.adjusted(px(5), 0, 0, 0), LEFT, self._said.more(hidden))
            if due:
                self._due(painter, box.adjusted(box.width() // 2, 0, 0, 0), str(due))
            return
        lane = row.used[column]
        if due and lane < row.lanes:
            box = self._plan.lane(row, column, column, lane)
            self._due(painter, box.adjusted(px(4), 0, 0, 0), self._said.due(due))
            lane += 1
        if facts is not None and facts.duty and lane < row.lanes:
            box = self._plan.lane(row, column, column, row.lanes - 1)
            words = self._said.duty_short(facts.duty)
            room = box.width() - px(10)
            painter.setPen(QColor(p.muted))
            painter.drawText(
                box.adjusted(px(5), 0, 0, 0),
                LEFT,
                self._small_metrics.elidedText(words, Qt.TextElideMode.ElideRight, room),
            )

    def _due(self, painter: QPainter, space: QRect, words: str) -> None:
        px, colour = self.look.px, QColor(self.look.palette.deadline)
        side = px(9)
        sign = QRectF(space.x(), space.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_triangle(painter, sign, colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(colour)
        room = space.adjusted(side + px(4), 0, 0, 0)
        shown = self._small_metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, LEFT, shown)

    def _ghost(self, painter: QPainter, view: CalendarCanvas) -> None:
        ghost = view.ghost
        if ghost is None:
            return
        for row in self._plan.rows:
            first = max(0, (ghost.first_day - row.monday).days)
            last = min(WEEK - 1, (ghost.last_day - row.monday).days)
            if first <= last:
                lanes = [s.lane for s in row.shown if s.entry.id == ghost.id]
                box = self._plan.lane(row, first, last, lanes[0] if lanes else 0)
                self._chips.paint(painter, box, ghost, ghost=True)

    def _current(self, painter: QPainter, view: CalendarCanvas) -> None:
        row = self._plan.row_of(view.current)
        if row is None:
            return
        p = self.look.palette
        box = self._plan.cell(row, (view.current - row.monday).days)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(p.accent if view.hasFocus() else p.edge), 2))
        painter.drawRect(box.adjusted(1, 1, 0, 0))

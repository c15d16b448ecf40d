"""A year's plan at a glance: twelve small months, each day with signs for what it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from station_app.ui.calendar.canvas import CalendarCanvas, Hit
from station_app.ui.calendar.chips import LEFT, MIDDLE, RIGHT
from station_app.ui.calendar.lanes import WEEK
from station_app.ui.calendar.values import (
    DAY,
    CalendarEntry,
    DayFacts,
    EntryStatus,
    last_of_month,
    lengthened,
    monday_of,
    month_first,
    shift_month,
    within,
)
from station_app.ui.common.look import BASE, SMALL
from station_app.ui.common.theme import Theme
from sync.words import Words

_STEPS = {
    Qt.Key.Key_Left: -DAY,
    Qt.Key.Key_Right: DAY,
    Qt.Key.Key_Up: -WEEK * DAY,
    Qt.Key.Key_Down: WEEK * DAY,
}
MONTH_WIDE, LINES = 196, 6
MOST_SIGNS = 3
_DONE = frozenset({EntryStatus.HELD})
_GONE = frozenset({EntryStatus.CANCELLED, EntryStatus.POSTPONED, EntryStatus.MISSED})


class YearView(CalendarCanvas):
    """■ held, □ to come, × called off, put off or missed.  Keys as in the month.

    Signals: see `CalendarCanvas`.
    """

    def __init__(
        self, theme: Theme, words: Words, today: date, parent: QWidget | None = None
    ) -> None:
        self.year = today.year
        super().__init__(theme, words, words.tr("Calendar, year"), today, parent)
        self._fit()

    def show_year(
        self,
        year: int,
        days: Mapping[date, DayFacts],
        entries: Sequence[CalendarEntry],
        today: date,
    ) -> None:
        self.year = within(date(year, 1, 1)).year
        if not self.covers(self.current):
            self.current = today if self.covers(today) else date(self.year, 1, 1)
            self.anchor = None
        self.take(days, entries, today)
        self.show_current()

    def covers(self, day: date) -> bool:
        return day.year == self.year

    def counts(self, month: int) -> tuple[int, int]:
        """Entries of a month: held, and all that were not called off or put off."""
        begun = [e for e in self.entries if e.first_day.year == self.year]
        here = [e for e in begun if e.first_day.month == month]
        gone = (EntryStatus.CANCELLED, EntryStatus.POSTPONED)
        standing = [entry for entry in here if entry.status not in gone]
        return sum(entry.status in _DONE for entry in standing), len(standing)

    # Keyboard

    def step(self, key: Qt.Key) -> None:
        self.choose_day(self.current + _STEPS[key])

    def page(self, step: int) -> date:
        return shift_month(self.current, step)

    def ends(self) -> tuple[date, date]:
        return month_first(self.current), last_of_month(self.current)

    def shift(self, key: Qt.Key) -> timedelta:
        return _STEPS[key]

    def stretched(self, entry: CalendarEntry, by: timedelta) -> tuple[datetime, datetime]:
        return lengthened(entry, by.days)

    # Room

    def renew(self) -> None:
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        px, theme = self.theme.look.px, self.theme
        self._title, self._small = theme.font(BASE, bold=True), theme.font(SMALL - 1)
        self._bold = theme.font(SMALL - 1, bold=True)
        self._metrics = QFontMetrics(self._small)
        space = self.viewport().size()
        columns = min(4, max(1, space.width() // px(MONTH_WIDE)))
        # Months stand in even rows.
        self._columns = 4 if columns == 4 else 3 if columns == 3 else columns
        rows = 12 // self._columns
        self._foot = px(22)
        self._head = px(44)
        self._line = max(
            px(19),
            min(px(26), ((space.height() - self._foot) // rows - self._head - px(4)) // LINES),
        )
        self._high = self._head + LINES * self._line + px(4)
        self._wide = space.width() // self._columns
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows * self._high + self._foot - space.height()))
        bar.setPageStep(space.height())
        bar.setSingleStep(self._line)

    def month_box(self, month: int) -> QRect:
        """A month's place before scrolling."""
        row, column = divmod(month - 1, self._columns)
        gap = self.theme.look.px(14)
        return QRect(column * self._wide, row * self._high, self._wide - gap, self._high)

    def _day_box(self, day: date) -> QRect:
        box = self.month_box(day.month)
        line = (day - monday_of(month_first(day))).days // WEEK
        wide = box.width() / WEEK
        left = box.x() + round(day.weekday() * wide)
        return QRect(left, box.y() + self._head + line * self._line, round(wide), self._line)

    def day_box(self, day: date) -> QRect:
        return self._day_box(day).translated(0, -self.verticalScrollBar().value())

    def show_current(self) -> None:
        box, bar = self.month_box(self.current.month), self.verticalScrollBar()
        if box.top() < bar.value():
            bar.setValue(box.top())
        elif box.bottom() > bar.value() + self.viewport().height():
            bar.setValue(box.bottom() - self.viewport().height())

    def hit(self, place: QPoint) -> Hit | None:
        at = QPoint(place.x(), place.y() + self.verticalScrollBar().value())
        for month in range(1, 13):
            if self.month_box(month).contains(at):
                first = date(self.year, month, 1)
                for number in range(last_of_month(first).day):
                    day = first + number * DAY
                    if self._day_box(day).contains(at):
                        return Hit(datetime.combine(day, time.min))
        return None

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self.theme.look.palette.page))
        painter.translate(0, -self.verticalScrollBar().value())
        for month in range(1, 13):
            self._month(painter, month)
        p = self.theme.look.palette
        painter.setFont(self._small)
        painter.setPen(QColor(p.muted))
        top = 12 // self._columns * self._high
        legend = QRect(0, top, self.viewport().width(), self._foot)
        tr = self.said.words.tr
        words = tr("■ held    □ to come    × called off, put off or missed")
        painter.drawText(legend, LEFT, words)
        painter.end()

    def _month(self, painter: QPainter, month: int) -> None:
        p, px = self.theme.look.palette, self.theme.look.px
        box = self.month_box(month)
        ground = box.adjusted(-px(2), 0, px(2), -px(4))
        painter.fillRect(ground, QColor(p.card))
        head = QRect(box.x() + px(4), box.y(), box.width() - px(8), px(26))
        painter.setFont(self._title)
        painter.setPen(QColor(p.ink))
        painter.drawText(head, LEFT, self.said.words.tr("Month {month}", month=month))
        painter.setFont(self._small)
        painter.setPen(QColor(p.muted))
        held, everything = self.counts(month)
        if everything:
            tr = self.said.words.tr
            words = tr("{held} of {count} held", held=held, count=everything)
            painter.drawText(head, RIGHT, words)
        wide = box.width() / WEEK
        for column, name in enumerate(self.said.weekdays):
            at = QRect(box.x() + round(column * wide), box.y() + px(25), round(wide), px(18))
            painter.drawText(at, MIDDLE, name)
        first = date(self.year, month, 1)
        for number in range(last_of_month(first).day):
            self._day(painter, first + number * DAY)

    def _day(self, painter: QPainter, day: date) -> None:
        p, px = self.theme.look.palette, self.theme.look.px
        box = self._day_box(day)
        facts = self.facts.get(day, DayFacts(day))
        entries = self.on_day(day)
        chosen = self.planned is not None and (
            self.planned.first_day <= day <= self.planned.last_day
        )
        if self.anchor is not None:
            first, last = sorted((self.anchor, self.current))
            chosen = chosen or first <= day <= last
        if chosen:
            painter.fillRect(box, QColor(p.selection))
        today = day == self.today
        if today:
            side = min(box.width(), box.height())
            pill = QRectF(box.center().x() - side * 0.6, box.y() + 1, side * 1.2, box.height() - 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(p.accent))
            painter.drawRoundedRect(pill, px(5), px(5))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._bold if entries else self._small)
        ink = p.accent_ink if today else p.ink if facts.works or entries else p.muted
        painter.setPen(QColor(ink))
        painter.drawText(box.adjusted(0, 0, 0, -px(5)), MIDDLE, str(day.day))
        self._signs(painter, box, entries, QColor(ink if today else p.link))
        if day == self.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(p.accent if self.hasFocus() else p.edge), 2))
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _signs(
        self, painter: QPainter, box: QRect, entries: Sequence[CalendarEntry], ink: QColor
    ) -> None:
        px = self.theme.look.px
        side, gap = px(4), px(2)
        shown = entries[:MOST_SIGNS]
        left = box.center().x() - (len(shown) * (side + gap) - gap) / 2
        top = box.bottom() - side - px(1)
        for entry in shown:
            at = QRectF(left, top, side, side)
            painter.setPen(QPen(ink, 1))
            if entry.status in _GONE:
                painter.drawLine(at.topLeft(), at.bottomRight())
                painter.drawLine(QPointF(at.right(), at.top()), QPointF(at.left(), at.bottom()))
            else:
                done = entry.status in _DONE
                painter.setBrush(ink if done else QColor(Qt.GlobalColor.transparent))
                painter.drawRect(at)
            left += side + gap

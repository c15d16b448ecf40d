"""A month: one widget that paints every day in two lines, with what is planned and due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from station_app.ui.calendar.canvas import CalendarCanvas, Hit
from station_app.ui.calendar.lanes import WEEK
from station_app.ui.calendar.month_layout import MonthLayout, Sizes
from station_app.ui.calendar.month_paint import MonthPainter
from station_app.ui.calendar.values import (
    DAY,
    CalendarEntry,
    DayFacts,
    lengthened,
    month_first,
    shift_month,
    weeks_of_month,
    within,
)
from station_app.ui.common.theme import Theme
from sync.words import Words

_STEPS = {
    Qt.Key.Key_Left: -DAY,
    Qt.Key.Key_Right: DAY,
    Qt.Key.Key_Up: -WEEK * DAY,
    Qt.Key.Key_Down: WEEK * DAY,
}


class MonthView(CalendarCanvas):
    """Keys: arrows; Page up and down for months; Home and End within the week; Tab through the
    entries of the day; Enter opens; Space or N plans; T goes to today; Ctrl+arrows move the entry,
    with Shift they lengthen it; Shift+arrows choose several days; digits begin to type a day.

    Signals: see `CalendarCanvas`.
    """

    def __init__(
        self, theme: Theme, words: Words, today: date, parent: QWidget | None = None
    ) -> None:
        self.month = month_first(today)
        super().__init__(theme, words, words.tr("Calendar, month"), today, parent)
        self.painter = MonthPainter(theme, self.said)
        self.plan = self._lay_out()

    def show_month(
        self,
        month: date,
        days: Mapping[date, DayFacts],
        entries: Sequence[CalendarEntry],
        today: date,
    ) -> None:
        """`days` and `entries` for the whole weeks that the month reaches into.

        The current day stays where it is shown, else it is today or the first of the month.
        """
        self.month = month_first(within(month))
        if not self.covers(self.current):
            inside = month_first(today) == self.month
            self.current = today if inside else self.month
            self.anchor = None
        self.take(days, entries, today)
        self.show_current()

    def covers(self, day: date) -> bool:
        weeks = weeks_of_month(self.month)
        return weeks[0] <= day <= weeks[-1] + (WEEK - 1) * DAY

    def belongs(self, day: date) -> bool:
        return month_first(day) == self.month

    # Keyboard

    def step(self, key: Qt.Key) -> None:
        self.choose_day(self.current + _STEPS[key], turn=True)

    def page(self, step: int) -> date:
        beside = self.covers(self.current) and not self.belongs(self.current)
        return shift_month(self.month if beside else self.current, step)

    def ends(self) -> tuple[date, date]:
        monday = self.current - timedelta(days=self.current.weekday())
        return monday, monday + (WEEK - 1) * DAY

    def shift(self, key: Qt.Key) -> timedelta:
        return _STEPS[key]

    def stretched(self, entry: CalendarEntry, by: timedelta) -> tuple[datetime, datetime]:
        return lengthened(entry, by.days)

    # Room

    def renew(self) -> None:
        self.painter.renew()
        self.plan = self._lay_out()
        self.viewport().update()

    def _lay_out(self) -> MonthLayout:
        px = self.theme.look.px
        sizes = Sizes(
            top=px(24),
            line=px(24),
            second=px(18),
            chip=px(20),
            pitch=px(22),
            side=px(3),
            foot=px(2),
        )
        space = self.viewport().size()
        weeks = weeks_of_month(self.month)
        wide = space.width() // WEEK
        heads = {monday: self._head_lines(monday, wide) for monday in weeks}
        made = MonthLayout(weeks, space.width(), space.height(), sizes, heads)
        due = {day for day, facts in self.facts.items() if facts.due}
        for row in made.rows:
            row.arrange(self.entries, due)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, made.height - space.height()))
        bar.setPageStep(space.height())
        bar.setSingleStep(sizes.pitch)
        return made

    def _head_lines(self, monday: date, wide: int) -> int:
        days = (monday + n * DAY for n in range(WEEK))
        return max(self.painter.head_lines(day, self.facts.get(day), wide) for day in days)

    def show_current(self) -> None:
        row = self.plan.row_of(self.current)
        if row is None:
            return
        bar, top = self.verticalScrollBar(), self.plan.sizes.top
        if row.top - top < bar.value():
            bar.setValue(row.top - top)
        elif row.top + row.height - bar.value() > self.viewport().height():
            bar.setValue(row.top + row.height - self.viewport().height() + 1)

    def hit(self, place: QPoint) -> Hit | None:
        plan = self.plan
        if place.y() < plan.sizes.top:
            return None
        x, y = place.x(), place.y() + self.verticalScrollBar().value()
        found = plan.at(x, y)
        if found is None:
            return None
        row, column = found
        moment = datetime.combine(row.day(column), time.min)
        for segment in row.shown:
            box = plan.lane(row, segment.first, segment.last, segment.lane)
            if box.contains(x, y):
                near = x > box.right() - self.theme.look.px(8)
                return Hit(moment, segment.entry, edge=near and segment.ends(row.monday))
        if row.hidden.get(column) and plan.more(row, column).contains(x, y):
            return Hit(moment, more=True)
        return Hit(moment)

    def entry_box(self, entry_id: str) -> QRect | None:
        """Where an entry (its first part) is painted, in the viewport; None where it is not."""
        for row in self.plan.rows:
            for segment in row.shown:
                if segment.entry.id == entry_id:
                    box = self.plan.lane(row, segment.first, segment.last, segment.lane)
                    return box.translated(0, -self.verticalScrollBar().value())
        return None

    def day_box(self, day: date) -> QRect | None:
        row = self.plan.row_of(day)
        if row is None:
            return None
        box = self.plan.cell(row, (day - row.monday).days)
        return box.translated(0, -self.verticalScrollBar().value())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self.painter.paint(painter, self, self.plan, self.month)
        painter.end()

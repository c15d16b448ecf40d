"""A week: seven columns of hours, whole days above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from station_app.ui.calendar.canvas import CalendarCanvas, Hit
from station_app.ui.calendar.lanes import WEEK, Block, day_blocks, week_segments
from station_app.ui.calendar.values import (
    DAY,
    CalendarEntry,
    DayFacts,
    PlanRange,
    lengthened,
    monday_of,
    moved,
    within,
)
from station_app.ui.calendar.week_layout import HOURS, SLOT, WeekPlan
from station_app.ui.calendar.week_paint import WeekPainter
from station_app.ui.common.theme import Theme
from sync.words import Words

SNAP = timedelta(minutes=15)
"""What a drag is held to."""
MORNING = time(8)
LANES = 4
"""So many lines of whole days at most; the rest is told by number."""

_DAYS = {Qt.Key.Key_Left: -DAY, Qt.Key.Key_Right: DAY}
_SLOTS = {Qt.Key.Key_Up: -SLOT, Qt.Key.Key_Down: SLOT}


class WeekView(CalendarCanvas):
    """Keys as in the month; up and down go by half an hour, Ctrl+arrows move the entry by it or by
    a day, Ctrl+Shift+arrows lengthen it, Shift+down chooses a longer time.

    Signals: see `CalendarCanvas`.
    """

    def __init__(
        self, theme: Theme, words: Words, today: date, parent: QWidget | None = None
    ) -> None:
        self.monday = monday_of(today)
        self.slot = MORNING
        self.chosen_for = 2 * SLOT
        super().__init__(theme, words, words.tr("Calendar, week"), today, parent)
        self.painter = WeekPainter(theme, self.said)
        self.plan = self._lay_out()
        self._placed = False

    def show_week(
        self,
        day: date,
        days: Mapping[date, DayFacts],
        entries: Sequence[CalendarEntry],
        today: date,
    ) -> None:
        """The week of `day`.  The current day keeps its place in the week."""
        self.monday = monday_of(within(day))
        if not self.covers(self.current):
            self.current = today if self.covers(today) else self.monday
            self.anchor = None
        self.take(days, entries, today)
        if not self._placed:
            self._placed = True
            self.verticalScrollBar().setValue(self.plan.y(time(7)))
        self.show_current()

    def covers(self, day: date) -> bool:
        return self.monday <= day < self.monday + WEEK * DAY

    # Keyboard

    def step(self, key: Qt.Key) -> None:
        if key in _DAYS:
            self.choose_day(self.current + _DAYS[key])
            return
        if self.current_entry:
            self.choose_entry("")
        minutes = self.slot.hour * 60 + self.slot.minute + _SLOTS[key] // timedelta(minutes=1)
        self._set_slot(max(0, min(HOURS * 60 - 30, minutes)))

    def _set_slot(self, minutes: int) -> None:
        self.slot = time(minutes // 60, minutes % 60)
        self.chosen_for = 2 * SLOT
        self._slot_changed()

    def _slot_changed(self) -> None:
        self.show_current()
        self.viewport().update()
        self.name_it(announce=True)

    def extend(self, key: Qt.Key) -> None:
        if key in _DAYS:
            super().extend(key)
            return
        left = datetime.combine(self.current, time.min) + DAY - self._slot_start()
        self.chosen_for = max(SLOT, min(left, self.chosen_for + _SLOTS[key]))
        self._slot_changed()

    def _slot_start(self) -> datetime:
        return datetime.combine(self.current, self.slot)

    def range_here(self) -> PlanRange:
        if self.anchor is not None:
            return super().range_here()
        start = self._slot_start()
        midnight = datetime.combine(self.current, time.min) + DAY
        return PlanRange(start, min(midnight, start + self.chosen_for), all_day=False)

    def cell_words(self) -> str:
        words = super().cell_words()
        if self.current_entry or self.anchor is not None:
            return words
        chosen = self.range_here()
        return f"{chosen.start:%H:%M}–{chosen.end:%H:%M} {words}"

    def page(self, step: int) -> date:
        return self.current + step * WEEK * DAY

    def ends(self) -> tuple[date, date]:
        return self.monday, self.monday + (WEEK - 1) * DAY

    def shift(self, key: Qt.Key) -> timedelta:
        return _DAYS.get(key) or _SLOTS[key]

    def moved_by(self, entry: CalendarEntry, by: timedelta) -> tuple[datetime, datetime]:
        """Among the hours an entry stays within its day; whole days move by days."""
        if not entry.in_hours:
            return moved(entry, timedelta(days=by.days if by.days >= 0 or not by.seconds else 0))
        start, end = moved(entry, by)
        morning = datetime.combine(entry.start + timedelta(days=round(by / DAY)), time.min)
        early, late = morning - start, end - (morning + DAY)
        if early > timedelta():
            return start + early, end + early
        return (start - late, end - late) if late > timedelta() else (start, end)

    def stretched(self, entry: CalendarEntry, by: timedelta) -> tuple[datetime, datetime]:
        if not entry.in_hours:
            return lengthened(entry, by.days if abs(by) >= DAY else 0)
        midnight = datetime.combine(entry.start, time.min) + DAY
        minutes = by if abs(by) < DAY else timedelta()
        return entry.start, min(midnight, max(entry.start + SLOT, entry.end + minutes))

    # Room

    def renew(self) -> None:
        self.painter.renew()
        self.plan = self._lay_out()
        self.viewport().update()

    def _lay_out(self) -> WeekPlan:
        px = self.theme.look.px
        space = self.viewport().size()
        head = self.painter.head_height()
        plan = WeekPlan(
            gutter=self.painter.gutter(),
            days=head + px(3),
            top=0,
            hour=px(42),
            pitch=px(24),
            chip=px(21),
            wide=space.width(),
        )
        above = [entry for entry in self.entries if not entry.in_hours]
        segments = week_segments(self.monday, above)
        dues = any(self.facts[day].due for day in self._days() if day in self.facts)
        wanted = max((s.lane + 1 for s in segments), default=0) + dues
        plan.lanes = max(1, min(wanted, LANES))
        plan.top = plan.days + plan.lanes * plan.pitch + px(2)
        room = plan.lanes if wanted <= LANES else LANES - 1
        for segment in segments:
            if segment.lane < room:
                plan.shown.append(segment)
            else:
                for column in range(segment.first, segment.last + 1):
                    plan.hidden[column] = plan.hidden.get(column, 0) + 1
        for column, day in enumerate(self._days()):
            timed = [entry for entry in self.on_day(day) if entry.in_hours]
            plan.blocks[column] = day_blocks(timed, SLOT)
        bar = self.verticalScrollBar()
        seen = max(0, space.height() - plan.top)
        bar.setRange(0, max(0, HOURS * plan.hour - seen))
        bar.setPageStep(max(1, seen))
        bar.setSingleStep(plan.hour)
        return plan

    def _days(self) -> list[date]:
        return [self.monday + n * DAY for n in range(WEEK)]

    def show_current(self) -> None:
        entry = self.entry(self.current_entry)
        start = entry.start.time() if entry is not None and entry.in_hours else self.slot
        if entry is not None and not entry.in_hours:
            return
        bar, top = self.verticalScrollBar(), self.plan.y(start)
        seen = self.viewport().height() - self.plan.top
        if top < bar.value():
            bar.setValue(top)
        elif top + self.plan.hour > bar.value() + seen:
            bar.setValue(top + self.plan.hour - seen)

    def block_box(self, column: int, block: Block) -> QRect:
        """Where an entry among the hours is painted, in the viewport."""
        return self.plan.block(column, block, self.verticalScrollBar().value())

    def entry_box(self, entry_id: str) -> QRect | None:
        for segment in self.plan.shown:
            if segment.entry.id == entry_id:
                return self.plan.lane(segment.first, segment.last, segment.lane)
        for column, blocks in self.plan.blocks.items():
            for block in blocks:
                if block.entry.id == entry_id:
                    return self.block_box(column, block)
        return None

    # Mouse

    def hit(self, place: QPoint) -> Hit | None:
        plan, near = self.plan, self.theme.look.px(7)
        if place.x() < plan.gutter:
            return None
        column = plan.column(place.x())
        day = self.monday + column * DAY
        if place.y() < plan.top:
            midnight = datetime.combine(day, time.min)
            for segment in plan.shown:
                box = plan.lane(segment.first, segment.last, segment.lane)
                if box.contains(place):
                    edge = place.x() > box.right() - near and segment.ends(self.monday)
                    return Hit(midnight, segment.entry, edge=edge)
            more = plan.lane(column, column, plan.lanes - 1).contains(place)
            return Hit(midnight, more=more and bool(plan.hidden.get(column)))
        y = place.y() - plan.top + self.verticalScrollBar().value()
        minutes = max(0, min(HOURS * 60 - 1, y * 60 // plan.hour))
        moment = datetime.combine(day, time(minutes // 60, minutes % 60))
        for block in plan.blocks.get(column, ()):
            box = self.block_box(column, block)
            if box.contains(place):
                edge = place.y() > box.bottom() - near
                return Hit(moment, block.entry, edge=edge, whole_day=False)
        return Hit(moment, whole_day=False)

    def pressed_at(self, hit: Hit) -> None:
        if not hit.whole_day and hit.entry is None:
            self._set_slot(hit.moment.hour * 60 + hit.moment.minute // 30 * 30)

    def dragged_by(self, entry: CalendarEntry, there: Hit, here: Hit) -> timedelta:
        days = super().dragged_by(entry, there, here)
        if not entry.in_hours or here.whole_day:
            return days
        minutes = (here.moment - there.moment) - days
        return days + round(minutes / SNAP) * SNAP

    def plan_between(self, there: Hit, here: Hit) -> PlanRange:
        if there.whole_day or here.whole_day or there.moment.date() != here.moment.date():
            return super().plan_between(there, here)
        first, last = sorted((there.moment, here.moment))
        midnight = datetime.combine(first, time.min)
        start = midnight + (first - midnight) // SLOT * SLOT
        return PlanRange(start, midnight + ((last - midnight) // SLOT + 1) * SLOT, all_day=False)

    def edge_cursor(self, entry: CalendarEntry) -> Qt.CursorShape:
        return Qt.CursorShape.SizeVerCursor if entry.in_hours else Qt.CursorShape.SizeHorCursor

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self.painter.paint(painter, self, self.plan, self.monday)
        painter.end()

"""Where everything stands in the grid of a month, in pixels; no painting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from PySide6.QtCore import QRect

from station_app.ui.calendar.lanes import WEEK, Segment, week_segments
from station_app.ui.calendar.values import CalendarEntry


@dataclass(frozen=True, slots=True)
class Sizes:
    """Pixels.  `top`: the names of the weekdays; `line` and `second`: the lines of a day's
    head; `pitch`: from one lane to the next; `side`: beside an
    entry; `foot`: above and below the entries of a day."""

    top: int
    line: int
    second: int
    chip: int
    pitch: int
    side: int
    foot: int


@dataclass(slots=True)
class WeekRow:
    """One week.  `head`: the height of the days' own lines; `lanes`: how many there is room for.

    `shown`: the entries that have a place; `hidden`: how many of a column have none.
    """

    monday: date
    top: int
    height: int
    head: int
    lanes: int
    shown: list[Segment] = field(default_factory=list)
    hidden: dict[int, int] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)

    def day(self, column: int) -> date:
        return self.monday + timedelta(days=column)

    def arrange(self, entries: Sequence[CalendarEntry], due: Collection[date]) -> None:
        """Gives each entry a lane as far as there is room; the last lane tells of the rest."""
        segments = week_segments(self.monday, entries)
        needed = [0] * WEEK
        for segment in segments:
            for column in range(segment.first, segment.last + 1):
                needed[column] = max(needed[column], segment.lane + 1)
        for column in range(WEEK):
            needed[column] += self.day(column) in due
        limits = [self.lanes if n <= self.lanes else max(0, self.lanes - 1) for n in needed]
        self.used = [0] * WEEK
        for segment in segments:
            run: list[int] = []
            for column in range(segment.first, segment.last + 1):
                if segment.lane < limits[column]:
                    self.used[column] = max(self.used[column], segment.lane + 1)
                    run.append(column)
                else:
                    self.hidden[column] = self.hidden.get(column, 0) + 1
                    self._show(segment, run)
                    run = []
            self._show(segment, run)

    def _show(self, segment: Segment, run: list[int]) -> None:
        """A long entry stands wherever a day has room for it."""
        if run:
            self.shown.append(replace(segment, first=run[0], last=run[-1]))


class MonthLayout:
    """The weeks of a month in a space `wide` x `high`.

    `heads`: how many lines the days' heads of a week take.  Where the space is too low for every
    week to tell something, the grid is higher than it and scrolls.
    """

    def __init__(
        self,
        weeks: Sequence[date],
        wide: int,
        high: int,
        sizes: Sizes,
        heads: Mapping[date, int],
    ) -> None:
        self.wide, self.sizes = wide, sizes
        tall = {m: sizes.line + sizes.second * (heads[m] - 1) + sizes.foot for m in weeks}
        least = [tall[monday] + sizes.pitch + sizes.foot for monday in weeks]
        room = high - sizes.top - 1
        spare = max(0, room - sum(least))
        # All as high as each other where that gives each its least.
        even = room // len(weeks) if room >= max(least) * len(weeks) else 0
        self.rows: list[WeekRow] = []
        top = sizes.top
        for number, monday in enumerate(weeks):
            height = even or least[number] + spare // len(weeks)
            head = tall[monday]
            lanes = max(1, (height - head - sizes.foot) // sizes.pitch)
            self.rows.append(WeekRow(monday, top, height, head, lanes))
            top += height
        if self.rows and top < high:
            self.rows[-1].height += high - top - 1
            top = high - 1
        self.height = top + 1

    def left(self, column: int) -> int:
        return round(column * (self.wide - 1) / WEEK)

    def cell(self, row: WeekRow, column: int) -> QRect:
        left = self.left(column)
        return QRect(left, row.top, self.left(column + 1) - left, row.height)

    def lane(self, row: WeekRow, first: int, last: int, lane: int) -> QRect:
        """The place of an entry over some columns."""
        side = self.sizes.side
        left, right = self.left(first) + side, self.left(last + 1) - side
        top = row.top + row.head + lane * self.sizes.pitch
        return QRect(left, top, right - left + 1, self.sizes.chip)

    def more(self, row: WeekRow, column: int) -> QRect:
        return self.lane(row, column, column, row.lanes - 1)

    def cells(self) -> Iterator[tuple[WeekRow, int, date]]:
        for row in self.rows:
            for column in range(WEEK):
                yield row, column, row.day(column)

    def at(self, x: int, y: int) -> tuple[WeekRow, int] | None:
        if not 0 <= x < self.wide:
            return None
        for row in self.rows:
            if row.top <= y < row.top + row.height:
                return row, min(WEEK - 1, x * WEEK // self.wide)
        return None

    def shows(self, entry_id: str) -> bool:
        """Whether an entry has a place of its own anywhere."""
        return any(part.entry.id == entry_id for row in self.rows for part in row.shown)

    def row_of(self, day: date) -> WeekRow | None:
        for row in self.rows:
            if 0 <= (day - row.monday).days < WEEK:
                return row
        return None

"""Where everything stands in a week, in pixels; no painting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta

from PySide6.QtCore import QRect

from station_app.ui.calendar.lanes import WEEK, Block, Segment

SLOT = timedelta(minutes=30)
HOURS = 24


@dataclass(slots=True)
class WeekPlan:
    """Pixels.  `top`: above the hours; `days`: above the whole days; `hour`: the height of one."""

    gutter: int
    days: int
    top: int
    hour: int
    pitch: int
    chip: int
    wide: int
    shown: list[Segment] = field(default_factory=list)
    hidden: dict[int, int] = field(default_factory=dict)
    lanes: int = 1
    blocks: dict[int, list[Block]] = field(default_factory=dict)

    def left(self, column: int) -> int:
        return self.gutter + round(column * (self.wide - self.gutter - 1) / WEEK)

    def column(self, x: int) -> int:
        return max(0, min(WEEK - 1, (x - self.gutter) * WEEK // max(1, self.wide - self.gutter)))

    def y(self, moment: time) -> int:
        return round((moment.hour + moment.minute / 60) * self.hour)

    def lane(self, first: int, last: int, lane: int) -> QRect:
        left, right = self.left(first) + 3, self.left(last + 1) - 3
        return QRect(left, self.days + lane * self.pitch, right - left + 1, self.chip)

    def block(self, column: int, block: Block, scrolled: int) -> QRect:
        """The place of an entry among the hours, in the viewport."""
        start, end = block.entry.start.time(), block.entry.end.time()
        box = self.span(column, start, end, block.place, block.of)
        return box.translated(0, self.top - scrolled)

    def span(self, column: int, start: time, end: time, place: int = 0, of: int = 1) -> QRect:
        """Some time of a day, before scrolling; `end` at midnight is the day's end."""
        left, wide = self.left(column) + 2, self.left(column + 1) - self.left(column) - 5
        top = self.y(start)
        bottom = HOURS * self.hour if end == time.min else self.y(end)
        high = max(bottom - top, round(self.hour * SLOT / timedelta(hours=1))) - 1
        part = wide / of
        return QRect(round(left + place * part), top, max(4, round(part) - 1), high)

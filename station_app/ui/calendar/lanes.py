"""Where entries stand beside and below each other; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from station_app.ui.calendar.values import CalendarEntry, by_time

WEEK = 7


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of an entry in one week: columns `first` to `last`, in one lane."""

    entry: CalendarEntry
    first: int
    last: int
    lane: int

    def ends(self, monday: date) -> bool:
        return self.entry.last_day == monday + timedelta(days=self.last)


def week_segments(monday: date, entries: Iterable[CalendarEntry]) -> list[Segment]:
    """Each entry of a week in the highest lane that is free on all its days."""
    sunday = monday + timedelta(days=WEEK - 1)
    inside = (e for e in entries if e.first_day <= sunday and e.last_day >= monday)
    taken: list[set[int]] = []
    segments = []
    for entry in sorted(inside, key=by_time):
        first = max(0, (entry.first_day - monday).days)
        last = min(WEEK - 1, (entry.last_day - monday).days)
        columns = set(range(first, last + 1))
        lane = next((n for n, used in enumerate(taken) if not used & columns), len(taken))
        if lane == len(taken):
            taken.append(set())
        taken[lane] |= columns
        segments.append(Segment(entry, first, last, lane))
    return segments


@dataclass(frozen=True, slots=True)
class Block:
    """An entry among the hours of a day: column `place` of `of` beside each other."""

    entry: CalendarEntry
    place: int
    of: int


def day_blocks(entries: Sequence[CalendarEntry], least: timedelta) -> list[Block]:
    """Entries of one day that overlap stand beside each other.

    `least`: shorter ones are taken to be as long as this, since they are drawn so.
    """
    blocks: list[Block] = []
    group: list[tuple[CalendarEntry, int]] = []
    ends: list[datetime] = []
    group_end: datetime | None = None
    for entry in sorted(entries, key=lambda e: (e.start, -(e.end - e.start), e.id)):
        end = max(entry.end, entry.start + least)
        if group_end is not None and entry.start >= group_end:
            blocks += [Block(e, place, len(ends)) for e, place in group]
            group, ends, group_end = [], [], None
        place = next((n for n, e in enumerate(ends) if e <= entry.start), len(ends))
        if place == len(ends):
            ends.append(end)
        else:
            ends[place] = end
        group.append((entry, place))
        group_end = end if group_end is None else max(group_end, end)
    blocks += [Block(e, place, len(ends)) for e, place in group]
    return blocks

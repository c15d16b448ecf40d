"""What the calendar's views show, as plain values: no ledger and no clock stands behind them.

Times are those of the clock on the wall in China, without a zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from station_app.usecases.reading.marked_days import DueThing

DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""How far the views go; what was typed beyond is their end."""


class EntryKind(StrEnum):
    """What an entry of the calendar is."""

    ACTIVITY = "activity"
    TRAINING = "training"
    VISIT = "visit"  # 坐班, 巡访
    STUDY = "study"
    COUNTY = "county"  # planned by the county
    OTHER = "other"


class EntryStatus(StrEnum):
    """`activity_status` of domain records 7.1."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    MISSED = "missed"


class WorkMark(StrEnum):
    """How a day differs from the plain week: 休 or 班."""

    NONE = ""
    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is known of a day, in words as they stand in the cell.

    `lunar`: 廿三, and the month's name on its first day; `lunar_full`: 九月廿三.  `mark_name`: the
    holiday of the mark.  `provisional`: the mark is projected, no official table stands behind it.
    """

    day: date
    lunar: str = ""
    lunar_full: str = ""
    term: str = ""
    festivals: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    mark: WorkMark = WorkMark.NONE
    mark_name: str = ""
    provisional: bool = False
    duty: tuple[str, ...] = ()
    due: tuple[DueThing, ...] = ()

    @property
    def works(self) -> bool:
        if self.mark is WorkMark.NONE:
            return self.day.weekday() < 5
        return self.mark is WorkMark.WORK

    @property
    def occasions(self) -> tuple[str, ...]:
        """Festivals and the solar term; 清明 is both and stands once."""
        said = any(self.term in festival for festival in self.festivals)
        return self.festivals if said or not self.term else (*self.festivals, self.term)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry.

    `end` of an all-day entry is the midnight its last day begins with.  `movable`: this person may
    move and lengthen it.  `whose`: another station or the county, empty for ours.  `result`: what
    came of it, in a few words (`120份`).
    """

    id: str
    title: str
    start: datetime
    end: datetime
    kind: EntryKind = EntryKind.ACTIVITY
    status: EntryStatus = EntryStatus.PLANNED
    all_day: bool = False
    movable: bool = True
    whose: str = ""
    place: str = ""
    result: str = ""

    @property
    def first_day(self) -> date:
        return self.start.date()

    @property
    def last_day(self) -> date:
        """Of an entry that ends at midnight the day before."""
        if not self.all_day and self.end > self.start and self.end.time() == time.min:
            return self.end.date() - DAY
        return max(self.end.date(), self.first_day)

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def in_hours(self) -> bool:
        """Whether it stands among a day's hours, not above them."""
        return not self.all_day and self.days == 1

    def on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class PlanRange:
    """The time somebody chose for something new; `end` of whole days as in `CalendarEntry`."""

    start: datetime
    end: datetime
    all_day: bool = True

    @classmethod
    def of_days(cls, one: date, other: date) -> PlanRange:
        """Both days and those between, in whichever order."""
        first, last = sorted((one, other))
        return cls(datetime.combine(first, time.min), datetime.combine(last, time.min))

    @property
    def first_day(self) -> date:
        return self.start.date()

    @property
    def last_day(self) -> date:
        return self.end.date()


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """What the side panel says of an entry: lines of words, groups divided by an empty one.

    `action`: the one primary button, empty for none; `more`: further ones as (key, words).
    """

    entry: CalendarEntry
    lines: tuple[str, ...] = ()
    action: str = ""
    action_key: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CountyAsk:
    """Something of the county's plan: it waits for this station's answer, or, at the county, for
    that of the stations that `gaps` say."""

    id: str
    title: str
    when: str
    gaps: tuple[str, ...] = ()
    answerable: bool = True


def within(day: date) -> date:
    return max(FIRST_DAY, min(LAST_DAY, day))


def month_first(day: date) -> date:
    return day.replace(day=1)


def shift_month(day: date, months: int) -> date:
    """The same day of another month, or that month's last."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    first = date(year, month + 1, 1)
    return min(first + timedelta(days=day.day - 1), last_of_month(first))


def last_of_month(day: date) -> date:
    first = month_first(day)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return following - DAY


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks_of_month(day: date) -> tuple[date, ...]:
    """The Mondays of the weeks that a month reaches into."""
    monday, last = monday_of(month_first(day)), last_of_month(day)
    return tuple(monday + timedelta(days=n) for n in range(0, (last - monday).days + 1, 7))


def days_from(first: date, count: int) -> Iterator[date]:
    for number in range(count):
        yield first + timedelta(days=number)


def by_time(entry: CalendarEntry) -> tuple[date, int, bool, datetime, str]:
    """How entries are ordered: long ones first, then whole days, then by the clock."""
    return entry.first_day, -entry.days, not entry.all_day, entry.start, entry.id


def moved(entry: CalendarEntry, by: timedelta) -> tuple[datetime, datetime]:
    return entry.start + by, entry.end + by


def lengthened(entry: CalendarEntry, days: int) -> tuple[datetime, datetime]:
    """Ends so many days later or earlier, never before it begins."""
    end = entry.end + timedelta(days=days)
    while end < entry.start or (end == entry.start and not entry.all_day):
        end += DAY
    return entry.start, end

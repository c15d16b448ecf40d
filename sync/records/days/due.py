"""When something falls due, and why, day by day (domain rules 6.7).

The start day is never counted (投诉举报处理办法 art. 45).  Time zone: Asia/Shanghai, always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sync.clock import SHANGHAI, local_date
from sync.records.days.working import Certainty, DayFact, WorkCalendar

END_OF_DAY = time(23, 59, 59)
"""The end of a last day before the law; a promise is shown with the office's closing time."""

MINUTE_MS = 60_000


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    MINUTE = "minute"
    SAME_DAY = "same_day"


class Roll(StrEnum):
    """Over which days a last day counted by the calendar moves on."""

    NONE = "none"
    STATUTORY_HOLIDAY = "statutory_holiday"  # 法定节假日: an ordinary Saturday stays
    REST_DAY = "rest_day"  # 法定休假日: week-ends move on too


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit.  `roll` is for calendar days only."""

    amount: int
    unit: Unit
    roll: Roll = Roll.NONE


class Part(StrEnum):
    """What a day does in the count."""

    START = "start"  # not counted
    COUNTED = "counted"
    NOT_COUNTED = "not_counted"  # nobody works
    MOVED_ON = "moved_on"  # the last day by the count, off by the limit's `roll`, or one after it
    LAST = "last"  # after such days: due here


@dataclass(frozen=True, slots=True)
class Step:
    """One day of the account; `number`: which counted day it is."""

    fact: DayFact
    part: Part
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The last day.

    `certainty` is projected where a day of a year without an official table was asked about; then
    `warn_on` is when to warn, early enough that the table yet to come will not be earlier (rules
    6.8); None where the day is certain.
    """

    on: date
    certainty: Certainty
    warn_on: date | None
    steps: tuple[Step, ...]

    def ends_at(self, close: time = END_OF_DAY) -> int:
        """The moment it is over, in milliseconds since 1970 UTC."""
        return round(datetime.combine(self.on, close, SHANGHAI).timestamp() * 1000)


def due(
    limit: Limit,
    start: date,
    days: WorkCalendar,
    *,
    pauses: Sequence[tuple[date, date]] = (),
    extensions: Sequence[int] = (),
) -> Due:
    """The last day of a limit in days that began on `start`.

    `pauses`: day of the pausing and of the resuming event; `extensions`: amounts of the same unit,
    each from the old due date.  ValueError for hours and minutes (see `due_at`) and amounts below
    0; OverflowError past the year 9999.
    """
    if limit.amount < 0 or any(amount < 0 for amount in extensions):
        raise ValueError("amounts are not below 0")
    if limit.unit is Unit.SAME_DAY:
        return Due(start, Certainty.OFFICIAL, None, (Step(days.fact(start), Part.START),))
    if limit.unit is Unit.WORKING_DAY:
        return _by_working_days(limit.amount, start, days, pauses, extensions)
    if limit.unit is Unit.CALENDAR_DAY:
        return _by_calendar_days(limit, start, days, pauses, extensions)
    raise ValueError(f"{limit.unit} is not counted in days")


def due_at(
    limit: Limit, start_ms: int, days: WorkCalendar, close: time = END_OF_DAY
) -> tuple[int, Due | None]:
    """The moment a limit of any unit is over, and the account of days where it counts days.

    Times are milliseconds since 1970 UTC.  Hours and minutes run on by night and on days off.
    """
    if limit.unit in (Unit.HOUR, Unit.MINUTE):
        minutes = limit.amount * (60 if limit.unit is Unit.HOUR else 1)
        return start_ms + minutes * MINUTE_MS, None
    found = due(limit, local_date(start_ms), days)
    return found.ends_at(close), found


def working_days_between(after: date, until: date, days: WorkCalendar) -> tuple[int, Certainty]:
    """Working days later than `after`, up to and with `until`."""
    asked = [
        days.is_working_day(after + timedelta(days=n)) for n in range(1, (until - after).days + 1)
    ]
    return sum(works for works, _ in asked), _together(certainty for _, certainty in asked)


def _by_working_days(
    amount: int,
    start: date,
    days: WorkCalendar,
    pauses: Sequence[tuple[date, date]],
    extensions: Sequence[int],
) -> Due:
    stopped = [working_days_between(first, last, days) for first, last in pauses]
    total = amount + sum(count for count, _ in stopped) + sum(extensions)
    steps = [Step(days.fact(start), Part.START)]
    number, day = 0, start
    while number < total:
        day += timedelta(days=1)
        fact = days.fact(day)
        if fact.works:
            number += 1
            steps.append(Step(fact, Part.COUNTED, number))
        else:
            steps.append(Step(fact, Part.NOT_COUNTED))
    certainty = _together([*(c for _, c in stopped), *(step.fact.certainty for step in steps[1:])])
    warn_on = None
    if certainty is Certainty.PROJECTED:
        early = max(total - (1 if total <= 2 else 2), 0)
        warn_on = next((s.fact.day for s in steps if s.number == early), start)
    return Due(day, certainty, warn_on, tuple(steps))


def _by_calendar_days(
    limit: Limit,
    start: date,
    days: WorkCalendar,
    pauses: Sequence[tuple[date, date]],
    extensions: Sequence[int],
) -> Due:
    off = _off_by(limit.roll, days)
    amount = limit.amount + sum(max((last - first).days, 0) for first, last in pauses)
    steps = [Step(days.fact(start), Part.START)]
    day, counted, number = start, start, 0
    certainties: list[Certainty] = []
    for more in (amount, *extensions):
        for _ in range(more):
            day += timedelta(days=1)
            number += 1
            steps.append(Step(days.fact(day), Part.COUNTED, number))
        counted = day
        while off is not None and more:
            is_off, certainty = off(day)
            certainties.append(certainty)
            if not is_off:
                break
            steps[-1] = Step(steps[-1].fact, Part.MOVED_ON, steps[-1].number)
            day += timedelta(days=1)
            steps.append(Step(days.fact(day), Part.LAST))
    certainty = _together(certainties)
    return Due(day, certainty, counted if certainty is Certainty.PROJECTED else None, tuple(steps))


def _off_by(roll: Roll, days: WorkCalendar) -> Callable[[date], tuple[bool, Certainty]] | None:
    def rests(day: date) -> tuple[bool, Certainty]:
        works, certainty = days.is_working_day(day)
        return not works, certainty

    return {Roll.NONE: None, Roll.STATUTORY_HOLIDAY: days.is_holiday, Roll.REST_DAY: rests}[roll]


def _together(certainties: Iterable[Certainty]) -> Certainty:
    """Only as sure as the least sure day."""
    projected = Certainty.PROJECTED in certainties
    return Certainty.PROJECTED if projected else Certainty.OFFICIAL

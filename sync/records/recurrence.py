"""On which days something recurs (domain rules 11.1, records 7.1 RecurrenceRule); pure.

Ten kinds of our own, and rules of RFC 5545 from calendars of other programs.  The rule gives
planned days; where one is a day off it may move; days left out and days added come last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, cast

from sync.clock import Json
from sync.records.days.festivals import FESTIVALS, festival_of_year
from sync.records.days.lunar import LunarMonth, known_months
from sync.records.days.rrule import expand, parse_rrule
from sync.records.days.working import Certainty, WorkCalendar

FARTHEST_MOVE = 60
"""Days looked at for a working day; where all are off the planned day stays."""

LAST_DAY = -1
"""`day` of `monthly_day`, `nth` of `monthly_nth_weekday`: the month's last."""


class RuleKind(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY_DAY = "monthly_day"
    MONTHLY_NTH_WEEKDAY = "monthly_nth_weekday"
    YEARLY_DATE = "yearly_date"
    SOLAR_DIGIT = "solar_digit"
    LUNAR_DIGIT = "lunar_digit"
    LUNAR_DATE = "lunar_date"
    BEFORE_FESTIVAL = "before_festival"
    CYCLE_DAYS = "cycle_days"
    RRULE = "rrule"  # only from other programs, where none of the ten says the same


class RestDays(StrEnum):
    """Where a planned day goes on which nobody works."""

    KEEP = "keep"
    PREVIOUS_WORKING = "previous_working"
    NEXT_WORKING = "next_working"


class ShortMonth(StrEnum):
    """What becomes of a lunar month's 30th day in a month of 29."""

    SKIP = "skip"
    PREVIOUS = "previous"
    NEXT = "next"


class LeapMonth(StrEnum):
    """Whether a lunar date comes again in the leap month that follows its month."""

    SKIP = "skip"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that `recurrence_check.rule_of` found in order.

    `params` by kind: `weekdays` (1 Monday to 7); `day` (1 to 31, -1 the last); `nth` (1 to 5, -1)
    and `weekday`; `month` and `day`; `digits`; lunar `month`, `day` and `leap`; `festival` and
    `offset_days`; `every_days` and `anchor`; `rrule`.  `start_on` and `end_on` bound planned days.
    """

    kind: RuleKind
    params: Mapping[str, Json]
    start_on: date
    end_on: date | None = None
    skip_dates: tuple[date, ...] = ()
    extra_dates: tuple[date, ...] = ()
    rest_day_policy: RestDays = RestDays.KEEP
    short_month_policy: ShortMonth = ShortMonth.SKIP

    def whole(self, name: str) -> int:
        return cast(int, self.params[name])

    def wholes(self, name: str) -> frozenset[int]:
        return frozenset(cast("list[int]", self.params[name]))

    def text(self, name: str, unsaid: str = "") -> str:
        return cast(str, self.params.get(name) or unsaid)


class Occurrence(NamedTuple):
    """A day, and the day the rule named, which differs where it moved off a day of rest.

    `certainty` is projected where the table of days off that moved it, or did not, is not out yet.
    """

    day: date
    planned: date
    certainty: Certainty


def occurrences(rule: Rule, first: date, last: date, days: WorkCalendar) -> list[Occurrence]:
    """The days of `rule` from `first` to `last`, in their order, each once.

    A day in `skip_dates` is left out, whether it names the planned day or the one moved to, and
    also from `extra_dates`, which are taken as they are.
    """
    around = timedelta(0 if rule.rest_day_policy is RestDays.KEEP else FARTHEST_MOVE)
    skip = frozenset(rule.skip_dates)
    found: dict[date, Occurrence] = {}
    for planned in planned_days(rule, _before(first, around), _after(last, around)):
        moved = _moved(planned, rule.rest_day_policy, days)
        if first <= moved.day <= last and planned not in skip and moved.day not in skip:
            found.setdefault(moved.day, moved)
    for extra in rule.extra_dates:
        if first <= extra <= last and extra not in skip:
            found.setdefault(extra, Occurrence(extra, extra, Certainty.OFFICIAL))
    return [found[day] for day in sorted(found)]


def planned_days(rule: Rule, first: date, last: date) -> list[date]:
    """The days the rule itself names, before any moves and without exceptions."""
    first = max(first, rule.start_on)
    last = last if rule.end_on is None else min(last, rule.end_on)
    if first > last:
        return []
    return sorted({day for day in _by_kind(rule, first, last) if first <= day <= last})


def _by_kind(rule: Rule, first: date, last: date) -> Iterable[date]:
    """All its days of the window, perhaps with some around it."""
    match rule.kind:
        case RuleKind.ONCE:
            return (rule.start_on,)
        case RuleKind.WEEKLY:
            weekdays = rule.wholes("weekdays")
            return (day for day in _every(first, last) if day.isoweekday() in weekdays)
        case RuleKind.MONTHLY_DAY:
            wanted = rule.whole("day")
            return (day for day in _every(first, last) if wanted in (day.day, _from_end(day)))
        case RuleKind.MONTHLY_NTH_WEEKDAY:
            return _nth_weekdays(rule, first, last)
        case RuleKind.YEARLY_DATE:
            return _yearly(rule.whole("month"), rule.whole("day"), first, last)
        case RuleKind.SOLAR_DIGIT:
            digits = rule.wholes("digits")
            return (day for day in _every(first, last) if day.day % 10 in digits)
        case RuleKind.LUNAR_DIGIT:
            return _lunar_digits(rule, first, last)
        case RuleKind.LUNAR_DATE:
            return _lunar_dates(rule, first, last)
        case RuleKind.BEFORE_FESTIVAL:
            return _before_festivals(rule, first, last)
        case RuleKind.CYCLE_DAYS:
            return _cycle(rule, first, last)
        case RuleKind.RRULE:
            return expand(parse_rrule(rule.text("rrule")), rule.start_on, first, last)


def _every(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _from_end(day: date) -> int:
    """-1 on a month's last day, 0 on all others."""
    return -1 if day == date.max or (day + timedelta(days=1)).day == 1 else 0


def _nth_weekdays(rule: Rule, first: date, last: date) -> Iterator[date]:
    weekday, nth = rule.whole("weekday"), rule.whole("nth")
    for day in _every(first, last):
        if day.isoweekday() != weekday:
            continue
        if nth == LAST_DAY:
            ends = day > date.max - timedelta(days=7) or (day + timedelta(days=7)).day <= 7
        else:
            ends = (day.day - 1) // 7 + 1 == nth
        if ends:
            yield day


def _yearly(month: int, day: int, first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        try:
            yield date(year, month, day)
        except ValueError:
            continue  # the 29th of February


def _lunar_months(first: date, last: date) -> Iterator[LunarMonth]:
    for year in range(first.year - 1, last.year + 1):
        for month in known_months(year) or ():
            # With a month to spare: a 30th may move into the next.
            if month.first <= last and (first - month.first).days <= 2 * month.days:
                yield month


def _lunar_digits(rule: Rule, first: date, last: date) -> Iterator[date]:
    digits = rule.wholes("digits")
    numbers = [number for number in range(1, 31) if number % 10 in digits]
    for month in _lunar_months(first, last):
        begin = month.first.toordinal() - 1
        for number in numbers:
            if number <= month.days:
                yield date.fromordinal(begin + number)
            else:
                yield from _in_month(month, number, rule.short_month_policy)


def _lunar_dates(rule: Rule, first: date, last: date) -> Iterator[date]:
    again = rule.text("leap", LeapMonth.SKIP) == LeapMonth.INCLUDE
    for month in _lunar_months(first, last):
        if month.number == rule.whole("month") and (again or not month.leap):
            yield from _in_month(month, rule.whole("day"), rule.short_month_policy)


def _in_month(month: LunarMonth, number: int, short: ShortMonth) -> Iterator[date]:
    if number > month.days:
        if short is ShortMonth.SKIP:
            return
        number = month.days if short is ShortMonth.PREVIOUS else month.days + 1
    yield month.first + timedelta(days=number - 1)


def _before_festivals(rule: Rule, first: date, last: date) -> Iterator[date]:
    festival = FESTIVALS[rule.text("festival")]
    offset = timedelta(days=rule.whole("offset_days"))
    for year in range(max(first.year - 1, 1), min(_after(last, offset).year, date.max.year) + 1):
        day = festival_of_year(festival, year)
        if day is not None and day - date.min >= offset:
            yield day - offset


def _cycle(rule: Rule, first: date, last: date) -> Iterator[date]:
    anchor = rule.text("anchor")
    begin = date.fromisoformat(anchor) if anchor else rule.start_on
    every = rule.whole("every_days")
    ahead = (begin - first).days % every
    return map(date.fromordinal, range(first.toordinal() + ahead, last.toordinal() + 1, every))


def _moved(planned: date, policy: RestDays, days: WorkCalendar) -> Occurrence:
    if policy is RestDays.KEEP:
        return Occurrence(planned, planned, Certainty.OFFICIAL)
    works, certainty = days.is_working_day(planned)
    if works:
        return Occurrence(planned, planned, certainty)
    step = -1 if policy is RestDays.PREVIOUS_WORKING else 1
    for ordinal in range(planned.toordinal(), planned.toordinal() + step * FARTHEST_MOVE, step):
        if not 1 <= ordinal <= date.max.toordinal():
            break
        day = date.fromordinal(ordinal)
        works, sure = days.is_working_day(day)
        if sure is Certainty.PROJECTED:
            certainty = sure
        if works:
            return Occurrence(day, planned, certainty)
    return Occurrence(planned, planned, certainty)


def _before(day: date, by: timedelta) -> date:
    return day - by if day - date.min >= by else date.min


def _after(day: date, by: timedelta) -> date:
    return day + by if date.max - day >= by else date.max

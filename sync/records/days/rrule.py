"""Recurrence rules of RFC 5545 for whole days: read, and expanded to days.

The rules that calendars of other programs are written in.  Hours and smaller have no place in a
plan of days.  As python-dateutil does, and unlike the letter of the RFC, the start itself is an
occurrence only where the rule says so.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sync.clock import SHANGHAI

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LONGEST_TEXT = 1000
LONGEST_STEP = 10_000
LONGEST_RUN = timedelta(days=146_097)
"""400 years, after which the solar calendar repeats: no rule with a count is followed further."""


class Weekday(NamedTuple):
    """`day`: 0 for Monday; `nth`: of the month or year, from its end where below 0, 0 for each."""

    day: int
    nth: int


@dataclass(frozen=True, slots=True)
class RRule:
    """The parts of a rule; an empty tuple or None where one isn't there."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def parse_rrule(text: str) -> RRule:
    """A rule as it stands after `RRULE:`.

    ValueError naming the part that is not RFC 5545's, or has no meaning for whole days.
    """
    parts = rrule_parts(text)
    freq = parts.pop("FREQ", "")
    if freq not in FREQUENCIES:
        raise ValueError(f"FREQ={freq[:20]}")
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise ValueError("RSCALE")
    rule = RRule(
        freq,
        _whole("INTERVAL", parts.pop("INTERVAL", "1"), LONGEST_STEP),
        _whole("COUNT", parts.pop("COUNT"), LONGEST_STEP) if "COUNT" in parts else None,
        until_day(parts.pop("UNTIL")) if "UNTIL" in parts else None,
        _numbers(parts, "BYMONTH", 12, signed=False),
        _numbers(parts, "BYMONTHDAY", 31),
        _numbers(parts, "BYYEARDAY", 366),
        _numbers(parts, "BYWEEKNO", 53),
        _weekdays(parts.pop("BYDAY", "")),
        _numbers(parts, "BYSETPOS", 366),
        _weekday_number("WKST", parts.pop("WKST", "MO")),
    )
    if parts:
        raise ValueError(min(parts))
    _check(rule)
    return rule


def rrule_parts(text: str) -> dict[str, str]:
    """Names and values as they stand, in capitals.  ValueError where they do not pair."""
    if len(text) > LONGEST_TEXT:
        raise ValueError("length")
    parts: dict[str, str] = {}
    for piece in text.strip().removesuffix(";").upper().split(";"):
        name, equals, value = piece.partition("=")
        if not equals or not value or name in parts:
            raise ValueError(name[:20] or "nothing")
        parts[name] = value
    return parts


def until_day(text: str) -> date:
    """The day of UNTIL=20261231, 20261231T155959Z or 20261231T235959.  ValueError otherwise."""
    for form, length in (("%Y%m%d", 8), ("%Y%m%dT%H%M%S", 15), ("%Y%m%dT%H%M%SZ", 16)):
        if len(text) == length:
            moment = datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows from the form
            if form.endswith("Z") and moment.date() < date.max:
                moment = moment.replace(tzinfo=UTC).astimezone(SHANGHAI)
            return moment.date()
    raise ValueError("UNTIL")


def expand(rule: RRule, start: date, first: date, last: date) -> Iterator[date]:
    """The days of a rule that began on `start`, from `first` to `last`, in their order."""
    end = last if rule.until is None else min(last, rule.until)
    if rule.count is not None:
        reach = date.max - start
        end = min(end, start + min(LONGEST_RUN, reach))
    fits = _fits(rule, start)
    left = rule.count
    # With a count every day before the window matters; without one it begins right there.
    begin = start if left is not None else max(start, first)
    for period in _periods(rule, start, begin, end):
        days = [day for day in period if fits(day)]
        if rule.positions:
            days = _at_positions(days, rule.positions)
        for day in days:
            if day < start:
                continue
            if day > end or left == 0:
                return
            if left is not None:
                left -= 1
            if day >= first:
                yield day
        if left == 0:
            return


def _periods(rule: RRule, start: date, begin: date, end: date) -> Iterator[Iterable[date]]:
    """The days of each year, month, week or day on which the rule looks, up to `end`."""
    if rule.freq == "DAILY":
        behind = -(-(begin - start).days // rule.interval) * rule.interval
        for ordinal in range(start.toordinal() + behind, end.toordinal() + 1, rule.interval):
            yield (date.fromordinal(ordinal),)
    elif rule.freq == "WEEKLY":
        back = (start.weekday() - rule.week_start) % 7
        week, step = start.toordinal() - back, 7 * rule.interval
        week += max((begin.toordinal() - week) // step, 0) * step
        for ordinal in range(week, end.toordinal() + 1, step):
            days = range(max(ordinal, 1), min(ordinal + 6, date.max.toordinal()) + 1)
            yield (date.fromordinal(day) for day in days)
    elif rule.freq == "MONTHLY":
        month = start.year * 12 + start.month - 1
        month += (begin.year * 12 + begin.month - 1 - month) // rule.interval * rule.interval
        for number in range(month, end.year * 12 + end.month, rule.interval):
            year, at = divmod(number, 12)
            if not rule.months or at + 1 in rule.months:
                yield _run(date(year, at + 1, 1), monthrange(year, at + 1)[1])
    else:
        year = start.year + (begin.year - start.year) // rule.interval * rule.interval
        for number in range(year, end.year + 1, rule.interval):
            yield _run(date(number, 1, 1), 366 if isleap(number) else 365)


def _run(first: date, length: int) -> Iterator[date]:
    ordinal = first.toordinal()
    return (date.fromordinal(n) for n in range(ordinal, ordinal + length))


def _at_positions(days: list[date], positions: tuple[int, ...]) -> list[date]:
    chosen = set()
    for position in positions:
        at = position - 1 if position > 0 else len(days) + position
        if 0 <= at < len(days):
            chosen.add(days[at])
    return sorted(chosen)


def _fits(rule: RRule, start: date) -> Callable[[date], bool]:
    """Whether a day is one of the rule's, apart from interval, count and positions."""
    months, month_days, weekdays = rule.months, rule.month_days, rule.weekdays
    if not (month_days or rule.year_days or rule.weeks or weekdays):
        if rule.freq == "YEARLY":
            months, month_days = months or (start.month,), (start.day,)
        elif rule.freq == "MONTHLY":
            month_days = (start.day,)
        elif rule.freq == "WEEKLY":
            weekdays = (Weekday(start.weekday(), 0),)
    plain = frozenset(w.day for w in weekdays if not w.nth)
    nth = frozenset(w for w in weekdays if w.nth)
    of_year = rule.freq == "YEARLY" and not rule.months

    def fits(day: date) -> bool:
        return (
            (not months or day.month in months)
            and (not month_days or _in(day.day, _month_length(day), month_days))
            and (not weekdays or day.weekday() in plain or _nth_weekday(day, nth, of_year))
            and (not rule.year_days or _in(*_year_day(day), rule.year_days))
            and (not rule.weeks or _in(*_week(day, rule.week_start), rule.weeks))
        )

    return fits


def _in(number: int, length: int, wanted: tuple[int, ...]) -> bool:
    """Counted from the beginning or, below 0, from the end."""
    return number in wanted or number - length - 1 in wanted


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _year_day(day: date) -> tuple[int, int]:
    return day.timetuple().tm_yday, 366 if isleap(day.year) else 365


def _nth_weekday(day: date, nth: frozenset[Weekday], of_year: bool) -> bool:
    if not nth:
        return False
    number, length = _year_day(day) if of_year else (day.day, _month_length(day))
    weekday = day.weekday()
    before, after = (number - 1) // 7 + 1, -((length - number) // 7 + 1)
    return Weekday(weekday, before) in nth or Weekday(weekday, after) in nth


def _week(day: date, week_start: int) -> tuple[int, int]:
    """Its week's number, and the number of weeks in the year that the week belongs to."""
    first = _first_week(day.year, week_start)
    year = day.year
    if day.toordinal() < first:
        year, first = year - 1, _first_week(year - 1, week_start)
    elif day.toordinal() >= (following := _first_week(year + 1, week_start)):
        year, first = year + 1, following
    weeks = (_first_week(year + 1, week_start) - first) // 7
    return (day.toordinal() - first) // 7 + 1, weeks


def _first_week(year: int, week_start: int) -> int:
    """Where the year's first week with four days begins, as an ordinal; for any year at all."""
    # Day numbers of the proleptic calendar, also beyond the years that `date` holds.
    before = year - 1
    fourth = before * 365 + before // 4 - before // 100 + before // 400 + 4
    return fourth - (fourth - 1 - week_start) % 7


def _check(rule: RRule) -> None:
    """What RFC 5545 forbids together."""
    if rule.count is not None and rule.until is not None:
        raise ValueError("UNTIL")
    if rule.month_days and rule.freq == "WEEKLY":
        raise ValueError("BYMONTHDAY")
    if rule.year_days and rule.freq != "YEARLY":
        raise ValueError("BYYEARDAY")
    if rule.weeks and rule.freq != "YEARLY":
        raise ValueError("BYWEEKNO")
    if any(w.nth for w in rule.weekdays) and (rule.freq not in ("MONTHLY", "YEARLY") or rule.weeks):
        raise ValueError("BYDAY")
    others = (rule.months, rule.month_days, rule.year_days, rule.weeks, rule.weekdays)
    if rule.positions and not any(others):
        raise ValueError("BYSETPOS")


def _whole(name: str, text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= most:
        raise ValueError(name)
    return int(text)


def _numbers(
    parts: dict[str, str], name: str, most: int, *, signed: bool = True
) -> tuple[int, ...]:
    text = parts.pop(name, "")
    found = []
    for piece in text.split(",") if text else ():
        if not re.fullmatch(r"[+-]?[0-9]{1,3}", piece):
            raise ValueError(name)
        number = int(piece)
        if not 1 <= abs(number) <= most or (number < 0 and not signed):
            raise ValueError(name)
        found.append(number)
    return tuple(found)


def _weekdays(text: str) -> tuple[Weekday, ...]:
    found = []
    for piece in text.split(",") if text else ():
        match = re.fullmatch(r"([+-]?[0-9]{1,2})?([A-Z]{2})", piece)
        nth = int(match[1]) if match and match[1] else 0
        if not match or abs(nth) > 53 or (match[1] and not nth):
            raise ValueError("BYDAY")
        found.append(Weekday(_weekday_number("BYDAY", match[2]), nth))
    return tuple(found)


def _weekday_number(name: str, text: str) -> int:
    if text not in WEEKDAYS:
        raise ValueError(name)
    return WEEKDAYS.index(text)

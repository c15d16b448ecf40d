"""What the calendar says of each day, from the tables of days and what the ledger adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from station_app.ui.calendar.values import DAY, DayFacts, WorkMark
from station_app.usecases.reading.marked_days import DueThing
from sync.records.days.festivals import festivals_on
from sync.records.days.lunar import LunarDay, lunar_day, solar_term, year_name
from sync.records.days.working import Certainty, DayKind, WorkCalendar
from sync.words import Words

Names = Mapping[date, Sequence[str]]
_NONE: Names = MappingProxyType({})
_NOTHING_DUE: Mapping[date, Sequence[DueThing]] = MappingProxyType({})


def day_facts(
    first: date,
    last: date,
    work: WorkCalendar,
    words: Words,
    *,
    markets: Names = _NONE,
    duty: Names = _NONE,
    due: Mapping[date, Sequence[DueThing]] = _NOTHING_DUE,
) -> dict[date, DayFacts]:
    """The facts of the days `first` to `last`.

    `markets`, `duty`: names of markets held, of people on duty; `due`: what falls due.
    """
    found = {}
    for number in range((last - first).days + 1):
        day = first + number * DAY
        fact = work.fact(day)
        lunar = lunar_day(day)
        marks = {DayKind.OFF: WorkMark.OFF, DayKind.WORK: WorkMark.WORK, None: WorkMark.NONE}
        found[day] = DayFacts(
            day,
            lunar=_short(lunar) if lunar else "",
            lunar_full=lunar.name if lunar else "",
            term=solar_term(day) or "",
            festivals=tuple(_festival(f.name, f.label, words) for f in festivals_on(day)),
            markets=tuple(markets.get(day, ())),
            mark=marks[fact.kind],
            mark_name=fact.name,
            provisional=fact.kind is not None and fact.certainty is Certainty.PROJECTED,
            duty=tuple(duty.get(day, ())),
            due=tuple(due.get(day, ())),
        )
    return found


def _festival(name: str, label: str, words: Words) -> str:
    return name if words.lang.startswith("zh") else words.tr(label)


def _short(lunar: LunarDay) -> str:
    """The day's name, or the month's on its first day, as wall calendars print it."""
    return lunar.day_name if lunar.day > 1 else lunar.month_name


def lunar_span(first: date, last: date, words: Words) -> str:
    """农历丙午年 九月-十月: the lunar years and months of a stretch of days; empty if unknown."""
    begin, end = lunar_day(first), lunar_day(last)
    if begin is None or end is None:
        return ""
    months = [begin.month_name, end.month_name]
    if begin.year != end.year:
        return words.tr(
            "lunar {first_year} {first} to {last_year} {last}",
            first_year=year_name(begin.year),
            first=months[0],
            last_year=year_name(end.year),
            last=months[1],
        )
    if months[0] == months[1]:
        return words.tr("lunar {year} {month}", year=year_name(begin.year), month=months[0])
    return words.tr(
        "lunar {year} {first} to {last}",
        year=year_name(begin.year),
        first=months[0],
        last=months[1],
    )

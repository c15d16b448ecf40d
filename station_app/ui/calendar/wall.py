"""The month for the wall, from what the views show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from station_app.documents.wall_calendar import WallDay, WallLine, WallMonth
from station_app.ui.calendar.facts import lunar_span
from station_app.ui.calendar.lanes import WEEK
from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import (
    CalendarEntry,
    DayFacts,
    EntryStatus,
    by_time,
    days_from,
    last_of_month,
    month_first,
    weeks_of_month,
)
from sync.words import Words

_LEFT_OUT = frozenset({EntryStatus.POSTPONED, EntryStatus.MISSED})
"""What did not happen is nobody's plan any more; what was called off people must still read."""


def wall_month(
    month: date,
    days: Mapping[date, DayFacts],
    entries: Sequence[CalendarEntry],
    words: Words,
    station: str,
    *,
    practice: bool = False,
) -> WallMonth:
    """`days` and `entries` for the whole weeks that the month reaches into."""
    tr, said = words.tr, CalendarWords(words)
    first, last = month_first(month), last_of_month(month)
    standing = [entry for entry in sorted(entries, key=by_time) if entry.status not in _LEFT_OUT]
    weeks = tuple(
        tuple(_day(day, first, days, standing, said) for day in days_from(monday, WEEK))
        for monday in weeks_of_month(month)
    )
    legend = [tr("● market day"), tr("▲ something due"), tr("✓ held")]
    if any(day.provisional for week in weeks for day in week):
        legend.append(tr("dashed frame: provisional, until the State Council's notice"))
    return WallMonth(
        title=said.month(month),
        lunar=lunar_span(first, last, words),
        station=station,
        weekdays=said.weekdays,
        weeks=weeks,
        legend="    ".join(legend),
        more=tr("{n} more not shown"),
        stamp=tr("PRACTICE") if practice else "",
    )


def _day(
    day: date,
    first: date,
    days: Mapping[date, DayFacts],
    entries: Sequence[CalendarEntry],
    said: CalendarWords,
) -> WallDay:
    facts = days.get(day, DayFacts(day))
    beside = month_first(day) != first
    return WallDay(
        day,
        lunar=facts.lunar,
        occasions=facts.occasions,
        market=said.market if facts.markets else "",
        mark=said.mark(facts),
        provisional=facts.provisional,
        rests=not facts.works,
        beside=beside,
        lines=() if beside else tuple(_line(e, day, said) for e in entries if e.on(day)),
        duty="" if beside else said.duty_short(facts.duty) if facts.duty else "",
        due="" if beside else said.due(len(facts.due)),
    )


def _line(entry: CalendarEntry, day: date, said: CalendarWords) -> WallLine:
    """9:00 赶集宣传; 农资打假宣传周 2/5; 县 所长坐班."""
    parts = [
        f"{entry.start.hour}:{entry.start:%M}" if entry.in_hours else "",
        said.tag(entry),
        entry.title,
        f"{(day - entry.first_day).days + 1}/{entry.days}" if entry.days > 1 else "",
    ]
    return WallLine(
        " ".join(part for part in parts if part),
        held=entry.status is EntryStatus.HELD,
        struck=entry.status is EntryStatus.CANCELLED,
    )

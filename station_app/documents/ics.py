"""Calendar files that other programs read (RFC 5545; lunar rules by RFC 7529 and as plain days)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vDDDLists, vRecur

from sync.clock import SHANGHAI
from sync.records.calendar_entry import (
    MARK_PROPERTY,
    RULE_PROPERTY,
    AllDay,
    CalendarEntry,
    Timed,
    series_mark,
)
from sync.records.days.working import WorkCalendar
from sync.records.recurrence import Rule, occurrences, planned_days
from sync.records.recurrence_check import rule_values
from sync.records.recurrence_rrule import rrule_of, rscale_rule_of

PRODUCT = "-//Station//Consumer rights station calendar//ZH"
ZONE = "Asia/Shanghai"
ONE_DAY = timedelta(days=1)


class Series(NamedTuple):
    """A rule as other programs read it: from `first` on by `rrule`, days added and left out."""

    first: date
    rrule: str
    added: tuple[date, ...]
    left_out: tuple[date, ...]


def calendar_file(
    entries: Iterable[CalendarEntry], name: str, until: date, days: WorkCalendar
) -> bytes:
    """The content of a calendar file, the same for the same entries.

    `name`: the calendar's; `until`: how far days are written out of rules that no RRULE says, or
    that only programs knowing RFC 7529 read.  A series without any day is left out.
    """
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("X-WR-CALNAME", _clean(name))
    calendar.add("X-WR-TIMEZONE", ZONE)
    calendar.add_component(_zone())
    for entry in entries:
        event = _event(entry, until, days)
        if event is not None:
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def series(rule: Rule, until: date, days: WorkCalendar) -> Series | None:
    """What is written of a rule; None where it has no day at all up to `until`."""
    solar, lunar = rrule_of(rule), rscale_rule_of(rule)
    planned = planned_days(rule, rule.start_on, until) if solar or lunar else []
    if planned:
        # An RRULE says neither days left out nor days added; those of a lunar one stand beside it.
        added = {*rule.extra_dates, *(() if solar else planned)} - {planned[0]}
        return Series(planned[0], solar or lunar or "", _sorted(added), _sorted(rule.skip_dates))
    found = [o.day for o in occurrences(rule, date.min, until, days)]
    if not found:
        return None
    return Series(found[0], "", tuple(found[1:]), ())


def _sorted(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))


def _event(entry: CalendarEntry, until: date, days: WorkCalendar) -> Event | None:
    event = Event()
    event.add("UID", _clean(entry.uid))
    stamp = datetime.fromtimestamp(entry.changed_ms // 1000, UTC)
    event.add("DTSTAMP", stamp)
    event.add("LAST-MODIFIED", stamp)
    when = entry.when
    if entry.rule is not None:
        told = series(entry.rule, until, days)
        if told is None:
            return None
        when = _moved(when, told.first)
        _add_series(event, entry.rule, told, when)
    _add_span(event, when)
    if entry.instead_of is not None:
        _add_moments(event, "RECURRENCE-ID", [entry.instead_of], when)
    event.add("SUMMARY", _clean(entry.title))
    for name, text in (("LOCATION", entry.place), ("DESCRIPTION", entry.text)):
        if text:
            event.add(name, _clean(text))
    if entry.categories:
        event.add("CATEGORIES", [_clean(category) for category in entry.categories])
    if entry.status is not None:
        event.add("STATUS", entry.status.value)
    for before in entry.remind_days:
        event.add_component(_alarm(entry, before))
    return event


def _add_series(event: Event, rule: Rule, told: Series, when: AllDay | Timed) -> None:
    if told.rrule:
        event.add("RRULE", vRecur.from_ical(_until_for(told.rrule, when)))
    if told.added:
        _add_moments(event, "RDATE", told.added, when)
    if told.left_out:
        _add_moments(event, "EXDATE", told.left_out, when)
    event.add(RULE_PROPERTY, json.dumps(rule_values(rule), sort_keys=True, separators=(",", ":")))
    event.add(MARK_PROPERTY, series_mark(told.first, told.rrule, told.added, told.left_out))


def _until_for(rrule: str, when: AllDay | Timed) -> str:
    """UNTIL as RFC 5545 wants it: a day beside days, a moment of world time beside moments."""
    if isinstance(when, AllDay):
        return rrule
    parts = rrule.split(";")
    for at, part in enumerate(parts):
        if part.startswith("UNTIL=") and len(part) == len("UNTIL=20261231"):
            parts[at] = f"{part}T155959Z"  # the last second of that day in China
    return ";".join(parts)


def _moved(when: AllDay | Timed, first: date) -> AllDay | Timed:
    """As long and at the same time of day, from `first` on."""
    if isinstance(when, AllDay):
        return AllDay(first, first + (when.last - when.first))
    by = (first - _local(when.start_ms).date()).days * 86_400_000
    return Timed(when.start_ms + by, when.end_ms + by)


def _add_span(event: Event, when: AllDay | Timed) -> None:
    if isinstance(when, AllDay):
        event.add("DTSTART", when.first)
        event.add("DTEND", max(when.last, when.first) + ONE_DAY)
        return
    for name, ms in (("DTSTART", when.start_ms), ("DTEND", max(when.end_ms, when.start_ms))):
        event.add(name, _local(ms), parameters={"TZID": ZONE})


def _add_moments(event: Event, name: str, days: Iterable[date], when: AllDay | Timed) -> None:
    if isinstance(when, AllDay):
        moments: list[date] = list(days)
        parameters = {"VALUE": "DATE"}
    else:
        clock = _local(when.start_ms).time()
        moments = [datetime.combine(day, clock) for day in days]
        parameters = {"TZID": ZONE}
    value = moments[0] if name == "RECURRENCE-ID" else vDDDLists(moments)
    event.add(name, value, parameters=parameters)


def _local(ms: int) -> datetime:
    """Wall time in China, whole seconds; the zone is told by TZID."""
    return datetime.fromtimestamp(ms // 1000, SHANGHAI).replace(tzinfo=None)


def _alarm(entry: CalendarEntry, before: int) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", timedelta(days=-before))
    alarm.add("DESCRIPTION", _clean(entry.title))
    return alarm


def _zone() -> Timezone:
    """China's one zone, as it has been since 1991."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("TZID", ZONE)
    standard.add("DTSTART", datetime(1991, 9, 15))  # noqa: DTZ001 - wall time, by the format
    standard.add("TZOFFSETFROM", timedelta(hours=8))
    standard.add("TZOFFSETTO", timedelta(hours=8))
    standard.add("TZNAME", "CST")
    zone.add_component(standard)
    return zone


def _clean(text: str) -> str:
    """One kind of line end, and no control characters, which the format forbids."""
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in joined if c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f"))

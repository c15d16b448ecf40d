"""Calendar files as other programs write them (RFC 5545), read within bounds.

Nothing of a file is trusted: its size, lines and depth are bounded before it is parsed, its own
definitions of time zones are never followed, and what cannot be taken is told, event by event.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from icalendar import Calendar, Component

from sync.clock import SHANGHAI
from sync.problems import Problem, ProblemKind
from sync.records.calendar_entry import (
    MARK_PROPERTY,
    RULE_PROPERTY,
    AllDay,
    CalendarEntry,
    EntryStatus,
    Timed,
    series_mark,
)
from sync.records.recurrence import Rule, RuleKind, planned_days
from sync.records.recurrence_check import MOST_DATES, rule_of
from sync.records.recurrence_rrule import native_rule
from sync.words import mark

LARGEST = 2 * 1024 * 1024
MOST_LINES = 60_000
MOST_EVENTS = 5_000
DEEPEST = 6
LONGEST_TEXT = 10_000
MOST_REMINDERS = 20
FARTHEST_REMINDER = 366
ONE_DAY = timedelta(days=1)
_MB = 1024 * 1024


class Why(StrEnum):
    """Why something of a file was not taken."""

    NOT_KNOWN = "not_known"
    BROKEN = "broken"
    NO_START = "no_start"
    ZONE_NOT_KNOWN = "zone_not_known"
    RULE_NOT_TAKEN = "rule_not_taken"
    CUT_SHORT = "cut_short"
    TOO_MANY = "too_many"


WHY_WORDS = {
    Why.NOT_KNOWN: mark("This has no place here."),
    Why.BROKEN: mark("This could not be read."),
    Why.NO_START: mark("Without a beginning it was not taken."),
    Why.ZONE_NOT_KNOWN: mark("The time zone is not known; the time was taken as China's."),
    Why.RULE_NOT_TAKEN: mark("The recurrence could not be taken; only the first day was."),
    Why.CUT_SHORT: mark("The text was too long; its beginning was taken."),
    Why.TOO_MANY: mark("There were too many; the first ones were taken."),
}
"""English sources of what is said of each."""


class Left(NamedTuple):
    """`event`: its number in the file from 1 on, 0 for the file; `what`: the property or part."""

    event: int
    uid: str
    what: str
    why: Why


@dataclass(frozen=True, slots=True)
class IcsRead:
    """The entries of a file in its order, and what was not taken of it."""

    entries: tuple[CalendarEntry, ...]
    left: tuple[Left, ...]


def read_calendar(content: bytes, name: str = "") -> IcsRead:
    """The events of a calendar file; moments of other zones become China's.

    Problems, naming the file: FILE_TOO_LARGE, FILE_KIND_REFUSED where it is no calendar,
    FILE_DAMAGED where it cannot be parsed or is built to be read without end.
    """
    if len(content) > LARGEST:
        raise Problem(ProblemKind.FILE_TOO_LARGE, name=name, limit_mb=LARGEST // _MB)
    lines = _bounded(content, name)
    try:
        calendars = Calendar.from_ical(b"\r\n".join(lines) + b"\r\n", multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
        # What the parser stumbles over is the file's doing: nothing else was given to it.
        raise Problem(ProblemKind.FILE_DAMAGED, name=name) from None
    entries: list[CalendarEntry] = []
    left: list[Left] = []
    number = 0
    for calendar in calendars:
        for part in calendar.subcomponents:
            if part.name != "VEVENT":
                left.append(Left(0, "", _shown(str(part.name)), Why.NOT_KNOWN))
                continue
            number += 1
            reader = _Reader(part, number)
            entry = reader.entry()
            left += reader.left
            if entry is not None:
                entries.append(entry)
    return IcsRead(tuple(entries), tuple(left))


def _bounded(content: bytes, name: str) -> list[bytes]:
    """Unfolded lines without time zones' definitions, whose rules could be followed without end."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.lstrip()[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        raise Problem(ProblemKind.FILE_KIND_REFUSED, name=name)
    try:
        content.decode()
    except UnicodeDecodeError:
        raise Problem(ProblemKind.FILE_DAMAGED, name=name) from None
    lines = re.sub(rb"\r?\n[ \t]", b"", content).splitlines()
    kept: list[bytes] = []
    depth = zones = events = 0
    for line in lines:
        said = line.strip().upper()
        if said.startswith(b"BEGIN:"):
            depth += 1
            zones += said == b"BEGIN:VTIMEZONE"
            events += said == b"BEGIN:VEVENT"
        if line.strip() and not zones:
            kept.append(line)
        if said.startswith(b"END:"):
            depth -= 1
            zones -= said == b"END:VTIMEZONE" and zones > 0
        if depth > DEEPEST or depth < 0:
            raise Problem(ProblemKind.FILE_DAMAGED, name=name)
    if depth or zones or len(kept) > MOST_LINES or events > MOST_EVENTS:
        kind = ProblemKind.FILE_DAMAGED if depth or zones else ProblemKind.FILE_TOO_LARGE
        raise Problem(kind, name=name, limit_mb=LARGEST // _MB)
    return kept


_TAKEN = frozenset(
    {
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
        "CATEGORIES",
        "STATUS",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "DTSTAMP",
        "LAST-MODIFIED",
        RULE_PROPERTY,
        MARK_PROPERTY,
    }
)
_NOTHING_LOST = frozenset({"BEGIN", "END", "CREATED", "SEQUENCE", "TRANSP", "CLASS", "PRIORITY"})
"""What an entry has no place for, and nobody misses."""


class _Reader:
    """One event; `left` gathers what was not taken of it."""

    def __init__(self, event: Component, number: int) -> None:
        self._event = event
        self._number = number
        self.left: list[Left] = []
        self._uid = ""
        self._uid = self._text("UID", 200)

    def entry(self) -> CalendarEntry | None:
        for property_name, _ in self._event.property_items(recursive=False):
            name = property_name.upper()
            if name not in _TAKEN and name not in _NOTHING_LOST:
                self._leave(name, Why.NOT_KNOWN)
        for named, _ in self._event.errors:
            self._leave(named or "?", Why.BROKEN)
        when = self._when()
        if when is None:
            self._leave("DTSTART", Why.NO_START)
            return None
        entry = CalendarEntry(
            self._uid,
            self._text("SUMMARY", 500).replace("\n", " ").strip(),
            when,
            self._text("LOCATION", 500),
            self._text("DESCRIPTION", LONGEST_TEXT),
            self._categories(),
            self._status(),
            None,
            self._one_day("RECURRENCE-ID"),
            self._reminders(),
            self._changed(),
        )
        return entry if entry.instead_of else replace(entry, rule=self._rule(entry.first_day))

    def _leave(self, what: str, why: Why) -> None:
        left = Left(self._number, self._uid, _shown(what), why)
        if left not in self.left:
            self.left.append(left)

    def _all(self, name: str) -> list[Any]:
        """The values of a property, those not read left out."""
        value = self._event.get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        return [one for one in values if type(one).__name__ != "vBroken"]

    def _one(self, name: str) -> Any:
        values = self._all(name)
        if len(values) > 1:
            self._leave(name, Why.TOO_MANY)
        return values[0] if values else None

    def _text(self, name: str, longest: int) -> str:
        value = self._one(name)
        text = "" if value is None else str(value).replace("\r\n", "\n")
        text = "".join(c for c in text if c >= " " or c in "\n\t")
        if len(text) > longest:
            self._leave(name, Why.CUT_SHORT)
        return text[:longest]

    def _moment(self, name: str) -> date | datetime | None:
        value = getattr(self._one(name), "dt", None)
        return self._in_china(name, value) if isinstance(value, date) else None

    def _in_china(self, name: str, value: date) -> date | datetime | None:
        """A day, or a moment by China's clock."""
        if not isinstance(value, datetime):
            return value
        if value.tzinfo is None:
            zone = getattr(self._one(name), "params", {}).get("TZID", "")
            if zone and "SHANGHAI" not in zone.upper():
                self._leave(name, Why.ZONE_NOT_KNOWN)
            return value.replace(tzinfo=SHANGHAI)
        try:
            return value.astimezone(SHANGHAI)
        except (OverflowError, ValueError):
            self._leave(name, Why.BROKEN)
            return None

    def _when(self) -> AllDay | Timed | None:
        start = self._moment("DTSTART")
        if start is None:
            return None
        end = self._moment("DTEND")
        length = getattr(self._one("DURATION"), "td", None)
        if length is None:
            length = getattr(self._one("DURATION"), "dt", None)
        try:
            if end is None and isinstance(length, timedelta):
                end = start + length
            if isinstance(start, datetime):
                last = end if isinstance(end, datetime) and end > start else start
                return Timed(_ms(start), _ms(last))
            if isinstance(end, datetime):
                end = end.date()
            # The end is the first day after; one day where it says nothing of use.
            return AllDay(start, end - ONE_DAY if end is not None and end > start else start)
        except (OverflowError, ValueError):
            self._leave("DTEND", Why.BROKEN)
            return None

    def _one_day(self, name: str) -> date | None:
        moment = self._moment(name)
        return moment.date() if isinstance(moment, datetime) else moment

    def _days(self, name: str) -> tuple[date, ...]:
        found: list[date] = []
        for value in self._all(name):
            for one in getattr(value, "dts", ()):
                moment = one.dt[0] if isinstance(one.dt, tuple) else one.dt
                moment = self._in_china(name, moment) if isinstance(moment, date) else None
                if moment is not None:
                    found.append(moment.date() if isinstance(moment, datetime) else moment)
        return tuple(sorted(set(found)))

    def _some(self, name: str, days: tuple[date, ...]) -> tuple[date, ...]:
        if len(days) > MOST_DATES:
            self._leave(name, Why.TOO_MANY)
        return days[:MOST_DATES]

    def _rule(self, first: date) -> Rule | None:
        added, left_out = self._days("RDATE"), self._days("EXDATE")
        asked = self._one("RRULE")
        rrule = "" if asked is None else asked.to_ical().decode()
        own = self._own_rule(first, rrule, added, left_out)
        if own is not None:
            return own
        left_out = self._some("EXDATE", left_out)
        if not rrule:
            added = self._some("RDATE", added)
            once = Rule(RuleKind.ONCE, {}, first, None, left_out, added)
            return once if added or left_out else None
        try:
            rule = native_rule(rrule, first)
        except ValueError:
            self._leave("RRULE", Why.RULE_NOT_TAKEN)
            added = self._some("RDATE", added)
            return Rule(RuleKind.ONCE, {}, first, None, left_out, added) if added else None
        if "RSCALE=CHINESE" in rrule.upper():
            # The plain days beside a lunar rule are the rule's own, for those who don't know it.
            added = tuple(day for day in added if not _falls_on(rule, day))
        return replace(rule, skip_dates=left_out, extra_dates=self._some("RDATE", added))

    def _own_rule(
        self, first: date, rrule: str, added: tuple[date, ...], left_out: tuple[date, ...]
    ) -> Rule | None:
        """Our own rule, where no other program changed what is written beside it."""
        told, marked = self._one(RULE_PROPERTY), self._one(MARK_PROPERTY)
        if told is None or str(marked) != series_mark(first, rrule, added, left_out):
            return None
        try:
            values = json.loads(str(told))
            return rule_of(values) if isinstance(values, dict) else None
        except (ValueError, RecursionError, Problem):
            return None

    def _categories(self) -> tuple[str, ...]:
        found = [str(c).strip() for value in self._all("CATEGORIES") for c in _cats(value)]
        if len(found) > MOST_REMINDERS:
            self._leave("CATEGORIES", Why.TOO_MANY)
        return tuple(category[:100] for category in found if category)[:MOST_REMINDERS]

    def _status(self) -> EntryStatus | None:
        value = self._one("STATUS")
        if value is None:
            return None
        try:
            return EntryStatus(str(value).strip().upper())
        except ValueError:
            self._leave("STATUS", Why.NOT_KNOWN)
            return None

    def _reminders(self) -> tuple[int, ...]:
        found: list[int] = []
        for part in self._event.subcomponents:
            trigger = getattr(part.get("TRIGGER"), "dt", None)
            whole = isinstance(trigger, timedelta) and not trigger % ONE_DAY
            days = -trigger // ONE_DAY if isinstance(trigger, timedelta) and whole else -1
            if part.name != "VALARM" or not 0 <= days <= FARTHEST_REMINDER:
                self._leave(str(part.name), Why.NOT_KNOWN)
            elif days not in found:
                found.append(days)
        return tuple(found[:MOST_REMINDERS])

    def _changed(self) -> int:
        moment = self._moment("LAST-MODIFIED") or self._moment("DTSTAMP")
        return max(_ms(moment), 0) if isinstance(moment, datetime) else 0


def _cats(value: Any) -> Iterator[Any]:
    yield from getattr(value, "cats", ())


def _falls_on(rule: Rule, day: date) -> bool:
    return bool(planned_days(rule, day, day))


def _ms(moment: datetime) -> int:
    return round((moment.astimezone(UTC) - _EPOCH) / timedelta(milliseconds=1))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _shown(name: str) -> str:
    """A name out of a file, fit to be told."""
    return "".join(c for c in name[:40] if c.isalnum() or c in "-_?")

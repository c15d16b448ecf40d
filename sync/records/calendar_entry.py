"""An entry of a calendar as it goes to other programs and comes from them (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sync.clock import local_date
from sync.records.days.rrule import until_day
from sync.records.recurrence import Rule

RULE_PROPERTY = "X-STATION-RULE"
MARK_PROPERTY = "X-STATION-RULE-MARK"
"""Our own rule beside what other programs read of it, and a mark by which to see that none of them
changed that."""


class EntryStatus(StrEnum):
    PLANNED = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class AllDay:
    """Whole days, the last one included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Timed:
    """From one moment to another, in milliseconds since 1970 UTC."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One activity, or with `rule` a series of them.

    `when`: the first of a series.  `instead_of`: this one stands in place of that day of the
    series with the same `uid`.  `changed_ms`: when it was changed last.
    """

    uid: str
    title: str
    when: AllDay | Timed
    place: str = ""
    text: str = ""
    categories: tuple[str, ...] = ()
    status: EntryStatus | None = None
    rule: Rule | None = None
    instead_of: date | None = None
    remind_days: tuple[int, ...] = ()
    changed_ms: int = 0

    @property
    def first_day(self) -> date:
        return self.when.first if isinstance(self.when, AllDay) else local_date(self.when.start_ms)


def series_mark(first: date, rrule: str, added: Iterable[date], left_out: Iterable[date]) -> str:
    """The mark of a series as it is written: any change by another program gives another one."""
    parts = ";".join(sorted(_same_end(part) for part in rrule.upper().split(";") if part))
    days = (",".join(sorted(map(str, some))) for some in (added, left_out))
    return hashlib.sha256("\n".join((str(first), parts, *days)).encode()).hexdigest()[:16]


def _same_end(part: str) -> str:
    """UNTIL told as a day and as a moment of it are one."""
    name, _, value = part.partition("=")
    try:
        return f"UNTIL={until_day(value)}" if name == "UNTIL" else part
    except ValueError:
        return part

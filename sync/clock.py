"""Time, stamps and identifiers, handed in so that tests and the simulation may bend them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple, Protocol, TypeAlias, Union

Json: TypeAlias = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]
"""A value as it stands in a record, in a change and on the line."""

SHANGHAI = timezone(timedelta(hours=8), "+08:00")
"""China keeps one zone the year round; the PC's own zone is never asked."""


class Clock(Protocol):
    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC, as this machine believes."""


class SystemClock:
    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


class OffsetClock:
    """A clock put right by what the center last said (`offset_ms` = center minus this PC)."""

    def __init__(self, inner: Clock, offset_ms: int) -> None:
        self._inner = inner
        self._offset_ms = offset_ms

    def now_ms(self) -> int:
        return self._inner.now_ms() + self._offset_ms


RandomBytes = Callable[[int], bytes]
"""`os.urandom`, or a seeded stand-in."""


def new_id(now_ms: int, random: RandomBytes) -> str:
    """A time-ordered UUID (version 7, RFC 9562) as text."""
    now_ms = max(0, min(now_ms, (1 << 48) - 1))
    tail = int.from_bytes(random(10), "big")
    value = (now_ms << 80) | (0x7 << 76) | ((tail >> 62 & 0xFFF) << 64) | (0b10 << 62)
    value |= tail & ((1 << 62) - 1)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def iso(ms: int) -> str:
    """`2026-11-16T09:40:00.000+08:00`, whole seconds without the fraction."""
    moment = datetime.fromtimestamp(ms / 1000, UTC).astimezone(SHANGHAI)
    return moment.isoformat(timespec="milliseconds" if ms % 1000 else "seconds")


def parse_iso(text: str) -> int:
    """Milliseconds of an ISO 8601 time; +08:00 where no offset is given.  ValueError otherwise."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return round(moment.timestamp() * 1000)


def local_date(ms: int) -> date:
    """The calendar day in China at that moment."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(SHANGHAI).date()


class Stamp(NamedTuple):
    """When, in the history of one field, its value was set; compared member by member.

    The revision is one more than that of the stamp replaced, so that a later edit of what was
    seen always wins, whatever any clock says.
    """

    revision: int
    time: int
    replica: str


NEVER = Stamp(0, 0, "")
"""The stamp of a field that was never set."""

"""Days in China as the times that records keep."""

from __future__ import annotations

from datetime import date

from sync.clock import parse_iso


def day_ms(day: date) -> int:
    """The first moment of a day, in milliseconds."""
    return parse_iso(f"{day.isoformat()}T00:00:00")


def year_span(year: int) -> tuple[int, int]:
    """The first moment of a year, and of the next."""
    return day_ms(date(year, 1, 1)), day_ms(date(year + 1, 1, 1))

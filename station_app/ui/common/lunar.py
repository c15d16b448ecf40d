"""The lunar calendar as far as the window needs it: a day's name, and the day of a name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from sync.records.days.lunar import LunarDay, LunarMonth, known_months

YEARS_LOOKED_AT = 8
"""The last month may have 29 days for some years on end."""


class LunarDays(Protocol):
    def name(self, day: date) -> str:
        """`十月十三`, `闰六月初一`."""

    def nearest(self, month: int | None, lunar_day: int, start: date, step: int) -> date | None:
        """The first day from `start` on with this lunar day (of this lunar month where given).

        `step` is 1 for forward in time, -1 for backward.
        """


class ChineseLunarDays:
    """By the table of `sync.records.days.lunar`, and beyond it by `lunar_python`."""

    def __init__(self) -> None:
        self._reckoned: dict[int, tuple[LunarMonth, ...]] = {}

    def name(self, day: date) -> str:
        for year in (day.year, day.year - 1):
            for month in self._months(year):
                place = (day - month.first).days
                if 0 <= place < month.days:
                    return LunarDay(year, month.number, place + 1, month.leap).name
        raise ValueError(f"no lunar day for {day}")

    def nearest(self, month: int | None, lunar_day: int, start: date, step: int) -> date | None:
        years = [start.year + step * n for n in range(-1, YEARS_LOOKED_AT)]
        days = [
            m.first + timedelta(days=lunar_day - 1)
            for year in years
            for m in self._months(year)
            if m.days >= lunar_day and month in (None, m.number)
        ]
        ahead = [day for day in days if (day - start).days * step >= 0]
        return min(ahead, key=lambda day: abs(day - start), default=None)

    def _months(self, year: int) -> tuple[LunarMonth, ...]:
        known = known_months(year)
        if known is not None:
            return known
        if year not in self._reckoned:
            self._reckoned[year] = reckoned_months(year)
        return self._reckoned[year]


def reckoned_months(year: int) -> tuple[LunarMonth, ...]:
    """The months of any lunar year, by the almanac's own reckoning."""
    # A part of 29 modules that no window of these centuries needs.
    from lunar_python import LunarYear, Solar  # type: ignore[import-untyped]

    months = []
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            day = Solar.fromJulianDay(month.getFirstJulianDay())
            first = date(day.getYear(), day.getMonth(), day.getDay())
            number = month.getMonth()
            months.append(LunarMonth(abs(number), number < 0, first, month.getDayCount()))
    return tuple(months)

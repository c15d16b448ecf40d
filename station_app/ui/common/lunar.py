"""The lunar calendar as far as the window needs it: a day's name, and the day of a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from lunar_python import LunarMonth, LunarYear, Solar  # type: ignore[import-untyped]

_UNITS = "一二三四五六七八九"
DAY_NAMES = (
    *(f"初{unit}" for unit in _UNITS),
    "初十",
    *(f"十{unit}" for unit in _UNITS),
    "二十",
    *(f"廿{unit}" for unit in _UNITS),
    "三十",
)
MONTH_NAMES = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")


YEARS_LOOKED_AT = 8
"""The last month may have 29 days for some years on end."""


class LunarDays(Protocol):
    def name(self, day: date) -> str:
        """`十月十三`, `闰六月初一`."""

    def nearest(self, month: int | None, lunar_day: int, start: date, step: int) -> date | None:
        """The first day from `start` on with this lunar day (of this lunar month where given).

        `step` is 1 for forward in time, -1 for backward.
        """


@dataclass(frozen=True, slots=True)
class _Month:
    """A lunar month: its number (a leap month has that of the month before), first day, length."""

    number: int
    leap: bool
    first: date
    days: int


class ChineseLunarDays:
    """By `lunar_python`; a year's months are reckoned once."""

    def __init__(self) -> None:
        self._years: dict[int, tuple[_Month, ...]] = {}

    def name(self, day: date) -> str:
        for month in (*self._months(day.year), *self._months(day.year - 1)):
            place = (day - month.first).days
            if 0 <= place < month.days:
                leap = "闰" if month.leap else ""
                return f"{leap}{MONTH_NAMES[month.number - 1]}月{DAY_NAMES[place]}"
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

    def _months(self, year: int) -> tuple[_Month, ...]:
        if year not in self._years:
            self._years[year] = tuple(
                _Month(abs(m.getMonth()), m.getMonth() < 0, _first_day(m), m.getDayCount())
                for m in LunarYear.fromYear(year).getMonths()
                if m.getYear() == year
            )
        return self._years[year]


def _first_day(month: LunarMonth) -> date:
    solar = Solar.fromJulianDay(month.getFirstJulianDay())
    return date(solar.getYear(), solar.getMonth(), solar.getDay())

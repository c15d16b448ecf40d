"""The lunar calendar: the lunar day of a day and back, names, and the 24 solar terms.

By a table of the lunar years 1899 to 2200 (`lunar_table.py`), in Beijing time.  Beyond it nothing
is known here: functions return None or nothing, and never raise.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from sync.records.days.lunar_table import FIRST, LAST, MONTHS, TERM_DAYS, TERMS

_UNITS = "一二三四五六七八九"
_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
DAY_NAMES = (
    *(f"初{unit}" for unit in _UNITS),
    "初十",
    *(f"十{unit}" for unit in _UNITS),
    "二十",
    *(f"廿{unit}" for unit in _UNITS),
    "三十",
)
MONTH_NAMES = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
TERM_NAMES = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨",
    "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑",
    "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip
"""In the order of the solar year, two a month."""


class LunarMonth(NamedTuple):
    """Its number (a leap month has that of the month before), its first day and its length."""

    number: int
    leap: bool
    first: date
    days: int


class LunarDay(NamedTuple):
    """A day by the lunar calendar; `leap`: in the leap month after `month`."""

    year: int
    month: int
    day: int
    leap: bool = False

    @property
    def name(self) -> str:
        """`十月十三`, `闰六月初一`."""
        return f"{'闰' if self.leap else ''}{MONTH_NAMES[self.month - 1]}月{self.day_name}"

    @property
    def day_name(self) -> str:
        return DAY_NAMES[self.day - 1]

    @property
    def month_name(self) -> str:
        """`十月`, `闰六月`."""
        return self.name.removesuffix(self.day_name)

    @property
    def full_name(self) -> str:
        """With its year: `二〇一八年冬月廿六`."""
        return f"{''.join(_DIGITS[int(digit)] for digit in str(self.year))}年{self.name}"


def year_name(year: int) -> str:
    """丙午年: a lunar year's place in the cycle of sixty; 1984 begins one."""
    return f"{_STEMS[(year - 1984) % 10]}{_BRANCHES[(year - 1984) % 12]}年"


@cache
def known_months(year: int) -> tuple[LunarMonth, ...] | None:
    """The months of a lunar year in their order; None for a year that is not in the table."""
    if not FIRST <= year <= LAST:
        return None
    place = 6 * (year - FIRST)
    packed = int(MONTHS[place : place + 6], 16)
    leap = packed >> 13 & 15
    first = date(year, 1, 1) + timedelta(days=packed >> 17)
    numbers = [(number, False) for number in range(1, 13)]
    if leap:
        numbers.insert(leap, (leap, True))
    months = []
    for at, (number, leaping) in enumerate(numbers):
        month = LunarMonth(number, leaping, first, 30 if packed >> at & 1 else 29)
        months.append(month)
        first += timedelta(days=month.days)
    return tuple(months)


def lunar_day(day: date) -> LunarDay | None:
    """The lunar day of `day`; None outside the table."""
    for year in (day.year, day.year - 1):
        months = known_months(year)
        if months is not None and months[0].first <= day:
            month = next((m for m in reversed(months) if m.first <= day), months[0])
            place = (day - month.first).days
            if place < month.days:
                return LunarDay(year, month.number, place + 1, month.leap)
    return None


def solar_day(lunar: LunarDay) -> date | None:
    """The day of a lunar day; None where that year has no such month or day, or is not known."""
    for month in known_months(lunar.year) or ():
        if (month.number, month.leap) == (lunar.month, lunar.leap) and 1 <= lunar.day <= month.days:
            return month.first + timedelta(days=lunar.day - 1)
    return None


@cache
def solar_terms(year: int) -> tuple[date, ...]:
    """The days of a solar year's 24 terms in the order of `TERM_NAMES`; empty beyond the table."""
    if not FIRST <= year <= LAST:
        return ()
    place = 12 * (year - FIRST)
    packed = int(TERMS[place : place + 12], 16)
    return tuple(
        date(year, at // 2 + 1, first + (packed >> 2 * at & 3))
        for at, first in enumerate(TERM_DAYS)
    )


def solar_term(day: date) -> str | None:
    """The name of the solar term that falls on `day`, if one does."""
    terms = solar_terms(day.year)
    for at in (2 * day.month - 2, 2 * day.month - 1):
        if terms and terms[at] == day:
            return TERM_NAMES[at]
    return None

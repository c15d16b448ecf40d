"""The lunar calendar as far as the window needs it: a day's name, and the day of a name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from lunar_python import Solar  # type: ignore[import-untyped]

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


class LunarDays(Protocol):
    def name(self, day: date) -> str:
        """`十月十三`, `闰六月初一`."""

    def next(self, month: int | None, lunar_day: int, after: date) -> date | None:
        """The first day from `after` on with this lunar day (of this lunar month where given)."""


class ChineseLunarDays:
    """By `lunar_python`; leap months are found, months without a 30th day passed over."""

    def name(self, day: date) -> str:
        lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
        return f"{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}"

    def next(self, month: int | None, lunar_day: int, after: date) -> date | None:
        # A leap month is the longest wait: 13 months and some days.
        for offset in range(800 if month else 95):
            day = after + timedelta(days=offset)
            lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
            if lunar.getDay() == lunar_day and month in (None, lunar.getMonth()):
                return day
        return None

"""Days as people type and say them; pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import Enum

from station_app.ui.common.lunar import LunarDays
from sync.records.days.lunar import DAY_NAMES, MONTH_NAMES
from sync.words import Words


class Lean(Enum):
    """Which of two days is meant where the year is left out: a purchase has been, a plan comes."""

    PAST = -1
    COMING = 1


def read_day(text: str, today: date, lunar: LunarDays, lean: Lean = Lean.PAST) -> date | None:
    """The day meant by what was typed, or None.

    20260315, 2026-3-15, 2026年3月15日; 260315; 0315, 3.15, 3月15日 (the last or the coming one,
    by `lean`); 15 (this month); 今天, 昨天, 前天, 明天, 后天; 初八, 十月十三, 腊月廿三.
    """
    typed = _half_width(text).strip()
    if not typed:
        return None
    if typed in _SAID:
        return today + timedelta(days=_SAID[typed])
    return _by_numbers(typed, today, lean) or _by_lunar(typed, today, lunar, lean)


_SAID = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_LUNAR = re.compile(r"(?:农历)?(?:(正|一|二|三|四|五|六|七|八|九|十一?|十二|冬|腊)月)?(.{2})$")
_MONTHS = {name: n for n, name in enumerate(MONTH_NAMES, 1)} | {"一": 1, "十一": 11, "十二": 12}
_DAYS = {name: n for n, name in enumerate(DAY_NAMES, 1)} | {"二十": 20, "三十": 30}


def _by_numbers(typed: str, today: date, lean: Lean) -> date | None:
    parts = [int(p) for p in re.findall(r"\d+", typed)]
    if re.fullmatch(r"\d{8}", typed):
        parts = [int(typed[:4]), int(typed[4:6]), int(typed[6:])]
    elif re.fullmatch(r"\d{6}", typed):
        parts = [2000 + int(typed[:2]), int(typed[2:4]), int(typed[4:])]
    elif re.fullmatch(r"\d{3,4}", typed):
        parts = [int(typed[:-2]), int(typed[-2:])]
    elif not re.fullmatch(r"\d+([-./年月]\d+){0,2}[日号]?", typed):
        return None
    if len(parts) == 3:
        year = parts[0] if parts[0] >= 100 else 2000 + parts[0]
        return _day(year, parts[1], parts[2])
    if len(parts) == 2:
        # Up to eight years on, since a 29 February may be meant.
        years = (_day(today.year + n * lean.value, parts[0], parts[1]) for n in range(9))
        days = (day for day in years if day is not None)
        return next((day for day in days if (day - today).days * lean.value >= 0), None)
    return _day(today.year, today.month, parts[0])


def _by_lunar(typed: str, today: date, lunar: LunarDays, lean: Lean) -> date | None:
    match = _LUNAR.match(typed)
    if match is None or match[2] not in _DAYS:
        return None
    month = _MONTHS[match[1]] if match[1] else None
    return lunar.nearest(month, _DAYS[match[2]], today, lean.value)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _half_width(text: str) -> str:
    """Full-width digits and signs, as an input method types them, to plain ones."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)


def day_words(day: date, words: Words, today: date | None = None) -> str:
    """`11月21日 周六`; with the year where it is not this one's."""
    weekdays = (
        words.tr("Mon"),
        words.tr("Tue"),
        words.tr("Wed"),
        words.tr("Thu"),
        words.tr("Fri"),
        words.tr("Sat"),
        words.tr("Sun"),
    )
    weekday = weekdays[day.weekday()]
    if today is not None and day.year != today.year:
        return words.tr(
            "{year}-{month}-{day} {weekday}",
            year=day.year,
            month=day.month,
            day=day.day,
            weekday=weekday,
        )
    return words.tr("{month}-{day} {weekday}", month=day.month, day=day.day, weekday=weekday)


def day_in_list(day: date, year: int) -> str:
    """`11-21` in the narrow column of a list, all of one width; with its year where that is not
    the `year` listed."""
    short = f"{day.month:02d}-{day.day:02d}"
    return short if day.year == year else f"{day.year}-{short}"


def when_words(moment_day: date, clock: str, words: Words, today: date) -> str:
    """`10:32` today, `昨天 17:05`, `11月3日 周二 09:12` before that."""
    if moment_day == today:
        return clock
    if moment_day == today - timedelta(days=1):
        return words.tr("yesterday {clock}", clock=clock)
    return f"{day_words(moment_day, words, today)} {clock}"

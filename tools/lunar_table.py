"""Writes `sync/records/days/lunar_table.py`: the almanac's own reckoning is long.

    tools/lunar_table.py

Months and solar terms come from `lunar_python`, against which a test holds every year.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from lunar_python import LunarYear, Solar  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "sync" / "records" / "days" / "lunar_table.py"
FIRST, LAST = 1899, 2200
"""Lunar years: the first begins before 1900 does, the last ends after 2200."""

TERMS = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨",
    "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑",
    "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip

HEAD = '''"""Lunar years and solar terms of three centuries.  Written by `tools/lunar_table.py`."""

from __future__ import annotations

FIRST = {first}
LAST = {last}
"""The first and the last lunar year held here."""

MONTHS = (
{months}
)
"""For each year from `FIRST` on, six hexadecimal digits: bits 0 to 12 the months of 30 days, first
to last; bits 13 to 16 the month after which a leap month comes, 0 for none; above them the days
from the 1st of January to the first day of the lunar year."""

TERM_DAYS = {base}
"""The earliest day of the month on which each solar term falls, two terms a month, 小寒 first."""

TERMS = (
{terms}
)
"""For each year from `FIRST` on, twelve hexadecimal digits: two bits for each term, the first
lowest, of days later than in `TERM_DAYS`."""
'''


def months_of(year: int) -> list[tuple[int, bool, date, int]]:
    """Number, whether it is a leap month, first day and length of a lunar year's months."""
    found = []
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            day = Solar.fromJulianDay(month.getFirstJulianDay())
            first = date(day.getYear(), day.getMonth(), day.getDay())
            number = month.getMonth()
            found.append((abs(number), number < 0, first, month.getDayCount()))
    return found


def terms_of(year: int) -> list[date]:
    """The days of a solar year's 24 terms, 小寒 first."""
    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    # The table begins with the winter solstice of the year before; this year's has another key.
    days = [table["DONG_ZHI" if name == "冬至" else name] for name in TERMS]
    return [date(day.getYear(), day.getMonth(), day.getDay()) for day in days]


def _packed_months(year: int) -> str:
    months = months_of(year)
    leap = next((number for number, leaping, _, _ in months if leaping), 0)
    long = sum(1 << at for at, month in enumerate(months) if month[3] == 30)
    offset = (months[0][2] - date(year, 1, 1)).days
    return f"{offset << 17 | leap << 13 | long:06X}"


def _lines(text: str, width: int) -> str:
    pieces = [text[at : at + width] for at in range(0, len(text), width)]
    return "\n".join(f'    "{piece}"' for piece in pieces)


def main() -> int:
    years = range(FIRST, LAST + 1)
    terms = {year: terms_of(year) for year in years}
    for year, days in terms.items():
        place = [(day.month - 1) * 2 + (day.day > 15) for day in days]
        if place != list(range(24)) or {day.year for day in days} != {year}:
            raise ValueError(f"the terms of {year} are not two a month: {days}")
    base = tuple(min(days[at].day for days in terms.values()) for at in range(24))
    packed = ""
    for days in terms.values():
        later = [day.day - first for day, first in zip(days, base, strict=True)]
        if max(later) > 3:
            raise ValueError(f"{days[0].year}: two bits are not enough")
        packed += f"{sum(late << 2 * at for at, late in enumerate(later)):012X}"
    months = "".join(map(_packed_months, years))
    text = HEAD.format(
        first=FIRST, last=LAST, months=_lines(months, 90), terms=_lines(packed, 84), base=base
    )
    TABLE.write_text(text, "utf-8", newline="\n")
    print(f"{TABLE.relative_to(ROOT)}: lunar years {FIRST} to {LAST}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

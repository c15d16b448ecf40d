"""The working-day calendar (domain rules 6.8): on which days people work, and how sure that is.

Sources in their order: the county's own days, the State Council's table of the year (received, or
bundled with the program), and for a year without a table the projection by the law on holidays.
A projection is never shown as a fact.  Nothing here raises for any date.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from sync.records.days.lunar import TERM_NAMES, LunarDay, solar_day, solar_terms

COLUMNS = ("year", "date", "status", "name")
STATUSES = {"休": "off", "班": "work"}
"""As the notices print them: a day off, and a Saturday or Sunday on which one works."""

FRIDAY = 4


class Certainty(StrEnum):
    OFFICIAL = "official"
    PROJECTED = "projected"


class DayKind(StrEnum):
    """What sets a day apart from the plain week (CalendarDay.kind of records 8.3)."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class TableDay:
    """A row of a year's table; `name`: of the holiday it belongs to."""

    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class YearTable:
    """The notice for one year.  Its first rows may lie in the December before."""

    year: int
    days: Mapping[date, TableDay]
    version: int = 1


@dataclass(frozen=True, slots=True)
class CountyDay:
    """A day the county sets apart (a flood, a minority's festival), with the reason told."""

    kind: DayKind
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class DayFact:
    """What is known of one day.

    `kind` is None on a plain day of the week.  `holiday`: inside a holiday of the State Council's
    table, or of its projection; an ordinary Saturday and a county's own day off are not.
    `reason`: of a county's own day.
    """

    day: date
    works: bool
    certainty: Certainty
    kind: DayKind | None = None
    name: str = ""
    holiday: bool = False
    reason: str = ""


class WorkCalendar:
    """Working days by the tables and county days given.

    `tables`: by year; a table that was received stands for the bundled one of its year.
    """

    def __init__(
        self,
        tables: Mapping[int, YearTable],
        county: Mapping[date, CountyDay] = MappingProxyType({}),
    ) -> None:
        self._tables = dict(tables)
        self._county = dict(county)
        self._rows = {day: row for year in sorted(tables) for day, row in tables[year].days.items()}
        self._projected: dict[int, Mapping[date, TableDay]] = {}

    def is_working_day(self, day: date) -> tuple[bool, Certainty]:
        own = self._county.get(day)
        if own is not None:
            return own.kind is DayKind.WORK, Certainty.OFFICIAL
        row, certainty = self._row(day)
        works = day.weekday() <= FRIDAY if row is None else row.kind is DayKind.WORK
        return works, certainty

    def is_holiday(self, day: date) -> tuple[bool, Certainty]:
        """Whether `day` lies inside a statutory holiday, which the county's own days leave be."""
        row, certainty = self._row(day)
        return row is not None and row.kind is DayKind.OFF, certainty

    def fact(self, day: date) -> DayFact:
        own = self._county.get(day)
        holiday, _ = self.is_holiday(day)
        works, certainty = self.is_working_day(day)
        if own is not None:
            return DayFact(day, works, certainty, own.kind, own.name, holiday, own.reason)
        row, _ = self._row(day)
        if row is None:
            return DayFact(day, works, certainty)
        return DayFact(day, works, certainty, row.kind, row.name, holiday)

    def version(self, year: int) -> str:
        """`2026.1` for the table in use, empty for a projected year (records 3.4)."""
        table = self._tables.get(year)
        return "" if table is None else f"{year}.{table.version}"

    def _row(self, day: date) -> tuple[TableDay | None, Certainty]:
        row = self._rows.get(day)
        if row is not None or day.year in self._tables:
            return row, Certainty.OFFICIAL
        if day.year not in self._projected:
            self._projected[day.year] = projected_days(day.year)
        return self._projected[day.year].get(day), Certainty.PROJECTED


def projected_days(year: int) -> Mapping[date, TableDay]:
    """The days off of a year without a table, by 全国年节及纪念日放假办法 (2024 revision).

    Thirteen days; each that falls on a Saturday or Sunday is made up on the next weekday not
    already off.  Working Saturdays cannot be foretold.  Beyond the lunar table only the days of
    the solar calendar are known.
    """
    found: dict[date, str] = {}
    for name, days in _statutory(year):
        for day in days:
            found.setdefault(day, name)
    for day, name in sorted(found.items()):
        made_up = day
        if day.weekday() > FRIDAY:
            while made_up.weekday() > FRIDAY or made_up in found:
                made_up += timedelta(days=1)
            found[made_up] = name
    return {day: TableDay(DayKind.OFF, name) for day, name in sorted(found.items())}


def _statutory(year: int) -> Iterable[tuple[str, list[date]]]:
    yield "元旦", [date(year, 1, 1)]
    spring = solar_day(LunarDay(year, 1, 1))
    if spring is not None:
        yield "春节", [spring + timedelta(days=n) for n in range(-1, 3)]
    terms = solar_terms(year)
    if terms:
        yield "清明节", [terms[TERM_NAMES.index("清明")]]
    yield "劳动节", [date(year, 5, 1), date(year, 5, 2)]
    for name, month, number in (("端午节", 5, 5), ("中秋节", 8, 15)):
        day = solar_day(LunarDay(year, month, number))
        if day is not None:
            yield name, [day]
    yield "国庆节", [date(year, 10, n) for n in (1, 2, 3)]


def parse_year_tables(text: str) -> dict[int, YearTable]:
    """Tables from the program's own file form: `year,date,status,name`, status 休 or 班.

    Only days that differ from the plain week, and week-end days inside a holiday.  ValueError,
    naming the line, where something is not as it must be.
    """
    rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    if tuple(next(rows, ())) != COLUMNS:
        raise ValueError(f"line 1: the heading is not {','.join(COLUMNS)}")
    years: dict[int, dict[date, TableDay]] = {}
    for row in rows:
        if row:
            year, day, table_day = _table_row(row, f"line {rows.line_num}")
            days = years.setdefault(year, {})
            if day in days:
                raise ValueError(f"line {rows.line_num}: {day} stands twice")
            days[day] = table_day
    return {year: YearTable(year, days) for year, days in years.items()}


def _table_row(row: list[str], where: str) -> tuple[int, date, TableDay]:
    if len(row) != len(COLUMNS):
        raise ValueError(f"{where}: {len(COLUMNS)} columns are needed")
    year_text, day_text, status, name = (cell.strip() for cell in row)
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        raise ValueError(f"{where}: {day_text!r} is no date") from None
    if year_text not in (str(day.year), str(day.year + 1)):
        raise ValueError(f"{where}: {day} cannot stand in the table of {year_text!r}")
    if status not in STATUSES:
        raise ValueError(f"{where}: the status is 休 or 班")
    kind = DayKind(STATUSES[status])
    if kind is DayKind.WORK and day.weekday() <= FRIDAY:
        raise ValueError(f"{where}: {day} is no Saturday or Sunday to be worked")
    if not name:
        raise ValueError(f"{where}: the holiday has no name")
    return int(year_text), day, TableDay(kind, name)

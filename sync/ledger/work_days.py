"""The working-day calendar put together from the tables there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from sync.records.days.working import CountyDay, WorkCalendar, YearTable, parse_year_tables
from sync.resources import resources_folder

BUNDLED = ("calendar", "holidays.csv")


def bundled_tables() -> dict[int, YearTable]:
    """The State Council's tables that came with the program, by year."""
    return parse_year_tables(resources_folder().joinpath(*BUNDLED).read_text("utf-8"))


def work_calendar(
    received: Mapping[int, YearTable] = MappingProxyType({}),
    county: Mapping[date, CountyDay] = MappingProxyType({}),
) -> WorkCalendar:
    """Bundled tables, over them those received, over them the county's own days (rules 6.8)."""
    return WorkCalendar({**bundled_tables(), **received}, county)

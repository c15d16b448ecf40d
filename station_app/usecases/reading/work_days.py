"""The working-day calendar as this ledger knows it: the program's tables, those the county has
published, and the county's own days."""

from __future__ import annotations

from datetime import date

from sync.ledger.ledger import Ledger
from sync.ledger.work_days import work_calendar
from sync.records.days.working import CountyDay, DayKind, TableDay, WorkCalendar, YearTable

_KINDS = frozenset(kind.value for kind in DayKind)


def ledger_calendar(ledger: Ledger) -> WorkCalendar:
    """Of several official tables of a year the one of the highest edition counts (rules 6.8)."""
    return work_calendar(_tables(ledger), _county_days(ledger))


def _tables(ledger: Ledger) -> dict[int, YearTable]:
    found: dict[int, YearTable] = {}
    for table_id, year, edition in ledger.db.rows(
        "SELECT id, year, edition FROM r_holiday_table WHERE deleted_at IS NULL "
        "AND status = 'official' ORDER BY year, edition, id"
    ):
        if year is not None:
            days = {
                day: TableDay(kind, name)
                for day, kind, name, _ in _days(ledger, "table_id = ?", (table_id,))
            }
            found[year] = YearTable(year, days, edition or 1)
    return found


def _county_days(ledger: Ledger) -> dict[date, CountyDay]:
    return {
        day: CountyDay(kind, name, reason)
        for day, kind, name, reason in _days(ledger, "source = 'county'", ())
    }


def _days(
    ledger: Ledger, where: str, params: tuple[str, ...]
) -> list[tuple[date, DayKind, str, str]]:
    """Calendar days whose form can be read; a newer county's others are left out."""
    found = []
    for text, kind, name, reason in ledger.db.rows(
        "SELECT date, kind, name, reason FROM r_calendar_day "
        f"WHERE {where} AND deleted_at IS NULL ORDER BY date, id",
        params,
    ):
        try:
            day = date.fromisoformat(text or "")
        except ValueError:
            continue
        if kind in _KINDS:
            found.append((day, DayKind(kind), name or "", reason or ""))
    return found

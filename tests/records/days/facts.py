"""The gathered facts, and the calendar that comes with the program."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sync.ledger.work_days import bundled_tables
from sync.records.days.working import WorkCalendar

DATA = Path(__file__).resolve().parents[2] / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@cache
def bundled() -> WorkCalendar:
    return WorkCalendar(bundled_tables())

"""Writes `resources/calendar/holidays.csv` from the facts gathered for building.

    tools/holiday_table.py FACTS.csv

FACTS.csv has `date`, `kind` (休 or 班) and `name` among its columns, as
`shared/data/holidays_2019_2026.csv` has.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sync.records.days.working import COLUMNS, parse_year_tables

TABLE = Path(__file__).resolve().parent.parent / "resources" / "calendar" / "holidays.csv"


def table_text(facts: Iterable[Mapping[str, str]]) -> str:
    """The program's own form of the tables; ValueError where it would not read back."""
    lines = [",".join(COLUMNS)]
    for fact in facts:
        day = date.fromisoformat(fact["date"])
        # New Year's days in December belong to the notice for the year that begins.
        year = day.year + (day.month == 12 and fact["name"] == "元旦")
        lines.append(f"{year},{day},{fact['kind']},{fact['name']}")
    text = "\n".join(lines) + "\n"
    parse_year_tables(text)
    return text


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8", newline="") as file:
        text = table_text(csv.DictReader(file))
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(text, "utf-8", newline="\n")
    print(f"{TABLE.name}: {text.count(chr(10)) - 1} days")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

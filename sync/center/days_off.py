"""The State Council's table of days off of one year, published to every station (rules 6.8).

The file is described in `docs/days-off.md`.  It is read and checked whole, every fault named by its
line, before anything is written.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from sync.center.publishing import is_json, text_of
from sync.center.stations import Office, common_values, publish_record
from sync.clock import Json
from sync.ledger.work_days import bundled_tables
from sync.problems import Problem, ProblemKind, refused
from sync.records.county_calendar import CALENDAR_DAY, HOLIDAY_TABLE
from sync.records.days.festivals import FESTIVALS, festival_of_year
from sync.records.days.working import FRIDAY, STATUSES, DayKind, TableDay
from sync.records.days.written import written_day
from sync.records.outside import try_fields

_TABLES = uuid.UUID("3a0c9a55-6e0d-5c53-9f0b-6d1f5a1f2c84")

TOLD_OF_TABLE = ("issued_no", "issued_on", "published_by")
"""What a JSON file may tell of the notice itself."""

NEEDED = ("date", "name")
CHECKED = ("weekday", "is_workday")
PASSED_OVER = frozenset({"second_source_agrees"})
KNOWN = frozenset({*NEEDED, *CHECKED, *PASSED_OVER, "kind", "status", "year"})
"""The columns of a file.  The kind of a day stands under `kind` or `status`."""

KINDS = MappingProxyType({**{said: DayKind(kind) for said, kind in STATUSES.items()},
                          **{kind.value: kind for kind in DayKind}})  # fmt: skip
WEEKDAYS = "一二三四五六日"
FIRST_YEAR, LAST_YEAR = 2000, 2200

NEW_YEAR = "元旦"
"""A December day of this holiday stands in the table of the year after."""

_BY_LAW = (
    ("new_year", 0, 0),
    ("spring_festival", 0, 2),
    ("qingming", 0, 0),
    ("labour_day", 0, 0),
    ("dragon_boat", 0, 0),
    ("mid_autumn", 0, 0),
    ("national_day", 0, 2),
)
_BY_LAW_SINCE_2025 = (("spring_festival", -1, -1), ("labour_day", 1, 1))
"""Festival, first and last day counted from it: off in every year's table (L:HOL; its revision in
force since 2025 added two)."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A table as read: each day that is off or made up for, and what is told of the notice."""

    year: int
    days: Mapping[date, TableDay]
    told: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """The table that holds now; `new` is False where it stood just so before."""

    year: int
    edition: int
    off: int
    work: int
    new: bool


@dataclass(slots=True)
class _Reading:
    """A file being read.  `asked`: the year asked for, whose rows alone are taken."""

    asked: int | None
    year: int | None = None
    days: dict[date, TableDay] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def take(self, where: str, row: Mapping[str, Json]) -> None:
        """One row; `where` stands before the names of its faulty fields."""
        wrong = {name: "unknown_field" for name in row if name not in KNOWN}
        day = _day(row, wrong)
        name = _name(row, wrong)
        kind = _kind(row, day, wrong)
        of = None if day is None else _table_year(row, day, name, wrong)
        if of is not None and self.asked is not None and of != self.asked:
            return
        if of is not None:
            self.year = self.year or of
            if of != self.year:
                wrong["year" if row.get("year") else "date"] = "outside_the_year"
        if day in self.days:
            wrong["date"] = "twice"
        if not wrong and day is not None and kind is not None:
            self.days[day] = TableDay(kind, name)
        self.faults |= {f"{where}.{field_name}": code for field_name, code in wrong.items()}


def read_days_off(path: Path, year: int | None = None) -> DaysOff:
    """The table in a JSON or CSV file; `year` picks one where the file holds several.

    Problems: FILE_UNREADABLE; REFUSED_INPUT naming `file`, `year`, every faulty field by its line
    (`line 5.date`, in JSON `days[3].date`), and every day that is off by law and isn't there.
    """
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise refused(year="out_of_range")
    text = text_of(path)
    reading, told = _Reading(year, year), dict[str, Json]()
    if is_json(text):
        told = _from_json(text, reading)
    else:
        try:
            _from_csv(text, reading)
        except csv.Error as fault:
            raise refused(file="not_a_table") from fault
    if not reading.faults and not reading.days:
        reading.faults["days"] = "missing"
    if reading.faults or reading.year is None:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=reading.faults)
    lacking = [day for day in off_by_law(reading.year) if not _is_off(reading.days.get(day))]
    if lacking:
        missing = {day.isoformat(): "day_off_missing" for day in lacking}
        raise Problem(ProblemKind.REFUSED_INPUT, fields=missing)
    return DaysOff(reading.year, dict(sorted(reading.days.items())), told)


def off_by_law(year: int) -> Iterator[date]:
    """The days themselves, not those they are made up by, in order of the holidays; of lunar ones
    those that are known."""
    more = _BY_LAW_SINCE_2025 if year >= 2025 else ()
    for code, first, last in (*_BY_LAW, *more):
        day = festival_of_year(FESTIVALS[code], year)
        if day is not None:
            yield from (day + timedelta(days=n) for n in range(first, last + 1))


def _is_off(row: TableDay | None) -> bool:
    return row is not None and row.kind is DayKind.OFF


def _from_csv(text: str, reading: _Reading) -> None:
    reader = csv.reader(io.StringIO(text))
    names = [cell.strip() for cell in next(reader, [])]
    if not ({*NEEDED} <= {*names} and {"kind", "status"} & {*names}):
        raise refused(file="not_a_table")
    for cells in reader:
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            reading.faults[f"line {reader.line_num}"] = "too_many_cells"
            continue
        filled = zip(names, (cell.strip() for cell in cells), strict=False)
        row: dict[str, Json] = {name: cell for name, cell in filled if cell}
        if row:
            reading.take(f"line {reader.line_num}", row)


def _from_json(text: str, reading: _Reading) -> dict[str, Json]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise refused(file="not_json") from None
    told: dict[str, Any] = found if isinstance(found, dict) else {"days": found}
    rows = told.pop("days", None)
    if not isinstance(rows, list):
        raise refused(days="missing" if rows is None else "not_a_list")
    said = told.pop("year", None)
    if said is not None and (type(said) is not int or not FIRST_YEAR <= said <= LAST_YEAR):
        raise refused(year="not_a_whole_number" if type(said) is not int else "out_of_range")
    if said is not None and reading.asked not in (None, said):
        raise refused(year="contradicts")
    reading.year = reading.year or said
    reading.faults |= dict.fromkeys(told.keys() - {*TOLD_OF_TABLE}, "unknown_field")
    kept = {name: value for name, value in told.items() if name in TOLD_OF_TABLE}
    values, wrong = try_fields(HOLIDAY_TABLE, kept)
    reading.faults |= wrong
    for number, row in enumerate(rows):
        if isinstance(row, dict):
            filled = {name: value for name, value in row.items() if value not in (None, "")}
            reading.take(f"days[{number}]", filled)
        else:
            reading.faults[f"days[{number}]"] = "not_an_object"
    return values


def _day(row: Mapping[str, Json], wrong: dict[str, str]) -> date | None:
    told = row.get("date")
    day = written_day(told) if isinstance(told, str) else None
    if day is None:
        wrong["date"] = "missing" if told is None else "not_a_day"
    elif "weekday" in row and str(row["weekday"]) not in _weekday_words(day):
        wrong["weekday"] = "contradicts"
    return day


def _weekday_words(day: date) -> tuple[str, ...]:
    word = WEEKDAYS[day.weekday()]
    return (word, f"周{word}", f"星期{word}", str(day.isoweekday()))


def _name(row: Mapping[str, Json], wrong: dict[str, str]) -> str:
    values, faults = try_fields(CALENDAR_DAY, {"name": row.get("name")})
    wrong |= faults
    name = values.get("name")
    if not name and not faults:
        wrong["name"] = "missing"
    return name if isinstance(name, str) else ""


def _kind(row: Mapping[str, Json], day: date | None, wrong: dict[str, str]) -> DayKind | None:
    column = "status" if "status" in row else "kind"
    told = row.get(column)
    kind = KINDS.get(told) if isinstance(told, str) else None
    if kind is None:
        wrong[column] = "missing" if told is None else "not_off_or_work"
        return None
    if kind is DayKind.WORK and day is not None and day.weekday() <= FRIDAY:
        wrong[column] = "not_a_weekend"
    said = row.get("is_workday")
    if said is not None and str(said) not in _WORKS[kind]:
        wrong["is_workday"] = "contradicts"
    return kind


_WORKS = {DayKind.OFF: ("0", "False"), DayKind.WORK: ("1", "True")}
"""`is_workday` as text: CSV says 0 or 1, JSON also false or true."""


def _table_year(row: Mapping[str, Json], day: date, name: str, wrong: dict[str, str]) -> int | None:
    """The year of the table a row belongs to: as it says, else its day's, but December days of the
    New Year belong to the year that begins."""
    december = day.month == 12
    told = row.get("year")
    if told is None:
        return day.year + (december and name == NEW_YEAR)
    if str(told) not in (str(day.year), *((str(day.year + 1),) if december else ())):
        wrong["date"] = "outside_the_year"
        return None
    return int(str(told))


def publish_days_off(office: Office, table: DaysOff) -> PublishedTable:
    """Make it the table of its year for every station, in the caller's transaction.

    A table that says something else gets the next edition, and stations go by the highest; the
    former stays as what was told then.  Where it stands just so already nothing changes.
    """
    # Held until the transaction ends: two who publish at once take turns.
    office.db.run("UPDATE center_head SET value = value WHERE id = 1")
    kinds = [row.kind for row in table.days.values()]
    off, work = kinds.count(DayKind.OFF), kinds.count(DayKind.WORK)
    standing = office.db.rows(
        "SELECT id, edition FROM r_holiday_table WHERE year = ? AND status = 'official' "
        "AND deleted_at IS NULL ORDER BY edition DESC, id DESC LIMIT 1",
        (table.year,),
    )
    # The table that came with the program is the first edition of its year.
    edition = 2 if table.year in bundled_tables() else 1
    for table_id, last in standing:
        if _says_the_same(office, str(table_id), table):
            return PublishedTable(table.year, int(last), off, work, new=False)
        edition = max(edition, int(last) + 1)
    publish_record(office, list(_records(office, table, edition)))
    return PublishedTable(table.year, edition, off, work, new=True)


def _says_the_same(office: Office, table_id: str, table: DaysOff) -> bool:
    days = {
        str(day): (kind, name)
        for day, kind, name in office.db.rows(
            "SELECT date, kind, name FROM r_calendar_day WHERE table_id = ? AND deleted_at IS NULL",
            (table_id,),
        )
    }
    wanted = {day.isoformat(): (row.kind.value, row.name) for day, row in table.days.items()}
    kept = office.store.one(HOLIDAY_TABLE.name, table_id)
    before: Mapping[str, Json] = {} if kept is None else kept.record.values
    told = all(before.get(name) == table.told.get(name) for name in TOLD_OF_TABLE)
    return told and days == wanted


def _records(
    office: Office, table: DaysOff, edition: int
) -> Iterator[tuple[str, str, Mapping[str, Json]]]:
    county = office.state.text("county_station_id")
    name = f"{county}/{table.year}/{edition}"
    table_id = str(uuid.uuid5(_TABLES, name))
    common = common_values(office, county)
    told = {key: value for key, value in table.told.items() if value is not None}
    head: dict[str, Json] = {"year": table.year, "edition": edition, "status": "official", **told}
    yield HOLIDAY_TABLE.name, table_id, {**common, **head}
    for day, row in table.days.items():
        values: dict[str, Json] = {
            "table_id": table_id,
            "date": day.isoformat(),
            "kind": row.kind.value,
            "name": row.name,
            "source": "national",
        }
        yield CALENDAR_DAY.name, str(uuid.uuid5(_TABLES, f"{name}/{day}")), {**common, **values}

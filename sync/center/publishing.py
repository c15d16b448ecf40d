"""The county's plan: a file's entries become records that every station reads (issue point 4).

The file is described in `docs/calendar-plan.md`.  Published again, an entry is changed under its
key; one that is no longer in the file is withdrawn, and stays visible as that.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import orjson

from sync.center.stations import Office, common_values, publish_record
from sync.clock import Json
from sync.ledger.disk import disk_trouble
from sync.problems import Problem, ProblemKind, refused
from sync.records.codes import CodeBook
from sync.records.county_calendar import CAMPAIGN
from sync.records.days.festivals import FESTIVALS, festival_of_year
from sync.records.moves import missing
from sync.records.outside import try_fields
from sync.records.recurrence_check import rule_faults
from sync.resources import resources_folder

_PLANS = uuid.UUID("7a7cc8f6-35d4-5a5e-9a0e-0b8c1a6f4d27")
LARGEST = 4 * 1024 * 1024
LISTS = ("topic_codes", "audience_kind", "levels", "proof")
"""In CSV several codes stand in one cell, parted by blanks."""

COLUMNS = ("key", "title", "from_on", "to_on")
"""What a CSV file has at least."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A file as read: its name, its year, and entries as people wrote them."""

    name: str
    year: int
    entries: Sequence[Mapping[str, Json]]


@dataclass(frozen=True, slots=True)
class Published:
    """How many entries are new, changed, withdrawn, and stand as before."""

    plan: str
    new: int
    changed: int
    withdrawn: int
    same: int


def read_plan(path: Path, year: int | None, today: date) -> Plan:
    """A plan from a JSON or CSV file; `year` where the file says none, else this one.

    Problems: FILE_UNREADABLE; REFUSED_INPUT naming `file`, or each entry's field.
    """
    text = text_of(path)
    if is_json(text):
        return _from_json(text, path.stem, year, today)
    try:
        return _from_csv(text, path.stem, year, today)
    except csv.Error as fault:
        raise refused(file="not_a_plan") from fault


def text_of(path: Path) -> str:
    """What a county publishes from: UTF-8, or what Excel saves on a Chinese Windows.

    Problems: FILE_UNREADABLE; REFUSED_INPUT (`file` `too_long`).
    """
    try:
        with disk_trouble(), path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as fault:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=path.name) from fault
    if len(raw) > LARGEST:
        raise refused(file="too_long")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def is_json(text: str) -> bool:
    """Whether a file's text is meant as JSON; else it is CSV."""
    return text.lstrip().startswith(("{", "["))


def template_plan(year: int) -> Plan:
    """The plan that comes with the program: 3·15, the weekly study day, sowing, festivals."""
    path = resources_folder() / "calendar" / "plan_template.json"
    return read_plan(path, year, date(year, 1, 1))


def _from_json(text: str, stem: str, year: int | None, today: date) -> Plan:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise refused(file="not_json") from None
    told: dict[str, Any] = found if isinstance(found, dict) else {"entries": found}
    entries = told.get("entries")
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise refused(entries="not_a_list")
    unknown = dict.fromkeys(told.keys() - {"plan", "year", "entries"}, "unknown_field")
    if unknown:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=unknown)
    said = told.get("year")
    if said is not None and type(said) is not int:
        raise refused(year="not_a_whole_number")
    name = told.get("plan") or stem
    if not isinstance(name, str) or len(name) > 60:
        raise refused(plan="too_long")
    return Plan(name, year or said or today.year, entries)


def _from_csv(text: str, stem: str, year: int | None, today: date) -> Plan:
    reader = csv.DictReader(io.StringIO(text))
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise refused(file="not_a_plan")
    entries: list[Mapping[str, Json]] = []
    for row in reader:
        entry: dict[str, Json] = {}
        for name, cell in row.items():
            value = (cell or "").strip() if isinstance(cell, str) else ""
            if name and value:
                entry[name] = cast(Json, value.split()) if name in LISTS else value
        if entry:
            entries.append(entry)
    return Plan(stem[:60], year or today.year, entries)


def publish_plan(office: Office, plan: Plan, book: CodeBook) -> Published:
    """Make the records every station reads what the plan says, in the caller's transaction.

    Problem REFUSED_INPUT naming every field (`entries[3].from_on`); then nothing is published.
    """
    faults: dict[str, str] = {}
    wanted: dict[str, dict[str, Json]] = {}
    for number, entry in enumerate(plan.entries):
        values, wrong = _entry(plan, entry, book)
        faults |= {f"entries[{number}].{name}": code for name, code in wrong.items()}
        key = str(values.get("entry_key"))
        if key in wanted:
            faults[f"entries[{number}].key"] = "taken"
        wanted[key] = values
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return _publish(office, plan, wanted)


def _publish(office: Office, plan: Plan, wanted: Mapping[str, dict[str, Json]]) -> Published:
    # Held until the transaction ends: two who publish at once take turns.
    office.db.run("UPDATE center_head SET value = value WHERE id = 1")
    standing = {
        str(key): str(record_id)
        for record_id, key in office.db.rows(
            "SELECT id, entry_key FROM r_campaign WHERE plan_name = ? AND year = ? "
            "AND deleted_at IS NULL",
            (plan.name, plan.year),
        )
    }
    county = office.state.text("county_station_id")
    changes: list[tuple[str, str, Mapping[str, Json]]] = []
    new = 0
    for key, values in wanted.items():
        full: dict[str, Json] = {**dict.fromkeys(_TOLD), **values, "withdrawn": False}
        record_id = standing.get(key)
        if record_id is None:
            record_id = str(uuid.uuid5(_PLANS, f"{county}/{plan.year}/{plan.name}/{key}"))
            full = {**common_values(office, county), **_filled(full)}
            new += 1
        else:
            full = _altered(office, record_id, full)
        changes.append((CAMPAIGN.name, record_id, full))
    gone = [record_id for key, record_id in standing.items() if key not in wanted]
    changes += [(CAMPAIGN.name, record_id, {"withdrawn": True}) for record_id in gone]
    changed = {record.id for record in publish_record(office, changes)}
    withdrawn = len(changed & set(gone))
    altered = len(changed) - new - withdrawn
    return Published(plan.name, new, altered, withdrawn, len(changes) - len(changed))


_TOLD = tuple(f.name for f in CAMPAIGN.fields)


def _altered(office: Office, record_id: str, wanted: Mapping[str, Json]) -> dict[str, Json]:
    """What differs from the record as it stands, a field never set counting as its default."""
    kept = office.store.one(CAMPAIGN.name, record_id)
    before = {} if kept is None else kept.record.values
    usual = {name: CAMPAIGN.by_name[name].default for name in wanted}
    now = {name: usual[name] if before.get(name) is None else before[name] for name in wanted}
    told = {name: usual[name] if value is None else value for name, value in wanted.items()}
    return {name: told[name] for name in wanted if told[name] != now[name]}


def _filled(values: Mapping[str, Json]) -> dict[str, Json]:
    """Only what was said: a field never set has no stamp."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and value != CAMPAIGN.by_name[name].default
    }


def _entry(
    plan: Plan, entry: Mapping[str, Json], book: CodeBook
) -> tuple[dict[str, Json], dict[str, str]]:
    faults: dict[str, str] = {}
    given = {name: value for name, value in entry.items() if name not in ("key", *_DAYS)}
    for name in ("plan_name", "entry_key", "year", "withdrawn"):
        if name in given:
            faults[name] = "unknown_field"
            given.pop(name)
    values, wrong = try_fields(CAMPAIGN, given, book=book)
    faults |= wrong
    for name, edge in zip(_DAYS, ("01-01", "12-31"), strict=True):
        told = entry.get(name)
        values[name] = _day(told if told is not None else edge, plan.year, name, faults)
    key = entry.get("key")
    values |= {
        "entry_key": key if isinstance(key, str) else None,
        "plan_name": plan.name,
        "year": plan.year,
    }
    for name, code in missing(CAMPAIGN, values).items():
        faults.setdefault("key" if name == "entry_key" else name, code)
    first, last = values.get("from_on"), values.get("to_on")
    if isinstance(first, str) and isinstance(last, str) and last < first:
        faults["to_on"] = "before_the_start"
    rule = values.get("rule")
    if isinstance(rule, dict) and "rule" not in faults:
        whole = {"start_on": first, "end_on": last, **rule}
        faults |= {f"rule.{name}": code for name, code in rule_faults(whole).items()}
        values["rule"] = whole
    return values, faults


_DAYS = ("from_on", "to_on")


def _day(told: Json, year: int, name: str, faults: dict[str, str]) -> str | None:
    """`2027-03-09`; `03-09` of the plan's year; `{"festival": "spring_festival", "offset": -20}`,
    so many days from it."""
    if isinstance(told, dict):
        festival = FESTIVALS.get(str(told.get("festival")))
        offset = told.get("offset", 0)
        found = None if festival is None else festival_of_year(festival, year)
        if found is None or type(offset) is not int or told.keys() - {"festival", "offset"}:
            faults[name] = "not_a_day"
            return None
        return (found + timedelta(days=offset)).isoformat()
    text = told if isinstance(told, str) else ""
    try:
        return date.fromisoformat(text if len(text) == 10 else f"{year:04}-{text}").isoformat()
    except ValueError:
        faults[name] = "not_a_day"
        return None

"""The station's calendar as a file for other programs (RFC 5545), and what one of theirs brings."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from station_app.documents.ics import calendar_file
from station_app.importing.ics import LARGEST, IcsRead, Left, read_calendar
from station_app.usecases import activities, series
from station_app.usecases.complaints import code_book
from station_app.usecases.reading.calendar import CalendarEntry as Row
from station_app.usecases.reading.calendar import entries
from station_app.usecases.reading.days import day_ms
from station_app.usecases.reading.marked_days import RULE_FIELDS
from station_app.usecases.reading.work_days import ledger_calendar
from station_app.usecases.session import Session, require, today_of
from sync.clock import Json, iso
from sync.ledger.disk import write_atomic
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind
from sync.records.calendar_entry import AllDay, CalendarEntry, EntryStatus, Timed
from sync.records.codes import CodeBook
from sync.records.recurrence_check import rule_of, rule_values
from sync.records.rights import Operation

BEHIND, AHEAD = timedelta(days=366), timedelta(days=730)
"""How far back entries are written, and how far on the days of rules."""

_DAY_MS = 86_400_000
_ICS = uuid.UUID("4c0e0f6a-63d1-5b7e-9a0b-2f1c7d5e8a90")
_STATUS = {
    "planned": EntryStatus.PLANNED,
    "confirmed": EntryStatus.CONFIRMED,
    "held": EntryStatus.CONFIRMED,
    "cancelled": EntryStatus.CANCELLED,
    "missed": EntryStatus.CANCELLED,
    "postponed": EntryStatus.PLANNED,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """`made`: how many entries became records; `known`: how many were there already; `refused`:
    entries that could not become one, title and fields at fault; `left`: parts not taken."""

    made: int
    known: int
    refused: tuple[tuple[str, Mapping[str, str]], ...]
    left: tuple[Left, ...]


def export_calendar(ledger: Ledger, session: Session) -> bytes:
    """This station's entries as a calendar file: a series once, by its rule, and beside it those
    of its entries that are not as the rule says; everything else for itself."""
    today = today_of(ledger)
    days = ledger_calendar(ledger)
    found = [
        row
        for row in entries(ledger, today - BEHIND, today + AHEAD, [session.station_id])
        if row.status != "missed"
    ]
    rules = _rules(ledger, session)
    told: list[CalendarEntry] = []
    for rule_id, values in rules.items():
        rule = rule_of({name: values.get(name) for name in RULE_FIELDS})
        first = [row for row in found if row.rule_id == rule_id]
        template = values.get("template")
        asked = template if isinstance(template, dict) else {}
        told.append(
            CalendarEntry(
                rule_id,
                str(asked.get("title") or values.get("name") or ""),
                _hours_of(values),
                str(asked.get("place") or ""),
                rule=rule,
                changed_ms=_changed(ledger, "recurrence_rule", rule_id),
            )
        )
        told += [_one(ledger, row, rule_id) for row in first if _apart(ledger, row)]
    told += [_one(ledger, row) for row in found if row.rule_id not in rules]
    return calendar_file(told, session.station.name, today + AHEAD, days)


def _rules(ledger: Ledger, session: Session) -> dict[str, dict[str, Json]]:
    ids = [
        str(row[0])
        for row in ledger.db.rows(
            "SELECT id FROM r_recurrence_rule WHERE station_id = ? AND deleted_at IS NULL "
            "AND template IS NOT NULL ORDER BY id",
            (session.station_id,),
        )
    ]
    kept = ledger.store.load("recurrence_rule", ids)
    return {rule_id: dict(kept[rule_id].record.values) for rule_id in ids if rule_id in kept}


def _hours_of(values: Mapping[str, Json]) -> AllDay | Timed:
    start = date.fromisoformat(str(values.get("start_on")))
    at = values.get("time_of_day")
    if not isinstance(at, str):
        return AllDay(start, start)
    hour, _, minute = at.partition(":")
    begin = day_ms(start) + (int(hour) * 60 + int(minute)) * 60_000
    length = values.get("duration_min")
    minutes = length if type(length) is int else series.USUAL_MINUTES
    return Timed(begin, begin + minutes * 60_000)


def _apart(ledger: Ledger, row: Row) -> bool:
    """Whether an entry of a series is no longer what its rule says."""
    kept = ledger.store.one(row.entry_kind, row.id)
    return row.status != "planned" or (
        kept is not None and kept.record.values.get("edited") is True
    )


def _one(ledger: Ledger, row: Row, rule_id: str | None = None) -> CalendarEntry:
    when: AllDay | Timed = Timed(row.start, row.end)
    if row.all_day:
        last = date.fromisoformat(iso(max(row.start, row.end))[:10])
        when = AllDay(row.day, last)
    kept = ledger.store.one(row.entry_kind, row.id)
    on = None if kept is None else kept.record.values.get("occurrence_on")
    summary = "" if kept is None else kept.record.values.get("summary")
    return CalendarEntry(
        rule_id or row.id,
        row.title,
        when,
        row.place,
        str(summary or ""),
        status=_STATUS.get(row.status),
        instead_of=date.fromisoformat(on) if rule_id and isinstance(on, str) else None,
        changed_ms=_changed(ledger, row.entry_kind, row.id),
    )


def _changed(ledger: Ledger, kind: str, record_id: str) -> int:
    row = ledger.db.row(f"SELECT updated_at FROM r_{kind} WHERE id = ?", (record_id,))
    return int(row[0] or 0) if row is not None else 0


def import_calendar(ledger: Ledger, session: Session, content: bytes, name: str = "") -> Taken:
    """Plan what a calendar file holds: each entry an activity, a series a rule with its entries.

    An entry taken before is not taken again.  Problems: NOT_PERMITTED; FILE_TOO_LARGE;
    FILE_KIND_REFUSED; FILE_DAMAGED.
    """
    require(session, Operation.PLAN_WORK, ledger)
    read: IcsRead = read_calendar(content, name)
    book = code_book()
    apart: dict[str, list[str]] = {}
    for entry in read.entries:
        if entry.instead_of is not None:
            apart.setdefault(entry.uid, []).append(entry.instead_of.isoformat())
    made = known = 0
    refused: list[tuple[str, Mapping[str, str]]] = []
    for entry in read.entries:
        record_id = _id_of(entry)
        if _there(ledger, record_id, entry.uid):
            known += 1
            continue
        try:
            _take(ledger, session, entry, record_id, apart.get(entry.uid, []), book)
        except Problem as problem:
            if not problem.fields:
                raise
            refused.append((entry.title, problem.fields))
        else:
            made += 1
    return Taken(made, known, tuple(refused), read.left)


def write_out(place: Path, content: bytes) -> None:
    """A file whole or not at all.  Problems: DISK_FULL, DISK_READ_ONLY; FILE_UNREADABLE."""
    try:
        write_atomic(place, content)
    except OSError as error:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=place.name) from error


def read_in(place: Path) -> bytes:
    """As much of a file as is taken.  Problem FILE_UNREADABLE."""
    try:
        with place.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=place.name) from error


def _there(ledger: Ledger, *ids: str) -> bool:
    """Whether it came in before, or went out from here."""
    kinds = (activities.KIND, series.KIND, "training_session", "visit")
    return any(ledger.store.here(kind, [one]) for kind in kinds for one in ids)


def _id_of(entry: CalendarEntry) -> str:
    """The same for the same entry of a file, whoever takes it in."""
    whole = f"{entry.uid}/{entry.instead_of}"
    if not entry.uid:
        whole = hashlib.sha256(f"{entry.title}/{entry.when}".encode()).hexdigest()
    return str(uuid.uuid5(_ICS, whole))


def _take(
    ledger: Ledger,
    session: Session,
    entry: CalendarEntry,
    record_id: str,
    apart: list[str],
    book: CodeBook,
) -> None:
    """`apart`: days of the series in whose place another entry of the file stands."""
    title = _cut(entry.title, 60)
    what: dict[str, Json] = {
        "title": title,
        "kind": _kind(entry.categories, book),
        "place": _cut(entry.place, 80) or session.station.name,
        "topic_codes": ["other"],
    }
    start, end, whole = _span(entry)
    if entry.rule is not None:
        rule: dict[str, Json] = {
            "id": record_id,
            "name": _cut(title, 40),
            **rule_values(entry.rule),
            "remind_days": list(entry.remind_days),
            "template": what,
        }
        skipped: list[Json] = [*sorted({*map(str, entry.rule.skip_dates), *apart})]
        rule["skip_dates"] = skipped
        if not whole:
            rule |= {"time_of_day": start[11:16], "duration_min": max(1, _minutes(entry))}
        series.add_rule(ledger, session, rule, ledger_calendar(ledger), book)
        return
    given = {**what, "id": record_id, "planned_start": start, "planned_end": end, "all_day": whole}
    if entry.text:
        given["summary"] = entry.text
    activities.add_activity(ledger, session, given, book)


def _span(entry: CalendarEntry) -> tuple[str, str, bool]:
    if isinstance(entry.when, AllDay):
        return iso(day_ms(entry.when.first)), iso(day_ms(entry.when.last)), True
    return iso(entry.when.start_ms), iso(entry.when.end_ms), False


def _minutes(entry: CalendarEntry) -> int:
    when = entry.when
    return 0 if isinstance(when, AllDay) else (when.end_ms - when.start_ms) // 60_000


def _cut(text: str, most: int) -> str:
    return text.strip()[:most]


def _kind(categories: Iterable[str], book: CodeBook) -> str:
    """The activity's kind where a category bears its name, else a campaign."""
    said = set(categories)
    for code in book.codes("activity_kind"):
        item = book.item("activity_kind", code)
        if item is not None and {item.label_zh, item.label_en, code} & said:
            return code
    return "campaign"

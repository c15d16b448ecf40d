"""Stations and their organisations as the county keeps them: records the center makes itself.

They are public: every replica reads them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sync.center.membership import PUBLIC
from sync.clock import Json, RandomBytes, Stamp
from sync.ledger.db import Db
from sync.ledger.state import State
from sync.ledger.store import Kept, RecordStore, Seal
from sync.merge.records import Record
from sync.problems import Problem, ProblemKind, refused
from sync.records.fixed_codes import FIXED
from sync.records.places import station_id as id_of_station
from sync.records.registry import KINDS

STATE = "center_state"
CODE_CHARS = 12
LEVELS: Mapping[str, str] = {
    "village": "village_station",
    "township": "township_window",
    "county": "county_center",
}
"""Level -> the kind of organisation unless said."""

ABOVE: Mapping[str, str] = {"village": "township", "township": "county"}


@dataclass(frozen=True, slots=True)
class Office:
    """The center at work: one transaction's connection, time and randomness.

    Made by whoever begins the transaction; `seal` hides secret fields.
    """

    db: Db
    seal: Seal
    now_ms: int
    random: RandomBytes

    @property
    def state(self) -> State:
        return State(self.db, STATE)

    @property
    def store(self) -> RecordStore:
        return RecordStore(self.db, self.seal)


class StationRow(NamedTuple):
    """A station as lists show it."""

    id: str
    code: str
    name: str
    level: str
    kind: str
    window_id: str | None
    closed_on: str | None


def normal_code(code: str, field: str = "code") -> str:
    """Twelve digits, padded with zeros on the right.  Problem REFUSED_INPUT."""
    code = code.strip()
    if not (code.isascii() and code.isdecimal() and len(code) in (6, 9, CODE_CHARS)):
        raise refused(**{field: "not_a_division_code"})
    return code.ljust(CODE_CHARS, "0")


def publish_record(
    office: Office, changes: Sequence[tuple[str, str, Mapping[str, Json]]]
) -> list[Record]:
    """Set fields of records every replica reads; see `write_records`."""
    return write_records(office, changes, PUBLIC)


def write_records(
    office: Office, changes: Sequence[tuple[str, str, Mapping[str, Json]]], scope: str
) -> list[Record]:
    """Set fields of records shown in `scope`, under the center's own stamps.

    `changes`: kind, id, fields to set; fields that already hold the value are left alone.  In the
    caller's transaction, which holds the head until its end.
    """
    replica = office.state.text("replica")
    changed: list[Kept] = []
    for kind, record_id, values in changes:
        kept = office.store.one(kind, record_id)
        record = kept.record.copy() if kept is not None else Record(kind, record_id)
        wanted = {n: v for n, v in values.items() if record.values.get(n) != v}
        for name, value in wanted.items():
            revision = record.stamp(name).revision + 1
            record.set(name, value, Stamp(revision, office.now_ms, replica))
        if wanted:
            changed.append(Kept(record, office.store.root_of(record)))
    first = _next_versions(office.db, len(changed))
    for version, kept in enumerate(changed, first):
        kept.record.version = version
    office.store.save(changed)
    office.db.many(
        "INSERT INTO center_membership (root, station, kind, shown, version, touched) "
        "VALUES (?,?,?,1,?,?) ON CONFLICT (root, station) DO UPDATE SET touched = excluded.touched",
        [
            (root, scope, kind, version, version)
            for root, (kind, version) in _roots(changed).items()
        ],
    )
    return [kept.record for kept in changed]


def _roots(changed: Sequence[Kept]) -> dict[str, tuple[str, int]]:
    """Each touched root with its kind and its newest version."""
    roots: dict[str, tuple[str, int]] = {}
    for kept in changed:
        kind = roots[kept.root][0] if kept.root in roots else kept.record.kind
        roots[kept.root] = (kind, kept.record.version)
    return roots


def _next_versions(db: Db, count: int) -> int:
    row = db.row("UPDATE center_head SET value = value + ? WHERE id = 1 RETURNING value", (count,))
    if row is None:
        raise AssertionError("the center has no head")
    return int(row[0]) - count + 1


def make_station(
    office: Office,
    code: str,
    name: str,
    level: str,
    kind: str | None = None,
    parent: str | None = None,
) -> Record:
    """A new station with its organisation, which has the same id.

    `code` and `parent` are division codes; the parent is found by the code where it is not said.
    Problem REFUSED_INPUT, naming the field.
    """
    code, name = check_station(code, name, level, kind)
    kind = kind or LEVELS[level]
    if any(s.kind == kind for s in stations_of_code(office.db, code)):
        raise refused(code="taken")
    above = _parent(office.db, code, level, parent)
    station_id = id_of_station(code, kind)
    common = common_values(office, station_id)
    organisation: dict[str, Json] = {
        **common,
        "name": name,
        "kind": kind,
        "division_code": code,
        "receives_online": True,
    }
    station: dict[str, Json] = {
        **common,
        "organisation_id": station_id,
        "station_code": code,
        "display_name": name,
        "level": level,
    }
    if above is not None:
        organisation["parent_org_id"] = above.id
        if level == "village":
            station["window_id"] = above.id
    office_id = _market_office(office.db, code)
    if office_id is not None and level == "village":
        station["market_office_id"] = office_id
    made = publish_record(
        office, [("organisation", station_id, organisation), ("station", station_id, station)]
    )
    return made[1]


def common_values(office: Office, owner: str) -> dict[str, Json]:
    """The fields every record has, for one the center makes."""
    return {
        "station_id": owner,
        "created_at": office.now_ms,
        "origin_device": office.state.text("replica"),
    }


def check_station(code: str, name: str, level: str, kind: str | None = None) -> tuple[str, str]:
    """Code and name as they are kept.  Problem REFUSED_INPUT, naming what cannot stand."""
    code = normal_code(code)
    name = unicodedata.normalize("NFC", name).strip()
    faults: dict[str, str] = {}
    if not name:
        faults["name"] = "missing"
    else:
        fault = KINDS["station"].by_name["display_name"].fault(name)
        if fault is not None:
            faults["name"] = fault
    if level not in LEVELS:
        faults["level"] = "unknown_code"
    if kind is not None and kind not in FIXED["station_kind"]:
        faults["kind"] = "unknown_code"
    if faults:
        raise refused(**faults)
    return code, name


def _parent(db: Db, code: str, level: str, parent: str | None) -> StationRow | None:
    """The station one level up: the window of a village, the county's own of a township."""
    wanted = ABOVE.get(level)
    if wanted is None:
        if parent is not None:
            raise refused(parent="not_found")
        return None
    if parent is not None:
        found = stations_of_code(db, normal_code(parent, "parent"))
    elif level == "village":
        found = stations_of_code(db, code[:9] + "000")
    else:
        found = [s for s in list_stations(db) if s.level == "county"]
    above = [s for s in found if s.level == wanted and s.closed_on is None]
    above.sort(key=lambda s: s.kind not in LEVELS.values())
    if not above and parent is not None:
        raise refused(parent="not_found")
    return above[0] if above else None


def _market_office(db: Db, code: str) -> str | None:
    row = db.row(
        "SELECT id FROM r_organisation WHERE kind = 'market_office' AND division_code = ? "
        "AND deleted_at IS NULL ORDER BY id",
        (code[:9] + "000",),
    )
    return None if row is None else str(row[0])


_SELECT = (
    "SELECT s.id, s.station_code, s.display_name, s.level, o.kind, s.window_id, s.closed_on "
    "FROM r_station s LEFT JOIN r_organisation o ON o.id = s.organisation_id "
    "WHERE s.deleted_at IS NULL "
)


def list_stations(db: Db) -> list[StationRow]:
    """All stations, by code."""
    return [_row(row) for row in db.rows(_SELECT + "ORDER BY s.station_code, s.id")]


def stations_of_code(db: Db, code: str) -> list[StationRow]:
    return [_row(r) for r in db.rows(_SELECT + "AND s.station_code = ? ORDER BY s.id", (code,))]


def _row(row: tuple[str, ...]) -> StationRow:
    station_id, code, name, level, kind, window_id, closed_on = row
    return StationRow(station_id, code, name, level, kind or LEVELS[level], window_id, closed_on)


def station_named(db: Db, name: str) -> StationRow:
    """The station of an id or a division code.

    Problems: NOT_FOUND; REFUSED_INPUT with both ids where two stations share the code.
    """
    found = [_row(row) for row in db.rows(_SELECT + "AND s.id = ?", (name,))]
    if not found and name.isdecimal() and len(name) in (6, 9, CODE_CHARS):
        found = stations_of_code(db, normal_code(name))
    if not found:
        raise Problem(ProblemKind.NOT_FOUND, "no such station")
    if len(found) > 1:
        raise Problem(
            ProblemKind.REFUSED_INPUT,
            "two stations share this code",
            fields={"code": " ".join(s.id for s in found)},
        )
    return found[0]

"""What a person should look at: values changed on both sides, refused changes, equal numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from station_app.usecases.reading.names import Names
from station_app.usecases.reading.titles import Called, called
from sync.clock import Json, Stamp
from sync.ledger.ledger import Ledger
from sync.protocol.entries import read_body
from sync.records.masking import mask
from sync.records.registry import KINDS

OPEN_CONFLICT = "COALESCE(status, 'open') = 'open' AND deleted_at IS NULL"
EQUAL_NUMBERS = (
    "SELECT case_no FROM r_case WHERE case_no IS NOT NULL GROUP BY case_no HAVING COUNT(*) > 1"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value somebody set, masked where it is a person's; `stands` if it is the one that counts
    until a desk decides."""

    value: Json
    person: str
    at: int
    stamp: Stamp
    stands: bool


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A field two people changed unseen by each other.  `case_id` empty outside a case; number and
    title are those of the record it belongs to, of whatever kind."""

    id: str
    case_id: str
    number: str | None
    title: str
    record_kind: str
    record_id: str
    field: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """`why`: refused, handed_over, equal_number, copy...; `reason` its code in the table of words.
    `changes`: what was entered and not taken, masked where it is a person's."""

    id: str
    why: str
    reason: str
    kind: str
    record_id: str
    case_id: str
    number: str | None
    title: str
    person: str
    at: int
    changes: Mapping[str, Json] = field(default_factory=dict)


def count_conflicts(ledger: Ledger) -> int:
    row = ledger.db.row(f"SELECT COUNT(*) FROM r_conflict WHERE {OPEN_CONFLICT}")
    return int(row[0]) if row is not None else 0


def count_attention(ledger: Ledger) -> int:
    row = ledger.db.row(
        "SELECT (SELECT COUNT(*) FROM desk_attention WHERE done_at IS NULL) + "
        f"(SELECT COUNT(*) FROM ({EQUAL_NUMBERS}))"
    )
    return int(row[0]) if row is not None else 0


def conflicts(ledger: Ledger) -> list[ConflictRow]:
    """Open conflicts, oldest first."""
    names = Names(ledger)
    found = []
    rows = ledger.db.rows(
        "SELECT id, root_id, record_kind, record_id, field, candidates FROM r_conflict "
        f"WHERE {OPEN_CONFLICT} ORDER BY created_at, id"
    )
    roots = called(ledger, [str(row[1]) for row in rows])
    for conflict_id, root, kind, record_id, name, candidates in rows:
        listed = orjson.loads(candidates) if candidates else []
        known = roots.get(root, Called("", None, ""))
        found.append(
            ConflictRow(
                conflict_id,
                root if known.kind == "case" else "",
                known.number,
                known.title,
                kind or "",
                record_id or "",
                name or "",
                _candidates(kind, name, listed, names),
            )
        )
    return found


def attention(ledger: Ledger) -> list[AttentionRow]:
    """What is still to be looked at, newest first."""
    names = Names(ledger)
    found = []
    for row_id, why, kind, record_id, reason, at, person, body in ledger.db.rows(
        "SELECT id, why, kind, record_id, reason, at, person, body FROM desk_attention "
        "WHERE done_at IS NULL ORDER BY at DESC, id"
    ):
        values = read_body(body)[1] if body else {}
        root = _root_of(ledger, kind, record_id, values)
        root_kind, number, title = _called(ledger, root)
        case = root if root_kind == "case" else ""
        found.append(
            AttentionRow(
                row_id, why, reason, kind, record_id, case, number, title,
                names.person(person) if person else "", at, _shown(kind, values),
            )
        )  # fmt: skip
    for (number,) in ledger.db.rows(f"{EQUAL_NUMBERS} ORDER BY case_no"):
        rows = ledger.db.rows(
            "SELECT id, title, registered_at FROM r_case WHERE case_no = ? ORDER BY id", (number,)
        )
        case, title, at = rows[-1]
        found.append(
            AttentionRow(
                f"number/{number}", "equal_number", "equal_number", "case", case, case, number,
                title or "", "", at or 0,
            )
        )  # fmt: skip
    return found


def _candidates(
    kind: str, name: str, listed: list[dict[str, Json]], names: Names
) -> tuple[Candidate, ...]:
    read = []
    for line in listed:
        at, person, stamp = line.get("at"), line.get("person"), line.get("stamp")
        revision, time, replica = stamp if isinstance(stamp, list) else (0, 0, "")
        read.append(
            (
                Stamp(int(str(revision)), int(str(time)), str(replica)),
                _masked(kind, name, line.get("value")),
                names.person(person) if isinstance(person, str) else "",
                at if type(at) is int else 0,
            )
        )
    highest = max((stamp for stamp, *_ in read), default=None)
    return tuple(Candidate(v, who, at, stamp, stamp == highest) for stamp, v, who, at in read)


def _masked(kind: str, name: str, value: Json) -> Json:
    declared = KINDS[kind].by_name.get(name) if kind in KINDS else None
    return mask(declared, value) if declared is not None else None


def _shown(kind: str, values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: _masked(kind, name, value) for name, value in values.items()}


def _root_of(ledger: Ledger, kind: str, record_id: str, values: Mapping[str, Json]) -> str:
    if kind == "case":
        return record_id
    declared = KINDS.get(kind)
    if declared is not None and declared.parent is None:
        return record_id
    parent = values.get("case_id")
    if not isinstance(parent, str) and kind in KINDS:
        row = ledger.db.row(f"SELECT root_id FROM r_{kind} WHERE id = ?", (record_id,))
        parent = row[0] if row is not None else ""
    return parent if isinstance(parent, str) else ""


def _called(ledger: Ledger, root: str) -> Called:
    """What a root is called; one that left, or was refused, counts as a case's."""
    known = called(ledger, [root]).get(root)
    if known is not None:
        return known
    gone = ledger.db.row("SELECT number FROM desk_gone WHERE root_id = ?", (root,))
    return Called("case", gone[0] if gone is not None else None, "")

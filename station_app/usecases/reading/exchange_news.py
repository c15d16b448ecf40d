"""What the county answered last, and work that was handed over to this desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from station_app.usecases.reading.names import Names, places
from sync.clock import Json
from sync.ledger.db import chunks, marks
from sync.ledger.ledger import Ledger
from sync.protocol.entries import read_body
from sync.records.case import CASE_PARTY
from sync.records.masking import mask, mask_record
from sync.records.registry import KINDS

READ_BACK = 600
"""So many answered changes are looked through for the newest receipts."""


@dataclass(frozen=True, slots=True)
class CaseReceipt:
    """The county's last word on a case: `changes` of ours it answered, the newest `verdict`."""

    case_id: str
    number: str | None
    county_no: str | None
    title: str
    changes: int
    at: int
    verdict: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A field somebody set who no longer had the case; masked where it is a person's."""

    kind: str
    field: str
    value: Json


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Work on a case that had meanwhile passed to this desk.  `at` in milliseconds."""

    id: str
    case_id: str
    number: str | None
    title: str
    person: str
    station: str
    at: int
    changes: tuple[ProposedChange, ...]


def case_receipts(ledger: Ledger, most: int = 30) -> list[CaseReceipt]:
    """Cases the county answered about, the newest answer first."""
    answered = ledger.db.rows(
        "SELECT kind, record_id, time, verdict, reason FROM desk_journal "
        "WHERE replica = ? AND verdict IS NOT NULL ORDER BY seq DESC LIMIT ?",
        (ledger.replica, READ_BACK),
    )
    cases = _cases_of(ledger, [(kind, record_id) for kind, record_id, *_ in answered])
    newest: dict[str, tuple[int, str, str | None]] = {}
    counts: dict[str, int] = {}
    for kind, record_id, at, verdict, reason in answered:
        case_id = cases.get((kind, record_id))
        if case_id is not None:
            newest.setdefault(case_id, (at, verdict, reason))
            counts[case_id] = counts.get(case_id, 0) + 1
    wanted = list(newest)[:most]
    called = {
        row[0]: row[1:]
        for row in ledger.db.rows(
            f"SELECT id, case_no, county_no, title FROM r_case WHERE id IN ({marks(len(wanted))})",
            wanted,
        )
    }
    return [
        CaseReceipt(
            case_id, called[case_id][0], called[case_id][1], called[case_id][2] or "",
            counts[case_id], *newest[case_id],
        )
        for case_id in wanted
        if case_id in called
    ]  # fmt: skip


def proposals(ledger: Ledger) -> list[ProposalRow]:
    """Handed-over work that nobody here has decided about, oldest first."""
    names = Names(ledger)
    stations = {place.id: place.name for place in places(ledger)}
    found = []
    for row_id, root, changes, author, station, at, number, title in ledger.db.rows(
        "SELECT p.id, p.root_id, p.changes, p.author_id, p.from_station_id, p.done_at, c.case_no, "
        "c.title FROM r_proposal p LEFT JOIN r_case c ON c.id = p.root_id "
        "WHERE COALESCE(p.status, 'open') = 'open' AND p.deleted_at IS NULL "
        "ORDER BY p.done_at, p.id"
    ):
        listed = orjson.loads(changes) if changes else []
        found.append(
            ProposalRow(
                row_id,
                root or "",
                number,
                title or "",
                names.person(author) if author else "",
                stations.get(station or "", station or ""),
                at or 0,
                tuple(_proposed(listed)),
            )
        )
    return found


def _proposed(listed: list[dict[str, Json]]) -> Iterator[ProposedChange]:
    for change in listed:
        kind, values = change.get("kind"), change.get("values")
        declared = KINDS.get(kind) if isinstance(kind, str) else None
        if declared is None or not isinstance(values, dict):
            continue
        own = {field.name: field for field in declared.fields if field.name != declared.parent}
        for name, value in values.items():
            if name in own:
                yield ProposedChange(declared.name, name, mask(own[name], value))


def _cases_of(ledger: Ledger, records: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(kind, id) -> the case it belongs to; records of no case left out."""
    by_kind: dict[str, list[str]] = {}
    for kind, record_id in records:
        by_kind.setdefault(kind, []).append(record_id)
    found: dict[tuple[str, str], str] = {}
    for kind, ids in by_kind.items():
        if kind not in KINDS:
            continue
        for part in chunks(ids):
            for record_id, root in ledger.db.rows(
                f"SELECT t.id, t.root_id FROM r_{kind} t JOIN r_case c ON c.id = t.root_id "
                f"WHERE t.id IN ({marks(len(part))})",
                part,
            ):
                found[kind, record_id] = root
    return found


def written_by_author(ledger: Ledger, attention_id: str) -> dict[str, Json]:
    """What its author wrote in a change that was not taken, word for word.

    Names, telephones and addresses of parties stay masked.  Empty where the record has left this
    station since.
    """
    row = ledger.db.row("SELECT kind, body FROM desk_attention WHERE id = ?", (attention_id,))
    if row is None or row[1] is None:
        return {}
    kind, values = KINDS.get(row[0]), read_body(row[1])[1]
    if kind is None:
        return {}
    masked = mask_record(kind, values)
    if kind is CASE_PARTY:
        return masked
    return {name: values[name] for name in masked}

"""Every record in full, and digests to compare with the center's."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from station_app.usecases.access import log_access
from station_app.usecases.reading.rows import full_rows
from station_app.usecases.session import Session, require
from sync.clock import Json
from sync.ledger.db import chunks, marks
from sync.ledger.digest import as_json, ledger_digest
from sync.ledger.ledger import Ledger
from sync.ledger.store import Kept
from sync.records.kinds import By, Kind
from sync.records.outside import write_fields
from sync.records.registry import KINDS
from sync.records.rights import Operation

_STEP = 500


def dump(
    ledger: Ledger, session: Session, reason: str = ""
) -> Generator[dict[str, Json], None, None]:
    """`{"kind", "id", "fields", "stamps"}` of every record, by kind, then id; one state of all.

    `fields` are those ever set and those that follow from the steps.  It is an export: by right,
    and logged before the first line.  Problems: NOT_PERMITTED; LEDGER_DAMAGED, told and not passed
    over.  Close it where it is not read to its end.
    """
    require(session, Operation.EXPORT, ledger)
    log_access(ledger, session, "export", "ledger", ledger.replica, reason=reason or "dump")
    with ledger.db.reading():
        kinds = sorted({*KINDS, *(kept.record.kind for kept in ledger.store.every_unknown())})
        for name in kinds:
            if name in KINDS:
                yield from _known(ledger, KINDS[name])
            else:
                yield from _unknown(ledger, name)


def digests(ledger: Ledger) -> dict[str, Json]:
    """`{kind: {"count", "digest"}}` of all this replica holds."""
    with ledger.db.reading():
        return {kind: dict(told) for kind, told in as_json(ledger_digest(ledger.store)).items()}


def _known(ledger: Ledger, kind: Kind) -> Iterator[dict[str, Json]]:
    ids = [row[0] for row in ledger.db.rows(f"SELECT id FROM r_{kind.name} ORDER BY id")]
    steps = tuple(f.name for f in kind.fields if f.by is By.STEP)
    for part in chunks(ids, _STEP):
        kept = ledger.store.load(kind.name, part)
        computed = _computed(ledger, kind, part) if steps else {}
        for record_id in part:
            yield _line(kept[record_id], kind, computed.get(record_id, {}))


def _computed(ledger: Ledger, kind: Kind, ids: Sequence[str]) -> dict[str, dict[str, Json]]:
    steps = [f.name for f in kind.fields if f.by is By.STEP]
    return {
        row.id: {name: row.values[name] for name in steps if row.values[name] is not None}
        for row in full_rows(ledger.db, kind, f"id IN ({marks(len(ids))})", ids)
    }


def _unknown(ledger: Ledger, name: str) -> Iterator[dict[str, Json]]:
    for kept in ledger.store.every_unknown():
        if kept.record.kind == name:
            yield _line(kept, None, {})


def _line(kept: Kept, kind: Kind | None, computed: dict[str, Json]) -> dict[str, Json]:
    record = kept.record
    fields: dict[str, Json] = dict(record.values)
    if kind is not None:
        values = {**record.values, **computed}
        written = write_fields(kind, values)
        fields = {
            name: written[name] if name in written and value is not None else value
            for name, value in values.items()
        }
    stamps: dict[str, Json] = {name: [*stamp] for name, stamp in sorted(record.stamps.items())}
    return {
        "kind": record.kind,
        "id": record.id,
        "fields": dict(sorted(fields.items())),
        "stamps": stamps,
    }

"""A record of the weekly work with all that belongs to it, as outside JSON (interfaces.md)."""

from __future__ import annotations

from station_app.usecases.reading.case_detail import (
    AttachmentRow,
    attachment_rows,
    common_json,
    fields_json,
)
from station_app.usecases.reading.names import Names
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.reading.states import sync_states
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind
from sync.records.attachment import ATTACHMENT
from sync.records.kinds import Kind
from sync.records.masking import mask_record
from sync.records.registry import KINDS


def found_record(ledger: Ledger, kind_name: str, record_id: str) -> FullRow:
    """The record of a kind; a never set field at its default.  Problem NOT_FOUND."""
    rows = full_rows(ledger.db, KINDS[kind_name], "id = ?", (record_id.strip().lower(),))
    if not rows:
        raise Problem(ProblemKind.NOT_FOUND)
    return rows[0]


def record_json(ledger: Ledger, kind_name: str, record_id: str) -> dict[str, Json]:
    """Every field of a record, its files and where it stands with the county; persons masked.

    Problem NOT_FOUND.
    """
    kind = KINDS[kind_name]
    row = found_record(ledger, kind_name, record_id)
    names = Names(ledger)
    told = common_json(row, names)
    told["sync_state"] = sync_states(ledger, [row.id], kind_name)[row.id]
    told |= masked_fields(kind, row, names)
    told["attachments"] = [
        {"id": a.row.id, **fields_json(ATTACHMENT, a.row, names)}
        | {"here": a.here, "at_center": a.at_center}
        for a in files_of(ledger, row.id)
    ]
    return told


def files_of(ledger: Ledger, root: str) -> list[AttachmentRow]:
    """The files that hang on a record, oldest first."""
    return attachment_rows(ledger, root)


def masked_fields(kind: Kind, row: FullRow, names: Names) -> dict[str, Json]:
    """A record's own fields, people as logins, stations as codes, persons masked."""
    shown = mask_record(kind, row.values)
    plain = FullRow(row.id, row.root, shown, row.row_version, row.updated_at, row.updated_by)
    return fields_json(kind, plain, names)

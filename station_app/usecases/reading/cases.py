"""The list of cases: filters, counts, pages by key and by place; persons masked.

Newest first by the time of receipt.  A place is found in the index alone, then 200 rows are read,
so that a table of 100,000 rows can be jumped through.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from station_app.usecases.reading.search import found_cases
from station_app.usecases.reading.states import sync_states
from sync.ledger.db import Row, Value, marks
from sync.ledger.ledger import Ledger
from sync.records.case import CASE_PARTY
from sync.records.masking import mask_record

PAGE = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line.  Times in milliseconds, money in fen; names masked, firms' as they are."""

    id: str
    number: str | None
    county_no: str | None
    status: str
    title: str
    received_at: int
    complainant: str | None
    respondent: str | None
    amount: int | None
    owner_org_id: str | None
    handler_id: str | None
    urgency: str
    matter_type: str
    sync_state: str

    @property
    def key(self) -> tuple[int, str]:
        """Where the line stands; the next page begins after it."""
        return (self.received_at, self.id)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What to show; all conditions together.

    `ids`: the cases of a search (`found_cases`), None for no search.  `since`, `until`: times of
    receipt in milliseconds, the second excluded.  `owner`: the handling station; `handler`: an
    account.
    """

    status: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    owner: str | None = None
    handler: str | None = None
    matter_type: str | None = None
    ids: tuple[str, ...] | None = None

    def where(self) -> tuple[str, list[Value]]:
        parts: list[str] = []
        values: list[Value] = []
        if self.status:
            parts.append(f"status IN ({marks(len(self.status))})")
            values += self.status
        for name, sign, value in (
            ("received_at", ">=", self.since),
            ("received_at", "<", self.until),
            ("owner_org_id", "=", self.owner),
            ("handler_id", "=", self.handler),
            ("matter_type", "=", self.matter_type),
        ):
            if value is not None:
                parts.append(f"{name} {sign} ?")
                values.append(value)
        if self.ids is not None:
            parts.append("id IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self.ids))
        return " AND ".join(parts) or "1", values


def filter_by_text(ledger: Ledger, text: str, other: CaseFilter | None = None) -> CaseFilter:
    """The filter with a search: the cases found now stay those shown until it is asked again."""
    ids = tuple(found_cases(ledger, text)) if text.strip() else None
    return replace(other or CaseFilter(), ids=ids)


def count_cases(ledger: Ledger, asked: CaseFilter) -> int:
    where, values = asked.where()
    row = ledger.db.row(f"SELECT COUNT(*) FROM r_case WHERE {where}", values)
    return int(row[0]) if row is not None else 0


def status_counts(ledger: Ledger, asked: CaseFilter | None = None) -> dict[str, int]:
    """Status -> how many, for the other conditions of the filter."""
    where, values = replace(asked or CaseFilter(), status=()).where()
    return {
        status: count
        for status, count in ledger.db.rows(
            f"SELECT status, COUNT(*) FROM r_case WHERE {where} GROUP BY status", values
        )
        if status is not None
    }


def case_page(
    ledger: Ledger,
    asked: CaseFilter,
    after: tuple[int, str] | None = None,
    limit: int = PAGE,
) -> list[CaseRow]:
    """The lines after a key (see `CaseRow.key`), or the first."""
    where, values = asked.where()
    if after is not None:
        where += " AND (received_at, id) < (?, ?)"
        values += after
    return _rows(ledger, _ids(ledger, where, values, limit, 0))


def case_rows_at(
    ledger: Ledger, asked: CaseFilter, position: int, limit: int = PAGE
) -> list[CaseRow]:
    """The lines from a place on, counted from 0: for a table that is jumped through."""
    where, values = asked.where()
    return _rows(ledger, _ids(ledger, where, values, limit, position))


def position_of(ledger: Ledger, asked: CaseFilter, case_id: str) -> int | None:
    """Where a case stands in the list; None where the filter leaves it out."""
    where, values = asked.where()
    row = ledger.db.row(
        f"SELECT received_at FROM r_case WHERE id = ? AND {where}", (case_id, *values)
    )
    if row is None:
        return None
    before = ledger.db.row(
        f"SELECT COUNT(*) FROM r_case WHERE {where} AND (received_at, id) > (?, ?)",
        (*values, row[0], case_id),
    )
    return int(before[0]) if before is not None else None


def rows_of(ledger: Ledger, ids: Sequence[str]) -> list[CaseRow]:
    """The lines of given cases, in that order; those not here left out."""
    return _rows(ledger, ids)


def _ids(ledger: Ledger, where: str, values: Sequence[Value], limit: int, offset: int) -> list[str]:
    rows = ledger.db.rows(
        f"SELECT id FROM r_case WHERE {where} ORDER BY received_at DESC, id DESC LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return [row[0] for row in rows]


def _rows(ledger: Ledger, ids: Sequence[str]) -> list[CaseRow]:
    if not ids:
        return []
    asked = json.dumps(list(ids))
    cases = {
        row[0]: row
        for row in ledger.db.rows(
            "SELECT id, case_no, county_no, status, title, received_at, amount, owner_org_id, "
            "handler_id, urgency, matter_type FROM r_case "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (asked,),
        )
    }
    names = _names(ledger, asked)
    states = sync_states(ledger, ids)
    return [_row(cases[case_id], names, states[case_id]) for case_id in ids if case_id in cases]


def _row(row: Row, names: Mapping[tuple[str, str], str], state: str) -> CaseRow:
    case_id, number, county_no, status, title, received, amount, *rest = row
    owner, handler, urgent, matter = rest
    return CaseRow(
        case_id,
        number,
        county_no,
        status or "draft",
        title or "",
        received or 0,
        names.get((case_id, "complainant")),
        names.get((case_id, "respondent")),
        amount,
        owner,
        handler,
        urgent or "normal",
        matter or "complaint",
        state,
    )


def _names(ledger: Ledger, ids: str) -> dict[tuple[str, str], str]:
    """(case, side) -> the masked name of its main party."""
    found: dict[tuple[str, str], str] = {}
    for case_id, role, kind, name in ledger.db.rows(
        "SELECT root_id, role, kind, name FROM r_case_party "
        "WHERE root_id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL "
        "AND role IN ('complainant', 'respondent', 'reporter', 'reported') "
        "ORDER BY COALESCE(is_main, 0), id DESC",
        (ids,),
    ):
        side = "complainant" if role in ("complainant", "reporter") else "respondent"
        masked = mask_record(CASE_PARTY, {"role": role, "kind": kind, "name": name})["name"]
        # Who reports a breach is nobody's to see in a list (L:121 art. 37).
        if isinstance(masked, str):
            found[case_id, side] = "***" if role == "reporter" else masked
    return found

"""Work not yet registered, and what lies in the bin; both stay on this PC."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from station_app.usecases.reading.names import Names
from sync.clock import Json
from sync.ledger.ledger import Ledger

DAY_MS = 86_400_000
BIN_DAYS = 30


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in a list; `age_days` since it was begun, `deleted_at` only in the bin."""

    id: str
    kind: str
    title: str
    author_id: str
    author: str
    created_at: int
    updated_at: int
    age_days: int
    deleted_at: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft; `body` is what the form keeps, in the form `complaint add` takes."""

    row: DraftRow
    body: dict[str, Json]


def drafts(ledger: Ledger, kind: str = "case") -> list[DraftRow]:
    """Drafts of everybody at this PC, the last touched first."""
    return _listed(ledger, "kind = ? AND done_at IS NULL ORDER BY updated_at DESC, id", kind)


def binned(ledger: Ledger, kind: str = "case") -> list[DraftRow]:
    """Drafts thrown away in the last 30 days, the last first."""
    return _listed(ledger, "kind = ? AND done_at IS NOT NULL ORDER BY done_at DESC, id", kind)


def draft(ledger: Ledger, draft_id: str) -> Draft | None:
    """One draft, also from the bin."""
    rows = _listed(ledger, "id = ?", draft_id)
    if not rows:
        return None
    body = ledger.db.row("SELECT body FROM desk_draft WHERE id = ?", (draft_id,))
    return Draft(rows[0], orjson.loads(body[0]) if body is not None else {})


def _listed(ledger: Ledger, where: str, value: str) -> list[DraftRow]:
    names = Names(ledger)
    now = ledger.now_ms()
    found = []
    for draft_id, kind, body, person, created, updated, done in ledger.db.rows(
        "SELECT id, kind, body, person, created_at, updated_at, done_at FROM desk_draft "
        f"WHERE {where}",
        (value,),
    ):
        title = orjson.loads(body).get("title")
        found.append(
            DraftRow(
                draft_id,
                kind,
                title if isinstance(title, str) else "",
                person,
                names.person(person),
                created,
                updated,
                max(0, now - created) // DAY_MS,
                done,
            )
        )
    return found

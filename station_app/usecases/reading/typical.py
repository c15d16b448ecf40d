"""Typical cases as lists show them, and the closed cases one may be made from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from station_app.usecases.reading.cases import CaseRow, case_rows_at, rows_of
from station_app.usecases.reading.names import case_id_of
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.reading.sight import filter_by_words
from station_app.usecases.session import Session, today_of
from sync.ledger.ledger import Ledger
from sync.records.knowledge import TYPICAL_CASE
from sync.records.moves import state_of
from sync.records.rights import Operation
from sync.records.search_words import normal, runs

DRAFT, CHECKED, APPROVED = "draft", "checked", "approved"
PUBLISHED, WITHDRAWN = "published", "withdrawn"
STATES = (DRAFT, CHECKED, APPROVED, PUBLISHED, WITHDRAWN)
"""In the order lists have them: what is still to be done first."""
PREPARED = frozenset({DRAFT, CHECKED, APPROVED})
CLOSED = frozenset({"concluded", "replied", "called_back", "archived", "not_accepted"})
"""States of a case from which a typical one may be made."""
SECRET_MATTER = "report"
"""Of a report nobody is told (L:121 art. 37)."""

MOST_OFFERED = 50
"""So many closed cases are offered at once; words find the others."""


@dataclass(frozen=True, slots=True)
class TypicalRow:
    """A typical case in a list.  `returned`: it was sent back and not handed in again."""

    id: str
    title: str
    category: str
    year: int
    state: str
    returned: bool
    station_id: str


def typical_cases(ledger: Ledger, year: int | None = None, words: str = "") -> list[TypicalRow]:
    """Those seen here, of one year or of all; what is still to be published first, then the
    newest.  `words`: each stands in its texts."""
    wanted = [normal(run) for run in runs(words)]
    found = full_rows(
        ledger.db, TYPICAL_CASE, "? IS NULL OR year = ?", (year, year), "created_at DESC, id DESC"
    )
    rows = [_row(one) for one in found if _holds(one, wanted)]
    return sorted(rows, key=lambda row: STATES.index(row.state))


def published_of(ledger: Ledger, year: int) -> list[FullRow]:
    """What a year's booklet is made of, in the order it was entered."""
    return [
        row
        for row in full_rows(ledger.db, TYPICAL_CASE, "year = ?", (year,), "created_at, id")
        if state_of(TYPICAL_CASE.name, row.values) == PUBLISHED
    ]


def may_be_told(ledger: Ledger, session: Session, status: str, matter_type: str) -> bool:
    """Whether this person may make a typical case of one in that state."""
    today = today_of(ledger)
    return (
        status in CLOSED
        and matter_type != SECRET_MATTER
        and session.may(Operation.PROPOSE_PUBLICATION, today)
        and session.may(Operation.SEE_UNMASKED, today)
    )


def offered_cases(ledger: Ledger, session: Session, words: str) -> list[CaseRow]:
    """Closed cases to choose from, the newest first: by number, or by words that this person sees;
    masked, and never a report."""
    by_number = case_id_of(ledger, words) if words.strip() else None
    if by_number is not None:
        rows = rows_of(ledger, [by_number])
    else:
        asked = filter_by_words(ledger, session, words)
        rows = case_rows_at(ledger, replace(asked, status=tuple(sorted(CLOSED))), 0, MOST_OFFERED)
    return [row for row in rows if row.status in CLOSED and row.matter_type != SECRET_MATTER]


def _row(row: FullRow) -> TypicalRow:
    state = state_of(TYPICAL_CASE.name, row.values)
    return TypicalRow(
        row.id,
        row.text("title"),
        row.text("category_code"),
        row.whole("year") or 0,
        state if state in STATES else DRAFT,
        state == DRAFT and bool(row.text("return_note")),
        row.text("station_id"),
    )


def _holds(row: FullRow, wanted: list[str]) -> bool:
    said = normal(" ".join(row.text(name) for name in TYPICAL_CASE.searched))
    return all(word in said for word in wanted)

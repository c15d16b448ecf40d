"""What the part of typical cases asks of the ledger; every function runs on its worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from station_app.background.changed import Changed
from station_app.ui.common.listing import Listing, Wanted
from station_app.usecases import typical_cases
from station_app.usecases.complaints import code_book
from station_app.usecases.conflicts import may_decide
from station_app.usecases.desk import Desk
from station_app.usecases.reading.attention import ConflictRow, conflicts
from station_app.usecases.reading.cases import CaseRow, rows_of
from station_app.usecases.reading.names import Names, places
from station_app.usecases.reading.rows import FullRow
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.typical import (
    PREPARED,
    PUBLISHED,
    WITHDRAWN,
    TypicalRow,
    offered_cases,
)
from station_app.usecases.reading.typical import typical_cases as typical_rows
from station_app.usecases.reading.weekly_detail import found_record
from station_app.usecases.session import Session, today_of
from station_app.usecases.typical_cases import KIND, Beginning, BookletRead, begin_shown
from station_app.usecases.weekly import may_touch, possible_moves
from sync.problems import Problem, ProblemKind
from sync.records.moves import Move, right_to_edit, state_of
from sync.records.rights import Operation

ALL, PREPARING, OUT, BACK = "all", "preparing", "published", "withdrawn"


@dataclass(frozen=True, slots=True)
class TypicalList(Listing[TypicalRow]):
    """`published`: how many of the year a booklet would hold."""

    published: int


@dataclass(frozen=True, slots=True)
class TypicalView:
    """One typical case as it is shown.

    `source`: the case it comes from, where this station may know it.  `called`: names of people
    and stations by id; who is not known here is not in it.
    """

    row: FullRow
    state: str
    moves: tuple[Move, ...]
    source: CaseRow | None
    called: Mapping[str, str]
    conflicts: tuple[ConflictRow, ...]
    sync_state: str
    may_change: bool
    may_decide: bool

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(frozen=True, slots=True)
class Begun:
    """A closed case with what it gives to begin with."""

    case_id: str
    number: str
    beginning: Beginning


@dataclass(frozen=True, slots=True)
class Offered:
    """Closed cases that hold the words typed."""

    words: str
    rows: tuple[CaseRow, ...]


def read_typical_list(desk: Desk, wanted: Wanted, *, with_book: bool) -> TypicalList:
    ledger, session = desk.ledger, desk.session
    rows = typical_rows(ledger, None if wanted.words else wanted.year, wanted.words)
    by_view = {
        ALL: rows,
        PREPARING: [r for r in rows if r.state in PREPARED],
        OUT: [r for r in rows if r.state == PUBLISHED],
        BACK: [r for r in rows if r.state == WITHDRAWN],
    }
    return TypicalList(
        wanted,
        tuple(by_view[wanted.view]),
        {view: len(found) for view, found in by_view.items()},
        may_propose(session, desk),
        code_book() if with_book else None,
        sum(r.state == PUBLISHED and r.year == wanted.year for r in rows),
    )


def may_propose(session: Session, desk: Desk) -> bool:
    """Whether this person may make one: they see cases, and may propose what is published."""
    today = today_of(desk.ledger)
    return session.may(Operation.PROPOSE_PUBLICATION, today)


def read_typical(desk: Desk, typical_id: str) -> TypicalView:
    """Problem NOT_FOUND."""
    ledger, session = desk.ledger, desk.session
    row = found_record(ledger, KIND, typical_id)
    source = typical_cases.source_of(ledger, row.id)
    cases = rows_of(ledger, [source]) if source else []
    people = {row.text(n) for n in ("created_by", "deidentified_checked_by", "approved_by")}
    called = {place.id: place.name for place in places(ledger)}
    called |= Names(ledger).people(people)
    today = today_of(ledger)
    touch = may_touch(ledger, session, KIND, row.values)
    return TypicalView(
        row,
        state_of(KIND, row.values),
        tuple(possible_moves(ledger, session, KIND, row.id)),
        cases[0] if cases else None,
        called,
        tuple(c for c in conflicts(ledger) if c.record_id == row.id),
        sync_states(ledger, [row.id], KIND)[row.id],
        touch and session.may(right_to_edit(KIND, row.values), today),
        may_decide(ledger, session),
    )


def offer(desk: Desk, words: str) -> Offered:
    """Closed cases to choose from."""
    return Offered(words, tuple(offered_cases(desk.ledger, desk.session, words)))


def begin(desk: Desk, case_id: str, reason: str) -> Begun:
    """The story of a closed case without its persons.  Problems: as `begin_shown`."""
    rows = rows_of(desk.ledger, [case_id])
    if not rows:
        raise Problem(ProblemKind.NOT_FOUND)
    beginning = begin_shown(desk.ledger, desk.session, case_id, reason)
    return Begun(case_id, rows[0].number or "", beginning)


def read_booklet(desk: Desk, year: int) -> tuple[BookletRead, int]:
    """What the year's booklet holds; and the time by the corrected clock, in milliseconds."""
    return typical_cases.booklet_of(desk.ledger, year), desk.ledger.now_ms()


def changed_typical(typical_id: str) -> Changed:
    """What the part tells the others after a write."""
    return Changed(frozenset({KIND}), frozenset({typical_id}))

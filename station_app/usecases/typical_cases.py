"""Typical cases: made from closed ones, persons taken out, checked, published (rules 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from station_app.usecases.access import log_access
from station_app.usecases.complaints import code_book
from station_app.usecases.deidentify import Replaced, still_told, taken_out, who_of
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.reading.typical import CLOSED, published_of
from station_app.usecases.session import Session, require, today_of
from station_app.usecases.weekly import (
    Done,
    Habits,
    Values,
    add,
    change,
    move,
    read_given,
    read_values,
    require_right,
)
from sync.clock import Json, local_date
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit
from sync.problems import Problem, ProblemKind, refused
from sync.records.case import CASE
from sync.records.codes import CodeBook
from sync.records.knowledge import TYPICAL_CASE, TYPICAL_CASE_SOURCE
from sync.records.rights import Operation

KIND = TYPICAL_CASE.name
TEXTS = (
    "title",
    "story",
    "key_point",
    "law_basis",
    "result",
    "lesson",
    "tips_consumer",
    "tips_operator",
)
"""What is read by everybody."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a closed case gives a typical one to begin with: persons are out already.

    `stand_ins`: who is behind each; `replaced`: what of the case's own words was replaced."""

    values: Values
    stand_ins: Mapping[str, str]
    replaced: tuple[Replaced, ...] = ()


def begin_shown(ledger: Ledger, session: Session, case_id: str, reason: str = "") -> Beginning:
    """The same for a screen, which shows who stands behind each stand-in: that is written down.

    Problems: as `begin_from`, and REFUSED_INPUT (`reason`) where the role must give one.
    """
    begun = begin_from(ledger, session, case_id)
    if session.needs_reason(Operation.SEE_UNMASKED, today_of(ledger)) and not reason.strip():
        raise refused(reason="missing")
    log_access(ledger, session, "view_full", "case", case_id, case_id=case_id, reason=reason)
    return begun


def begin_from(ledger: Ledger, session: Session, case_id: str) -> Beginning:
    """The story of a closed case without its persons, for somebody to write on.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT (`status`) where it is not closed, and
    (`matter_type`) where it is a report, of which nobody is told.
    """
    require(session, Operation.SEE_UNMASKED, ledger)
    require_right(ledger, session, Operation.PROPOSE_PUBLICATION)
    cases = full_rows(ledger.db, CASE, "id = ?", (case_id,))
    if not cases:
        raise Problem(ProblemKind.NOT_FOUND)
    case = cases[0]
    if case.text("matter_type") == "report":
        raise refused(matter_type="not_allowed_here")
    if case.text("status") not in CLOSED:
        raise refused(status="not_from_this_status")
    who = who_of(ledger, case_id)
    received = case.whole("received_at")
    nature = case.values.get("problem_nature")
    told = {
        "title": case.text("title"),
        "story": case.text("facts"),
        "result": case.text("outcome_note"),
    }
    out = {name: taken_out(text, who) for name, text in told.items()}
    values: Values = {name: text for name, (text, _) in out.items()}
    replaced = dict.fromkeys(one for _, found in out.values() for one in found)
    values["title"] = str(values["title"])[: TYPICAL_CASE.by_name["title"].limit]
    values |= {
        "category_code": case.text("category_code"),
        "problem_nature": nature[0] if isinstance(nature, list) and nature else None,
        "year": local_date(received if received is not None else ledger.now_ms()).year,
    }
    return Beginning(values, who.stand_in, tuple(replaced))


def add_typical_case(
    ledger: Ledger,
    session: Session,
    given: Mapping[str, Json],
    case_id: str | None = None,
    book: CodeBook | None = None,
) -> Done:
    """Keep one, given as outside JSON; `case_id` the closed case it comes from, which is noted in a
    record of its own that the readers of the booklet never get.

    Problems: NOT_PERMITTED; REFUSED_INPUT naming each text in which a person still stands.
    """
    read = read_given(ledger, TYPICAL_CASE, given, book or code_book())
    _require_nobody(ledger, read.values, case_id)
    number = None
    if case_id is not None:
        cases = full_rows(ledger.db, CASE, "id = ?", (case_id,))
        if not cases:
            raise Problem(ProblemKind.NOT_FOUND)
        number = cases[0].text("case_no") or None

    def note_source(unit: Unit, made: str) -> None:
        if case_id is not None:
            source: Values = {"typical_case_id": made, "case_id": case_id, "case_no_ref": number}
            unit.create(TYPICAL_CASE_SOURCE.name, source)

    return add(ledger, session, KIND, read, Habits(), then=note_source)


def edit_typical_case(
    ledger: Ledger,
    session: Session,
    typical_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Change its words.  Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT."""
    values = _read(ledger, given, book)
    _require_nobody(ledger, values, source_of(ledger, typical_id))
    return change(ledger, session, KIND, typical_id, values, Habits())


def act(
    ledger: Ledger,
    session: Session,
    typical_id: str,
    action: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """check (nobody can be known from it), approve, publish, send_back, withdraw.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    kept = ledger.store.one(KIND, typical_id)
    if action == "check" and kept is not None:
        _require_nobody(ledger, kept.record.values, source_of(ledger, typical_id))
    return move(ledger, session, KIND, typical_id, action, _read(ledger, given, book), Habits())


@dataclass(frozen=True, slots=True)
class BookletRead:
    """A year's published cases; `left_out`: titles of those in which a person still stands."""

    rows: tuple[FullRow, ...]
    left_out: tuple[str, ...]


def booklet_of(ledger: Ledger, year: int) -> BookletRead:
    """What is printed and handed to everybody: looked through once more, since a text may have come
    from a station that did not know all who stand behind it."""
    rows = published_of(ledger, year)
    told = [bool(told_in(ledger, row.values, source_of(ledger, row.id))) for row in rows]
    return BookletRead(
        tuple(row for row, found in zip(rows, told, strict=True) if not found),
        tuple(row.text("title") for row, found in zip(rows, told, strict=True) if found),
    )


def source_of(ledger: Ledger, typical_id: str) -> str | None:
    """The case a typical one comes from, where this station may know it."""
    row = ledger.db.row(
        "SELECT case_id FROM r_typical_case_source WHERE typical_case_id = ? "
        "AND deleted_at IS NULL ORDER BY id",
        (typical_id,),
    )
    return None if row is None else row[0]


def told_in(ledger: Ledger, values: Mapping[str, Json], case_id: str | None) -> dict[str, str]:
    """Fault of each text in which a person still stands; empty where there is none."""
    who = None if case_id is None else who_of(ledger, case_id)
    return {
        name: "names_a_person"
        for name in TEXTS
        if isinstance(text := values.get(name), str) and still_told(text, who)
    }


def _require_nobody(ledger: Ledger, values: Mapping[str, Json], case_id: str | None) -> None:
    faults = told_in(ledger, values, case_id)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)


def _read(ledger: Ledger, given: Mapping[str, Json], book: CodeBook | None) -> Values:
    faults: dict[str, str] = {}
    values = read_values(ledger, TYPICAL_CASE, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values

"""Typical cases: made from closed ones, persons taken out, checked, published (rules 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from station_app.usecases.complaints import RESPONDING, code_book
from station_app.usecases.reading.rows import full_rows
from station_app.usecases.session import Session, require
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
from sync.records.case import CASE, CASE_PARTY
from sync.records.codes import CodeBook
from sync.records.knowledge import TYPICAL_CASE, TYPICAL_CASE_SOURCE
from sync.records.persons_out import left_over, stand_ins, without_persons
from sync.records.rights import Operation

KIND = TYPICAL_CASE.name
CLOSED = frozenset({"concluded", "replied", "called_back", "archived", "not_accepted"})
"""States of a case from which a typical one may be made."""

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
    """What a closed case gives a typical one to begin with: persons are out already."""

    values: Values
    stand_ins: Mapping[str, str]


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
    named, also = _who(ledger, case_id)
    received = case.whole("received_at")
    nature = case.values.get("problem_nature")
    told = {
        "title": case.text("title"),
        "story": case.text("facts"),
        "result": case.text("outcome_note"),
    }
    values: Values = {name: without_persons(text, named, also) for name, text in told.items()}
    values["title"] = str(values["title"])[: TYPICAL_CASE.by_name["title"].limit]
    values |= {
        "category_code": case.text("category_code"),
        "problem_nature": nature[0] if isinstance(nature, list) and nature else None,
        "year": local_date(received if received is not None else ledger.now_ms()).year,
    }
    return Beginning(values, named)


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


def source_of(ledger: Ledger, typical_id: str) -> str | None:
    """The case a typical one comes from, where this station may know it."""
    row = ledger.db.row(
        "SELECT case_id FROM r_typical_case_source WHERE typical_case_id = ? "
        "AND deleted_at IS NULL ORDER BY id",
        (typical_id,),
    )
    return None if row is None else row[0]


def _require_nobody(ledger: Ledger, values: Mapping[str, Json], case_id: str | None) -> None:
    names: list[str] = []
    if case_id is not None:
        named, also = _who(ledger, case_id)
        names = [*named, *also]
    faults = {
        name: "names_a_person"
        for name in TEXTS
        if isinstance(text := values.get(name), str) and left_over(text, names)
    }
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)


def _who(ledger: Ledger, case_id: str) -> tuple[dict[str, str], list[str]]:
    """The persons and firms of a case with what stands for them, and what else tells of them."""
    people: list[str] = []
    firms: list[str] = []
    also: list[str] = []
    for party in full_rows(ledger.db, CASE_PARTY, "root_id = ?", (case_id,)):
        into = firms if party.text("role") in RESPONDING else people
        into.append(party.text("name"))
        firms.append(party.text("respondent_reg_name"))
        firms.append(party.text("shop_name"))
        people += [party.text("legal_rep"), party.text("contact_person")]
        also += [party.text(name) for name in ("phone", "phone2", "address", "business_place")]
        also += [party.text(name) for name in ("id_no", "uscc", "other_reg_no")]
    return stand_ins(people, firms), also


def _read(ledger: Ledger, given: Mapping[str, Json], book: CodeBook | None) -> Values:
    faults: dict[str, str] = {}
    values = read_values(ledger, TYPICAL_CASE, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values

"""`station typical ...`: cases told to learn from, without their persons."""

from __future__ import annotations

from station_app.cli import knowledge_work
from station_app.cli.call import DONE, Call
from station_app.cli.desks import reading
from station_app.cli.weekly import Given, Subject, add_all, fields_in_words
from station_app.usecases import typical_cases
from station_app.usecases.reading.names import case_id_of
from station_app.usecases.session import Session
from station_app.usecases.weekly import Done
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind, refused
from sync.records.codes import CodeBook

FROM_CASE = "case_id"
"""Beside a typical case's own fields: the closed case it is made from, by id or number."""


def _adding(ledger: Ledger, session: Session, given: Given, book: CodeBook) -> Done:
    asked = given.get(FROM_CASE)
    case_id = case_id_of(ledger, asked) if isinstance(asked, str) else None
    if asked is not None and case_id is None:
        raise refused(**{FROM_CASE: "not_found"})
    rest = {name: value for name, value in given.items() if name != FROM_CASE}
    return typical_cases.add_typical_case(ledger, session, rest, case_id, book)


TYPICAL = Subject(typical_cases.KIND, _adding, typical_cases.edit_typical_case, typical_cases.act)


def begin(call: Call) -> int:
    """What a closed case gives to begin with, as `add` takes it; nothing is kept."""
    with reading(call) as desk, desk.ledger.db.reading():
        case_id = case_id_of(desk.ledger, call.text("id"))
        if case_id is None:
            raise Problem(ProblemKind.NOT_FOUND)
        begun = typical_cases.begin_from(desk.ledger, desk.session, case_id)
    document: dict[str, Json] = {FROM_CASE: case_id, **begun.values}
    call.answer(document, fields_in_words(document))
    return DONE


def add(call: Call) -> int:
    return add_all(call, _adding)


def edit(call: Call) -> int:
    return TYPICAL.edit(call)


def act(call: Call) -> int:
    return TYPICAL.act(call)


def listing(call: Call) -> int:
    return knowledge_work.listing(call, typical_cases.KIND, ("year", "title"))


def show(call: Call) -> int:
    """With the case it comes from, where this desk may know that."""
    return knowledge_work.show(
        call,
        typical_cases.KIND,
        lambda desk, it: {FROM_CASE: typical_cases.source_of(desk.ledger, it)},
    )

"""Knowledge requests: what villagers ask to learn, from asked to answered (rules 11)."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.usecases.complaints import code_book
from station_app.usecases.notices import next_number
from station_app.usecases.session import Session
from station_app.usecases.weekly import (
    Done,
    Habits,
    Values,
    add,
    change,
    move,
    read_given,
    read_values,
)
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit
from sync.problems import Problem, ProblemKind
from sync.records.codes import CodeBook
from sync.records.identifiers import phone_fault
from sync.records.knowledge import KNOWLEDGE_REQUEST
from sync.records.numbers import REQUEST_LETTERS

KIND = KNOWLEDGE_REQUEST.name


def _defaults(unit: Unit, _session: Session, values: Values) -> None:
    values.setdefault("asked_at", unit.now_ms)


def _faults(ledger: Ledger, _record_id: str, values: Values) -> dict[str, str]:
    found: dict[str, str] = {}
    phone, asked = values.get("asker_phone"), values.get("asked_at")
    if isinstance(phone, str) and phone and (code := phone_fault(phone)):
        found["asker_phone"] = code
    if type(asked) is int and asked > ledger.now_ms():
        found["asked_at"] = "in_the_future"
    return found


def _number(unit: Unit, session: Session) -> str:
    return next_number(unit, session, KIND, REQUEST_LETTERS)


HABITS = Habits(_defaults, faults=_faults, number=("request_no", _number))


def add_request(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """Write down what somebody wants to know; given as outside JSON.

    Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    read = read_given(ledger, KNOWLEDGE_REQUEST, given, book or code_book())
    return add(ledger, session, KIND, read, HABITS)


def edit_request(
    ledger: Ledger,
    session: Session,
    request_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Change fields.  Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT."""
    return change(ledger, session, KIND, request_id, _read(ledger, given, book), HABITS)


def act(
    ledger: Ledger,
    session: Session,
    request_id: str,
    action: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """pass, plan, answer, close, reopen.  What is passed on is seen, and may be answered, there.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    return move(ledger, session, KIND, request_id, action, _read(ledger, given, book), HABITS)


def _read(ledger: Ledger, given: Mapping[str, Json], book: CodeBook | None) -> Values:
    faults: dict[str, str] = {}
    values = read_values(ledger, KNOWLEDGE_REQUEST, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values

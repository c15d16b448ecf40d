"""The duty roster: who is there when (records 2.5)."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.usecases.complaints import code_book
from station_app.usecases.session import Session
from station_app.usecases.weekly import (
    Done,
    Habits,
    Values,
    add,
    change,
    read_given,
    read_values,
)
from sync.clock import Json
from sync.ledger.db import marks
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind
from sync.records.codes import CodeBook
from sync.records.duty import DUTY_ROSTER, OVERLAPS

KIND = DUTY_ROSTER.name


def _faults(ledger: Ledger, record_id: str, values: Values) -> dict[str, str]:
    """One person does not hold two overlapping slots."""
    slot = str(values.get("slot") or "day")
    others = sorted(OVERLAPS.get(slot, frozenset({slot})))
    row = ledger.db.row(
        "SELECT 1 FROM r_duty_roster WHERE person_id = ? AND date = ? AND id <> ? "
        f"AND COALESCE(slot, 'day') IN ({marks(len(others))}) AND deleted_at IS NULL",
        (str(values.get("person_id")), str(values.get("date")), record_id, *others),
    )
    return {} if row is None else {"slot": "on_duty_already"}


HABITS = Habits(faults=_faults)


def add_duty(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """Put somebody on the roster.  Problems: NOT_PERMITTED; REFUSED_INPUT."""
    read = read_given(ledger, DUTY_ROSTER, given, book or code_book())
    return add(ledger, session, KIND, read, HABITS)


def edit_duty(
    ledger: Ledger,
    session: Session,
    duty_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Change it, to swap people or days.  Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT."""
    faults: dict[str, str] = {}
    values = read_values(ledger, DUTY_ROSTER, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return change(ledger, session, KIND, duty_id, values, HABITS)


def remove_duty(ledger: Ledger, session: Session, duty_id: str) -> None:
    """Take it off the roster.  Problems: NOT_FOUND; NOT_PERMITTED."""
    gone: Values = {"deleted_at": ledger.now_ms()}
    change(ledger, session, KIND, duty_id, {}, Habits(), program=gone)

"""Sit-ins and patrols: planned, held, what was found and mended (rules 11)."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.usecases.complaints import code_book
from station_app.usecases.session import Session
from station_app.usecases.weekly import (
    Done,
    Habits,
    Values,
    add_entry,
    change,
    move,
    read_values,
)
from sync.clock import Json, local_date
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit
from sync.problems import Problem, ProblemKind
from sync.records.codes import CodeBook
from sync.records.visits import VISIT

KIND = VISIT.name


def _defaults(unit: Unit, session: Session, values: Values) -> None:
    values.setdefault("visitor_org_id", session.station_id)
    values.setdefault("host_station_id", session.station_id)
    values.setdefault("planned_on", local_date(unit.now_ms).isoformat())


def _faults(_ledger: Ledger, _record_id: str, values: Values) -> dict[str, str]:
    """What was found wrong is to be mended by a day; none is mended before it was found."""
    found: dict[str, str] = {}
    held, done = values.get("held_at"), values.get("follow_up_done")
    if type(held) is int and isinstance(done, str) and done < local_date(held).isoformat():
        found["follow_up_done"] = "before_the_start"
    if values.get("status") == "held" and values.get("problems") and not values.get("guidance"):
        found["guidance"] = "missing"
    return found


HABITS = Habits(_defaults, faults=_faults)


def add_visit(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """Plan a visit given as outside JSON, or with `status` `held` write one down.

    The station visited sees it.  Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    given = dict(given)
    held = given.get("held_at")
    if given.get("planned_on") is None and isinstance(held, str):
        given["planned_on"] = held[:10]
    begins = ("planned_on", "planned_on")
    return add_entry(ledger, session, VISIT, given, book or code_book(), HABITS, begins=begins)


def edit_visit(
    ledger: Ledger,
    session: Session,
    visit_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Change fields.  Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT."""
    return change(ledger, session, KIND, visit_id, _read(ledger, given, book), HABITS)


def act(
    ledger: Ledger,
    session: Session,
    visit_id: str,
    action: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """confirm, hold, postpone, cancel, miss, follow_up...

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    return move(ledger, session, KIND, visit_id, action, _read(ledger, given, book), HABITS)


def _read(ledger: Ledger, given: Mapping[str, Json], book: CodeBook | None) -> Values:
    faults: dict[str, str] = {}
    values = read_values(ledger, VISIT, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values

"""People of the own station, with or without an account: those who come to a training.

An account is made elsewhere (`people.py`); most village cadres never need one.  Nobody is deleted:
who leaves office keeps the hours they have, under the name they had (domain records 2.4, 7.2).
"""

from __future__ import annotations

from collections.abc import Mapping

from station_app.usecases.complaints import code_book
from station_app.usecases.session import Session, require, today_of
from station_app.usecases.weekly import read_values
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind
from sync.records.codes import CodeBook
from sync.records.people import PERSON
from sync.records.rights import Operation

FIELDS = ("name", "kinds", "post", "unit", "phone", "from_date", "to_date")
"""What is asked of somebody who is no more than a person on a roll."""


def add_person(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> str:
    """A further person of this station, given as outside JSON; the id.  In office from today
    where nothing else was said.

    Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    require(session, Operation.ACCOUNTS, ledger)
    values = _read(ledger, given, book)
    values.setdefault("from_date", today_of(ledger).isoformat())
    _check(values)
    with unit_of_work(ledger, session.user_id) as unit:
        return unit.create("person", values).id


def edit_person(
    ledger: Ledger,
    session: Session,
    person_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> None:
    """Correct a person of this station, or note when they left; an empty `to_date` brings them
    back.

    Problems: NOT_PERMITTED; NOT_FOUND, for a person of another station too; REFUSED_INPUT.
    """
    require(session, Operation.ACCOUNTS, ledger)
    values = _read(ledger, given, book)
    kept = ledger.store.one("person", person_id)
    before = {} if kept is None else kept.record.values
    if before.get("station_id") != session.station_id or before.get("deleted_at") is not None:
        raise Problem(ProblemKind.NOT_FOUND)
    _check({**before, **values})
    with unit_of_work(ledger, session.user_id) as unit:
        unit.change("person", person_id, values)


def _read(ledger: Ledger, given: Mapping[str, Json], book: CodeBook | None) -> dict[str, Json]:
    faults: dict[str, str] = {name: "not_allowed_here" for name in given if name not in FIELDS}
    rest = {name: value for name, value in given.items() if name in FIELDS}
    values = read_values(ledger, PERSON, rest, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values


def _check(values: Mapping[str, Json]) -> None:
    faults = {name: "missing" for name in ("name", "from_date") if not values.get(name)}
    start, end = values.get("from_date"), values.get("to_date")
    if isinstance(start, str) and isinstance(end, str) and end < start:
        faults["to_date"] = "before_start"
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)

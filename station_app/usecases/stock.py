"""Leaflets and banners: received, given, counted; what an activity gave out counts by itself."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.usecases.complaints import code_book
from station_app.usecases.session import Session
from station_app.usecases.weekly import Done, Given, Habits, Values, add, read_given
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit
from sync.problems import Problem, ProblemKind, refused
from sync.records.codes import CodeBook
from sync.records.stock import STOCK_ENTRY

KIND = STOCK_ENTRY.name


def _defaults(unit: Unit, session: Session, values: Values) -> None:
    values.setdefault("at", unit.now_ms)
    values["by_id"] = session.user_id


def _faults(ledger: Ledger, _record_id: str, values: Values) -> dict[str, str]:
    at = values.get("at")
    return {"at": "in_the_future"} if type(at) is int and at > ledger.now_ms() else {}


HABITS = Habits(defaults=_defaults, faults=_faults)


def add_entry(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """Write down what came or went, or what was counted on the shelf; given as outside JSON.

    Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    read = read_given(ledger, STOCK_ENTRY, given, book or code_book())
    return add(ledger, session, KIND, read, HABITS)


def replace_entry(ledger: Ledger, session: Session, entry_id: str, quantity: int) -> Done:
    """Put an entry right: another stands in its place, the first is kept.  0 strikes it out.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    kept = ledger.store.one(KIND, entry_id)
    if kept is None or kept.record.values.get("station_id") != session.station_id:
        raise Problem(ProblemKind.NOT_FOUND)
    if quantity < 0:
        raise refused(quantity="too_small")
    same = ("item_kind", "item_name", "way", "at", "source", "note")
    values = {name: kept.record.values.get(name) for name in same}
    read = Given({**values, "quantity": quantity})
    return add(ledger, session, KIND, read, HABITS, program={"replaces_id": entry_id})

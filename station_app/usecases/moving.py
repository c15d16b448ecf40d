"""An entry of the calendar moved to another time, whatever kind of record it is."""

from __future__ import annotations

from station_app.usecases import activities, trainings, visits
from station_app.usecases.session import Session
from station_app.usecases.weekly import Done, Values, change, move
from sync.clock import local_date
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind, refused
from sync.records.moves import state_of

HABITS = {
    activities.KIND: activities.HABITS,
    trainings.KIND: trainings.HABITS,
    visits.KIND: visits.HABITS,
}
MOVABLE = frozenset({"planned", "confirmed", "postponed"})
"""States in which something is still to come."""


def move_entry(
    ledger: Ledger, session: Session, kind: str, record_id: str, start_ms: int, end_ms: int
) -> Done:
    """Plan it for another time.  What was put off gets its new day.

    One of a series stands apart from its rule then.  Problems: NOT_FOUND; NOT_PERMITTED;
    REFUSED_INPUT (`status` where it is held or called off).
    """
    kept = ledger.store.one(kind, record_id)
    if kept is None:
        raise Problem(ProblemKind.NOT_FOUND)
    before = kept.record.values
    state = state_of(kind, before)
    if state not in MOVABLE:
        raise refused(status="not_from_this_status")
    day = local_date(start_ms).isoformat()
    put_off = state == "postponed" or before.get("moved_to") is not None
    if put_off:
        to: Values = {"moved_to": day if kind == visits.KIND else start_ms}
        if state == "confirmed":
            return move(ledger, session, kind, record_id, "postpone", to, HABITS[kind])
        return _change(ledger, session, kind, record_id, to)
    if kind == visits.KIND:
        return _change(ledger, session, kind, record_id, {"planned_on": day})
    start = "planned_at" if kind == trainings.KIND else "planned_start"
    return _change(ledger, session, kind, record_id, {start: start_ms, "planned_end": end_ms})


def _change(ledger: Ledger, session: Session, kind: str, record_id: str, values: Values) -> Done:
    kept = ledger.store.one(kind, record_id)
    ruled = kept is not None and kept.record.values.get("rule_id") is not None
    apart: Values = {"edited": True} if ruled else {}
    return change(ledger, session, kind, record_id, values, HABITS[kind], program=apart)

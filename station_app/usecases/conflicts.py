"""Deciding what two people changed unseen by each other, and what came too late.

The township or county desk decides, never a village assistant (`sync.md`, Conflicts).
"""

from __future__ import annotations

from station_app.usecases.forks import take_off
from station_app.usecases.session import Session
from sync.clock import Json, local_date
from sync.ledger.courses import event_of
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Changed, Unit, unit_of_work
from sync.problems import Problem, ProblemKind, refused
from sync.records.case_course import DECISION_RANK, course
from sync.records.kinds import Field
from sync.records.registry import KINDS
from sync.records.rights import Operation


def decide_value(
    ledger: Ledger, session: Session, conflict_id: str, value: Json, *, confirmed: bool = True
) -> Changed:
    """Let one of the values stand, or a third.  The county sets it when it hears of it; until
    then the record shows the higher stamp, marked as undecided.

    Problems: NOT_PERMITTED, NOT_FOUND, REFUSED_INPUT where the value cannot stand in the field.
    """
    _require(ledger, session)
    with unit_of_work(ledger, session.user_id) as unit:
        conflict = unit.get("conflict", conflict_id)
        if conflict is None:
            raise Problem(ProblemKind.NOT_FOUND)
        field = _field(str(conflict.values["record_kind"]), str(conflict.values["field"]))
        fault = field.fault(value)
        if fault is not None:
            raise refused(**{field.name: fault})
        unit.change(
            "conflict",
            conflict_id,
            {
                "status": "confirmed" if confirmed else "taken_back",
                "decided_by": session.user_id,
                "decided_at": unit.now_ms,
                "decision": {"value": value},
            },
        )
    return Changed(frozenset({str(conflict.values["seen_with"])}), frozenset({"conflict"}))


def _field(kind: str, name: str) -> Field:
    return KINDS[kind].by_name[name]


def decide_branch(ledger: Ledger, session: Session, case_id: str, winner: str, loser: str) -> None:
    """Decide between two courses of a case, by an event of highest rank naming both ends.

    Problems: NOT_PERMITTED; NOT_FOUND where the case has no such open fork.
    """
    _require(ledger, session)
    with unit_of_work(ledger, session.user_id) as unit:
        case = unit.get("case", case_id)
        if case is None:
            raise Problem(ProblemKind.NOT_FOUND)
        kept = ledger.store.of_roots("case_event", [case_id])
        found = course(case.values, [event_of(k.record) for k in kept])
        if found.open_branch is None or {winner, loser} != set(found.open_branch):
            raise Problem(ProblemKind.NOT_FOUND)
        _record_decision(unit, session, case_id, winner, loser, len(kept) + 1)
        take_off(ledger, case_id)


def _record_decision(
    unit: Unit, session: Session, case_id: str, winner: str, loser: str, seq: int
) -> None:
    unit.create(
        "case_event",
        {
            "case_id": case_id,
            "seq": seq,
            "event_type": "note",
            "occurred_at": unit.now_ms,
            "recorded_at": unit.now_ms,
            "actor_id": session.user_id,
            "actor_name": session.name,
            "rank": DECISION_RANK,
            "follows_id": winner,
            "sets": {"decides": [winner, loser]},
            "summary": "两处办理不一致，由本处确认",
        },
    )


def settle_proposal(ledger: Ledger, session: Session, proposal_id: str, *, taken_up: bool) -> None:
    """Say of handed-over work that it was taken up, or set aside; it stays readable."""
    _require(ledger, session)
    with unit_of_work(ledger, session.user_id) as unit:
        unit.change(
            "proposal",
            proposal_id,
            {
                "status": "taken_up" if taken_up else "set_aside",
                "decided_by": session.user_id,
                "decided_at": unit.now_ms,
            },
        )


def may_decide(ledger: Ledger, session: Session) -> bool:
    """Whether this person decides at this desk."""
    return session.may(Operation.DECIDE_CONFLICT, local_date(ledger.now_ms()))


def _require(ledger: Ledger, session: Session) -> None:
    if not may_decide(ledger, session):
        raise Problem(ProblemKind.NOT_PERMITTED)

"""Seeing a person's data in full: by right, for some with a reason, and never without a trace.

The trace is a transaction of its own, written before anything is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from station_app.usecases.reading.case_detail import CaseDetail, case_detail, may_see_full
from station_app.usecases.reading.draft_detail import draft_detail
from station_app.usecases.reading.drafts import draft
from station_app.usecases.reading.sight import PHONES, Sight, seen_values, sight_of
from station_app.usecases.session import Session, require, today_of
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind, refused
from sync.records.access_log import ACCESS_LOG
from sync.records.knowledge import KNOWLEDGE_REQUEST
from sync.records.rights import Operation

ASKER = ("asker_name", "asker_phone")
"""What of a knowledge request tells who asked."""

_REASON = ACCESS_LOG.by_name["reason"].limit


def view_case(ledger: Ledger, session: Session, case_id: str, reason: str = "") -> CaseDetail:
    """A case in full where the role may, its telephones where it may see those only (both logged),
    else masked.  Problem NOT_FOUND."""
    masked = case_detail(ledger, case_id, full=False)
    sight = sight_of(session, ledger, reason)
    if sight is Sight.FULL:
        log_access(ledger, session, "view_full", "case", case_id, case_id=case_id, reason=reason)
        return case_detail(ledger, case_id, full=True)
    if sight is Sight.PHONE:
        log_access(
            ledger,
            session,
            "unmask",
            "case",
            case_id,
            case_id=case_id,
            reason=reason,
            fields=PHONES,
        )
        return case_detail(ledger, case_id, full=False, phones=True)
    return masked


def view_draft(ledger: Ledger, session: Session, draft_id: str, reason: str = "") -> CaseDetail:
    """A draft of this PC, seen as a case is.  Problem NOT_FOUND."""
    kept = draft(ledger, draft_id)
    if kept is None or kept.row.deleted_at is not None:
        raise Problem(ProblemKind.NOT_FOUND)
    full = may_see_full(session, ledger, reason)
    if full:
        log_access(ledger, session, "view_full", "draft", kept.row.id, reason=reason)
    return draft_detail(ledger, kept, full=full)


def view_asker(
    ledger: Ledger, session: Session, request_id: str, reason: str = ""
) -> dict[str, Json]:
    """Who asked a knowledge request, in full where the role may (logged), else masked.

    Problem NOT_FOUND.
    """
    kept = ledger.store.one(KNOWLEDGE_REQUEST.name, request_id)
    if kept is None:
        raise Problem(ProblemKind.NOT_FOUND)
    sight = sight_of(session, ledger, reason)
    told = {name: kept.record.values.get(name) for name in ASKER}
    if sight is Sight.FULL and any(told.values()):
        log_access(ledger, session, "view_full", KNOWLEDGE_REQUEST.name, request_id, reason=reason)
    shown = seen_values(KNOWLEDGE_REQUEST, told, sight)
    return {} if sight is Sight.NOTHING else {name: shown.get(name) for name in ASKER}


def unmask(
    ledger: Ledger,
    session: Session,
    case_id: str,
    record_kind: str,
    record_id: str,
    fields: Sequence[str],
    reason: str = "",
) -> dict[str, Json]:
    """The named fields of a party (or the case) as they are, after noting who asked and why.

    A role that may see the telephone only gets that.  Problems: NOT_FOUND; NOT_PERMITTED;
    REFUSED_INPUT for `reason` where the role must give one.
    """
    today = today_of(ledger)
    phones = all(name in PHONES for name in fields)
    operation = Operation.SEE_PHONE if phones else Operation.SEE_UNMASKED
    require(session, operation, ledger)
    if session.needs_reason(operation, today) and not reason.strip():
        raise refused(reason="missing")
    kept = ledger.store.one(record_kind, record_id)
    if kept is None or kept.root != case_id:
        raise Problem(ProblemKind.NOT_FOUND)
    log_access(
        ledger,
        session,
        "unmask",
        record_kind,
        record_id,
        case_id=case_id,
        reason=reason,
        fields=fields,
    )
    return {name: kept.record.values.get(name) for name in fields}


def require_export(ledger: Ledger, session: Session, reason: str) -> None:
    """Before personal data leaves in the plain.  Problems: NOT_PERMITTED; REFUSED_INPUT."""
    require(session, Operation.EXPORT, ledger)
    if not reason.strip():
        raise refused(reason="missing")


def log_access(
    ledger: Ledger,
    session: Session,
    action: str,
    object_kind: str,
    object_id: str,
    *,
    case_id: str | None = None,
    reason: str = "",
    fields: Sequence[str] = (),
) -> None:
    """Write one line of the access log (records.md 8.3); durable when this returns."""
    with unit_of_work(ledger, session.user_id) as unit:
        listed: list[Json] = [*fields]
        unit.create(
            "access_log",
            {
                "case_id": case_id,
                "at": unit.now_ms,
                "user_id": session.user_id,
                "action": action,
                "object_kind": object_kind,
                "object_id": object_id,
                "reason": reason.strip()[:_REASON] or None,
                "fields": listed,
            },
        )

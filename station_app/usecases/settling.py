"""Small decisions at the desk: which of two values stands, and that something was looked at."""

from __future__ import annotations

from pathlib import Path

from station_app.usecases.access import log_access, require_export
from station_app.usecases.attachments import content_of
from station_app.usecases.conflicts import decide_value
from station_app.usecases.desk import Desk
from station_app.usecases.session import Session
from sync.clock import Stamp
from sync.ledger.disk import disk_trouble
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Changed
from sync.problems import Problem, ProblemKind


def choose_candidate(ledger: Ledger, session: Session, conflict_id: str, stamp: Stamp) -> Changed:
    """Let the value set under `stamp` stand.

    A list shows values masked, so a choice names the stamp and not the value.  Problems:
    NOT_FOUND; NOT_PERMITTED.
    """
    kept = ledger.store.one("conflict", conflict_id)
    listed = kept.record.values.get("candidates") if kept is not None else None
    for line in listed if isinstance(listed, list) else []:
        if isinstance(line, dict) and line.get("stamp") == [*stamp]:
            return decide_value(ledger, session, conflict_id, line.get("value"))
    raise Problem(ProblemKind.NOT_FOUND)


def looked_at(ledger: Ledger, attention_id: str) -> None:
    """Take an entry off the list of what needs attention; it stays in the ledger."""
    with ledger.db.writing():
        ledger.db.run(
            "UPDATE desk_attention SET done_at = ? WHERE id = ? AND done_at IS NULL",
            (ledger.now_ms(), attention_id),
        )


def save_copy(desk: Desk, case_id: str, attachment_id: str, place: Path, reason: str) -> int:
    """Write a copy of a handed-in file outside the ledger, logged first; its size in bytes.

    Problems: NOT_PERMITTED; REFUSED_INPUT for `reason`; NOT_FOUND where the content lies
    elsewhere; DISK_FULL, DISK_READ_ONLY.
    """
    require_export(desk.ledger, desk.session, reason)
    content = content_of(desk, attachment_id)
    log_access(
        desk.ledger,
        desk.session,
        "export",
        "attachment",
        attachment_id,
        case_id=case_id,
        reason=reason,
    )
    with disk_trouble():
        place.write_bytes(content)
    return len(content)

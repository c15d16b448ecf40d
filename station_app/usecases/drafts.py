"""Drafts: kept on this PC within the form, by whoever writes them, until registered or thrown away.

A draft's body is what `complaint add` takes, so that a form, a script and the register agree.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from station_app.usecases.cases import Answer, register
from station_app.usecases.complaints import code_book, read_complaint
from station_app.usecases.reading.drafts import draft
from station_app.usecases.session import Session, require
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind, refused
from sync.records.codes import CodeBook
from sync.records.rights import Operation

KIND = "case"


def save_draft(
    ledger: Ledger, session: Session, body: Mapping[str, Json], draft_id: str | None = None
) -> str:
    """Keep a draft as it is, however unfinished; its id.  Durable when this returns.

    Its author stays who began it, until somebody takes it over.  Problem NOT_PERMITTED;
    NOT_FOUND where the draft was thrown away or registered meanwhile.
    """
    require(session, Operation.REGISTER, ledger)
    text = orjson.dumps(dict(body)).decode()
    now = ledger.now_ms()
    with ledger.db.writing():
        if draft_id is not None and _touch(ledger, draft_id, text, now):
            return draft_id
        if draft_id is not None and _known(ledger, draft_id):
            raise Problem(ProblemKind.NOT_FOUND)
        new = draft_id or ledger.new_id()
        ledger.db.run(
            "INSERT INTO desk_draft (id, kind, body, person, created_at, updated_at) "
            "VALUES (?,?,?,?,?,?)",
            (new, KIND, text, session.user_id, now, now),
        )
    return new


def add_draft(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Answer:
    """A draft from outside JSON: what stands in it must be readable, but may be unfinished.

    A repeat under the caller's own id changes nothing; another content is refused.
    """
    complaint = read_complaint(ledger, given, book or code_book())
    body = {name: value for name, value in given.items() if name not in ("id", "draft")}
    if complaint.record_id is not None:
        kept = draft(ledger, complaint.record_id)
        if kept is not None and kept.body == body and kept.row.deleted_at is None:
            return Answer(complaint.record_id, None, "draft")
        if kept is not None or _known(ledger, complaint.record_id):
            raise refused(id="taken")
    return Answer(save_draft(ledger, session, body, complaint.record_id), None, "draft")


def edit_draft(
    ledger: Ledger,
    session: Session,
    draft_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Answer:
    """Change fields of a draft, given as outside JSON; `parties` are given as a whole.

    What stood in it before is not looked at.  Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    kept = draft(ledger, draft_id)
    if kept is None or kept.row.deleted_at is not None:
        raise Problem(ProblemKind.NOT_FOUND)
    fixed = {name: "set_by_the_program" for name in ("id", "draft") if name in given}
    if fixed:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=fixed)
    read_complaint(ledger, given, book or code_book())
    save_draft(ledger, session, {**kept.body, **given}, draft_id)
    return Answer(draft_id, None, "draft")


def register_draft(
    ledger: Ledger, session: Session, draft_id: str, book: CodeBook | None = None
) -> Answer:
    """Register what the draft says, under its id; it is a draft no more.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT, then the draft stands as it was.
    """
    kept = draft(ledger, draft_id)
    if kept is None or kept.row.deleted_at is not None:
        raise Problem(ProblemKind.NOT_FOUND)
    book = book or code_book()
    complaint = read_complaint(ledger, kept.body, book)
    return register(ledger, session, complaint, book, draft_id)


def take_over(ledger: Ledger, session: Session, draft_id: str) -> None:
    """From now on it is this person's draft.  Problems: NOT_FOUND; NOT_PERMITTED."""
    require(session, Operation.REGISTER, ledger)
    _update(ledger, "person = ? WHERE id = ? AND done_at IS NULL", session.user_id, draft_id)


def discard(ledger: Ledger, session: Session, draft_id: str) -> None:
    """Into the bin, for 30 days (`usecases.sweeping`).  Problems: NOT_FOUND; NOT_PERMITTED."""
    require(session, Operation.REGISTER, ledger)
    _update(ledger, "done_at = ? WHERE id = ? AND done_at IS NULL", ledger.now_ms(), draft_id)


def bring_back(ledger: Ledger, session: Session, draft_id: str) -> None:
    """Out of the bin again.  Problems: NOT_FOUND; NOT_PERMITTED."""
    require(session, Operation.REGISTER, ledger)
    _update(ledger, "done_at = ? WHERE id = ? AND done_at IS NOT NULL", None, draft_id)


def _touch(ledger: Ledger, draft_id: str, text: str, now: int) -> bool:
    changed = ledger.db.run(
        "UPDATE desk_draft SET body = ?, updated_at = ? WHERE id = ? AND done_at IS NULL",
        (text, now, draft_id),
    )
    return changed > 0


def _known(ledger: Ledger, record_id: str) -> bool:
    row = ledger.db.row(
        "SELECT 1 FROM r_case WHERE id = ? UNION ALL SELECT 1 FROM desk_draft WHERE id = ?",
        (record_id, record_id),
    )
    return row is not None


def _update(ledger: Ledger, change: str, value: str | int | None, draft_id: str) -> None:
    with ledger.db.writing():
        if not ledger.db.run(f"UPDATE desk_draft SET {change}", (value, draft_id)):
            raise Problem(ProblemKind.NOT_FOUND)

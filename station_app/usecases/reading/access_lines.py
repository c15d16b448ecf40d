"""The access log as it is read: by whom it may be, and everybody's own lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from station_app.usecases.reading.names import Names
from station_app.usecases.reading.sight import Sight, sight_of
from station_app.usecases.session import Session, today_of
from sync.ledger.db import Value
from sync.ledger.ledger import Ledger
from sync.records.masking import HIDDEN
from sync.records.rights import Operation

MOST = 200


@dataclass(frozen=True, slots=True)
class AccessLine:
    """`at` in milliseconds.  `who`: a person's name, empty for an account that does not exist.

    `number`, `title`: of the case, where it is about one that is here.  `fields`: what was shown,
    empty for all of it.
    """

    at: int
    who: str
    action: str
    object_kind: str
    case_id: str
    number: str
    title: str
    reason: str
    fields: tuple[str, ...]


def sees_access_log(ledger: Ledger, session: Session) -> bool:
    """Whether this person reads everybody's lines, or only their own."""
    return session.may(Operation.SEE_ACCESS_LOG, today_of(ledger))


def access_lines(
    ledger: Ledger, session: Session, case_id: str | None = None, most: int = MOST
) -> list[AccessLine]:
    """The newest lines, of one case or of all, as far as this person may read them."""
    parts: list[str] = ["a.deleted_at IS NULL"]
    values: list[Value] = []
    if case_id is not None:
        parts.append("a.root_id = ?")
        values.append(case_id)
    everything = sees_access_log(ledger, session)
    if not everything:
        parts.append("a.user_id = ?")
        values.append(session.user_id)
    rows = ledger.db.rows(
        "SELECT a.at, a.user_id, a.action, a.object_kind, a.case_id, a.reason, a.fields, "
        "c.case_no, c.title FROM r_access_log a LEFT JOIN r_case c ON c.id = a.case_id "
        f"WHERE {' AND '.join(parts)} ORDER BY a.at DESC, a.id DESC LIMIT ?",
        (*values, most),
    )
    names = Names(ledger)
    names.learn(row[1] for row in rows if row[1])
    # Why somebody looked may name a person; who sees no party reads that line without it.
    hides = sight_of(session, ledger, reason="?") is Sight.NOTHING
    return [
        AccessLine(
            at or 0,
            names.person(user_id) if user_id else "",
            action or "",
            object_kind or "",
            case or "",
            number or "",
            title or "",
            HIDDEN if reason and hides and user_id != session.user_id else reason or "",
            _names(fields),
        )
        for at, user_id, action, object_kind, case, reason, fields, number, title in rows
    ]


def _names(packed: str | None) -> tuple[str, ...]:
    listed = orjson.loads(packed) if packed else []
    found: Sequence[object] = listed if isinstance(listed, list) else []
    return tuple(str(name) for name in found)

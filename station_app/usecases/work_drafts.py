"""What is typed in a form of the weekly work, kept on this PC until it is saved.

One for each person and form: `key` names the form (`plan`, `hold:<id>`).
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from station_app.usecases.session import Session
from sync.clock import Json
from sync.ledger.ledger import Ledger

_KIND = "form:"
"""Before the key, in the table that holds the drafts of cases too."""


def keep(ledger: Ledger, session: Session, key: str, body: Mapping[str, Json]) -> None:
    """Durable when this returns."""
    text, now = orjson.dumps(dict(body)).decode(), ledger.now_ms()
    with ledger.db.writing():
        row = ledger.db.row(
            "SELECT id FROM desk_draft WHERE kind = ? AND person = ?",
            (_KIND + key, session.user_id),
        )
        if row is not None:
            ledger.db.run(
                "UPDATE desk_draft SET body = ?, updated_at = ? WHERE id = ?", (text, now, row[0])
            )
            return
        ledger.db.run(
            "INSERT INTO desk_draft (id, kind, body, person, created_at, updated_at) "
            "VALUES (?,?,?,?,?,?)",
            (ledger.new_id(), _KIND + key, text, session.user_id, now, now),
        )


def kept(ledger: Ledger, session: Session, key: str) -> dict[str, Json]:
    """What was typed, empty where nothing was."""
    row = ledger.db.row(
        "SELECT body FROM desk_draft WHERE kind = ? AND person = ?", (_KIND + key, session.user_id)
    )
    found = orjson.loads(row[0]) if row is not None else {}
    return found if isinstance(found, dict) else {}


def forget(ledger: Ledger, session: Session, key: str) -> None:
    """It was saved, or is no longer wanted."""
    with ledger.db.writing():
        ledger.db.run(
            "DELETE FROM desk_draft WHERE kind = ? AND person = ?", (_KIND + key, session.user_id)
        )

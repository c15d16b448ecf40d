"""While desks bring back what a restored center lost: who is still waited for."""

from __future__ import annotations

from sync.center.stations import Office
from sync.clock import Json
from sync.ledger.state import State

WINDOW = "restored"
"""In `center_state`: `{waiting, heads}` while desks bring back what they hold."""


def open_window(office: Office) -> None:
    """From now until every replica was heard, or the county ends it, offers are taken."""
    rows = office.db.rows(
        "SELECT id, head_seq FROM center_replica WHERE revoked_at IS NULL ORDER BY id"
    )
    heads: dict[str, Json] = {str(replica): int(head) for replica, head in rows}
    office.state.put({WINDOW: {"waiting": [*heads], "heads": heads}})


def close_window(state: State) -> None:
    """The county says that nobody else is waited for."""
    state.drop(WINDOW)


def heard(state: State, replica: str) -> None:
    """A replica has offered all it holds, in the caller's transaction."""
    window = state.get(WINDOW)
    waiting = window.get("waiting") if isinstance(window, dict) else None
    if not isinstance(window, dict) or not isinstance(waiting, list) or replica not in waiting:
        return
    left = [r for r in waiting if r != replica]
    if left:
        state.put({WINDOW: {**window, "waiting": left}})
    else:
        close_window(state)

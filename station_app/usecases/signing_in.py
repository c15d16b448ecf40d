"""The trace of signing in (records.md 8.3): who came, and which tries failed before.

While the ledger is closed nothing can be written into it: failed tries wait in the key file, by
account and time alone, and come into the access log with the next person who signs in.  The
window's sign-ins are noted; a command's are not, it notes what it reads and exports.
"""

from __future__ import annotations

import logging

from station_app.usecases.desk import Desk
from sync.clock import Json
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind

log = logging.getLogger(__name__)

RECOVERY = "恢复码"
"""The reason of a sign-in by the code on paper."""

_NOTED = "tries_noted"
_NO_ROOM = (ProblemKind.DISK_FULL, ProblemKind.DISK_READ_ONLY)


def note_sign_in(desk: Desk, reason: str = "") -> None:
    """Write the line of who just signed in, and those of the failed tries before it.

    They are written with the room kept back where the disk is full.  Who has shown the password
    comes in even where that is used up; then the lines are missing.
    """
    try:
        desk.with_room(lambda: _note(desk, reason))
    except Problem as problem:
        if problem.kind not in _NO_ROOM:
            raise
        log.warning("a sign-in could not be noted: %s", problem.kind)


def _note(desk: Desk, reason: str) -> None:
    ledger, user_id = desk.ledger, desk.session.user_id
    tries = desk.keys.failed_tries(desk.data_key, ledger.state.whole(_NOTED))
    with unit_of_work(ledger, user_id) as unit:
        for failed in tries:
            line: dict[str, Json] = {
                "at": failed.at_ms,
                "user_id": failed.user_id,
                "action": "failed_login",
                "object_kind": "user",
                "object_id": failed.user_id,
            }
            unit.create("access_log", line)
        line = {
            "at": unit.now_ms,
            "user_id": user_id,
            "action": "login",
            "object_kind": "user",
            "object_id": user_id,
            "reason": reason or None,
        }
        unit.create("access_log", line)
        if tries:
            ledger.state.put({_NOTED: tries[-1].number})

"""Where records stand between this PC and the county: computed each time, never remembered."""

from __future__ import annotations

from collections.abc import Sequence

from sync.ledger.db import chunks, marks
from sync.ledger.identity import acknowledged
from sync.ledger.ledger import Ledger

LOCAL, QUEUED, SYNCED, CONFLICT = "local", "queued", "synced", "conflict"

_PARTS = ("case", "case_party", "case_event", "referral", "reply", "attachment")
"""Kinds whose waiting changes make a case wait."""


def enrolled(ledger: Ledger) -> bool:
    return bool(ledger.state.text("center_key"))


def sync_states(ledger: Ledger, cases: Sequence[str]) -> dict[str, str]:
    """Case id -> `local` (no county line yet), `queued`, `conflict` or `synced`."""
    here = SYNCED if enrolled(ledger) else LOCAL
    states = dict.fromkeys(cases, here)
    if here == SYNCED:
        states.update(dict.fromkeys(_waiting(ledger, cases), QUEUED))
    for part in chunks(cases):
        for (root,) in ledger.db.rows(
            f"SELECT root_id FROM r_conflict WHERE root_id IN ({marks(len(part))}) "
            "AND COALESCE(status, 'open') = 'open'",
            part,
        ):
            states[root] = CONFLICT
    return states


def pending(ledger: Ledger) -> int:
    """Changes the center has not acknowledged."""
    return ledger.journal.head(ledger.replica).seq - acknowledged(ledger).seq


def _waiting(ledger: Ledger, cases: Sequence[str]) -> set[str]:
    after = acknowledged(ledger).seq
    if ledger.journal.head(ledger.replica).seq <= after:
        return set()
    found: set[str] = set()
    for part in chunks(cases):
        ids = marks(len(part))
        members = " UNION ALL ".join(
            f"SELECT root_id, id FROM r_{kind} WHERE root_id IN ({ids})" for kind in _PARTS
        )
        found.update(
            row[0]
            for row in ledger.db.rows(
                f"SELECT DISTINCT m.root_id FROM ({members}) m "
                "CROSS JOIN desk_journal j ON j.record_id = m.id WHERE j.replica = ? AND j.seq > ?",
                (*(list(part) * len(_PARTS)), ledger.replica, after),
            )
        )
    return found

"""Where records stand between this PC and the county: computed each time, never remembered."""

from __future__ import annotations

from collections.abc import Sequence

from sync.ledger.db import chunks, marks
from sync.ledger.identity import acknowledged
from sync.ledger.ledger import Ledger
from sync.records.registry import FAMILIES

LOCAL, QUEUED, SYNCED, CONFLICT = "local", "queued", "synced", "conflict"

_ASIDE = frozenset({"conflict", "proposal", "access_log"})
"""Kinds whose waiting changes do not make what they hang on wait."""


def enrolled(ledger: Ledger) -> bool:
    return bool(ledger.state.text("center_key"))


def sync_states(ledger: Ledger, cases: Sequence[str], kind: str = "case") -> dict[str, str]:
    """Id of a case, or of another root of `kind` -> `local` (no county line yet), `queued`,
    `conflict` or `synced`."""
    here = SYNCED if enrolled(ledger) else LOCAL
    states = dict.fromkeys(cases, here)
    if here == SYNCED:
        states.update(dict.fromkeys(_waiting(ledger, cases, kind), QUEUED))
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


def _waiting(ledger: Ledger, cases: Sequence[str], kind: str) -> set[str]:
    after = acknowledged(ledger).seq
    if ledger.journal.head(ledger.replica).seq <= after:
        return set()
    parts = [name for name in FAMILIES[kind] if name not in _ASIDE]
    found: set[str] = set()
    for part in chunks(cases):
        ids = marks(len(part))
        members = " UNION ALL ".join(
            f"SELECT root_id, id FROM r_{name} WHERE root_id IN ({ids})" for name in parts
        )
        found.update(
            row[0]
            for row in ledger.db.rows(
                f"SELECT DISTINCT m.root_id FROM ({members}) m "
                "CROSS JOIN desk_journal j ON j.record_id = m.id WHERE j.replica = ? AND j.seq > ?",
                (*(list(part) * len(parts)), ledger.replica, after),
            )
        )
    return found

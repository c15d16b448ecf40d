"""Cases on which two desks took different steps apart: on the list of what needs attention until a
desk has decided which one counts (`sync.md`, Steps of a case)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sync.clock import Json
from sync.ledger.courses import event_of
from sync.ledger.db import chunks, marks
from sync.ledger.ledger import Ledger
from sync.records.case_course import course

FORK = "two_steps"
_ID = "fork/"
"""Before the case's id: a case stands on the list once."""


def note_forks(ledger: Ledger, roots: Collection[str]) -> None:
    """List which of `roots`, that came or changed, have an open fork; take the others off.

    A fork that a person has looked at is not listed again.
    """
    for part in chunks(sorted(roots)):
        named = marks(len(part))
        listed = {
            str(case)
            for (case,) in ledger.db.rows(
                f"SELECT record_id FROM desk_attention WHERE why = ? AND record_id IN ({named})",
                (FORK, *part),
            )
        }
        forked = _forked(ledger, part)
        if forked == listed:
            continue
        with ledger.db.writing():
            for case in sorted(forked - listed):
                ledger.db.run(
                    "INSERT INTO desk_attention (id, why, kind, record_id, reason, at) "
                    "VALUES (?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING",
                    (_ID + case, FORK, "case", case, FORK, ledger.now_ms()),
                )
            for case in sorted(listed - forked):
                take_off(ledger, case)


def take_off(ledger: Ledger, case: str) -> None:
    """A desk has decided; within the caller's transaction."""
    ledger.db.run("DELETE FROM desk_attention WHERE id = ?", (_ID + case,))


def _forked(ledger: Ledger, roots: Sequence[str]) -> set[str]:
    """Of these, the cases with two steps after the same one that nobody has decided about.

    Only where several events follow one is the course worth computing: few of what a first
    exchange brings.
    """
    likely = [
        str(case)
        for (case,) in ledger.db.rows(
            "SELECT case_id FROM r_case_event "
            f"WHERE root_id IN ({marks(len(roots))}) "
            "GROUP BY case_id HAVING COUNT(*) > COUNT(DISTINCT COALESCE(follows_id, ''))",
            roots,
        )
    ]
    cases = ledger.store.load("case", likely)
    events: dict[str, list[dict[str, Json]]] = {}
    for event in ledger.store.of_roots("case_event", likely):
        events.setdefault(event.root, []).append(event_of(event.record))
    return {
        case
        for case, kept in cases.items()
        if course(kept.record.values, events.get(case, [])).open_branch is not None
    }

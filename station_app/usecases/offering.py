"""What the center lost with its backup is offered to it, before our own journal goes up again.

`desk_state` keeps in `offer` what is still to be offered: `[kind, id]` each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sync.clock import NEVER, Json
from sync.ledger.ledger import Ledger
from sync.ledger.store import packed_of
from sync.protocol.entries import read_body
from sync.protocol.rows import Packed, write_rows

MOST_OFFERED = 500
"""Records in one message; a root's are never parted."""


def under_way(ledger: Ledger) -> bool:
    return bool(ledger.state.get("offer"))


def add(ledger: Ledger, records: Iterable[tuple[str, str]]) -> None:
    """Offer these too, in the caller's transaction."""
    waiting = _waiting(ledger)
    known = set(waiting)
    fresh: list[tuple[str, str]] = [key for key in records if key not in known]
    if fresh:
        _keep(ledger, [*waiting, *fresh])


def ask(ledger: Ledger) -> dict[str, Json]:
    """What the next message offers."""
    roots: dict[str, list[Packed]] = {}
    for kind, record_id in _waiting(ledger):
        kept = ledger.store.one(kind, record_id)
        if kept is not None:
            roots.setdefault(kept.root, []).append(packed_of(kept, version=0))
    rows: list[Packed] = []
    for part in roots.values():
        if rows and len(rows) + len(part) > MOST_OFFERED:
            break
        rows += part
    if not rows:
        return {}
    seen: list[Json] = [
        [row.kind, row.id, {**found}] for row in rows if (found := _seen(ledger, row.kind, row.id))
    ]
    return {"of": write_rows(rows), "ob": seen}


def _seen(ledger: Ledger, kind: str, record_id: str) -> dict[str, Json]:
    """For fields that changes of ours without a verdict set: the stamp the first of them replaced.

    Their values are offered, since what follows is built on them; what stood before tells the
    center whether somebody else's newer word is met.
    """
    found: dict[str, Json] = {}
    for (body,) in ledger.db.rows(
        "SELECT body FROM desk_journal WHERE replica = ? AND kind = ? AND record_id = ? "
        "AND verdict IS NULL AND body IS NOT NULL ORDER BY seq",
        (ledger.replica, kind, record_id),
    ):
        _, values, bases = read_body(body)
        for name in values:
            found.setdefault(name, [*bases.get(name, NEVER)])
    return found


def taken(ledger: Ledger, answer: Mapping[str, Any]) -> set[str]:
    """The roots of which the center took something: they are in our scope there."""
    told = [(str(kind), str(id_)) for kind, id_, took in answer.get("ov", ()) if took]
    return {kept.root for key in told if (kept := ledger.store.one(*key)) is not None}


def heard(ledger: Ledger, answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Note what was answered, in the caller's transaction; what was not taken.

    What is no longer here is not waited for: a verdict, or a leave, may have taken it since.
    """
    told = {(str(kind), str(id_)): bool(taken) for kind, id_, taken in answer.get("ov", ())}
    waiting = _waiting(ledger)
    left = [k for k in waiting if k not in told and ledger.store.one(*k) is not None]
    if left != waiting:
        _keep(ledger, left)
    return [key for key, taken in told.items() if not taken]


def _waiting(ledger: Ledger) -> list[tuple[str, str]]:
    value = ledger.state.get("offer")
    return (
        [(str(k[0]), str(k[1])) for k in value if isinstance(k, list)]
        if isinstance(value, list)
        else []
    )


def _keep(ledger: Ledger, waiting: list[tuple[str, str]]) -> None:
    if waiting:
        ledger.state.put({"offer": [[kind, id_] for kind, id_ in waiting]})
    else:
        ledger.state.drop("offer")

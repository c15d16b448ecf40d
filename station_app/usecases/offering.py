"""What the center lost with its backup is offered to it, before our own journal goes up again.

`desk_state` keeps in `offer` what is still to be offered: `[kind, id]` each; in `lost_lines` what
conflicts listed here before a center that had lost them listed others: id -> candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.clock import NEVER, Json, Stamp
from sync.ledger.identity import acknowledged
from sync.ledger.ledger import Ledger
from sync.ledger.store import Kept, packed_of, record_of
from sync.merge.records import Record
from sync.protocol.entries import read_body
from sync.protocol.rows import Packed, write_rows
from sync.records.conflict import CONFLICT

MOST_OFFERED = 500
"""Records in one message; a root's are never parted."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one entry did to a record: the stamps it gave to fields, and those it replaced."""

    bases: Mapping[str, Stamp]
    stamps: Mapping[str, Stamp]


def under_way(ledger: Ledger) -> bool:
    return bool(ledger.state.get("offer"))


def add(ledger: Ledger, records: Iterable[tuple[str, str]]) -> None:
    """Offer these too, in the caller's transaction, and the conflicts whose lines were lost.

    A root of which we hold nothing but words on their way goes up with them: there they are judged.
    """
    waiting = _waiting(ledger)
    lost = [(CONFLICT.name, id_) for id_ in _lost_lines(ledger)]
    held: dict[str, list[Kept]] = {}
    for kind, record_id in dict.fromkeys((*records, *lost)):
        kept = ledger.store.one(kind, record_id)
        # Without a station it is what a refused new record left behind: our edits, on their way.
        whole = kept is not None and "station_id" in kept.record.values
        if kept is not None and whole and (kind, record_id) not in waiting:
            held.setdefault(kept.root, []).append(kept)
    fresh = [
        (kept.record.kind, kept.record.id)
        for part in held.values()
        if not all(_only_on_its_way(ledger, kept.record) for kept in part)
        for kept in part
    ]
    if fresh:
        _keep(ledger, [*waiting, *fresh])


def remember_lines(ledger: Ledger, mine: Record, now: Record) -> None:
    """Of a conflict that is read from the start: what it listed here and does not list now.

    The center lists it again once it is offered, while it takes what is brought back.
    """
    listed = _lines(now)
    lost = [line for line in _lines(mine) if line not in listed]
    if lost:
        ledger.state.put({"lost_lines": {**_lost_lines(ledger), mine.id: lost}})


def ask(ledger: Ledger) -> dict[str, Json]:
    """What the next message offers."""
    roots: dict[str, list[Packed]] = {}
    lost = _lost_lines(ledger)
    for kind, record_id in _waiting(ledger):
        kept = ledger.store.one(kind, record_id)
        if kept is not None and kind == CONFLICT.name and record_id in lost:
            kept = Kept(_with_lines(ledger, kept.record, lost[record_id]), kept.root)
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
        [row.kind, row.id, {**found}] for row in rows if (found := _seen(ledger, record_of(row)))
    ]
    return {"of": write_rows(rows), "ob": seen}


def _lost(ledger: Ledger, kind: str, record_id: str) -> list[tuple[bool, Change]]:
    """Our changes of a record that the center does not hold, in order; whether each has a verdict
    all the same, from before it went back."""
    rows = ledger.db.rows(
        "SELECT verdict IS NOT NULL, time, body FROM desk_journal WHERE replica = ? AND kind = ? "
        "AND record_id = ? AND (verdict IS NULL OR seq > ?) AND body IS NOT NULL ORDER BY seq",
        (ledger.replica, kind, record_id, acknowledged(ledger).seq),
    )
    found = []
    for answered, time, body in rows:
        _, values, bases = read_body(body)
        stamps = {n: Stamp(bases.get(n, NEVER).revision + 1, time, ledger.replica) for n in values}
        found.append((bool(answered), Change(bases, stamps)))
    return found


def _seen(ledger: Ledger, record: Record) -> dict[str, Json]:
    """For fields that changes of ours set which the center does not hold: the last stamp of others
    that the author had before them.

    Our values are offered, since what follows is built on them; what was seen tells the center
    whether somebody else's word is met that was not.
    """
    lost = _lost(ledger, record.kind, record.id)
    stamped = {word for _, change in lost for word in change.stamps.items()}
    ours: set[tuple[str, Stamp]] = set()
    found: dict[str, Json] = {}
    for answered, change in lost:
        for name, stamp in change.stamps.items():
            base = change.bases.get(name, NEVER)
            stands = (name, record.stamp(name)) in stamped
            if (name, base) not in ours and (stands or not answered):
                found[name] = [*base]
            ours.add((name, stamp))
    return found


def _only_on_its_way(ledger: Ledger, record: Record) -> bool:
    """Whether every value of a record is our own, from the first on, and has no verdict yet.

    Asked of the journal, not of the name in the stamp: a copy of this PC, which nobody has noticed,
    writes under the same.
    """
    ours: set[tuple[str, Stamp]] = set()
    for answered, change in _lost(ledger, record.kind, record.id):
        for name, stamp in () if answered else change.stamps.items():
            base = change.bases.get(name, NEVER)
            if base != NEVER and (name, base) not in ours:
                return False
            ours.add((name, stamp))
    return all(stamp in ours for stamp in record.stamps.items())


def _lines(conflict: Record) -> list[Json]:
    listed = conflict.values.get("candidates")
    return listed if isinstance(listed, list) else []


def _with_lines(ledger: Ledger, conflict: Record, lost: list[Json]) -> Record:
    """What a conflict lists, and what it listed here before, under a stamp of our own: two values
    never share one."""
    listed, before = _lines(conflict), conflict.stamp("candidates")
    lines = [*listed, *(line for line in lost if line not in listed)]
    joined = conflict.copy()
    joined.set("candidates", lines, Stamp(before.revision + 1, ledger.now_ms(), ledger.replica))
    return joined


def _lost_lines(ledger: Ledger) -> dict[str, list[Json]]:
    value = ledger.state.get("lost_lines")
    lists = value.items() if isinstance(value, dict) else ()
    return {id_: lines for id_, lines in lists if isinstance(lines, list)}


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
        lost = _lost_lines(ledger)
        if lost:
            kept = {id_: lines for id_, lines in lost.items() if (CONFLICT.name, id_) in left}
            ledger.state.put({"lost_lines": {**kept}})
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

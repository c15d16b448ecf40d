"""Keeps what follows from the events beside the records: status, owner, times, money.

Computed alike wherever the events are, and never stamped nor sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from sync.clock import Json
from sync.ledger.db import Db, Value, chunks, marks
from sync.ledger.store import Kept, RecordStore
from sync.merge.records import Record
from sync.records.case import CASE
from sync.records.case_course import READ_OF_CASE, READ_OF_EVENT, Event, History, course
from sync.records.kinds import By, Kind
from sync.records.referral import REFERRAL

MOVING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "case": frozenset(READ_OF_CASE),
        "case_event": frozenset(READ_OF_EVENT),
        "referral": frozenset(),
    }
)
"""Kinds whose records may move a course by coming, and the fields that may by changing."""

_CASE_STEPS = tuple(f.name for f in CASE.fields if f.by is By.STEP)
_REFERRAL_STEPS = tuple(f.name for f in REFERRAL.fields if f.by is By.STEP)


def event_of(record: Record) -> dict[str, Json]:
    """An event as the course reads it: its values with its id."""
    return {**record.values, "id": record.id}


def cases_among(kept: Iterable[Kept]) -> set[str]:
    """The cases whose course these records may have moved."""
    return {item.root for item in kept if item.record.kind in MOVING}


def cases_moved(changed: Iterable[tuple[Kept, Collection[str]]]) -> set[str]:
    """The cases whose course may have moved where the named fields of records changed."""
    return {
        item.root
        for item, names in changed
        if not MOVING.get(item.record.kind, frozenset()).isdisjoint(names)
    }


def recompute(store: RecordStore, touched: Collection[str], new: Collection[str] = ()) -> None:
    """Bring the computed fields of touched cases and their referrals up to date.

    `new`: cases just inserted, which stand where a case begins.
    """
    cases = sorted(touched)
    if not cases:
        return
    events: dict[str, list[Event]] = {}
    for event in store.parts_of_roots("case_event", cases, READ_OF_EVENT):
        events.setdefault(event.root, []).append(event.told)
    _settle_quiet(store.db, [case for case in cases if case not in events and case not in new])
    moved = sorted(events)
    if not moved:
        return
    histories = {case_id: History(events[case_id]) for case_id in moved}
    rows: list[list[Value]] = []
    for case in store.parts("case", moved, READ_OF_CASE):
        fields = histories[case.id].course(case.values).fields
        rows.append([*_cells(fields, _CASE_STEPS), case.id])
    store.db.many(_update(CASE, _CASE_STEPS), rows)
    referrals: list[list[Value]] = []
    for referral in store.parts_of_roots("referral", moved, ()):
        fields = histories[referral.root].referral(referral.id).fields
        referrals.append([*_cells(fields, _REFERRAL_STEPS), referral.id])
    store.db.many(_update(REFERRAL, _REFERRAL_STEPS), referrals)


def _settle_quiet(db: Db, cases: list[str]) -> None:
    """Cases without a step: what the course of no events says, in one statement for many."""
    if not cases:
        return
    defaults = course({"registered_at": 1}, []).fields
    fixed = [n for n in _CASE_STEPS if n not in {"status", "owner_org_id"}]
    assigned = ", ".join(f"{name} = ?" for name in fixed)
    sql = (
        f"UPDATE r_case SET {assigned}, owner_org_id = station_id, "
        "status = CASE WHEN registered_at IS NULL THEN 'draft' ELSE 'registered' END "
    )
    for part in chunks(cases):
        db.run(f"{sql} WHERE id IN ({marks(len(part))})", (*_cells(defaults, fixed), *part))


def _cells(fields: Mapping[str, Json], names: Iterable[str]) -> list[Value]:
    return [value if isinstance(value := fields[name], int | str) else None for name in names]


def _update(kind: Kind, names: Iterable[str]) -> str:
    assigned = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE r_{kind.name} SET {assigned} WHERE id = ?"

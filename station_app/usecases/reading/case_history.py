"""What was changed here in a case, field by field, before and after; from this PC's journal."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.usecases.reading.names import Names
from sync.clock import Json
from sync.ledger.db import chunks, marks
from sync.ledger.ledger import Ledger
from sync.protocol.entries import read_body
from sync.records.kinds import COMMON, By
from sync.records.masking import mask
from sync.records.registry import KINDS

_COMMON = frozenset(field.name for field in COMMON)
_TOLD_BY_STEPS = frozenset({"case_event", "access_log"})
"""Kinds that are sentences themselves: the course of the case tells them."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One field's change, or with an empty `field` that the record was made.

    `at` in milliseconds; `verdict` None: the county has not answered yet.
    """

    at: int
    person: str
    kind: str
    record_id: str
    field: str
    before: Json
    after: Json
    verdict: str | None
    reason: str | None


def case_history(ledger: Ledger, case_id: str, *, full: bool) -> list[HistoryLine]:
    """Changes made on this PC to the case and what belongs to it, newest first.

    Persons are masked unless `full`.
    """
    names = Names(ledger)
    entries = []
    for part in chunks(ledger.store.ids_of_root(case_id)):
        entries += ledger.db.rows(
            "SELECT time, seq, kind, record_id, person, body, verdict, reason FROM desk_journal "
            f"WHERE record_id IN ({marks(len(part))}) AND body IS NOT NULL",
            part,
        )
    known: dict[tuple[str, str], Json] = {}
    made: set[str] = set()
    found: list[HistoryLine] = []
    for at, _, kind, record_id, person, body, verdict, reason in sorted(entries):
        declared = KINDS.get(kind)
        if declared is None or kind in _TOLD_BY_STEPS:
            continue
        values = read_body(body)[1]
        new = record_id not in made and "created_at" in values
        made.add(record_id)
        who = names.person(person)
        if new:
            found.append(HistoryLine(at, who, kind, record_id, "", None, None, verdict, reason))
        for name, value in values.items():
            field = declared.by_name.get(name)
            before = known.get((record_id, name))
            known[record_id, name] = value
            if new or field is None or name in _COMMON or before == value:
                continue
            if field.by is not By.INPUT:
                continue
            shown = (before, value) if full else (mask(field, before), mask(field, value))
            found.append(HistoryLine(at, who, kind, record_id, name, *shown, verdict, reason))
    return found[::-1]

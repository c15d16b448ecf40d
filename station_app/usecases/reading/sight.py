"""How much of the people in a case somebody sees (rules.md 2.2), and finding by no more than that.

A telephone number that is masked on the screen must not be confirmed by searching for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum

from station_app.usecases.reading.cases import CaseFilter, filter_by_text
from station_app.usecases.reading.rows import full_rows
from station_app.usecases.session import Session, today_of
from sync.clock import Json
from sync.ledger.db import chunks, marks
from sync.ledger.ledger import Ledger
from sync.records.case import CASE, CASE_PARTY
from sync.records.kinds import Kind
from sync.records.masking import mask_record
from sync.records.rights import Operation
from sync.records.search_words import normal, runs

PHONES = ("phone", "phone2")
"""What a role may read that sees the telephone only."""

_SECRET_ROLES = frozenset({"reporter"})
"""Who reports a breach is nobody's to see (L:121 art. 37), by telephone either."""


class Sight(IntEnum):
    """NOTHING: no party at all.  MASKED: `张**`.  PHONE: masked but for the telephone."""

    NOTHING = 0
    MASKED = 1
    PHONE = 2
    FULL = 3


def sight_of(session: Session, ledger: Ledger, reason: str = "") -> Sight:
    """What the role is shown at most, for some only with a `reason`."""
    today = today_of(ledger)

    def sees(operation: Operation) -> bool:
        if not session.may(operation, today):
            return False
        return bool(reason.strip()) or not session.needs_reason(operation, today)

    if sees(Operation.SEE_UNMASKED):
        return Sight.FULL
    if sees(Operation.SEE_PHONE):
        return Sight.PHONE
    reading = (Operation.SEE_UNMASKED, Operation.SEE_PHONE)
    return Sight.MASKED if any(session.may(op, today) for op in reading) else Sight.NOTHING


def seen_values(kind: Kind, values: Mapping[str, Json], sight: Sight) -> dict[str, Json]:
    """The fields of one record as they are shown; a party of whom nothing is seen has none."""
    if sight is Sight.FULL:
        return dict(values)
    if kind is CASE_PARTY and sight is Sight.NOTHING:
        return {}
    shown = mask_record(kind, values)
    if kind is CASE_PARTY and sight is Sight.PHONE and values.get("role") not in _SECRET_ROLES:
        shown |= {name: values.get(name) for name in PHONES if name in values}
    return shown


def filter_by_words(
    ledger: Ledger, session: Session, text: str, other: CaseFilter | None = None
) -> CaseFilter:
    """The filter with a search for words, each of which stands in something this person sees."""
    found = filter_by_text(ledger, text, other)
    sight = sight_of(session, ledger)
    if found.ids is None or sight is Sight.FULL:
        return found
    kept = _seen_to_hold(ledger, found.ids, runs(text), sight)
    return replace(found, ids=kept)


def _seen_to_hold(
    ledger: Ledger, cases: Sequence[str], wanted: Sequence[str], sight: Sight
) -> tuple[str, ...]:
    left = {case: set(wanted) for case in cases}
    for part in chunks(cases):
        for kind in (CASE, CASE_PARTY):
            for row in full_rows(ledger.db, kind, f"root_id IN ({marks(len(part))})", part):
                shown = seen_values(kind, row.values, sight)
                for name in kind.searched:
                    value = row.values.get(name)
                    # Of a mask nothing is found: `138` would tell what `****` hides.
                    if not isinstance(value, str) or shown.get(name) != value:
                        continue
                    whole = normal(value)
                    left[row.root] -= {run for run in left[row.root] if run in whole}
    return tuple(case for case in cases if not left[case])

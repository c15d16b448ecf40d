"""What a record is called in lists of other things: what waits, conflicts, what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sync.ledger.db import chunks, marks
from sync.ledger.ledger import Ledger


class Called(NamedTuple):
    kind: str
    number: str | None
    title: str


_COLUMNS: Mapping[str, tuple[str, str]] = {
    "case": ("case_no", "title"),
    "propaganda_activity": ("NULL", "title"),
    "training_session": ("NULL", "title"),
    "training_material": ("NULL", "title"),
    "education_plan": ("NULL", "title"),
    "recurrence_rule": ("NULL", "name"),
    "consumer_notice": ("notice_no", "title"),
    "knowledge_request": ("request_no", "question"),
    "typical_case": ("NULL", "title"),
    "campaign": ("NULL", "title"),
    "stock_entry": ("NULL", "item_name"),
    "visit": ("NULL", "planned_on"),
    "notice_posting": ("NULL", "place"),
    "duty_roster": ("NULL", "date"),
}
"""Kind of a root -> what its number and its title are."""


def called(ledger: Ledger, roots: Iterable[str]) -> dict[str, Called]:
    """What roots of whatever kind are called; those without a title, or not here, left out."""
    wanted = sorted(set(roots) - {""})
    found: dict[str, Called] = {}
    for kind, (number, title) in _COLUMNS.items():
        for part in chunks(wanted):
            for root, its_number, its_title in ledger.db.rows(
                f"SELECT id, {number}, {title} FROM r_{kind} WHERE id IN ({marks(len(part))})", part
            ):
                found[root] = Called(kind, its_number, its_title or "")
    return found

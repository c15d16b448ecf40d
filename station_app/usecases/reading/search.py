"""Cases by words: the index's pairs first, then the bodies themselves.

Pairs of characters may stand apart, so a hit of three and more characters is looked up in the
texts before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sync.ledger.db import chunks, marks
from sync.ledger.ledger import Ledger
from sync.ledger.search import match_expression
from sync.records.case import CASE, CASE_PARTY
from sync.records.search_words import normal, runs

MOST = 5_000
"""So many cases are found at most, the newest entered; nobody reads further."""

_STEP = 400


def found_cases(ledger: Ledger, text: str, most: int = MOST) -> list[str]:
    """Ids of the cases that hold every word of `text`, the newest entered first."""
    expression = match_expression(text)
    if not expression:
        return []
    long = [run for run in runs(text) if len(run) > 2]
    found: list[str] = []
    for part in _hits(ledger, expression):
        found += _holding(ledger, part, long) if long else part
        if len(found) >= most:
            break
    return found[:most]


def _hits(ledger: Ledger, expression: str) -> Iterator[list[str]]:
    """Ids of cases among the index's hits, in steps."""
    below = 2**62
    while True:
        numbers = ledger.db.rows(
            "SELECT rowid FROM desk_search WHERE desk_search MATCH ? AND rowid < ? "
            "ORDER BY rowid DESC LIMIT ?",
            (expression, below, _STEP),
        )
        if not numbers:
            return
        below = numbers[-1][0]
        asked = [row[0] for row in numbers]
        yield [
            row[0]
            for row in ledger.db.rows(
                "SELECT r.root_id FROM desk_search_root r JOIN r_case c ON c.id = r.root_id "
                f"WHERE r.number IN ({marks(len(asked))}) ORDER BY r.number DESC",
                asked,
            )
        ]


def _holding(ledger: Ledger, cases: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Those of the cases in whose texts every run really stands."""
    left = {case: set(wanted) for case in cases}
    for part in chunks(cases):
        for kind in (CASE, CASE_PARTY):
            columns = ", ".join(kind.searched)
            for case, *texts in ledger.db.rows(
                f"SELECT root_id, {columns} FROM r_{kind.name} "
                f"WHERE root_id IN ({marks(len(part))})",
                part,
            ):
                missing = left[case]
                for text in texts:
                    if missing and text:
                        whole = normal(text)
                        missing -= {run for run in missing if run in whole}
    return [case for case in cases if not left[case]]

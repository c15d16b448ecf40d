"""States of the weekly work in words, with a sign before each: colour never stands alone."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.ui.common.record_words import RecordWords
from sync.records.weekly_codes import WEEKLY
from sync.words import Words, mark

ENTRY_SIGNS: Mapping[str, str] = {
    "planned": "○",
    "confirmed": "◎",
    "held": "✓",
    "postponed": "→",
    "cancelled": "✗",
    "missed": "✗",
}
"""Of whatever stands in the calendar."""

REQUEST_SIGNS: Mapping[str, str] = {
    "open": "○",
    "passed": "→",
    "planned": "◎",
    "answered": "✓",
    "closed": "✓",
}

ARRANGED = mark("Answer arranged")
OWN_WORDS: Mapping[str, str] = {"planned": ARRANGED}
"""What of a request's states the common word would say wrong: its answer is planned, not it."""


def entry_state(words: RecordWords, state: str) -> str:
    return f"{ENTRY_SIGNS.get(state, '')} {words.code('activity_status', state)}".strip()


def request_state(words: RecordWords, state: str) -> str:
    own = OWN_WORDS.get(state)
    said = words.code("knowledge_status", state) if own is None else words.words.tr(own)
    return f"{REQUEST_SIGNS.get(state, '')} {said}".strip()


def request_states(words: Words) -> list[str]:
    """Every state a request can have, as a list says it."""
    return [
        f"{REQUEST_SIGNS.get(one.code, '')} {words.tr(OWN_WORDS.get(one.code, one.label))}"
        for one in WEEKLY["knowledge_status"]
    ]

"""States of the weekly work in words, with a sign before each: colour never stands alone."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.ui.common.record_words import RecordWords

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


def entry_state(words: RecordWords, state: str) -> str:
    return f"{ENTRY_SIGNS.get(state, '')} {words.code('activity_status', state)}".strip()


def request_state(words: RecordWords, state: str) -> str:
    return f"{REQUEST_SIGNS.get(state, '')} {words.code('knowledge_status', state)}".strip()

"""Text in two columns on a terminal, where a Chinese character takes two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_GAP = 2
_WIDEST = 44


def two_columns(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """A line a pair, indented; what is on the right begins at one place."""
    rows = list(pairs)
    column = min(_WIDEST, max((width(left) for left, _ in rows), default=0))
    return [
        f"  {left}{' ' * max(_GAP, column + _GAP - width(left))}{right}".rstrip()
        for left, right in rows
    ]


def width(text: str) -> int:
    """Places on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

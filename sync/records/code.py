"""A code of a list, and its words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A code and the English source of its words."""

    code: str
    label: str

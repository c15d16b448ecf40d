"""Python's search for reference cycles, made fit for rows by the thousand."""

from __future__ import annotations

import gc

YOUNG = 50_000
"""New objects between two searches; Python's own 700 stops a batch of 2,000 rows a hundred times,
each time to look at rows that hold no cycle."""


def search_seldom() -> None:
    """Called once, when a program starts: what is there already is looked at no more."""
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)

"""What a list in views is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sync.records.codes import CodeBook

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to show: a view of it, words found in it, its year (0: it knows no years).

    Words are looked for in all years.
    """

    view: str
    words: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """`rows` of the wanted view; `counts` of every view.  `may_add`: whether this person may put a
    new record into the list.  `book`: where it was asked for."""

    wanted: Wanted
    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    may_add: bool
    book: CodeBook | None

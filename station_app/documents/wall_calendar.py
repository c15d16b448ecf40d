"""A month for the wall: what stands on the paper, in words.

Anybody who comes in reads it: of cases it says how many fall due, never which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class WallLine:
    """One entry of a day; a called-off one is struck through."""

    text: str
    held: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class WallDay:
    """`beside`: a day of the month before or after.  `mark`: 休 or 班, `provisional` where no
    official table says so."""

    day: date
    lunar: str = ""
    occasions: tuple[str, ...] = ()
    market: str = ""
    mark: str = ""
    provisional: bool = False
    rests: bool = False
    beside: bool = False
    lines: tuple[WallLine, ...] = ()
    duty: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class WallMonth:
    """`more`: the words for entries without room, with `{n}` for their number.  `stamp`: across
    the paper in practice mode, else empty."""

    title: str
    lunar: str
    station: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[WallDay, ...], ...]
    legend: str
    more: str
    stamp: str = ""

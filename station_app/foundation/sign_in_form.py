"""Form F-37 as paper and reader agree on it: places in millimetres, and what its codes say.

The sheet is printed by one room and read from a photo by another; all that both must know stands
here.  Every page of the form has the same places, so that a page can be read without the others.
A change of any place is a new `VERSION`: old sheets may still lie in a drawer.

Millimetres count from the upper left corner of an A4 page, upright.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FORM = "F-37"
"""The form's code in `domain/forms-and-reports.md` 2E."""

VERSION = 1
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LINES = 20
"""Lines of a page."""

MOST_PAGES = 99


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


class Column(StrEnum):
    NUMBER = "number"
    NAME = "name"
    UNIT = "unit"
    PHONE = "phone"
    SIGNATURE = "signature"
    TIME = "time"


EDGE = 11.0
"""From the edge of the paper to the codes and the table: old laser printers leave some 5 mm."""

_WIDTHS = (
    (Column.NUMBER, 11.0),
    (Column.NAME, 28.0),
    (Column.UNIT, 49.0),
    (Column.PHONE, 19.0),
    (Column.SIGNATURE, 52.0),
    (Column.TIME, 29.0),
)
HEAD_TOP, HEAD_HEIGHT = 54.0, 8.0
LINES_TOP, LINE_HEIGHT = 62.0, 10.1


def column(wanted: Column, top: float, height: float) -> Box:
    """A column's part from `top` down."""
    left = EDGE
    for name, width in _WIDTHS:
        if name is wanted:
            return Box(left, top, width, height)
        left += width
    raise KeyError(wanted)


def cell(wanted: Column, line: int) -> Box:
    """The box of a line of the page, 0 to `LINES` - 1, from the middle of its frame's lines."""
    if not 0 <= line < LINES:
        raise ValueError(line)
    return column(wanted, LINES_TOP + line * LINE_HEIGHT, LINE_HEIGHT)


def table() -> Box:
    """The whole ruled part, with its head."""
    right = column(Column.TIME, 0, 1).right
    return Box(EDGE, HEAD_TOP, right - EDGE, HEAD_HEIGHT + LINES * LINE_HEIGHT)


class Corner(StrEnum):
    """Which code of a page it is."""

    UPPER_LEFT = "A"
    UPPER_RIGHT = "B"
    LOWER_LEFT = "C"
    LOWER_RIGHT = "D"


MODULES = 21
"""QR version 1.  A square of the code is 0.8 mm: three pixels even in a picture of 1,440 pixels."""

CODE_SIDE = MODULES * 0.8
QUIET = 4 * 0.8
"""White that must stay around a code."""


def code_box(corner: Corner) -> Box:
    """Where a code's black squares begin and end."""
    right = corner in (Corner.UPPER_RIGHT, Corner.LOWER_RIGHT)
    low = corner in (Corner.LOWER_LEFT, Corner.LOWER_RIGHT)
    return Box(
        PAGE_WIDTH - EDGE - CODE_SIDE if right else EDGE,
        PAGE_HEIGHT - EDGE - CODE_SIDE if low else EDGE,
        CODE_SIDE,
        CODE_SIDE,
    )


_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SESSION, _ROLL = 8, 4
NO_SESSION = "0" * _SESSION
"""On blank paper, printed before there is a session."""

_TEXT = re.compile(
    rf"F37([1-9])([{_DIGITS}]{{{_SESSION}}})([{_DIGITS}]{{{_ROLL}}})([0-9]{{2}})([ABCD])"
)


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What one code says: 19 letters and digits, all that fits QR version 1 at level M.

    `session` and `roll` are marks (`session_mark`, `roll_mark`); no person can be told from them.
    """

    version: int
    session: str
    roll: str
    page: int
    corner: Corner

    def text(self) -> str:
        return f"F37{self.version}{self.session}{self.roll}{self.page:02d}{self.corner}"


def read_code(text: str) -> SheetCode | None:
    """The code that a text says; None for any other text."""
    found = _TEXT.fullmatch(text)
    if found is None or found[4] == "00":
        return None
    return SheetCode(int(found[1]), found[2], found[3], int(found[4]), Corner(found[5]))


def session_mark(session_id: str) -> str:
    """Eight letters for a session: 40 bits of a digest, so that ids made in one second differ."""
    return NO_SESSION if not session_id else _letters(f"session\0{session_id}", _SESSION)


def roll_mark(person_ids: Sequence[str]) -> str:
    """Four letters for a roll in its printed order.

    Whoever was added, left out or moved after printing changes it: lines of an old sheet are never
    taken for lines of a new one.
    """
    return _letters("\0".join(("roll", *person_ids)), _ROLL)


def _letters(text: str, count: int) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return "".join(_DIGITS[number >> (5 * place) & 31] for place in range(count))


def pages_of(people: int) -> int:
    """How many pages a roll fills; at least one.  ValueError past `MOST_PAGES`."""
    pages = max(1, -(-people // LINES))
    if pages > MOST_PAGES:
        raise ValueError(f"{people} people do not fit {MOST_PAGES} pages")
    return pages

"""What is read from a photographed sign-in sheet, as plain values.

Nothing here is a fact about a person yet: every line goes before somebody's eyes, with its
picture, before it becomes one (`ui/training/check_sheet.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What stands in a line's signature box."""

    SIGNED = "signed"
    EMPTY = "empty"
    UNSURE = "unsure"


class Why(StrEnum):
    """What made a line unsure; NONE for the others."""

    NONE = "none"
    LITTLE = "little"
    """Less than a signature, more than nothing; also a faint trace."""
    RED = "red"
    """Only red: a stamp, or a finger print, which counts for a signature if a person says so."""
    ACROSS = "across"
    """Strokes that come from another line, or cross the line."""
    TIME_ONLY = "time_only"
    """No signature, but a time of arrival."""
    DARK = "dark"
    """A dark patch: a blot, something lying on the paper, or the edge of a deep shadow."""
    BLURRED = "blurred"
    """Too dark, too blurred or too noisy here to tell a stroke from paper."""
    PLACE = "place"
    """The box was not found where it should be: bent paper, or covered."""
    TWICE = "twice"
    """Two pictures of the page say different things."""
    NO_PAGE = "no_page"
    """No picture shows the line's page."""


class Answer(StrEnum):
    """What a picture turned out to be."""

    READ = "read"
    NO_CODE = "no_code"
    """No code was found: another paper, too blurred, too small, or too dark."""
    FOREIGN = "foreign"
    """Codes, but none of this form."""
    NEWER_FORM = "newer_form"
    """A version of the form that this program does not know."""
    CODES_MISSING = "codes_missing"
    """Fewer than three corners are in the picture."""
    TWO_SHEETS = "two_sheets"
    """Codes of different pages or sheets in one picture."""
    TOO_SMALL = "too_small"
    """The sheet is too small in the picture to see strokes."""
    BENT = "bent"
    """The codes do not lie as on flat paper, or the picture is mirrored."""
    OTHER_SESSION = "other_session"
    OTHER_ROLL = "other_roll"
    """The same session, printed with other people or in another order."""
    BLANK_FORM = "blank_form"
    """Blank paper, filled in by hand: there is no roll to compare it with."""


@dataclass(frozen=True, slots=True)
class LineRead:
    """One line of the roll, counted from 1 through all pages.

    `confidence`: 0 to 1, how far from the border between signed and empty; 0 where unsure.
    `pictures`: JPEG of the number and name as printed, the signature and time boxes side by side;
    none where the page is missing, several where they say different things.
    """

    line: int
    mark: Mark
    confidence: float
    why: Why = Why.NONE
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One picture.  `session` and `roll` as `foundation.sign_in_form` marks them; `lines` only
    where the answer is READ."""

    answer: Answer
    session: str = ""
    roll: str = ""
    page: int = 0
    lines: tuple[LineRead, ...] = ()


@dataclass(frozen=True, slots=True)
class RollRead:
    """All pictures of a session's sheet together.

    `lines`: one for each person of the roll, in its order.  `beyond`: lines after the last person
    with something written in them, for a person to look at.  `refused`: the place of each picture
    that was not used, and why.
    """

    lines: tuple[LineRead, ...]
    beyond: tuple[LineRead, ...]
    missing_pages: tuple[int, ...]
    refused: tuple[tuple[int, Answer], ...]

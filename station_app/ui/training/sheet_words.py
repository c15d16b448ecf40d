"""Words for what was read from a sign-in sheet, and for pictures that were not used."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.importing.sheet_values import Answer, Mark, Why
from station_app.ui.common.editors import Option
from sync.words import Words, mark

MARKS: Mapping[Mark, str] = {
    Mark.SIGNED: mark("✓ Signed"),
    Mark.EMPTY: mark("— Empty"),
    Mark.UNSURE: mark("? Not certain"),
}
"""Sign and word together: colour is never alone."""

WHYS: Mapping[Why, str] = {
    Why.NONE: "",
    Why.LITTLE: mark("Something is there, but little or faint."),
    Why.RED: mark("Only red: a stamp or a finger print."),
    Why.ACROSS: mark("Strokes reach over from another line, or a stamp crosses it."),
    Why.TIME_ONLY: mark("A time is written, but no signature."),
    Why.DARK: mark("A dark patch: a blot, a thing on the paper or a deep shadow."),
    Why.BLURRED: mark("Too dark or too blurred here."),
    Why.PLACE: mark("The box was not found: bent or covered."),
    Why.TWICE: mark("Two pictures show different things."),
    Why.NO_PAGE: mark("No picture shows this page."),
}

ANSWERS: Mapping[Answer, str] = {
    Answer.READ: mark("The sheet was read."),
    Answer.NO_CODE: mark(
        "No code was found. Take the picture again: nearer, straight from above, in good light."
    ),
    Answer.FOREIGN: mark("This is not a sign-in sheet of this program."),
    Answer.NEWER_FORM: mark(
        "The sheet was printed by a newer version of the program. Tick the attendance by hand."
    ),
    Answer.CODES_MISSING: mark(
        "Corners of the sheet are missing. Take the picture again with all four codes in it."
    ),
    Answer.TWO_SHEETS: mark("Several sheets are in one picture. Take one picture of each page."),
    Answer.TOO_SMALL: mark("The sheet is too small in the picture. Take it again from nearer."),
    Answer.BENT: mark(
        "The paper is too bent, or the picture is mirrored. Lay the sheet flat and take it again."
    ),
    Answer.OTHER_SESSION: mark("This sheet belongs to another training."),
    Answer.OTHER_ROLL: mark(
        "This sheet was printed with other people or in another order. Tick the attendance by hand."
    ),
    Answer.BLANK_FORM: mark(
        "This is a blank sheet filled in by hand. Tick the attendance by hand."
    ),
}


def presences(words: Words) -> tuple[Option, ...]:
    """The ways to have been there or not (records 7.2), in the order of their keys 1 to 6."""
    tr = words.tr
    return (
        Option("present", tr("Present")),
        Option("late", tr("Came late")),
        Option("early_leave", tr("Left early")),
        Option("absent", tr("Absent")),
        Option("leave", tr("On leave")),
        Option("substitute", tr("Sent somebody else")),
    )


GUESSES: Mapping[Mark, str | None] = {
    Mark.SIGNED: "present",
    Mark.EMPTY: "absent",
    Mark.UNSURE: None,
}
"""What is chosen beforehand; nothing where a person must decide."""

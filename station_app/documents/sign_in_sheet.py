"""The sign-in sheet of a training (form F-37) as lines, texts and codes in millimetres.

A code in each corner names form, session, printed roll, page and corner, so that a photo can be
squared and its lines found again (`importing/sheet_reader.py`).  Which person stands in which line
is the caller's to keep: line n is the n-th of the people given, through all pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import segno

from station_app.foundation.sign_in_form import (
    CODE_SIDE,
    EDGE,
    FORM,
    HEAD_HEIGHT,
    HEAD_TOP,
    LINES,
    MODULES,
    NO_SESSION,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    VERSION,
    Box,
    Column,
    Corner,
    SheetCode,
    cell,
    code_box,
    column,
    pages_of,
    roll_mark,
    session_mark,
    table,
)
from sync.words import Words

PHONE_DIGITS = 4
"""No more of a number than the form asks for (forms-and-reports 1.4)."""


class Align(Enum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a box, in the middle of its height; made smaller, then broken, then cut to fit.

    `points`: the size wanted.
    """

    box: Box
    words: str
    points: float
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """From one place to another; `thick` in millimetres."""

    x1: float
    y1: float
    x2: float
    y2: float
    thick: float


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: rows of squares, True is black; `box` is without the white around it."""

    box: Box
    squares: tuple[tuple[bool, ...], ...]
    text: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    texts: tuple[Text, ...]
    lines: tuple[Line, ...]
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line.  Of `phone` the last four digits are printed."""

    person_id: str
    name: str
    unit: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What stands above the table, as people read it; empty is left to be written by hand.

    `organiser`: the station's name; `time`: `2026年11月26日 9:00 至 11:00`; `hours`: `2.0`.
    """

    organiser: str
    title: str = ""
    time: str = ""
    place: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """A session's sheet.  `session_id` and `people` empty: blank paper for a power cut.

    `practice`: printed by the practice station, which says so on every paper.
    """

    head: SheetHead
    session_id: str = ""
    people: tuple[Attendee, ...] = ()
    printed_at: datetime | None = None
    printed_by: str = ""
    practice: bool = False


def sheet_pages(sheet: SignInSheet, words: Words) -> list[PaperPage]:
    """The pages in order; ValueError for more people than `MOST_PAGES` pages hold."""
    count = pages_of(len(sheet.people))
    session = session_mark(sheet.session_id) if sheet.session_id else NO_SESSION
    roll = roll_mark([person.person_id for person in sheet.people])
    made = []
    for page in range(1, count + 1):
        codes = [
            _code(SheetCode(VERSION, session, roll, page, corner), code_box(corner))
            for corner in Corner
        ]
        here = sheet.people[(page - 1) * LINES : page * LINES]
        texts = [
            *_top(sheet, words),
            *_heads(words),
            *_people(here, (page - 1) * LINES + 1),
            *_foot(sheet, words, page, count),
        ]
        made.append(PaperPage(tuple(texts), tuple(_rules()), tuple(codes)))
    return made


def _code(said: SheetCode, box: Box) -> Code:
    made = segno.make_qr(said.text(), error="m", version=1, boost_error=False)
    squares = tuple(tuple(bool(square) for square in row) for row in made.matrix)
    if len(squares) != MODULES:
        raise ValueError(said)
    return Code(box, squares, said.text())


_MIDDLE_LEFT, _MIDDLE_RIGHT = EDGE + CODE_SIDE + 4.2, PAGE_WIDTH - EDGE - CODE_SIDE - 4.2
"""Between the codes and the white they need."""


def _top(sheet: SignInSheet, words: Words) -> list[Text]:
    tr, head = words.tr, sheet.head
    wide = _MIDDLE_RIGHT - _MIDDLE_LEFT
    title = tr("Training sign-in sheet")
    if sheet.practice:
        title = tr("{title} (practice)", title=title)
    full = table().width
    return [
        Text(Box(_MIDDLE_LEFT, EDGE, wide, 6), head.organiser, 12, Align.CENTER),
        Text(Box(_MIDDLE_LEFT, EDGE + 6.5, wide, 10), title, 22, Align.CENTER, bold=True),
        _asked(tr("Topic"), head.title, Box(EDGE, 31.4, full, 7)),
        _asked(tr("Time"), head.time, Box(EDGE, 38.6, full * 0.72, 7)),
        _asked(tr("Study hours"), head.hours, Box(EDGE + full * 0.74, 38.6, full * 0.26, 7)),
        _asked(tr("Place"), head.place, Box(EDGE, 45.8, full, 7)),
    ]


def _asked(label: str, value: str, box: Box) -> Text:
    return Text(box, f"{label}\N{FULLWIDTH COLON}{value or '_' * int(box.width / 4)}", 13)


def _heads(words: Words) -> list[Text]:
    tr = words.tr
    named = {
        Column.NUMBER: tr("No."),
        Column.NAME: tr("Full name"),
        Column.UNIT: tr("Work unit"),
        Column.PHONE: tr("Phone, last 4"),
        Column.SIGNATURE: tr("Signature"),
        Column.TIME: tr("Time of arrival"),
    }
    return [
        Text(_inside(column(name, HEAD_TOP, HEAD_HEIGHT)), label, 12, Align.CENTER, bold=True)
        for name, label in named.items()
    ]


def _people(people: Sequence[Attendee], first: int) -> list[Text]:
    """Every line has its number, also those that nobody's name stands in."""
    made = []
    for line in range(LINES):
        shown = [(Column.NUMBER, str(first + line), 11.0, Align.CENTER)]
        if line < len(people):
            person = people[line]
            shown += [
                (Column.NAME, person.name, 14.0, Align.CENTER),
                (Column.UNIT, person.unit, 11.0, Align.LEFT),
                (Column.PHONE, _last_digits(person.phone), 12.0, Align.CENTER),
            ]
        made += [
            Text(_inside(cell(name, line)), words, points, align)
            for name, words, points, align in shown
            if words
        ]
    return made


def _last_digits(phone: str) -> str:
    digits = "".join(sign for sign in phone if sign.isdecimal())
    return digits[-PHONE_DIGITS:]


def _inside(box: Box) -> Box:
    return Box(box.left + 1.2, box.top + 0.6, box.width - 2.4, box.height - 1.2)


def _foot(sheet: SignInSheet, words: Words, page: int, pages: int) -> list[Text]:
    tr = words.tr
    left, wide = _MIDDLE_LEFT, _MIDDLE_RIGHT - _MIDDLE_LEFT
    top = PAGE_HEIGHT - EDGE - CODE_SIDE
    hint = tr("Sign in your own line, inside the box. Leave the four codes in the corners free.")
    at, by = sheet.printed_at, sheet.printed_by
    printed = ""
    if at is not None:
        day = tr("{year}-{month}-{day}", year=at.year, month=at.month, day=at.day)
        time = f"{at.hour}:{at.minute:02d}"
        printed = tr("Printed {day} {time} by {person}", day=day, time=time, person=by)
    form = tr("Form {form}, version {version}", form=FORM, version=VERSION)
    at_page = tr("Page {page} of {pages}", page=page, pages=pages)
    return [
        Text(Box(left, top + 0.4, wide, 5), hint, 10, Align.CENTER),
        Text(Box(left, top + 6.2, wide, 5), printed, 9, Align.CENTER),
        Text(Box(left, top + CODE_SIDE - 5, wide / 2, 5), form, 9),
        Text(Box(left + wide / 2, top + CODE_SIDE - 5, wide / 2, 5), at_page, 9, Align.RIGHT),
    ]


THIN, THICK = 0.25, 0.5


def _rules() -> list[Line]:
    whole = table()
    rows = [HEAD_TOP, *(cell(Column.NUMBER, line).top for line in range(LINES)), whole.bottom]
    outer = (whole.top, whole.bottom)
    made = [Line(whole.left, y, whole.right, y, THICK if y in outer else THIN) for y in rows]
    edges = [whole.left, *(column(name, 0, 1).right for name in Column)]
    sides = (whole.left, edges[-1])
    made += [Line(x, whole.top, x, whole.bottom, THICK if x in sides else THIN) for x in edges]
    return made

"""Photographed sign-in sheets, read into guesses that a person then looks at.

A picture comes from outside: it is opened in a limited child process (`child`).  Whether it is the
sheet that is asked for is judged here, by the marks in its codes; a sheet printed with another
roll is never read against this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from station_app.foundation.sign_in_form import LINES, NO_SESSION, pages_of, roll_mark, session_mark
from station_app.importing.child import run_child
from station_app.importing.file_kinds import kind_of_file
from station_app.importing.pdf import Answer as PdfAnswer
from station_app.importing.pdf import show_page
from station_app.importing.sheet_values import Answer, LineRead, Mark, RollRead, SheetRead, Why
from sync.problems import Problem, ProblemKind

MOST_BYTES = 40 * 1024 * 1024
"""A scanner's uncompressed A4 page in colour has 26 MB at 300 dots an inch."""

SECONDS = 60

PAGE_WIDE = 2480
"""Pixels across a page of a PDF: 300 dots an inch of A4."""

MOST_SCANNED = 40
"""Pages of a PDF: 400 people, where a scanner takes the empty backs as well; a minute's reading."""


def read_sheets(content: bytes, name: str = "") -> list[SheetRead]:
    """What a picture (JPEG, PNG, WebP, BMP, TIFF) shows, or each page of a scanned PDF; takes a
    second or two for each.

    Problems, naming the file: FILE_TOO_LARGE, also for a PDF of more pages than any sheet has;
    FILE_KIND_REFUSED for what is neither; FILE_DAMAGED where it cannot be opened within bounds,
    or asks for a password.
    """
    if len(content) > MOST_BYTES:
        raise Problem(ProblemKind.FILE_TOO_LARGE, name=name)
    kind = kind_of_file(content)
    if kind is not None and kind.mime == "application/pdf":
        return [_read_picture(picture, name) for picture in _pages(content, name)]
    if kind is None or not kind.picture:
        raise Problem(ProblemKind.FILE_KIND_REFUSED, name=name)
    return [_read_picture(content, name)]


def _pages(content: bytes, name: str) -> Iterator[bytes]:
    page, count = 0, 1
    while page < count:
        shown = show_page(content, page, PAGE_WIDE)
        if shown.answer is not PdfAnswer.SHOWN:
            raise Problem(ProblemKind.FILE_DAMAGED, name=name)
        if shown.pages > MOST_SCANNED:
            raise Problem(ProblemKind.FILE_TOO_LARGE, name=name)
        yield shown.picture
        page, count = page + 1, shown.pages


def _read_picture(content: bytes, name: str) -> SheetRead:
    head, pictures = run_child("station_app.importing.sheet_child", content, SECONDS, name)
    return _sheet(json.loads(head), pictures)


def _sheet(told: dict[str, Any], pictures: bytes) -> SheetRead:
    """What the child wrote (`sheet_child.told`)."""
    lines, at = [], 0
    for one in told["lines"]:
        picture = pictures[at : at + one["size"]]
        at += one["size"]
        mark, why = Mark(one["mark"]), Why(one["why"])
        lines.append(LineRead(one["line"], mark, one["confidence"], why, (picture,)))
    answer = Answer(told["answer"])
    return SheetRead(answer, told["session"], told["roll"], told["page"], tuple(lines))


def read_roll(sheets: Sequence[SheetRead], session_id: str, person_ids: Sequence[str]) -> RollRead:
    """All pictures of one session's sheet together, as printed for `person_ids` in that order.

    A line whose page is in no picture is unsure, as is one that two pictures differ about.
    """
    pages = pages_of(len(person_ids))
    refused = []
    by_line: dict[int, list[LineRead]] = {}
    seen: set[int] = set()
    for place, sheet in enumerate(sheets):
        answer = _fits(sheet, session_mark(session_id), roll_mark(person_ids), pages)
        if answer is not Answer.READ:
            refused.append((place, answer))
            continue
        seen.add(sheet.page)
        for one in sheet.lines:
            by_line.setdefault(one.line, []).append(one)
    count = len(person_ids)
    return RollRead(
        tuple(_together(line, by_line.get(line, ())) for line in range(1, count + 1)),
        tuple(
            one
            for line in range(count + 1, pages * LINES + 1)
            if line in by_line and (one := _together(line, by_line[line])).mark is not Mark.EMPTY
        ),
        tuple(page for page in range(1, pages + 1) if page not in seen),
        tuple(refused),
    )


def _fits(sheet: SheetRead, session: str, roll: str, pages: int) -> Answer:
    if sheet.answer is not Answer.READ:
        return sheet.answer
    if sheet.session == NO_SESSION:
        return Answer.BLANK_FORM
    if sheet.session != session:
        return Answer.OTHER_SESSION
    return Answer.READ if sheet.roll == roll and sheet.page <= pages else Answer.OTHER_ROLL


_COULD_NOT_SEE = frozenset({Why.BLURRED, Why.PLACE})


def _together(line: int, reads: Iterable[LineRead]) -> LineRead:
    """One line of all pictures that show it."""
    found = list(reads)
    if not found:
        return LineRead(line, Mark.UNSURE, 0, Why.NO_PAGE)
    # A second picture is mostly taken because the first was poor.
    saw = [one for one in found if one.why not in _COULD_NOT_SEE] or found
    best = max(saw, key=lambda one: one.confidence)
    if len({one.mark for one in saw}) > 1:
        pictures = tuple(shown for one in saw for shown in one.pictures)
        return LineRead(line, Mark.UNSURE, 0, Why.TWICE, pictures)
    return best

"""Photographed sign-in sheets, read into guesses that a person then looks at.

A picture comes from outside: it is opened in a limited child process (`child`).  Whether it is the
sheet that is asked for is judged here, by the marks in its codes; a sheet printed with another
roll is never read against this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from station_app.foundation.sign_in_form import LINES, NO_SESSION, pages_of, roll_mark, session_mark
from station_app.importing.child import run_child
from station_app.importing.file_kinds import kind_of_file
from station_app.importing.sheet_values import Answer, LineRead, Mark, RollRead, SheetRead, Why
from sync.problems import Problem, ProblemKind

MOST_BYTES = 40 * 1024 * 1024
"""A scanner's uncompressed A4 page in colour has 26 MB at 300 dots an inch."""

SECONDS = 60


def read_sheet(content: bytes, name: str = "") -> SheetRead:
    """What one picture (JPEG, PNG, WebP, BMP, TIFF) shows; takes a second or two.

    Problems, naming the file: FILE_TOO_LARGE; FILE_KIND_REFUSED for what is no picture (a PDF
    too: its page must be saved as a picture); FILE_DAMAGED where it cannot be opened within bounds.
    """
    if len(content) > MOST_BYTES:
        raise Problem(ProblemKind.FILE_TOO_LARGE, name=name)
    kind = kind_of_file(content)
    if kind is None or not kind.picture:
        raise Problem(ProblemKind.FILE_KIND_REFUSED, name=name)
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

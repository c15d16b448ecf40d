"""What villagers asked to be taught (F-41, 消费知识需求登记表): one request, or a month's list.

Who asked stands on neither: the form has no place for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from station_app.documents.form_sheet import Box, FormSheet, Table, form_page, signature
from sync.words import Words

FORM, VERSION = "F-41", 1
BLANK_LINES = 12


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request as people read it; empty is left to be written by hand."""

    number: str = ""
    day: str = ""
    topic: str = ""
    question: str = ""
    people: str = ""
    passed_to: str = ""
    answer: str = ""
    closed: str = ""


def request_page(station: str, line: RequestLine, words: Words) -> str:
    """One request as HTML; an empty line makes the blank paper."""
    tr = words.tr
    return form_page(
        FormSheet(
            tr("Record of a knowledge request"),
            station,
            (
                (tr("Number"), line.number),
                (tr("Date"), line.day),
                (tr("Subject asked about"), line.topic),
                (tr("How many people"), line.people),
            ),
            (
                Box(tr("Question asked"), line.question, 6),
                Box(tr("Passed on to"), line.passed_to, 1),
                Box(tr("Answer"), line.answer, 9),
                Box(tr("Closed on"), line.closed, 1),
            ),
            (signature(tr("Written by"), tr("Answered by")),),
        )
    )


def requests_page(station: str, month: str, lines: Sequence[RequestLine], words: Words) -> str:
    """A month's list as HTML, for a page on its side; without lines the blank paper.

    `month`: in words, empty to be written by hand.
    """
    tr = words.tr
    rows = tuple(
        (str(n), one.day, one.topic, one.question, one.people, one.passed_to, one.answer,
         one.closed)
        for n, one in enumerate(lines, 1)
    )  # fmt: skip
    heads = (
        tr("No."), tr("Date"), tr("Subject asked about"), tr("Question asked"), tr("Persons"),
        tr("Passed on to"), tr("Answer"), tr("Closed on"),
    )  # fmt: skip
    title = tr("List of knowledge requests")
    return form_page(
        FormSheet(
            f"{title} {month or '____________'}",
            station,
            (),
            (
                Table(
                    heads,
                    (6, 11, 11, 24, 6, 12, 20, 10),
                    rows,
                    0 if rows else BLANK_LINES,
                    frozenset({0, 4}),
                ),
            ),
            (signature(tr("Written by"), tr("Checked by")),),
        )
    )

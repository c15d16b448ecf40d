"""Typical cases in words and signs, and as pages to print; no widget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from station_app.documents.typical_case import Booklet, CasePage, Chapter
from station_app.ui.common.context import Context
from station_app.ui.common.record_words import RecordWords
from station_app.ui.knowledge.typical.jobs import TypicalView
from station_app.ui.knowledge.who import author_words, person_words
from station_app.usecases.reading.rows import FullRow
from station_app.usecases.reading.typical import (
    APPROVED,
    CHECKED,
    DRAFT,
    PUBLISHED,
    WITHDRAWN,
    TypicalRow,
)
from sync.records.knowledge import TYPICAL_CASE
from sync.records.moves import Move
from sync.words import mark

SIGNS: Mapping[str, str] = {
    DRAFT: "○",
    CHECKED: "◎",
    APPROVED: "◆",
    PUBLISHED: "✓",
    WITHDRAWN: "✗",
}
"""Beside the word, never alone."""

STATE_WORDS: Mapping[str, str] = {
    DRAFT: mark("Draft"),
    CHECKED: mark("Checked, not approved yet"),
    APPROVED: mark("Approved, not published yet"),
    PUBLISHED: mark("Published"),
    WITHDRAWN: mark("Taken back"),
}
SHORT: Mapping[str, str] = {CHECKED: mark("Checked"), APPROVED: mark("Approved")}
"""Where a list has less room."""

FORWARD = ("check", "approve", "publish")
"""The moves that bring it nearer to the booklet."""


def state_words(context: Context, state: str) -> str:
    return f"{SIGNS[state]} {context.words.tr(STATE_WORDS[state])}"


def row_words(context: Context, row: TypicalRow) -> str:
    """The state as a cell of the list."""
    tr = context.words.tr
    if row.returned:
        return f"↩ {tr('Sent back')}"
    return f"{SIGNS[row.state]} {tr(SHORT.get(row.state, STATE_WORDS[row.state]))}"


def list_words(context: Context) -> list[str]:
    """Every state a list may say."""
    tr = context.words.tr
    return [f"{SIGNS[state]} {tr(SHORT.get(state, said))}" for state, said in STATE_WORDS.items()]


def forward(moves: tuple[Move, ...]) -> Move | None:
    return next((move for move in moves if move.action in FORWARD), None)


def way_here(context: Context, words: RecordWords, view: TypicalView) -> list[str]:
    """Who wrote, checked and approved it, one line each.

    Somebody this PC does not know is of a station above it.
    """
    tr, row = context.words.tr, view.row

    def who(name: str) -> str:
        return person_words(context, view.called, row.text(name))

    by = author_words(context, view.called, row.text("created_by"), row.text("station_id"))
    when = words.date_and_clock(row.whole("created_at"))
    lines = [tr("○ Written by {person}, {when}", person=by, when=when)]
    if row.text("deidentified_checked_by"):
        person = who("deidentified_checked_by")
        lines.append(tr("◎ Looked through by {person}: nobody is to be known", person=person))
    if row.text("approved_by"):
        day = words.day(row.text("approved_on"))
        lines.append(tr("◆ Approved by {person}, {when}", person=who("approved_by"), when=day))
    return lines


def page_of(words: RecordWords, row: FullRow) -> CasePage:
    """The case as it is printed."""

    def said(name: str) -> str:
        value = row.values.get(name)
        return words.value(TYPICAL_CASE.name, name, value, {}) if value else ""

    return CasePage(
        row.id,
        row.text("title"),
        said("category_code"),
        said("problem_nature"),
        row.whole("year") or 0,
        row.text("story"),
        row.text("key_point"),
        row.text("law_basis"),
        row.text("result"),
        row.text("lesson"),
        row.text("tips_consumer"),
        row.text("tips_operator"),
    )


def booklet_of_rows(
    words: RecordWords, year: int, made_by: str, made_on: date, rows: Iterable[FullRow]
) -> Booklet:
    """A chapter a category, in the order of the county's list; within one as they were entered."""
    listed: dict[str, list[FullRow]] = {}
    for row in rows:
        listed.setdefault(row.text("category_code").partition(".")[0], []).append(row)
    order = {code: n for n, code in enumerate(words.book.codes("category"))}
    chapters = [
        Chapter(words.code("category", code), tuple(page_of(words, row) for row in found))
        for code, found in sorted(
            listed.items(), key=lambda one: (order.get(one[0], len(order)), one[0])
        )
    ]
    tr = words.words.tr
    made_in = tr("{year}-{month}", year=made_on.year, month=made_on.month)
    return Booklet(year, made_by, made_in, tuple(chapters))

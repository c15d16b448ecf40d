"""The year's booklet and a single page, on their way to a file or a printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from station_app.documents.paper_foot import form_foot
from station_app.documents.typical_case import FORM, STYLE, VERSION, booklet_title, case_page
from station_app.printing.booklet import write_booklet, write_word_booklet
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.papers import Paper, file_name, offer_paper, printing_now
from station_app.ui.common.record_words import RecordWords
from station_app.ui.knowledge.typical.jobs import TypicalView, read_booklet
from station_app.ui.knowledge.typical.said import booklet_of_rows, page_of
from station_app.usecases.desk import Desk
from station_app.usecases.typical_cases import BookletRead
from sync.clock import SHANGHAI

PDF, WORD = "pdf", "docx"


def offer_page(context: Context, words: RecordWords, view: TypicalView, owner: QWidget) -> None:
    """One case as form F-42."""
    practice = context.theme.practice
    page = page_of(words, view.row)
    title = context.words.tr("Typical case: {title}", title=page.title)

    def job(desk: Desk) -> Paper:
        return Paper(
            title,
            case_page(page, desk.session.station.name, context.words),
            STYLE,
            form_foot(FORM, VERSION, printing_now(desk, practice=practice), context.words),
        )

    context.tasks.on_ledger(job, lambda paper: offer_paper(context, paper, owner), owner=owner)


def offer_booklet(context: Context, words: RecordWords, year: int, owner: QWidget) -> None:
    """The published cases of a year: asks for the kind of file, then for its place."""

    def job(desk: Desk) -> tuple[BookletRead, int, str]:
        read, now_ms = read_booklet(desk, year)
        return read, now_ms, desk.session.station.name

    context.tasks.on_ledger(
        job, lambda found: _ask(context, words, year, found, owner), owner=owner
    )


def _ask(
    context: Context,
    words: RecordWords,
    year: int,
    found: tuple[BookletRead, int, str],
    owner: QWidget,
) -> None:
    (read, now_ms, made_by), tr = found, context.words.tr
    if read.left_out:
        context.messages.warn(
            tr("Left out, since a person can still be known from it: {titles}",
               titles="、".join(read.left_out))
        )  # fmt: skip
    if not read.rows:
        context.messages.say(tr("No typical case of {year} is published yet.", year=year))
        return
    made_at = datetime.fromtimestamp(now_ms / 1000, SHANGHAI)
    booklet = booklet_of_rows(words, year, made_by, made_at.date(), read.rows)
    title = booklet_title(year, context.words)
    family, practice = context.theme.look.family, context.theme.practice

    def pdf(place: Path) -> int:
        return write_booklet(booklet, context.words, family, place, practice=practice)

    def word(place: Path) -> int:
        return write_word_booklet(booklet, context.words, family, place, made_at, practice=practice)

    count = context.words.ntr("{n} published case", "{n} published cases", len(read.rows))
    question = Question(
        title,
        tr(
            "{count}, by category. The Word file can still be changed; opened, Word asks once "
            "whether to update the page numbers: answer yes.",
            count=count,
        ),
        (
            Choice("no", tr("Not now")),
            Choice(WORD, tr("Save as a Word file")),
            Choice(PDF, tr("Save as PDF"), primary=True),
        ),
    )

    def answered(answer: Answer) -> None:
        if answer.key == PDF:
            _save(context, f"{file_name(title)}.pdf", pdf, owner)
        elif answer.key == WORD:
            _save(context, f"{file_name(title)}.docx", word, owner)

    context.dialogs.ask(question, answered)


def _save(context: Context, name: str, write: Callable[[Path], int], owner: QWidget) -> None:
    tr, suffix = context.words.tr, Path(name).suffix

    def chosen(paths: Sequence[Path]) -> None:
        place = paths[0]
        if place.suffix.lower() != suffix:
            place = Path(f"{place}{suffix}")
        context.tasks.on_line(
            lambda: write(place),
            lambda _: context.messages.say(tr("Saved: {name}", name=place.name), good=True),
            owner=owner,
        )

    context.dialogs.choose_place(tr("Save the booklet"), name, chosen)

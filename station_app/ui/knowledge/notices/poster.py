"""The poster of a notice (form F-29) into a PDF or to the printer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from station_app.printing.poster import PosterPaper, paint_poster, write_poster
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.papers import file_name
from station_app.ui.knowledge.notices.jobs import PosterRead, read_poster
from sync.problems import Problem, ProblemKind


def offer_poster(context: Context, notice_id: str, kind: str, title: str, owner: QWidget) -> None:
    """Asks for paper and way, and does it; the messages tell how it ended."""
    practice = context.theme.practice
    context.tasks.on_ledger(
        lambda desk: read_poster(desk, notice_id, context.words, kind, practice=practice),
        lambda read: _ask(context, read, title, owner),
        owner=owner,
    )


def _ask(context: Context, read: PosterRead, title: str, owner: QWidget) -> None:
    tr = context.words.tr
    question = Question(
        tr("The poster for the board"),
        title,
        (
            Choice("no", tr("Not now")),
            Choice("a3", tr("PDF, A3")),
            Choice("a4", tr("PDF, A4")),
            Choice("print", tr("Print"), primary=True),
        ),
    )

    def answered(answer: Answer) -> None:
        if answer.key == "print":
            _send(context, read, title, owner)
        elif answer.key in ("a3", "a4"):
            paper = PosterPaper.A3 if answer.key == "a3" else PosterPaper.A4
            _save(context, read, title, paper, owner)

    context.dialogs.ask(question, answered)


def _save(
    context: Context, read: PosterRead, title: str, paper: PosterPaper, owner: QWidget
) -> None:
    tr, family = context.words.tr, context.theme.look.family

    def chosen(paths: Sequence[Path]) -> None:
        place = paths[0] if paths[0].suffix.lower() == ".pdf" else Path(f"{paths[0]}.pdf")
        context.tasks.on_line(
            lambda: write_poster(read.poster, context.words, family, paper, read.foot, place),
            lambda _: context.messages.say(tr("Saved: {name}", name=place.name), good=True),
            owner=owner,
        )

    context.dialogs.choose_place(tr("Save as PDF"), f"{file_name(title)}.pdf", chosen)


def _send(context: Context, read: PosterRead, title: str, owner: QWidget) -> None:
    # Only who prints waits for it: five milliseconds that no start needs.
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

    tr, family = context.words.tr, context.theme.look.family
    if not QPrinterInfo.availablePrinterNames():
        context.messages.say(tr("This PC has no printer. Save it as PDF to print it elsewhere."))
        return
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, owner.window())
    dialog.setWindowTitle(tr("Print: {title}", title=title))

    def job() -> None:
        large = printer.pageLayout().pageSize().id().name == "A3"
        paper = PosterPaper.A3 if large else PosterPaper.A4
        if not paint_poster(read.poster, context.words, family, paper, read.foot, printer):
            raise Problem(ProblemKind.FILE_UNREADABLE, name=printer.printerName())

    def accepted() -> None:
        context.tasks.on_line(
            job,
            lambda _: context.messages.say(tr("Sent to the printer."), good=True),
            lambda _: context.messages.say(tr("The printer took nothing. Is it switched on?")),
            owner=owner,
        )

    dialog.accepted.connect(accepted)
    context.dialogs.show(dialog)

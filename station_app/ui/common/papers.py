"""A paper on its way to a printer or into a PDF: its dialogs, and the work off the UI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from station_app.documents.paper_foot import PaperFoot, Printing
from station_app.printing.pages import paint_pages, write_pdf
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.usecases.desk import Desk
from sync.clock import SHANGHAI
from sync.problems import Problem, ProblemKind


@dataclass(frozen=True, slots=True)
class Paper:
    """`title` names the file and the print job.  `foot`: what a form bears on each page; `wide`:
    its pages lie on their side."""

    title: str
    html: str
    style: str
    foot: PaperFoot | None = None
    wide: bool = False


Told = Callable[[str], object]


def printing_now(desk: Desk, *, practice: bool) -> Printing:
    """Who prints, and when by the corrected clock; asked on the ledger's worker."""
    at = datetime.fromtimestamp(desk.ledger.now_ms() / 1000, SHANGHAI)
    return Printing(at, desk.session.name, practice)


def offer_paper(context: Context, paper: Paper, owner: QWidget, about: str = "") -> None:
    """Asks whether it is to be saved or printed, and does it; the messages tell how it ended."""

    def told(words: str) -> None:
        context.messages.say(words, good=True)

    ask_where(
        context,
        paper.title,
        about,
        lambda: save_paper(context, paper, owner, told),
        lambda: print_paper(context, paper, owner, told),
    )


def ask_where(
    context: Context,
    title: str,
    about: str,
    save: Callable[[], None],
    send: Callable[[], None],
) -> None:
    """Asks where a paper is to go; neither is called where somebody closes the question."""
    tr = context.words.tr
    question = Question(
        title,
        about,
        (
            Choice("no", tr("Not now")),
            Choice("save", tr("Save as PDF")),
            Choice("print", tr("Print"), primary=True),
        ),
    )

    def answered(answer: Answer) -> None:
        if answer.key == "save":
            save()
        elif answer.key == "print":
            send()

    context.dialogs.ask(question, answered)


def file_name(title: str) -> str:
    """Without what no disk takes."""
    return "".join(" " if sign in '\\/:*?"<>|' else sign for sign in title).strip()


def save_paper(context: Context, paper: Paper, owner: QWidget, told: Told) -> None:
    """Asks where, and writes a PDF; `told` hears in words how it ended."""
    tr = context.words.tr
    family = context.theme.look.family

    def chosen(paths: Sequence[Path]) -> None:
        place = paths[0] if paths[0].suffix.lower() == ".pdf" else Path(f"{paths[0]}.pdf")
        context.tasks.on_line(
            lambda: write_pdf(paper.html, paper.style, family, place, paper.foot, wide=paper.wide),
            lambda _: told(tr("Saved: {name}", name=place.name)),
            lambda problem: told(context.wording.problem(problem).text()),
            owner=owner,
        )

    context.dialogs.choose_place(tr("Save as PDF"), f"{file_name(paper.title)}.pdf", chosen)


def print_paper(context: Context, paper: Paper, owner: QWidget, told: Told) -> None:
    """Opens the system's dialog, and prints what was chosen there; `told` hears how it ended."""
    # Only who prints waits for it: five milliseconds that no start needs.
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

    tr = context.words.tr
    if not QPrinterInfo.availablePrinterNames():
        told(tr("This PC has no printer. Save it as PDF to print it elsewhere, or write it down."))
        return
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(paper.title)
    dialog = QPrintDialog(printer, owner.window())
    dialog.setWindowTitle(tr("Print: {title}", title=paper.title))
    family = context.theme.look.family

    def job() -> None:
        made = paint_pages(paper.html, paper.style, family, printer, paper.foot, wide=paper.wide)
        if not made:
            raise Problem(ProblemKind.FILE_UNREADABLE, name=printer.printerName())

    def accepted() -> None:
        context.tasks.on_line(
            job,
            lambda _: told(tr("Sent to the printer.")),
            lambda _: told(tr("The printer took nothing. Is it switched on?")),
            owner=owner,
        )

    dialog.accepted.connect(accepted)
    context.dialogs.show(dialog)

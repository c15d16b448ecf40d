"""A paper on its way to a printer or into a PDF: its dialogs, and the work off the UI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from station_app.printing.pages import paint_pages, write_pdf
from station_app.ui.common.context import Context
from sync.problems import Problem, ProblemKind


@dataclass(frozen=True, slots=True)
class Paper:
    """`title` names the file and the print job."""

    title: str
    html: str
    style: str


Told = Callable[[str], object]


def save_paper(context: Context, paper: Paper, owner: QWidget, told: Told) -> None:
    """Asks where, and writes a PDF; `told` hears in words how it ended."""
    tr = context.words.tr
    family = context.theme.look.family

    def chosen(paths: Sequence[Path]) -> None:
        place = paths[0] if paths[0].suffix.lower() == ".pdf" else Path(f"{paths[0]}.pdf")
        context.tasks.on_line(
            lambda: write_pdf(paper.html, paper.style, family, place),
            lambda _: told(tr("Saved: {name}", name=place.name)),
            lambda problem: told(context.wording.problem(problem).text()),
            owner=owner,
        )

    context.dialogs.choose_place(tr("Save as PDF"), f"{paper.title}.pdf", chosen)


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
        if not paint_pages(paper.html, paper.style, family, printer):
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

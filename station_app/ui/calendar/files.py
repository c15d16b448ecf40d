"""The calendar out and in: the month for the wall, calendar files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from station_app.background.changed import Changed
from station_app.documents.wall_calendar import WallMonth
from station_app.importing.ics import WHY_WORDS
from station_app.printing.wall_calendar import Paper, paint_wall_calendar, write_wall_calendar
from station_app.ui.calendar.jobs import read_calendar
from station_app.ui.calendar.port import CalendarPort
from station_app.ui.calendar.values import DAY, last_of_month, weeks_of_month
from station_app.ui.calendar.wall import wall_month
from station_app.ui.calendar.writes import export_file, take_file
from station_app.ui.common.choices import Chips
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.editors import Option
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.made_fields import fault_words
from station_app.ui.common.texts import set_text, text
from station_app.usecases.calendar_files import Taken
from station_app.usecases.desk import Desk
from sync.problems import Problem, ProblemKind
from sync.records.publicity import PROPAGANDA_ACTIVITY

MOST_TOLD = 20
"""Lines of an account of what was not taken."""


class PrintDialog(FrameDialog):
    """Which paper, and where to.

    Signals:
        wanted: arg: `print` or `pdf`.
    """

    wanted = Signal(str)

    def __init__(self, context: Context, title: str) -> None:
        tr = context.words.tr
        super().__init__(context.theme, tr("Wall calendar: {month}", month=title))
        options = [Option("A4", "A4"), Option("A3", "A3")]
        self.paper = Chips(context.theme, options, several=False, keeps_one=True)
        self.paper.set_value("A3")
        self.content.addWidget(FieldRow(context.theme, tr("Paper"), self.paper))
        self.content.addWidget(
            text(tr("Of what falls due it says only how much, never what."), "muted")
        )
        self.told = text("", "strong")
        self.told.hide()
        self.content.addWidget(self.told)
        self.content.addStretch(1)
        self.close_button = self.add_button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.save = self.add_button(tr("Save as PDF"))
        self.save.clicked.connect(lambda: self.wanted.emit("pdf"))
        self.print = self.add_button(tr("Print"), primary=True)
        self.print.clicked.connect(lambda: self.wanted.emit("print"))

    def tell(self, words: str) -> None:
        set_text(self.told, words)
        self.told.show()

    def chosen(self) -> Paper:
        return Paper[str(self.paper.value() or "A3")]


class AccountDialog(FrameDialog):
    """What was taken out of a file, and what was not."""

    def __init__(self, context: Context, lines: Sequence[str]) -> None:
        tr = context.words.tr
        super().__init__(context.theme, tr("What the calendar file brought"))
        for line in lines:
            self.content.addWidget(text(line))
        self.content.addStretch(1)
        self.add_button(tr("Close"), primary=True).clicked.connect(self.accept)


class CalendarFiles(QObject):
    """Writes and reads for the calendar's page."""

    def __init__(self, page: CalendarPort, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._context = page, page.context

    # The month for the wall

    def print_month(self, month: date) -> None:
        """Reads the month's whole weeks, then asks for the paper."""
        words, practice = self._context.words, self._context.theme.practice
        weeks = weeks_of_month(month)
        first, last = weeks[0], max(weeks[-1] + 6 * DAY, last_of_month(month))

        def job(desk: Desk) -> WallMonth:
            read = read_calendar(desk, words, first, last)
            shown = [self._page.words.entry(row, read) for row in read.entries]
            name = desk.session.station.name
            return wall_month(month, read.days, shown, words, name, practice=practice)

        self._context.tasks.on_ledger(job, self._ask_paper, owner=self)

    def _ask_paper(self, month: WallMonth) -> None:
        dialog = PrintDialog(self._context, month.title)
        dialog.wanted.connect(lambda way: self._print(dialog, month, way))
        self._context.dialogs.show(dialog)

    def _print(self, dialog: PrintDialog, month: WallMonth, way: str) -> None:
        paper = dialog.chosen()
        if way == "pdf":
            self._save(dialog, month, paper)
        else:
            self._send(dialog, month, paper)

    def _save(self, dialog: PrintDialog, month: WallMonth, paper: Paper) -> None:
        context, tr = self._context, self._context.words.tr
        family = context.theme.look.family

        def chosen(paths: Sequence[Path]) -> None:
            place = _with_ending(paths[0], ".pdf")
            context.tasks.on_line(
                lambda: write_wall_calendar(month, family, paper, place),
                lambda _: dialog.tell(tr("Saved: {name}", name=place.name)),
                lambda problem: dialog.tell(context.wording.problem(problem).text()),
                owner=dialog,
            )

        context.dialogs.choose_place(tr("Save as PDF"), f"{month.title}.pdf", chosen)

    def _send(self, dialog: PrintDialog, month: WallMonth, paper: Paper) -> None:
        # Only who prints waits for it.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        context, tr = self._context, self._context.words.tr
        if not QPrinterInfo.availablePrinterNames():
            dialog.tell(tr("This PC has no printer. Save it as PDF to print it elsewhere."))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(month.title)
        asked = QPrintDialog(printer, dialog)
        family = context.theme.look.family

        def job() -> None:
            if not paint_wall_calendar(month, family, paper, printer):
                raise Problem(ProblemKind.FILE_UNREADABLE, name=printer.printerName())

        asked.accepted.connect(
            lambda: context.tasks.on_line(
                job,
                lambda _: dialog.tell(tr("Sent to the printer.")),
                lambda _: dialog.tell(tr("The printer took nothing. Is it switched on?")),
                owner=dialog,
            )
        )
        context.dialogs.show(asked)

    # Calendar files

    def export(self) -> None:
        """This station's calendar as a file for other programs."""
        context, tr = self._context, self._context.words.tr

        def chosen(paths: Sequence[Path]) -> None:
            if not paths:
                return
            place = _with_ending(paths[0], ".ics")
            context.tasks.on_ledger(
                lambda desk: export_file(desk, place),
                lambda _: context.messages.say(tr("Saved: {name}", name=place.name), good=True),
                owner=self,
            )

        context.dialogs.choose_place(
            tr("Write a calendar file (ICS)"), f"{self._page.session.station_name}.ics", chosen
        )

    def take_in(self) -> None:
        """Plans what another program's file holds, with an account of what was not taken."""
        context, tr = self._context, self._context.words.tr

        def chosen(paths: Sequence[Path]) -> None:
            if not paths:
                return
            place = paths[0]
            context.tasks.on_ledger(
                lambda desk: take_file(desk, place),
                self._tell,
                owner=self,
                changes=lambda _: Changed.kinds_of(("propaganda_activity", "recurrence_rule")),
            )

        context.dialogs.choose_files(tr("Take in a calendar file (ICS)"), ("*.ics",), chosen)

    def _tell(self, taken: Taken) -> None:
        self._context.dialogs.show(AccountDialog(self._context, account(self._context, taken)))


def account(context: Context, taken: Taken) -> list[str]:
    """What a file brought, line by line."""
    tr, ntr = context.words.tr, context.words.ntr
    lines = [ntr("{n} entry was planned.", "{n} entries were planned.", taken.made)]
    if taken.known:
        lines.append(
            ntr("{n} entry was here already.", "{n} entries were here already.", taken.known)
        )
    told: list[str] = []
    labels: Callable[[str], str] = lambda name: (  # noqa: E731
        tr(PROPAGANDA_ACTIVITY.by_name[name].label) if name in PROPAGANDA_ACTIVITY.by_name else name
    )
    for title, faults in taken.refused:
        said = "；".join(
            f"{labels(name.removeprefix('template.'))}：{fault_words(context, code)}"
            for name, code in faults.items()
        )
        told.append(tr("Not taken: {title} ({faults})", title=title or "?", faults=said))
    for left in taken.left:
        why = tr(WHY_WORDS[left.why])
        told.append(tr("Entry {n}, {what}: {why}", n=left.event, what=left.what, why=why))
    lines += told[:MOST_TOLD]
    if len(told) > MOST_TOLD:
        lines.append(tr("{n} more not shown", n=len(told) - MOST_TOLD))
    return lines


def _with_ending(path: Path, ending: str) -> Path:
    return path if path.suffix.lower() == ending else Path(f"{path}{ending}")

"""The sign-in sheet of a session: printed, and read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from station_app.documents.sign_in_sheet import SignInSheet, sheet_pages
from station_app.foundation.sign_in_form import session_mark
from station_app.importing.sheet_reader import MOST_BYTES, read_roll, read_sheets
from station_app.importing.sheet_values import Answer, RollRead, SheetRead
from station_app.printing.millimetres import paint_paper, write_paper
from station_app.ui.common.context import Context
from station_app.ui.common.papers import ask_where, file_name
from station_app.ui.training.check_sheet import CheckSheet, DecidedRoll, Expected
from station_app.ui.training.doing import Doing
from station_app.ui.training.jobs import changed_session, tick
from station_app.ui.training.sheet_words import ANSWERS
from station_app.usecases import trainings
from station_app.usecases.attachments import attach_file
from station_app.usecases.desk import Desk
from station_app.usecases.training_sheets import Line, printed_lines, sheet_of
from sync.clock import Json
from sync.problems import Problem, ProblemKind

PICTURES = ("*.jpg", "*.jpeg", "*.png", "*.webp", "*.bmp", "*.tif", "*.tiff", "*.pdf")


@dataclass(frozen=True, slots=True)
class _Compared:
    """What pictures show, beside the people the sheet was printed for."""

    lines: tuple[Line, ...]
    roll: RollRead


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page that was read, and the file it is in."""

    path: Path
    sheet: SheetRead


class SheetActs(Doing):
    """Carries out what the roll's buttons for paper ask for."""

    def doors(self) -> Mapping[str, Callable[[], None]]:
        return {"sheet": self.sheet, "read": self.read}

    # The sheet on paper

    def sheet(self) -> None:
        view, words = self._panel.view, self._context.words
        if view is None:
            return
        practice = self._context.theme.practice
        self._context.tasks.on_ledger(
            lambda desk: sheet_of(desk, view.id, words, practice=practice),
            self._ask_where,
            owner=self,
        )

    def _ask_where(self, sheet: SignInSheet) -> None:
        tr = self._context.words.tr
        title = tr("Sign-in sheet: {title}", title=sheet.head.title)
        ask_where(
            self._context,
            title,
            tr("After signing, a photo of each page can be read back with “Read a signed sheet”."),
            lambda: self._save_sheet(sheet, title),
            lambda: self._print_sheet(sheet, title),
        )

    def _save_sheet(self, sheet: SignInSheet, title: str) -> None:
        tr, family = self._context.words.tr, self._context.theme.look.family
        pages = sheet_pages(sheet, self._context.words)

        def chosen(paths: Sequence[Path]) -> None:
            place = paths[0] if paths[0].suffix.lower() == ".pdf" else Path(f"{paths[0]}.pdf")
            self._context.tasks.on_line(
                lambda: write_paper(pages, family, place),
                lambda _: self._told(tr("Saved: {name}", name=place.name)),
                owner=self,
            )

        self._context.dialogs.choose_place(tr("Save as PDF"), f"{file_name(title)}.pdf", chosen)

    def _print_sheet(self, sheet: SignInSheet, title: str) -> None:
        # Only who prints waits for it: five milliseconds that no start needs.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        tr, family = self._context.words.tr, self._context.theme.look.family
        if not QPrinterInfo.availablePrinterNames():
            self._told(tr("This PC has no printer. Save it as PDF to print it elsewhere."))
            return
        pages = sheet_pages(sheet, self._context.words)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        printer.setDocName(title)
        dialog = QPrintDialog(printer, self._panel.window())
        dialog.setWindowTitle(title)

        def job() -> None:
            if not paint_paper(pages, family, printer):
                raise Problem(ProblemKind.FILE_UNREADABLE, name=printer.printerName())

        def accepted() -> None:
            self._context.tasks.on_line(
                job,
                lambda _: self._told(tr("Sent to the printer.")),
                lambda _: self._told(tr("The printer took nothing. Is it switched on?")),
                owner=self,
            )

        dialog.accepted.connect(accepted)
        self._context.dialogs.show(dialog)

    def _told(self, words: str) -> None:
        self._context.messages.say(words, good=True)

    # Read back

    def read(self) -> None:
        """Pictures of the signed sheet; what they show goes before somebody's eyes first."""
        view, tr = self._panel.view, self._context.words.tr
        if view is None:
            return
        session_id = view.id
        self._context.dialogs.choose_files(
            tr("Choose the photos of the sheet, one of each page, or its scan as PDF"),
            PICTURES,
            lambda paths: self.read_files(session_id, paths),
        )

    def read_files(self, session_id: str, paths: Sequence[Path]) -> None:
        """Photographs or scans of a session's signed sheet, wherever they came from."""
        self._context.messages.say(
            self._context.words.tr("The sheet is being read. You can go on working.")
        )
        self._context.tasks.on_line(
            lambda: [_Seen(path, sheet) for path in paths for sheet in _read(path)],
            lambda seen: self._compare(session_id, seen),
            owner=self,
        )

    def _compare(self, session_id: str, seen: list[_Seen]) -> None:
        self._context.tasks.on_ledger(
            lambda desk: compared(desk, session_id, [one.sheet for one in seen]),
            lambda both: self._check(session_id, seen, both),
            owner=self,
        )

    def _check(self, session_id: str, seen: list[_Seen], both: _Compared) -> None:
        tr = self._context.words.tr
        if len(both.roll.refused) == len(seen):
            lines = [
                tr("Picture {n} was not used: {why}", n=place + 1, why=tr(ANSWERS[answer]))
                for place, answer in both.roll.refused
            ]
            self._context.messages.warn(*lines)
            return
        dialog = CheckDialog(self._context, both, self._panel.window())
        screen = dialog.screen_of_checks
        refused = {place for place, _ in both.roll.refused}
        # A scan with several pages is kept once.
        used = list(dict.fromkeys(one.path for n, one in enumerate(seen) if n not in refused))

        def taken(decided: DecidedRoll) -> None:
            self._take_over(dialog, session_id, used, decided)

        screen.taken_over.connect(taken)
        self._context.dialogs.show(dialog)

    def _take_over(
        self, dialog: CheckDialog, session_id: str, used: list[Path], decided: DecidedRoll
    ) -> None:
        tr = self._context.words.tr
        rows: list[Mapping[str, Json]] = [
            {"person_id": one.person_id, "presence": one.presence} for one in decided.people
        ]

        def done(_: object) -> None:
            dialog.accept()
            self._context.messages.saved_now(tr("Roll saved"))
            if decided.beyond:
                numbers = "、".join(str(line) for line in decided.beyond)
                said = tr(
                    "Line {lines}: signed by hand. Invite that person and tick the line.",
                    lines=numbers,
                )
                self._context.messages.say(said)
            for path in used:
                self._keep(session_id, path)

        self._context.tasks.on_ledger(
            lambda desk: tick(desk, session_id, rows),
            done,
            owner=dialog,
            changes=lambda _: changed_session(session_id, trainings.ROLL),
        )

    def _keep(self, session_id: str, path: Path) -> None:
        """The signed sheet is the proof: its picture stays with the session."""
        self._context.tasks.on_ledger(
            lambda desk: attach_file(desk, session_id, path, owner="training"),
            owner=self,
            changes=lambda _: changed_session(session_id, "attachment"),
        )


class CheckDialog(QDialog):
    """The check screen in a window of its own; closed, nothing of it is saved."""

    def __init__(self, context: Context, both: _Compared, parent: QWidget | None) -> None:
        super().__init__(parent)
        title = context.words.tr("Check the sign-in sheet")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        people = [Expected(one.person_id, one.name, one.unit) for one in both.lines]
        self.screen_of_checks = CheckSheet(context, people, both.roll, self)
        self.screen_of_checks.put_aside.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.screen_of_checks)
        room = self.screen().availableGeometry()
        px = context.theme.look.px
        self.resize(min(px(1100), room.width() - 32), min(px(760), room.height() - 48))


def compared(desk: Desk, session_id: str, sheets: Sequence[SheetRead]) -> _Compared:
    """The pictures beside the roll they were printed for: the one most of them bear."""
    own = session_mark(session_id)
    marks = Counter(s.roll for s in sheets if s.answer is Answer.READ and s.session == own)
    lines = printed_lines(desk, session_id, [mark for mark, _ in marks.most_common()])
    return _Compared(
        tuple(lines), read_roll(sheets, session_id, [line.person_id for line in lines])
    )


def _read(path: Path) -> list[SheetRead]:
    """Problems: FILE_UNREADABLE, and those of `read_sheets`."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=path.name) from error
    return read_sheets(content, path.name)

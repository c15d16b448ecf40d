"""The access log of this PC's ledger in a dialog: who signed in, who saw what, and why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from station_app.ui.common.access_words import access_sentence
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.lay import as_tall_as_shown
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import selectable, text
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.reading.access_lines import AccessLine, access_lines, sees_access_log
from sync.records.codes import CodeBook


@dataclass(frozen=True, slots=True)
class Read:
    book: CodeBook
    lines: tuple[AccessLine, ...]
    everybody: bool


def read_access(desk: Desk) -> Read:
    """Runs on the ledger's worker."""
    return Read(
        code_book(),
        tuple(access_lines(desk.ledger, desk.session)),
        sees_access_log(desk.ledger, desk.session),
    )


def show_access_log(context: Context, parent: QWidget) -> None:
    """Reads it and opens the dialog."""
    context.tasks.on_ledger(
        read_access,
        lambda read: context.dialogs.show(AccessLogDialog(context, read, parent)),
        owner=parent,
    )


class AccessLogDialog(FrameDialog):
    """The newest lines first."""

    def __init__(self, context: Context, read: Read, parent: QWidget | None = None) -> None:
        tr = context.words.tr
        super().__init__(context.theme, tr("Access log"), parent)
        as_tall_as_shown(self._body)
        words = RecordWords(context.words, read.book, context.today)
        said = (
            tr("Who signed in and who looked at whose data. Kept for three years.")
            if read.everybody
            else tr("When you signed in and what you looked at. Kept for three years.")
        )
        self.content.addWidget(text(said, "muted"))
        px = context.theme.look.px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        for place, line in enumerate(read.lines):
            grid.addWidget(text(words.moment(line.at), "strong", wrap=False), place, 0)
            grid.addWidget(selectable(text(access_sentence(words, line))), place, 1)
        self.content.addLayout(grid)
        if not read.lines:
            self.content.addWidget(text(tr("Nothing was noted yet."), "muted"))
        self.content.addStretch(1)
        close = self.add_button(tr("Close"), primary=True)
        close.clicked.connect(self.accept)

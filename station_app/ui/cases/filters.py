"""What the list shows: views with their counts, the three colours, words searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from station_app.foundation.wording import SIGNS, Board
from station_app.ui.cases.jobs import (
    ALL,
    BOARDS,
    MINE,
    THIS_MONTH,
    TO_GO_UP,
    TO_REPLY,
    VIEWS,
    Counts,
    Wanted,
)
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from sync.words import mark

VIEW_WORDS: Mapping[str, str] = {
    MINE: mark("In my hands"),
    TO_GO_UP: mark("To go up"),
    TO_REPLY: mark("Reply due"),
    THIS_MONTH: mark("This month"),
    ALL: mark("All"),
}
BOARD_WORDS: Mapping[str, str] = {
    "black": mark("New cases"),
    "red": mark("In hand"),
    "green": mark("Cases done"),
}


class FilterBar(QWidget):
    """Chips with counts.

    Signals:
        wanted_changed: Something else is to be shown.  arg: a `Wanted`.
    """

    wanted_changed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context = context
        self.wanted = Wanted()
        px = context.theme.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(8))
        column.setSpacing(px(6))
        views, boards = FlowLayout(spacing=px(6)), FlowLayout(spacing=px(6))
        column.addLayout(views)
        column.addLayout(boards)
        self.views: dict[str, QPushButton] = {}
        self.boards: dict[str, QPushButton] = {}
        for view in VIEWS:
            self.views[view] = self._chip(lambda v=view: self._view(v))
            views.addWidget(self.views[view])
        for board in BOARDS:
            self.boards[board] = self._chip(lambda b=board: self._board(b))
            boards.addWidget(self.boards[board])
        self.words = self._chip(lambda: self.search(""))
        self.words.hide()
        boards.addWidget(self.words)
        self.show_counts(Counts({}, {}))

    def show_counts(self, counts: Counts) -> None:
        tr = self._context.words.tr
        for view, chip in self.views.items():
            said = tr(VIEW_WORDS[view])
            self._say(chip, said, counts.views.get(view), view == self.wanted.view)
        for board, chip in self.boards.items():
            said = f"{SIGNS[Board(board)]} {tr(BOARD_WORDS[board])}"
            self._say(chip, said, counts.boards.get(board), board == self.wanted.board)
        self.words.setVisible(bool(self.wanted.words))
        found = tr("Found “{words}” ✕", words=self.wanted.words)
        self.words.setText(found)
        self.words.setChecked(True)
        self.words.setAccessibleName(tr("End the search for {words}", words=self.wanted.words))
        self.words.setToolTip(tr("End the search"))

    def search(self, words: str) -> None:
        """Cases that hold these words, whatever the view; empty ends the search."""
        self._want(Wanted(ALL, "", words.strip()))

    def show_all(self) -> None:
        """Tells nobody."""
        self.wanted = Wanted()

    def _view(self, view: str) -> None:
        self._want(replace(self.wanted, view=view, board=""))

    def _board(self, board: str) -> None:
        chosen = "" if board == self.wanted.board else board
        self._want(replace(self.wanted, board=chosen))

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        for view, chip in self.views.items():
            chip.setChecked(view == wanted.view)
        for board, chip in self.boards.items():
            chip.setChecked(board == wanted.board)
        self.wanted_changed.emit(wanted)

    def _chip(self, pressed: object) -> QPushButton:
        chip = QPushButton(self)
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.clicked.connect(lambda: pressed())  # type: ignore[operator]
        return chip

    @staticmethod
    def _say(chip: QPushButton, words: str, count: int | None, chosen: bool) -> None:
        said = words if count is None else f"{words} {count}"
        chip.setText(said)
        chip.setAccessibleName(said)
        chip.setChecked(chosen)

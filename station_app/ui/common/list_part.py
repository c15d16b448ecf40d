"""A part of a page that lists records of one year or view, the chosen one beside the list."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar
from unicodedata import east_asian_width

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from station_app.background.tasks import Job
from station_app.ui.common.beside import Beside
from station_app.ui.common.calm import Calm
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.lay import plain
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import SidePanel
from station_app.ui.common.table import Column, ListedRows, PagedModel, PagedTable
from station_app.ui.common.texts import text
from station_app.usecases.desk import Desk
from sync.problems import Problem
from sync.records.codes import CodeBook

Row = TypeVar("Row")
View = TypeVar("View")


class ListPart(QWidget, Generic[Row]):
    """What the parts of a page share: reading the list, choosing a row, showing it in the panel.

    A part says how: `columns`, `key`, `read_list` (its answer ends in `show_rows`), `read_one`
    (its answer by `ask_one`), `say_empty`, `redraw`, `add`.

    Signals:
        counted: The list was read.  arg: how much it shows, in words.
        book_read: The code lists are there.  arg: the `CodeBook`.
        search_changed: It lists what other words find, or none.  No argument: ask `searched_for`.
    """

    search_changed = Signal()
    counted = Signal(str)
    book_read = Signal(object)

    def __init__(
        self,
        context: Context,
        words: Callable[[], RecordWords | None],
        name: str,
        panel: SidePanel,
        parent: QWidget | None = None,
        shares: tuple[int, int] = (4, 5),
    ) -> None:
        """`name` of the list is read out by screen readers; `shares` of list and panel."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._context, self._words = context, words
        self.chosen = ""
        self._reading: Job | None = None
        self._calm = Calm(self)
        self.model: PagedModel[Row] = PagedModel(self.columns(), self)
        self.table = PagedTable(context.theme, self.model, name, self)
        self.table.row_chosen.connect(self._row_chosen)
        self.table.row_opened.connect(self._row_opened)
        self.panel = panel
        px = context.theme.look.px
        bar = QWidget()
        bar.setProperty("role", "plain")
        self.bar = QVBoxLayout(bar)
        self.bar.setContentsMargins(px(12), px(10), px(12), px(8))
        self.bar.setSpacing(px(6))
        self.beside = Beside(
            context,
            bar,
            self.table,
            panel,
            shares,
            self,
            has_chosen=lambda: bool(self.chosen),
            is_empty=lambda: self.model.rowCount() == 0,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.beside)
        context.theme.changed.connect(self._look_changed)

    # What a part says

    @abstractmethod
    def columns(self) -> list[Column[Row]]:
        """The list's columns; called once, before anything else of the part is there."""

    @abstractmethod
    def key(self, row: Row) -> str:
        """What tells rows apart: the record's id."""

    @abstractmethod
    def read_list(self) -> None:
        """Asks for the list on the ledger's worker."""

    @abstractmethod
    def read_one(self, item_id: str) -> None:
        """Asks for one record, to show it in the panel."""

    @abstractmethod
    def say_empty(self) -> None:
        """Says in the panel why the list is empty."""

    def redraw(self) -> None:
        """Another text size or shade: draws the panel anew where it draws anything itself."""

    def add(self) -> None:
        """Ctrl+N."""

    # What the page asks

    def search(self, words: str) -> None:
        """Finds words in what the part lists."""

    def searched_for(self) -> str:
        """The words of the window's search box that it lists by; empty where none."""
        return ""

    def end_search(self) -> None:
        """Lists again what it lists without words."""

    def reload(self) -> None:
        self.read_list()
        if self.chosen:
            self.read_one(self.chosen)

    def open_item(self, item_id: str) -> None:
        """Shows one record, and the list as it stands (a part widens it first)."""
        self.beside.opened = True
        self.chosen = item_id
        self.reload()
        self.beside.fit()

    # The list

    def want_anew(self) -> None:
        """Another list is wanted: nothing of it is chosen yet."""
        self.beside.opened = False
        self.chosen = ""
        self.beside.fit()
        self.read_list()

    def take_book(self, book: CodeBook | None) -> None:
        if book is not None:
            self.book_read.emit(book)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Lists them; what was chosen stays so, else the first is."""
        self.model.set_source(ListedRows(rows))
        if not rows:
            self.chosen = self.chosen if self.beside.opened else ""
            if not self.chosen:
                self.say_empty()
        else:
            # Looked for among the rows themselves: the table has not read them yet.
            places = (n for n, row in enumerate(rows) if self.key(row) == self.chosen)
            place = next(places, None if self.chosen else 0)
            if place is None:
                self.table.clearSelection()
            else:
                self.table.setCurrentIndex(self.model.index(place, 0))
        self.beside.fit()

    def _row_chosen(self, row: Row) -> None:
        if self.key(row) != self.chosen:
            self.chosen = self.key(row)
            self.read_one(self.chosen)

    def _row_opened(self, row: Row) -> None:
        self._row_chosen(row)
        self.beside.open_panel()
        self.panel.enter()

    # The chosen record

    def ask_one(self, job: Callable[[Desk], View], show: Callable[[View], object]) -> None:
        """Reads one record for the panel; of several asked for only the last is shown."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._context.tasks.on_ledger(
            job,
            lambda view: self._calm.call("one", lambda: show(view)),
            self._failed,
            owner=self,
        )

    def _failed(self, problem: Problem) -> None:
        told = self._context.wording.problem(problem)
        self.panel.say(told.what, told.then)

    def _look_changed(self) -> None:
        self.beside.fit()
        self.redraw()


def chip(pressed: Callable[[], object], words: str = "") -> QPushButton:
    """A choice above a list that is pressed in or not."""
    made = button(words)
    made.setProperty("role", "chip")
    made.setCheckable(True)
    made.clicked.connect(lambda: pressed())
    return made


def name_chip(shown: QPushButton, words: str, *, checked: bool) -> None:
    shown.setText(words)
    shown.setAccessibleName(words)
    shown.setChecked(checked)


class FoundChip(QWidget):
    """What is searched for; pressing it ends the search.

    Signals:
        ended: The search is ended.  No argument.
    """

    ended = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._context = context
        self.chip = chip(self.ended.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.chip)
        self.hide()

    def show_words(self, words: str) -> None:
        tr = self._context.words.tr
        self.chip.setText(tr("Found “{words}” ✕", words=words))
        self.chip.setAccessibleName(tr("End the search for {words}", words=words))
        self.chip.setChecked(False)
        self.setVisible(bool(words))


class YearLine(QWidget):
    """One year with the way to those around it; further buttons stand on the right.

    Signals:
        stepped: Another year is wanted.  arg: -1 or 1.
    """

    stepped = Signal(int)

    def __init__(self, context: Context, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        tr, px = context.words.tr, context.theme.look.px
        self.before, self.after = button("‹"), button("›")
        self.before.setAccessibleName(tr("The year before"))
        self.after.setAccessibleName(tr("The year after"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.year = text(str(year), "strong", wrap=False)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(px(6))
        for one in (self.before, self.year, self.after):
            self.row.addWidget(one)
        self.row.addStretch(1)

    def show_year(self, year: int) -> None:
        self.year.setText(str(year))


def chips_line(context: Context, chips: Sequence[QWidget], new: QWidget) -> QHBoxLayout:
    """Chips in as many lines as they need, beside them on the right what makes a new record."""
    line = QHBoxLayout()
    line.setSpacing(context.theme.look.px(6))
    holder = plain()
    holder.setLayout(flow_row(context, chips))
    line.addWidget(holder, 1, Qt.AlignmentFlag.AlignVCenter)
    line.addWidget(new, 0, Qt.AlignmentFlag.AlignVCenter)
    return line


def room_for(said: Iterable[str], least: int) -> int:
    """The width of a column that shows one of these words; a Chinese character counts twice."""
    return max(least, *(sum(2 if east_asian_width(c) in "WF" else 1 for c in one) for one in said))


def flow_row(context: Context, shown: Sequence[QWidget]) -> FlowLayout:
    """Chips above a list, in as many lines as they need."""
    flow = FlowLayout(spacing=context.theme.look.px(6))
    for one in shown:
        flow.addWidget(one)
    return flow

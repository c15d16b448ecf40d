"""Tables over more rows than memory should hold: pages are read when they are looked at.

The model asks its `PageSource` for 200 rows at a time, synchronously: such a read by key takes a
few milliseconds, less than handing it to a thread and repainting twice.  It keeps the pages last
used, so that a jump to anywhere in 100,000 rows is one read.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from station_app.ui.common.look import ROW, SMALL
from station_app.ui.common.theme import Theme

PAGE = 200
PAGES_KEPT = 12

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class Role(IntEnum):
    """Beside Qt's own roles: the whole row, and what a status delegate paints."""

    ROW = Qt.ItemDataRole.UserRole + 10
    STATUS = Qt.ItemDataRole.UserRole + 11


class PageSource(Protocol[Row_co]):
    """Rows in one order, under one filter; a snapshot as of `count`.

    Both are small synchronous reads on the UI thread: 20 ms at most each.
    """

    def count(self) -> int: ...

    def fetch(self, offset: int, limit: int) -> Sequence[Row_co]:
        """Rows `offset` to `offset + limit`; fewer where rows vanished meanwhile."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`show` gives the words of a cell.  `status` gives a status code where the cell is a chip.

    `sort` is the key handed to `sort_requested`; a column without one cannot be sorted by.
    `width` in characters; one column stretches.
    """

    title: str
    show: Callable[[Row], str]
    width: int = 10
    sort: str | None = None
    status: Callable[[Row], str] | None = None
    stretch: bool = False
    right: bool = False
    tip: Callable[[Row], str] | None = None


class PagedModel(QAbstractTableModel, Generic[Row]):
    """The rows of a `PageSource` for a table view."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._source: PageSource[Row] | None = None
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()

    def set_source(self, source: PageSource[Row] | None) -> None:
        """Other rows, another order or filter: all is read anew."""
        self.beginResetModel()
        self._source = source
        self._count = 0 if source is None else source.count()
        self._pages.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """The same source after something changed: keeps the place where it can."""
        if self._source is None:
            return
        count = self._source.count()
        if count != self._count:
            self.set_source(self._source)
            return
        self._pages.clear()
        if count:
            last = self.index(count - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row(self, number: int) -> Row | None:
        """The row at a place, read if it must be; None past the end."""
        if self._source is None or not 0 <= number < self._count:
            return None
        page_no, place = divmod(number, PAGE)
        page = self._pages.get(page_no)
        if page is None:
            page = self._source.fetch(page_no * PAGE, PAGE)
            self._pages[page_no] = page
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page_no)
        return page[place] if place < len(page) else None

    def find(self, wanted: Callable[[Row], bool]) -> int | None:
        """The place of a row among the pages at hand; reads nothing."""
        for page_no, page in self._pages.items():
            for place, row in enumerate(page):
                if wanted(row):
                    return page_no * PAGE + place
        return None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        row = self.row(index.row())
        if row is None:
            return None
        if role == Role.ROW:
            return row
        if role == Role.STATUS:
            return column.status(row) if column.status is not None else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return _plain_tip(column.tip(row)) if column.tip is not None else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title} {column.show(row)}".strip()
        return column.show(row)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[section].right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


_ANSWERED = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Role.ROW,
        Role.STATUS,
    )
)


def _plain_tip(words: str) -> str:
    """Qt reads a tooltip with tags as rich text; data must stay what it is."""
    return words.replace("<", "〈").replace(">", "〉")


class PagedTable(QTableView):
    """A table of whole rows, all of one height, sorted by its header.

    Signals:
        row_chosen: A row became the current one.  arg: the row.
        row_opened: Enter or a double click on a row.  arg: the row.
        sort_requested: A header was pressed.  args: the column's sort key, descending.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    sort_requested = Signal(str, bool)

    def __init__(
        self, theme: Theme, model: PagedModel[Any], name: str, parent: QWidget | None = None
    ) -> None:
        """`name` is read out by screen readers."""
        super().__init__(parent)
        self._theme = theme
        self._paged = model
        self.setAccessibleName(name)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        # One height for all: Qt must not ask 100,000 rows for theirs.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._header_pressed)
        self._sorted: tuple[int, bool] | None = None
        theme.changed.connect(self._fit)
        self._fit()
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.activated.connect(self._tell_opened)

    def show_sorted(self, key: str, descending: bool) -> None:
        """Marks the column that the source is sorted by."""
        for number, column in enumerate(self._paged.columns):
            if column.sort == key:
                self._sorted = (number, descending)
                order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
                self.horizontalHeader().setSortIndicatorShown(True)
                self.horizontalHeader().setSortIndicator(number, order)

    def choose(self, same: Callable[[Any], bool]) -> bool:
        """Makes a row among those at hand the current one."""
        place = self._paged.find(same)
        if place is None:
            return False
        self.setCurrentIndex(self._paged.index(place, 0))
        return True

    def _fit(self) -> None:
        look = self._theme.look
        # The least first, or rows could not get lower again when the text gets smaller.
        self.verticalHeader().setMinimumSectionSize(look.px(ROW))
        self.verticalHeader().setDefaultSectionSize(look.px(ROW))
        header = self.horizontalHeader()
        # First, or columns could not get narrower again when the text gets smaller.
        header.setMinimumSectionSize(look.px(48))
        titles = QFontMetrics(self._theme.font(SMALL))
        for number, column in enumerate(self._paged.columns):
            titled = titles.horizontalAdvance(column.title) + look.px(30)
            self.setColumnWidth(number, max(titled, look.px(column.width * 8 + 18)))
            mode = (
                QHeaderView.ResizeMode.Stretch
                if column.stretch
                else QHeaderView.ResizeMode.Interactive
            )
            header.setSectionResizeMode(number, mode)

    def _header_pressed(self, number: int) -> None:
        key = self._paged.columns[number].sort
        if key is None:
            return
        descending = self._sorted != (number, True)
        self.show_sorted(key, descending)
        self.sort_requested.emit(key, descending)

    def _tell_chosen(self, now: QModelIndex) -> None:
        row = self._paged.row(now.row())
        if row is not None:
            self.row_chosen.emit(row)

    def _tell_opened(self, index: QModelIndex) -> None:
        row = self._paged.row(index.row())
        if row is not None:
            self.row_opened.emit(row)


class ListedRows(Generic[Row]):
    """A `PageSource` over rows already in memory; for short lists."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def count(self) -> int:
        return len(self._rows)

    def fetch(self, offset: int, limit: int) -> Sequence[Row]:
        return self._rows[offset : offset + limit]

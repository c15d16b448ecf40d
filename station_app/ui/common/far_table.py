"""Rows of a table read on the ledger's worker, page by page, while the window goes on.

A jump to anywhere asks for one page; rows that are still on their way are blank and fill in.
While somebody drags the slider only what is looked at last is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from station_app.background.tasks import Tasks
from station_app.ui.common.calm import Calm
from station_app.ui.common.table import PAGE, PAGES_KEPT, Column, PagedModel

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
WAITING_PAGES = 3
"""So many pages asked for last are read; older wishes were scrolled past."""


class FarQuery(Protocol[Row]):
    """Rows in one order under one filter.  Called on the ledger's worker with the open ledger."""

    def count(self, ledger: Any) -> int: ...

    def page(self, ledger: Any, offset: int, limit: int, before: Row | None) -> Sequence[Row]:
        """Rows from `offset` on; `before` is the row right before them where it is at hand."""


@dataclass(frozen=True, slots=True)
class _Read(Generic[Row]):
    count: int
    pages: dict[int, Sequence[Row]]


class FarModel(PagedModel[Row]):
    """A `PagedModel` whose pages come later.

    Signals:
        read: The rows of a query, or their refresh, are there.  arg: how many there are.
        page_read: One more page is there.  arg: its number.
    """

    read = Signal(int)
    page_read = Signal(int)

    def __init__(
        self, columns: Sequence[Column[Row]], tasks: Tasks[Any], parent: QObject | None = None
    ) -> None:
        super().__init__(columns, parent)
        self._tasks = tasks
        self._query: FarQuery[Row] | None = None
        self._turn = 0
        self._wanted: list[int] = []
        self._reading: int | None = None
        self._calm = Calm(self)

    def ask(self, query: FarQuery[Row], first_page: int = 0) -> None:
        """Shows other rows; the old ones stay until the new ones are there."""
        self._query = query
        self._read_again((first_page,), keep=False)

    def refresh(self) -> None:
        """The same rows after something changed; the place is kept where their number is."""
        if self._query is not None:
            self._read_again(tuple(self._pages)[-2:] or (0,), keep=True)

    def row(self, number: int) -> Row | None:
        """The row at a place; None while it is on its way."""
        if not 0 <= number < self._count:
            return None
        page_no, place = divmod(number, PAGE)
        page = self._pages.get(page_no)
        if page is None:
            self._want(page_no)
            return None
        self._pages.move_to_end(page_no)
        return page[place] if place < len(page) else None

    def _read_again(self, pages: Sequence[int], *, keep: bool) -> None:
        self._turn += 1
        self._wanted.clear()
        self._reading = None
        turn, query = self._turn, self._query
        if query is None:
            return

        def job(ledger: Any) -> _Read[Row]:
            count = query.count(ledger)
            inside = [page for page in pages if page * PAGE < count] or [0]
            return _Read(count, {p: query.page(ledger, p * PAGE, PAGE, None) for p in inside})

        self._tasks.on_ledger(
            job,
            lambda read: self._calm.call("rows", lambda: self._arrived(turn, read, keep)),
            owner=self,
        )

    def _arrived(self, turn: int, read: _Read[Row], keep: bool) -> None:
        if turn != self._turn:
            return
        same = keep and read.count == self._count
        if not same:
            self.beginResetModel()
        self._count = read.count
        self._pages.clear()
        self._pages.update(sorted(read.pages.items()))
        if not same:
            self.endResetModel()
        elif read.count:
            last = self.index(read.count - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.read.emit(read.count)

    def _want(self, page_no: int) -> None:
        if page_no == self._reading:
            return
        if page_no in self._wanted:
            self._wanted.remove(page_no)
        self._wanted = [*self._wanted, page_no][-WAITING_PAGES:]
        self._read_next()

    def _read_next(self) -> None:
        if self._reading is not None or not self._wanted or self._query is None:
            return
        page_no = self._reading = self._wanted.pop()
        turn, query = self._turn, self._query
        page_before = self._pages.get(page_no - 1)
        before = page_before[-1] if page_before is not None and len(page_before) == PAGE else None
        self._tasks.on_ledger(
            lambda ledger: query.page(ledger, page_no * PAGE, PAGE, before),
            lambda rows: self._page_arrived(turn, page_no, rows),
            owner=self,
        )

    def _page_arrived(self, turn: int, page_no: int, rows: Sequence[Row]) -> None:
        if turn != self._turn:
            return
        self._reading = None
        self._pages[page_no] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(self._count, (page_no + 1) * PAGE) - 1
        self.dataChanged.emit(
            self.index(page_no * PAGE, 0), self.index(last, len(self.columns) - 1)
        )
        self.page_read.emit(page_no)
        self._read_next()

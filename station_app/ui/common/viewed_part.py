"""A part of a page whose list is seen in views, and by years where it knows them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtWidgets import QPushButton, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.list_part import (
    FoundChip,
    ListPart,
    Row,
    YearLine,
    chip,
    chips_line,
    flow_row,
    name_chip,
)
from station_app.ui.common.listing import Listing, Wanted
from station_app.ui.common.record_panel import RecordPanel, View
from station_app.ui.common.record_words import RecordWords
from station_app.usecases.desk import Desk

AnyListing = TypeVar("AnyListing", bound=Listing[Any])
Read = TypeVar("Read", bound=Listing[Any], covariant=True)


class ReadsList(Protocol[Read]):
    """Runs on the ledger's worker; the code book is read where `with_book`."""

    def __call__(self, desk: Desk, wanted: Wanted, *, with_book: bool) -> Read: ...


class ViewedPart(ListPart[Row], Generic[Row, AnyListing, View]):
    """What such parts share: the chips of the views, the search, the years, the new button.

    A part says besides what every list part says: `VIEWS`, `EVERY`, `reads_list`, `reads_one`,
    `count_words`, `new_words`, `wake`, and what is its own of a list that was read, `took`.
    """

    VIEWS: ClassVar[Mapping[str, str]]
    """The views in their order and what they are called."""
    EVERY: ClassVar[str]
    """The view in which everything stands."""

    def __init__(
        self,
        context: Context,
        words: Callable[[], RecordWords | None],
        name: str,
        panel: RecordPanel[View],
        opens_on: str,
        parent: QWidget | None = None,
        *,
        by_year: bool = False,
    ) -> None:
        """`opens_on`: the view it shows at first, and when a search is ended."""
        self._context, self._opens_on, self._by_year = context, opens_on, by_year
        self.wanted = self._at_first()
        self.may_add = False
        super().__init__(context, words, name, panel, parent)
        self.panel: RecordPanel[View] = panel
        tr = context.words.tr
        self.views: dict[str, QPushButton] = {
            view: chip(partial(self._show_view, view), tr(said))
            for view, said in self.VIEWS.items()
        }
        self.found = FoundChip(context)
        self.found.ended.connect(self.end_search)
        self.new = button(self.new_words()[0] + " Ctrl+N")
        self.new.setAccessibleName(self.new_words()[1])
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.years = YearLine(context, self.wanted.year, self)
        self.years.setVisible(by_year)
        self.years.stepped.connect(self._step_year)
        self.lay_bar()

    # What a part says

    @property
    @abstractmethod
    def reads_list(self) -> ReadsList[AnyListing]:
        """Reads what is wanted."""

    @property
    @abstractmethod
    def reads_one(self) -> Callable[[Desk, str], View]:
        """Reads one record by its id, on the ledger's worker; Problem NOT_FOUND."""

    @abstractmethod
    def count_words(self, count: int) -> str:
        """How much is listed, in words."""

    @abstractmethod
    def new_words(self) -> tuple[str, str]:
        """What stands on the button for a new record, and what a screen reader says of it."""

    @abstractmethod
    def wake(self) -> None:
        """Makes what only a shown record needs: its dialogs."""

    def took(self, read: AnyListing) -> None:
        """What else follows from a list that was read, before its rows are shown."""

    def lay_bar(self) -> None:
        """The lines above the list."""
        chips = [*self.views.values(), self.found]
        if self._by_year:
            self.bar.addLayout(flow_row(self._context, chips))
            self.years.row.addWidget(self.new)
            self.bar.addWidget(self.years)
        else:
            self.bar.addLayout(chips_line(self._context, chips, self.new))

    # What the page asks

    def search(self, words: str) -> None:
        self._show_view(self.EVERY, words=words.strip())

    def searched_for(self) -> str:
        return self.wanted.words

    def end_search(self) -> None:
        if self.wanted.words:
            self._show_view(self._opens_on, words="")

    def open_item(self, item_id: str) -> None:
        """Shows one record, and the list it stands in."""
        self.wanted = replace(self.wanted, view=self.EVERY, words="")
        self.search_changed.emit()
        super().open_item(item_id)

    def show_made(self, item_id: str) -> None:
        """Shows what was put there just now, where it is seen when the part opens."""
        self.wanted = self._at_first()
        self.search_changed.emit()
        super().open_item(item_id)

    # The list

    def _at_first(self) -> Wanted:
        return Wanted(self._opens_on, year=self._context.today().year if self._by_year else 0)

    def read_list(self) -> None:
        wanted, with_book, read = self.wanted, self._words() is None, self.reads_list

        def job(desk: Desk) -> AnyListing:
            return read(desk, wanted, with_book=with_book)

        self._context.tasks.on_ledger(job, self._listed, owner=self)

    def _listed(self, read: AnyListing) -> None:
        if read.wanted != self.wanted:
            return
        self.take_book(read.book)
        tr = self._context.words.tr
        for view, shown in self.views.items():
            said = f"{tr(self.VIEWS[view])} {read.counts[view]}"
            name_chip(shown, said, checked=view == self.wanted.view)
        self.found.show_words(self.wanted.words)
        self.years.show_year(self.wanted.year)
        self.may_add = read.may_add
        self.new.setVisible(read.may_add)
        self.took(read)
        self.show_rows(read.rows)
        self.counted.emit(self.count_words(len(read.rows)))

    def _show_view(self, view: str, words: str | None = None) -> None:
        said = self.wanted.words if words is None else words
        self.want(replace(self.wanted, view=view, words=said))

    def _step_year(self, step: int) -> None:
        self.want(replace(self.wanted, year=self.wanted.year + step, words=""))

    def want(self, wanted: Wanted) -> None:
        """Another list."""
        self.wanted = wanted
        self.search_changed.emit()
        self.want_anew()

    # The chosen record

    def read_one(self, item_id: str) -> None:
        read = self.reads_one
        self.ask_one(lambda desk: read(desk, item_id), self.show_one)

    def show_one(self, view: View) -> None:
        """Shows a record that was read, if it is still the chosen one."""
        words = self._words()
        if view.id != self.chosen or words is None:
            return
        self.panel.show_view(words, view)
        self.wake()

    def redraw(self) -> None:
        words = self._words()
        if self.panel.view is not None and words is not None:
            self.panel.show_view(words, self.panel.view, anew=True)

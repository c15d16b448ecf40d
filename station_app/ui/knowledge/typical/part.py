"""典型案例: made from closed cases, read like the booklet, collected by year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.list_part import (
    FoundChip,
    ListPart,
    YearLine,
    chip,
    flow_row,
    name_chip,
    room_for,
)
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column
from station_app.ui.knowledge.typical.jobs import (
    ALL,
    BACK,
    OUT,
    PREPARING,
    VIEWS,
    TypicalList,
    TypicalView,
    Wanted,
    read_typical,
    read_typical_list,
)
from station_app.ui.knowledge.typical.panel import TypicalPanel
from station_app.ui.knowledge.typical.said import list_words, row_words
from station_app.ui.shell.ports import Session
from station_app.usecases.desk import Desk
from station_app.usecases.reading.typical import TypicalRow
from sync.words import mark

if TYPE_CHECKING:
    from station_app.ui.knowledge.typical.acts import TypicalActs

VIEW_WORDS = {
    ALL: mark("All"),
    PREPARING: mark("In preparation"),
    OUT: mark("Published"),
    BACK: mark("Taken back"),
}
FROM = "from="
"""Before a closed case's id: one is to be made of it (`open_item`)."""


class TypicalPart(ListPart[TypicalRow]):
    """One year at a time, or words in all years."""

    def __init__(
        self,
        context: Context,
        session: Session,
        words: Callable[[], RecordWords | None],
        parent: QWidget | None = None,
    ) -> None:
        tr = context.words.tr
        self._session = session
        self.wanted = Wanted(context.today().year)
        self._may_propose = False
        self._make_of = ""
        self.views: dict[str, QPushButton] = {}
        panel = TypicalPanel(context)
        super().__init__(context, words, tr("Typical cases"), panel, parent)
        self.panel: TypicalPanel = panel
        self._lay_out()
        panel.say(tr("No typical case chosen"), tr("Choose one on the left."))

    @cached_property
    def acts(self) -> TypicalActs:
        """Made when first needed: its dialogs are the larger half of this part."""
        from station_app.ui.knowledge.typical.acts import TypicalActs

        acts = TypicalActs(self._context, self.panel, self._words)
        acts.made.connect(self.open_item)
        return acts

    # What the page asks

    def add(self) -> None:
        if self._may_propose:
            self.acts.choose()
        else:
            tr = self._context.words.tr
            self._context.messages.say(tr("Your role makes no typical cases; you can read them."))

    def search(self, words: str) -> None:
        self._want(replace(self.wanted, words=words.strip(), view=ALL))

    def open_item(self, item_id: str) -> None:
        """Shows one, and the year it belongs to; `from=` and a case's id makes one of it."""
        if item_id.startswith(FROM):
            self._make_of = item_id.removeprefix(FROM)
            self.reload()
            return
        self.wanted = replace(self.wanted, view=ALL, words="")
        super().open_item(item_id)

    # The list

    def columns(self) -> list[Column[TypicalRow]]:
        tr = self._context.words.tr
        return [
            Column(
                tr("State"),
                lambda r: row_words(self._context, r),
                room_for(list_words(self._context), 9),
            ),
            Column(
                tr("Name of the case"), lambda r: r.title, 20, stretch=True, tip=lambda r: r.title
            ),
            Column(tr("Category"), self._category, 11, tip=self._category),
        ]

    def _category(self, row: TypicalRow) -> str:
        words = self._words()
        said = words.code("category", row.category) if words is not None else ""
        return f"{row.year} {said}" if self.wanted.words else said

    def key(self, row: TypicalRow) -> str:
        return row.id

    def read_list(self) -> None:
        wanted, with_book = self.wanted, self._words() is None

        def job(desk: Desk) -> TypicalList:
            return read_typical_list(desk, wanted, with_book=with_book)

        self._context.tasks.on_ledger(job, self._take, owner=self)

    def read_one(self, item_id: str) -> None:
        self.ask_one(lambda desk: read_typical(desk, item_id), self._show)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the story."))
        elif self.wanted.view != ALL:
            self.panel.say(tr("None here"), tr("“All” shows every typical case of the year."))
        elif self._may_propose:
            said = tr(
                "Press F2 to make one from a closed case: its persons are taken out, you tell what "
                "others can learn from it."
            )
            self.panel.say(tr("No typical case of this year yet"), said)
        else:
            self.panel.say(tr("No typical case of this year yet"), "")

    def redraw(self) -> None:
        words, view = self._words(), self.panel.view
        if words is not None and view is not None:
            self.panel.show_view(words, view, anew=True)

    def _take(self, read: TypicalList) -> None:
        if read.wanted != self.wanted:
            return
        self.take_book(read.book)
        tr = self._context.words.tr
        for view, shown in self.views.items():
            said = f"{tr(VIEW_WORDS[view])} {read.counts[view]}"
            name_chip(shown, said, checked=view == self.wanted.view)
        self.found.show_words(self.wanted.words)
        self.years.show_year(self.wanted.year)
        self.years.setVisible(not self.wanted.words)
        self._may_propose = read.may_propose
        self.new.setVisible(read.may_propose)
        self.booklet.setVisible(read.published > 0 and not self.wanted.words)
        self.show_rows(read.rows)
        count = len(read.rows)
        self.counted.emit(self._context.words.ntr("{n} typical case", "{n} typical cases", count))
        if self._make_of and self._words() is not None:
            case_id, self._make_of = self._make_of, ""
            self.acts.make_from(case_id)

    def _show(self, view: TypicalView) -> None:
        words = self._words()
        if view.id != self.chosen or words is None:
            return
        self._turn_to(view.row.whole("year"))
        self.panel.show_view(words, view)
        _ = self.acts

    def _turn_to(self, year: int | None) -> None:
        """One that was opened from elsewhere brings its year."""
        if year is not None and year != self.wanted.year and not self.wanted.words:
            self.wanted = replace(self.wanted, year=year)
            self.read_list()

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.want_anew()

    # Room

    def _lay_out(self) -> None:
        tr = self._context.words.tr
        for view in VIEWS:
            self.views[view] = chip(partial(self._show_kind, view), tr(VIEW_WORDS[view]))
        self.found = FoundChip(self._context)
        self.found.ended.connect(lambda: self._want(replace(self.wanted, words="")))
        self.bar.addLayout(flow_row(self._context, [*self.views.values(), self.found]))
        self.years = YearLine(self._context, self.wanted.year)
        self.years.stepped.connect(
            lambda step: self._want(replace(self.wanted, year=self.wanted.year + step))
        )
        self.new = button(tr("Make one") + " F2")
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.booklet = button(tr("Booklet of the year"))
        self.booklet.clicked.connect(lambda: self.acts.booklet(self.wanted.year))
        self.booklet.hide()
        self.bar.addLayout(flow_row(self._context, [self.years, self.new, self.booklet]))

    def _show_kind(self, view: str) -> None:
        self._want(replace(self.wanted, view=view))

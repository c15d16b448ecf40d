"""典型案例: made from closed cases, read like the booklet, collected by year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.list_part import flow_row, room_for
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column
from station_app.ui.common.viewed_part import ReadsList, ViewedPart
from station_app.ui.knowledge.typical.jobs import (
    ALL,
    BACK,
    OUT,
    PREPARING,
    TypicalList,
    TypicalView,
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

FROM = "from="
"""Before a closed case's id: one is to be made of it (`open_item`)."""


class TypicalPart(ViewedPart[TypicalRow, TypicalList, TypicalView]):
    """One year at a time, or words in all years."""

    VIEWS: ClassVar[Mapping[str, str]] = {
        ALL: mark("All"),
        PREPARING: mark("In preparation"),
        OUT: mark("Published"),
        BACK: mark("Taken back"),
    }
    EVERY = ALL

    def __init__(
        self,
        context: Context,
        session: Session,
        words: Callable[[], RecordWords | None],
        parent: QWidget | None = None,
    ) -> None:
        tr = context.words.tr
        self._make_of = ""
        panel = TypicalPanel(context)
        name = tr("Typical cases")
        super().__init__(context, words, name, panel, ALL, parent, by_year=True)
        self.panel: TypicalPanel = panel
        panel.say(tr("No typical case chosen"), tr("Choose one on the left."))

    @cached_property
    def acts(self) -> TypicalActs:
        """Made when first needed: its dialogs are the larger half of this part."""
        from station_app.ui.knowledge.typical.acts import TypicalActs

        acts = TypicalActs(self._context, self.panel, self._words)
        acts.made.connect(self.open_item)
        return acts

    def wake(self) -> None:
        _ = self.acts

    def add(self) -> None:
        if self.may_add:
            self.acts.choose()
        else:
            tr = self._context.words.tr
            self._context.messages.say(tr("Your role makes no typical cases; you can read them."))

    def new_words(self) -> tuple[str, str]:
        said = self._context.words.tr("Make one")
        return said, said

    def lay_bar(self) -> None:
        self.bar.addLayout(flow_row(self._context, [*self.views.values(), self.found]))
        self.booklet = button(self._context.words.tr("Booklet of the year"))
        self.booklet.clicked.connect(lambda: self.acts.booklet(self.wanted.year))
        self.booklet.hide()
        self.bar.addLayout(flow_row(self._context, [self.years, self.new, self.booklet]))

    def open_item(self, item_id: str) -> None:
        """Shows one, and the year it belongs to; `from=` and a case's id makes one of it."""
        if item_id.startswith(FROM):
            self._make_of = item_id.removeprefix(FROM)
            self.reload()
        else:
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

    @property
    def reads_list(self) -> ReadsList[TypicalList]:
        return read_typical_list

    @property
    def reads_one(self) -> Callable[[Desk, str], TypicalView]:
        return read_typical

    def took(self, read: TypicalList) -> None:
        self.years.setVisible(not self.wanted.words)
        self.booklet.setVisible(read.published > 0 and not self.wanted.words)

    def show_rows(self, rows: Sequence[TypicalRow]) -> None:
        super().show_rows(rows)
        if self._make_of and self._words() is not None:
            case_id, self._make_of = self._make_of, ""
            self.acts.make_from(case_id)

    def count_words(self, count: int) -> str:
        return self._context.words.ntr("{n} typical case", "{n} typical cases", count)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the story."))
        elif self.wanted.view != ALL:
            self.panel.say(tr("None here"), tr("“All” shows every typical case of the year."))
        elif self.may_add:
            said = tr(
                "Press Ctrl+N to make one from a closed case: its persons are taken out, you tell "
                "what others can learn from it."
            )
            self.panel.say(tr("No typical case of this year yet"), said)
        else:
            self.panel.say(tr("No typical case of this year yet"), "")

    def show_one(self, view: TypicalView) -> None:
        """One that was opened from elsewhere brings its year."""
        year = view.row.whole("year")
        elsewhere = year not in (None, self.wanted.year) and not self.wanted.words
        if year is not None and elsewhere and view.id == self.chosen:
            self.wanted = replace(self.wanted, year=year)
            self.read_list()
        super().show_one(view)

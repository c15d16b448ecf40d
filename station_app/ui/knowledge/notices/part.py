"""消费提示: drafted, checked, approved and published; posted and taken down by the stations."""

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
    chip,
    chips_line,
    name_chip,
    room_for,
)
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column
from station_app.ui.knowledge.notices.jobs import (
    ALL,
    ENDED,
    PREPARING,
    TO_DO,
    UP,
    VIEWS,
    NoticeList,
    NoticeView,
    Wanted,
    read_notice,
    read_notices,
)
from station_app.ui.knowledge.notices.panel import NoticePanel
from station_app.ui.knowledge.notices.said import list_words, state_words
from station_app.ui.shell.ports import Session
from station_app.usecases.desk import Desk
from station_app.usecases.reading.notices import PREPARED, NoticeRow
from sync.words import mark

if TYPE_CHECKING:
    from station_app.ui.knowledge.notices.acts import NoticeActs

VIEW_WORDS = {
    ALL: mark("All"),
    TO_DO: mark("To do"),
    UP: mark("Published now"),
    PREPARING: mark("Being prepared"),
    ENDED: mark("Over"),
}


class NoticesPart(ListPart[NoticeRow]):
    """What this station is to do stands first."""

    def __init__(
        self,
        context: Context,
        session: Session,
        words: Callable[[], RecordWords | None],
        parent: QWidget | None = None,
    ) -> None:
        tr = context.words.tr
        self._session = session
        self.wanted = Wanted()
        self._of = 0
        self._may_propose = False
        self.views: dict[str, QPushButton] = {}
        panel = NoticePanel(context)
        super().__init__(context, words, tr("Consumer notices"), panel, parent)
        self.panel: NoticePanel = panel
        self._lay_out()
        panel.say(tr("No notice chosen"), tr("Choose a notice on the left."))

    @cached_property
    def acts(self) -> NoticeActs:
        """Made when first needed: its dialogs are the larger half of this part."""
        from station_app.ui.knowledge.notices.acts import NoticeActs

        acts = NoticeActs(self._context, self.panel, self._words)
        acts.made.connect(self.open_item)
        return acts

    def add(self) -> None:
        if not self._may_propose:
            tr = self._context.words.tr
            self._context.messages.say(tr("Drafting notices is not part of your duties here."))
            return
        self.acts.draft()

    def search(self, words: str) -> None:
        self._want(Wanted(ALL, words.strip()))

    def open_item(self, item_id: str) -> None:
        """Shows one notice, and the list it stands in."""
        self.wanted = Wanted()
        super().open_item(item_id)

    # The list

    def columns(self) -> list[Column[NoticeRow]]:
        tr = self._context.words.tr
        return [
            Column(tr("State"), self._state, room_for(list_words(self._context), 11)),
            Column(
                tr("Name or subject"), lambda r: r.title, 20, stretch=True,
                tip=lambda r: r.title,
            ),
            Column(tr("Kind"), self._kind, 10, tip=self._kind),
            Column(tr("Have posted"), self._posted, 8, right=True),
        ]  # fmt: skip

    def key(self, row: NoticeRow) -> str:
        return row.id

    def read_list(self) -> None:
        wanted, with_book = self.wanted, self._words() is None

        def job(desk: Desk) -> NoticeList:
            return read_notices(desk, wanted, with_book=with_book)

        self._context.tasks.on_ledger(job, self._take, owner=self)

    def read_one(self, item_id: str) -> None:
        self.ask_one(lambda desk: read_notice(desk, item_id), self._show)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the title."))
        elif self.wanted.view == TO_DO:
            self.panel.say(tr("Nothing to do here"), tr("What is to be posted stands here."))
        elif self._may_propose:
            said = tr("Press F2 to draft one; the county approves it before it is posted.")
            self.panel.say(tr("No notice here yet"), said)
        else:
            self.panel.say(tr("No notice here yet"), "")

    def redraw(self) -> None:
        words, view = self._words(), self.panel.view
        if words is not None and view is not None:
            self.panel.show_view(words, view, anew=True)

    def _take(self, read: NoticeList) -> None:
        if read.wanted != self.wanted:
            return
        self.take_book(read.book)
        tr = self._context.words.tr
        for view, shown in self.views.items():
            said = f"{tr(VIEW_WORDS[view])} {read.counts[view]}"
            name_chip(shown, said, checked=view == self.wanted.view)
        self.found.show_words(self.wanted.words)
        self._of, self._may_propose = read.of, read.may_propose
        self.new.setVisible(read.may_propose)
        self.table.setColumnHidden(3, not read.of)
        self.show_rows(read.rows)
        count = len(read.rows)
        self.counted.emit(self._context.words.ntr("{n} notice", "{n} notices", count))

    def _show(self, view: NoticeView) -> None:
        words = self._words()
        if view.id != self.chosen or words is None:
            return
        self.panel.show_view(words, view)
        _ = self.acts

    def _state(self, row: NoticeRow) -> str:
        return state_words(self._context, row, not self._of and row.stations > 0)

    def _kind(self, row: NoticeRow) -> str:
        words = self._words()
        return words.code("notice_kind", row.kind) if words is not None else ""

    def _posted(self, row: NoticeRow) -> str:
        return "" if row.phase in PREPARED else f"{row.stations}/{self._of}"

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
        self.new = button(tr("Draft one") + " F2")
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.new.setAccessibleName(tr("Draft a notice"))
        self.bar.addLayout(chips_line(self._context, [*self.views.values(), self.found], self.new))

    def _show_kind(self, view: str) -> None:
        self._want(replace(self.wanted, view=view))

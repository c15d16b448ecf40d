"""知识需求: what villagers want to learn, the one to be answered first at the top."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from station_app.ui.common.states import ARRANGED, request_state, request_states
from station_app.ui.common.table import Column
from station_app.ui.knowledge.requests.jobs import (
    RequestList,
    RequestView,
    Wanted,
    read_request,
    read_requests,
)
from station_app.ui.knowledge.requests.panel import RequestPanel
from station_app.ui.shell.ports import Session
from station_app.usecases.desk import Desk
from station_app.usecases.reading.knowledge_requests import (
    ALL,
    ANSWERED,
    PASSED,
    PLANNED,
    TO_ANSWER,
    VIEWS,
    RequestRow,
)
from sync.clock import Json
from sync.words import mark

if TYPE_CHECKING:
    from station_app.ui.knowledge.requests.acts import RequestActs

VIEW_WORDS = {
    TO_ANSWER: mark("To answer"),
    PASSED: mark("Passed on"),
    PLANNED: ARRANGED,
    ANSWERED: mark("Answered"),
    ALL: mark("All"),
}


class RequestsPart(ListPart[RequestRow]):
    """Opens on what is to be answered here."""

    def __init__(
        self,
        context: Context,
        session: Session,
        words: Callable[[], RecordWords | None],
        parent: QWidget | None = None,
    ) -> None:
        tr = context.words.tr
        self.wanted = Wanted()
        self._village = session.level == "village"
        self._may_add = False
        self._revealed: tuple[str, Mapping[str, Json]] = ("", {})
        self.views: dict[str, QPushButton] = {}
        panel = RequestPanel(context)
        super().__init__(context, words, tr("Knowledge requests"), panel, parent)
        self.panel: RequestPanel = panel
        self._lay_out()
        panel.say(tr("No request chosen"), tr("Choose a request on the left."))

    @cached_property
    def acts(self) -> RequestActs:
        """Made when first needed: no row waits for its dialogs."""
        from station_app.ui.knowledge.requests.acts import RequestActs

        acts = RequestActs(self._context, self.panel, self._words)
        acts.made.connect(self._added)
        acts.revealed.connect(self._reveal)
        return acts

    # What the page asks

    def add(self) -> None:
        if self._may_add:
            self.acts.add()
        else:
            tr = self._context.words.tr
            self._context.messages.say(tr("Your role writes down no requests."))

    def search(self, words: str) -> None:
        self._want(Wanted(ALL, words.strip()))

    def open_item(self, item_id: str) -> None:
        self.wanted = Wanted(ALL)
        super().open_item(item_id)

    def _added(self, request_id: str) -> None:
        self.wanted = Wanted()
        super().open_item(request_id)

    # The list

    def columns(self) -> list[Column[RequestRow]]:
        tr = self._context.words.tr
        columns = [
            Column(tr("State"), self._state, room_for(request_states(self._context.words), 9)),
            Column(
                tr("Question"), lambda r: r.question, 20, stretch=True, tip=lambda r: r.question
            ),
            Column(tr("Answer by"), self._due, 8),
        ]
        if not self._village:
            station: Column[RequestRow] = Column(
                tr("Station"), lambda r: r.station, 10, tip=lambda r: r.station
            )
            columns.insert(2, station)
        return columns

    def key(self, row: RequestRow) -> str:
        return row.id

    def _state(self, row: RequestRow) -> str:
        words = self._words()
        return request_state(words, row.state) if words is not None else ""

    def _due(self, row: RequestRow) -> str:
        if row.due is None:
            return ""
        today = self._context.today()
        short = f"{row.due.month:02d}-{row.due.day:02d}"
        if row.due.year != today.year:
            short = f"{row.due.year}-{short}"
        return f"▲ {short}" if row.overdue(today) else short

    def read_list(self) -> None:
        wanted, with_book = self.wanted, self._words() is None

        def job(desk: Desk) -> RequestList:
            return read_requests(desk, wanted, with_book=with_book)

        self._context.tasks.on_ledger(job, self._listed, owner=self)

    def _listed(self, read: RequestList) -> None:
        if read.wanted != self.wanted:
            return
        self.take_book(read.book)
        tr, ntr = self._context.words.tr, self._context.words.ntr
        for view, shown in self.views.items():
            said = f"{tr(VIEW_WORDS[view])} {read.counts[view]}"
            name_chip(shown, said, checked=view == self.wanted.view)
        self.found.show_words(self.wanted.words)
        self._may_add = read.may_add
        self.new.setVisible(read.may_add)
        self.show_rows(read.rows)
        self.counted.emit(ntr("{n} request", "{n} requests", len(read.rows)))

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the question."))
        elif self.wanted.view == TO_ANSWER:
            said = tr("What a villager wants to learn is written down with F2.")
            self.panel.say(tr("Nothing to answer"), said if self._may_add else "")
        else:
            self.panel.say(tr("Nothing here"), tr("No request is in this view now."))

    # The chosen request

    def read_one(self, item_id: str) -> None:
        request_id, asker = self._revealed
        shown = asker if request_id == item_id else None
        self.ask_one(lambda desk: read_request(desk, item_id, shown=shown), self._show)

    def _show(self, view: RequestView) -> None:
        words = self._words()
        if view.id != self.chosen or words is None:
            return
        if self._revealed[0] != view.id:
            self._revealed = ("", {})
        self.panel.show_view(words, view)
        _ = self.acts

    def _reveal(self, view: RequestView) -> None:
        self._revealed = (view.id, view.asker) if view.revealed else ("", {})
        self._show(view)

    def redraw(self) -> None:
        words = self._words()
        if self.panel.view is not None and words is not None:
            self.panel.show_view(words, self.panel.view, anew=True)

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.want_anew()

    def _lay_out(self) -> None:
        tr = self._context.words.tr
        self.found = FoundChip(self._context)
        self.found.ended.connect(lambda: self._want(Wanted()))
        self.views = {
            view: chip(partial(self._show_view, view), tr(VIEW_WORDS[view])) for view in VIEWS
        }
        self.new = button(tr("Write down") + " F2")
        self.new.setAccessibleName(tr("Write down a request"))
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.bar.addLayout(chips_line(self._context, [*self.views.values(), self.found], self.new))

    def _show_view(self, view: str) -> None:
        self._want(replace(self.wanted, view=view))

"""知识需求: what villagers want to learn, the one to be answered first at the top."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.day_text import day_in_list
from station_app.ui.common.list_part import room_for
from station_app.ui.common.listing import Listing
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.states import ARRANGED, request_state, request_states
from station_app.ui.common.table import Column
from station_app.ui.common.viewed_part import ReadsList, ViewedPart
from station_app.ui.knowledge.requests.jobs import RequestView, read_request, read_requests
from station_app.ui.knowledge.requests.panel import RequestPanel
from station_app.ui.shell.ports import Session
from station_app.usecases.desk import Desk
from station_app.usecases.reading.knowledge_requests import (
    ALL,
    ANSWERED,
    PASSED,
    PLANNED,
    TO_ANSWER,
    RequestRow,
)
from sync.clock import Json
from sync.words import mark

if TYPE_CHECKING:
    from station_app.ui.knowledge.requests.acts import RequestActs


class RequestsPart(ViewedPart[RequestRow, Listing[RequestRow], RequestView]):
    """Opens on what is to be answered here."""

    VIEWS: ClassVar[Mapping[str, str]] = {
        TO_ANSWER: mark("To answer"),
        PASSED: mark("Passed on"),
        PLANNED: ARRANGED,
        ANSWERED: mark("Answered"),
        ALL: mark("All"),
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
        self._village = session.level == "village"
        self._revealed: tuple[str, Mapping[str, Json]] = ("", {})
        panel = RequestPanel(context)
        super().__init__(context, words, tr("Knowledge requests"), panel, TO_ANSWER, parent)
        self.panel: RequestPanel = panel
        panel.say(tr("No request chosen"), tr("Choose a request on the left."))

    @cached_property
    def acts(self) -> RequestActs:
        """Made when first needed: no row waits for its dialogs."""
        from station_app.ui.knowledge.requests.acts import RequestActs

        acts = RequestActs(self._context, self.panel, self._words)
        acts.made.connect(self.show_made)
        acts.revealed.connect(self._reveal)
        return acts

    def wake(self) -> None:
        _ = self.acts

    def add(self) -> None:
        if self.may_add:
            self.acts.add()
        else:
            tr = self._context.words.tr
            self._context.messages.say(tr("Your role writes down no requests."))

    def new_words(self) -> tuple[str, str]:
        tr = self._context.words.tr
        return tr("Write down"), tr("Write down a request")

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
        short = day_in_list(row.due, today.year)
        return f"▲ {short}" if row.overdue(today) else short

    @property
    def reads_list(self) -> ReadsList[Listing[RequestRow]]:
        return read_requests

    def count_words(self, count: int) -> str:
        return self._context.words.ntr("{n} request", "{n} requests", count)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the question."))
        elif self.wanted.view == TO_ANSWER:
            said = tr("What a villager wants to learn is written down with Ctrl+N.")
            self.panel.say(tr("Nothing to answer"), said if self.may_add else "")
        else:
            self.panel.say(tr("Nothing here"), tr("No request is in this view now."))

    # The chosen request

    @property
    def reads_one(self) -> Callable[[Desk, str], RequestView]:
        request_id, asker = self._revealed

        def read(desk: Desk, item_id: str) -> RequestView:
            return read_request(desk, item_id, shown=asker if request_id == item_id else None)

        return read

    def show_one(self, view: RequestView) -> None:
        if view.id == self.chosen and self._revealed[0] != view.id:
            self._revealed = ("", {})
        super().show_one(view)

    def _reveal(self, view: RequestView) -> None:
        self._revealed = (view.id, view.asker) if view.revealed else ("", {})
        self.show_one(view)

"""The first part of the page: the list of sessions, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.day_text import day_in_list
from station_app.ui.common.listing import Listing
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.states import entry_state
from station_app.ui.common.table import Column
from station_app.ui.common.viewed_part import ReadsList, ViewedPart
from station_app.ui.training.jobs import (
    ALL,
    COMING,
    HELD,
    SessionView,
    read_session,
    read_sessions,
)
from station_app.ui.training.panel import SessionPanel
from station_app.usecases.desk import Desk
from station_app.usecases.reading.trainings import SessionRow
from sync.clock import local_date
from sync.words import mark

if TYPE_CHECKING:
    from station_app.ui.training.paper_acts import PaperActs
    from station_app.ui.training.plan_acts import PlanActs
    from station_app.ui.training.roll_acts import RollActs
    from station_app.ui.training.sheet_acts import SheetActs


class Sessions(ViewedPart[SessionRow, Listing[SessionRow], SessionView]):
    """Opens on what is coming, the nearest first."""

    VIEWS: ClassVar[Mapping[str, str]] = {
        COMING: mark("Coming"),
        HELD: mark("Held"),
        ALL: mark("All"),
    }
    EVERY = ALL

    def __init__(
        self, context: Context, words: Callable[[], RecordWords | None], parent: QWidget
    ) -> None:
        tr = context.words.tr
        self._others = False
        panel = SessionPanel(context)
        name = tr("Training sessions")
        super().__init__(context, words, name, panel, COMING, parent, by_year=True)
        self.panel: SessionPanel = panel
        panel.say(tr("No session chosen"), tr("Choose a session on the left."))

    @cached_property
    def plans(self) -> PlanActs:
        """Made when first needed: its dialogs are the larger half of this page."""
        from station_app.ui.training.plan_acts import PlanActs

        acts = PlanActs(self._context, self.panel, self._words)
        acts.made.connect(self.show_made)
        self.panel.asked.connect(acts.ask)
        self.panel.move_wanted.connect(acts.move)
        self.panel.value_chosen.connect(acts.value_chosen)
        return acts

    @cached_property
    def rolls(self) -> RollActs:
        from station_app.ui.training.roll_acts import RollActs

        acts = RollActs(self._context, self.panel, self._words)
        self.panel.asked.connect(acts.ask)
        self.panel.ticked.connect(acts.tick)
        self.panel.line_opened.connect(acts.line)
        self.panel.file_opened.connect(acts.open_file)
        return acts

    @cached_property
    def sheets(self) -> SheetActs:
        from station_app.ui.training.sheet_acts import SheetActs

        acts = SheetActs(self._context, self.panel, self._words)
        self.panel.asked.connect(acts.ask)
        return acts

    @cached_property
    def papers(self) -> PaperActs:
        from station_app.ui.training.paper_acts import PaperActs

        acts = PaperActs(self._context, self.panel, self._words)
        self.panel.asked.connect(acts.ask)
        return acts

    def add(self) -> None:
        if self.may_add:
            self.plans.plan()
        else:
            tr = self._context.words.tr
            self._context.messages.say(tr("Planning is for people with the right to plan."))

    def wake(self) -> None:
        _ = self.plans, self.rolls, self.sheets, self.papers

    def new_words(self) -> tuple[str, str]:
        said = self._context.words.tr("Plan a session")
        return said, said

    # The list

    def columns(self) -> list[Column[SessionRow]]:
        tr = self._context.words.tr
        return [
            Column(tr("State"), self._state, 10),
            Column(tr("Day"), self._day, 10),
            Column(tr("Subject"), lambda r: r.title, 20, stretch=True, tip=lambda r: r.title),
            Column(tr("Came"), lambda r: f"{r.there}/{r.invited}", 6, right=True),
        ]

    def _state(self, row: SessionRow) -> str:
        words = self._words()
        return entry_state(words, row.status) if words is not None else ""

    def _day(self, row: SessionRow) -> str:
        return day_in_list(local_date(row.held_at or row.planned_at), self.wanted.year)

    def key(self, row: SessionRow) -> str:
        return row.id

    @property
    def reads_list(self) -> ReadsList[Listing[SessionRow]]:
        return read_sessions

    @property
    def reads_one(self) -> Callable[[Desk, str], SessionView]:
        return read_session

    def took(self, read: Listing[SessionRow]) -> None:
        self._others = read.counts[ALL] > 0

    def count_words(self, count: int) -> str:
        return self._context.words.ntr("{n} session", "{n} sessions", count)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the place."))
        elif self.wanted.view == COMING and self._others:
            self.panel.say(
                tr("No session is coming"),
                tr("Press Ctrl+N to plan one. What was before stands under “Held” and “All”."),
            )
        elif self.may_add:
            self.panel.say(
                tr("No session here yet"),
                tr("Press Ctrl+N to plan one. Who is invited, and who came, is kept with it."),
            )
        else:
            self.panel.say(tr("No session here yet"), "")

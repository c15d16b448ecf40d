"""The first part of the page: the list of sessions, the chosen one beside it."""

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
)
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.states import entry_state
from station_app.ui.common.table import Column
from station_app.ui.training.jobs import (
    ALL,
    COMING,
    HELD,
    VIEWS,
    SessionList,
    SessionView,
    Wanted,
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

VIEW_WORDS = {COMING: mark("Coming"), HELD: mark("Held"), ALL: mark("All")}


class Sessions(ListPart[SessionRow]):
    """Opens on what is coming, the nearest first."""

    def __init__(
        self, context: Context, words: Callable[[], RecordWords | None], parent: QWidget
    ) -> None:
        tr = context.words.tr
        self.wanted = Wanted(context.today().year)
        self._may_plan = False
        self._others = False
        self.views: dict[str, QPushButton] = {}
        panel = SessionPanel(context)
        super().__init__(context, words, tr("Training sessions"), panel, parent)
        self.panel: SessionPanel = panel
        self._lay_out()
        panel.say(tr("No session chosen"), tr("Choose a session on the left."))

    @cached_property
    def plans(self) -> PlanActs:
        """Made when first needed: its dialogs are the larger half of this page."""
        from station_app.ui.training.plan_acts import PlanActs

        acts = PlanActs(self._context, self.panel, self._words)
        acts.made.connect(self._planned)
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
        self.plans.plan()

    def search(self, words: str) -> None:
        self._want(replace(self.wanted, words=words.strip(), view=ALL))

    def open_item(self, session_id: str) -> None:
        """Shows one session, and the list it stands in."""
        self.wanted = replace(self.wanted, view=ALL, words="")
        super().open_item(session_id)

    def _planned(self, session_id: str) -> None:
        """What was planned just now stands among what is coming."""
        self.wanted = replace(self.wanted, view=COMING, words="")
        super().open_item(session_id)

    # The list

    def columns(self) -> list[Column[SessionRow]]:
        tr = self._context.words.tr
        return [
            Column(tr("State"), self._state, 10),
            Column(tr("Day"), self._day, 7),
            Column(tr("Subject"), lambda r: r.title, 20, stretch=True, tip=lambda r: r.title),
            Column(tr("Came"), lambda r: f"{r.there}/{r.invited}", 6, right=True),
        ]

    def _state(self, row: SessionRow) -> str:
        words = self._words()
        return entry_state(words, row.status) if words is not None else ""

    def _day(self, row: SessionRow) -> str:
        day = local_date(row.held_at or row.planned_at)
        short = f"{day.month:02d}-{day.day:02d}"
        return short if day.year == self.wanted.year else f"{day.year}-{short}"

    def key(self, row: SessionRow) -> str:
        return row.id

    def read_list(self) -> None:
        wanted, with_book = self.wanted, self._words() is None

        def job(desk: Desk) -> SessionList:
            return read_sessions(desk, wanted, with_book=with_book)

        self._context.tasks.on_ledger(job, self._listed, owner=self)

    def _listed(self, read: SessionList) -> None:
        if read.wanted != self.wanted:
            return
        self.take_book(read.book)
        tr, ntr = self._context.words.tr, self._context.words.ntr
        for view, shown in self.views.items():
            said = f"{tr(VIEW_WORDS[view])} {read.counts[view]}"
            name_chip(shown, said, checked=view == self.wanted.view)
        self.years.show_year(self.wanted.year)
        self.found.show_words(self.wanted.words)
        self._may_plan = read.may_plan
        self._others = read.counts[ALL] > 0
        self.new.setVisible(read.may_plan)
        self.show_rows(read.rows)
        self.counted.emit(ntr("{n} session", "{n} sessions", len(read.rows)))

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the place."))
        elif self.wanted.view == COMING and self._others:
            self.panel.say(
                tr("No session is coming"),
                tr("Press F2 to plan one. What was before stands under “Held” and “All”."),
            )
        elif self._may_plan:
            self.panel.say(
                tr("No session here yet"),
                tr("Press F2 to plan one. Who is invited, and who came, is kept with it."),
            )
        else:
            self.panel.say(tr("No session here yet"), "")

    def _show_view(self, view: str) -> None:
        self._want(replace(self.wanted, view=view))

    def _year(self, step: int) -> None:
        self._want(replace(self.wanted, year=self.wanted.year + step, words=""))

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.want_anew()

    # The chosen session

    def read_one(self, item_id: str) -> None:
        self.ask_one(lambda desk: read_session(desk, item_id), self._show)

    def _show(self, view: SessionView) -> None:
        words = self._words()
        if view.id != self.chosen or words is None:
            return
        self.panel.show_view(words, view)
        _ = self.plans, self.rolls, self.sheets, self.papers

    def redraw(self) -> None:
        words = self._words()
        if self.panel.view is not None and words is not None:
            self.panel.show_view(words, self.panel.view, anew=True)

    def _lay_out(self) -> None:
        tr = self._context.words.tr
        self.found = FoundChip(self._context)
        self.found.ended.connect(lambda: self._want(replace(self.wanted, words="")))
        self.views = {
            view: chip(partial(self._show_view, view), tr(VIEW_WORDS[view])) for view in VIEWS
        }
        self.bar.addLayout(flow_row(self._context, [*self.views.values(), self.found]))
        self.years = YearLine(self._context, self.wanted.year)
        self.years.stepped.connect(self._year)
        self.new = button(tr("Plan a session") + " F2")
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.years.row.addWidget(self.new)
        self.bar.addWidget(self.years)

"""The first part of the page: the list of sessions, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from station_app.background.tasks import Job
from station_app.ui.common.calm import Calm
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column, ListedRows, PagedModel, PagedTable
from station_app.ui.common.texts import text
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
from station_app.ui.training.said import state_words
from station_app.usecases.desk import Desk
from station_app.usecases.reading.trainings import SessionRow
from sync.clock import local_date
from sync.problems import Problem
from sync.words import mark

if TYPE_CHECKING:
    from station_app.ui.training.plan_acts import PlanActs
    from station_app.ui.training.roll_acts import RollActs
    from station_app.ui.training.sheet_acts import SheetActs

WIDE = 900
"""From so many pixels at 100 % on, list and session stand beside each other."""
LIST_SHARE, SESSION_SHARE = 4, 5
VIEW_WORDS = {COMING: mark("Coming"), HELD: mark("Held"), ALL: mark("All")}


class Sessions(QWidget):
    """Signals:
    counted: The list was read.  arg: how many it shows.
    book_read: The code lists are there.  arg: the `CodeBook`.
    """

    counted = Signal(int)
    book_read = Signal(object)

    def __init__(
        self, context: Context, words: Callable[[], RecordWords | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._context, self._words = context, words
        self.wanted = Wanted(context.today().year)
        self.chosen = ""
        self._reading: Job | None = None
        self._opened = False
        self._may_plan = False
        self._calm = Calm(self)
        self.views: dict[str, QPushButton] = {}
        self.model: PagedModel[SessionRow] = PagedModel(self._columns(), self)
        tr = context.words.tr
        self.table = PagedTable(context.theme, self.model, tr("Training sessions"), self)
        self.table.row_chosen.connect(self._row_chosen)
        self.table.row_opened.connect(self._row_opened)
        self.table.clicked.connect(lambda _: self._open_panel())
        self.panel = SessionPanel(context, self)
        self.panel.back_wanted.connect(self._close_panel)
        self._lay_out()
        self.panel.say(tr("No session chosen"), tr("Choose a session on the left."))
        context.theme.changed.connect(self._redraw)

    @cached_property
    def plans(self) -> PlanActs:
        """Made when first needed: its dialogs are the larger half of this page."""
        from station_app.ui.training.plan_acts import PlanActs

        acts = PlanActs(self._context, self.panel, self._words)
        acts.made.connect(self.open_item)
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

    def reload(self) -> None:
        self._read_list()
        if self.chosen:
            self._read(self.chosen)

    def search(self, words: str) -> None:
        self._want(replace(self.wanted, words=words.strip(), view=ALL))

    def open_item(self, session_id: str) -> None:
        """Shows one session, and the list it stands in."""
        self._opened = True
        self.wanted = replace(self.wanted, view=ALL, words="")
        self.chosen = session_id
        self._read_list()
        self._read(session_id)
        self._fit()

    # The list

    def _columns(self) -> list[Column[SessionRow]]:
        tr = self._context.words.tr
        return [
            Column(tr("State"), self._state, 10),
            Column(tr("Day"), self._day, 7),
            Column(tr("Subject"), lambda r: r.title, 20, stretch=True, tip=lambda r: r.title),
            Column(tr("Came"), lambda r: f"{r.there}/{r.invited}", 6, right=True),
        ]

    def _state(self, row: SessionRow) -> str:
        words = self._words()
        return state_words(words, row.status) if words is not None else ""

    def _day(self, row: SessionRow) -> str:
        day = local_date(row.held_at or row.planned_at)
        short = f"{day.month:02d}-{day.day:02d}"
        return short if day.year == self.wanted.year else f"{day.year}-{short}"

    def _read_list(self) -> None:
        wanted, with_book = self.wanted, self._words() is None

        def job(desk: Desk) -> SessionList:
            return read_sessions(desk, wanted, with_book=with_book)

        self._context.tasks.on_ledger(job, self._listed, owner=self)

    def _listed(self, read: SessionList) -> None:
        if read.wanted != self.wanted:
            return
        if read.book is not None:
            self.book_read.emit(read.book)
        tr = self._context.words.tr
        for view, chip in self.views.items():
            said = f"{tr(VIEW_WORDS[view])} {read.counts[view]}"
            chip.setText(said)
            chip.setAccessibleName(said)
            chip.setChecked(view == self.wanted.view)
        self.year.setText(str(self.wanted.year))
        found = tr("Found “{words}” ✕", words=self.wanted.words)
        self.found.setText(found)
        self.found.setAccessibleName(tr("End the search for {words}", words=self.wanted.words))
        self.found.setVisible(bool(self.wanted.words))
        self._may_plan = read.may_plan
        self.new.setVisible(read.may_plan)
        self.model.set_source(ListedRows(read.rows))
        self.counted.emit(len(read.rows))
        self._choose_again(read)

    def _choose_again(self, read: SessionList) -> None:
        if not read.rows:
            self.chosen = self.chosen if self._opened else ""
            if not self.chosen:
                self._say_empty()
            return
        if not self.chosen:
            self.table.setCurrentIndex(self.model.index(0, 0))
        elif not self.table.choose(lambda row: row.id == self.chosen):
            self.table.clearSelection()

    def _say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the place."))
        elif self._may_plan:
            self.panel.say(
                tr("No session here yet"),
                tr("Press F2 to plan one. Who is invited, and who came, is kept with it."),
            )
        else:
            self.panel.say(tr("No session here yet"), "")

    def _row_chosen(self, row: SessionRow) -> None:
        if row.id != self.chosen:
            self.chosen = row.id
            self._read(row.id)

    def _row_opened(self, row: SessionRow) -> None:
        self._row_chosen(row)
        self._open_panel()
        if self.panel.primary is not None:
            self.panel.primary.setFocus()

    def _show_view(self, view: str) -> None:
        self._want(replace(self.wanted, view=view))

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._opened = False
        self.chosen = ""
        self._fit()
        self._read_list()

    # The chosen session

    def _read(self, session_id: str) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._context.tasks.on_ledger(
            lambda desk: read_session(desk, session_id), self._shown, self._failed, owner=self
        )

    def _shown(self, view: SessionView) -> None:
        self._calm.call("session", lambda: self._show(view))

    def _show(self, view: SessionView) -> None:
        words = self._words()
        if view.id != self.chosen or words is None:
            return
        self.panel.show_view(words, view)
        _ = self.plans, self.rolls, self.sheets

    def _failed(self, problem: Problem) -> None:
        told = self._context.wording.problem(problem)
        self.panel.say(told.what, told.then)

    # Room

    def _lay_out(self) -> None:
        tr, px = self._context.words.tr, self._context.theme.look.px
        bar = QWidget()
        bar.setProperty("role", "plain")
        lines = QVBoxLayout(bar)
        lines.setContentsMargins(px(12), px(10), px(12), px(8))
        lines.setSpacing(px(6))
        flow = FlowLayout(spacing=px(6))
        for view in VIEWS:
            chip = self._chip(partial(self._show_view, view))
            chip.setText(tr(VIEW_WORDS[view]))
            self.views[view] = chip
            flow.addWidget(chip)
        self.found = self._chip(lambda: self._want(replace(self.wanted, words="")))
        self.found.hide()
        flow.addWidget(self.found)
        lines.addLayout(flow)
        years = QHBoxLayout()
        years.setSpacing(px(6))
        self.before, self.after = button("‹"), button("›")
        self.before.setAccessibleName(tr("The year before"))
        self.after.setAccessibleName(tr("The year after"))
        self.before.clicked.connect(lambda: self._year(-1))
        self.after.clicked.connect(lambda: self._year(1))
        self.year = text(str(self.wanted.year), "strong", wrap=False)
        self.new = button(tr("Plan a session") + " F2")
        self.new.clicked.connect(lambda: self.plans.plan())
        self.new.hide()
        for one in (self.before, self.year, self.after):
            years.addWidget(one)
        years.addStretch(1)
        years.addWidget(self.new)
        lines.addLayout(years)
        self._list = QFrame(self)
        self._list.setProperty("role", "card")
        column = QVBoxLayout(self._list)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(14))
        self._row.addWidget(self._list, LIST_SHARE)
        self._row.addWidget(self.panel, SESSION_SHARE)

    def _chip(self, pressed: Callable[[], None]) -> QPushButton:
        chip = button("")
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.clicked.connect(lambda: pressed())
        return chip

    def _year(self, step: int) -> None:
        self._want(replace(self.wanted, year=self.wanted.year + step, words=""))

    @property
    def wide(self) -> bool:
        return self.width() >= self._context.theme.look.px(WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _redraw(self) -> None:
        """Another text size or shade: distances and signs are drawn anew."""
        self._fit()
        words = self._words()
        if self.panel.view is not None and words is not None:
            self.panel.show_view(words, self.panel.view, anew=True)

    def _fit(self) -> None:
        """Both beside each other where there is room, else one of them."""
        alone = not self.wide
        panel = not alone or (self._opened and bool(self.chosen))
        empty_list = alone and self.model.rowCount() == 0
        self.panel.setVisible(panel or empty_list)
        self._list.setVisible(not alone or not panel)
        self.table.setVisible(not empty_list)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if empty_list else direction.LeftToRight)
        self.panel.back.setVisible(alone and not empty_list)

    def _open_panel(self) -> None:
        self._opened = True
        self._fit()

    def _close_panel(self) -> None:
        self._opened = False
        self._fit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

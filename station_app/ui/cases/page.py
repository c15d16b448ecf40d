"""案件台账: the list on the left, the chosen case on the right, its next step as one button."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from station_app.background.changed import Changed
from station_app.background.tasks import Job
from station_app.ui.cases.filters import FilterBar
from station_app.ui.cases.jobs import (
    CaseQuery,
    CaseView,
    ListedCase,
    ListRead,
    Wanted,
    place_of,
    read_case,
    read_list,
)
from station_app.ui.cases.panel import CasePanel
from station_app.ui.common.beside import Beside
from station_app.ui.common.calm import Calm
from station_app.ui.common.context import Context
from station_app.ui.common.day_text import day_in_list
from station_app.ui.common.delegates import StatusDelegate
from station_app.ui.common.far_table import FarModel
from station_app.ui.common.page import Page
from station_app.ui.common.record_words import RecordWords, unknown_words
from station_app.ui.common.table import Column, PagedTable
from station_app.ui.shell.ports import Session
from station_app.usecases.desk import Desk
from station_app.usecases.reading.cases import CaseFilter
from sync.clock import local_date
from sync.problems import Problem

if TYPE_CHECKING:
    from station_app.ui.cases.acts import CaseActs

CONCERNS = frozenset(
    {
        "case",
        "case_party",
        "case_event",
        "referral",
        "reply",
        "attachment",
        "conflict",
        "user",
        "person",
        "station",
    }
)
TITLE, HANDLER, REPORTING = 3, 4, 5
TITLE_NEEDS = 130
"""Pixels at 100 %; where a title gets less, columns that the case itself tells give way."""
LIST_SHARE, CASE_SHARE = 1, 1
_BEFORE_JOINING = "Z"
"""What a PC without a county puts before its numbers begins with this (rules.md 14)."""


class CasesPage(Page):
    """Made by the shell; asks use cases on the ledger's worker."""

    def __init__(self, context: Context, session: Session) -> None:
        tr = context.words.tr
        super().__init__(context, tr("Case ledger"), CONCERNS)
        self._session = session
        self.words: RecordWords | None = None
        self.asked: CaseFilter | None = None
        self.chosen = ""
        self._own_code = ""
        self._own_letters = ""
        self._case_stale = False
        self._wanted_case = ""
        self._first = False
        self._reading: Job | None = None
        self._unshown: CaseView | None = None
        self._empty = False
        self._calm = Calm(self)
        self.filters = FilterBar(context)
        self.filters.wanted_changed.connect(self._filter_changed)
        self.model: FarModel[ListedCase] = FarModel(self._columns(), context.tasks, self)
        self.table = PagedTable(context.theme, self.model, tr("Case ledger"), self)
        self.table.setItemDelegate(StatusDelegate(context.theme, context.wording, self.table))
        self.table.row_chosen.connect(self._row_chosen)
        self.table.row_opened.connect(self._row_opened)
        self.model.read.connect(self._rows_read)
        self.model.page_read.connect(self._page_read)
        self.panel = CasePanel(context, self)
        self._lay_out()
        self.panel.say(tr("No case chosen"), tr("Choose a case on the left."))
        self.table.installEventFilter(self)
        context.theme.changed.connect(self._redraw)
        context.theme.changed.connect(self._fit_columns)

    @cached_property
    def acts(self) -> CaseActs:
        """Made with the first case that is shown: no button of its is there before."""
        # Its dialogs are the larger half of this page, and no row waits for them.
        from station_app.ui.cases.acts import CaseActs

        acts = CaseActs(self.context, self.panel, lambda: self.words)
        acts.revealed_now.connect(self._case_read)
        return acts

    # What the shell asks of a page

    def reload(self) -> None:
        self._read_list()
        if self._case_stale and self.chosen:
            self._read_case(self.chosen)

    def search(self, words: str) -> None:
        self._first = True
        self.beside.opened = False
        self.filters.search(words)

    def searched_for(self) -> str:
        return self.filters.wanted.words

    def end_search(self) -> None:
        if self.searched_for():
            self.filters.search("")

    def open_item(self, item: str) -> None:
        self.filters.show_all()
        self.search_changed.emit()
        self._wanted_case = item
        self.beside.opened = True
        self._choose(item)
        self._read_list()

    def start_new(self) -> None:
        """A complaint, on the page where it is taken down."""
        self.context.navigator.new("intake")

    def help_lines(self) -> tuple[str, ...]:
        tr = self.context.words.tr
        return (
            tr("F3 finds a case by name, trader, number or any word in it."),
            tr("The chips above the list choose what it shows; each says how many there are."),
            tr("The blue button is the next step; what else is possible stands beside it."),
            tr("Names and telephones show only when asked for; that leaves a line in the log."),
            tr("“Waits to go up” is no trouble: it is saved here and goes by itself."),
        )

    def _on_changed(self, changed: Changed) -> None:
        mine = changed.everything or not changed.ids or self.chosen in changed.ids
        if mine and changed.concerns(CONCERNS):
            self._case_stale = True
        super()._on_changed(changed)

    # The list

    def _columns(self) -> list[Column[ListedCase]]:
        tr, wording = self.context.words.tr, self.context.wording
        chinese = self.context.words.lang.startswith("zh")
        numbers = 12 if self._session.level == "village" else 15
        return [
            Column(
                tr("Status"),
                lambda r: wording.status(r.row.status),
                8 if chinese else 12,
                status=lambda r: r.row.status,
            ),
            Column(tr("Number"), self._number, numbers, tip=lambda r: r.row.number or ""),
            Column(tr("Came in"), self._received, 6),
            Column(tr("Title"), lambda r: r.row.title, 20, stretch=True, tip=lambda r: r.row.title),
            Column(tr("Handler"), self._handler, 5, tip=self._handler),
            Column(
                tr("Reporting"),
                lambda r: wording.sync_state(r.row.sync_state),
                10 if chinese else 16,
            ),
        ]

    def _number(self, line: ListedCase) -> str:
        """Year and number; before them what tells a neighbour's or another PC's number apart."""
        number = line.row.number or ""
        start, _, rest = number.partition("-")
        letters = start[len(self._own_code) :]
        if start.startswith(self._own_code) and (
            letters == self._own_letters or letters.startswith(_BEFORE_JOINING)
        ):
            return rest
        return f"{letters}-{rest}" if start.startswith(self._own_code) else number[9:]

    def _handler(self, line: ListedCase) -> str:
        if line.handler or not line.row.handler_id:
            return line.handler
        return unknown_words(self.context.words, "user")

    def _received(self, line: ListedCase) -> str:
        return day_in_list(local_date(line.row.received_at), self.context.today().year)

    def _filter_changed(self, _wanted: Wanted) -> None:
        self.search_changed.emit()
        self._read_list()

    def _read_list(self) -> None:
        wanted, with_book = self.filters.wanted, self.words is None

        def job(desk: Desk) -> ListRead:
            return read_list(desk, wanted, with_book=with_book)

        self.context.tasks.on_ledger(job, self._listed, owner=self)

    def _listed(self, read: ListRead) -> None:
        if read.wanted != self.filters.wanted:
            return
        if read.book is not None:
            self.words = RecordWords(self.context.words, read.book, self.context.today)
            if self._unshown is not None:
                self._case_read(self._unshown)
                self._unshown = None
        self._own_code, self._own_letters = read.own_code, read.own_letters
        self.filters.show_counts(read.counts)
        if read.asked == self.asked:
            self.model.refresh()
        else:
            self.asked = read.asked
            self.model.ask(CaseQuery(read.asked))

    def _rows_read(self, count: int) -> None:
        tr, ntr = self.context.words.tr, self.context.words.ntr
        self.set_subtitle(ntr("{n} case", "{n} cases", count))
        self._empty = count == 0 and not self._wanted_case
        self.beside.fit()
        if self._wanted_case:
            self._find_place(self._wanted_case)
            self._wanted_case = ""
            return
        if count == 0:
            self._say_empty()
            return
        if self._first or not self.chosen:
            self._first = False
            self.table.setCurrentIndex(self.model.index(0, 0))
        elif not self.table.choose(lambda line: line.id == self.chosen):
            self.table.clearSelection()
        if not self.chosen:
            self.panel.say(tr("No case chosen"), tr("Choose a case on the left."))

    def _say_empty(self) -> None:
        tr, wanted = self.context.words.tr, self.filters.wanted
        self.chosen = ""
        if wanted.words:
            self.panel.say(
                tr("Nothing found"),
                tr("Try fewer words, part of the number, or the telephone."),
            )
        elif wanted != Wanted():
            self.panel.say(tr("Nothing here"), tr("No case is in this view now."))
        else:
            self.panel.say(
                tr("No case yet"),
                tr("Press F2 to take down the first complaint. It will stand here at once."),
            )

    def _find_place(self, case_id: str) -> None:
        asked = self.asked
        if asked is None or self.table.choose(lambda line: line.id == case_id):
            return
        self.context.tasks.on_ledger(
            lambda desk: place_of(desk, asked, case_id), self._place_found, owner=self
        )

    def _place_found(self, place: int | None) -> None:
        if place is not None and place < self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(place, 0))
            self.table.scrollTo(self.model.index(place, 0))

    def _page_read(self, _page: int) -> None:
        """A row that was jumped to before it was there is chosen now."""
        line = self.model.row(self.table.currentIndex().row())
        if line is not None and line.id != self.chosen:
            self._row_chosen(line)

    def _row_chosen(self, line: ListedCase) -> None:
        if line.id != self.chosen:
            self._choose(line.id)

    def _row_opened(self, line: ListedCase) -> None:
        self._row_chosen(line)
        self.beside.open_panel()
        self.panel.enter()

    # The chosen case

    def _choose(self, case_id: str) -> None:
        self.chosen = case_id
        self.panel.revealed = ""
        self._read_case(case_id)
        self.beside.fit()

    def _read_case(self, case_id: str) -> None:
        self._case_stale = False
        if self._reading is not None:
            self._reading.cancel()
        revealed = self.panel.revealed == case_id

        def job(desk: Desk) -> CaseView:
            return read_case(desk, case_id, revealed=revealed)

        self._reading = self.context.tasks.on_ledger(
            job, self._case_read, self._case_failed, owner=self
        )

    def _case_read(self, view: CaseView) -> None:
        self._calm.call("case", lambda: self._show_case(view))

    def _show_case(self, view: CaseView) -> None:
        if view.id != self.chosen:
            return
        if self.words is None:
            # Asked for before the words were there: they come with the list.
            self._unshown = view
        else:
            self.panel.show_view(self.words, view)
            _ = self.acts

    def _case_failed(self, problem: Problem) -> None:
        told = self.context.wording.problem(problem)
        self.panel.say(told.what, told.then)

    # Room

    def _lay_out(self) -> None:
        self.beside = Beside(
            self.context,
            self.filters,
            self.table,
            self.panel,
            (LIST_SHARE, CASE_SHARE),
            has_chosen=lambda: bool(self.chosen),
            is_empty=lambda: self._empty,
        )
        self.beside.arranged.connect(self._arranged)
        self.body.addWidget(self.beside, 1)

    def _redraw(self) -> None:
        """Another text size or shade: distances and signs are drawn anew."""
        self.beside.fit()
        if self.panel.view is not None and self.words is not None:
            self.panel.show_view(self.words, self.panel.view, anew=True)

    def _arranged(self, alone: bool, panel: bool, below: bool) -> None:
        # One above the other leaves little height: the case then stands without the page's head.
        self.show_head(not alone or not panel)
        self.panel.set_compact(alone and not below)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return super().eventFilter(watched, event)

    def _fit_columns(self) -> None:
        table, needed = self.table, self.context.theme.look.px(TITLE_NEEDS)
        for column in (HANDLER, REPORTING):
            table.setColumnHidden(column, False)
        for column in (HANDLER, REPORTING):
            others = (n for n in range(self.model.columnCount()) if n != TITLE)
            if table.width() - sum(table.columnWidth(n) for n in others) >= needed:
                return
            table.setColumnHidden(column, True)

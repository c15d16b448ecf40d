"""坐班巡访: who visits which station when, what was found, what is to be mended."""

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
from station_app.ui.knowledge.visits.jobs import (
    VisitList,
    VisitView,
    Wanted,
    read_visit,
    read_visits,
)
from station_app.ui.knowledge.visits.panel import VisitPanel
from station_app.ui.shell.ports import Session
from station_app.usecases.desk import Desk
from station_app.usecases.reading.visits import (
    ALL,
    COMING,
    HELD,
    NOT_HELD,
    OPEN,
    TO_MEND,
    VIEWS,
    VisitRow,
)
from sync.words import mark

if TYPE_CHECKING:
    from station_app.ui.knowledge.visits.acts import VisitActs

VIEW_WORDS = {
    COMING: mark("Coming"),
    TO_MEND: mark("To be mended"),
    HELD: mark("Held"),
    NOT_HELD: mark("Not held"),
    ALL: mark("All"),
}


class VisitsPart(ListPart[VisitRow]):
    """Opens on what is coming, the nearest first."""

    def __init__(
        self,
        context: Context,
        session: Session,
        words: Callable[[], RecordWords | None],
        parent: QWidget | None = None,
    ) -> None:
        tr = context.words.tr
        self.wanted = Wanted(context.today().year)
        self._may_plan = False
        self._others = False
        self.views: dict[str, QPushButton] = {}
        panel = VisitPanel(context)
        super().__init__(context, words, tr("Visits to stations"), panel, parent)
        self.panel: VisitPanel = panel
        self._lay_out()
        panel.say(tr("No visit chosen"), tr("Choose a visit on the left."))

    @cached_property
    def acts(self) -> VisitActs:
        """Made when first needed: no row waits for its dialogs."""
        from station_app.ui.knowledge.visits.acts import VisitActs

        acts = VisitActs(self._context, self.panel, self._words)
        acts.made.connect(self._planned)
        return acts

    # What the page asks

    def add(self) -> None:
        if self._may_plan:
            self.acts.plan()
        else:
            self._context.messages.say(self._context.words.tr("Your role plans no visits."))

    def search(self, words: str) -> None:
        self._want(replace(self.wanted, words=words.strip(), view=ALL))

    def open_item(self, item_id: str) -> None:
        self.wanted = replace(self.wanted, words="", view=ALL)
        super().open_item(item_id)

    def _planned(self, visit_id: str) -> None:
        """What was planned just now stands among what is coming."""
        self.wanted = Wanted(self._context.today().year)
        super().open_item(visit_id)

    # The list

    def columns(self) -> list[Column[VisitRow]]:
        tr = self._context.words.tr
        return [
            Column(tr("State"), self._state, 9),
            Column(tr("Day"), self._day, 10),
            Column(tr("Kind"), self._kind, 8, tip=self._kind),
            Column(tr("Who comes where"), self._way, 20, stretch=True, tip=self._way),
        ]

    def key(self, row: VisitRow) -> str:
        return row.id

    def _state(self, row: VisitRow) -> str:
        words = self._words()
        return entry_state(words, row.state) if words is not None else ""

    def _day(self, row: VisitRow) -> str:
        """With ▲ where its day, or the one for mending, is over."""
        today = self._context.today()
        short = f"{row.day.month:02d}-{row.day.day:02d}"
        if row.day.year != self.wanted.year:
            short = f"{row.day.year}-{short}"
        late = row.state in OPEN and row.day < today
        return f"▲ {short}" if late or "" < row.mend_by < today.isoformat() else short

    def _kind(self, row: VisitRow) -> str:
        words = self._words()
        return words.code("visit_kind", row.kind) if words is not None else ""

    def _way(self, row: VisitRow) -> str:
        """Everybody knows where they are themselves: only the other side is news."""
        if row.to_us or row.by_us:
            return row.visitor if row.to_us else f"→ {row.host}"
        return f"{row.visitor} → {row.host}"

    def read_list(self) -> None:
        wanted, with_book = self.wanted, self._words() is None

        def job(desk: Desk) -> VisitList:
            return read_visits(desk, wanted, with_book=with_book)

        self._context.tasks.on_ledger(job, self._listed, owner=self)

    def _listed(self, read: VisitList) -> None:
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
        self.counted.emit(ntr("{n} visit", "{n} visits", len(read.rows)))

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of a station's name."))
        elif self.wanted.view == COMING and self._others:
            said = tr("Press F2 to plan one. What was before stands under “Held” and “All”.")
            self.panel.say(tr("No visit is coming"), said if self._may_plan else "")
        elif self.wanted.view == TO_MEND:
            self.panel.say(tr("Nothing to be mended"), "")
        else:
            said = tr("Press F2 to plan a sit-in or a patrol. The station visited sees it too.")
            self.panel.say(tr("No visit here yet"), said if self._may_plan else "")

    def _show_view(self, view: str) -> None:
        self._want(replace(self.wanted, view=view, words=""))

    def _year(self, step: int) -> None:
        self._want(replace(self.wanted, year=self.wanted.year + step, words=""))

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.want_anew()

    # The chosen visit

    def read_one(self, item_id: str) -> None:
        self.ask_one(lambda desk: read_visit(desk, item_id), self._show)

    def _show(self, view: VisitView) -> None:
        words = self._words()
        if view.id != self.chosen or words is None:
            return
        self.panel.show_view(words, view)
        _ = self.acts

    def redraw(self) -> None:
        words = self._words()
        if self.panel.view is not None and words is not None:
            self.panel.show_view(words, self.panel.view, anew=True)

    def _lay_out(self) -> None:
        tr = self._context.words.tr
        self.found = FoundChip(self._context)
        self.found.ended.connect(lambda: self._show_view(COMING))
        self.views = {
            view: chip(partial(self._show_view, view), tr(VIEW_WORDS[view])) for view in VIEWS
        }
        self.bar.addLayout(flow_row(self._context, [*self.views.values(), self.found]))
        self.years = YearLine(self._context, self.wanted.year)
        self.years.stepped.connect(self._year)
        self.new = button(tr("Plan a visit") + " F2")
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.years.row.addWidget(self.new)
        self.bar.addWidget(self.years)

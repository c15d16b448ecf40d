"""坐班巡访: who visits which station when, what was found, what is to be mended."""

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
from station_app.ui.knowledge.visits.jobs import VisitView, read_visit, read_visits
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
    VisitRow,
)
from sync.words import mark

if TYPE_CHECKING:
    from station_app.ui.knowledge.visits.acts import VisitActs


class VisitsPart(ViewedPart[VisitRow, Listing[VisitRow], VisitView]):
    """Opens on what is coming, the nearest first."""

    VIEWS: ClassVar[Mapping[str, str]] = {
        COMING: mark("Coming"),
        TO_MEND: mark("To be mended"),
        HELD: mark("Held"),
        NOT_HELD: mark("Not held"),
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
        self._others = False
        panel = VisitPanel(context)
        name = tr("Visits to stations")
        super().__init__(context, words, name, panel, COMING, parent, by_year=True)
        self.panel: VisitPanel = panel
        panel.say(tr("No visit chosen"), tr("Choose a visit on the left."))

    @cached_property
    def acts(self) -> VisitActs:
        """Made when first needed: no row waits for its dialogs."""
        from station_app.ui.knowledge.visits.acts import VisitActs

        acts = VisitActs(self._context, self.panel, self._words)
        acts.made.connect(self.show_made)
        return acts

    def wake(self) -> None:
        _ = self.acts

    def add(self) -> None:
        if self.may_add:
            self.acts.plan()
        else:
            self._context.messages.say(self._context.words.tr("Your role plans no visits."))

    def new_words(self) -> tuple[str, str]:
        said = self._context.words.tr("Plan a visit")
        return said, said

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
        short = day_in_list(row.day, self.wanted.year)
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

    @property
    def reads_list(self) -> ReadsList[Listing[VisitRow]]:
        return read_visits

    @property
    def reads_one(self) -> Callable[[Desk, str], VisitView]:
        return read_visit

    def took(self, read: Listing[VisitRow]) -> None:
        self._others = read.counts[ALL] > 0

    def count_words(self, count: int) -> str:
        return self._context.words.ntr("{n} visit", "{n} visits", count)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of a station's name."))
        elif self.wanted.view == COMING and self._others:
            said = tr("Press Ctrl+N to plan one. What was before stands under “Held” and “All”.")
            self.panel.say(tr("No visit is coming"), said if self.may_add else "")
        elif self.wanted.view == TO_MEND:
            self.panel.say(tr("Nothing to be mended"), "")
        else:
            said = tr("Press Ctrl+N to plan a sit-in or a patrol. The station visited sees it too.")
            self.panel.say(tr("No visit here yet"), said if self.may_add else "")

"""消费提示: drafted, checked, approved and published; posted and taken down by the stations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.list_part import room_for
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column
from station_app.ui.common.viewed_part import ReadsList, ViewedPart
from station_app.ui.knowledge.notices.jobs import (
    ALL,
    ENDED,
    PREPARING,
    TO_DO,
    UP,
    NoticeList,
    NoticeView,
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


class NoticesPart(ViewedPart[NoticeRow, NoticeList, NoticeView]):
    """What this station is to do stands first."""

    VIEWS: ClassVar[Mapping[str, str]] = {
        ALL: mark("All"),
        TO_DO: mark("To do"),
        UP: mark("Published now"),
        PREPARING: mark("Being prepared"),
        ENDED: mark("Over"),
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
        self._of = 0
        panel = NoticePanel(context)
        super().__init__(context, words, tr("Consumer notices"), panel, ALL, parent)
        self.panel: NoticePanel = panel
        panel.say(tr("No notice chosen"), tr("Choose a notice on the left."))

    @cached_property
    def acts(self) -> NoticeActs:
        """Made when first needed: its dialogs are the larger half of this part."""
        from station_app.ui.knowledge.notices.acts import NoticeActs

        acts = NoticeActs(self._context, self.panel, self._words)
        acts.made.connect(self.open_item)
        return acts

    def wake(self) -> None:
        _ = self.acts

    def add(self) -> None:
        if self.may_add:
            self.acts.draft()
        else:
            tr = self._context.words.tr
            self._context.messages.say(tr("Drafting notices is not part of your duties here."))

    def new_words(self) -> tuple[str, str]:
        tr = self._context.words.tr
        return tr("Draft one"), tr("Draft a notice")

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

    def _state(self, row: NoticeRow) -> str:
        return state_words(self._context, row, not self._of and row.stations > 0)

    def _kind(self, row: NoticeRow) -> str:
        words = self._words()
        return words.code("notice_kind", row.kind) if words is not None else ""

    def _posted(self, row: NoticeRow) -> str:
        return "" if row.phase in PREPARED else f"{row.stations}/{self._of}"

    @property
    def reads_list(self) -> ReadsList[NoticeList]:
        return read_notices

    @property
    def reads_one(self) -> Callable[[Desk, str], NoticeView]:
        return read_notice

    def took(self, read: NoticeList) -> None:
        self._of = read.of
        self.table.setColumnHidden(3, not read.of)

    def count_words(self, count: int) -> str:
        return self._context.words.ntr("{n} notice", "{n} notices", count)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        if self.wanted.words:
            self.panel.say(tr("Nothing found"), tr("Try fewer words, or part of the title."))
        elif self.wanted.view == TO_DO:
            self.panel.say(tr("Nothing to do here"), tr("What is to be posted stands here."))
        elif self.may_add:
            said = tr("Press Ctrl+N to draft one; the county approves it before it is posted.")
            self.panel.say(tr("No notice here yet"), said)
        else:
            self.panel.say(tr("No notice here yet"), "")

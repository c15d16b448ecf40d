"""Beside the calendar: the chosen day in words, the chosen entry, and what the county asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from station_app.ui.calendar.sentences import CalendarWords, plain_tip
from station_app.ui.calendar.values import CalendarEntry, CountyAsk, DayFacts, EntryDetail
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button, link, primary_button
from station_app.ui.common.lay import as_tall_as_shown, empty, plain
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, rule, selectable, text


class ElidedLink(QPushButton):
    """A link of one line that ends in … where it does not fit."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setProperty("role", "link")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        elide = Qt.TextElideMode.ElideRight
        room = self.width() - self.fontMetrics().averageCharWidth() * 2
        self.setText(self.fontMetrics().elidedText(self._words, elide, room))


class DayPanel(QFrame):
    """Shows values only; whoever hears its wishes shows the panel again.

    Signals:
        entry_wanted: An entry of the day shall be chosen.  arg: its id.
        action_wanted: A button of the chosen entry.  args: the entry's id, the action's key.
        answer_wanted: A day for something of the county's plan.  arg: its id.
        new_wanted: Something new on the day.  No argument.
        back_wanted: The calendar is wanted again, where only one of both has room.  No argument.
    """

    entry_wanted = Signal(str)
    action_wanted = Signal(str, str)
    answer_wanted = Signal(str)
    new_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._said = CalendarWords(context.words)
        self._shown: tuple[object, ...] | None = None
        self._compact = False
        self.primary: QPushButton | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.links: dict[str, QPushButton] = {}
        self.dues: dict[str, QPushButton] = {}
        self.answers: dict[str, QPushButton] = {}
        self.setProperty("role", "card")
        self.setAccessibleName(context.words.tr("The chosen day"))
        px = context.theme.look.px
        self._inside = as_tall_as_shown(plain())
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(px(16), px(12), px(14), px(14))
        self._column.setSpacing(px(5))
        self.back = link(context.words.tr("← Back to the calendar"))
        self.back.clicked.connect(self.back_wanted)
        self.back.hide()
        self.view_port = scrolled(self._inside)
        self.view_port.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        backs = QHBoxLayout()
        backs.setContentsMargins(px(12), 0, 0, 0)
        backs.addWidget(self.back)
        backs.addStretch(1)
        outer.addLayout(backs)
        outer.addWidget(self.view_port, 1)
        context.theme.changed.connect(self._again)

    def show_day(
        self,
        facts: DayFacts,
        entries: Sequence[CalendarEntry],
        detail: EntryDetail | None,
        asks: Sequence[CountyAsk],
        today: date,
    ) -> None:
        """`entries` of the day; `detail` of the chosen one, None where none is chosen."""
        wanted = (facts, tuple(entries), detail, tuple(asks), today)
        if wanted != self._shown:
            self._shown = wanted
            self._draw(facts, entries, detail, asks, today)

    def set_compact(self, compact: bool) -> None:
        """Whether it stands alone, with the way back above it."""
        self.back.setVisible(compact)
        if compact is not self._compact:
            self._compact = compact
            self._again()

    def _again(self) -> None:
        shown, self._shown = self._shown, None
        if shown is not None:
            self.show_day(*shown)  # type: ignore[arg-type]

    def _draw(
        self,
        facts: DayFacts,
        entries: Sequence[CalendarEntry],
        detail: EntryDetail | None,
        asks: Sequence[CountyAsk],
        today: date,
    ) -> None:
        empty(self._column)
        self.primary, self.buttons, self.links = None, {}, {}
        self.dues, self.answers = {}, {}
        chosen = detail.entry.id if detail is not None else ""
        others = [entry for entry in entries if entry.id != chosen]
        # With little height the entry and its button come first.
        first = self._compact and detail is not None
        if not first:
            self._day(facts, today)
            self._gap()
        if detail is not None:
            self._entry(detail)
        if first:
            self._gap()
            self._day(facts, today)
        if others:
            if detail is not None:
                self._gap()
            self._others(others, detail is not None)
        if detail is None and not entries:
            self._nothing()
        if asks:
            self._gap()
            self._asks(asks)
        self._column.addStretch(1)

    def _gap(self) -> None:
        px = self._context.theme.look.px
        self._column.addSpacing(px(4))
        self._column.addWidget(rule())
        self._column.addSpacing(px(4))

    def _day(self, facts: DayFacts, today: date) -> None:
        said = self._said
        words = said.day(facts.day, today)
        if facts.day == today:
            words = f"{words} · {said.words.tr('today')}"
        self._column.addWidget(heading(words, 2))
        for line in (said.facts_line(facts), said.duty(facts.duty)):
            if line:
                self._column.addWidget(selectable(text(line, "muted")))
        for thing in facts.due:
            due = said.words.tr("due: {title}", title=thing.title)
            made = ElidedLink(f"▲ {due}")
            made.setAccessibleName(due)
            made.setToolTip(plain_tip(due))
            made.clicked.connect(partial(self._context.navigator.go, thing.page, thing.item))
            self.dues[thing.item] = made
            self._column.addWidget(made)

    def _entry(self, detail: EntryDetail) -> None:
        said, entry = self._said, detail.entry
        self._column.addWidget(selectable(heading(entry.title, 2)))
        where = (said.time(entry), entry.place, entry.whose)
        state = (said.kind(entry.kind), said.status(entry.status), entry.result)
        for parts in ((*where, *state),) if self._compact else (where, state):
            self._column.addWidget(selectable(text(said.joint.join(p for p in parts if p))))
        px = self._context.theme.look.px
        for line in detail.lines:
            if line:
                self._column.addWidget(selectable(text(line, "muted")))
            else:
                self._column.addSpacing(px(4))
        if not detail.action and not detail.more:
            return
        holder = plain()
        row = FlowLayout(holder, px(6))
        if detail.action:
            self.primary = primary_button(detail.action)
            self._act(self.primary, entry.id, detail.action_key)
            row.addWidget(self.primary)
        for key, words in detail.more:
            self.buttons[key] = made = button(words)
            self._act(made, entry.id, key)
            row.addWidget(made)
        self._column.addSpacing(px(4))
        self._column.addWidget(holder)

    def _act(self, made: QPushButton, entry_id: str, key: str) -> None:
        made.clicked.connect(lambda: self.action_wanted.emit(entry_id, key))

    def _others(self, entries: Sequence[CalendarEntry], beside: bool) -> None:
        tr = self._said.words.tr
        words = tr("Also on this day") if beside else tr("On this day")
        self._column.addWidget(heading(words, 3))
        for entry in entries:
            time = self._said.time(entry) if entry.in_hours else ""
            made = ElidedLink(" ".join(p for p in (time, entry.whose, entry.title) if p))
            made.setAccessibleName(self._said.entry(entry))
            made.setToolTip(plain_tip(self._said.entry(entry)))
            made.clicked.connect(lambda _=False, key=entry.id: self.entry_wanted.emit(key))
            self.links[entry.id] = made
            self._column.addWidget(made)

    def _nothing(self) -> None:
        tr = self._said.words.tr
        self._column.addWidget(text(tr("Nothing planned yet."), "muted"))
        made = button(tr("Plan something"))
        made.clicked.connect(self.new_wanted)
        self.buttons["new"] = made
        self._column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def _asks(self, asks: Sequence[CountyAsk]) -> None:
        tr = self._said.words.tr
        self._column.addWidget(heading(tr("The county's plan"), 3))
        for ask in asks:
            self._column.addWidget(selectable(text(ask.title)))
            self._column.addWidget(text(ask.when, "muted"))
            for gap in ask.gaps:
                self._column.addWidget(selectable(text(gap, "hint")))
            if not ask.answerable:
                continue
            made = button(tr("Set a day"))
            made.setAccessibleName(tr("Set a day for {title}", title=ask.title))
            made.clicked.connect(lambda _=False, key=ask.id: self.answer_wanted.emit(key))
            self.answers[ask.id] = made
            self._column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def sizeHint(self) -> QSize:
        px = self._context.theme.look.px
        return QSize(px(252), px(500))

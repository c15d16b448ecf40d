"""What month, week and year share: data, choosing, moving and lengthening by keyboard."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import (
    DAY,
    CalendarEntry,
    DayFacts,
    PlanRange,
    by_time,
    moved,
    within,
)
from station_app.ui.common.theme import Theme
from sync.words import Words

_NEW = frozenset({Qt.Key.Key_Space, Qt.Key.Key_N})
_OPEN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})


class KeyedCanvas(QAbstractScrollArea):
    """Days with entries, painted by itself, with one current day and perhaps a current entry.

    A moved entry stands in its new place at once; whoever listens to `move_wanted` shows the
    entries again, as they then are.

    Signals:
        day_chosen: Another day is the current one.  arg: the day.
        entry_chosen: Another entry, or none.  arg: its id or an empty text.
        day_opened: Enter, a double click or “+3” on a day.  arg: the day.
        entry_opened: Enter or a double click on an entry.  arg: its id.
        new_wanted: Something new in a range of time.  arg: a `PlanRange`.
        move_wanted: Another time for an entry.  args: its id, start, end (datetime).
        span_wanted: A day that is not among those shown is wanted.  arg: the day.
        typed: Somebody begins to type a day.  arg: what was typed.
    """

    day_chosen = Signal(object)
    entry_chosen = Signal(str)
    day_opened = Signal(object)
    entry_opened = Signal(str)
    new_wanted = Signal(object)
    move_wanted = Signal(str, object, object)
    span_wanted = Signal(object)
    typed = Signal(str)

    def __init__(
        self, theme: Theme, words: Words, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        """`name` is read out by screen readers."""
        super().__init__(parent)
        self.theme = theme
        self.said = CalendarWords(words)
        self.name = name
        self.today = today
        self.current = today
        self.current_entry = ""
        self.anchor: date | None = None
        """The other end of a chosen range of days, None where only the current day is chosen."""
        self.facts: Mapping[date, DayFacts] = {}
        self.entries: tuple[CalendarEntry, ...] = ()
        self.ghost: CalendarEntry | None = None
        """The entry being moved, where it would go."""
        self.planned: PlanRange | None = None
        self._by_day: dict[date, tuple[CalendarEntry, ...]] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self.renew)
        self.name_it()

    # What the kinds of canvas answer

    @abstractmethod
    def covers(self, day: date) -> bool:
        """Whether a day is among those shown."""

    def belongs(self, day: date) -> bool:
        """Whether a day that is shown is shown for its own sake, not beside a month."""
        return self.covers(day)

    @abstractmethod
    def renew(self) -> None:
        """Lays out anew: other data, room or look."""

    @abstractmethod
    def step(self, key: Qt.Key) -> None:
        """An arrow without modifiers."""

    @abstractmethod
    def page(self, step: int) -> date:
        """The day that is current a page on (1) or back (-1)."""

    @abstractmethod
    def ends(self) -> tuple[date, date]:
        """The days Home and End go to."""

    @abstractmethod
    def shift(self, key: Qt.Key) -> timedelta:
        """How far Ctrl and an arrow move an entry."""

    @abstractmethod
    def stretched(self, entry: CalendarEntry, by: timedelta) -> tuple[datetime, datetime]:
        """An entry that ends so much later, as far as that can be."""

    def moved_by(self, entry: CalendarEntry, by: timedelta) -> tuple[datetime, datetime]:
        """An entry that begins so much later, as far as that can be."""
        return moved(entry, by)

    @abstractmethod
    def show_current(self) -> None:
        """Scrolls to the current day or entry."""

    def range_here(self) -> PlanRange:
        """What a new entry is proposed for."""
        return PlanRange.of_days(self.anchor or self.current, self.current)

    # Data

    def take(
        self, days: Mapping[date, DayFacts], entries: Sequence[CalendarEntry], today: date
    ) -> None:
        """Other data; the current entry stays if it is still there."""
        self.facts, self.today = days, today
        self.drop_drag()
        self._take_entries(entries)
        if self.current_entry and self.entry(self.current_entry) is None:
            self._set_entry("")
        self.renew()
        self.name_it()

    def _take_entries(self, entries: Sequence[CalendarEntry]) -> None:
        self.entries = tuple(sorted(entries, key=by_time))
        by_day: dict[date, list[CalendarEntry]] = {}
        for entry in self.entries:
            for number in range(min(entry.days, 400)):
                by_day.setdefault(entry.first_day + number * DAY, []).append(entry)
        self._by_day = {day: tuple(found) for day, found in by_day.items()}

    def on_day(self, day: date) -> tuple[CalendarEntry, ...]:
        return self._by_day.get(day, ())

    def entry(self, entry_id: str) -> CalendarEntry | None:
        return next((entry for entry in self.entries if entry.id == entry_id), None)

    # Choosing

    def choose_day(self, day: date, *, extend: bool = False, turn: bool = False) -> None:
        """Makes a day the current one; asks for it where it is not shown.

        `turn`: also where it is shown only beside what it belongs to.
        """
        day = within(day)
        self.anchor = (self.anchor or self.current) if extend else None
        if self.anchor == day:
            self.anchor = None
        changed = day != self.current
        self.current = day
        if changed:
            entry = self.entry(self.current_entry)
            if entry is not None and not entry.on(day):
                self._set_entry("")
            self.day_chosen.emit(day)
        if not self.covers(day) or (turn and not self.belongs(day)):
            self.span_wanted.emit(day)
        self.show_current()
        self.viewport().update()
        self.name_it(announce=changed)

    def choose_entry(self, entry_id: str) -> None:
        self._set_entry(entry_id)
        entry = self.entry(entry_id)
        if entry is not None and not entry.on(self.current):
            self.choose_day(entry.first_day)
        self.show_current()
        self.viewport().update()
        self.name_it(announce=True)

    def _set_entry(self, entry_id: str) -> None:
        if entry_id != self.current_entry:
            self.current_entry = entry_id
            self.entry_chosen.emit(entry_id)

    def cell_words(self) -> str:
        """What is current, in words."""
        entry = self.entry(self.current_entry)
        if entry is not None:
            return f"{self.said.day(self.current, self.today)} {self.said.entry(entry)}"
        facts, entries = self.facts.get(self.current), self.on_day(self.current)
        words = self.said.cell(self.current, facts, entries, self.today)
        if self.anchor is not None:
            chosen = PlanRange.of_days(self.anchor, self.current)
            count = (chosen.last_day - chosen.first_day).days + 1
            words = f"{words} {self.said.words.ntr('{n} day chosen', '{n} days chosen', count)}"
        return words

    def name_it(self, *, announce: bool = False) -> None:
        words = self.cell_words()
        self.setAccessibleName(self.name)
        self.setAccessibleDescription(words)
        if announce and self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt or not self._obey(key, event.text(), control=control, shift=shift):
            # What is no command of the calendar may be one of the window.
            event.ignore()

    def _obey(self, key: Qt.Key, typed: str, *, control: bool, shift: bool) -> bool:
        if key in ARROWS:
            self._arrow(key, control=control, shift=shift)
        elif key is Qt.Key.Key_Escape:
            return self._let_go()
        elif control:
            return False
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.choose_day(self.page(1 if key is Qt.Key.Key_PageDown else -1), turn=True)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose_day(self.ends()[key is Qt.Key.Key_End], extend=shift)
        elif key in _OPEN:
            self._open()
        elif key in _NEW:
            self.new_wanted.emit(self.range_here())
        elif key is Qt.Key.Key_T:
            self.choose_day(self.today, turn=True)
        elif typed.isdecimal():
            self.typed.emit(typed)
        else:
            return False
        return True

    def _arrow(self, key: Qt.Key, *, control: bool, shift: bool) -> None:
        entry = self.entry(self.current_entry)
        if control and entry is not None:
            by = self.shift(key)
            self.change(entry, *(self.stretched(entry, by) if shift else self.moved_by(entry, by)))
        elif shift:
            self.extend(key)
        elif not control:
            self.step(key)

    def extend(self, key: Qt.Key) -> None:
        """Shift and an arrow: more or fewer days are chosen."""
        self.choose_day(self.current + self.shift(key), extend=True)

    def _open(self) -> None:
        if self.current_entry:
            self.entry_opened.emit(self.current_entry)
        else:
            self.day_opened.emit(self.current)

    def drop_drag(self) -> bool:
        """Lets go what is being dragged; whether anything was."""
        dragged = self.ghost is not None or self.planned is not None
        self.ghost = self.planned = None
        return dragged

    def _let_go(self) -> bool:
        """Escape: first what is being dragged, then the range, then the entry."""
        if not self.drop_drag():
            if self.anchor is not None:
                self.anchor = None
            elif self.current_entry:
                self._set_entry("")
            else:
                return False
        self.viewport().update()
        self.name_it(announce=True)
        return True

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through the day's entries first, then on to the next widget."""
        ids = ["", *(entry.id for entry in self.on_day(self.current))]
        here = ids.index(self.current_entry) if self.current_entry in ids else 0
        there = here + (1 if next else -1)
        if 0 <= there < len(ids):
            self.choose_entry(ids[there])
            return True
        return super().focusNextPrevChild(next)

    def change(self, entry: CalendarEntry, start: datetime, end: datetime) -> None:
        """Another time for an entry that may be moved; shown at once."""
        if not entry.movable or (start, end) == (entry.start, entry.end):
            return
        if within(start.date()) != start.date() or within(end.date()) != end.date():
            return
        changed = replace(entry, start=start, end=end)
        self._take_entries([changed if e.id == entry.id else e for e in self.entries])
        self.renew()
        self.move_wanted.emit(entry.id, start, end)
        if not changed.on(self.current) or start.date() != entry.start.date():
            self.choose_day(changed.first_day)
        self.name_it(announce=True)

    # Qt

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.BacktabFocusReason and not self.current_entry:
            ids = [entry.id for entry in self.on_day(self.current)]
            self._set_entry(ids[-1] if ids else "")
        self.viewport().update()
        self.name_it(announce=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.renew()

    def sizeHint(self) -> QSize:
        px = self.theme.look.px
        return QSize(px(760), px(560))

    def minimumSizeHint(self) -> QSize:
        px = self.theme.look.px
        return QSize(px(280), px(160))

"""A canvas of days under the mouse: choosing, planning, moving and lengthening by dragging."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from station_app.ui.calendar.keyed import KeyedCanvas
from station_app.ui.calendar.sentences import plain_tip
from station_app.ui.calendar.values import CalendarEntry, PlanRange
from station_app.ui.common.theme import Theme
from sync.words import Words


class Grip(Enum):
    """What the pressed mouse does once it moves."""

    PLAN = "plan"
    MOVE = "move"
    LENGTHEN = "lengthen"


class Hit(NamedTuple):
    """What is under the pointer.  `moment`: day and time, midnight where hours don't count."""

    moment: datetime
    entry: CalendarEntry | None = None
    edge: bool = False
    more: bool = False
    whole_day: bool = True


@dataclass(frozen=True, slots=True)
class _Press:
    hit: Hit
    at: QPoint
    grip: Grip


class CalendarCanvas(KeyedCanvas):
    """Signals: see `KeyedCanvas`."""

    def __init__(
        self, theme: Theme, words: Words, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, words, name, today, parent)
        self._press: _Press | None = None
        self.viewport().setMouseTracking(True)

    @abstractmethod
    def hit(self, place: QPoint) -> Hit | None:
        """What is at a place of the viewport."""

    def drop_drag(self) -> bool:
        self._press = None
        return super().drop_drag()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self.hit(event.position().toPoint())
        if hit is None or event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        grip = Grip.PLAN if hit.entry is None else Grip.LENGTHEN if hit.edge else Grip.MOVE
        self._press = _Press(hit, event.position().toPoint(), grip)
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.choose_day(hit.moment.date(), extend=extend)
        self.choose_entry(hit.entry.id if hit.entry is not None else "")
        self.pressed_at(hit)

    def pressed_at(self, hit: Hit) -> None:
        """For a canvas that keeps more than the day."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._press is None:
            self._show_grip(self.hit(place))
            return
        far = (place - self._press.at).manhattanLength() >= QApplication.startDragDistance()
        if far or self.ghost is not None or self.planned is not None:
            self._drag(self._press, self.hit(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, ghost, planned = self._press, self.ghost, self.planned
        self._press = self.ghost = self.planned = None
        if press is None:
            return
        entry = press.hit.entry
        if ghost is not None and entry is not None:
            self.change(entry, ghost.start, ghost.end)
        elif planned is not None:
            self.new_wanted.emit(planned)
        elif press.hit.more:
            self.day_opened.emit(press.hit.moment.date())
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.hit(event.position().toPoint())
        plain = hit is not None and not hit.more
        if plain and event.button() is Qt.MouseButton.LeftButton:
            self._open()

    def _drag(self, press: _Press, hit: Hit | None) -> None:
        if hit is None:
            return
        entry = press.hit.entry
        if entry is None:
            self.planned = self.plan_between(press.hit, hit)
        elif entry.movable:
            by = self.dragged_by(entry, press.hit, hit)
            start, end = (
                self.stretched(entry, by)
                if press.grip is Grip.LENGTHEN
                else self.moved_by(entry, by)
            )
            self.ghost = replace(entry, start=start, end=end)
        self.viewport().update()

    def dragged_by(self, entry: CalendarEntry, there: Hit, here: Hit) -> timedelta:
        return datetime.combine(here.moment, time.min) - datetime.combine(there.moment, time.min)

    def plan_between(self, there: Hit, here: Hit) -> PlanRange:
        return PlanRange.of_days(there.moment.date(), here.moment.date())

    def _show_grip(self, hit: Hit | None) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if hit is not None and hit.entry is not None:
            shape = Qt.CursorShape.PointingHandCursor
            if hit.edge and hit.entry.movable:
                shape = self.edge_cursor(hit.entry)
        self.viewport().setCursor(shape)

    def edge_cursor(self, entry: CalendarEntry) -> Qt.CursorShape:
        return Qt.CursorShape.SizeHorCursor

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.tip(event.pos())
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    def tip(self, place: QPoint) -> str:
        """The tooltip at a place of the viewport; plain text."""
        hit = self.hit(place)
        if hit is None:
            return ""
        if hit.entry is not None:
            return plain_tip(self.said.entry(hit.entry))
        day = hit.moment.date()
        return self.said.day_tip(day, self.facts.get(day), self.on_day(day), self.today)

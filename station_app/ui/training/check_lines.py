"""The lines of the check screen below each other, each made when it comes near what is seen.

A roll of 120 people has some two thousand small widgets: made and laid out at once they hold the
window up.  Lines far away have a place of a guessed height; what is seen never moves when such a
guess turns out wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from station_app.ui.common.scroll import ScrollBox
from station_app.ui.common.theme import Theme
from station_app.ui.training.check_line import CheckLine

AT_ONCE = 2
"""Lines made or measured in one turn of the event loop."""

GUESS, GAP, EDGE = 84, 6, 12
"""Pixels at 100 %: the height of a line not made yet; between two; beside the scroll bar."""


@dataclass(slots=True)
class _Place:
    """Where something stands.  `measured`: the width its height was taken at."""

    number: int | None
    widget: QWidget | None
    high: int
    measured: int = -1
    top: int = 0


class CheckLines(QWidget):
    """Headings and lines; put into a `ScrollBox` by `scroll_in`.

    Signals:
        settled: All that is seen, and a screen around it, is made and stands still.  No argument.
    """

    settled = Signal()

    def __init__(self, theme: Theme, make: Callable[[int], CheckLine]) -> None:
        """`make` answers the line of a number of the sheet."""
        super().__init__()
        self._theme, self._make = theme, make
        self._places: list[_Place] = []
        self._box: ScrollBox | None = None
        self.lines: dict[int, CheckLine] = {}
        """Those made so far."""
        self.setProperty("role", "plain")
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._work)

    def add(self, widget: QWidget) -> None:
        """Something that is there from the beginning."""
        widget.setParent(self)
        self._places.append(_Place(None, widget, widget.sizeHint().height()))

    def add_line(self, number: int) -> None:
        """A line, made later."""
        self._places.append(_Place(number, None, self._theme.look.px(GUESS)))

    def scroll_in(self, box: ScrollBox) -> None:
        self._box = box
        bar = box.verticalScrollBar()
        bar.valueChanged.connect(lambda _: self._turn.start())
        bar.rangeChanged.connect(lambda *_: self._turn.start())

    def line(self, number: int) -> CheckLine:
        """A line, made now if it was not yet, in its place."""
        place = self._place_of(number)
        if place.widget is None:
            self._make_one(place)
            self._arrange()
        return self.lines[number]

    @property
    def resting(self) -> bool:
        """Whether nothing near what is seen waits to be made."""
        return self.isVisible() and not self._turn.isActive()

    def fit(self) -> None:
        """Another width or size of text: everything is measured again, the nearest first."""
        for place in self._places:
            place.measured = -1
        self._turn.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._places:
            self.fit()

    # Making and placing

    def _work(self) -> None:
        if self._box is None or not self.isVisible():
            return
        wanted = self._wanted(self._box)
        for place in wanted[:AT_ONCE]:
            if place.widget is None:
                self._make_one(place)
            else:
                self._measure(place)
        if wanted:
            self._arrange()
            self._turn.start()
        else:
            self.settled.emit()

    def _wanted(self, box: ScrollBox) -> list[_Place]:
        """What is to be made or measured: what is seen first, then a screen around it."""
        wide, high, top = self.width(), box.viewport().height(), box.verticalScrollBar().value()

        def distance(place: _Place) -> int:
            return max(top - (place.top + place.high), place.top - (top + high), 0)

        near = [
            (distance(place), n)
            for n, place in enumerate(self._places)
            if place.measured != wide and distance(place) <= high
        ]
        return [self._places[n] for _, n in sorted(near)]

    def _make_one(self, place: _Place) -> None:
        number = place.number
        assert number is not None
        line = self._make(number)
        line.setParent(self)
        line.entered.connect(lambda: self._make_beside(number))
        place.widget = self.lines[number] = line
        self._chain(place, line)
        self._measure(place)
        line.show()

    def _make_beside(self, number: int) -> None:
        """So that Tab and Enter find the lines before and after."""
        lines = [place for place in self._places if place.number is not None]
        here = next(n for n, place in enumerate(lines) if place.number == number)
        missing = [p for p in lines[max(0, here - 1) : here + 2] if p.widget is None]
        for place in missing:
            self._make_one(place)
        if missing:
            self._arrange()

    def _chain(self, place: _Place, line: CheckLine) -> None:
        """Tab goes through the lines as they stand."""
        before = self._places[: self._places.index(place)]
        above = next((p.widget for p in reversed(before) if isinstance(p.widget, CheckLine)), None)
        after = above.buttons[-1] if above is not None else None
        for button in line.buttons:
            if after is not None:
                QWidget.setTabOrder(after, button)
            after = button

    def _measure(self, place: _Place) -> None:
        widget, wide = place.widget, self.width()
        if widget is None:
            return
        inner = max(1, wide - self._theme.look.px(EDGE))
        if isinstance(widget, CheckLine):
            widget.arrange(inner)
        widget.ensurePolished()
        layout = widget.layout()
        if layout is not None and layout.hasHeightForWidth():
            layout.activate()
            high = layout.totalHeightForWidth(inner)
        elif widget.hasHeightForWidth():
            high = widget.heightForWidth(inner)
        else:
            high = widget.sizeHint().height()
        place.high, place.measured = high, wide

    def _arrange(self) -> None:
        """Everything to its place; what stands uppermost on the screen stays where it is."""
        bar = self._box.verticalScrollBar() if self._box is not None else None
        value = bar.value() if bar is not None else 0
        shown = next((p for p in self._places if p.top + p.high > value), None)
        below = 0 if shown is None else value - shown.top
        px = self._theme.look.px
        top, wide = 0, max(1, self.width() - px(EDGE))
        for place in self._places:
            place.top = top
            if place.widget is not None:
                place.widget.setGeometry(0, top, wide, place.high)
            top += place.high + px(GAP)
        self.setMinimumHeight(top)
        # Now, not when the event loop comes round: the bar must know its new end first.
        self.resize(self.width(), max(top, self._box.viewport().height() if self._box else 0))
        if bar is not None and shown is not None and value:
            bar.setValue(shown.top + below)

    def _place_of(self, number: int) -> _Place:
        return next(place for place in self._places if place.number == number)

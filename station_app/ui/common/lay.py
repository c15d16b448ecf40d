"""Small arrangements that pages share: pairs of label and value, cards, emptied layouts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLayout, QVBoxLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.texts import heading, selectable, text


def pairs(context: Context, rows: Iterable[tuple[str, str | QWidget]]) -> QWidget:
    """Labels on the left, values that wrap on the right; a value may be a widget."""
    px = context.theme.look.px
    inside = plain()
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(14))
    grid.setVerticalSpacing(px(7))
    grid.setColumnStretch(1, 1)
    for place, (label, value) in enumerate(rows):
        caption = text(label, "muted", wrap=False)
        top = isinstance(value, str | QLabel)
        beside = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(caption, place, 0, beside)
        shown = selectable(text(value)) if isinstance(value, str) else value
        if isinstance(shown, QLabel):
            shown.setAccessibleName(f"{label} {shown.text()}")
        grid.addWidget(shown, place, 1)
    return inside


def card(context: Context, title: str = "") -> tuple[QFrame, QVBoxLayout]:
    """A panel with a heading, and the column to fill."""
    px = context.theme.look.px
    frame = QFrame()
    frame.setProperty("role", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(px(16), px(12), px(16), px(14))
    column.setSpacing(px(8))
    if title:
        frame.setAccessibleName(title)
        column.addWidget(heading(title, 2))
    return frame, column


def inset(context: Context, parts: Sequence[QWidget]) -> QFrame:
    """Lines that belong together, on a ground of their own."""
    px = context.theme.look.px
    frame = QFrame()
    frame.setProperty("role", "inset")
    column = QVBoxLayout(frame)
    column.setContentsMargins(px(12), px(8), px(12), px(8))
    column.setSpacing(px(4))
    for part in parts:
        column.addWidget(part)
    return frame


def plain() -> QWidget:
    inside = QWidget()
    inside.setProperty("role", "plain")
    return inside


def empty(layout: QLayout) -> None:
    """Takes everything out; the widgets go when the event loop comes round."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


def as_tall_as_shown(inside: QWidget) -> QWidget:
    """Lets a scrolled column be as tall as it is at its real width.

    Qt takes the height at the least width for the least height, where every row of chips breaks
    after each chip; a least height of its own stands above that guess.
    """
    inside.installEventFilter(_AsTall(inside))
    return inside


class _AsTall(QObject):
    """Where nothing in the column breaks by its width, Qt's own least height holds: without one
    the column would be squeezed into the window and never scroll."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside)
        inside.setMinimumHeight(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and isinstance(watched, QWidget):
            layout = watched.layout()
            breaks = layout is None or layout.hasHeightForWidth()
            least = 1 if breaks else 0
            if watched.minimumHeight() != least:
                watched.setMinimumHeight(least)
        return False

"""Content that scrolls instead of being cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

ROUND_KEYBOARD = (24, 48)
"""Pixels beside and above what the keyboard stands on that are seen with it."""


class ScrollBox(QScrollArea):
    """Scrolls its widget, follows the keyboard, and is no stop of its own for Tab."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def bring(self, widget: QWidget, beside: int, above: int) -> None:
        """Scrolls until a widget and so many pixels around it are seen.

        Not while a button of the mouse is down: what is pressed is seen already, and moving it
        away under the pointer would lose the click.
        """
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.ensureWidgetVisible(widget, beside, above)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.widget().isAncestorOf(now):
            self.bring(now, *ROUND_KEYBOARD)


class NoWheel(QObject):
    """Keeps the wheel from changing a field that the pointer only passes while scrolling.

    Not even the one that has the keyboard: who scrolls a form has just typed in one.
    """

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        # By its own focus policy a list takes the keyboard with the wheel, before any filter.
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel:
            return False
        event.ignore()
        return True


def scrolled(inside: QWidget) -> ScrollBox:
    return ScrollBox(inside)

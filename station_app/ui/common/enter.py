"""Enter goes from field to field, as in every till and ledger."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

_ANSWERS = frozenset({"chip", "primary"})
"""Roles of buttons that Enter stops at where it passes others: choices, and the way on."""


class EnterGoesOn(QObject):
    """Installed on a form: Enter in a field goes to the next one.

    In a text of several lines, Ctrl+Enter does; in buttons and open lists Enter keeps its own
    meaning.
    """

    def __init__(self, form: QWidget, *, past_buttons: bool = False) -> None:
        """`past_buttons`: it passes the buttons that only some people need."""
        super().__init__(form)
        self._past_buttons = past_buttons
        self.watch(form)

    def watch(self, form: QWidget) -> None:
        """Takes in fields that were added to the form later as well."""
        field: QWidget
        for field in form.findChildren(QWidget):
            if isinstance(field, QLineEdit | QPlainTextEdit | QComboBox):
                field.removeEventFilter(self)
                field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if isinstance(watched, QLineEdit) and isinstance(watched.parent(), QComboBox):
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(watched, QPlainTextEdit) and not control:
            return False
        if not isinstance(watched, QWidget):
            return False
        focus_next(watched, past_buttons=self._past_buttons)
        return True


def focus_next(field: QWidget, *, past_buttons: bool = False) -> None:
    """Moves to what can be typed in or pressed next, in the order of Tab."""
    following = field.nextInFocusChain()
    while following is not None and following is not field:
        related = field.isAncestorOf(following) or following.isAncestorOf(field)
        passed = past_buttons and _is_by_the_way(following)
        if not related and not passed and _takes_keys(following):
            following.setFocus(Qt.FocusReason.TabFocusReason)
            return
        following = following.nextInFocusChain()


def _is_by_the_way(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and widget.property("role") not in _ANSWERS


def _takes_keys(widget: QWidget) -> bool:
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    return by_tab and widget.isEnabled() and widget.isVisibleTo(widget.window())

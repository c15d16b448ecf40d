"""Enter goes from field to field, past the buttons that only some people need."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

_ANSWERS = frozenset({"chip", "primary"})
"""Roles of buttons that Enter stops at: choices, and the way on."""


class EnterToField(QObject):
    """Installed on a form.  In a text of several lines Ctrl+Enter goes on."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
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
        if isinstance(watched, QWidget):
            to_next_field(watched)
        return True


def to_next_field(field: QWidget) -> None:
    """Moves to the next field, choice or way on, in the order of Tab."""
    following = field.nextInFocusChain()
    while following is not None and following is not field:
        related = field.isAncestorOf(following) or following.isAncestorOf(field)
        if not related and _is_field(following):
            following.setFocus(Qt.FocusReason.TabFocusReason)
            return
        following = following.nextInFocusChain()


def _is_field(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractButton) and widget.property("role") not in _ANSWERS:
        return False
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    return by_tab and widget.isEnabled() and widget.isVisibleTo(widget.window())

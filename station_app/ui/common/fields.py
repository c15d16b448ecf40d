"""A field of a form: its label, its editor, an example, and what is wrong, beside each other.

Editors share three things: `value()`, `set_value()` and the signal `edited`.  The form row knows
nothing else of them.
"""

from __future__ import annotations

from typing import Any, Protocol, cast

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from station_app.ui.common.look import FIELD_WIDEST
from station_app.ui.common.texts import set_text, text
from station_app.ui.common.theme import Theme


class Editor(Protocol):
    """What a form row asks of the widget it holds."""

    edited: SignalInstance

    def value(self) -> Any:
        """As it is stored: text, fen, ISO day, code, list; None where empty."""

    def set_value(self, value: Any) -> None:
        """Shows a stored value; tells nobody."""


class LineEdit(QLineEdit):
    """One line of text; empty is None.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(lambda _: self.edited.emit())

    def value(self) -> str | None:
        return self.text().strip() or None

    def set_value(self, value: str | None) -> None:
        self.setText(value or "")


class PasswordEdit(LineEdit):
    """A password; never trimmed, never completed by an input method."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText
        )

    def value(self) -> str | None:
        return self.text() or None


class FieldRow(QWidget):
    """Label above the editor, example below it, the fault beside the label.

    Above and not left of it, so that a row is never wider than its field at 200 %.
    """

    def __init__(
        self,
        theme: Theme,
        label: str,
        editor: QWidget,
        *,
        example: str = "",
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = cast(Editor, editor)
        self.widget = editor
        self._label = label
        self._example = example
        px = theme.look.px
        shown = f"{label} *" if required else label
        self._caption = text(shown, "strong", wrap=False)
        self._caption.setBuddy(editor)
        self._fault = text("", "fault")
        self._fault.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._hint = text(example, "hint")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(3))
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._caption, 0, 0)
        grid.addWidget(self._fault, 0, 1)
        grid.addWidget(editor, 1, 0, 1, 2)
        grid.addWidget(self._hint, 2, 0, 1, 2)
        # Only now: shown without a parent it would be a window of its own for a moment.
        self._hint.setVisible(bool(example))
        theme.changed.connect(self._fit)
        self._theme = theme
        self._fit()
        if not editor.accessibleName():
            editor.setAccessibleName(label)
        if example:
            editor.setAccessibleDescription(example)

    def _fit(self) -> None:
        self.setMaximumWidth(self._theme.look.px(FIELD_WIDEST))

    def value(self) -> Any:
        return self.editor.value()

    def set_value(self, value: Any) -> None:
        self.editor.set_value(value)

    def set_fault(self, words: str) -> None:
        """Says what is wrong beside the field; empty takes it away.  The value stays."""
        set_text(self._fault, f"▲ {words}" if words else "")
        self.widget.setProperty("faulty", "true" if words else "false")
        self.widget.style().unpolish(self.widget)
        self.widget.style().polish(self.widget)
        described = f"{words} {self._example}".strip() if words else self._example
        self.widget.setAccessibleDescription(described)

    @property
    def fault(self) -> str:
        return self._fault.text().removeprefix("▲ ")


def primary_button(words: str, parent: QWidget | None = None) -> QPushButton:
    """The one primary button of a view."""
    made = button(words, parent)
    made.setProperty("role", "primary")
    return made


def button(words: str, parent: QWidget | None = None) -> QPushButton:
    made = QPushButton(words, parent)
    made.setAccessibleName(words)
    made.setAutoDefault(False)
    return made


def link(words: str, parent: QWidget | None = None) -> QPushButton:
    """Looks like a link, is a button: reachable by keyboard."""
    made = button(words, parent)
    made.setProperty("role", "link")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made

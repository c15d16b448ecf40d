"""One field of the form: its row, and its value as a draft's body writes it.

A body is outside JSON, which takes what cannot be read as text: so a half-typed amount is kept as
it was typed, and stands in the field again after a power cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from station_app.ui.common.choices import Chips, TextArea
from station_app.ui.common.context import Context
from station_app.ui.common.editors import CodeCombo, DayEdit, MoneyEdit, read_money
from station_app.ui.common.fields import FieldRow, LineEdit
from station_app.ui.common.texts import set_text
from station_app.ui.intake.editors import InOrder, MomentEdit, OneOf, TagsEdit, YesNo
from station_app.ui.intake.entries import Entry, Way
from station_app.ui.intake.options import Choices
from sync.clock import Json
from sync.records.kinds import Field
from sync.records.outside import money_text

_DIGITS = frozenset({"phone", "phone2", "quantity", "id_last4"})


@dataclass(frozen=True, slots=True)
class Tools:
    """What making fields needs, beside the context.  `login`: who sits at the form."""

    context: Context
    choices: Choices
    login: str = ""

    def now(self) -> datetime:
        return self.context.clock.now()

    def now_text(self) -> str:
        """ISO 8601 with China's offset, to the second."""
        return self.now().isoformat(timespec="seconds")


class AskedRow(FieldRow):
    """A row as wide as its column, whose star comes and goes with the other answers."""

    def _fit(self) -> None:
        """The column gives the width: a layout asks for heights at widths it then must give."""

    def set_needed(self, needed: bool) -> None:
        caption = f"{self._label} *" if needed else self._label
        if self._caption.text() != caption:
            set_text(self._caption, caption)


class FormField(QObject):
    """Signals:
    edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(self, tools: Tools, entry: Entry, declared: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.name = entry.name
        self.touched = False
        self._tools = tools
        self._declared = declared
        tr = tools.context.words.tr
        self._label = tr(entry.label or declared.label)
        widget = self.make()
        self.widget = widget
        self.row = AskedRow(
            tools.context.theme,
            self._label,
            widget,
            example=tr(entry.example) if entry.example else "",
            parent=parent,
        )
        if isinstance(widget, MomentEdit):
            widget.name(self._label, tr("{field}: time of day", field=self._label))
        if isinstance(widget, Chips):
            chip: QPushButton
            for chip in widget.findChildren(QPushButton):
                # A chip read out alone says what it answers as well.
                chip.setAccessibleDescription(self._label)
        self.row.editor.edited.connect(self.edited)

    def make(self) -> QWidget:
        """The editor; overridden where a field has one of its own."""
        return _made(self._tools, self.entry, self._declared)

    def outside(self) -> Json:
        """As a body has it: `"320.00"`, an ISO day, a code, a list; as typed if unreadable."""
        widget = self.widget
        if isinstance(widget, MoneyEdit | DayEdit) and widget.unreadable:
            return widget.text()
        if isinstance(widget, MomentEdit) and widget.unreadable:
            return widget.typed()
        if isinstance(widget, MoneyEdit):
            fen = widget.value()
            return None if fen is None else money_text(fen)
        if isinstance(widget, LineEdit) and not isinstance(widget, TagsEdit):
            return widget.text() or None
        if isinstance(widget, TextArea):
            return widget.toPlainText() or None
        value: Json = self.row.value()
        return value or None if isinstance(value, list) else value

    def show(self, value: Json) -> None:
        """What a body says; tells nobody."""
        widget = self.widget
        if isinstance(widget, MoneyEdit):
            text = value if isinstance(value, str) else ""
            fen = read_money(text)
            widget.set_value(fen)
            if fen is None and text:
                widget.setText(text)
                widget.unreadable = True
        elif isinstance(widget, DayEdit):
            _show_day(widget, value)
        elif isinstance(widget, MomentEdit):
            _show_moment(widget, value)
        else:
            self.row.set_value(_fitting(widget, value))

    def said(self) -> str:
        """In words, for reading back: what stands in the field as people see it."""
        widget = self.widget
        if isinstance(widget, CodeCombo):
            return widget.currentText()
        if isinstance(widget, OneOf):
            value = self.outside()
            codes = value if isinstance(value, list) else [value]
            options = self._tools.choices.options(self.entry, self._declared.codes)
            words = {option.code: option.words for option in options}
            return "、".join(words.get(str(code), str(code)) for code in codes if code is not None)
        if isinstance(widget, MomentEdit):
            return widget.typed()
        if isinstance(widget, QLineEdit):
            return widget.text().strip()
        return widget.toPlainText().strip() if isinstance(widget, QPlainTextEdit) else ""

    @property
    def empty(self) -> bool:
        value = self.outside()
        return value is None or value == [] or (isinstance(value, str) and not value.strip())

    def set_needed(self, needed: bool) -> None:
        """A star beside the label, or none; one choice that is needed is not unticked."""
        self.row.set_needed(needed)
        if isinstance(self.widget, Chips):
            self.widget.keeps_one = needed

    def holds(self, widget: QWidget | None) -> bool:
        return widget is not None and (widget is self.row or self.row.isAncestorOf(widget))

    def focus(self, cursor: int | None = None) -> None:
        target: QWidget = self.widget
        while (proxy := target.focusProxy()) is not None:
            target = proxy
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if cursor is None:
            return
        if isinstance(target, QLineEdit):
            target.setCursorPosition(cursor)
        elif isinstance(target, QPlainTextEdit):
            at = target.textCursor()
            at.setPosition(min(cursor, len(target.toPlainText())))
            target.setTextCursor(at)

    def cursor(self) -> int | None:
        if isinstance(self.widget, QLineEdit):
            return self.widget.cursorPosition()
        if isinstance(self.widget, QPlainTextEdit):
            return self.widget.textCursor().position()
        return None


def _made(tools: Tools, entry: Entry, declared: Field) -> QWidget:
    context, way = tools.context, entry.way
    theme, tr = context.theme, context.words.tr
    if way is Way.TEXT:
        return TextArea(lines=5)
    if way is Way.ONE:
        return OneOf(theme, tools.choices.options(entry, declared.codes))
    if way is Way.SEVERAL:
        return InOrder(theme, tools.choices.options(entry, declared.codes), tr("{words} (main)"))
    if way in (Way.LIST, Way.PLACE):
        return CodeCombo(tools.choices.options(entry, declared.codes))
    if way is Way.YES_NO:
        return YesNo(theme, tr("Yes"), tr("No"))
    if way is Way.DAY:
        return DayEdit(context.words, context.lunar, context.today)
    if way is Way.MOMENT:
        return MomentEdit(context, tools.now)
    if way is Way.MONEY:
        return MoneyEdit()
    if way is Way.TAGS:
        return TagsEdit()
    line = LineEdit()
    if entry.name in _DIGITS:
        line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
    return line


def _show_day(edit: DayEdit, value: Json) -> None:
    text = value if isinstance(value, str) else ""
    try:
        edit.set_value(date.fromisoformat(text).isoformat() if text else None)
    except ValueError:
        edit.set_value(None)
        edit.setText(text)
        edit.unreadable = True


def _show_moment(edit: MomentEdit, value: Json) -> None:
    text = value if isinstance(value, str) else ""
    try:
        edit.set_value(text or None)
    except ValueError:
        edit.set_value(None)
        edit.day.setText(text)
        edit.day.unreadable = True


def _fitting(widget: QWidget, value: Json) -> Json:
    """A draft of another version may hold anything; a field takes only what it can show."""
    if isinstance(widget, YesNo):
        return value if isinstance(value, bool) else None
    if isinstance(widget, Chips | TagsEdit) and isinstance(value, list):
        return [v for v in value if isinstance(v, str)]
    return value if isinstance(value, str) else None

"""Form rows made from declarations: the editor that fits a field's type, its label, its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from station_app.ui.common.chip_keys import ChipKeys
from station_app.ui.common.choices import Chips, TextArea
from station_app.ui.common.context import Context
from station_app.ui.common.day_text import Lean
from station_app.ui.common.editors import CodeCombo, DayEdit, MoneyEdit, Option
from station_app.ui.common.fields import FieldRow, LineEdit
from station_app.ui.common.record_words import RecordWords
from sync.clock import Json, iso, local_date, parse_iso
from sync.records.fault_words import FAULT_WORDS
from sync.records.kinds import Field, Type

CHIPS_AT_MOST = 8
"""More choices than these are a list to search in."""
LONG_TEXT = 100
"""A text that may be longer than this gets several lines."""


class YesEdit(QCheckBox):
    """Yes or no; a box that was never touched and is empty is None.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._touched = False
        self.clicked.connect(self._changed)

    def value(self) -> bool | None:
        return self.isChecked() if self._touched or self.isChecked() else None

    def set_value(self, value: bool | None) -> None:
        self._touched = value is not None
        self.setChecked(value is True)

    def _changed(self) -> None:
        self._touched = True
        self.edited.emit()


class WholeEdit(LineEdit):
    """A whole number; what is none is given on as text, so that its fault is named."""

    def value(self) -> int | str | None:  # type: ignore[override]
        typed = self.text().strip()
        if not typed:
            return None
        return int(typed) if typed.isascii() and typed.isdigit() else typed

    def set_value(self, value: int | None) -> None:  # type: ignore[override]
        self.setText("" if value is None else str(value))


class MomentEdit(QWidget):
    """A day and a time of day; its value is milliseconds.  A day alone means noon.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(self, context: Context, lean: Lean = Lean.PAST) -> None:
        super().__init__()
        # In the order Tab goes through them.
        self.day = DayEdit(context.words, context.lunar, context.today, lean=lean, parent=self)
        self.clock = QLineEdit(self)
        self.clock.setPlaceholderText("09:40")
        self.clock.setAccessibleName(context.words.tr("Time of day"))
        self.clock.setMaximumWidth(context.theme.look.px(90))
        self.day.edited.connect(self.edited)
        self.clock.textEdited.connect(lambda _: self.edited.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.day, 1)
        row.addWidget(self.clock)
        self.setFocusProxy(self.day)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.day.setAccessibleName(name)

    def value(self) -> int | str | None:
        """Text, which is no time, where something stands that cannot be read."""
        day, typed = self.day.value(), self.clock.text().strip()
        if day is None:
            return (self.day.text().strip() or typed) or None
        clock = read_clock(typed) if typed else "12:00"
        return typed if clock is None else parse_iso(f"{day}T{clock}:00")

    def set_value(self, value: int | None) -> None:
        self.day.set_value(None if value is None else local_date(value).isoformat())
        self.clock.setText("" if value is None else iso(value)[11:16])


def when_held(stood_at: Json, now_ms: int) -> int:
    """What a form begins with that asks when something was held, in milliseconds: the time it was
    to begin; now, where that is still to come and would be refused."""
    return stood_at if type(stood_at) is int and stood_at <= now_ms else now_ms


def read_clock(typed: str) -> str | None:
    """`HH:MM` of `9:40`, `0940`, `9点40`; None if it is no time of day."""
    plain = typed.translate(_CLOCK_SIGNS).strip(":")
    if plain.isascii() and plain.isdigit() and len(plain) in (3, 4):
        plain = f"{plain[:-2]}:{plain[-2:]}"
    hour, _, minute = plain.partition(":")
    if not hour.isdigit() or (minute and not minute.isdigit()):
        return None
    moment = QTime(int(hour), int(minute or 0))
    return moment.toString("HH:mm") if moment.isValid() else None


_CLOCK_SIGNS = str.maketrans(
    {"：": ":", "点": ":", "时": ":", "分": None, ".": ":", " ": None}
    | {chr(0xFF10 + n): str(n) for n in range(10)}
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form row is made from.  `options` for fields that name other records."""

    field: Field
    required: bool = False
    among: tuple[str, ...] | None = None
    example: str = ""
    label: str = ""
    options: Sequence[Option] = ()
    coming: bool = False
    """A day or time that lies ahead rather than behind."""


def made_row(context: Context, words: RecordWords, wish: Wish) -> FieldRow:
    """The row; its editor's value is in the form values are kept in."""
    label = wish.label or context.words.tr(wish.field.label)
    editor = _editor(context, words, wish, label)
    if isinstance(editor, Chips | YesEdit | MomentEdit):
        editor.setAccessibleName(label)
    if isinstance(editor, Chips):
        # One stop for Tab, however many there are.
        ChipKeys(editor)
    return FieldRow(context.theme, label, editor, example=wish.example, required=wish.required)


def _editor(context: Context, words: RecordWords, wish: Wish, label: str) -> QWidget:
    declared = wish.field
    match declared.type:
        case Type.MONEY:
            return MoneyEdit()
        case Type.DAY:
            lean = Lean.COMING if wish.coming else Lean.PAST
            return DayEdit(context.words, context.lunar, context.today, lean=lean)
        case Type.TIME:
            return MomentEdit(context, Lean.COMING if wish.coming else Lean.PAST)
        case Type.BOOL:
            return YesEdit(context.words.tr("Yes"))
        case Type.INT:
            return WholeEdit()
        case Type.DECIMAL:
            return LineEdit()
        case Type.REF:
            return CodeCombo(wish.options)
        case Type.CODE:
            listed = words.options(declared.codes or "", wish.among)
            return _choice(context, listed, keeps_one=wish.required)
        case Type.LIST:
            several = wish.options or words.options(declared.codes or "", wish.among)
            return Chips(context.theme, several, several=True)
        case _:
            if declared.limit is not None and declared.limit <= LONG_TEXT:
                return LineEdit()
            return TextArea(lines=3)


def _choice(context: Context, options: Sequence[Option], *, keeps_one: bool) -> QWidget:
    if len(options) <= CHIPS_AT_MOST:
        return Chips(context.theme, options, several=False, keeps_one=keeps_one)
    return CodeCombo(options)


def fault_words(context: Context, code: str) -> str:
    """What to say beside a field for the code of its fault."""
    if code in FAULT_WORDS:
        return context.words.tr(FAULT_WORDS[code])
    return context.wording.field_fault(code)


def unreadable(row: FieldRow) -> str | None:
    """The code of a fault the editor knows itself: what was typed is no day, no amount."""
    editor = row.widget
    if isinstance(editor, MoneyEdit) and editor.unreadable:
        return "not_an_amount"
    if isinstance(editor, DayEdit) and editor.unreadable:
        return "not_a_day"
    return None


def values_of(rows: Mapping[str, FieldRow]) -> tuple[dict[str, Json], dict[str, str]]:
    """What stands in the rows, empty ones left out, and the faults the editors know."""
    values: dict[str, Json] = {}
    faults: dict[str, str] = {}
    for name, row in rows.items():
        code = unreadable(row)
        if code is not None:
            faults[name] = code
            continue
        value = row.value()
        if value not in (None, "", []):
            values[name] = value
    return values, faults

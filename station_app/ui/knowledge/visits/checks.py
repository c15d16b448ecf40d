"""What is looked at on a visit: each thing in order or not, with a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.ui.common.chip_keys import ChipKeys
from station_app.ui.common.choices import Chips
from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.fields import LineEdit
from station_app.ui.common.texts import text
from sync.clock import Json
from sync.records.visits import CHECK_ITEM
from sync.words import mark

USUAL = (
    mark("Rules on the wall"),
    mark("Register kept"),
    mark("Notice board up to date"),
    mark("Materials at hand"),
    mark("Time limits kept"),
    mark("Personal data locked away"),
)
"""The things a patrol looks at (domain records 7.3); kept in the words of who writes."""

OK, NOT_OK = "ok", "not_ok"
_NOTE_LONGEST = next(f.limit for f in CHECK_ITEM if f.name == "note") or 120


@dataclass(frozen=True, slots=True)
class Line:
    item: str
    answer: Chips
    note: LineEdit


class ChecksEdit(QWidget):
    """The value is a list of {item, ok, note}; what was not looked at is not in it.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._context = context
        self.lines: list[Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.look.px(8))
        for item in USUAL:
            self._add(context.words.tr(item))
        self.setFocusProxy(self.lines[0].answer)

    def value(self) -> list[dict[str, Json]]:
        found: list[dict[str, Json]] = []
        for line in self.lines:
            answer, note = line.answer.value(), line.note.value()
            if answer is not None:
                found.append({"item": line.item, "ok": answer == OK, "note": note})
        return found

    def set_value(self, value: Sequence[Mapping[str, Json]] | None) -> None:
        """A thing that is not among the usual ones gets a line of its own."""
        given = {str(one.get("item")): one for one in value or ()}
        for item in given.keys() - {line.item for line in self.lines}:
            self._add(item)
        for line in self.lines:
            one = given.get(line.item)
            note = one.get("note") if one is not None else None
            line.answer.set_value(None if one is None else OK if one.get("ok") else NOT_OK)
            line.note.set_value(note if isinstance(note, str) else None)
            line.note.setVisible(one is not None)

    def _add(self, item: str) -> None:
        tr, px = self._context.words.tr, self._context.theme.look.px
        options = [Option(OK, tr("In order")), Option(NOT_OK, tr("Not in order"))]
        answer = Chips(self._context.theme, options, several=False)
        answer.setAccessibleName(item)
        # One stop for Tab.
        ChipKeys(answer)
        note = LineEdit()
        note.setMaxLength(_NOTE_LONGEST)
        note.setPlaceholderText(tr("Note"))
        note.setAccessibleName(tr("Note on: {item}", item=item))
        note.hide()
        line = Line(item, answer, note)
        self.lines.append(line)
        answer.edited.connect(lambda: self._answered(line))
        note.edited.connect(self.edited)
        row = QHBoxLayout()
        row.setSpacing(px(10))
        label = text(item)
        label.setMinimumWidth(px(110))
        row.addWidget(label, 1)
        row.addWidget(answer, 2)
        self._column.addLayout(row)
        self._column.addWidget(note)

    def _answered(self, line: Line) -> None:
        line.note.setVisible(line.answer.value() is not None)
        self.edited.emit()

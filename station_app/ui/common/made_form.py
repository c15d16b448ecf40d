"""A dialog whose rows are made from a record's declared fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.faults import say_beside
from station_app.ui.common.fields import FieldRow, LineEdit, link
from station_app.ui.common.lay import as_tall_as_shown, plain
from station_app.ui.common.made_fields import Wish, made_row, unreadable
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import set_text, text
from station_app.ui.common.writing import AskingDialog
from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.records.kinds import Field, Kind, Type
from sync.records.outside import write_value


class WordsEdit(LineEdit):
    """Several short words in one line, as people write them: 一片、二片."""

    def value(self) -> list[str]:  # type: ignore[override]
        return [word for word in re.split(r"[、,，;；\s]+", self.text()) if word]

    def set_value(self, value: Sequence[str] | None) -> None:
        self.setText("、".join(value or ()))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks.

    `first`: fields seen at once, `later`: behind a link.  `required`: beyond what the record
    itself needs.  `before`: values to begin with.  `whole`: every field is given on, else only
    what differs from `before`.  `labels`: what a field is called here, where its own name would
    stand there twice.  `editors`: widgets for fields no common one fits, such as lists of objects.
    """

    kind: Kind
    first: tuple[str, ...]
    later: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    before: Mapping[str, Json] = field(default_factory=dict)
    whole: bool = False
    options: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    coming: frozenset[str] = frozenset()
    editors: Mapping[str, Callable[[], QWidget]] = field(default_factory=dict)


class MadeForm(AskingDialog):
    """Submits the fields as outside JSON."""

    def __init__(
        self, context: Context, words: RecordWords, title: str, go: str, asked: Asked, about: str
    ) -> None:
        super().__init__(context.theme, title)
        self._context, self._words, self.asked = context, words, asked
        tr = context.words.tr
        as_tall_as_shown(self._body)
        if about:
            self.content.addWidget(text(about, "muted"))
        self._trouble = text("", "fault")
        self._trouble.hide()
        self.content.addWidget(self._trouble)
        self.rows: dict[str, FieldRow] = {}
        self._start: dict[str, Json] = {}
        for name in asked.first:
            self.content.addWidget(self._row(name))
        self._more = self._later() if asked.later else None
        self.content.addStretch(1)
        self.cancel = self.add_button(tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(go, primary=True)
        self.go.clicked.connect(self._submit)
        self._enter = EnterGoesOn(self)
        if asked.first:
            self.rows[asked.first[0]].widget.setFocus()

        self.ask_before_leaving(context.dialogs, context.words)

    def unsaved(self) -> bool:
        return any(row.value() != self._start[name] for name, row in self.rows.items())

    def refuse(self, problem: Problem) -> None:
        """Nothing was written: what is wrong stands beside each field, all typed stays."""
        self.go.setEnabled(True)
        if problem.kind is ProblemKind.REFUSED_INPUT:
            self.show_faults(problem.fields)
        else:
            self._say(self._context.wording.problem(problem).text())

    def show_faults(self, faults: Mapping[str, str]) -> None:
        label = partial(self._words.label, self.asked.kind.name)
        rows = self.rows.values()
        self._say(say_beside(self._context, rows, faults, self._row_of, label, self._more))

    def _row_of(self, path: str) -> FieldRow | None:
        """Of an entry of a list, the row of the list."""
        own = self.rows.get(path.rpartition(".")[2].partition("[")[0])
        return own or self.rows.get(path.partition("[")[0])

    def given(self) -> tuple[dict[str, Json], dict[str, str]]:
        """What is to be written, as outside JSON; and what cannot be read."""
        values: dict[str, Json] = {}
        faults: dict[str, str] = {}
        for name, row in self.rows.items():
            code = unreadable(row)
            if code is not None:
                faults[name] = code
                continue
            value = row.value()
            if value in (None, "", []) if self.asked.whole else _same(value, self._start[name]):
                continue
            declared = self.asked.kind.by_name[name]
            values[name] = _outside(declared, value)
        return values, faults

    def _row(self, name: str) -> FieldRow:
        asked, declared = self.asked, self.asked.kind.by_name[name]
        needed = declared.required or name in asked.required
        example = asked.examples.get(name, "")
        if name in asked.editors:
            label = asked.labels.get(name) or self._context.words.tr(declared.label)
            editor = asked.editors[name]()
            row = FieldRow(self._context.theme, label, editor, example=example, required=needed)
        elif declared.type is Type.LIST and declared.codes is None and declared.to is None:
            label = self._context.words.tr(declared.label)
            row = FieldRow(self._context.theme, label, WordsEdit(), example=example)
        else:
            options = asked.options.get(name, ())
            wish = Wish(
                declared,
                needed,
                None,
                example,
                asked.labels.get(name, ""),
                options,
                coming=name in asked.coming,
            )
            row = made_row(self._context, self._words, wish)
        row.set_value(asked.before.get(name, declared.default))
        # What the editor makes of it is what it must be compared with.
        self._start[name] = row.value()
        self.rows[name] = row
        return row

    def _later(self) -> QWidget:
        inside = plain()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._context.theme.look.px(12))
        for name in self.asked.later:
            column.addWidget(self._row(name))
        inside.hide()
        self.more = link(self._context.words.tr("More that can be filled in ▾"))
        self.more.clicked.connect(lambda: inside.setVisible(inside.isHidden()))
        self.content.addWidget(self.more)
        self.content.addWidget(inside)
        return inside

    def _submit(self) -> None:
        values, faults = self.given()
        self.show_faults(faults)
        if faults:
            return
        if not values and not self.asked.whole:
            self.accept()
            return
        self.go.setEnabled(False)
        self.submitted.emit(values)

    def _say(self, words: str) -> None:
        set_text(self._trouble, words)
        self._trouble.setVisible(bool(words))


def _outside(declared: Field, value: Json) -> Json:
    """What cannot be read stays text, so that its fault is named."""
    return value if isinstance(value, str) else write_value(declared, value)


def _same(one: Json, other: Json) -> bool:
    return one == other or (one in (None, "", []) and other in (None, "", []))

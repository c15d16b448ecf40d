"""A form of the weekly work as a dialog: rows made from declarations, faults beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.ui.common.chip_keys import ChipKeys
from station_app.ui.common.choices import Chips
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.editors import Option
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.faults import say_beside
from station_app.ui.common.fields import FieldRow, LineEdit, link
from station_app.ui.common.lay import as_tall_as_shown, plain
from station_app.ui.common.made_fields import Wish, made_row, values_of
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import set_text, text
from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.records.kinds import Field, Kind
from sync.records.outside import write_value


class SeveralWords(LineEdit):
    """Several names in one line, parted by 、 or a comma; its value is a list."""

    def value(self) -> list[str] | None:  # type: ignore[override]
        typed = self.text().translate(_PARTING)
        return [part.strip() for part in typed.split(",") if part.strip()] or None

    def set_value(self, value: Sequence[str] | None) -> None:
        self.setText("、".join(value or ()))


_PARTING = str.maketrans("、，;；", ",,,,")


class RecordForm(FrameDialog):
    """Signals:
    submitted: It is to be written.  arg: what `given` answers.
    typed: Somebody changed something.  No argument.
    anew_wanted: What was typed before is not wanted.  No argument.
    """

    submitted = Signal(object)
    typed = Signal()
    anew_wanted = Signal()

    def __init__(self, context: Context, words: RecordWords, kind: Kind, title: str) -> None:
        super().__init__(context.theme, title)
        self.context, self.words, self.kind = context, words, kind
        as_tall_as_shown(self._body)
        self.rows: dict[str, FieldRow] = {}
        self._said_before = link(
            context.words.tr("What you typed before stands here again. Begin anew")
        )
        self._said_before.clicked.connect(self.anew_wanted)
        self._said_before.hide()
        self.content.addWidget(self._said_before)
        self._trouble = text("", "fault")
        self._trouble.hide()
        self.content.addWidget(self._trouble)
        self._more: QWidget | None = None

    def end(self, go: str) -> None:
        """After the last row: the buttons."""
        self.content.addStretch(1)
        self.cancel = self.add_button(self.context.words.tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(go, primary=True)
        self.go.clicked.connect(self.submit)
        self._enter = EnterGoesOn(self)
        if self.rows:
            # Qt would give the keyboard to the primary button, since a hidden link comes first.
            next(iter(self.rows.values())).widget.setFocus()

    # Rows

    def add(
        self,
        name: str,
        *,
        required: bool | None = None,
        label: str = "",
        example: str = "",
        options: Sequence[Option] = (),
        coming: bool = False,
        column: QVBoxLayout | None = None,
    ) -> FieldRow:
        """The row of a declared field."""
        declared = self.kind.by_name[name]
        wish = Wish(
            declared,
            declared.required if required is None else required,
            label=label,
            example=example,
            options=options,
            coming=coming,
        )
        return self.put(name, made_row(self.context, self.words, wish), column)

    def put(self, name: str, row: FieldRow, column: QVBoxLayout | None = None) -> FieldRow:
        """A row of one's own making."""
        self.rows[name] = row
        (column or self.content).addWidget(row)
        row.editor.edited.connect(self.typed)
        return row

    def own(self, name: str, editor: QWidget, *, label: str = "", example: str = "",
            required: bool = False, column: QVBoxLayout | None = None) -> FieldRow:  # fmt: skip
        """A row with an editor of one's own."""
        said = label or self.context.words.tr(self.kind.by_name[name].label)
        if isinstance(editor, Chips):
            ChipKeys(editor)
        row = FieldRow(self.context.theme, said, editor, example=example, required=required)
        return self.put(name, row, column)

    def more(self) -> QVBoxLayout:
        """A part that opens by a link, for what is seldom needed."""
        self._more = plain()
        column = QVBoxLayout(self._more)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.context.theme.look.px(12))
        self._more.hide()
        self.more_link = link(self.context.words.tr("More that can be filled in ▾"))
        self.more_link.clicked.connect(self._turn_more)
        self.content.addWidget(self.more_link)
        self.content.addWidget(self._more)
        return column

    def _turn_more(self) -> None:
        if self._more is not None:
            self._more.setVisible(self._more.isHidden())

    # Values

    def fill(self, values: Mapping[str, Json]) -> None:
        """Values as they are kept."""
        for name, row in self.rows.items():
            if name in values:
                row.set_value(values[name])

    def body(self) -> dict[str, Json]:
        """What stands in it, to be kept until it is saved."""
        return {name: row.value() for name, row in self.rows.items()}

    def restore(self, body: Mapping[str, Json]) -> None:
        """What was typed before, with the way to begin anew."""
        self._said_before.show()
        for name, row in self.rows.items():
            if name not in body:
                continue
            try:
                row.set_value(body[name])
            except (TypeError, ValueError):
                # Typed into another edition of the form, or half a day: nothing to show.
                continue

    def read(self) -> tuple[dict[str, Json], dict[str, str]]:
        """Outside JSON, empty fields left out; and what cannot be read."""
        values, faults = values_of(self.rows)
        return {name: outside(self.kind.by_name[name], value) for name, value in values.items()
                if name in self.kind.by_name}, faults  # fmt: skip

    def given(self) -> tuple[object, dict[str, str]]:
        """What `submitted` brings; a form may make something else of `read`."""
        return self.read()

    def submit(self) -> None:
        told, faults = self.given()
        self.show_faults(faults)
        if not faults:
            self.go.setEnabled(False)
            self.submitted.emit(told)

    # Faults

    def refuse(self, problem: Problem) -> None:
        """Nothing was written: what is wrong stands beside each field, all typed stays."""
        self.go.setEnabled(True)
        if problem.kind is ProblemKind.REFUSED_INPUT:
            self.show_faults(problem.fields)
        else:
            self.say(self.context.wording.problem(problem).text())

    def row_of(self, path: str) -> FieldRow | None:
        """The row at which a fault is told; `template.title` of a series is the title's."""
        name = path.removeprefix("template.").partition("[")[0].partition(".")[0]
        return self.rows.get(name)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        label = partial(self.words.label, self.kind.name)
        rows = self.rows.values()
        self.say(say_beside(self.context, rows, faults, self.row_of, label, self._more))

    def say(self, words: str) -> None:
        set_text(self._trouble, words)
        self._trouble.setVisible(bool(words))


def outside(declared: Field, value: Json) -> Json:
    """A kept value as outside JSON; a text that could not be read stays, so that it is named."""
    return value if isinstance(value, str) else write_value(declared, value)


def options_of(pairs: Iterable[tuple[str, str]]) -> list[Option]:
    return [Option(code, words) for code, words in pairs]

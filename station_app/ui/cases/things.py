"""Noting evidence that has no file: a thing or a paper, and where it lies."""

from __future__ import annotations

from PySide6.QtCore import Signal

from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.lay import as_tall_as_shown
from station_app.ui.common.made_fields import Wish, fault_words, made_row
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import set_text, text
from station_app.usecases.attachments import THING, Handed, thing_faults
from sync.problems import Problem, ProblemKind
from sync.records.attachment import ATTACHMENT

_ASKED = ("title", "physical_place", "evidence_kind", "is_original", "provided_by")


class ThingDialog(FrameDialog):
    """Asks what it is, where it lies, and from whom it came.

    Signals:
        submitted: It is to be noted.  arg: the `Handed`.
    """

    submitted = Signal(object)

    def __init__(self, context: Context, words: RecordWords) -> None:
        tr = context.words.tr
        super().__init__(context.theme, tr("A thing or paper without a file"))
        self._context, self._words = context, words
        as_tall_as_shown(self._body)
        examples = {
            "title": tr("for example the rest of the seed, one bag"),
            "physical_place": tr("for example cabinet, shelf 2; or with the person, to be brought"),
        }
        self._trouble = text("", "fault")
        self._trouble.hide()
        self.content.addWidget(self._trouble)
        self.rows: dict[str, FieldRow] = {}
        for name in _ASKED:
            wish = Wish(
                ATTACHMENT.by_name[name],
                required=ATTACHMENT.by_name[name].required,
                example=examples.get(name, ""),
            )
            self.rows[name] = made_row(context, words, wish)
            self.content.addWidget(self.rows[name])
        for name, usual in (
            ("evidence_kind", THING),
            ("is_original", "original"),
            ("provided_by", "complainant"),
        ):
            self.rows[name].set_value(usual)
        self.content.addStretch(1)
        self.cancel = self.add_button(tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(tr("Note it"), primary=True)
        self.go.clicked.connect(self._submit)
        self._enter = EnterGoesOn(self)

    def handed(self) -> Handed:
        """What stands in the rows."""
        said = {name: row.value() or "" for name, row in self.rows.items()}
        return Handed(
            said["title"],
            said["evidence_kind"] or THING,
            said["provided_by"] or "complainant",
            said["is_original"] or "original",
            said["physical_place"],
        )

    def refuse(self, problem: Problem) -> None:
        """Nothing was written; what is wrong stands beside each field."""
        self.go.setEnabled(True)
        if problem.kind is ProblemKind.REFUSED_INPUT and self._point(problem.fields):
            return
        set_text(self._trouble, self._context.wording.problem(problem).text())
        self._trouble.show()

    def _submit(self) -> None:
        handed = self.handed()
        if self._point(thing_faults(handed, self._words.book)):
            return
        self.go.setEnabled(False)
        self.submitted.emit(handed)

    def _point(self, faults: dict[str, str]) -> bool:
        for name, row in self.rows.items():
            row.set_fault(fault_words(self._context, faults[name]) if name in faults else "")
        first = next((row for name, row in self.rows.items() if name in faults), None)
        if first is not None:
            first.widget.setFocus()
        return first is not None

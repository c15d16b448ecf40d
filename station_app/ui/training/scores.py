"""The scores of a short test, one after the other."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.ui.common.context import Context
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.lay import as_tall_as_shown
from station_app.ui.common.made_fields import WholeEdit, fault_words
from station_app.ui.common.texts import set_text, text
from station_app.ui.common.writing import AskingDialog
from station_app.ui.training.jobs import SessionView
from station_app.usecases.reading.trainings import THERE
from sync.clock import Json
from sync.problems import Problem, ProblemKind

BEST = 100


class ScoresDialog(AskingDialog):
    """One field a person who was there; Enter goes to the next.

    Submits lines of the roll as `trainings.attend` takes them.
    """

    def __init__(self, context: Context, view: SessionView) -> None:
        tr = context.words.tr
        super().__init__(context.theme, tr("Scores"))
        self._context = context
        as_tall_as_shown(self._body)
        passing = view.row.whole("pass_score")
        if passing is not None:
            said = tr("From {score} points on it is passed.", score=passing)
            self.content.addWidget(text(said, "muted"))
        self._trouble = text("", "fault")
        self._trouble.hide()
        self.content.addWidget(self._trouble)
        self.rows: dict[str, FieldRow] = {}
        self._presence: dict[str, str] = {}
        self._before: dict[str, Json] = {}
        for line in view.roll:
            if line.presence not in THERE:
                continue
            row = FieldRow(context.theme, line.name, WholeEdit())
            row.set_value(line.score)
            self.rows[line.person_id] = row
            self._presence[line.person_id] = str(line.presence)
            self._before[line.person_id] = line.score
            self.content.addWidget(row)
        if not self.rows:
            self.content.addWidget(text(tr("Nobody is ticked as present yet."), "muted"))
        self.content.addStretch(1)
        self.cancel = self.add_button(tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(tr("Save the scores"), primary=True)
        self.go.clicked.connect(self._submit)
        self.go.setEnabled(bool(self.rows))
        self._enter = EnterGoesOn(self)

    def refuse(self, problem: Problem) -> None:
        """Nothing was written; what was typed stays."""
        self.go.setEnabled(True)
        if problem.kind is ProblemKind.REFUSED_INPUT:
            self._say("\n".join(fault_words(self._context, c) for c in problem.fields.values()))
        else:
            self._say(self._context.wording.problem(problem).text())

    def _submit(self) -> None:
        lines: list[Mapping[str, Json]] = []
        faulty: FieldRow | None = None
        for person, row in self.rows.items():
            value = row.value()
            code = "not_a_whole_number" if isinstance(value, str) else ""
            if type(value) is int and value > BEST:
                code = "too_large"
            row.set_fault(fault_words(self._context, code) if code else "")
            faulty = faulty or (row if code else None)
            if value != self._before[person]:
                line: dict[str, Json] = {
                    "person_id": person,
                    "presence": self._presence[person],
                    "score": value,
                }
                if value is None:
                    line["passed"] = None
                lines.append(line)
        if faulty is not None:
            faulty.widget.setFocus()
            return
        if not lines:
            self.accept()
            return
        self.go.setEnabled(False)
        self.submitted.emit(lines)

    def _say(self, words: str) -> None:
        set_text(self._trouble, words)
        self._trouble.setVisible(bool(words))

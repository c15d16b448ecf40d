"""Joining the county from the sync page: its address and the one-time code on its slip."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from station_app.ui.common.context import Context
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import FieldRow, LineEdit, primary_button
from station_app.ui.common.lay import card
from station_app.ui.common.made_fields import fault_words
from station_app.ui.common.texts import set_text, text
from sync.problems import Problem, ProblemKind


class JoinForm(QFrame):
    """`again`: the address of the county that shut this PC out; empty for who joins first.

    Signals:
    submitted: The county is to be joined.  args: its address, the code.
    """

    submitted = Signal(str, str)

    def __init__(self, context: Context, *, may_enrol: bool, again: str = "") -> None:
        super().__init__()
        self._context = context
        tr = context.words.tr
        title = tr("Join the county center again") if again else tr("Join the county center")
        frame, column = card(context, title)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        said = tr(
            "Everything works without it; joined, your cases go to the county by themselves. "
            "Work done before goes up then, too."
        )
        if again:
            said = tr(
                "The county has shut this PC out, as it does with a PC that was lost. Nothing "
                "here is gone: with a new code of the county, what waits goes up."
            )
        column.addWidget(text(said))
        self.address = FieldRow(
            context.theme,
            tr("Address of the county center"),
            LineEdit(),
            example=tr("As on the slip of the county, for example https://315.example.gov.cn"),
            required=True,
        )
        self.code = FieldRow(
            context.theme,
            tr("One-time code"),
            LineEdit(),
            example=tr("Stands on the same slip; it serves once, for this station only"),
            required=True,
        )
        self.address.set_value(again)
        self._trouble = text("", "fault")
        self._trouble.hide()
        self.go = primary_button(tr("Join the county"))
        self.go.clicked.connect(self._submit)
        column.addWidget(self._trouble)
        if may_enrol:
            column.addWidget(self.address)
            column.addWidget(self.code)
            row = QHBoxLayout()
            row.addWidget(self.go)
            row.addStretch(1)
            column.addLayout(row)
        else:
            for hidden in (self.address, self.code, self.go):
                hidden.setParent(self)
                hidden.hide()
            asked = tr("The person responsible for this station can do it here.")
            column.addWidget(text(asked, "muted"))
        self._enter = EnterGoesOn(self)

    def refuse(self, problem: Problem) -> None:
        """Not joined; all typed stays."""
        self.go.setEnabled(True)
        told = self._context.wording.problem(problem)
        if problem.kind is ProblemKind.WRONG_CODE:
            self.code.set_fault(f"{told.what} {told.then}")
            return
        if problem.kind is ProblemKind.REFUSED_INPUT:
            said = [fault_words(self._context, code) for code in problem.fields.values()]
            self._say("\n".join(said) or told.what)
            return
        self._say(told.text())

    def _submit(self) -> None:
        missing = fault_words(self._context, "missing")
        self._say("")
        for row in (self.address, self.code):
            row.set_fault("" if row.value() else missing)
        if not self.address.value() or not self.code.value():
            return
        self.go.setEnabled(False)
        self.submitted.emit(str(self.address.value()).rstrip("/"), str(self.code.value()))

    def _say(self, words: str) -> None:
        set_text(self._trouble, words)
        self._trouble.setVisible(bool(words))

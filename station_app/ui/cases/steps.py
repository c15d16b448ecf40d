"""A step of a case as a small form, made from what the step asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.ui.cases.jobs import CaseView
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.editors import Option
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.faults import say_beside
from station_app.ui.common.fields import FieldRow, link
from station_app.ui.common.lay import as_tall_as_shown, plain
from station_app.ui.common.made_fields import Wish, made_row, values_of
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import set_text, text
from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.records.fixed_codes import FIXED
from sync.records.step_table import Argument
from sync.records.transitions import arguments_of, transition
from sync.words import mark

EXAMPLES: Mapping[tuple[str, str], str] = {
    ("accept", "summary"): mark("For example: everything needed is there; taken up today."),
    ("start", "summary"): mark("For example: phoned the stall, the owner will look at the seed."),
    ("settle_now", "summary"): mark("For example: the owner paid back 320 yuan on the spot."),
    ("self_settle", "summary"): mark("For example: both agreed on four new bags on Friday."),
    ("withdraw", "summary"): mark("For example: she came by and no longer wants to go on."),
    ("terminate", "summary"): mark("For example: the stall did not come, twice."),
    ("refer", "reason"): mark("For example: the stall lies in another village."),
    ("refer", "summary"): mark("For example: four bags of seed, 320 yuan, did not come up."),
    ("refer", "wishes"): mark("For example: asks for the money back."),
    ("returned", "return_reason"): mark("For example: the goods belong to another office."),
    ("reply", "content"): mark("For example: the money was paid back on Monday; case closed."),
    ("reply", "opinion"): mark("For example: content with it."),
    ("cancel", "reason"): mark("For example: entered twice, see number 0018."),
}

PRESET: Mapping[tuple[str, str], Json] = {
    ("accept", "handling_capacity"): "station_assist",
    ("accept", "disposition"): "self_handle",
    ("start", "event_type"): "contact",
    ("refer", "referral_type"): "refer_up",
}
"""What is mostly chosen, chosen already."""

ASKED_FIRST: Mapping[str, tuple[str, ...]] = {
    "start": ("contact_mode", "contact_result"),
    "settle_now": ("money_refund",),
    "self_settle": ("money_refund",),
    "reply": ("opinion",),
    "accept": ("summary",),
    "take_over": ("summary",),
    "receive": ("summary",),
}
"""Asked for at once although they may be left out."""

CARRIES_ON = frozenset(
    {"register", "accept", "start", "settle_now", "self_settle", "receive", "take_over", "reply"}
)
"""Steps that may be the one primary button; the others are for who looks for them."""

_NOW = frozenset({("refer", "complainant_told_at"), ("reply", "at")})


def step_label(context: Context, action: str, status: str) -> str:
    row = transition(action, status)
    return context.words.tr(row.label) if row is not None else action


class StepDialog(FrameDialog):
    """The form of one step.

    Signals:
        submitted: The step is to be taken.  arg: its arguments, as they are kept.
    """

    submitted = Signal(object)

    def __init__(self, context: Context, words: RecordWords, view: CaseView, action: str) -> None:
        label = step_label(context, action, view.detail.status)
        super().__init__(context.theme, label)
        self._context, self._words, self._view, self.action = context, words, view, action
        tr = context.words.tr
        self.content.addWidget(text(self._about(), "muted"))
        self._trouble = text("", "fault")
        self._trouble.hide()
        self.content.addWidget(self._trouble)
        as_tall_as_shown(self._body)
        self.rows: dict[str, FieldRow] = {}
        later: list[Argument] = []
        for argument in _in_order(action, arguments_of(action)):
            if argument.required or argument.name in ASKED_FIRST.get(action, ()):
                self.content.addWidget(self._row(argument))
            else:
                later.append(argument)
        self._more = self._more_rows(later)
        self.content.addStretch(1)
        self.cancel = self.add_button(tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(label, primary=True)
        self.go.clicked.connect(self._submit)
        self._enter = EnterGoesOn(self)
        self._preset()
        empty = (row for row in self.rows.values() if row.value() in (None, "", []))
        first = next(empty, None)
        if first is not None and (self._more is None or not self._more.isAncestorOf(first)):
            first.widget.setFocus()

        self._start = {name: row.value() for name, row in self.rows.items()}
        self.ask_before_leaving(context.dialogs, context.words)

    def unsaved(self) -> bool:
        return any(row.value() != self._start[name] for name, row in self.rows.items())

    def refuse(self, problem: Problem) -> None:
        """The step was not taken: what is wrong stands beside each field, all typed stays."""
        self.go.setEnabled(True)
        if problem.kind is ProblemKind.REFUSED_INPUT:
            self.show_faults(problem.fields)
        else:
            told = self._context.wording.problem(problem)
            self._say(told.text())

    def show_faults(self, faults: Mapping[str, str]) -> None:
        said = say_beside(
            self._context,
            self.rows.values(),
            faults,
            self.rows.get,
            partial(self._words.label, "case"),
            self._more,
        )
        self._say(said)

    def _say(self, words: str) -> None:
        set_text(self._trouble, words)
        self._trouble.setVisible(bool(words))

    def _about(self) -> str:
        case = self._view.detail
        return f"{case.number or ''} {case.case.text('title')}".strip()

    def _row(self, argument: Argument) -> FieldRow:
        tr = self._context.words.tr
        example = EXAMPLES.get((self.action, argument.name), "")
        row = made_row(
            self._context,
            self._words,
            Wish(
                argument.field,
                argument.required,
                self._among(argument),
                tr(example) if example else "",
                options=self._options(argument),
                coming=argument.name == "due_at",
            ),
        )
        self.rows[argument.name] = row
        return row

    def _among(self, argument: Argument) -> tuple[str, ...] | None:
        """What this person may choose: nobody is offered what would be refused."""
        if argument.name != "referral_type" or self._view.may_send_down:
            return argument.among
        return tuple(code for code in FIXED["referral_type"] if code != "assign_down")

    def _options(self, argument: Argument) -> list[Option]:
        if argument.field.to == "user":
            return [Option(c.user_id, c.name, c.login) for c in self._view.colleagues]
        if argument.field.to in ("organisation", "station"):
            others = (p for p in self._view.places if p.id != self._view.own_station)
            return [Option(p.id, p.name or p.code, p.code) for p in others]
        if argument.name == "attachment_ids":
            return [Option(a.row.id, a.row.text("title")) for a in self._view.detail.attachments]
        return []

    def _more_rows(self, arguments: list[Argument]) -> QWidget | None:
        if not arguments:
            return None
        inside = plain()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._context.theme.look.px(12))
        for argument in arguments:
            column.addWidget(self._row(argument))
        inside.hide()
        more = link(self._context.words.tr("More that can be filled in ▾"))
        more.clicked.connect(lambda: inside.setVisible(inside.isHidden()))
        self.content.addWidget(more)
        self.content.addWidget(inside)
        return inside

    def _preset(self) -> None:
        for (action, name), value in PRESET.items():
            if action == self.action and name in self.rows:
                self.rows[name].set_value(value)
        for action, name in _NOW:
            if action == self.action and name in self.rows:
                self.rows[name].set_value(self._view.now_ms)
        if "handler_id" in self.rows:
            self.rows["handler_id"].set_value(self._view.user_id)
        targets = [p.id for p in self._view.places if p.id != self._view.own_station]
        if "to_org_id" in self.rows and len(targets) == 1:
            self.rows["to_org_id"].set_value(targets[0])

    def _submit(self) -> None:
        values, faults = values_of(self.rows)
        if faults:
            self.show_faults(faults)
            return
        self.go.setEnabled(False)
        self.submitted.emit(values)


def _in_order(action: str, arguments: Iterable[Argument]) -> list[Argument]:
    """What is needed first, then what is asked for at once, then the rest."""
    first = ASKED_FIRST.get(action, ())
    return sorted(arguments, key=lambda a: (not a.required, a.name not in first))


def main_action(steps: Iterable[str]) -> str | None:
    """The step for the primary button; None where only ways out are left."""
    return next((step for step in steps if step in CARRIES_ON), None)

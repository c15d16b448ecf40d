"""Correcting the facts and parties of a case; what was there before stays in the history."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Signal

from station_app.ui.cases.jobs import CaseView
from station_app.ui.cases.requests import RequestsEdit
from station_app.ui.cases.sections import complaining
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.lay import as_tall_as_shown
from station_app.ui.common.made_fields import Wish, fault_words, made_row, unreadable
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import heading, set_text, text
from station_app.usecases.reading.rows import FullRow
from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.records.case import CASE, CASE_PARTY
from sync.records.check import REQUEST_ITEM
from sync.records.kinds import Field, Kind
from sync.records.outside import write_value

FACTS = (
    "title",
    "object_name",
    "brand",
    "model",
    "quantity",
    "unit",
    "amount",
    "problem_nature",
    "requests",
    "facts",
    "incident_place",
    "incident_on",
    "purchase_on",
    "purchase_mode",
    "order_no",
    "urgency",
)
PERSON = ("name", "phone", "phone2", "address", "age_band")
TRADER = ("name", "phone", "business_place", "respondent_reg_name", "uscc", "legal_rep")

_PARTY_PATH = re.compile(r"parties\[(\d+)\]\.(\w+)")

Key = tuple[str, str]
"""A record's id (empty for the case itself) and a field."""


class EditDialog(FrameDialog):
    """Facts and parties in full, for who handles the case.

    Signals:
        submitted: The changes are to be written.  arg: outside JSON, as `complaint edit` takes it.
    """

    submitted = Signal(object)

    def __init__(self, context: Context, words: RecordWords, view: CaseView) -> None:
        super().__init__(context.theme, context.words.tr("Correct the facts"))
        self._context, self._words, self._view = context, words, view
        tr = context.words.tr
        as_tall_as_shown(self._body)
        self.rows: dict[Key, FieldRow] = {}
        self._before: dict[Key, Json] = {}
        self._sent: list[str] = []
        said = tr("What stood here before stays in the history, with your name.")
        self.content.addWidget(text(said, "muted"))
        self._trouble = text("", "fault")
        self._trouble.hide()
        self.content.addWidget(self._trouble)
        self._add(CASE, "", FACTS, view.detail.case)
        for party in view.detail.parties:
            role = words.code("party_role", party.text("role"))
            self.content.addWidget(heading(role, 3))
            self._add(CASE_PARTY, party.id, PERSON if complaining(party) else TRADER, party)
        self.content.addStretch(1)
        self.cancel = self.add_button(tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(tr("Save the corrections"), primary=True)
        self.go.clicked.connect(self._submit)
        self._enter = EnterGoesOn(self)

    def refuse(self, problem: Problem) -> None:
        """Nothing was written: what is wrong stands beside each field, all typed stays."""
        self.go.setEnabled(True)
        if problem.kind is not ProblemKind.REFUSED_INPUT:
            self._say(self._context.wording.problem(problem).text())
            return
        faults: dict[Key, str] = {}
        elsewhere: list[str] = []
        for path, code in problem.fields.items():
            key = self._key(path)
            if key in self.rows:
                faults[key] = code
            else:
                label = self._words.label("case", path.rpartition(".")[2])
                elsewhere.append(f"{label}：{fault_words(self._context, code)}")
        self._show(faults, "\n".join(elsewhere))

    def changes(self) -> tuple[dict[str, Json], dict[Key, str]]:
        """What differs from before, as outside JSON; and what cannot be read."""
        given: dict[str, Json] = {}
        parties: dict[str, dict[str, Json]] = {}
        faults: dict[Key, str] = {}
        for (record, name), row in self.rows.items():
            code = "not_an_amount" if _requests_unreadable(row) else unreadable(row)
            if code is not None:
                faults[record, name] = code
                continue
            value = row.value()
            if _same(value, self._before[record, name]):
                continue
            declared = (CASE_PARTY if record else CASE).by_name[name]
            told = _outside(declared, value)
            if record:
                parties.setdefault(record, {"id": record})[name] = told
            else:
                given[name] = told
        self._sent = list(parties)
        if parties:
            given["parties"] = list(parties.values())
        return given, faults

    def _add(self, kind: Kind, record: str, names: tuple[str, ...], values: FullRow) -> None:
        for name in names:
            row = self._made(kind, name)
            row.set_value(values.values.get(name))
            # What the editor makes of it is what it must be compared with.
            self._before[record, name] = row.value()
            self.rows[record, name] = row
            self.content.addWidget(row)

    def _made(self, kind: Kind, name: str) -> FieldRow:
        if name != "requests":
            declared = kind.by_name[name]
            return made_row(self._context, self._words, Wish(declared, required=declared.required))
        editor = RequestsEdit(self._context, self._words)
        return FieldRow(self._context.theme, self._words.label("case", name), editor)

    def _submit(self) -> None:
        given, faults = self.changes()
        self._show(faults, "")
        if faults:
            return
        if not given:
            self.accept()
            return
        self.go.setEnabled(False)
        self.submitted.emit(given)

    def _key(self, path: str) -> Key:
        found = _PARTY_PATH.fullmatch(path)
        if found is None:
            return ("", path.partition("[")[0])
        place = int(found[1])
        return (self._sent[place] if place < len(self._sent) else "", found[2])

    def _show(self, faults: Mapping[Key, str], elsewhere: str) -> None:
        for key, row in self.rows.items():
            row.set_fault(fault_words(self._context, faults[key]) if key in faults else "")
        self._say(elsewhere)
        for key in self.rows:
            if key in faults:
                self.rows[key].widget.setFocus()
                break

    def _say(self, words: str) -> None:
        set_text(self._trouble, words)
        self._trouble.setVisible(bool(words))


def _outside(declared: Field, value: Json) -> Json:
    """The value as outside JSON; what cannot be read stays text, so that its fault is named."""
    if declared.name == "requests" and isinstance(value, list):
        money = REQUEST_ITEM[1]
        return [
            {**entry, "money": write_value(money, entry.get("money"))}
            for entry in value
            if isinstance(entry, dict)
        ]
    return value if isinstance(value, str) else write_value(declared, value)


def _requests_unreadable(row: FieldRow) -> bool:
    return isinstance(row.widget, RequestsEdit) and row.widget.unreadable


def _same(one: Json, other: Json) -> bool:
    return one == other or (one in (None, "", []) and other in (None, "", []))

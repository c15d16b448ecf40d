"""One person or trader of the complaint."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from station_app.ui.common.fields import button, link
from station_app.ui.common.texts import heading, set_text, text
from station_app.ui.intake.entries import HELPER, PERSON, TRADER, Entry, Now
from station_app.ui.intake.field import FormField, Tools
from station_app.ui.intake.group import Group
from station_app.usecases.reading.known_people import LEAST_DIGITS, Known
from sync.clock import SHANGHAI, Json
from sync.records.case import CASE_PARTY

LOOK_AFTER_MS = 250
"""So long after a key the ledger is asked for known people."""

UNKNOWN_PLACE = "不明"


class Side(StrEnum):
    PERSON = "person"
    HELPER = "helper"
    TRADER = "trader"


@dataclass(frozen=True, slots=True)
class _Kind:
    entries: Sequence[Entry]
    asks: str
    """The field by which earlier people are found; empty for none."""


_SIDES: Mapping[Side, _Kind] = {
    Side.PERSON: _Kind(PERSON, "phone"),
    Side.HELPER: _Kind(HELPER, ""),
    Side.TRADER: _Kind(TRADER, "name"),
}


class Party(QFrame):
    """Signals:
    edited: A field was changed.  arg: the `FormField`.
    grown: Other fields are seen than before.  No argument.
    looked_for: Known people are wanted.  arg: what was typed.
    known_chosen: This person should be taken over.  arg: a `Known`.
    removed: Somebody wants it taken out.  No argument.
    """

    edited = Signal(object)
    grown = Signal()
    looked_for = Signal(str)
    known_chosen = Signal(object)
    removed = Signal()

    def __init__(
        self, tools: Tools, side: Side, title: str, parent: QWidget, *, extra: bool
    ) -> None:
        """`extra`: beside the first of its side; it can be taken out again."""
        super().__init__(parent)
        self.side = side
        self.extra = extra
        self.record_id: str | None = str(uuid.uuid4()) if side is Side.HELPER else None
        self._tools = tools
        self._checked_at: str | None = None
        self._other: dict[str, Json] = {}
        tr = tools.context.words.tr
        px = tools.context.theme.look.px
        column = QVBoxLayout(self)
        margin = px(12) if extra else 0
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(px(8))
        if extra:
            self.setProperty("role", "inset")
            top = QHBoxLayout()
            top.addWidget(heading(title, 3, parent=self), 1)
            out = link(tr("Take out"), self)
            out.clicked.connect(self.removed)
            top.addWidget(out)
            column.addLayout(top)
        self.group = Group(tools, CASE_PARTY, _SIDES[side].entries, self)
        self.group.edited.connect(self._edited)
        self.group.grown.connect(self.grown)
        self.known = KnownList(tools, self)
        self.known.chosen.connect(self.known_chosen)
        column.addWidget(self.known)
        column.addWidget(self.group)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self._look)
        if side is Side.TRADER:
            self._offer_unknown(tr("Place not known"))

    def ask(self, case: Mapping[str, Json]) -> None:
        self.group.ask(Now(case, self.group.body()))

    def body(self) -> dict[str, Json]:
        """Everything that stands here; the role as the form means it, whatever the matter."""
        body = {**self._other, **self.group.body(), **self._always()}
        if self._checked_at is not None:
            body["id_checked_at"] = self._checked_at
        return body

    def given(self, matter: str) -> dict[str, Json]:
        """What is asked for, in the role that the matter gives."""
        given = {**self._other, **self.group.given(), **self._always()}
        roles = {"complainant": "reporter", "respondent": "reported"} if matter == "report" else {}
        given["role"] = roles.get(str(given["role"]), given["role"])
        if self._checked_at is not None and given.get("id_last4"):
            given["id_checked_at"] = self._checked_at
            given["id_checked_by"] = self._tools.login or None
        if self.side is Side.TRADER and given.get("kind") == "stall_unlicensed":
            given.setdefault("unlicensed", True)
        return given

    def show_body(self, body: Mapping[str, Json]) -> None:
        told = body.get("id")
        if isinstance(told, str):
            self.record_id = told
        checked = body.get("id_checked_at")
        self._checked_at = checked if isinstance(checked, str) else None
        own = {*self.group.fields, "id", "role", "id_checked_at"}
        if self.side is Side.PERSON:
            own.add("kind")
        self._other = {name: value for name, value in body.items() if name not in own}
        self.group.show_body(body)
        self.known.show_known(())

    def take(self, values: Mapping[str, Json]) -> None:
        """Fills in a known person; what was typed already and differs is typed over."""
        for name, value in values.items():
            field = self.group.fields.get(name)
            if field is not None and value is not None:
                field.show(value)
        self.known.show_known(())

    def focus_first_gap(self) -> None:
        """The first field in sight that holds nothing."""
        seen = [f for f in self.group.fields.values() if f.row.isVisible()]
        gap = next((f for f in seen if f.empty), seen[-1])
        gap.focus()

    @property
    def empty(self) -> bool:
        """Whether nobody told anything of this one."""
        return not (self.group.body().keys() - {"kind", "role"})

    def _always(self) -> dict[str, Json]:
        if self.side is Side.TRADER:
            return {"role": "respondent"}
        if self.side is Side.PERSON:
            return {"role": "complainant", "kind": "person"}
        role = self.group.body().get("role") or "agent"
        return {"role": role, "kind": "person", "id": self.record_id}

    def _edited(self, field: FormField) -> None:
        if field.name == _SIDES[self.side].asks:
            self._timer.start()
        if field.name == "id_last4":
            self._checked_at = None if field.empty else self._tools.now_text()
        self.edited.emit(field)

    def _look(self) -> None:
        typed = self.group.fields[_SIDES[self.side].asks].row.value()
        typed = typed if isinstance(typed, str) else ""
        least = LEAST_DIGITS if self.side is Side.PERSON else 2
        if len(typed) < least:
            self.known.show_known(())
        else:
            self.looked_for.emit(typed)

    def _offer_unknown(self, words: str) -> None:
        place = self.group.fields["business_place"]
        made = link(words, place.row)
        made.clicked.connect(lambda: self._not_known(place))
        layout = place.row.layout()
        if layout is not None:
            layout.addWidget(made)

    def _not_known(self, place: FormField) -> None:
        place.show(UNKNOWN_PLACE)
        place.edited.emit()


class KnownList(QFrame):
    """People known from earlier cases, masked; one press takes a person over.

    Signals:
        chosen: arg: the `Known`.
    """

    chosen = Signal(object)

    def __init__(self, tools: Tools, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self._tools = tools
        px = tools.context.theme.look.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self._column.setSpacing(px(4))
        self._head = text("", "hint")
        self._column.addWidget(self._head)
        self._rows: list[QWidget] = []
        self.hide()

    @property
    def shown(self) -> Sequence[str]:
        return tuple(row.accessibleName() for row in self._rows)

    def show_known(self, known: Sequence[Known]) -> None:
        """Another list; an empty one hides it."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        context = self._tools.context
        tr = context.words.tr
        set_text(self._head, tr("Was here before? One press fills it in; this is noted down."))
        for person in known:
            day = datetime.fromtimestamp(person.last_at / 1000, SHANGHAI).date()
            words = "  ".join(
                part
                for part in (
                    person.name,
                    person.phone,
                    person.place,
                    tr("last seen {day}", day=day.isoformat()),
                )
                if part
            )
            row = button(words, self)
            row.clicked.connect(lambda _=False, person=person: self.chosen.emit(person))
            self._column.addWidget(row)
            self._rows.append(row)
        self.setVisible(bool(known))

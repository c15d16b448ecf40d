"""The people of a case: masked until somebody asks, and says why where the role must."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from station_app.ui.cases.jobs import CaseView
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import link
from station_app.ui.common.lay import inset, pairs
from station_app.ui.common.look import CONTROL
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import text
from station_app.usecases.reading.rows import FullRow

_SHOWN = (
    "phone",
    "phone2",
    "contact_other",
    "address",
    "business_place",
    "age_band",
    "id_kind",
    "id_no",
    "id_last4",
    "respondent_reg_name",
    "uscc",
    "other_reg_no",
    "legal_rep",
    "contact_person",
    "platform_name",
    "shop_name",
    "shop_url",
    "authority_scope",
    "relation_note",
)


class Parties(QWidget):
    """Everybody on both sides.

    Signals:
        reveal_wanted: The masked data is wanted in full.  No argument.
    """

    reveal_wanted = Signal()

    def __init__(self, context: Context, words: RecordWords, view: CaseView) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context, self._words, self._view = context, words, view
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.look.px(10))
        if not view.revealed and view.may_reveal:
            show = link(reveal_words(context, view))
            show.clicked.connect(self.reveal_wanted)
            row = QHBoxLayout()
            row.addWidget(show)
            row.addStretch(1)
            column.addLayout(row)
        for party in view.parties:
            head = text(self._head(party), "strong")
            column.addWidget(inset(context, [head, pairs(context, self._rows(party))]))
        if not view.may_reveal:
            column.addWidget(text(context.words.tr("Your role sees no party's data."), "muted"))
        elif not view.parties:
            column.addWidget(text(context.words.tr("Nobody was entered."), "muted"))
        column.addStretch(1)

    def _head(self, party: FullRow) -> str:
        role = self._words.code("party_role", party.text("role"))
        return f"{role} {party.text('name')}".strip()

    def _rows(self, party: FullRow) -> Iterator[tuple[str, str]]:
        if party.text("kind"):
            kind = self._words.code("party_kind", party.text("kind"))
            yield self._words.label("case_party", "kind"), kind
        for name in _SHOWN:
            value = party.values.get(name)
            if value not in (None, "", []):
                said = self._words.value("case_party", name, value, self._view.called)
                yield self._words.label("case_party", name), said


class PartyLine(QWidget):
    """Name and telephone of one side, with the way to see them in full.

    Signals:
        reveal_wanted: The masked data is wanted in full.  No argument.
    """

    reveal_wanted = Signal()

    def __init__(self, context: Context, parties: list[FullRow], reveal: str = "") -> None:
        """`reveal`: the words of the way to see them in full; empty for none."""
        super().__init__()
        self.setProperty("role", "plain")
        flow = FlowLayout(self, context.theme.look.px(10))
        said = [party_words(party) for party in parties]
        names = [text(one, wrap=False) for one in said or [context.words.tr("(empty)")]]
        for name in names:
            flow.addWidget(name)
        self.show_link: QWidget | None = None
        if reveal and parties:
            self.show_link = show = link(reveal)
            show.clicked.connect(self.reveal_wanted)
            flow.addWidget(show)
            for name in names:
                name.setMinimumHeight(context.theme.look.px(CONTROL))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


def reveal_words(context: Context, view: CaseView) -> str:
    """What the way to unmasked data is called: it says when it is the telephone alone."""
    if view.only_phones:
        return context.words.tr("Show the telephone (leaves a trace)")
    return context.words.tr("Show (leaves a trace)")


def party_words(party: FullRow) -> str:
    parts = (party.text("name"), party.text("phone"), party.text("business_place"))
    return "  ".join(part for part in parts if part)

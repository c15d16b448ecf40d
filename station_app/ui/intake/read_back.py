"""Reading back before registering: what was understood, in plain words, large."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from station_app.ui.common.fields import button, primary_button
from station_app.ui.common.large_text import LargeText
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, text
from station_app.ui.intake.entries import Section
from station_app.ui.intake.field import Tools
from station_app.ui.intake.form import IntakeForm
from station_app.ui.intake.party import Party, Side


def paragraphs(tools: Tools, form: IntakeForm) -> list[str]:
    """What was understood, a paragraph a subject, in the order of the form."""
    tr = tools.context.words.tr
    matter = form.groups[Section.MATTER]
    lines = [f"{matter.said('matter_type')}：{matter.said('title')}"]
    for party in form.people:
        if not party.empty:
            lines.append(_person(tools, party))
    for party in form.traders:
        if not party.empty:
            lines.append(_trader(tools, party))
    lines += _what(tools, form)
    story = form.groups[Section.STORY]
    if story.said("facts"):
        lines.append(tr("What happened: {facts}", facts=story.said("facts")))
    if not form.wishes.isHidden() and form.wishes.wishes:
        lines.append(tr("You want: {wishes}", wishes=form.wishes.said()))
    if form.evidence.rows:
        titles = "、".join(row.file().title for row in form.evidence.rows)
        lines.append(
            tr("Proofs, {n} in number: {titles}", n=len(form.evidence.rows), titles=titles)
        )
    lines.append(_consents(tools, form))
    return lines


def _joined(*parts: str) -> str:
    return "，".join(part for part in parts if part)


def _person(tools: Tools, party: Party) -> str:
    tr = tools.context.words.tr
    said = party.group.said
    phone = tr("telephone {phone}", phone=said("phone")) if said("phone") else ""
    address = tr("lives at {address}", address=said("address")) if said("address") else ""
    if party.side is Side.HELPER:
        who = tr("{role}: {name}", role=said("role"), name=said("name"))
    else:
        who = tr("You are {name}", name=said("name") or tr("not named"))
    return _joined(who, phone, address, said("contact_other")) + "。"


def _trader(tools: Tools, party: Party) -> str:
    tr = tools.context.words.tr
    said = party.group.said
    who = tr("Against: {name}", name=said("name") or tr("not known"))
    kind = f"（{said('kind')}）" if said("kind") else ""
    place = tr("at {place}", place=said("business_place")) if said("business_place") else ""
    online = _joined(said("platform_name"), said("shop_name"))
    return _joined(who + kind, place, online) + "。"


def _what(tools: Tools, form: IntakeForm) -> list[str]:
    tr = tools.context.words.tr
    said = form.groups[Section.WHAT].said
    thing = said("object_name") or said("category_code")
    if not thing and not said("amount"):
        return []
    quantity = f"{said('quantity')}{said('unit')}"
    # The day alone: what the field says of weekday and lunar day is not read out.
    day = said("purchase_on").split(" ")[0]
    bought = tr("bought on {day}", day=day) if day else ""
    where = said("purchase_mode")
    amount = tr("{amount} yuan", amount=said("amount")) if said("amount") else ""
    money = tr("it is about {amount}", amount=amount) if amount else ""
    return [tr("Bought: {thing}", thing=_joined(thing, quantity, bought, where, money)) + "。"]


def _consents(tools: Tools, form: IntakeForm) -> str:
    tr = tools.context.words.tr
    fields = form.groups[Section.CONSENT].fields
    yes, no = tr("agreed"), tr("not agreed")

    def said(name: str) -> str:
        value = fields[name].outside()
        return yes if value is True else no

    parts = [
        tr("Mediation by others whom the market office asks: {answer}",
           answer=said("consent_entrusted")),
        tr("Mediation by telephone or video: {answer}", answer=said("consent_non_site")),
    ]  # fmt: skip
    if form.groups[Section.CONSENT].is_asked("consent_publication"):
        parts.append(
            tr("Publishing it without your name: {answer}", answer=said("consent_publication"))
        )
    return "；".join(parts) + "。"


class ReadBack(QWidget):
    """Signals:
    back_wanted: Something must be corrected first.  No argument.
    confirmed: It was read out and is right: register.  No argument.
    """

    back_wanted = Signal()
    confirmed = Signal()

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self.busy = False
        tr = tools.context.words.tr
        px = tools.context.theme.look.px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(12))
        card = QFrame()
        card.setProperty("role", "card")
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(px(24), px(18), px(24), px(18))
        self.column.setSpacing(px(16))
        self.column.addWidget(heading(tr("Read this to the person"), 2))
        self.large = LargeText(tools.context.theme, self)
        self.large.hide()
        self._note = text("", "deadline")
        self.column.addWidget(self._note)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(16))
        self.column.addLayout(self._lines)
        self.column.addStretch(1)
        self._scroll = scrolled(card)
        outer.addWidget(self._scroll, 1)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.back = button(tr("Back, something is not right"), self)
        self.back.clicked.connect(self.back_wanted)
        self.read = QCheckBox(tr("Read to the person (or the person is not here)"), self)
        self.read.setAccessibleName(self.read.text())
        self.read.toggled.connect(self._ticked)
        self.go = primary_button(tr("Register"), self)
        self.go.setAutoDefault(True)
        self.go.clicked.connect(self._go)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.read)
        row.addWidget(self.go)
        outer.addLayout(row)

    def show_form(self, form: IntakeForm) -> None:
        """Anew each time: somebody else may listen."""
        self.large.clear()
        tr = self._tools.context.words.tr
        for place, words in enumerate(paragraphs(self._tools, form)):
            self._lines.addWidget(self.large.label(words, bold=place == 0))
        self._note.setText(
            tr("Registered as incomplete: what is missing must be told before it is accepted.")
            if form.incomplete
            else ""
        )
        self._note.setVisible(form.incomplete)
        self.read.setChecked(False)
        self._ticked(False)
        self._scroll.verticalScrollBar().setValue(0)

    def set_busy(self, busy: bool) -> None:
        """While it is being registered nothing can be pressed."""
        self.busy = busy
        self.go.setEnabled(not busy and self.read.isChecked())
        self.back.setEnabled(not busy)

    def _ticked(self, on: bool) -> None:
        self.go.setEnabled(on)
        if on and self.read.hasFocus():
            self.go.setFocus()

    def _go(self) -> None:
        self.set_busy(True)
        self.confirmed.emit()

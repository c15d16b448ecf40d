"""The form: all sections in the order in which people tell it, and its value as a draft's body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from station_app.ui.common.editors import CodeCombo, Option
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import button
from station_app.ui.common.tab_order import order_tabs
from station_app.ui.common.texts import heading, set_text, text
from station_app.ui.intake.entries import CASE_ENTRIES, Now, Section, Way
from station_app.ui.intake.evidence import Evidence
from station_app.ui.intake.field import FormField, Tools
from station_app.ui.intake.group import Group
from station_app.ui.intake.party import Party, Side
from station_app.ui.intake.sections import SectionCard
from station_app.ui.intake.wishes import Wishes
from station_app.usecases.intake import FORM, kept_files
from sync.clock import Json, parse_iso
from sync.records.case import CASE
from sync.records.check import LATE_ENTRY_DAYS, SHORTEST_FACTS

_PARTY_PATH = re.compile(r"parties\[(\d+)\](?:\.(\w+))?")
_REQUEST_PATH = re.compile(r"requests\[(\d+)\](?:\.(\w+))?")

PRESET: Mapping[str, Json] = {"matter_type": "complaint", "channel": "walk_in"}
"""What is chosen in a new form, seen and easily changed."""


class IntakeForm(QWidget):
    """Signals:
    edited: Something was changed.  arg: the `FormField`, None for files.
    party_looked_for: Known people are wanted.  args: the `Party`, what was typed.
    known_chosen: A known person should be taken over.  args: the `Party`, the `Known`.
    """

    edited = Signal(object)
    party_looked_for = Signal(object, str)
    known_chosen = Signal(object, object)

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._told_at: str | None = None
        self._ordering = False
        self._other: dict[str, Json] = {}
        self.incomplete = False
        self.people: list[Party] = []
        self.traders: list[Party] = []
        self.groups: dict[Section, Group] = {}
        self.cards: dict[Section, SectionCard] = {}
        self.setProperty("role", "plain")
        px = tools.context.theme.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(12))
        self._column = column
        self._enter = EnterGoesOn(self, past_buttons=True)
        # Nothing was shown in the first person and the first trader yet.
        self._fresh = False
        self._to_make: list[Callable[[], object]] = [
            *(partial(self._make_section, n, section) for n, section in enumerate(Section, 1)),
            partial(self._add, Side.PERSON),
            partial(self._add, Side.TRADER),
            self._begin,
        ]

    def make_next(self) -> bool:
        """Makes one piece more; False when all are there.

        A section a turn, the two sides after them, when the form has its place: made at once, or
        moved when made, it would hold the window up for a third of a second on an old PC.
        """
        self._to_make.pop(0)()
        return bool(self._to_make)

    def _make_section(self, number: int, section: Section) -> None:
        card = SectionCard(self._tools.context, number, section, self)
        self.cards[section] = card
        self._column.addWidget(card)
        self._fill(section, card)

    def _begin(self) -> None:
        self._column.addStretch(1)
        self._fresh = True
        self.show_body({})

    @property
    def made(self) -> bool:
        return not self._to_make

    # What stands in it

    def body(self) -> dict[str, Json]:
        """Everything typed, asked for or not, as a draft keeps it (without the form's own part)."""
        body: dict[str, Json] = dict(self._other)
        for group in self.groups.values():
            body |= group.body()
        if self._told_at is not None:
            body["privacy_notice_at"] = self._told_at
        if self.wishes.body():
            body["requests"] = self.wishes.body()
        if self.incomplete:
            body["incomplete"] = True
        body["parties"] = [party.body() for party in self.parties()]
        return body

    def given(self) -> tuple[dict[str, Json], list[int]]:
        """What registering is told, and for each of its parties its place in the form."""
        given: dict[str, Json] = dict(self._other)
        for group in self.groups.values():
            given |= group.given()
        if self._told_at is not None and "privacy_notice_way" in given:
            given["privacy_notice_at"] = self._told_at
        if self._wants_requests() and self.wishes.body():
            given["requests"] = self.wishes.body()
        if self.incomplete:
            given["incomplete"] = True
        matter = self._matter()
        needed = (self.people[0], self.traders[0]) if matter == "complaint" else ()
        parties: list[Json] = []
        places: list[int] = []
        for place, party in enumerate(self.parties()):
            if party in needed or not party.empty:
                parties.append(party.given(matter))
                places.append(place)
        helper = next((p for p in self.people if self._acts(p)), None)
        if helper is not None and parties:
            main = parties[0]
            if isinstance(main, dict) and places[0] == 0:
                main["represented_by_id"] = helper.record_id
        given["parties"] = parties
        return given, places

    def show_body(self, body: Mapping[str, Json]) -> None:
        """A draft, or with an empty body a new form."""
        new = not body
        shown = {**PRESET, **body} if new else dict(body)
        told = shown.get("privacy_notice_at")
        self._told_at = told if isinstance(told, str) else None
        self.incomplete = shown.get("incomplete") is True
        known = {"parties", "requests", "incomplete", "privacy_notice_at", FORM}
        for group in self.groups.values():
            known |= group.fields.keys()
            group.show_body(shown)
        self._other = {name: value for name, value in shown.items() if name not in known}
        self._show_parties(shown.get("parties"))
        self.wishes.show_body(shown.get("requests"))
        self.wishes.choice.touched = False
        self.wishes.choice.row.set_fault("")
        self.evidence.show_files(kept_files(shown))
        self.renew()

    @property
    def blank(self) -> bool:
        """Whether nobody has told anything yet."""
        told = {n: v for n, v in self.body().items() if PRESET.get(n) != v and n != "parties"}
        return not told and all(p.empty for p in self.parties()) and not self.evidence.rows

    def parties(self) -> list[Party]:
        return [*self.people, *self.traders]

    # Places

    def fields(self) -> Iterator[tuple[str, FormField, Section]]:
        """Every field with its path, from the top down; hidden ones too."""
        for section in Section:
            if section in self.groups:
                for name, field in self.groups[section].fields.items():
                    yield name, field, section
            elif section in (Section.WHO, Section.AGAINST):
                for place, party in enumerate(self.parties()):
                    if (party.side is Side.TRADER) is (section is Section.AGAINST):
                        for name, field in party.group.fields.items():
                            yield f"parties[{place}].{name}", field, section
            elif section is Section.WISHES:
                yield "requests", self.wishes.choice, section
                for place, wish in enumerate(self.wishes.wishes):
                    for name, field in wish.fields.items():
                        yield f"requests[{place}].{name}", field, section

    def field_at(self, path: str) -> FormField | None:
        """The field a path names, shown if it lay under "more"; a list's entry is its list."""
        if (at := _PARTY_PATH.fullmatch(path)) is not None:
            parties = self.parties()
            name = at[2] or "name"
            if int(at[1]) < len(parties) and name in parties[int(at[1])].group.fields:
                return parties[int(at[1])].group.reveal(name)
            return None
        if (at := _REQUEST_PATH.fullmatch(path)) is not None:
            wishes = self.wishes.wishes
            if at[2] and int(at[1]) < len(wishes) and at[2] in wishes[int(at[1])].fields:
                return wishes[int(at[1])].fields[at[2]]
            return self.wishes.choice
        name = path.split("[")[0]
        if name == "requests":
            return self.wishes.choice
        if name == "privacy_notice_at":
            name = "privacy_notice_way"
        for group in self.groups.values():
            if name in group.fields:
                return group.reveal(name)
        return None

    def place_of(self, widget: QWidget | None) -> tuple[str, FormField, Section] | None:
        """The field a widget stands in."""
        for path, field, section in self.fields():
            if field.holds(widget):
                return path, field, section
        return None

    def is_asked(self, path: str, field: FormField) -> bool:
        """Whether the answers so far ask for it."""
        if path.startswith("requests"):
            return self._wants_requests()
        return field.entry.shown(self._now_of(path))

    def set_places(self, places: tuple[Option, ...]) -> None:
        """Villages and townships, once the ledger has told them."""
        for _, field, _ in self.fields():
            if field.entry.way is Way.PLACE and isinstance(field.widget, CodeCombo):
                field.widget.set_options(places)

    # Making it

    def _fill(self, section: Section, card: SectionCard) -> None:
        tr = self._tools.context.words.tr
        if section is Section.CONSENT:
            card.inside.addWidget(self._privacy_notice(card))
        if section in CASE_ENTRIES:
            group = Group(self._tools, CASE, CASE_ENTRIES[section], card)
            group.edited.connect(self._case_edited)
            group.grown.connect(self._watch_new)
            self.groups[section] = group
            card.inside.addWidget(group)
        if section is Section.STORY:
            self._facts = group.fields["facts"]
            self.count = text("", "hint", parent=self._facts.row)
            layout = self._facts.row.layout()
            if layout is not None:
                layout.addWidget(self.count)
        elif section is Section.WHO:
            self._people_box = _box(card)
            self._add_person = button(tr("Add somebody who helps or joins"), card)
            self._add_person.clicked.connect(lambda: self._add(Side.HELPER, by_hand=True))
            card.inside.addWidget(self._add_person, 0, Qt.AlignmentFlag.AlignLeft)
        elif section is Section.AGAINST:
            self._traders_box = _box(card)
            self._add_trader = button(tr("Add another trader"), card)
            self._add_trader.clicked.connect(lambda: self._add(Side.TRADER, by_hand=True))
            card.inside.addWidget(self._add_trader, 0, Qt.AlignmentFlag.AlignLeft)
        elif section is Section.WISHES:
            self.wishes = Wishes(self._tools, card)
            self.wishes.edited.connect(self._case_edited)
            self.wishes.grown.connect(self._watch_new)
            self._no_wishes = text(
                tr("A report of a breach asks for no money and makes no requests."), "muted"
            )
            card.inside.addWidget(self._no_wishes)
            card.inside.addWidget(self.wishes)
        elif section is Section.EVIDENCE:
            self.evidence = Evidence(self._tools, card)
            self.evidence.edited.connect(lambda: self.edited.emit(None))
            self.evidence.grown.connect(self._watch_new)
            card.inside.addWidget(self.evidence)

    def _privacy_notice(self, card: SectionCard) -> QFrame:
        tr = self._tools.context.words.tr
        px = self._tools.context.theme.look.px
        frame = QFrame(card)
        frame.setProperty("role", "inset")
        column = QVBoxLayout(frame)
        column.setContentsMargins(px(14), px(10), px(14), px(12))
        column.addWidget(heading(tr("Read this out before you go on"), 3))
        self.notice = text(
            tr(
                "We write down your name, telephone, address and what you tell us, only to handle "
                "this complaint. The village station keeps it, the township and the county see it; "
                "the trader learns what is needed to talk with you. It is kept for 10 years. You "
                "may look at it, have it corrected or deleted, and take your consent back: ask "
                "here, or call 12315."
            )
        )
        column.addWidget(self.notice)
        return frame

    def _add(self, side: Side, *, by_hand: bool = False) -> Party:
        tr = self._tools.context.words.tr
        first = not (self.traders if side is Side.TRADER else self.people)
        titles = {
            Side.PERSON: tr("Complainant"),
            Side.HELPER: tr("Helps or joins"),
            Side.TRADER: tr("Another trader"),
        }
        card = self.cards[Section.AGAINST if side is Side.TRADER else Section.WHO]
        party = Party(self._tools, side, titles[side], card, extra=not first)
        party.edited.connect(self._party_edited)
        party.grown.connect(self._watch_new)
        party.removed.connect(lambda: self._remove(party))
        party.looked_for.connect(lambda typed: self.party_looked_for.emit(party, typed))
        party.known_chosen.connect(lambda known: self.known_chosen.emit(party, known))
        if side is Side.TRADER:
            self.traders.append(party)
            self._traders_box.addWidget(party)
        else:
            self.people.append(party)
            self._people_box.addWidget(party)
        self._watch_new()
        if by_hand:
            if side is Side.HELPER:
                party.group.fields["role"].show("agent")
            self.renew()
            next(iter(party.group.fields.values())).focus()
            self.edited.emit(None)
        return party

    def _remove(self, party: Party) -> None:
        side = self.traders if party.side is Side.TRADER else self.people
        side.remove(party)
        party.hide()
        party.deleteLater()
        next(iter(side[0].group.fields.values())).focus()
        self.renew()
        self.edited.emit(None)

    def _show_parties(self, listed: Json) -> None:
        bodies = [p for p in listed if isinstance(p, dict)] if isinstance(listed, list) else []
        fresh, self._fresh = self._fresh, False
        if fresh and not bodies:
            for party in self.parties():
                party.show_body({})
            return
        for party in self.parties():
            party.hide()
            party.deleteLater()
        self.people, self.traders = [], []
        respondents = [p for p in bodies if p.get("role") in ("respondent", "reported")]
        others = [p for p in bodies if p not in respondents]
        mains = [p for p in others if p.get("role") in ("complainant", "reporter")]
        for side, told in (
            (Side.PERSON, mains[:1] or [{}]),
            (Side.HELPER, [p for p in others if p not in mains[:1]]),
            (Side.TRADER, respondents or [{}]),
        ):
            for body in told:
                self._add(side).show_body(body)

    # Following what is typed

    def _case_edited(self, field: FormField) -> None:
        if field.name == "privacy_notice_way":
            self._told_at = None if field.empty else self._tools.now_text()
        self.renew()
        self.edited.emit(field)

    def _party_edited(self, field: FormField) -> None:
        self.renew()
        self.edited.emit(field)

    def renew(self) -> None:
        """Which fields are asked for follows from the answers."""
        case = self._case()
        late = self._late(case)
        for group in self.groups.values():
            group.ask(Now(case, {}, late))
        for party in self.parties():
            party.ask(case)
        wants = self._wants_requests()
        self.wishes.setVisible(wants)
        self.wishes.choice.set_needed(self._matter() == "complaint")
        self._no_wishes.setVisible(not wants)
        category = self.groups[Section.WHAT].fields["category_code"].widget
        kind = case.get("object_kind")
        if isinstance(category, CodeCombo) and category.property("for_kind") != kind:
            category.setProperty("for_kind", kind)
            category.set_options(
                self._tools.choices.categories(kind if isinstance(kind, str) else None)
            )
        written = len(str(self._facts.row.value() or ""))
        words = self._tools.context.words
        short = "" if written >= SHORTEST_FACTS or not written else words.tr(", at least 10")
        set_text(self.count, words.ntr("{n} character", "{n} characters", written) + short)

    def _case(self) -> dict[str, Json]:
        case: dict[str, Json] = {}
        for group in self.groups.values():
            case |= group.body()
        return case

    def _matter(self) -> str:
        return str(self.groups[Section.MATTER].fields["matter_type"].outside() or "complaint")

    def _wants_requests(self) -> bool:
        return self._matter() != "report"

    def _now_of(self, path: str) -> Now:
        case = self._case()
        at = _PARTY_PATH.fullmatch(path)
        party = self.parties()[int(at[1])].group.body() if at is not None else {}
        return Now(case, party, self._late(case))

    def _late(self, case: Mapping[str, Json]) -> bool:
        received = case.get("received_at")
        try:
            at = parse_iso(received) if isinstance(received, str) else None
        except ValueError:
            return False
        most = timedelta(days=LATE_ENTRY_DAYS).total_seconds() * 1000
        return at is not None and self._tools.context.clock.now_ms() - at > most

    @staticmethod
    def _acts(party: Party) -> bool:
        """Whether it is somebody who acts for the complainant."""
        role = party.group.body().get("role") or "agent"
        return party.side is Side.HELPER and role in ("agent", "representative") and not party.empty

    def _watch_new(self) -> None:
        """New fields know Enter, and Tab finds them in their place."""
        self._enter.watch(self)
        if not self._ordering:
            self._ordering = True
            QTimer.singleShot(0, self, self._order)

    def _order(self) -> None:
        self._ordering = False
        order_tabs(self)


def _box(card: SectionCard) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setSpacing(card.inside.spacing())
    card.inside.addLayout(box)
    return box

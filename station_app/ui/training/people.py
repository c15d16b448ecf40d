"""The second part of the page: hours and topics of each person in a year, and who lacks what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.ui.common.editors import CodeCombo
from station_app.ui.common.fields import button
from station_app.ui.common.list_part import ListPart, YearLine, chip, name_chip
from station_app.ui.common.made_fields import WholeEdit
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column
from station_app.ui.common.texts import text
from station_app.ui.training.jobs import Lacks, PeopleRead, PersonYear, read_people, read_person
from station_app.ui.training.person import PersonPanel
from station_app.usecases.desk import Desk
from station_app.usecases.reading.trainees import Trainee
from station_app.usecases.reading.trainings import PersonHours
from station_app.usecases.staff import FIELDS, add_person, edit_person
from sync.clock import Json
from sync.records.people import PERSON

NEW_FIELDS = tuple(name for name in FIELDS if name != "to_date")


class People(ListPart[PersonHours]):
    """A year's people; `lacks`: what everybody should have."""

    def __init__(
        self, context: Context, words: Callable[[], RecordWords | None], parent: QWidget
    ) -> None:
        tr = context.words.tr
        self.year = context.today().year
        self.lacks = Lacks()
        self.only_lacking = False
        self.read: PeopleRead | None = None
        panel = PersonPanel(context, parent)
        super().__init__(context, words, tr("People and hours"), panel, parent, (5, 4))
        self.panel: PersonPanel = panel
        panel.edit_wanted.connect(self.edit)
        self._lay_out()
        panel.say(tr("No person chosen"), tr("Choose a person on the left."))

    def reload(self) -> None:
        """Whoever is chosen is read after the list, which says who may be corrected."""
        self.read_list()

    def read_list(self) -> None:
        year, lacks, with_book = self.year, self.lacks, self._words() is None

        def job(desk: Desk) -> PeopleRead:
            return read_people(desk, year, lacks, with_book=with_book)

        self._context.tasks.on_ledger(job, self._take, owner=self)

    def _take(self, read: PeopleRead) -> None:
        if read.year != self.year:
            return
        self.take_book(read.book)
        words = self._words()
        if words is not None and self.topic.count() == 0:
            self.topic.set_options(words.options("topic"))
        self.read = read
        self.new.setVisible(read.may_change)
        self.years.show_year(read.year)
        self.short.setVisible(self.lacks != Lacks())
        if self.lacks == Lacks():
            self.only_lacking = False
        said = self._context.words.tr("Who lacks it {n}", n=len(read.lack))
        name_chip(self.short, said, checked=self.only_lacking)
        before = self.chosen
        self.show_rows(
            [p for p in read.people if not self.only_lacking or p.person_id in read.lack]
        )
        if self.chosen and self.chosen == before:
            self.read_one(self.chosen)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        self.panel.say(tr("Nobody here"), tr("Everybody has what was asked for."))

    # Adding and correcting people

    def add(self) -> None:
        """Somebody who comes to trainings; no account is made."""
        words, tr = self._words(), self._context.words.tr
        if words is None or self.read is None or not self.read.may_change:
            return
        start: dict[str, Json] = {"from_date": self._context.today().isoformat()}
        asked = Asked(PERSON, NEW_FIELDS, before=start, whole=True)
        about = tr("For the roll only: no password, no sign-in.")
        form = MadeForm(self._context, words, tr("Add a person"), tr("Add"), asked, about)
        form.submitted.connect(lambda given: self._add(form, given))
        self._context.dialogs.show(form)

    def _add(self, form: MadeForm, given: dict[str, Json]) -> None:
        def done(person_id: str) -> None:
            form.accept()
            self.chosen = person_id
            self._context.messages.saved_now(self._context.words.tr("Person added"))

        self._context.tasks.on_ledger(
            lambda desk: add_person(desk.ledger, desk.session, given),
            done,
            form.refuse,
            owner=form,
            changes=lambda made: Changed.of("person", made),
        )

    def edit(self) -> None:
        """Correct somebody, or note that they left; what they did stays."""
        words, tr = self._words(), self._context.words.tr
        person = self.read.trainees.get(self.chosen) if self.read is not None else None
        if words is None or person is None:
            return
        before: dict[str, Json] = {
            "name": person.name,
            "kinds": list(person.kinds),
            "post": person.post or None,
            "unit": person.unit or None,
            "phone": person.phone or None,
            "from_date": person.since or None,
            "to_date": person.until or None,
        }
        about = tr("Who leaves gets the day; hours and history stay under this name.")
        form = MadeForm(
            self._context, words, person.name, tr("Save the changes"),
            Asked(PERSON, FIELDS, before=before), about,
        )  # fmt: skip
        form.submitted.connect(lambda given: self._edit(form, person, given))
        self._context.dialogs.show(form)

    def _edit(self, form: MadeForm, person: Trainee, given: dict[str, Json]) -> None:
        def done(_: object) -> None:
            form.accept()
            self._context.messages.saved_now(self._context.words.tr("Changes saved"))

        self._context.tasks.on_ledger(
            lambda desk: edit_person(desk.ledger, desk.session, person.id, given),
            done,
            form.refuse,
            owner=form,
            changes=lambda _: Changed.of("person", person.id),
        )

    # The list

    def key(self, row: PersonHours) -> str:
        return row.person_id

    def columns(self) -> list[Column[PersonHours]]:
        tr = self._context.words.tr
        return [
            Column(tr("Full name"), self._name, 10, tip=self._name),
            Column(tr("Times"), lambda r: str(r.sessions), 5, right=True),
            Column(tr("Hours"), lambda r: r.hours, 6, right=True),
            Column(tr("Topics"), self._topics, 16, stretch=True, tip=self._topics),
            Column(tr("Lacks"), self._lack, 8),
        ]

    def _name(self, row: PersonHours) -> str:
        if row.in_office:
            return row.name
        return self._context.words.tr("{name} (left)", name=row.name)

    def _topics(self, row: PersonHours) -> str:
        words = self._words()
        return "、".join(words.code("topic", t) for t in row.topics) if words is not None else ""

    def _lack(self, row: PersonHours) -> str:
        lacks = self.read is not None and row.person_id in self.read.lack
        return self._context.words.tr("▲ lacks") if lacks else ""

    def read_one(self, item_id: str) -> None:
        person = self.read.trainees.get(item_id) if self.read is not None else None
        if person is None:
            self.panel.say("", "")
            return
        year = self.year
        self.ask_one(lambda desk: read_person(desk, person, year), self._show)

    def _show(self, one: PersonYear) -> None:
        words = self._words()
        if words is None or self.read is None or one.person.id != self.chosen:
            return
        own = one.person.station_id == self.read.own_station
        hours = next((p for p in self.read.people if p.person_id == self.chosen), None)
        self.panel.show_person(words, one, hours, may_change=own and self.read.may_change)

    # Room

    def _lay_out(self) -> None:
        tr, px = self._context.words.tr, self._context.theme.look.px
        self.years = YearLine(self._context, self.year)
        self.years.stepped.connect(self._year)
        self.new = button(tr("Add a person") + " Ctrl+N")
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.years.row.addWidget(self.new)
        self.bar.addWidget(self.years)
        needs = QHBoxLayout()
        needs.setSpacing(px(6))
        needs.addWidget(text(tr("Everybody should have"), "muted", wrap=False))
        self.hours = WholeEdit()
        self.hours.setPlaceholderText(tr("Hours"))
        self.hours.setAccessibleName(tr("Hours everybody should have"))
        self.hours.edited.connect(self._asked)
        self.topic = CodeCombo()
        self.topic.line.setPlaceholderText(tr("Topic"))
        self.topic.setAccessibleName(tr("Topic everybody should have"))
        self.topic.edited.connect(self._asked)
        self.short: QPushButton = chip(self._only)
        self.short.hide()
        for asked in (self.hours, self.topic, self.short):
            needs.addWidget(asked)
        needs.addStretch(1)
        self.bar.addLayout(needs)
        self.beside.arranged.connect(self._narrow_fields)

    def _asked(self) -> None:
        hours = self.hours.value()
        self.lacks = Lacks(hours if type(hours) is int else 0, self.topic.value() or "")
        self.reload()

    def _only(self) -> None:
        self.only_lacking = self.short.isChecked()
        self.reload()

    def _year(self, step: int) -> None:
        self.year += step
        self.reload()

    def _narrow_fields(self) -> None:
        px = self._context.theme.look.px
        self.hours.setMaximumWidth(px(70))
        self.topic.setMaximumWidth(px(190))

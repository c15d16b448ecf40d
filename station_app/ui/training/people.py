"""The second part of the page: hours and topics of each person in a year, and who lacks what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.ui.common.editors import CodeCombo
from station_app.ui.common.fields import button
from station_app.ui.common.made_fields import WholeEdit
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column, ListedRows, PagedModel, PagedTable
from station_app.ui.common.texts import text
from station_app.ui.shell.ports import Session
from station_app.ui.training.form import Asked, MadeForm
from station_app.ui.training.jobs import Lacks, PeopleRead, PersonYear, read_people, read_person
from station_app.ui.training.person import PersonPanel
from station_app.ui.training.sessions import WIDE
from station_app.usecases.desk import Desk
from station_app.usecases.reading.trainees import Trainee
from station_app.usecases.reading.trainings import PersonHours
from station_app.usecases.staff import FIELDS, add_person, edit_person
from sync.clock import Json
from sync.records.people import PERSON

NEW_FIELDS = tuple(name for name in FIELDS if name != "to_date")


class People(QWidget):
    """Signals:
    book_read: The code lists are there.  arg: the `CodeBook`.
    """

    book_read = Signal(object)

    def __init__(
        self,
        context: Context,
        session: Session,
        words: Callable[[], RecordWords | None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._context, self._words = context, words
        self.year = context.today().year
        self.lacks = Lacks()
        self.only_lacking = False
        self.chosen = ""
        self.read: PeopleRead | None = None
        self._opened = False
        tr = context.words.tr
        self.model: PagedModel[PersonHours] = PagedModel(self._columns(), self)
        self.table = PagedTable(context.theme, self.model, tr("People and hours"), self)
        self.table.row_chosen.connect(lambda row: self._choose(row.person_id))
        self.table.row_opened.connect(lambda _: self._open_panel())
        self.table.clicked.connect(lambda _: self._open_panel())
        self.panel = PersonPanel(context, session, self)
        self.panel.back_wanted.connect(self._close_panel)
        self.panel.edit_wanted.connect(self.edit)
        self._lay_out()
        self.panel.say(tr("No person chosen"), tr("Choose a person on the left."))
        context.theme.changed.connect(self._fit)

    def reload(self) -> None:
        year, lacks, with_book = self.year, self.lacks, self._words() is None

        def job(desk: Desk) -> PeopleRead:
            return read_people(desk, year, lacks, with_book=with_book)

        self._context.tasks.on_ledger(job, self._take, owner=self)

    def _take(self, read: PeopleRead) -> None:
        if read.year != self.year:
            return
        if read.book is not None:
            self.book_read.emit(read.book)
        words = self._words()
        if words is not None and self.topic.count() == 0:
            self.topic.set_options(words.options("topic"))
        self.read = read
        self.new.setVisible(read.may_change)
        self.year_shown.setText(str(read.year))
        tr = self._context.words.tr
        self.short.setText(tr("Who lacks it {n}", n=len(read.lack)))
        self.short.setAccessibleName(self.short.text())
        self.short.setVisible(self.lacks != Lacks())
        if self.lacks == Lacks():
            self.only_lacking = False
        self.short.setChecked(self.only_lacking)
        rows = [p for p in read.people if not self.only_lacking or p.person_id in read.lack]
        self.model.set_source(ListedRows(rows))
        if not rows:
            self.chosen = ""
            self.panel.say(tr("Nobody here"), tr("Everybody has what was asked for."))
        elif not self.table.choose(lambda row: row.person_id == self.chosen):
            self.table.setCurrentIndex(self.model.index(0, 0))
        else:
            self._choose(self.chosen)

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

    def _columns(self) -> list[Column[PersonHours]]:
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

    def _choose(self, person_id: str) -> None:
        self.chosen = person_id
        person = self.read.trainees.get(person_id) if self.read is not None else None
        if person is None:
            self.panel.say("", "")
            return
        year = self.year

        def job(desk: Desk) -> PersonYear:
            return read_person(desk, person, year)

        self._context.tasks.on_ledger(job, self._show, owner=self)

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
        bar = QWidget()
        bar.setProperty("role", "plain")
        lines = QVBoxLayout(bar)
        lines.setContentsMargins(px(12), px(10), px(12), px(8))
        lines.setSpacing(px(6))
        years = QHBoxLayout()
        years.setSpacing(px(6))
        self.before, self.after = button("‹"), button("›")
        self.before.setAccessibleName(tr("The year before"))
        self.after.setAccessibleName(tr("The year after"))
        self.before.clicked.connect(lambda: self._year(-1))
        self.after.clicked.connect(lambda: self._year(1))
        self.year_shown = text(str(self.year), "strong", wrap=False)
        self.new = button(tr("Add a person") + " F2")
        self.new.clicked.connect(self.add)
        self.new.hide()
        for one in (self.before, self.year_shown, self.after):
            years.addWidget(one)
        years.addStretch(1)
        years.addWidget(self.new)
        lines.addLayout(years)
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
        self.short: QPushButton = button("")
        self.short.setProperty("role", "chip")
        self.short.setCheckable(True)
        self.short.clicked.connect(self._only)
        self.short.hide()
        for asked in (self.hours, self.topic, self.short):
            needs.addWidget(asked)
        needs.addStretch(1)
        lines.addLayout(needs)
        self._list = QFrame(self)
        self._list.setProperty("role", "card")
        column = QVBoxLayout(self._list)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(14))
        self._row.addWidget(self._list, 5)
        self._row.addWidget(self.panel, 4)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._context.theme.look.px
        self.hours.setMaximumWidth(px(70))
        self.topic.setMaximumWidth(px(190))
        alone = self.width() < px(WIDE)
        panel = not alone or (self._opened and bool(self.chosen))
        self.panel.setVisible(panel)
        self._list.setVisible(not alone or not panel)
        self.panel.back.setVisible(alone)

    def _open_panel(self) -> None:
        self._opened = True
        self._fit()

    def _close_panel(self) -> None:
        self._opened = False
        self._fit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

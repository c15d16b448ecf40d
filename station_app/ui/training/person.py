"""One person beside the list: who they are, and what they were taught in the year."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.lay import inset, pairs
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import SidePanel
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.training.jobs import PersonYear
from station_app.ui.training.said import presence_words
from station_app.usecases.reading.trainees import Attended
from station_app.usecases.reading.trainings import PersonHours


class PersonPanel(SidePanel):
    """Signals:
    edit_wanted: The person is to be corrected, or leaves.  No argument.
    """

    edit_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, context.words.tr("The chosen person"), parent)
        self.one: PersonYear | None = None
        self.correct: QPushButton | None = None

    def clear(self) -> None:
        super().clear()
        self.one, self.correct = None, None

    def show_person(
        self, words: RecordWords, one: PersonYear, hours: PersonHours | None, *, may_change: bool
    ) -> None:
        """`hours` None: nobody in that year."""
        same = self.one is not None and self.one.person.id == one.person.id
        self.draw(lambda: self._fill(words, one, hours, may_change=may_change), same=same)

    def _fill(
        self, words: RecordWords, one: PersonYear, hours: PersonHours | None, *, may_change: bool
    ) -> None:
        tr, person = self._context.words.tr, one.person
        self.one = one
        self.column.addWidget(selectable(heading(person.name, 2)))
        kinds = "、".join(words.code("person_kind", kind) for kind in person.kinds)
        days = tr("since {day}", day=words.day(person.since)) if person.since else ""
        if person.until:
            days = tr("{since}, left {day}", since=days, day=words.day(person.until))
        facts = [
            (tr("Capacities"), kinds),
            (tr("Post"), person.post),
            (tr("Work unit"), person.unit or person.station),
            (tr("In office"), days),
            (tr("Login"), person.login or tr("none: on the roll only")),
        ]
        self.column.addWidget(pairs(self._context, [f for f in facts if f[1]]))
        if may_change:
            flow = FlowLayout(spacing=self._context.theme.look.px(10))
            self.correct = button(tr("Correct, or note that they left"))
            self.correct.clicked.connect(self.edit_wanted)
            flow.addWidget(self.correct)
            self.column.addLayout(flow)
        total = hours.hours if hours is not None else "0"
        said = tr("{year}: {hours} hours", year=one.year, hours=total)
        self.column.addWidget(heading(said, 3))
        if not one.lines:
            self.column.addWidget(text(tr("On no roll in this year."), "muted"))
        for line in one.lines:
            parts: list[QWidget] = [text(line.title, "strong"), text(self._said(words, line))]
            self.column.addWidget(inset(self._context, parts))
        if one.tries:
            self.column.addWidget(heading(tr("Lessons tried on this PC"), 3))
        for tried in one.tries:
            outcome = tr("{right} of {count} right.", right=tried.right, count=tried.count)
            said = f"{words.date_and_clock(tried.at)}，{outcome}"
            self.column.addWidget(inset(self._context, [text(tried.title, "strong"), text(said)]))
        self.column.addStretch(1)

    def _said(self, words: RecordWords, line: Attended) -> str:
        tr = self._context.words.tr
        said = [words.date_and_clock(line.at), presence_words(words, line.presence)]
        if line.hours:
            said.append(tr("{hours} hours", hours=line.hours))
        if line.score is not None:
            said.append(tr("score {score}", score=line.score))
        if line.makeup_on:
            said.append(tr("made up {day}", day=words.day(line.makeup_on)))
        return "，".join(said)

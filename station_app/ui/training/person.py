"""One person beside the list: who they are, and what they were taught in the year."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button, link
from station_app.ui.common.lay import as_tall_as_shown, empty, inset, pairs, plain
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.shell.ports import Session
from station_app.ui.training.jobs import PersonYear
from station_app.ui.training.said import presence_words
from station_app.usecases.reading.trainees import Attended
from station_app.usecases.reading.trainings import PersonHours


class PersonPanel(QFrame):
    """Signals:
    edit_wanted: The person is to be corrected, or leaves.  No argument.
    back_wanted: The list is wanted again, where only one of both has room.  No argument.
    """

    edit_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, context: Context, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(context.words.tr("The chosen person"))
        self._context, self._session = context, session
        self.one: PersonYear | None = None
        self.correct: QPushButton | None = None
        px = context.theme.look.px
        self.back = link(context.words.tr("← Back to the list"))
        self.back.clicked.connect(self.back_wanted)
        self.back.hide()
        inside = as_tall_as_shown(plain())
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(px(16), px(10), px(16), px(12))
        self._column.setSpacing(px(10))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addWidget(scrolled(inside), 1)

    def say(self, title: str, words: str) -> None:
        """Nobody is shown; says why."""
        empty(self._column)
        self.one, self.correct = None, None
        self._column.addStretch(1)
        for shown in (heading(title, 2), text(words, "muted")):
            shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._column.addWidget(shown)
        self._column.addStretch(2)

    def show_person(
        self, words: RecordWords, one: PersonYear, hours: PersonHours | None, *, may_change: bool
    ) -> None:
        """`hours` None: nobody in that year."""
        empty(self._column)
        tr, person = self._context.words.tr, one.person
        self.one, self.correct = one, None
        self._column.addWidget(selectable(heading(person.name, 2)))
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
        self._column.addWidget(pairs(self._context, [f for f in facts if f[1]]))
        if may_change:
            flow = FlowLayout(spacing=self._context.theme.look.px(10))
            self.correct = button(tr("Correct, or note that they left"))
            self.correct.clicked.connect(self.edit_wanted)
            flow.addWidget(self.correct)
            self._column.addLayout(flow)
        total = hours.hours if hours is not None else "0"
        said = tr("{year}: {hours} hours", year=one.year, hours=total)
        self._column.addWidget(heading(said, 3))
        if not one.lines:
            self._column.addWidget(text(tr("On no roll in this year."), "muted"))
        for line in one.lines:
            parts: list[QWidget] = [text(line.title, "strong"), text(self._said(words, line))]
            self._column.addWidget(inset(self._context, parts))
        if one.tries:
            self._column.addWidget(heading(tr("Lessons tried on this PC"), 3))
        for tried in one.tries:
            outcome = tr("{right} of {count} right.", right=tried.right, count=tried.count)
            said = f"{words.date_and_clock(tried.at)}，{outcome}"
            self._column.addWidget(inset(self._context, [text(tried.title, "strong"), text(said)]))
        self._column.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.back.isHidden():
            self.back_wanted.emit()
            return
        super().keyPressEvent(event)

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

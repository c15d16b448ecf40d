"""The check screen: what was read from a photographed sign-in sheet, before it counts.

Every guess stands beside its picture; nothing is taken over before each line was on the screen
and each uncertain one was decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from station_app.importing.sheet_values import LineRead, Mark, RollRead
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.fields import button, primary_button
from station_app.ui.common.lay import inset, plain
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, set_text, text
from station_app.ui.training.check_line import CheckLine
from station_app.ui.training.check_lines import CheckLines
from station_app.ui.training.sheet_words import ANSWERS, GUESSES, presences
from station_app.usecases.reading.trainings import THERE

STILL_MS = 150
"""What only flew past has not been seen: the list must have stood still for so long."""

STATE_LEAST = 200
"""Pixels at 100 % that the words of the foot need beside the buttons."""

SEEN_BEYOND = "seen"


@dataclass(frozen=True, slots=True)
class Expected:
    """A person of the roll, in its printed order."""

    person_id: str
    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """One person's attendance as somebody confirmed it.

    `presence`: a code of records 7.2.  `read`: what the program had read.
    """

    person_id: str
    line: int
    presence: str
    read: Mark


@dataclass(frozen=True, slots=True)
class DecidedRoll:
    """`beyond`: lines after the last person that somebody looked at; whoever signed there has to
    be added by hand."""

    people: tuple[Decided, ...]
    beyond: tuple[int, ...]


class CheckSheet(QWidget):
    """Lines to decide first, then the others in the order of the sheet.

    Signals:
        taken_over: Everything was seen and decided, and a person took it over.  arg: DecidedRoll.
        put_aside: Nothing is to be taken over.  No argument.
    """

    taken_over = Signal(object)
    put_aside = Signal()

    def __init__(
        self,
        context: Context,
        people: Sequence[Expected],
        roll: RollRead,
        parent: QWidget | None = None,
    ) -> None:
        """`roll` as read for exactly these `people`; ValueError where it was not."""
        super().__init__(parent)
        if [one.line for one in roll.lines] != list(range(1, len(people) + 1)):
            raise ValueError("the roll was read for other people")
        self._context = context
        self._people = {read.line: person for read, person in zip(roll.lines, people, strict=True)}
        self._options = presences(context.words)
        self._waiting = _in_order(roll)
        self._reads = {read.line: read for _, read in self._waiting}
        self.list = CheckLines(context.theme, self._line)
        self.lines = self.list.lines
        """The lines made so far, by their number on the sheet."""
        self.setProperty("role", "page")
        self.setAccessibleName(context.words.tr("Check the sign-in sheet"))
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STILL_MS)
        self._still.timeout.connect(self._look)
        self._lay_out(roll)
        self._renew()
        self.list.settled.connect(self._look_when_still)
        context.theme.changed.connect(self._fit)

    def _lay_out(self, roll: RollRead) -> None:
        tr, px = self._context.words.tr, self._context.theme.look.px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(16), px(12), px(16), px(12))
        outer.setSpacing(px(8))
        outer.addWidget(heading(tr("Check the sign-in sheet"), 1))
        keys = ", ".join(f"{n} {o.words}" for n, o in enumerate(self._options, 1))
        notices = [
            tr("No picture shows page {page}. Its lines are to be decided by hand.", page=page)
            for page in roll.missing_pages
        ]
        notices += [
            tr("Picture {n} was not used: {why}", n=place + 1, why=tr(ANSWERS[answer]))
            for place, answer in roll.refused
        ]
        hint = tr("Compare each line with its picture. Keys: {keys}; Enter: next line.", keys=keys)
        self.list.add(text(hint, "hint"))
        if notices:
            self.list.add(inset(self._context, [text(words) for words in notices]))
        group = ""
        for one, read in self._waiting:
            if one != group:
                self.list.add(heading(self._title(one), 2))
                group = one
            self.list.add_line(read.line)
        self.box = scrolled(self.list)
        self.list.scroll_in(self.box)
        self.box.verticalScrollBar().valueChanged.connect(self._look_when_still)
        self.box.verticalScrollBar().rangeChanged.connect(self._look_when_still)
        outer.addWidget(self.box, 1)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(px(8))
        self.state = text("", "strong")
        self._foot.addWidget(self.state, 1)
        self.next_button = button(tr("Next one to decide"))
        self.next_button.clicked.connect(self.go_on)
        self.aside_button = button(tr("Put aside"))
        self.aside_button.clicked.connect(self.put_aside)
        self.take_button = primary_button(tr("Enter this attendance"))
        self.take_button.clicked.connect(self._take_over)
        self._buttons = plain()
        row = FlowLayout(self._buttons, px(8))
        for made in (self.next_button, self.aside_button, self.take_button):
            row.addWidget(made)
        self._foot.addWidget(self._buttons)
        outer.addLayout(self._foot)

    def undecided(self) -> list[int]:
        """Lines without a choice, in the order they are shown."""
        return [read.line for _, read in self._waiting if self._presence(read) is None]

    def _presence(self, read: LineRead) -> str | None:
        """What is chosen; in a line not made yet that is what was read."""
        made = self.lines.get(read.line)
        if made is not None:
            return made.value()
        return GUESSES[read.mark] if read.line in self._people else None

    def unseen(self) -> list[int]:
        """Lines that were not on the screen yet."""
        return [
            read.line
            for _, read in self._waiting
            if read.line not in self.lines or not self.lines[read.line].seen
        ]

    def go_on(self) -> None:
        """To the next line that waits: for a choice, else for a look."""
        waiting = self.undecided() or self.unseen()
        if waiting:
            self.list.line(waiting[0]).take_focus()
        elif self.take_button.isEnabled():
            self.take_button.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        bar = self.box.verticalScrollBar()
        bar.setValue(bar.value() + step * bar.pageStep() * 4 // 5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_when_still()

    def _title(self, group: str) -> str:
        tr = self._context.words.tr
        count = sum(g == group for g, _ in self._waiting)
        if group == _DECIDE:
            return tr("Please decide ({n})", n=count)
        if group == _BEYOND:
            return tr("Signed below the last name ({n})", n=count)
        return tr("Read from the picture ({n})", n=count)

    def _line(self, number: int) -> CheckLine:
        tr = self._context.words.tr
        read, person = self._reads[number], self._people.get(number)
        if person is None:
            options: Sequence[Option] = (
                Option(SEEN_BEYOND, tr("Seen: I add the person by hand, if need be")),
            )
            name, unit = tr("Nobody is expected here"), ""
        else:
            options, name, unit = self._options, person.name, person.unit
        line = CheckLine(self._context, read, name, unit, options)
        if person is not None:
            line.chips.set_value(GUESSES[read.mark])
        line.decided.connect(self._renew)
        return line

    def _fit(self) -> None:
        """The words stand beside the buttons, or above them where there is no room for both."""
        px = self._context.theme.look.px
        made = (self.next_button, self.aside_button, self.take_button)
        wide = sum(one.sizeHint().width() for one in made) + px(8) * (len(made) - 1)
        beside = self.width() - px(2 * 16) - wide >= px(STATE_LEAST)
        direction = QBoxLayout.Direction
        self._foot.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self._buttons.setMinimumWidth(wide if beside else 0)

    def _look_when_still(self) -> None:
        self._still.start()

    def _look(self) -> None:
        """Notes which lines' pictures are on the screen now."""
        view = self.box.viewport()
        if not self.list.resting or not view.isVisible():
            return
        for line in self.lines.values():
            if line.seen:
                continue
            line.seen = line.shown_in(view)
        self._renew()

    def _renew(self) -> None:
        tr = self._context.words.tr
        undecided, unseen = len(self.undecided()), len(self.unseen())
        if undecided:
            words = tr("{n} lines are still to be decided.", n=undecided)
        elif unseen:
            words = tr("{n} lines have not been on the screen yet: scroll down.", n=unseen)
        else:
            there = sum(line.value() in THERE for line in self.lines.values())
            words = tr("{n} of {all} were there.", n=there, all=len(self._people))
        set_text(self.state, words)
        self.take_button.setEnabled(not undecided and not unseen)
        self.next_button.setEnabled(bool(undecided or unseen))

    def _take_over(self) -> None:
        people = tuple(
            Decided(person.person_id, line, presence, self.lines[line].read.mark)
            for line, person in self._people.items()
            if (presence := self.lines[line].value()) is not None
        )
        beyond = tuple(sorted(line for line in self.lines if line not in self._people))
        self.taken_over.emit(DecidedRoll(people, beyond))


_DECIDE, _BEYOND, _READ = "decide", "beyond", "read"


def _in_order(roll: RollRead) -> list[tuple[str, LineRead]]:
    """What needs a decision first; the rest as on the paper."""
    unsure = [(_DECIDE, one) for one in roll.lines if one.mark is Mark.UNSURE]
    beyond = [(_BEYOND, one) for one in roll.beyond]
    rest = [(_READ, one) for one in roll.lines if one.mark is not Mark.UNSURE]
    return [*unsure, *beyond, *rest]

"""The first start: who is this station, text size, first person, recovery code, county line.

Each step asks for little and can be gone back from, until the ledger is made.  Nothing typed is
ever cleared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from station_app.documents.recovery_paper import STYLE, recovery_paper
from station_app.ui.common.choices import Chips, FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import (
    FieldRow,
    LineEdit,
    PasswordEdit,
    button,
    link,
    primary_button,
)
from station_app.ui.common.look import LEAST_SCALE, MOST_SCALE, SCALE_STEP
from station_app.ui.common.papers import Paper, Told, print_paper, save_paper
from station_app.ui.common.texts import heading, selectable, set_text, text
from station_app.ui.shell.curtain import Curtain
from station_app.ui.shell.ports import Made, Preferences, Setup, SetupAnswers
from sync.problems import Problem

STATION, TEXT, PERSON, CODE, LINE = range(5)
LEAST_PASSWORD = 10


class FirstStart(Curtain):
    """Signals:
    made: The ledger is made and its first person signed in.  arg: the `Made`.
    finished: The guide is through, with or without a county line.  arg: the `Made`.
    """

    made = Signal(object)
    finished = Signal(object)

    def __init__(self, context: Context, setup: Setup, preferences: Preferences) -> None:
        super().__init__(context, widest=620)
        self._setup = setup
        self._preferences = preferences
        self._made: Made | None = None
        tr = context.words.tr
        set_text(self.plate, tr("Consumer rights service station"))
        self._progress = text("", "hint")
        self._title = heading("", 2)
        self._fault = text("", "fault")
        self._fault.hide()
        self.steps = OneOf()
        for step in (
            self._station_step(),
            self._text_step(),
            self._person_step(),
            self._code_step(),
            self._line_step(),
        ):
            self.steps.add(step)
        self.back = button(tr("Back"))
        self.back.clicked.connect(self._go_back)
        self.later = link(tr("Begin without a county line"))
        self.later.clicked.connect(self._finish)
        self.next = primary_button(tr("Next"))
        self.next.clicked.connect(self._go_on)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.later)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        self.card.addWidget(self._progress)
        self.card.addWidget(self._title)
        self.card.addWidget(self.steps)
        self.card.addWidget(self._fault)
        self.card.addLayout(buttons)
        EnterGoesOn(self.steps)
        self._first_fields: tuple[QWidget, ...] = (
            self.station_code,
            self.slider,
            self.person_name,
            self.written,
            self.center,
        )
        self._show(STATION)

    def answers(self) -> SetupAnswers:
        return SetupAnswers(
            station_code=self.station_code.value() or "",
            station_name=self.station_name.value() or "",
            level=cast(str, self.level.value() or "village"),
            login=self.login.value() or "",
            person_name=self.person_name.value() or "",
            password=self.password.value() or "",
        )

    def _station_step(self) -> QWidget:
        tr, theme = self._context.words.tr, self._context.theme
        self.station_code, self.station_name = LineEdit(), LineEdit()
        self.station_code.setMaxLength(12)
        self.level = Chips(
            theme,
            [
                Option(code, self._context.wording.level(code))
                for code in ("village", "township", "county")
            ],
            several=False,
            keeps_one=True,
        )
        self.level.set_value("village")
        self.rows = {
            "level": FieldRow(theme, tr("What kind of station is this?"), self.level),
            "station_code": FieldRow(
                theme,
                tr("Division code"),
                self.station_code,
                example=tr("12 digits, for example 120115101201; the township knows it"),
            ),
            "station_name": FieldRow(
                theme,
                tr("Name of the station"),
                self.station_name,
                example=tr("as on the sign at the door"),
            ),
        }
        return _column(self._context, *self.rows.values())

    def _text_step(self) -> QWidget:
        tr = self._context.words.tr
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Text size"))
        self.slider.setRange(LEAST_SCALE // SCALE_STEP, MOST_SCALE // SCALE_STEP)
        self.slider.setPageStep(2)
        self.slider.setValue(self._context.theme.look.scale // SCALE_STEP)
        self.slider.valueChanged.connect(
            lambda value: self._context.theme.want_scale(value * SCALE_STEP)
        )
        self._context.theme.changed.connect(self._scale_changed)
        self.size_words = text("", "strong")
        self._scale_changed()
        return _column(
            self._context,
            text(tr("Move until you can read this sentence without effort.")),
            self.slider,
            self.size_words,
            text(tr("It can be changed at any time with Ctrl and + or -."), "hint"),
        )

    def _person_step(self) -> QWidget:
        tr, theme = self._context.words.tr, self._context.theme
        self.login, self.person_name = LineEdit(), LineEdit()
        self.password, self.again = PasswordEdit(), PasswordEdit()
        self.login.set_value("admin")
        more = {
            "person_name": FieldRow(theme, tr("Your name"), self.person_name),
            "login": FieldRow(
                theme,
                tr("Login name"),
                self.login,
                example=tr("letters and digits, for example lizhuli"),
            ),
            "password": FieldRow(
                theme,
                tr("Password"),
                self.password,
                example=tr("at least 10 characters; a short sentence is easy to keep in mind"),
            ),
            "again": FieldRow(theme, tr("Password once more"), self.again),
        }
        self.rows |= more
        return _column(self._context, *more.values())

    def _code_step(self) -> QWidget:
        tr = self._context.words.tr
        self.code = selectable(text("", "code"))
        self.written = QCheckBox(tr("I have it on paper, written or printed"))
        self.written.setAccessibleName(tr("I have it on paper, written or printed"))
        self.written.toggled.connect(lambda on: self.next.setEnabled(on))
        self.print = button(tr("Print…"))
        self.print.clicked.connect(lambda: self._to_paper(print_paper))
        self.save_pdf = button(tr("Save as PDF…"))
        self.save_pdf.clicked.connect(lambda: self._to_paper(save_paper))
        self.paper_state = text("", "strong")
        self.paper_state.hide()
        papers = QWidget()
        row = FlowLayout(papers, self._context.theme.look.px(8))
        row.addWidget(self.print)
        row.addWidget(self.save_pdf)
        return _column(
            self._context,
            text(
                tr(
                    "If all passwords are forgotten, only this code opens the ledger. "
                    "Write it on paper and give it to the township to keep. "
                    "It is shown this once."
                )
            ),
            self.code,
            papers,
            text(
                tr("A PDF of it opens the ledger as the paper does: print it, then delete it."),
                "hint",
            ),
            self.paper_state,
            self.written,
        )

    def _to_paper(self, way: Callable[[Context, Paper, QWidget, Told], None]) -> None:
        way(self._context, self._paper(), self, self._paper_told)

    def _paper_told(self, words: str) -> None:
        set_text(self.paper_state, words)
        self.paper_state.show()

    def _paper(self) -> Paper:
        answers, context = self.answers(), self._context
        html = recovery_paper(
            context.words,
            answers.station_name,
            self.code.text(),
            answers.login,
            context.today(),
        )
        return Paper(context.words.tr("Recovery code"), html, STYLE)

    def _line_step(self) -> QWidget:
        tr, theme = self._context.words.tr, self._context.theme
        self.center, self.enrol_code = LineEdit(), LineEdit()
        more = {
            "center": FieldRow(
                theme,
                tr("Address of the county center"),
                self.center,
                example=tr("stands on the county's paper, for example https://county.example:8312"),
            ),
            "enrol_code": FieldRow(
                theme,
                tr("Enrolment code"),
                self.enrol_code,
                example=tr("works once, for this station only"),
            ),
        }
        self.rows |= more
        return _column(
            self._context,
            text(
                tr(
                    "With a line to the county, complaints go up by themselves. "
                    "Without one everything works as well, and goes up later or by stick."
                )
            ),
            *more.values(),
        )

    def _show(self, step: int) -> None:
        tr = self._context.words.tr
        titles = (
            tr("Who is this station?"),
            tr("How large should the text be?"),
            tr("Who is the first person?"),
            tr("The recovery code"),
            tr("The line to the county"),
        )
        self.steps.show_only(step)
        set_text(self._progress, tr("Step {n} of {of}", n=step + 1, of=len(titles)))
        set_text(self._title, titles[step])
        self.back.setVisible(step in (TEXT, PERSON))
        self.later.setVisible(step == LINE)
        self.next.setText(tr("Connect") if step == LINE else tr("Next"))
        self.next.setAccessibleName(self.next.text())
        self.next.setEnabled(step != CODE or self.written.isChecked())
        self._say("")
        self._first_fields[step].setFocus()

    def _go_back(self) -> None:
        self._show(self.steps.current - 1)

    def _go_on(self) -> None:
        step = self.steps.current
        if step == STATION and self._all_filled("station_code", "station_name"):
            if len(self.answers().station_code) not in (6, 9, 12) or not self._code_is_digits():
                self._point_at("station_code", self._context.words.tr("6, 9 or 12 digits."))
            else:
                self._show(TEXT)
        elif step == TEXT:
            self._preferences.keep_text_size(self._context.theme.wanted_scale)
            self._show(PERSON)
        elif step == PERSON and self._all_filled("person_name", "login", "password", "again"):
            self._make()
        elif step == CODE:
            self._show(LINE)
        elif step == LINE and self._all_filled("center", "enrol_code"):
            self._enrol()

    def _code_is_digits(self) -> bool:
        code = self.answers().station_code
        return code.isascii() and code.isdigit()

    def _make(self) -> None:
        tr, answers = self._context.words.tr, self.answers()
        if len(answers.password) < LEAST_PASSWORD:
            self._point_at("password", tr("At least {n} characters.", n=LEAST_PASSWORD))
            return
        if answers.password != self.again.value():
            self._point_at("again", tr("The two passwords differ."))
            return
        self._busy(True)

        def job() -> tuple[Any, Made]:
            self._setup.check(answers)
            made = self._setup.create(answers)
            return made.ledger, made

        self._context.tasks.open(job, self._was_made, self._failed, owner=self)

    def _was_made(self, made: Made) -> None:
        self._busy(False)
        self._made = made
        for field in (self.password, self.again):
            field.clear()
        set_text(self.code, made.recovery_code)
        self.made.emit(made)
        self._show(CODE)

    def _enrol(self) -> None:
        center = cast(str, self.center.value())
        code = cast(str, self.enrol_code.value())
        self._busy(True)
        self._context.tasks.on_line(
            lambda: self._setup.enrol(center, code),
            done=lambda _name: self._finish(),
            failed=self._failed,
            owner=self,
        )

    def _finish(self) -> None:
        self._busy(False)
        self.code.clear()
        self.finished.emit(self._made)

    def _failed(self, problem: Problem) -> None:
        self._busy(False)
        told = self._context.wording.problem(problem)
        self._say(" ".join(part for part in (told.what, told.then, told.code) if part))
        named = [name for name in self.rows if name in problem.fields]
        for name in named:
            self.rows[name].set_fault(self._context.wording.field_fault(problem.fields[name]))
        if named:
            at_station = named[0] in ("station_code", "station_name", "level")
            if at_station and self.steps.current == PERSON:
                faults = self._fault.text()
                self._show(STATION)
                self._say(faults)
            self.rows[named[0]].widget.setFocus()

    def _all_filled(self, *names: str) -> bool:
        for row in self.rows.values():
            row.set_fault("")
        empty = [name for name in names if self.rows[name].value() is None]
        for name in empty:
            self.rows[name].set_fault(self._context.wording.field_fault("required"))
        if empty:
            self.rows[empty[0]].widget.setFocus()
        return not empty

    def _point_at(self, name: str, words: str) -> None:
        self.rows[name].set_fault(words)
        self.rows[name].widget.setFocus()

    def _busy(self, on: bool) -> None:
        self.steps.setEnabled(not on)
        self.next.setEnabled(not on)
        self.later.setEnabled(not on)
        if on:
            self._say(self._context.words.tr("One moment …"))

    def _say(self, words: str) -> None:
        set_text(self._fault, words)
        self._fault.setVisible(bool(words))

    def _scale_changed(self) -> None:
        scale = self._context.theme.wanted_scale
        self.slider.setValue(scale // SCALE_STEP)
        set_text(self.size_words, f"{scale} %")


class OneOf(QWidget):
    """Shows one of its widgets, and is only as tall as that one."""

    def __init__(self) -> None:
        super().__init__()
        self.current = 0
        self.widgets: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget) -> None:
        self.widgets.append(widget)
        self._column.addWidget(widget)

    def show_only(self, number: int) -> None:
        self.current = number
        for place, widget in enumerate(self.widgets):
            widget.setVisible(place == number)


def _column(context: Context, *widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(context.theme.look.px(12))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return holder

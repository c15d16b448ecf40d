"""Lessons in the help: the list, and one card with its short test."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QRadioButton, QVBoxLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.texts import heading, rule, set_text, text
from station_app.usecases.lessons import Lesson, Question

Keep = Callable[[Lesson, int, int], object]
"""Is told how a test went: the lesson, how many answers are right, of how many."""


def lesson_buttons(
    context: Context,
    lessons: Sequence[Lesson],
    parent: QWidget | None,
    keep: Keep | None = None,
) -> list[QPushButton]:
    """One line a lesson; each opens its card.  `keep` None: nobody sits there it could be for."""
    return [_opening(context, lesson, parent, keep) for lesson in lessons]


def _opening(
    context: Context, lesson: Lesson, parent: QWidget | None, keep: Keep | None
) -> QPushButton:
    words = context.words.tr(
        "{title} ({minutes} minutes)", title=lesson.title, minutes=lesson.minutes
    )
    button = QPushButton(words, parent)
    button.setProperty("role", "link")
    button.setAccessibleName(words)
    button.setCursor(Qt.CursorShape.PointingHandCursor)

    def show() -> None:
        card = LessonDialog(context, lesson, parent)
        if keep is not None:
            card.tried.connect(lambda right, count: keep(lesson, right, count))
        context.dialogs.show(card)

    button.clicked.connect(show)
    return button


def all_lessons(
    context: Context,
    lessons: Sequence[Lesson],
    parent: QWidget | None,
    keep: Keep | None = None,
) -> FrameDialog:
    """Every lesson, in its order."""
    tr = context.words.tr
    dialog = FrameDialog(context.theme, tr("Lessons"), parent)
    dialog.content.addWidget(
        text(tr("Five minutes each, on cases like those of every day."), "hint")
    )
    for button in lesson_buttons(context, lessons, dialog, keep):
        dialog.content.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    dialog.content.addStretch(1)
    close = dialog.add_button(tr("Close"), primary=True)
    close.clicked.connect(dialog.accept)
    return dialog


class LessonDialog(FrameDialog):
    """One card to read, and its questions.

    Signals:
    tried: The short test was looked through.  args: how many answers are right, of how many.
    """

    tried = Signal(int, int)

    def __init__(self, context: Context, lesson: Lesson, parent: QWidget | None = None) -> None:
        tr = context.words.tr
        super().__init__(context.theme, lesson.title, parent)
        self._context = context
        self._lesson = lesson
        for paragraph in lesson.story:
            self.content.addWidget(text(paragraph))
        self._section(tr("How to do it"), [f"{n}. {s}" for n, s in enumerate(lesson.steps, 1)])
        self._section(tr("What one can say"), [lesson.say])
        self._section(tr("Where it goes wrong"), [f"✗ {words}" for words in lesson.mistakes])
        self._section(tr("The law"), [f"{law.article}：{law.point}" for law in lesson.law])
        self.content.addWidget(
            text(tr("Looked up as of {day}.", day=lesson.law_as_of.isoformat()), "hint")
        )
        self.content.addWidget(rule())
        self.content.addWidget(heading(tr("Try it"), 3))
        self.questions = [AskedQuestion(context, question, self) for question in lesson.questions]
        for asked in self.questions:
            self.content.addWidget(asked)
        self.outcome = text("", "strong")
        self.outcome.hide()
        self.content.addWidget(self.outcome)
        self.content.addStretch(1)
        close = self.add_button(tr("Close"))
        close.clicked.connect(self.accept)
        # One begins to read at the top, not at the first question.
        close.setFocus()
        self.check = self.add_button(tr("Look at my answers"), primary=True)
        self.check.clicked.connect(self._look)
        self.check.setEnabled(False)
        for asked in self.questions:
            asked.chosen.connect(self._chosen)

    def _section(self, title: str, lines: Sequence[str]) -> None:
        self.content.addWidget(heading(title, 3))
        for line in lines:
            self.content.addWidget(text(line))

    def _chosen(self) -> None:
        self.check.setEnabled(all(asked.choice() is not None for asked in self.questions))

    def _look(self) -> None:
        right, count = (
            self._lesson.right([asked.choice() for asked in self.questions]),
            len(self.questions),
        )
        for asked in self.questions:
            asked.explain()
        tr = self._context.words.tr
        set_text(self.outcome, tr("{right} of {count} right.", right=right, count=count))
        self.outcome.show()
        self.check.setEnabled(False)
        self.tried.emit(right, count)


class AskedQuestion(QWidget):
    """One question with its options; what is right, and why, once it is asked to explain.

    Signals:
    chosen: An option was marked.
    """

    chosen = Signal()

    def __init__(self, context: Context, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._question = question
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(context.theme.look.px(6))
        layout.addWidget(text(question.ask, "strong"))
        self._group = QButtonGroup(self)
        self.options = [self._option(number, layout) for number in range(len(question.options))]
        self._group.idClicked.connect(lambda _: self.chosen.emit())
        self._why = text("")
        self._why.hide()
        layout.addWidget(self._why)

    def _option(self, number: int, layout: QVBoxLayout) -> QRadioButton:
        words = self._question.options[number]
        option = QRadioButton(words.replace("&", "&&"), self)
        option.setAccessibleName(words)
        option.setAccessibleDescription(self._question.ask)
        self._group.addButton(option, number)
        layout.addWidget(option)
        return option

    def choice(self) -> int | None:
        """The place of the marked option, from 0."""
        number = self._group.checkedId()
        return None if number < 0 else number

    def explain(self) -> None:
        """Say whether it is right, and why; what was chosen then stands."""
        tr = self._context.words.tr
        question = self._question
        if self.choice() == question.answer:
            words = tr("✓ Right. {why}", why=question.why)
        else:
            right = question.options[question.answer]
            words = tr("✗ Right is: {right}. {why}", right=right, why=question.why)
        set_text(self._why, words)
        self._why.show()
        for option in self.options:
            option.setEnabled(False)

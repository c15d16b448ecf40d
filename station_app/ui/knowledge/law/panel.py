"""One article as it is read: its sense, what it means at the window, its days, its lessons."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.lay import inset, pairs
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import SidePanel, Step
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.knowledge.law.said import effect_words, long_day
from station_app.ui.shell.help import tries_kept
from station_app.ui.shell.lessons import lesson_buttons
from station_app.usecases.reading.laws import IN_FORCE, Article, lessons_on

COPY = "copy"


class LawPanel(SidePanel):
    """Shows an article; `lessons` are the links to those which lean on it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, context.words.tr("The chosen article"), parent)
        self.article: Article | None = None
        self.lessons: list[QPushButton] = []

    def show_article(self, words: RecordWords, one: Article, as_of: date | None) -> None:
        """`as_of` is the day that is looked at; None for all days."""
        same = self.article == one
        self.article = one
        self.draw(lambda: self._fill(words, one, as_of), same=same)

    def copy(self) -> None:
        """Puts 《…》第…条 on the clipboard."""
        if self.article is None:
            return
        citation = self.article.citation
        QGuiApplication.clipboard().setText(citation)
        said = self._context.words.tr("Copied: {words}", words=citation)
        self._context.messages.say(said, good=True)

    def _fill(self, words: RecordWords, one: Article, as_of: date | None) -> None:
        tr = self._context.words.tr
        self.column.addWidget(selectable(heading(one.citation, 2)))
        self.column.addWidget(text(one.heading, "strong"))
        today = self._context.today()
        in_force = one.state_on(today) == IN_FORCE
        self.column.addWidget(text(effect_words(self._context, one), "" if in_force else "strong"))
        if as_of is not None and as_of != today:
            day = long_day(self._context, as_of)
            self.column.addWidget(text(tr("It was in force on {day}.", day=day), "muted"))
        self.add_steps(None, [Step(COPY, tr("Copy the citation"), self.copy)])
        self.primary = self.buttons[COPY]
        self.column.addWidget(
            inset(
                self._context,
                [
                    heading(tr("What it says"), 3),
                    selectable(text(one.says)),
                    text(
                        tr("Its sense in plain words; the published text is what counts."), "hint"
                    ),
                ],
            )
        )
        self.column.addWidget(heading(tr("At the window"), 3))
        self.column.addWidget(selectable(text(one.window)))
        facts = [(tr("Law"), one.law.official), (tr("Rests on"), one.law.edition)]
        topics = "、".join(words.code("topic", code) for code in one.topics)
        facts.append((tr("Topics"), topics))
        if one.categories:
            named = "、".join(_category(words, code) for code in one.categories)
            facts.append((tr("Goods and services"), named))
        self.column.addWidget(pairs(self._context, facts))
        self._add_lessons(one)
        self.column.addStretch(1)

    def _add_lessons(self, one: Article) -> None:
        tr = self._context.words.tr
        found = lessons_on(one)
        self.lessons = lesson_buttons(self._context, found, self, tries_kept(self._context))
        if found:
            self.column.addWidget(heading(tr("Lessons on it"), 3))
        for made in self.lessons:
            self.column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)


def _category(words: RecordWords, code: str) -> str:
    lists = ("goods_category", "service_category")
    return next((words.code(name, code) for name in lists if words.book.knows(name, code)), code)

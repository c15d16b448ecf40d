"""法律条文: found by words, by law, by topic and as of a day; needs no right and no line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.editors import CodeCombo, DayEdit, Option
from station_app.ui.common.fields import LineEdit, link
from station_app.ui.common.lay import plain
from station_app.ui.common.list_part import ListPart, chip, name_chip
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column
from station_app.ui.common.texts import text
from station_app.ui.knowledge.law.panel import LawPanel
from station_app.ui.knowledge.law.said import heading_words, number_words
from station_app.ui.shell.ports import Session
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.reading.laws import (
    Article,
    AskedLaw,
    LawBook,
    find_articles,
    read_laws,
)
from sync.records.codes import CodeBook

TALL = 480
"""From so many pixels at 100 % on, what narrows the list stands above it without being asked."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked for, and what there is of it."""

    asked: AskedLaw
    articles: tuple[Article, ...]
    laws: LawBook
    book: CodeBook | None


class LawPart(ListPart[Article]):
    """The articles with what they mean; nothing is written here."""

    def __init__(
        self,
        context: Context,
        session: Session,
        words: Callable[[], RecordWords | None],
        parent: QWidget | None = None,
    ) -> None:
        tr = context.words.tr
        self._session = session
        self._found: Found | None = None
        self._by_id: dict[str, Article] = {}
        self._choices_open = False
        self.article_panel = LawPanel(context, parent)
        super().__init__(context, words, tr("Law articles"), self.article_panel, parent)
        self._lay_out()

    # What the page asks

    def reload(self) -> None:
        self.read_list()

    def search(self, words: str) -> None:
        self.field.set_value(words.strip())
        self.want_anew()

    def open_item(self, item_id: str) -> None:
        """Shows one article, whatever day it was in force."""
        for field in (self.field, self.law, self.topic):
            field.set_value(None)
        self.all.setChecked(True)
        self._name_all()
        super().open_item(item_id)

    def add(self) -> None:
        said = self._context.words.tr("Articles come with the program; none is written here.")
        self._context.messages.say(said)

    # The list

    def columns(self) -> list[Column[Article]]:
        tr = self._context.words.tr
        return [
            Column(tr("Law"), lambda a: a.law.short, 14, tip=lambda a: a.law.title),
            Column(tr("Article"), number_words, 9, tip=lambda a: a.citation),
            Column(
                tr("About"), lambda a: heading_words(self._context, a), 20, stretch=True,
                tip=lambda a: a.heading,
            ),
        ]  # fmt: skip

    def key(self, row: Article) -> str:
        return row.id

    def asked(self) -> AskedLaw:
        """What stands in the fields above the list; a day that cannot be read is today."""
        day = None if self.all.isChecked() else self._day()
        return AskedLaw(
            self.field.value() or "",
            self.law.value() or "",
            self.topic.value() or "",
            day=day,
        )

    def read_list(self) -> None:
        asked, with_book = self.asked(), self._words() is None

        def job(_: Desk) -> Found:
            laws = read_laws()
            book = code_book() if with_book else None
            return Found(asked, find_articles(laws, asked), laws, book)

        self._context.tasks.on_ledger(job, self._take, owner=self)

    def read_one(self, item_id: str) -> None:
        words, one = self._words(), self._by_id.get(item_id)
        if words is not None and one is not None:
            self.article_panel.show_article(words, one, self.asked().day)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        self.article_panel.article = None
        self.panel.say(
            tr("No article found"),
            tr("Try fewer words, another law, or another day."),
        )

    def redraw(self) -> None:
        self._fit_choices()
        if self.chosen:
            self.read_one(self.chosen)

    def _take(self, found: Found) -> None:
        self.take_book(found.book)
        if found.asked != self.asked():
            return
        first = self._found is None
        self._found = found
        self._fit_choices()
        self._by_id = {one.id: one for one in found.laws.articles}
        if first:
            self._offer(found)
        self.show_rows(found.articles)
        if self.chosen:
            self.read_one(self.chosen)
        count = len(found.articles)
        self.counted.emit(self._context.words.ntr("{n} article", "{n} articles", count))

    def _offer(self, found: Found) -> None:
        words = self._words()
        self.law.set_options(
            [Option(one.id, one.title, " ".join(one.find)) for one in found.laws.laws]
        )
        if words is not None:
            used = {code for one in found.laws.articles for code in one.topics}
            self.topic.set_options([o for o in words.options("topic") if o.code in used])
        faults = found.laws.faults
        if faults:
            tr = self._context.words.tr
            said = tr("These files of articles could not be read:")
            self._context.messages.warn(said, *faults)

    def _day(self) -> date:
        value = self.day.value()
        return self._context.today() if value is None else date.fromisoformat(value)

    def _ask_all(self) -> None:
        self._name_all()
        self.want_anew()

    def _name_all(self) -> None:
        said = self._context.words.tr("Of all times")
        name_chip(self.all, f"✓ {said}" if self.all.isChecked() else said,
                  checked=self.all.isChecked())  # fmt: skip
        self.all.setAccessibleName(said)

    # Room

    def _lay_out(self) -> None:
        tr, px = self._context.words.tr, self._context.theme.look.px
        self.field = LineEdit()
        self.field.setPlaceholderText(tr("Words, a number, or initials: 十倍, 消法 55, xf"))
        self.field.setAccessibleName(tr("Find articles"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(lambda _: self.want_anew())
        self.bar.addWidget(self.field)
        self.law, self.topic = CodeCombo(), CodeCombo()
        for combo, name in ((self.law, tr("All laws")), (self.topic, tr("All topics"))):
            combo.line.setPlaceholderText(name)
            combo.setAccessibleName(name)
            combo.edited.connect(self.want_anew)
        self.more = link(tr("Choose a law, a topic or a day ▾"))
        self.more.clicked.connect(lambda: self._open_choices(not self._choices_open))
        self.bar.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.choices = plain()
        lines = QVBoxLayout(self.choices)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(6))
        self.bar.addWidget(self.choices)
        choices = QGridLayout()
        choices.setSpacing(px(6))
        choices.addWidget(self.law, 0, 0)
        choices.addWidget(self.topic, 0, 1)
        choices.setColumnStretch(0, 3)
        choices.setColumnStretch(1, 2)
        lines.addLayout(choices)
        self.day = DayEdit(self._context.words, self._context.lunar, self._context.today)
        self.day.setPlaceholderText(tr("today; or a day like 0315"))
        self.day.setAccessibleName(tr("In force on the day"))
        self.day.edited.connect(self.want_anew)
        self.all = chip(self._ask_all)
        self._name_all()
        days = QHBoxLayout()
        days.setSpacing(px(6))
        caption = text(tr("In force on the day"), "muted", wrap=False)
        caption.setBuddy(self.day)
        days.addWidget(caption)
        days.addWidget(self.day, 1)
        days.addWidget(self.all)
        lines.addLayout(days)
        self._fit_choices()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_choices()

    def _open_choices(self, wanted: bool) -> None:
        self._choices_open = wanted
        self._fit_choices()
        if wanted:
            self.law.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_choices(self) -> None:
        """Where the list would have no room, what narrows it opens by a link; once something is
        chosen there it stays to be seen."""
        tall = self.height() >= self._context.theme.look.px(TALL)
        used = self.asked() != AskedLaw(self.field.value() or "", day=self._context.today())
        self.more.setVisible(not tall and not used)
        self.choices.setVisible(tall or used or self._choices_open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search straight into the list and back."""
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

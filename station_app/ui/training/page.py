"""培训记录: sessions and their rolls; the people and their hours; what is taught from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar

from station_app.ui.common.context import Context
from station_app.ui.common.page import Page
from station_app.ui.common.record_words import RecordWords
from station_app.ui.shell.ports import Session
from station_app.ui.training.materials import Materials
from station_app.ui.training.people import People
from station_app.ui.training.sessions import Sessions
from sync.records.codes import CodeBook

CONCERNS = frozenset(
    {
        "training_session",
        "training_attendance",
        "training_material",
        "attachment",
        "person",
        "conflict",
        "lesson_try",
        "user",
        "station",
    }
)
SESSIONS, PEOPLE, MATERIALS = range(3)


class TrainingPage(Page):
    """Made by the shell; asks use cases on the ledger's worker."""

    def __init__(self, context: Context, session: Session) -> None:
        tr = context.words.tr
        super().__init__(context, tr("Training records"), CONCERNS)
        self.words: RecordWords | None = None
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(tr("Parts of the training page"))
        for words in (tr("Sessions"), tr("People and hours"), tr("Materials")):
            self.tabs.addTab(words)
        self.head.addWidget(self.tabs)
        self.sessions = Sessions(context, lambda: self.words, self)
        self.sessions.book_read.connect(self._take_book)
        self.sessions.counted.connect(self._count)
        self.sessions.search_changed.connect(self.search_changed)
        self.people = People(context, lambda: self.words, self)
        self.people.book_read.connect(self._take_book)
        self.materials = Materials(context, lambda: self.words, self)
        self.materials.book_read.connect(self._take_book)
        self._parts = (self.sessions, self.people, self.materials)
        self._stack = QStackedWidget()
        for part in self._parts:
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._tab)

    def reload(self) -> None:
        self._part().reload()

    def finds(self) -> str:
        return self.context.words.tr("Search the trainings   F3")

    def searched_for(self) -> str:
        return self.sessions.searched_for()

    def end_search(self) -> None:
        self.sessions.end_search()

    def search(self, words: str) -> None:
        self.tabs.setCurrentIndex(SESSIONS)
        self.sessions.search(words)

    def open_item(self, item: str) -> None:
        self.tabs.setCurrentIndex(SESSIONS)
        self.sessions.open_item(item)

    def start_new(self) -> None:
        """Ctrl+N: a session, or a person or a material where those are shown."""
        self._part().add()

    def help_lines(self) -> tuple[str, ...]:
        tr = self.context.words.tr
        return (
            tr("Ctrl+N plans a session; days may be typed like 0315, times like 0940."),
            tr("Roll: P present, L late, E left early, A absent, V on leave, S sent somebody."),
            tr("The numbers 1 to 6 do the same; Space ticks and goes to the next line."),
            tr("Enter opens a line: hours, score, who came instead."),
            tr("“People and hours” says who lacks what in a year, and takes in new people."),
        )

    def _part(self) -> Sessions | People | Materials:
        return self._parts[self.tabs.currentIndex()]

    def _tab(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        # The chosen one is bold, and so wider.
        self.tabs.updateGeometry()
        self.set_subtitle("")
        self._part().reload()

    def _take_book(self, book: CodeBook) -> None:
        if self.words is None:
            self.words = RecordWords(self.context.words, book, self.context.today)

    def _count(self, said: str) -> None:
        if self.tabs.currentIndex() == SESSIONS:
            self.set_subtitle(said)

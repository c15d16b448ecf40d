"""知识与案例: the law, what villagers ask, visits, and what is told to everybody; each a part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.list_part import ListPart
from station_app.ui.common.page import Page
from station_app.ui.common.record_words import RecordWords
from station_app.ui.knowledge.law.part import LawPart
from station_app.ui.knowledge.notices.part import NoticesPart
from station_app.ui.knowledge.requests.part import RequestsPart
from station_app.ui.knowledge.typical.part import TypicalPart
from station_app.ui.knowledge.visits.part import VisitsPart
from station_app.ui.shell.ports import Session
from station_app.usecases import knowledge, typical_cases, visits
from sync.records.codes import CodeBook
from sync.words import mark

CONCERNS = frozenset({"attachment", "conflict", "station", "user", "person"})
"""What every part may show, beside the kinds of its own."""
LAW = "law"
HEAD_ROOM = 24
"""Pixels at 100 % between the title and the tabs; where there are fewer, the title gives way."""

Make = Callable[[Context, Session, Callable[[], RecordWords | None], QWidget | None], ListPart[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """One part.

    `kind`: of the record it shows; an item of it is opened as `kind:id`.  `short`: its title where
    there is little room.  `help`: what F1 says of it.  `concerns`: kinds of record after whose
    change it is read again."""

    kind: str
    title: str
    short: str
    make: Make
    help: tuple[str, ...]
    concerns: frozenset[str] = frozenset()


PLACES: tuple[Place, ...] = (
    Place(
        LAW,
        mark("Law articles"),
        mark("Articles"),
        LawPart,
        (
            mark("Type words, a number or initials above the list to find an article."),
            mark("The day beside it says which wording was in force then."),
            mark("“Copy the citation” puts the article's full title into a paper or a reply."),
        ),
    ),
    Place(
        "consumer_notice",
        mark("Consumer notices"),
        mark("Notices"),
        NoticesPart,
        (
            mark("What is to be posted or taken down stands first and says so."),
            mark("Ctrl+N drafts a notice; the county checks, approves and publishes it."),
            mark("“Mark as posted” keeps place, copies and photo; the county sees who has posted."),
        ),
        frozenset({"consumer_notice", "notice_posting"}),
    ),
    Place(
        knowledge.KIND,
        mark("Knowledge requests"),
        mark("Questions"),
        RequestsPart,
        (
            mark("Ctrl+N writes down what somebody wants to learn; who asks need not be named."),
            mark("An answer is promised within 5 working days; ▲ marks a day that is over."),
            mark("What is not known here is passed on; it can also be answered by an activity."),
        ),
        frozenset({knowledge.KIND, "propaganda_activity", "training_material"}),
    ),
    Place(
        visits.KIND,
        mark("Visits to stations"),
        mark("Visits"),
        VisitsPart,
        (
            mark(
                "Ctrl+N plans a sit-in or a patrol; days may be typed like 0315 or as lunar days."
            ),
            mark("Afterwards “Held” takes down whom one met and what was in order."),
            mark("What is to be mended has a day; “To be mended” lists it until it is."),
        ),
        frozenset({visits.KIND}),
    ),
    Place(
        typical_cases.KIND,
        mark("Typical cases"),
        mark("Examples"),
        TypicalPart,
        (
            mark(
                "Ctrl+N makes one from a closed case; its persons get stand-ins that stay the same."
            ),
            mark("A name of the case that is written again is refused beside its field."),
            mark("“Booklet of the year” gathers what is published, as PDF or as a Word file."),
        ),
        frozenset({typical_cases.KIND, "typical_case_source", "case"}),
    ),
)
GENERAL_HELP = (mark("The tabs above are the parts; Left and Right go from one to the next."),)


class KnowledgePage(Page):
    """Made by the shell; a part is made when its tab is first shown."""

    def __init__(self, context: Context, session: Session) -> None:
        tr = context.words.tr
        concerns = CONCERNS.union(*(place.concerns for place in PLACES))
        super().__init__(context, tr("Knowledge and cases"), concerns)
        self._session = session
        self.words: RecordWords | None = None
        self.parts: dict[str, ListPart[Any]] = {}
        self._counts: dict[str, str] = {}
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        # They take short names rather than make the page wider.
        self.tabs.setMinimumWidth(1)
        self.tabs.setAccessibleName(tr("Parts of the knowledge page"))
        for place in PLACES:
            self.tabs.addTab(tr(place.title))
        self.tabs.currentChanged.connect(self._tab)
        self.head.addWidget(self.tabs)
        self._stack = QStackedWidget()
        self.body.addWidget(self._stack, 1)
        context.theme.changed.connect(self._fit)

    def part(self, kind: str = "") -> ListPart[Any]:
        """The part of a kind, else the one that is shown."""
        place = self._place(kind)
        made = self.parts.get(place.kind)
        if made is None:
            made = place.make(self.context, self._session, lambda: self.words, self)
            made.book_read.connect(self._take_book)
            made.counted.connect(lambda said: self._count(place.kind, said))
            made.search_changed.connect(self.search_changed)
            self.parts[place.kind] = made
            self._stack.addWidget(made)
        return made

    def show_part(self, kind: str) -> ListPart[Any]:
        """Brings a part to the front."""
        shown = self.part(kind)
        self.tabs.setCurrentIndex(PLACES.index(self._place(kind)))
        self._stack.setCurrentWidget(shown)
        return shown

    # What the shell asks of a page

    def reload(self) -> None:
        self._stack.setCurrentWidget(self.part())
        self.part().reload()

    def finds(self) -> str:
        tr = self.context.words.tr
        return tr("Search: {part}   F3", part=tr(self._place().title))

    def searched_for(self) -> str:
        return self.part().searched_for()

    def end_search(self) -> None:
        self.part().end_search()

    def search(self, words: str) -> None:
        self.part().search(words)

    def open_item(self, item: str) -> None:
        """`item` is the kind of record, a colon, its id."""
        kind, _, item_id = item.rpartition(":")
        self.show_part(kind).open_item(item_id)

    def start_new(self) -> None:
        self.part().add()

    def help_lines(self) -> tuple[str, ...]:
        tr = self.context.words.tr
        return tuple(tr(line) for line in (*self._place().help, *GENERAL_HELP))

    # Parts

    def _place(self, kind: str = "") -> Place:
        shown = PLACES[max(0, self.tabs.currentIndex())]
        return next((place for place in PLACES if place.kind == kind), shown)

    def _tab(self, _tab: int) -> None:
        # The chosen one is bold, and so wider.
        self.tabs.updateGeometry()
        self.set_subtitle(self._counts.get(self._place().kind, ""))
        self.reload()
        self._fit()
        self.search_changed.emit()

    def _take_book(self, book: CodeBook) -> None:
        if self.words is None:
            self.words = RecordWords(self.context.words, book, self.context.today)

    def _count(self, kind: str, said: str) -> None:
        self._counts[kind] = said
        if kind == self._place().kind:
            self.set_subtitle(said)
            self._fit()

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Large text on a small screen: the tabs say enough of where one is."""
        px = self.context.theme.look.px
        if not self._name_tabs(short=False):
            self._name_tabs(short=True)
        beside = self._title.sizeHint().width() + self._subtitle.sizeHint().width()
        room = self.width() - 2 * px(22) - self.tabs.sizeHint().width()
        self.show_head(room >= beside + px(HEAD_ROOM))

    def _name_tabs(self, *, short: bool) -> bool:
        """Whether they have room so."""
        tr, px = self.context.words.tr, self.context.theme.look.px
        for number, place in enumerate(PLACES):
            said = tr(place.short if short else place.title)
            if self.tabs.tabText(number) != said:
                self.tabs.setTabText(number, said)
                self.tabs.setTabToolTip(number, tr(place.title) if short else "")
        return self.tabs.sizeHint().width() <= self.width() - 2 * px(22)

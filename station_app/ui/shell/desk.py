"""The desk behind the sign-in: header, pages, status line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.page import Page
from station_app.ui.shell.bars import MessageBar, StatusLine
from station_app.ui.shell.header import Header
from station_app.ui.shell.navigation import Navigation
from station_app.ui.shell.ports import PageEntry, Session


class Desk(QWidget):
    """Makes a page when it is first looked at, and throws all away when another person comes."""

    def __init__(self, context: Context, entries: Sequence[PageEntry]) -> None:
        super().__init__()
        self._context = context
        self._all = tuple(entries)
        self._pages: dict[str, Page] = {}
        self.entries: tuple[PageEntry, ...] = ()
        self.session: Session | None = None
        self.header = Header(context, self)
        self.messages = MessageBar(context, self)
        self.navigation = Navigation(context, self)
        self.status = StatusLine(context, self)
        self._stack = QStackedWidget(self)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.messages)
        right.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)
        self.navigation.page_wanted.connect(lambda key: self.show_page(key))
        context.navigator.page_wanted.connect(self.show_page)
        context.navigator.new_wanted.connect(self.start_new)
        context.navigator.count_changed.connect(self.navigation.set_count)

    def sit_down(self, session: Session) -> None:
        """This person's desk: the same pages if it is the same person with the same rights."""
        before, self.session = self.session, session
        self.header.show_session(session)
        if before is not None and (before.user_id, before.may) == (session.user_id, session.may):
            return
        self._clear()
        self.messages.forget()
        self.entries = tuple(e for e in self._all if e.needs is None or e.needs in session.may)
        self.navigation.set_pages(self.entries)
        if self.entries:
            self.show_page(self.entries[0].key)

    def show_page(self, key: str, item: str = "") -> None:
        """Nothing happens for a page that is not there for this person."""
        page = self._page(key)
        if page is None:
            return
        before = self.current()
        if before is not None and before is not page:
            before.leave()
        self._stack.setCurrentWidget(page)
        self.navigation.set_current(key)
        self._show_search()
        if item:
            page.open_item(item)

    def start_new(self, key: str) -> None:
        self.show_page(key)
        page = self._page(key)
        if page is not None:
            page.start_new()

    def search(self, key: str, words: str) -> None:
        self.show_page(key)
        page = self._page(key)
        if page is not None:
            page.search(words)

    def find_here(self, words: str, otherwise: str) -> None:
        """Finds in what is shown, or where that has nothing to find, on the page `otherwise`."""
        page = self.current()
        if page is not None and page.finds():
            page.search(words)
            self._show_search()
        else:
            self.search(otherwise, words)

    def end_search(self) -> None:
        """What was searched for is no more, in the box and on the page that is shown."""
        page = self.current()
        if page is not None:
            page.end_search()
        self._show_search()

    def _show_search(self) -> None:
        """The search box says what it finds on the page that is shown, and holds what that was
        searched for."""
        page = self.current()
        if page is None:
            self.header.show_search("", "")
        else:
            self.header.show_search(page.searched_for(), page.finds())

    def current(self) -> Page | None:
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, Page) else None

    def current_key(self) -> str:
        """The key of the page that is shown; empty where there is none."""
        page = self.current()
        return next((key for key, one in self._pages.items() if one is page), "")

    def has(self, key: str) -> bool:
        return any(entry.key == key for entry in self.entries)

    def leave(self) -> None:
        """Every page writes what is still typed."""
        for page in self._pages.values():
            page.leave()

    def _page(self, key: str) -> Page | None:
        entry = next((e for e in self.entries if e.key == key), None)
        if entry is None or self.session is None:
            return None
        if key not in self._pages:
            page = entry.make(self._context, self.session)
            self._pages[key] = page
            page.search_changed.connect(self._show_search)
            self._stack.addWidget(page)
        return self._pages[key]

    def _clear(self) -> None:
        self.leave()
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

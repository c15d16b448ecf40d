"""How a page asks for another one, without knowing it or the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Navigator(QObject):
    """Signals:
    page_wanted: Another page should be shown.  args: its key; a record's id, or empty.
    new_wanted: A new record should be begun on a page.  arg: its key.
    count_changed: A number at a page's entry.  args: its key, the number, what is counted.
    """

    page_wanted = Signal(str, str)
    new_wanted = Signal(str)
    count_changed = Signal(str, int, str)

    def go(self, key: str, item: str = "") -> None:
        self.page_wanted.emit(key, item)

    def new(self, key: str) -> None:
        self.new_wanted.emit(key)

    def count(self, key: str, number: int, words: str) -> None:
        self.count_changed.emit(key, number, words)

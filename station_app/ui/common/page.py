"""What every page shares: it reloads when what it shows has changed, and only while it is seen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.ui.common.texts import heading, set_text, text


class Page(QWidget):
    """A page of the window.

    `concerns`: the kinds of record it shows.  A page overrides `reload`, and, where it has
    something to find, `search`.  `HELP` lines are shown by F1.

    Signals:
        search_changed: It finds something else, by other words or by none.  No argument: ask
            `finds` and `searched_for`.
    """

    search_changed = Signal()

    def __init__(self, context: Context, title: str, concerns: Iterable[str] = ()) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "page")
        self.setAccessibleName(title)
        self._concerns = frozenset(concerns)
        self._stale = True
        self.head = QHBoxLayout()
        self._title = heading(title, 1)
        self._title.setWordWrap(False)
        self._subtitle = text("", "muted", wrap=False)
        self.head.addWidget(self._title)
        self.head.addWidget(self._subtitle, 1)
        self.body = QVBoxLayout(self)
        self.body.addLayout(self.head)
        self._space()
        context.theme.changed.connect(self._space)
        context.tasks.changed.connect(self._on_changed)

    def _space(self) -> None:
        px = self.context.theme.look.px
        self.head.setSpacing(px(8))
        self.body.setContentsMargins(px(22), px(16), px(22), px(12))
        self.body.setSpacing(px(12))

    def reload(self) -> None:
        """Shows what the ledger holds now.  Called when seen for the first time or stale."""

    def finds(self) -> str:
        """What the search box finds here, as it says itself; empty where it finds cases."""
        return ""

    def search(self, words: str) -> None:
        """Finds `words` in what this page shows."""

    def searched_for(self) -> str:
        """The words of the search box that what it shows was found by; empty where none."""
        return ""

    def end_search(self) -> None:
        """Shows again what stood there before the search.  Nothing happens where none is on."""

    def open_item(self, item: str) -> None:
        """Shows one record; asked for by another page."""

    def start_new(self) -> None:
        """Begins a new record of what it shows (Ctrl+N)."""

    def help_lines(self) -> tuple[str, ...]:
        """Up to five lines for F1, in the user's language."""
        return ()

    def leave(self) -> None:
        """Called before the page is hidden or the window locked: writes what is still typed."""

    def show_head(self, shown: bool) -> None:
        """The title with what stands beside it; a page may do without where room is scarce."""
        self._title.setVisible(shown)
        self._subtitle.setVisible(shown)

    def set_subtitle(self, words: str) -> None:
        set_text(self._subtitle, words)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reload_if_stale()

    def _on_changed(self, changed: Changed) -> None:
        self._stale = self._stale or changed.concerns(self._concerns)
        if self.isVisible():
            self._reload_if_stale()

    def _reload_if_stale(self) -> None:
        if self._stale:
            self._stale = False
            self.reload()

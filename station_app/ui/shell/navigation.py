"""The list of pages on the left; only what exists and may be used stands there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from station_app.ui.common.context import Context
from station_app.ui.common.look import ICON, NAVIGATION
from station_app.ui.common.texts import set_text, text
from station_app.ui.shell.ports import PageEntry


class Navigation(QFrame):
    """Signals:
    page_wanted: An entry was pressed.  arg: the page's key.
    """

    page_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "navigation")
        self.setAccessibleName(context.words.tr("Pages"))
        self._entries: list[PageEntry] = []
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 12, 0, 12)
        self._column.setSpacing(0)
        inside = QWidget()
        inside.setLayout(self._column)
        inside.setProperty("role", "plain")
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        outer.addWidget(self._scroll)
        context.theme.changed.connect(self._fit)

    def set_pages(self, entries: Sequence[PageEntry]) -> None:
        """Shows these pages and no others."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                self._group.removeButton(widget)  # type: ignore[arg-type]
                widget.deleteLater()
        self._entries, self._buttons, self._counts = list(entries), {}, {}
        for entry in entries:
            button = QPushButton(entry.title, self)
            button.setProperty("role", "navigation")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(entry.title)
            button.clicked.connect(lambda _=False, key=entry.key: self.page_wanted.emit(key))
            self._group.addButton(button)
            self._column.addWidget(button)
            self._buttons[entry.key] = button
        self._column.addStretch(1)
        self._fit()

    def set_current(self, key: str) -> None:
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            self._draw()

    def set_count(self, key: str, count: int, words: str) -> None:
        """A number at the entry; `words` say what is counted, for screen readers."""
        button = self._buttons.get(key)
        if button is None:
            return
        mark = self._counts.get(key)
        if mark is None:
            mark = text("", "count", wrap=False, parent=button)
            row = QHBoxLayout(button)
            row.setContentsMargins(0, 0, 12, 0)
            row.addStretch(1)
            row.addWidget(mark)
            self._counts[key] = mark
        set_text(mark, str(count) if count else "")
        mark.setVisible(bool(count))
        title = button.text()
        button.setAccessibleName(f"{title}, {words}" if count else title)

    def _fit(self) -> None:
        look = self._context.theme.look
        metrics = QFontMetrics(self._context.theme.font(bold=True))
        widest = max((metrics.horizontalAdvance(e.title) for e in self._entries), default=0)
        needed = widest + look.px(16 + ICON + 8 + 14 + 8)
        self.setFixedWidth(max(needed, look.px(NAVIGATION) if look.scale <= 130 else needed))
        self._draw()

    def _draw(self) -> None:
        theme = self._context.theme
        p = theme.look.palette
        for entry in self._entries:
            button = self._buttons[entry.key]
            button.setIcon(theme.icon(entry.icon, p.link if button.isChecked() else p.muted))
            button.setIconSize(QSize(theme.look.px(ICON + 2), theme.look.px(ICON + 2)))

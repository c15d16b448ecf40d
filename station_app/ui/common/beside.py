"""A list with the chosen record beside it; where only one has room, one of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.side_panel import SidePanel
from station_app.ui.common.table import PagedTable

WIDE = 900
"""From so many pixels at 100 % on, list and record stand beside each other."""


class Beside(QWidget):
    """`bar` is what stands above the list.

    `opened`: whether the record is wanted where only one has room.

    Signals:
        arranged: Room was shared anew.  args: whether only one has room; whether the record shows;
            whether it stands below an empty list and says why that is empty.
    """

    arranged = Signal(bool, bool, bool)

    def __init__(
        self,
        context: Context,
        bar: QWidget,
        table: PagedTable,
        panel: SidePanel,
        shares: tuple[int, int] = (4, 5),
        parent: QWidget | None = None,
        *,
        has_chosen: Callable[[], bool],
        is_empty: Callable[[], bool],
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._context, self._table, self._panel = context, table, panel
        self._has_chosen, self._is_empty = has_chosen, is_empty
        self.opened = False
        self._list = QFrame(self)
        self._list.setProperty("role", "card")
        column = QVBoxLayout(self._list)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(table, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(context.theme.look.px(14))
        self._row.addWidget(self._list, shares[0])
        self._row.addWidget(panel, shares[1])
        table.clicked.connect(lambda _: self.open_panel())
        panel.back_wanted.connect(self.close_panel)

    @property
    def wide(self) -> bool:
        return self.width() >= self._context.theme.look.px(WIDE)

    def open_panel(self) -> None:
        self.opened = True
        self.fit()

    def close_panel(self) -> None:
        self.opened = False
        self.fit()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """Shares the room; called where what is chosen, listed or the text size has changed.

        An empty list without room beside it says below its chips why it is empty.
        """
        alone = not self.wide
        below = alone and self._is_empty()
        panel = not alone or (self.opened and self._has_chosen())
        self.arranged.emit(alone, panel, below)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if below else direction.LeftToRight)
        self._table.setVisible(not below)
        self._panel.setVisible(panel or below)
        self._list.setVisible(not alone or not panel or below)
        self._panel.back.setVisible(alone and not below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

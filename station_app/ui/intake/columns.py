"""The layout of fields: two beside each other where there is room, else one under the other."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Columns(QLayout):
    """Fields in the order they were added; a wide one takes a row of its own.

    `narrowest`: the least width of a field, in pixels; two columns need twice that and the gap.
    """

    def __init__(self, parent: QWidget | None, narrowest: int, gap: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._wide: set[QWidget] = set()
        self._narrowest, self._gap = narrowest, gap
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget, *, wide: bool = False) -> None:
        self.addWidget(widget)
        if wide:
            self._wide.add(widget)

    def set_sizes(self, narrowest: int, gap: int) -> None:
        """After the text size changed."""
        self._narrowest, self._gap = narrowest, gap
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        width = self._narrowest * 2 + self._gap
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        seen = [item for item in self._items if not item.isEmpty()]
        least = max((item.minimumSize().width() for item in seen), default=0)
        return QSize(min(least, self._narrowest), 0)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        two = rect.width() >= self._narrowest * 2 + self._gap
        y = rect.y()
        waiting: list[QLayoutItem] = []
        for item in self._items:
            if item.isEmpty():
                continue
            wide = not two or item.widget() in self._wide
            if wide and waiting:
                y += self._row(waiting, rect, y, move) + self._gap
                waiting = []
            if wide:
                y += self._row([item], rect, y, move, whole=True) + self._gap
                continue
            waiting.append(item)
            if len(waiting) == 2:
                y += self._row(waiting, rect, y, move) + self._gap
                waiting = []
        if waiting:
            y += self._row(waiting, rect, y, move) + self._gap
        return max(0, y - self._gap - rect.y())

    def _row(
        self, items: list[QLayoutItem], rect: QRect, y: int, move: bool, *, whole: bool = False
    ) -> int:
        width = rect.width() if whole else (rect.width() - self._gap) // 2
        tall = max(_height(item, width) for item in items)
        if move:
            for place, item in enumerate(items):
                x = rect.x() + place * (width + self._gap)
                item.setGeometry(QRect(x, y, width, _height(item, width)))
        return tall


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()

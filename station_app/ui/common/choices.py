"""Chips to choose from, a text of several lines, and the layout that breaks rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLayout,
    QLayoutItem,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from station_app.ui.common.editors import Option
from station_app.ui.common.theme import Theme


class FlowLayout(QLayout):
    """Puts widgets in a row and goes on in the next where there is no room."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._heights.clear()
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # Qt asks again and again for the same few widths until something in the rows changes.
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, row = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, row = rect.x(), y + row + self.spacing(), 0
            if move:
                wide = min(size.width(), max(1, rect.width()))
                item.setGeometry(QRect(QPoint(x, y), QSize(wide, size.height())))
            x += size.width() + self.spacing()
            row = max(row, size.height())
        return y + row - rect.y()


class Chips(QWidget):
    """A few choices seen at once; one or several of them.

    The value is a list of codes in the order of the options where `several`, else a code or None.
    A tick stands before what is chosen, so that colour is never alone.

    Signals:
        edited: A person changed the choice.  No argument.
    """

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        options: Sequence[Option],
        *,
        several: bool = True,
        keeps_one: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`keeps_one`: of one choice that must be made, pressing the chosen one again keeps it."""
        super().__init__(parent)
        self._several = several
        self.keeps_one = keeps_one
        self._words = {option.code: option.words for option in options}
        self._buttons: dict[str, QPushButton] = {}
        self._unknown: list[str] = []
        flow = FlowLayout(self, theme.look.px(8))
        group = QButtonGroup(self)
        group.setExclusive(False)
        for option in options:
            chip = QPushButton(option.words, self)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setAccessibleName(option.words)
            chip.clicked.connect(lambda _=False, code=option.code: self._clicked(code))
            chip.toggled.connect(lambda on, code=option.code: self._mark(code, on))
            flow.addWidget(chip)
            group.addButton(chip)
            self._buttons[option.code] = chip
        if self._buttons:
            self.setFocusProxy(next(iter(self._buttons.values())))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def value(self) -> list[str] | str | None:
        chosen = [code for code, chip in self._buttons.items() if chip.isChecked()]
        if self._several:
            return chosen + self._unknown
        return chosen[0] if chosen else None

    def set_value(self, value: list[str] | str | None) -> None:
        """Codes this version doesn't know are kept, and given back unchanged."""
        codes = [value] if isinstance(value, str) else list(value or ())
        self._unknown = [code for code in codes if code not in self._buttons]
        for code, chip in self._buttons.items():
            chip.setChecked(code in codes)

    def _clicked(self, code: str) -> None:
        if not self._several:
            if self.keeps_one and not self._buttons[code].isChecked():
                self._buttons[code].setChecked(True)
                return
            for other, chip in self._buttons.items():
                if other != code:
                    chip.setChecked(False)
        self.edited.emit()

    def _mark(self, code: str, on: bool) -> None:
        words = self._words[code]
        self._buttons[code].setText(f"✓ {words}" if on else words)


class TextArea(QPlainTextEdit):
    """A text of several lines that grows with what is written, up to a limit.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(
        self, *, lines: int = 4, most_lines: int = 14, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines, self._most_lines = lines, most_lines
        self._setting = False
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def value(self) -> str | None:
        return self.toPlainText().strip() or None

    def set_value(self, value: str | None) -> None:
        if self.toPlainText() == (value or ""):
            return
        self._setting = True
        self.setPlainText(value or "")
        self._setting = False

    def insert(self, words: str) -> None:
        """Puts a quick phrase where the cursor is; Ctrl+Z takes it back."""
        self.insertPlainText(words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._grow()

    def _changed(self) -> None:
        if not self._setting:
            self.edited.emit()

    def _grow(self) -> None:
        line = self.fontMetrics().lineSpacing()
        # A QPlainTextEdit measures its document in lines.
        wanted = round(self.document().size().height())
        shown = max(self._lines, min(self._most_lines, wanted))
        self.setFixedHeight(shown * line + 24)

"""Editors of single values: a day, an amount, one code of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyleOptionFrame, QWidget

from station_app.ui.common.day_text import Lean, day_words, read_day
from station_app.ui.common.enter import focus_next
from station_app.ui.common.lunar import LunarDays
from station_app.ui.common.scroll import NoWheel
from sync.words import Words

TEXT_EDGE = 2
"""Pixels that Qt itself leaves beside the text of a line, at each end."""


class DayEdit(QLineEdit):
    """A day, typed as people say it; shown in full as soon as the field is left, as far as there
    is room for it.

    What cannot be read stays as typed, `value()` is then None and `unreadable` True.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(
        self,
        words: Words,
        lunar: LunarDays,
        today: Callable[[], date],
        *,
        lean: Lean = Lean.PAST,
        parent: QWidget | None = None,
    ) -> None:
        # Qt tells of changes of the style from its own constructor on.
        self._day: date | None = None
        self.unreadable = False
        super().__init__(parent)
        self._words = words
        self._lunar = lunar
        self._today = today
        self._lean = lean
        self.setPlaceholderText(words.tr("0315 or 初八"))
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._show)

    def value(self) -> str | None:
        return self._day.isoformat() if self._day else None

    def set_value(self, value: str | None) -> None:
        self._day = date.fromisoformat(value) if value else None
        self.unreadable = False
        self._show()

    def _typed(self, typed: str) -> None:
        self._day = read_day(typed, self._today(), self._lunar, self._lean)
        self.unreadable = self._day is None and bool(typed.strip())
        self.edited.emit()

    def _show(self) -> None:
        if self.unreadable:
            return
        if self._day is None:
            self.clear()
            return
        self._show_fitting(self._day)

    def _show_fitting(self, day: date) -> None:
        """The longest way to say the day that has room; the longest of all as a hint."""
        words = self._words
        said, short = day_words(day, words, date.min), day_words(day, words)
        full = words.tr("{day}, lunar {lunar}", day=said, lunar=self._lunar.name(day))
        # Of another year the year is what must not be left out.
        ways = [full, said, short] if day.year == self._today().year else [full, said]
        fitting = full
        if self.isVisible():
            room, measure = self._room(), self.fontMetrics().horizontalAdvance
            fitting = next((way for way in ways if measure(way) <= room), ways[-1])
        self.setText(fitting)
        self.setToolTip("" if fitting == full else full)
        # Where even that does not fit its beginning is seen.
        self.setCursorPosition(0)

    def _room(self) -> int:
        """Pixels for text, without frame, padding and Qt's own two at each end."""
        # Its mere name makes five hundred members of enums, which the first rows do without.
        from PySide6.QtWidgets import QStyle

        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return inside.width() - 2 * TEXT_EDGE

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_again()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_again()

    def _fit_again(self) -> None:
        if self._day is not None and not self.unreadable and not self.hasFocus():
            self._show_fitting(self._day)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if self._day is not None:
            self.setToolTip("")
            self.setText(self._day.isoformat())
            self.selectAll()


class MoneyEdit(QLineEdit):
    """An amount in yuan; its value is whole fen.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unreadable = False
        self.setPlaceholderText("0.00")
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._show)

    def value(self) -> int | None:
        return read_money(self.text())

    def set_value(self, value: int | None) -> None:
        self.unreadable = False
        self.setText("" if value is None else money_words(value))

    def _typed(self, typed: str) -> None:
        self.unreadable = bool(typed.strip()) and read_money(typed) is None
        self.edited.emit()

    def _show(self) -> None:
        if not self.unreadable:
            self.set_value(self.value())


def read_money(typed: str) -> int | None:
    """Fen of `320`, `320.5`, `1,320.50`, `¥320`, `320元`; None if it is no amount."""
    plain = typed.strip().translate(_MONEY_SIGNS)
    whole, _, part = plain.partition(".")
    if not (whole + part).isdecimal() or not whole or len(part) > 2 or len(whole) > 12:
        return None
    return int(whole) * 100 + int(part.ljust(2, "0"))


_MONEY_SIGNS = str.maketrans(
    {"¥": "", "￥": "", "元": "", ",": "", "，": "", " ": "", "。": ".", "．": "."}
    | {chr(0xFF10 + n): str(n) for n in range(10)}
)


def money_words(fen: int) -> str:
    """`1,320.50`."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list.  `find` are further words it is found by: pinyin initials, old names."""

    code: str
    words: str
    find: str = ""


CODE, FIND = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class CodeCombo(QComboBox):
    """One code of a list; typing finds entries by any part of their words or by initials.

    Signals:
        edited: A person chose another entry.  No argument.
    """

    edited = Signal()

    def __init__(self, options: Sequence[Option] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._found = _Found(self._items, self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        self.setCompleter(completer)
        self.line.textEdited.connect(self._look_for)
        self.line.editingFinished.connect(self._settle)
        self.activated.connect(self._chosen)
        self._no_wheel = NoWheel(self)
        self._code: str | None = None
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Another list; a value that it lacks stays and is shown as its code."""
        self._items.clear()
        for option in options:
            item = QStandardItem(option.words)
            item.setData(option.code, CODE)
            item.setData(f"{option.words} {option.find} {option.code}".casefold(), FIND)
            self._items.appendRow(item)
        self.set_value(self._code)

    def value(self) -> str | None:
        return self._code

    def set_value(self, value: str | None) -> None:
        self._code = value
        row = -1 if value is None else self.findData(value, CODE)
        self.setCurrentIndex(row)
        self.line.setText(self.itemText(row) if row >= 0 else value or "")
        self.line.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._settle()
            focus_next(self)
            return
        super().keyPressEvent(event)

    def _look_for(self, typed: str) -> None:
        completer = self.completer()
        if completer is not None:
            # Made here, since most lists are never typed into: a frame parts it from what it hides.
            completer.popup().setProperty("role", "popup")
        self._found.look_for(typed)

    def _picked(self, index: QModelIndex) -> None:
        self._take(index.data(CODE))

    def _chosen(self, row: int) -> None:
        self._take(self.itemData(row, CODE))

    def _settle(self) -> None:
        """Text that was typed and left: the only entry that fits, or what stood before."""
        typed = self.line.text().strip()
        if not typed:
            self._take(None)
            return
        row = self.findText(typed)
        if row < 0 and self._found.rowCount() == 1 and self._found.wanted:
            self._take(self._found.index(0, 0).data(CODE))
        elif row >= 0:
            self._take(self.itemData(row, CODE))
        else:
            self.set_value(self._code)
        self._found.look_for("")

    def _take(self, code: str | None) -> None:
        changed = code != self._code
        self.set_value(code)
        if changed:
            self.edited.emit()


class _Found(QSortFilterProxyModel):
    """The entries that hold what was typed."""

    def __init__(self, items: QStandardItemModel, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = ""
        self.setSourceModel(items)

    def look_for(self, typed: str) -> None:
        self.wanted = typed.strip().casefold()
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:  # type: ignore[override]
        words = self.sourceModel().index(row, 0, parent).data(FIND)
        return self.wanted in (words or "")


class SelectAllOnFocus(QObject):
    """Installed on a field whose old value is mostly typed over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
            watched.selectAll()
        return False

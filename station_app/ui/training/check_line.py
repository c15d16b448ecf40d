"""One line of the check screen: who, what was read, its picture, and the choice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from station_app.importing.sheet_values import LineRead, Mark
from station_app.ui.common.chip_keys import ChipKeys
from station_app.ui.common.choices import Chips
from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.enter import focus_next
from station_app.ui.common.lay import plain
from station_app.ui.common.texts import text
from station_app.ui.common.theme import Theme
from station_app.ui.training.sheet_words import MARKS, WHYS

PICTURE_WIDE = 440
"""Pixels at 100 %."""

_WHO_WIDE = 190
_CHOICES_WIDE = 400


class Strip(QWidget):
    """A line's picture, as large as its place allows."""

    def __init__(self, theme: Theme, content: bytes, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.pixmap = QPixmap()
        self.pixmap.loadFromData(content)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        wide = self._theme.look.px(PICTURE_WIDE)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.look.px(120), 1)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self.pixmap.isNull():
            return self._theme.look.px(24)
        shown = min(width, self._theme.look.px(PICTURE_WIDE) * 3 // 2)
        return round(shown * self.pixmap.height() / self.pixmap.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ratio = min(self.width() / self.pixmap.width(), self.height() / self.pixmap.height())
        wide, high = round(self.pixmap.width() * ratio), round(self.pixmap.height() * ratio)
        painter.drawPixmap(QRect(0, (self.height() - high) // 2, wide, high), self.pixmap)


class CheckLine(QFrame):
    """A line with its choice.

    Signals:
        decided: A person changed the choice.  No argument.
        entered: The keyboard came to it.  No argument.
    """

    decided = Signal()
    entered = Signal()

    def __init__(
        self,
        context: Context,
        read: LineRead,
        name: str,
        unit: str,
        options: Sequence[Option],
    ) -> None:
        super().__init__()
        self.read = read
        self.seen = False
        """Whether its picture was on the screen once."""
        tr, theme = context.words.tr, context.theme
        px = theme.look.px
        unsure = read.mark is Mark.UNSURE
        self.setProperty("role", "deadline" if unsure else "inset")
        number = tr("Line {n}", n=read.line)
        mark_words = tr(MARKS[read.mark])
        self.setAccessibleName(f"{number} {name} {mark_words}")
        self._theme = theme
        self.who = plain()
        column = QVBoxLayout(self.who)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addWidget(text(f"{read.line}  {name}", "strong"))
        if unit:
            column.addWidget(text(unit, "hint"))
        column.addWidget(text(mark_words, "strong" if unsure else "muted"))
        if WHYS[read.why]:
            column.addWidget(text(tr(WHYS[read.why]), "hint"))
        shown = tr("Picture of line {n}: name, signature and time on the paper", n=read.line)
        self.strips = [Strip(theme, content, shown) for content in read.pictures]
        self._pictures = plain()
        stack = QVBoxLayout(self._pictures)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(px(4))
        for strip in self.strips:
            stack.addWidget(strip)
        self.chips = Chips(theme, options, several=False)
        self.chips.setAccessibleName(f"{number} {name}")
        self.buttons: list[QPushButton] = list(self.chips.findChildren(QPushButton))
        for button in self.buttons:
            button.setAccessibleName(f"{name} {button.accessibleName()}")
            button.installEventFilter(self)
        self._keys = ChipKeys(self.chips)
        self.chips.edited.connect(self.decided)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(12), px(8), px(12), px(8))
        self._grid.setHorizontalSpacing(px(14))
        self._grid.setVerticalSpacing(px(6))
        self._columns = 0
        self.arrange(px(_WHO_WIDE + PICTURE_WIDE + _CHOICES_WIDE + 60))

    def arrange(self, width: int) -> None:
        """Beside each other where there is room, else below."""
        px = self._theme.look.px
        room = width - px(24 + 28)
        columns = 1
        if room >= px(_WHO_WIDE + PICTURE_WIDE + _CHOICES_WIDE):
            columns = 3
        elif room >= px(_WHO_WIDE + PICTURE_WIDE * 2 // 3):
            columns = 2
        self.who.setFixedWidth(px(_WHO_WIDE) if columns > 1 else max(1, room))
        if columns == self._columns:
            return
        self._columns = columns
        grid = self._grid
        for part in (self.who, self._pictures, self.chips):
            grid.removeWidget(part)
        upper = Qt.AlignmentFlag.AlignVCenter
        if columns == 1:
            for row, part in enumerate((self.who, self._pictures, self.chips)):
                grid.addWidget(part, row, 0)
        else:
            grid.addWidget(self.who, 0, 0, upper)
            grid.addWidget(self._pictures, 0, 1)
            if columns == 3:
                grid.addWidget(self.chips, 0, 2, upper)
            else:
                grid.addWidget(self.chips, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1 if columns == 1 else 0)
        grid.setColumnStretch(1, 1 if columns > 1 else 0)
        grid.setColumnMinimumWidth(2, px(_CHOICES_WIDE) if columns == 3 else 0)

    def shown_in(self, view: QWidget) -> bool:
        """Whether its pictures, or the words that stand for them, can be seen whole in `view`.

        Not while the lines are still being laid out, and pressed together.
        """
        for part in self.strips or (self.who,):
            upper = part.mapTo(view, part.rect().topLeft()).y()
            lower = part.mapTo(view, part.rect().bottomLeft()).y()
            if (
                upper < 0
                or lower > view.height()
                or part.height() < part.heightForWidth(part.width())
            ):
                return False
        return True

    def value(self) -> str | None:
        value = self.chips.value()
        return value if isinstance(value, str) else None

    def take_focus(self) -> None:
        self.chips.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit chooses, and goes on to the next line."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        place = event.key() - Qt.Key.Key_1
        if not 0 <= place < len(self.buttons) or event.modifiers() not in _PLAIN:
            return False
        if not self.buttons[place].isChecked():
            self.buttons[place].click()
        focus_next(self.buttons[-1], past_buttons=True)
        return True


_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)

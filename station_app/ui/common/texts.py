"""Labels that show data as it is: plain text always, so that no villager's `<b>` is obeyed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def text(words: str, role: str = "", *, wrap: bool = True, parent: QWidget | None = None) -> QLabel:
    """A label with a role of the style sheet; its words are its accessible name."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    set_text(label, words)
    return label


def heading(words: str, level: int = 1, *, parent: QWidget | None = None) -> QLabel:
    return text(words, f"heading{level}", parent=parent)


def set_text(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setAccessibleName(words)


def selectable(label: QLabel) -> QLabel:
    """Lets people mark and copy it, with mouse and keyboard."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def picture(parent: QWidget | None = None) -> QLabel:
    """A label for an icon; it is no text, so screen readers pass it over."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class ElidedLabel(QLabel):
    """One line that ends in … where it doesn't fit; the whole is its tooltip and name."""

    def __init__(self, words: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        set_text(self, words)
        self.setToolTip(words if "<" not in words else "")
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().horizontalAdvance("…字字")
        return QSize(least, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        space = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, space.width()
        )
        # As its style would draw it; to ask for that costs every start 9 ms (see `delegates`).
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(space, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


def rule(parent: QWidget | None = None) -> QFrame:
    """A thin line between two parts."""
    line = QFrame(parent)
    line.setProperty("role", "rule")
    return line

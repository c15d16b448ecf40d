"""The blue ground of sign-in, lock and first start: one card in the middle, which scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import text


class Curtain(QWidget):
    """Put the card's content into `card`.  Text size can be changed here, before any sign-in."""

    def __init__(self, context: Context, widest: int = 460) -> None:
        super().__init__()
        self._context = context
        self._widest = widest
        self.setProperty("role", "curtain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.plate = text("", "plate")
        self.plate.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._frame = QFrame(self)
        self._frame.setProperty("role", "card")
        self.card = QVBoxLayout(self._frame)
        self._smaller = self._size_button(context.words.tr("Smaller text"), "A-")
        self._larger = self._size_button(context.words.tr("Larger text"), "A+")
        self._smaller.clicked.connect(context.theme.smaller)
        self._larger.clicked.connect(context.theme.larger)
        inside = QWidget()
        inside.setProperty("role", "plain")
        middle = QVBoxLayout(inside)
        middle.addStretch(2)
        middle.addWidget(self.plate)
        middle.addSpacing(12)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._frame, 100)
        row.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(3)
        sizes = QHBoxLayout()
        sizes.addStretch(1)
        sizes.addWidget(self._smaller)
        sizes.addWidget(self._larger)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.addWidget(scrolled(inside), 1)
        outer.addLayout(sizes)
        context.theme.changed.connect(self._fit)
        self._fit()

    def _size_button(self, words: str, sign: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setProperty("role", "on-curtain")
        button.setAccessibleName(words)
        button.setToolTip(words)
        return button

    def _fit(self) -> None:
        px = self._context.theme.look.px
        self._frame.setMaximumWidth(px(self._widest))
        self.card.setContentsMargins(px(24), px(20), px(24), px(20))
        self.card.setSpacing(px(10))

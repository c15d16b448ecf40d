"""A row of chips by keyboard: one stop for Tab, arrows inside, Space ticks, Enter goes on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from station_app.ui.common.enter import focus_next

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class ChipKeys(QObject):
    """Installed on a row of chips (`Chips`), whose buttons it finds itself."""

    def __init__(self, chips: QWidget) -> None:
        super().__init__(chips)
        self._chips = chips
        self._buttons: list[QPushButton] = list(chips.findChildren(QPushButton))
        for button in self._buttons:
            button.installEventFilter(self)
            button.toggled.connect(lambda _: self.renew_stop())
        self.renew_stop()

    def renew_stop(self) -> None:
        """Tab stops at the first ticked chip, else at the first."""
        stop = next((b for b in self._buttons if b.isChecked()), None)
        for number, button in enumerate(self._buttons):
            here = button is stop or (stop is None and number == 0)
            policy = Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        if self._buttons:
            self._chips.setFocusProxy(stop or self._buttons[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QPushButton):
            return False
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            there = (self._buttons.index(watched) + step) % len(self._buttons)
            self._buttons[there].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if watched is not self._buttons[-1]:
                # The chain of Tab knows the row's own chips; start behind the last of them.
                focus_next(self._buttons[-1], past_buttons=True)
            else:
                focus_next(watched, past_buttons=True)
            return True
        return False

"""Nothing is drawn anew under a pressed button of the mouse.

What is pressed must still be there when the button is let go, or the click is lost: a list that
came anew meanwhile waits until then.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

LOOK_AGAIN_MS = 15


class Calm(QObject):
    """Calls at once where no button is down, else as soon as none is; of several calls under one
    name the last."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Callable[[], object]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._look)

    def call(self, name: str, what: Callable[[], object]) -> None:
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton and not self._waiting:
            what()
            return
        self._waiting[name] = what
        self._timer.start()

    def _look(self) -> None:
        # The release has been delivered, and its click done, before a timer's turn comes.
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        for what in waiting.values():
            what()

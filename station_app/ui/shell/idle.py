"""Notices that nobody is there any more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

DEFAULT_MINUTES, LEAST_MINUTES, MOST_MINUTES = 5, 1, 15

_SIGNS_OF_LIFE = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    )
)


class IdleTimer(QObject):
    """Counts from the last key, movement or stroke in any window of the program.

    Signals:
        gone_idle: Nobody did anything for the given time.  No argument.
    """

    gone_idle = Signal()

    def __init__(self, app: QApplication, minutes: int = DEFAULT_MINUTES) -> None:
        super().__init__(app)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(held(minutes) * 60_000)
        self.timer.timeout.connect(self.gone_idle)
        app.installEventFilter(self)
        self._watching = False

    def watch(self, on: bool) -> None:
        """Counts only while somebody is signed in and the window is open."""
        self._watching = on
        if on:
            self.timer.start()
        else:
            self.timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._watching and event.type() in _SIGNS_OF_LIFE:
            self.timer.start()
        return False


def held(minutes: int) -> int:
    """Within what the rules of a shared PC allow: 1 to 15 minutes."""
    return max(LEAST_MINUTES, min(MOST_MINUTES, minutes))

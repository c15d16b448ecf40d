"""Notices that nobody is there any more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

DEFAULT_MINUTES, LEAST_MINUTES, MOST_MINUTES = 5, 1, 15

_SIGNS_OF_LIFE = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
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

    def __init__(
        self, app: QApplication, minutes: int = DEFAULT_MINUTES, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(held(minutes) * 60_000)
        self.timer.timeout.connect(self.gone_idle)
        self._watching = False
        # Not the whole application, whose every paint and timer would then pass through Python.
        # Windows hear the mouse, the object with the focus hears keys and input methods.
        app.focusWindowChanged.connect(self._listen_to)
        app.focusObjectChanged.connect(self._listen_to)
        self._listen_to(app.focusWindow())
        self._listen_to(app.focusObject())

    def watch(self, on: bool) -> None:
        """Counts only while somebody is signed in and the window is open."""
        self._watching = on
        if on:
            self.timer.start()
        else:
            self.timer.stop()

    def _listen_to(self, heard: QObject | None) -> None:
        if heard is not None:
            heard.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._watching and event.type() in _SIGNS_OF_LIFE:
            self.timer.start()
        return False


def held(minutes: int) -> int:
    """Within what the rules of a shared PC allow: 1 to 15 minutes."""
    return max(LEAST_MINUTES, min(MOST_MINUTES, minutes))

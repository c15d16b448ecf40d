"""One window to a data folder: a second start knocks at the first and brings it up."""

from __future__ import annotations

import time

from PySide6.QtCore import QDeadlineTimer, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

RAISE_WAIT_MS = 2000
AGAIN_S = 0.05


class Door(QObject):
    """Where a second start knocks: the first window comes up instead of a second one."""

    def __init__(self, name: str, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(name)
        self._server.newConnection.connect(self._knocked)
        self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _knocked(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.disconnectFromServer()
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()


def raise_first(name: str) -> bool:
    """Whether a first window answered; one that has only just begun has no door yet."""
    left = QDeadlineTimer(RAISE_WAIT_MS)
    while True:
        socket = QLocalSocket()
        socket.connectToServer(name)
        if socket.waitForConnected(max(1, left.remainingTime())):
            return True
        if left.hasExpired():
            return False
        time.sleep(AGAIN_S)

"""The server's end of a connection: uvicorn's, and a time limit for a request's head.

uvicorn itself waits for ever for the rest of a head; 300 such connections must not be held.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""How long the head of a request may take, from the connection's start or its first byte."""


class LimitedProtocol(H11Protocol):
    """Closes a connection whose request's head does not come."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._between_requests():
            if self.timeout_keep_alive_task is None:
                self._arm()
        else:
            self._disarm()

    def _between_requests(self) -> bool:
        return bool(getattr(self.cycle, "response_complete", True))

    def _arm(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_S, self._too_late)

    def _disarm(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_late(self) -> None:
        self._head_timer = None
        if self._between_requests() and not self.transport.is_closing():
            self.transport.close()

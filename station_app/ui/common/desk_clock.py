"""The time the window goes by."""

from __future__ import annotations

from datetime import date, datetime

from sync.clock import SHANGHAI, Clock, local_date


class DeskClock:
    """This PC's clock, put right as the open ledger's is.

    Else a PC whose clock is fast would fill in times that its own ledger refuses as yet to come.
    """

    def __init__(self, pc: Clock) -> None:
        self._pc = pc
        self._offset_ms = 0

    def put_right(self, offset_ms: int) -> None:
        """By what the ledger has of the county (center minus this PC)."""
        self._offset_ms = offset_ms

    def now_ms(self) -> int:
        return self._pc.now_ms() + self._offset_ms

    def now(self) -> datetime:
        """In China."""
        return datetime.fromtimestamp(self.now_ms() / 1000, SHANGHAI)

    def today(self) -> date:
        return local_date(self.now_ms())

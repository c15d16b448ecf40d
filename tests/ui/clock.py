"""The PC's clock in tests of the window."""

from __future__ import annotations

import time
from datetime import date

from sync.clock import local_date, parse_iso

TODAY = date(2026, 11, 21)
BEGUN = f"{TODAY}T15:00:00+08:00"


class KeptClock:
    """Goes on from a moment a test has chosen, so that no test hangs on the hour, the week or the
    year it is run in."""

    def __init__(self, moment: str = BEGUN) -> None:
        self.set(moment)

    def set(self, moment: str) -> None:
        self._from_ms = parse_iso(moment)
        self._begun = time.monotonic_ns()

    def now_ms(self) -> int:
        return self._from_ms + (time.monotonic_ns() - self._begun) // 1_000_000

    def today(self) -> date:
        return local_date(self.now_ms())

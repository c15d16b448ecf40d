"""A desk's ledger: its records, its journal, and what it knows of itself."""

from __future__ import annotations

from sync.clock import Clock, OffsetClock, RandomBytes, new_id
from sync.ledger.db import Db
from sync.ledger.journal import Journal
from sync.ledger.state import State
from sync.ledger.store import RecordStore


class Ledger:
    """One open ledger, used by one thread at a time.

    `clock` is this PC's; `now_ms` is put right by what the center last said.
    """

    def __init__(self, db: Db, clock: Clock, random: RandomBytes) -> None:
        self.db = db
        self.clock = clock
        self.random = random
        self.state = State(db, "desk_state")
        self.store = RecordStore(db)
        self.journal = Journal(db, "desk_journal")

    @property
    def replica(self) -> str:
        return self.state.text("replica")

    @property
    def station_id(self) -> str:
        return self.state.text("station_id")

    def now_ms(self) -> int:
        return OffsetClock(self.clock, self.state.whole("clock_offset_ms")).now_ms()

    def new_id(self) -> str:
        return new_id(self.now_ms(), self.random)

    def close(self) -> None:
        self.db.close()

"""The real center on a simulated disk, with what must not go back in a log outside it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from sync.center.enrolment import add_station, enrol, reissue, revoke, succeed
from sync.center.exchange import Exchange
from sync.center.founding import found_center
from sync.center.keys import make_keys
from sync.center.outside_log import NUMBER, Note, OutsideLog, Readable
from sync.center.restored import begin
from sync.center.starting import apply_missing
from sync.center.stations import Office
from sync.clock import Json
from sync.ledger.store import RecordStore
from tests.simulation.machine import Crash, Disk, SkewedClock, Time, new_disk


def _read(message: bytes) -> dict[str, Any]:
    """A message as it comes out at the other end."""
    return orjson.loads(message)  # type: ignore[no-any-return]


class OutsideMemory(OutsideLog):
    """The log outside the database, on a disk that never fails."""

    def __init__(self) -> None:
        super().__init__(Path("outside"))
        self._notes: list[Note] = []

    def write(self, *notes: Note) -> None:
        self._notes += notes

    def read(self) -> Readable:
        return Readable(list(self._notes), [])


class SimulatedCenter:
    def __init__(self, time: Time, rng: random.Random) -> None:
        self.rng = random.Random(rng.random())
        self.clock = SkewedClock(time)
        self.disk = new_disk("center")
        self.keys = make_keys(self.rng.randbytes)
        self.log = OutsideMemory()
        self.backup: Disk | None = None
        self._noted: dict[str, int] = {}
        with self.disk.db.writing():
            county = found_center(self.office(), self.log, "120115000000", "宝山县")
            self.office().state.put({"county_short": "宝"})
        self.county = county.id

    def office(self) -> Office:
        return Office(self.disk.db, self.keys.seal, self.clock.now_ms(), self.rng.randbytes)

    @property
    def store(self) -> RecordStore:
        return RecordStore(self.disk.db, self.keys.seal)

    def add_station(self, code: str, level: str) -> tuple[str, str]:
        """A station's id and its first code."""
        with self.disk.db.writing():
            issued = add_station(self.office(), self.log, code, f"站{code}", level)
        return issued.station_id, issued.code

    def reissue(self, station: str) -> str:
        with self.disk.db.writing():
            return reissue(self.office(), station).code

    def enrol(self, code: str, station_code: str, replica: str, public: str) -> dict[str, Any]:
        with self.disk.db.writing():
            return enrol(
                self.office(),
                self.log,
                self.keys,
                code=code,
                station_code=station_code,
                replica_id=replica,
                public_key=public,
                about={},
            )

    def introduce(self, message: Mapping[str, Any]) -> dict[str, Any]:
        with self.disk.db.writing():
            return succeed(
                self.office(),
                self.log,
                self.keys,
                previous=message["previous"],
                signature=message["previous_signature"],
                replica_id=message["replica_id"],
                public_key=message["public_key"],
                about=message["about"],
            )

    def revoke(self, replica: str) -> None:
        with self.disk.db.writing():
            revoke(self.office(), self.log, replica)

    def answer(self, replica: str, message: bytes) -> dict[str, Any]:
        """What the service answers; a center that dies comes up again by itself."""
        exchange = Exchange(self.disk.db, self.clock, self.rng.randbytes, self.keys, log=self.log)
        try:
            return _read(orjson.dumps(exchange.answer(replica, _read(message))))
        except Crash:
            self.disk.restart()
            raise
        finally:
            self.disk.calm()
            self._note_numbers()

    def _note_numbers(self) -> None:
        """As the service does, before the answer leaves."""
        for series, high in self.disk.db.rows("SELECT series, high FROM center_number"):
            if self._noted.get(series) != high:
                self._noted[series] = high
                values: dict[str, Json] = {"series": series, "high": high}
                self.log.write(Note(NUMBER, self.clock.now_ms(), values))

    def keep_backup(self) -> None:
        self.backup = self.snapshot()

    def go_back(self, *, by_tool: bool) -> None:
        """The database is put back; by the tool, or by somebody who knows nothing of it."""
        if self.backup is None:
            raise AssertionError("no backup")
        self.disk = self.backup.snapshot()
        with self.disk.db.writing():
            if by_tool:
                begin(self.office(), self.log)
            else:
                # As the service does when it starts: it may find nothing amiss.
                apply_missing(self.office(), self.log)

    def snapshot(self) -> Disk:
        return self.disk.snapshot()

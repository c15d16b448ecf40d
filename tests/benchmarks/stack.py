"""The whole stack: a center in a process of its own, desks with encrypted ledgers, real HTTP."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from station_app.background.counted_run import BREATH_S
from station_app.usecases.enrolment import enrol_desk
from station_app.usecases.exchange import Outcome, run_exchange
from sync.center.database import open_database
from sync.center.enrolment import add_station
from sync.center.founding import found_center
from sync.center.keys import FILE_NAME as KEYS
from sync.center.keys import make_keys, write_keys
from sync.center.outside_log import FILE_NAME as LOG
from sync.center.outside_log import OutsideLog
from sync.center.settings import Settings
from sync.center.stations import Office
from sync.client.http import Credential, HttpCenter
from sync.clock import SystemClock
from sync.collector import search_seldom
from sync.ledger.db import SqliteDb
from sync.ledger.identity import center_key, keep_identity, make_identity, own_identity
from sync.ledger.ledger import Ledger
from sync.ledger.migrate import fresh_schema
from sync.ledger.open import open_ledger
from sync.ledger.unit import unit_of_work
from sync.records.places import KIND_OF_LEVEL, station_id
from tests.benchmarks.measure import Sample, cpu_of, forget_highest_memory, memory_of
from tests.benchmarks.rows import case_values

COUNTY = "120115000000"
WINDOW = "120115101000"
KEY = bytes(range(32))
CLOCK = SystemClock()


@dataclass(frozen=True)
class Station:
    """A station and the code its first replica enrols with."""

    code: str
    level: str
    enrolment: str

    @property
    def role(self) -> str:
        return {"village": "village_assistant", "township": "window_lead"}[self.level]


def make_center(data: Path, villages: int, db: str = "") -> tuple[Station, list[Station]]:
    """A founded center: a township's window and villages below it."""
    data.mkdir(parents=True, exist_ok=True)
    settings = Settings(data, db=db)
    keys = make_keys()
    write_keys(data / KEYS, keys)
    log = OutsideLog(data / LOG)
    database = open_database(settings.database_url, create=True)
    database.make_schema()
    try:
        with database.writer() as connection, connection.writing():
            office = Office(connection, keys.seal, CLOCK.now_ms(), os.urandom)
            found_center(office, log, COUNTY, "宝坻区消费者维权中心")
        made: list[Station] = []
        for number in range(villages + 1):
            level = "village" if number else "township"
            code = f"120115101{200 + number}" if number else WINDOW
            with database.writer() as connection, connection.writing():
                office = Office(connection, keys.seal, CLOCK.now_ms(), os.urandom)
                issued = add_station(office, log, code, f"站点{number}", level)
            made.append(Station(code, level, issued.code))
    finally:
        database.close()
    return made[0], made[1:]


def more_codes(data: Path, station: Station, count: int, db: str = "") -> list[Station]:
    """Further codes for a station: each serves one more replica of it."""
    # Late: only needed where one station has several replicas.
    from sync.center.enrolment import _issue
    from sync.center.keys import read_keys
    from sync.center.stations import station_named

    settings = Settings(data, db=db)
    keys = read_keys(data / KEYS)
    database = open_database(settings.database_url)
    try:
        with database.writer() as connection, connection.writing():
            office = Office(connection, keys.seal, CLOCK.now_ms(), os.urandom)
            found = station_named(connection, station.code)
            return [
                Station(station.code, station.level, _issue(office, found.id, found.code).code)
                for _ in range(count)
            ]
    finally:
        database.close()


def open_desk(path: Path, *, create: bool = False) -> Ledger:
    connection = open_ledger(path, KEY, create=create, check_same_thread=False)
    if create:
        fresh_schema(connection, "desk")
    return Ledger(SqliteDb(connection), CLOCK, os.urandom)


def make_desk(path: Path, url: str, station: Station) -> Ledger:
    """A new, enrolled desk with its first account."""
    ledger = open_desk(path, create=True)
    with ledger.db.writing():
        keep_identity(ledger, make_identity(ledger))
        ledger.state.put(
            {
                "station_id": station_id(station.code, KIND_OF_LEVEL[station.level]),
                "station_code": station.code,
                "station_level": station.level,
            }
        )
    with center_of(ledger, url) as center:
        enrol_desk(ledger, center, url, station.enrolment)
    return ledger


def add_person(ledger: Ledger, role: str) -> str:
    """An account with the role that may register cases."""
    person = ledger.new_id()
    with unit_of_work(ledger, person) as unit:
        unit.create("user", {"login": "li"}, person)
        unit.create(
            "role_grant",
            {
                "user_id": person,
                "role": role,
                "scope_station_id": ledger.station_id,
                "from_date": "2026-01-01",
            },
        )
    return person


def register(ledger: Ledger, person: str, first: int, count: int, chance: random.Random) -> None:
    """New cases, a unit of work each, as a person would."""
    for number in range(first, first + count):
        with unit_of_work(ledger, person) as unit:
            unit.create("case", case_values(number, chance))


def edit_titles(ledger: Ledger, person: str, title: str, count: int) -> None:
    """Change a field of some cases, a unit of work each."""
    for (case_id,) in ledger.db.rows("SELECT id FROM r_case ORDER BY id LIMIT ?", (count,)):
        with unit_of_work(ledger, person) as unit:
            unit.change("case", case_id, {"title": title})


@contextmanager
def center_of(ledger: Ledger, url: str) -> Iterator[HttpCenter]:
    """The line of a desk, as far as it is enrolled."""
    identity = own_identity(ledger)

    def credential() -> Credential:
        known = center_key(ledger) if ledger.state.text("center_key") else None
        return Credential(identity.replica, identity.key, known)

    with HttpCenter(url, CLOCK, credential) as center:
        yield center


def exchange(ledger: Ledger, center: HttpCenter) -> Outcome:
    outcome = run_exchange(ledger, center)
    if not outcome.complete or outcome.refused:
        raise RuntimeError(f"not at rest: {outcome}")
    return outcome


def exchange_to_rest(ledger: Ledger, center: HttpCenter) -> None:
    """Until neither end has anything for the other; words for the search follow another time."""
    acknowledged_before = ledger.state.get("synchronised_as_of")

    def rested() -> bool:
        return bool(ledger.state.get("synchronised_as_of") != acknowledged_before)

    outcome = run_exchange(ledger, center, stop_wanted=rested)
    if not outcome.complete or outcome.refused:
        raise RuntimeError(f"not at rest: {outcome}")


def run_desk(path: Path, url: str, server: int, disturbed: bool = False) -> Sample:
    """One whole exchange of a desk, measured; to be run in a process of its own.

    The search's words, which follow when both ends are at rest, are told apart (`search`).
    `disturbed`: meanwhile another connection reads and writes; `wait` is its longest wait.
    """
    search_seldom()
    ledger = open_desk(path)
    sample = Sample()
    rest: list[tuple[float, float]] = []
    with center_of(ledger, url) as center:
        forget_highest_memory()
        idle, _ = memory_of()
        start, cpu = time.perf_counter(), time.process_time() + cpu_of(server)

        def spent() -> tuple[float, float]:
            both = time.process_time() + cpu_of(server)
            return time.perf_counter() - start, both - cpu

        neighbour = Neighbour(path) if disturbed else None
        outcome = run_exchange(
            ledger,
            center,
            heard=lambda _: rest.append(spent()),
            breathe=lambda: time.sleep(BREATH_S),
        )
        whole, _ = spent()
        if not outcome.complete or outcome.refused:
            raise RuntimeError(f"not at rest: {outcome}")
        sample.more = {
            "memory": memory_of()[1] - idle,
            "received": outcome.received,
            "search": whole - rest[-1][0],
        }
        sample.requests = center.traffic.requests
        sample.seconds, sample.cpu = rest[-1]
        if neighbour is not None:
            sample.more["wait"] = neighbour.longest_wait()
    ledger.close()
    return sample


class Neighbour:
    """Another connection to the same ledger, reading a list and saving a draft all the while."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waits: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        ledger = open_desk(self._path)
        number = 0
        while not self._over.wait(0.05):
            start = time.perf_counter()
            ledger.db.rows("SELECT id, title FROM r_case ORDER BY received_at DESC LIMIT 50")
            with ledger.db.writing():
                number += 1
                ledger.state.put({"benchmark_neighbour": number})
            self._waits.append(time.perf_counter() - start)
        ledger.close()

    def longest_wait(self) -> float:
        """Ends it; seconds."""
        self._over.set()
        self._thread.join()
        return max(self._waits, default=0.0)

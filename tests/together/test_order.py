"""Row versions become visible in their order, whoever writes at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import orjson
import pytest

from station_app.usecases.exchange import run_exchange
from sync.center.database import open_database
from sync.center.exchange import Exchange
from sync.ledger.ledger import Ledger
from tests.center.running import VILLAGE, WINDOW, Made
from tests.together.conftest import OTHER_VILLAGE
from tests.together.desks import Desk

Make = Callable[..., Desk]

CASES = 60
VILLAGES = (VILLAGE, OTHER_VILLAGE, "120115101203", "120115101204")


class Straight:
    """The center's own code on a connection of its own, as one more worker process has it."""

    def __init__(self, made: Made, ledger: Ledger) -> None:
        self._made = made
        self._ledger = ledger
        self._database = open_database(made.settings.database_url)

    def exchange(self, message):
        told = orjson.loads(orjson.dumps(message))
        with self._database.writer() as db:
            answering = Exchange(db, self._ledger.clock, self._ledger.random, self._made.keys)
            answer = answering.answer(self._ledger.replica, told)
        return orjson.loads(orjson.dumps(answer))

    def ask(self, message):
        answer = self.exchange(message)
        return lambda: answer

    def introduce(self, message):
        raise AssertionError("nobody is a copy here")

    def close(self) -> None:
        self._database.close()


@pytest.mark.parametrize("made", ["postgresql"], indirect=True)
def test_a_reader_misses_nothing_of_what_others_write_at_once(
    desk: Make, made: Made, url: str
) -> None:
    window = desk(WINDOW, "township")
    window.enrol(url, made.add(WINDOW, "大口屯镇", "township").code)
    writers = []
    for code in VILLAGES:
        village = desk(code)
        village.enrol(url, made.add(code, f"村{code[-3:]}", "village").code)
        village.sync(url)
        writers.append(village)
    start = threading.Barrier(len(writers))
    faults: list[BaseException] = []

    def write(village: Desk) -> None:
        try:
            work(village, made, start)
        except BaseException as fault:  # noqa: BLE001 - told by the test, on its own thread
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(reopened(v),)) for v in writers]
    for thread in threads:
        thread.start()
    line = Straight(made, window.ledger)
    try:
        while any(thread.is_alive() for thread in threads):
            run_exchange(window.ledger, line)
        for thread in threads:
            thread.join()
        run_exchange(window.ledger, line)
    finally:
        line.close()
    assert faults == []
    assert window.ledger.db.rows("SELECT COUNT(*) FROM r_case") == [(CASES * len(writers),)]
    numbers = window.ledger.db.rows("SELECT COUNT(DISTINCT county_no) FROM r_case")
    assert numbers == [(CASES * len(writers),)], "a county number was given twice"


def reopened(village: Desk) -> Desk:
    """The same ledger, to be opened on the thread that uses it."""
    village.ledger.close()
    return village


def work(village: Desk, made: Made, start: threading.Barrier) -> None:
    mine = village.reopen(village.folder)
    line = Straight(made, mine.ledger)
    start.wait()
    try:
        for _ in range(CASES):
            mine.register()
            run_exchange(mine.ledger, line)
    finally:
        line.close()
        mine.ledger.close()

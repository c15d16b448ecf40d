"""Capture: a case written with journal, index and search, beside the same bare insert."""

from __future__ import annotations

import os
import time
from pathlib import Path

import orjson

from sync.clock import new_id
from sync.ledger.db import marks
from sync.ledger.identity import keep_identity, make_identity
from sync.ledger.unit import unit_of_work
from tests.benchmarks.measure import Finding, in_fresh_process, median, ms
from tests.benchmarks.rows import COLUMNS, LIST_COLUMNS, case_values, generator
from tests.benchmarks.stack import CLOCK, add_person, open_desk

WRITES = 300
BEFORE = 2_000
"""Cases that are there already: nobody works in an empty ledger."""


def capture(folder: Path, runs: int) -> list[Finding]:
    folder.mkdir(parents=True)
    floors, ours = [], []
    for run in range(runs):
        plain, whole = in_fresh_process(_run, folder / f"desk{run}.db")
        floors.append(plain)
        ours.append(whole)
    ratio = median(ours) / median(floors)
    return [
        Finding(
            "Capture of a case, with commit",
            ms(median(floors)),
            ms(median(ours)),
            f"{ratio:.2f}",
            "<= 2x",
            ratio <= 2,
        )
    ]


def _run(path: Path) -> tuple[float, float]:
    """Medians of both, taken by turns in one ledger."""
    ledger = open_desk(path, create=True)
    with ledger.db.writing():
        keep_identity(ledger, make_identity(ledger))
        ledger.state.put({"station_id": ledger.new_id(), "station_code": "120115101201"})
    person = add_person(ledger, "village_assistant")
    chance = generator(1)
    columns = ("id", "root_id", "version", "stamps", *COLUMNS)
    insert = f"INSERT INTO r_case ({', '.join(columns)}) VALUES ({marks(len(columns))})"
    floors: list[float] = []
    ours: list[float] = []
    for number in range(BEFORE + WRITES):
        values = case_values(number, chance)
        start = time.perf_counter()
        with unit_of_work(ledger, person) as unit:
            unit.create("case", values)
        ours.append(time.perf_counter() - start)
        if number < BEFORE:
            continue
        record_id = new_id(CLOCK.now_ms(), os.urandom)
        common = [ledger.station_id, CLOCK.now_ms(), person, ledger.replica]
        start = time.perf_counter()
        cells = [
            orjson.dumps(value).decode() if name in LIST_COLUMNS else value
            for name, value in values.items()
        ]
        with ledger.db.writing():
            ledger.db.run(insert, (record_id, record_id, 0, '[1,1,""]', *common, *cells))  # type: ignore[arg-type]
        floors.append(time.perf_counter() - start)
    ledger.close()
    return median(floors), median(ours[BEFORE:])

"""The desk over 100,000 cases in an encrypted ledger (quality.md, Desk)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from station_app.usecases.cases import add
from station_app.usecases.desk import NewStation, init_station, open_desk
from station_app.usecases.reading.cases import CaseFilter, CaseRow, case_rows_at, count_cases
from station_app.usecases.reading.search import found_cases
from sync.clock import Json, Stamp, iso, new_id
from sync.ledger.courses import cases_among, recompute
from sync.ledger.ledger import Ledger
from sync.ledger.search import SearchIndex
from sync.ledger.store import Kept
from sync.merge.records import Record
from sync.resources import resources_folder
from tests.benchmarks.measure import Finding, in_fresh_process, median, ms, percentile, size
from tests.benchmarks.rows import case_values, generator
from tests.benchmarks.stack import CLOCK

CASES = 100_000
SEARCHED = 20_000
"""How many of them are in the search's index: it takes most of the time to fill."""

LOGIN, PASSWORD = "li", "benchmark-Pass-2026"
JUMPS = 100
SAVES = 100


def desk_jobs(folder: Path, runs: int) -> list[Finding]:
    folder.mkdir(parents=True)
    told = NewStation("120115101201", "镇东村消费维权服务站", "village", LOGIN, PASSWORD)
    init_station(folder, told)
    one, key = fill(folder)
    firsts = [_first_rows(folder / "ledger.db", key) for _ in range(runs)]
    cpu = median(f[0] for f in firsts)
    memory = median(f[1] for f in firsts)
    shows = [_command(folder, "complaint", "show", one) for _ in range(runs)]
    jumps = percentile(in_fresh_process(_jumps, folder), 0.95)
    scrolls = percentile(in_fresh_process(_table, folder), 0.95)
    searches = percentile(in_fresh_process(_searches, folder), 0.95)
    saves, syncs = in_fresh_process(_saves, folder)
    beyond = percentile(saves, 0.95) - percentile(syncs, 0.95)
    return [
        Finding(
            "Interpreter to first 200 rows read, unlocking left out, CPU",
            "",
            f"{ms(cpu)}, {size(memory)}",
            "",
            "part of 200 ms, 90 MB",
            cpu <= 0.2 and memory <= 90e6,
        ),
        _most("`station complaint show`, whole process", median(shows), 0.5),
        _most("A page of 200 anywhere in 100,000, p95", jumps, 0.05),
        _most("A jump of the table to anywhere, painted, p95", scrolls, 0.05),
        _most(f"Search, 1 to 4 characters, {SEARCHED:,} indexed, p95", searches, 0.015),
        _most("Save a complaint with two parties, p95 beyond the disk's own sync", beyond, 0.03),
    ]


def _most(what: str, seconds: float, most: float) -> Finding:
    return Finding(what, "", ms(seconds), "", f"<= {most * 1000:g} ms", seconds <= most)


def fill(folder: Path) -> tuple[str, bytes]:
    """100,000 cases as if long exchanged; the id of one, and the ledger's key."""
    desk = open_desk(folder, LOGIN, PASSWORD)
    ledger = desk.ledger
    chance = generator(1)
    made: list[Kept] = []
    for number in range(CASES):
        made.append(_case(ledger, number, chance))
        if len(made) == 5_000:
            with ledger.db.writing():
                ledger.store.add(made)
                recompute(ledger.store, cases_among(made))
                if number < SEARCHED:
                    SearchIndex(ledger.db).take(ledger.store, made)
            made.clear()
    one = str(ledger.db.rows("SELECT id FROM r_case LIMIT 1")[0][0])
    key = desk.data_key
    desk.close()
    return one, key


def _case(ledger: Ledger, number: int, chance: random.Random) -> Kept:
    values = case_values(number, chance)
    at = number * 61_000 + 1
    record_id = new_id(CLOCK.now_ms(), os.urandom)
    values |= {"station_id": ledger.station_id, "created_at": at}
    stamps = dict.fromkeys(values, Stamp(1, at, ledger.replica))
    return Kept(Record("case", record_id, values, stamps, number + 1), record_id)


_READ = """
import sys, os
from pathlib import Path
from sync.ledger.db import SqliteDb
from sync.ledger.ledger import Ledger
from sync.ledger.open import open_ledger
from sync.clock import SystemClock
from station_app.usecases.reading.cases import CaseFilter, case_page, count_cases
connection = open_ledger(Path(sys.argv[1]), bytes.fromhex(sys.stdin.read()))
ledger = Ledger(SqliteDb(connection), SystemClock(), os.urandom)
assert len(case_page(ledger, CaseFilter())) == 200 and count_cases(ledger, CaseFilter()) > 0
spent = os.times()
memory = [l for l in open("/proc/self/status") if l.startswith("VmHWM")][0].split()[1]
print(spent.user + spent.system, int(memory) * 1024)
"""


def _first_rows(ledger: Path, key: bytes) -> tuple[float, float]:
    """Processor time and memory of a new interpreter that opens the ledger and reads a page."""
    said = subprocess.run(
        [sys.executable, "-c", _READ, str(ledger)],
        input=key.hex(),
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return float(said[0]), float(said[1])


def _command(folder: Path, *words: str) -> float:
    """Seconds of a whole `station` process, its modules compiled as those of a package are."""
    environ = {
        **os.environ,
        "STATION_PASSWORD": PASSWORD,
        "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled"),
    }
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run(
        [
            sys.executable,
            "-c",
            "from station_app.main import station; station()",
            "--data",
            str(folder),
            "--json",
            *words,
        ],
        check=True,
        capture_output=True,
        env=environ,
    )
    return time.perf_counter() - start


def _jumps(folder: Path) -> list[float]:
    desk = open_desk(folder, LOGIN, PASSWORD)
    chance = generator(2)
    spent = [
        _timed(lambda: case_rows_at(desk.ledger, CaseFilter(), chance.randrange(CASES)))
        for _ in range(JUMPS)
    ]
    desk.close()
    return spent


def _searches(folder: Path) -> list[float]:
    desk = open_desk(folder, LOGIN, PASSWORD)
    chance = generator(3)
    texts = [case_values(n, chance)["facts"] for n in range(JUMPS)]
    spent = []
    for number, text in enumerate(texts):
        words = str(text)[5 : 6 + number % 4]
        spent.append(_timed(partial(found_cases, desk.ledger, words)))
    desk.close()
    return spent


def _saves(folder: Path) -> tuple[list[float], list[float]]:
    """What saving takes, and what the disk alone takes to sync 16 KiB."""
    desk = open_desk(folder, LOGIN, PASSWORD)
    session = desk.session
    saves: list[float] = []
    syncs: list[float] = []
    handle = os.open(folder / "disk", os.O_CREAT | os.O_WRONLY, 0o600)
    chance = generator(4)
    for number in range(SAVES):
        values = _told(number, chance)
        saves.append(_timed(partial(add, desk.ledger, session, values)))
        os.write(handle, b"\x01" * 16384)
        syncs.append(_timed(lambda: os.fsync(handle)))
    os.close(handle)
    desk.close()
    return saves, syncs


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _told(number: int, chance: random.Random) -> dict[str, Json]:
    """A complaint as a form hands it over, with both sides."""
    values = {
        name: value
        for name, value in case_values(number, chance).items()
        if name not in ("case_no", "registered_at", "received_at", "privacy_notice_at")
    }
    now = iso(CLOCK.now_ms() - 1000)
    return {
        **values,
        "matter_type": "complaint",
        "object_kind": "farm_input",
        "received_at": now,
        "privacy_notice_at": now,
        "parties": [
            {
                "role": "complainant",
                "is_main": True,
                "kind": "person",
                "name": "王某某",
                "phone": "13800000000",
                "address": "镇东村三区12号",
            },
            {
                "role": "respondent",
                "is_main": True,
                "kind": "stall_unlicensed",
                "name": "刘某种子摊",
                "business_place": "大集东头",
            },
        ],
    }


class _Rows:
    """The table's source: pages by place."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def count(self) -> int:
        return count_cases(self._ledger, CaseFilter())

    def fetch(self, offset: int, limit: int) -> Sequence[CaseRow]:
        return case_rows_at(self._ledger, CaseFilter(), offset, limit)


def _table(folder: Path) -> list[float]:
    """Jumps of the real table over the real rows, each painted."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Late: only this process needs Qt.
    from PySide6.QtWidgets import QApplication

    from station_app.ui.common.table import Column, PagedModel, PagedTable
    from station_app.ui.common.theme import Theme

    app = QApplication([])
    desk = open_desk(folder, LOGIN, PASSWORD)
    columns: list[Column[CaseRow]] = [
        Column("编号", lambda row: row.number or ""),
        Column("标题", lambda row: row.title, stretch=True),
        Column("状态", lambda row: row.status),
        Column("金额", lambda row: f"{(row.amount or 0) / 100:.2f}", right=True),
        Column("同步", lambda row: row.sync_state),
    ]
    model = PagedModel(columns)
    model.set_source(_Rows(desk.ledger))
    table = PagedTable(Theme(app, resources_folder()), model, "案件")
    table.resize(1200, 800)
    table.show()
    app.processEvents()
    chance = generator(5)

    def jump() -> None:
        table.scrollTo(model.index(chance.randrange(CASES), 0))
        table.viewport().repaint()

    spent = [_timed(jump) for _ in range(JUMPS)]
    table.close()
    desk.close()
    return spent

"""The county in earnest: PostgreSQL, two workers, 50 stations exchanging as they please."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.benchmarks.light import LightStation
from tests.benchmarks.measure import Finding, in_fresh_process, median, memory_of, size
from tests.benchmarks.rows import generator
from tests.benchmarks.servers import Running, running_center
from tests.benchmarks.stack import Station, make_center
from tests.postgres import running_cluster

STATIONS = 50
ROUNDS = 6
NEW, EDITED = 60, 40
WORKERS = 2


def county(folder: Path, runs: int) -> list[Finding]:
    """Records merged a second, over all stations; each run adds to the same county."""
    with running_cluster() as cluster:
        url = cluster.url(cluster.new_database())
        _, villages = make_center(folder / "center", STATIONS, url)
        with running_center(folder / "center", url, WORKERS) as center:
            rates, failed, memory = in_fresh_process(_load, center, villages, runs)
    rate = median(rates)
    return [
        Finding(
            f"Mixed exchange of {STATIONS} stations, records merged a second",
            "",
            f"{rate:,.0f}",
            "",
            ">= 3,000",
            rate >= 3000,
        ),
        Finding("Errors", "", str(failed), "", "0", failed == 0),
        Finding(
            "Memory of a worker, at most",
            "",
            size(max(memory)),
            "",
            "<= 150 MB",
            max(memory) <= 150e6,
        ),
    ]


def _load(
    center: Running, villages: Sequence[Station], runs: int
) -> tuple[list[float], int, list[int]]:
    stations = [
        LightStation(center.url, village, generator(number))
        for number, village in enumerate(villages)
    ]
    failures: list[str] = []
    for station in stations:
        station.write_people()
        station.write_cases(NEW, 0)
        station.exchange()
    rates = []
    for _ in range(runs):
        merged: list[int] = []
        seconds = at_once([partial(_work, station, merged) for station in stations], failures)
        rates.append(sum(merged) / seconds)
    for station in stations:
        station.close()
    return rates, len(failures), [memory_of(pid)[1] for pid in children_of(center.pid)]


def _work(station: LightStation, merged: list[int]) -> None:
    for _ in range(ROUNDS):
        station.write_cases(NEW, EDITED)
        merged.append(station.exchange())


def at_once(jobs: Sequence[Callable[[], object]], failures: list[str]) -> float:
    """All jobs on threads of their own; seconds until the last is done."""

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except Exception as fault:  # noqa: BLE001 - counted and reported
            failures.append(repr(fault))

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def children_of(pid: int) -> list[int]:
    """The workers of a server; itself where it has none (Linux)."""
    said = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    workers = [int(child) for child in said if _is_worker(int(child))]
    return workers or [pid]


def _is_worker(pid: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()

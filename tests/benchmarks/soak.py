"""`python -m tests.benchmarks.soak --minutes N`: 500 stations, then all back at once.

Each registers 20 changes and takes 2 photos a round.  The last round comes as after three days
down: everybody in the same moment, each with three days' work.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path

from station_app.background.exchange_keeper import JitteredDelays
from sync.problems import Problem, ProblemKind
from tests.benchmarks import report
from tests.benchmarks.county import WORKERS, children_of
from tests.benchmarks.light import LightStation
from tests.benchmarks.measure import Finding, in_fresh_process, memory_of, ms, percentile, size
from tests.benchmarks.rows import generator
from tests.benchmarks.servers import Running, running_center
from tests.benchmarks.stack import Station, make_center
from tests.postgres import running_cluster

STATIONS = 500
CHANGES = 20
PHOTOS = 2
PHOTO_BYTES = 150_000
DAYS_DOWN = 3
LONGEST_WAIT_S = 300.0


class Watch:
    """What happened to whom, from all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.requests: list[float] = []
        self.waits: list[float] = []
        self.busy = 0
        self.failures: list[str] = []

    def asked(self, seconds: float) -> None:
        with self._lock:
            self.requests.append(seconds)

    def turned_away(self) -> None:
        with self._lock:
            self.busy += 1

    def served(self, seconds: float) -> None:
        with self._lock:
            self.waits.append(seconds)

    def failed(self, fault: BaseException) -> None:
        with self._lock:
            self.failures.append(repr(fault))


def soak(folder: Path, minutes: float, stations: int) -> list[Finding]:
    with running_cluster() as cluster:
        url = cluster.url(cluster.new_database())
        _, villages = make_center(folder / "center", stations, url)
        with running_center(folder / "center", url, WORKERS) as center:
            return in_fresh_process(_soak, center, villages, minutes)


def _soak(center: Running, villages: Sequence[Station], minutes: float) -> list[Finding]:
    end = time.monotonic() + minutes * 60
    stations = [
        LightStation(center.url, village, generator(number))
        for number, village in enumerate(villages)
    ]
    for station in stations:
        station.write_people()
        station.write_cases(CHANGES, 0)
    everyday, last = Watch(), Watch()
    with ThreadPoolExecutor(len(stations)) as threads:
        _round(threads, stations, everyday, 0)
        before = max(memory_of(pid)[0] for pid in children_of(center.pid))
        while time.monotonic() < end:
            _round(threads, stations, everyday, CHANGES)
        after = max(memory_of(pid)[0] for pid in children_of(center.pid))
        start = time.monotonic()
        _round(threads, stations, last, CHANGES * DAYS_DOWN)
        drained = time.monotonic() - start
    for station in stations:
        station.close()
    slow, longest = percentile(last.requests, 0.95), max(last.waits, default=0.0)
    failed = len(everyday.failures) + len(last.failures)
    return [
        _line(f"{len(stations)} back at once, a request, p95", ms(slow), "<= 2 s", slow <= 2),
        _line("Drained", f"{drained:.0f} s", "<= 10 min", drained <= 600),
        _line("Longest wait of a station", f"{longest:.0f} s", "<= 5 min", longest <= 300),
        _line("Faults (5xx but 503, broken lines)", str(failed), "0", failed == 0),
        _line("Told to come again (503)", str(everyday.busy + last.busy), "", None),
        _line(
            "Memory of a worker, first and last round", f"{size(before)}, {size(after)}", "", None
        ),
    ]


def _line(what: str, ours: str, reach: str, reached: bool | None) -> Finding:
    return Finding(what, "", ours, "", reach, reached)


def _round(
    threads: ThreadPoolExecutor, stations: Sequence[LightStation], watch: Watch, changes: int
) -> None:
    def work(station: LightStation) -> None:
        start = time.monotonic()
        chance = random.Random(station.replica)
        try:
            _visit(station, watch, changes, chance)
        except Exception as fault:  # noqa: BLE001 - counted and reported
            watch.failed(fault)
        watch.served(time.monotonic() - start)

    list(threads.map(work, stations))


def _visit(station: LightStation, watch: Watch, changes: int, chance: random.Random) -> None:
    if changes:
        station.write_cases(changes // 2, changes - changes // 2)
    photos = [os.urandom(PHOTO_BYTES) for _ in range(PHOTOS)]
    ids = [station.write_photo(hashlib.sha256(photo).hexdigest(), len(photo)) for photo in photos]
    _patiently(watch, chance, station.exchange)
    for attachment, photo in zip(ids, photos, strict=True):
        put = partial(station.center.put_content, attachment, 0, photo, len(photo))
        _patiently(watch, chance, put)


def _patiently(watch: Watch, chance: random.Random, ask: Callable[[], object]) -> None:
    """Ask until answered; who is told that the center is busy comes again as a desk does."""
    until = time.monotonic() + LONGEST_WAIT_S
    delays = JitteredDelays(chance.random)
    for failures in count(1):
        start = time.perf_counter()
        try:
            ask()
        except Problem as problem:
            if problem.kind is not ProblemKind.CENTER_BUSY or time.monotonic() > until:
                raise
            watch.turned_away()
            time.sleep(delays.after_failure(failures) / 1000)
        else:
            watch.asked(time.perf_counter() - start)
            return


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="of everyday rounds")
    parser.add_argument("--stations", type=int, default=STATIONS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="station-soak-") as folder:
        findings = soak(Path(folder), asked.minutes, asked.stations)
    report.keep("soak", f"Soak: {asked.stations} stations, {asked.minutes:g} minutes", findings)
    for finding in findings:
        print(*finding, sep=" | ", flush=True)
    report.write()


if __name__ == "__main__":
    main()

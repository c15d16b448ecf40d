"""`python -m tests.benchmarks.growth --minutes N`: what a worker's memory gains by the hour.

Fifty stations come by in turn at an even pace, below what the center can do: one in two brings new
cases, edits and a photo, the other has nothing.  The first quarter is warming up and not counted.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from statistics import linear_regression, mean

from tests.benchmarks import report
from tests.benchmarks.county import WORKERS, children_of
from tests.benchmarks.light import LightStation
from tests.benchmarks.measure import Finding, in_fresh_process, memory_of, size
from tests.benchmarks.rows import generator
from tests.benchmarks.servers import Running, running_center
from tests.benchmarks.stack import Station, make_center
from tests.postgres import running_cluster

STATIONS = 50
PACE_S = 0.2
NEW, EDITED = 5, 5
PHOTO_BYTES = 150_000
SAMPLE_EVERY = 25
"""Visits between two looks at the memory."""


def growth(folder: Path, minutes: float) -> list[Finding]:
    """Of the worker that gains most: percent of its mean an hour."""
    with running_cluster() as cluster:
        url = cluster.url(cluster.new_database())
        _, villages = make_center(folder / "center", STATIONS, url)
        with running_center(folder / "center", url, WORKERS) as center:
            samples, visits = in_fresh_process(_visits, center, villages, minutes)
    steepest = max(_percent_an_hour(samples, worker) for worker in range(WORKERS))
    highest = max(max(found) for _, *found in samples)
    return [
        Finding("Growth of a worker's memory, an hour", "", f"{steepest:.2f} %", "", "<= 1 %",
                steepest <= 1),
        Finding("Memory of a worker, at most", "", size(highest), "", "<= 150 MB",
                highest <= 150e6),
        Finding("Visits", "", f"{visits:,}", "", "", None),
    ]  # fmt: skip


def _visits(
    center: Running, villages: Sequence[Station], minutes: float
) -> tuple[list[tuple[float, ...]], int]:
    """(seconds, memory of each worker in bytes), and how many visits there were."""
    stations = [
        LightStation(center.url, village, generator(number))
        for number, village in enumerate(villages)
    ]
    workers = children_of(center.pid)
    begun = time.monotonic()
    samples: list[tuple[float, ...]] = []
    for visit in count():
        now = time.monotonic() - begun
        if now >= minutes * 60:
            break
        time.sleep(max(0.0, visit * PACE_S - now))
        _visit(stations[visit % STATIONS], visit)
        if visit % SAMPLE_EVERY == 0:
            samples.append((now, *(float(memory_of(pid)[0]) for pid in workers)))
    for station in stations:
        station.close()
    return samples, visit


def _visit(station: LightStation, visit: int) -> None:
    turn = visit // STATIONS
    if turn == 0:
        station.write_people()
    if turn % 2:
        station.exchange()
        return
    station.write_cases(NEW, EDITED)
    photo = os.urandom(PHOTO_BYTES)
    name = station.write_photo(hashlib.sha256(photo).hexdigest(), len(photo))
    station.exchange()
    station.center.put_content(name, 0, photo, len(photo))


def _percent_an_hour(samples: Sequence[tuple[float, ...]], worker: int) -> float:
    counted = samples[len(samples) // 4 :]
    hours = [sample[0] / 3600 for sample in counted]
    held = [sample[1 + worker] for sample in counted]
    return 100 * linear_regression(hours, held).slope / mean(held)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="station-growth-") as folder:
        findings = growth(Path(folder), asked.minutes)
    report.keep("growth", f"A worker's memory over {asked.minutes:g} minutes", findings)
    for finding in findings:
        print(*finding, sep=" | ", flush=True)
    report.write()


if __name__ == "__main__":
    main()

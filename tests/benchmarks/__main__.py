"""`make bench`: every job, or those named by `--only`, then the report."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import report
from tests.benchmarks.calendar_jobs import calendar_jobs
from tests.benchmarks.capture import capture
from tests.benchmarks.county import county
from tests.benchmarks.desk_jobs import desk_jobs
from tests.benchmarks.exchange_jobs import (
    many_at_once,
    pushes_and_pulls,
    small_exchanges,
    village_line,
)
from tests.benchmarks.measure import Finding
from tests.benchmarks.recurring import recurring
from tests.benchmarks.window import window_jobs


class Job(NamedTuple):
    """One section of the report."""

    title: str
    run: Callable[[Path, int], list[Finding]]


JOBS: Mapping[str, Job] = {
    "W1": Job("Large exchanges (W1, W2)", pushes_and_pulls),
    "W3": Job("Small exchanges (W3, W4)", small_exchanges),
    "W5": Job("Many at once (W5)", many_at_once),
    "village": Job("A village's line: 100 ms round trip, 2 Mbit/s", village_line),
    "capture": Job("Capture", capture),
    "desk": Job("The desk, 100,000 cases in an encrypted ledger", desk_jobs),
    "window": Job("The window over 100,000 cases", window_jobs),
    "recurring": Job("Recurrence", recurring),
    "calendar": Job("The calendar with 200 entries", calendar_jobs),
    "center": Job("The center on PostgreSQL, two workers", county),
}
"""W2 comes with W1 and W4 with W3: they work on what those leave."""

WITH = {"W2": "W1", "W4": "W3"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", default="", help=f"of {', '.join(JOBS)}, with commas between")
    parser.add_argument("--runs", type=int, default=5, help="how often each side is measured")
    asked = parser.parse_args()
    names = [WITH.get(name, name) for name in asked.only.split(",") if name] or list(JOBS)
    unknown = set(names) - JOBS.keys()
    if unknown:
        parser.error(f"no such job: {', '.join(sorted(unknown))}")
    for name in dict.fromkeys(names):
        job = JOBS[name]
        with tempfile.TemporaryDirectory(prefix="station-bench-") as folder:
            findings = job.run(Path(folder) / name, asked.runs)
        report.keep(name, job.title, findings)
        for finding in findings:
            print(*finding, sep=" | ", flush=True)
    report.write()


if __name__ == "__main__":
    main()

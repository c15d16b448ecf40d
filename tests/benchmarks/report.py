"""The report: `docs/benchmarks.md`, from what each job found last."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from sqlcipher3 import dbapi2

from tests.benchmarks.measure import Finding

JOBS = (
    "W1",
    "W3",
    "W5",
    "village",
    "capture",
    "desk",
    "window",
    "recurring",
    "calendar",
    "center",
    "soak",
    "growth",
)
"""The order of the report."""

KEPT = Path("build/benchmarks")
REPORT = Path("docs/benchmarks.md")

PACKAGES = (
    "sqlcipher3",
    "orjson",
    "zstandard",
    "cryptography",
    "requests",
    "fastapi",
    "uvicorn",
    "psycopg",
    "PySide6-Essentials",
)

HEAD = """# Benchmarks

Written by `make bench` (`python -m tests.benchmarks [--only W1,...] [--runs 5]`). Targets are those
of the project's quality sheet. Times are medians; *ratio* is ours by the floor's, measured by
turns in the same run, and is what counts: machines are noisy. CPU is processor time of client and
server together.

The floor is plain SQLite (sqlcipher3's, without a key), JSON arrays and zstd-3 behind one endpoint
(Starlette on uvicorn, one kept-alive connection, batches of 2,000, WAL and `synchronous=FULL`): no
rights, no merging, no log, no encryption. Ours is the whole stack: desks with encrypted ledgers,
signed HTTP, the center in a process of its own on SQLite with WAL and `synchronous=FULL`, rights,
merging, verdicts, both journals. A record has 20 columns, about 820 bytes as JSON. Bytes are
counted on the wire with all headers. Words for the search follow after an exchange, in pieces, and
are told apart.
"""


def keep(job: str, title: str, findings: Sequence[Finding]) -> None:
    """Put away what a job found, for this report and the next."""
    KEPT.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    document = {"title": title, "at": at, "load": _load(), "findings": [[*f] for f in findings]}
    (KEPT / f"{job}.json").write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def write(jobs: Sequence[str] = JOBS) -> None:
    """The report of all that was ever measured here."""
    parts = [HEAD, _machine()]
    for job in jobs:
        file = KEPT / f"{job}.json"
        if file.exists():
            parts.append(section(orjson.loads(file.read_bytes())))
    REPORT.write_text("\n".join(parts), "utf-8")


def section(document: Mapping[str, Any]) -> str:
    """One job's table."""
    lines = [
        f"## {document['title']}",
        "",
        f"{document['at']}, load of the machine {document['load']} (1, 5, 15 minutes).",
        "",
        "| what | floor | ours | ratio | reach | reached |",
        "|---|---|---|---|---|---|",
    ]
    for what, floor, ours, ratio, reach, reached in document["findings"]:
        word = {True: "yes", False: "**no**", None: ""}[reached]
        lines.append(f"| {what} | {floor} | {ours} | {ratio} | {reach} | {word} |")
    return "\n".join(lines) + "\n"


def _machine() -> str:
    found = [f"{name} {version(name)}" for name in PACKAGES]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        "## Machine\n\n"
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, {platform.system()} "
        f"{platform.release().split('-')[0]}, Python {platform.python_version()}, "
        f"SQLite {dbapi2.sqlite_version}; {', '.join(found)}.\n"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()

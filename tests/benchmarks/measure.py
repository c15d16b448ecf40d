"""Taking figures: time, processor time, memory, in a process of its own where it must be clean."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(slots=True)
class Sample:
    """One run of one job.

    `cpu`: seconds of processor time at both ends, which a shared machine disturbs less.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    requests: int = 0
    up: int = 0
    down: int = 0
    more: dict[str, float] = field(default_factory=dict)


class Finding(NamedTuple):
    """One line of the report."""

    what: str
    floor: str
    ours: str
    ratio: str
    reach: str
    reached: bool | None


@contextmanager
def timed(sample: Sample, server: int | None = None) -> Iterator[None]:
    """Adds wall time, and the processor time of this process and of process `server`."""
    own = time.process_time()
    theirs = cpu_of(server) if server is not None else 0.0
    start = time.perf_counter()
    yield
    sample.seconds += time.perf_counter() - start
    sample.cpu += time.process_time() - own
    sample.cpu += (cpu_of(server) if server is not None else 0.0) - theirs


def cpu_of(pid: int) -> float:
    """Seconds of processor time a process has used (Linux), in hundredths."""
    parts = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(") ", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / _TICKS


def memory_of(pid: int | None = None) -> tuple[int, int]:
    """Resident memory now and at its highest, in bytes (Linux)."""
    found: dict[str, int] = {}
    for line in Path(f"/proc/{pid or os.getpid()}/status").read_text("utf-8").splitlines():
        name, _, rest = line.partition(":")
        if name in ("VmRSS", "VmHWM"):
            found[name] = int(rest.split()[0]) * 1024
    return found["VmRSS"], found["VmHWM"]


def forget_highest_memory() -> None:
    """From here on `memory_of` tells the highest anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def in_fresh_process(work: Callable[..., T], *arguments: Any) -> T:
    """`work` in a new process that knows nothing yet."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(work, *arguments).result()


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` of all (0 to 1) do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def middle(samples: Sequence[Sample]) -> Sample:
    """The medians of all figures."""
    names = {name for sample in samples for name in sample.more}
    return Sample(
        seconds=median(s.seconds for s in samples),
        cpu=median(s.cpu for s in samples),
        requests=max(s.requests for s in samples),
        up=max(s.up for s in samples),
        down=max(s.down for s in samples),
        more={name: median(s.more[name] for s in samples if name in s.more) for name in names},
    )


def ratio_of(ours: Sequence[Sample], floor: Sequence[Sample]) -> float:
    """Median time by median time."""
    return median(s.seconds for s in ours) / median(s.seconds for s in floor)


def alternating(
    runs: int, floor: Callable[[int], Sample], ours: Callable[[int], Sample]
) -> tuple[list[Sample], list[Sample]]:
    """Both sides by turns, so that a busy minute of the machine hits both."""
    floors: list[Sample] = []
    stacks: list[Sample] = []
    for run in range(runs):
        floors.append(floor(run))
        stacks.append(ours(run))
    return floors, stacks


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


def size(count: float) -> str:
    if count < 10_000:
        return f"{count:.0f} B"
    return f"{count / 1e3:.1f} kB" if count < 1e6 else f"{count / 1e6:.2f} MB"

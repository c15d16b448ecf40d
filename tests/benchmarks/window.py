"""The real window over 100,000 cases: its start, and the longest time its UI thread was busy."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson

from station_app.background.counted_run import CountedRun
from station_app.background.enrolling import enrol_beside
from station_app.usecases.desk import NewStation, init_station, open_desk
from tests.benchmarks.desk_jobs import CASES
from tests.benchmarks.light import LightStation
from tests.benchmarks.measure import Finding, in_fresh_process, median, ms, size
from tests.benchmarks.rows import generator
from tests.benchmarks.servers import running_center
from tests.benchmarks.stack import WINDOW, Station, make_center
from tests.benchmarks.window_child import LOGIN, PASSWORD

BROUGHT = 2_000
"""Records of the exchange that goes on while somebody works."""
BATCH = 2_000
BUSY_S = 0.1


def window_jobs(folder: Path, runs: int, cases: int = CASES) -> list[Finding]:
    """A township window whose village has `cases`, all of them really exchanged."""
    folder.mkdir(parents=True)
    window, villages = make_center(folder / "center", 1)
    desk = folder / "desk"
    init_station(desk, NewStation(WINDOW, "大口屯镇窗口", "township", LOGIN, PASSWORD))
    with running_center(folder / "center") as center:
        village = LightStation(center.url, villages[0], generator(1))
        village.write_people()
        for _ in range(0, cases, BATCH):
            village.write_cases(min(BATCH, cases), 0)
            village.exchange()
        in_fresh_process(_bring_down, desk, center.url, window)
        _sit(folder, desk, None)
        starts = [_start(folder, desk, cold=False) for _ in range(runs + 1)][1:]
        floors = [_run(folder, "floor") for _ in range(runs + 1)][1:]
        told = _sit(folder, desk, village)
        # Last: what follows would wait for the disk as well.
        colds = [_start(folder, desk, cold=True) for _ in range(runs)]
        village.close()
    return [*_of_start(starts, colds, floors), *_of_pulse(told)]


def _bring_down(folder: Path, url: str, window: Station) -> None:
    """Joins the county and takes everything, words for the search and all."""
    desk = open_desk(folder, LOGIN, PASSWORD, check_same_thread=False)
    enrol_beside(desk, url, window.enrolment)
    run = CountedRun(desk)
    while not run(lambda: False).complete:
        pass
    desk.close()


def _environ(folder: Path) -> dict[str, str]:
    """Modules compiled, as those of a package are."""
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
    }
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return environ


def _start(folder: Path, desk: Path, *, cold: bool) -> dict[str, float]:
    if cold:
        _forget(desk)
        _forget(folder / "compiled")
        _forget(Path(sys.prefix) / "lib")
    return _run(folder, "start", str(desk))


def _run(folder: Path, *what: str) -> dict[str, float]:
    said = subprocess.run(
        [*_child(*what), repr(time.time())],
        check=True,
        capture_output=True,
        text=True,
        env=_environ(folder),
    ).stdout
    found: dict[str, float] = orjson.loads(said.splitlines()[-1])
    return found


def _child(*what: str) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.window_child", *what]


def _forget(folder: Path) -> None:
    """Asks the system to drop the files' pages; those another program maps stay."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and os.access(path, os.R_OK):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)


def _sit(folder: Path, desk: Path, village: LightStation | None) -> dict[str, Any]:
    """One sitting; the village's new cases wait at the center when the exchange begins.

    Without a village nothing is measured: it compiles the modules, as a package's are.
    """
    with subprocess.Popen(
        _child("sit", str(desk)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=_environ(folder),
    ) as child:
        if child.stdin is None or child.stdout is None:
            raise AssertionError("both ends are pipes")
        while (line := child.stdout.readline()) and line != "ready\n":
            pass
        if village is None:
            child.kill()
            return {}
        village.write_cases(BROUGHT, 0)
        village.exchange()
        child.stdin.write("go\n")
        child.stdin.flush()
        said = child.stdout.read().splitlines()
    if child.returncode:
        raise RuntimeError(f"the window ended with {child.returncode}")
    found: dict[str, Any] = orjson.loads(said[-1])
    if found["received"] != BROUGHT:
        raise RuntimeError(f"the exchange brought {found['received']}, not {BROUGHT}")
    return found


def _of_start(
    warm: list[dict[str, float]], cold: list[dict[str, float]], empty: list[dict[str, float]]
) -> list[Finding]:
    def middle(runs: list[dict[str, float]], name: str) -> float:
        return median(run[name] for run in runs)

    def against(what: str, name: str, most: float) -> Finding:
        ours, floor = middle(warm, name), middle(empty, name)
        reach = f"<= {most * 1000:g} ms"
        return Finding(what, ms(floor), ms(ours), f"{ours / floor:.2f}", reach, ours <= most)

    memory, plain = middle(warm, "memory"), middle(empty, "memory")
    begun = "Process start to first painted rows, unlocking left out"
    return [
        against(f"{begun}, CPU (floor: an empty window)", "cpu", 0.2),
        against(f"{begun}, wall, warm", "wall", 0.4),
        _at_most(f"{begun}, wall, files dropped from memory before", middle(cold, "wall"), 0.8),
        Finding("Memory then", size(plain), size(memory), "", "<= 90 MB", memory <= 90e6),
        _told("Process start to the sign-in, CPU", middle(warm, "sign_in_cpu")),
        _told("Process start to the sign-in, wall", middle(warm, "sign_in_wall")),
        _told("Unlocking (stretching the password)", middle(warm, "unlocking")),
        Finding(
            "Parts of the ORM imported before that paint",
            "",
            f"{max(run['orm'] for run in warm):.0f}",
            "",
            "0",
            max(run["orm"] for run in warm) == 0,
        ),
    ]


def _of_pulse(told: dict[str, Any]) -> list[Finding]:
    for place, times in told["where"]:
        print(f"  late at {place}: {times}", file=sys.stderr)
    found = []
    for phase, (longest, cpu, others, over) in told["phases"].items():
        words = f"{ms(longest)} (CPU {ms(cpu)}; machine busy {ms(others)}), {over:.0f} over 100 ms"
        what = f"Longest stall of the UI thread: {phase}"
        found.append(Finding(what, "", words, "", "<= 100 ms", longest <= BUSY_S))
    return found


def _at_most(what: str, seconds: float, most: float) -> Finding:
    return Finding(what, "", ms(seconds), "", f"<= {most * 1000:g} ms", seconds <= most)


def _told(what: str, seconds: float) -> Finding:
    return Finding(what, "", ms(seconds), "", "", None)

"""A center and a desk made by the usual commands, to be killed and looked at afterwards."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
SOURCE = Path(__file__).resolve().parents[2]
"""The programs run from where this file is, wherever they were installed from."""

PASSWORD = "attack-on-the-ledger-2026"
COUNTY = "120115"
VILLAGE = "120115101201"
LOGIN = "lizhuli"
LOCK = "ledger.lock"
HANGS_S = 120.0


def complaint(mark: str) -> dict[str, Any]:
    """One complaint that can be told apart from every other."""
    return {
        "title": f"种子不出苗{mark}"[:60],
        "channel": "walk_in",
        "object_kind": "farm_input",
        "category_code": "farm_inputs.seed",
        "amount": "320.00",
        "problem_nature": ["quality"],
        "facts": f"四月二十日买玉米种子四袋,播种后不出苗,记号{mark}。",
        "requests": [{"request_kind": "refund", "money": "320.00", "note": None}],
        "privacy_notice_way": "read_out",
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
                "name": "某某种子摊",
                "business_place": "大集东头",
                "unlicensed": True,
            },
        ],
    }


@dataclass(frozen=True)
class Run:
    """One run of a command: how it ended (negative: the signal), and what it had said by then.

    `began_s`: seconds from its start to its taking of the ledger's lock, None where it never did.
    """

    code: int
    out: bytes
    seconds: float
    began_s: float | None

    @property
    def killed(self) -> bool:
        return self.code < 0

    def answers(self) -> list[dict[str, Any]]:
        """The lines that were said whole."""
        return [json.loads(line) for line in self.out.splitlines(True) if line.endswith(b"\n")]


@dataclass(frozen=True)
class Moment:
    """When to kill: seconds from the start, or from the taking of the ledger's lock."""

    seconds: float
    at_work: bool


class _Killer(threading.Thread):
    """SIGKILL for a command at its moment, unless it ends before."""

    def __init__(self, process: subprocess.Popen[bytes], moment: Moment, lock: Path) -> None:
        super().__init__()
        self._process, self._moment, self._lock = process, moment, lock
        self._before = _noted_at(lock)
        self.ended = threading.Event()

    def run(self) -> None:
        while self._moment.at_work and _noted_at(self._lock) == self._before:
            if self.ended.wait(0.001):
                return
        if not self.ended.wait(self._moment.seconds):
            self._process.kill()


def _noted_at(lock: Path) -> float:
    """When somebody last took the lock."""
    return lock.stat().st_mtime if lock.exists() else 0.0


@dataclass
class Place:
    """The folders of one attack.

    `program`: the words that start a program, before its name; the installed ones unless said.
    """

    root: Path
    program: tuple[str, ...] = ()

    @property
    def desk(self) -> Path:
        return self.root / "desk"

    @property
    def partner(self) -> Path:
        return self.root / "partner"

    @property
    def center(self) -> Path:
        return self.root / "center"

    @property
    def faults(self) -> Path:
        """What the programs said on standard error."""
        return self.root / "faults.txt"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(SOURCE),
            "STATION_PASSWORD": PASSWORD,
            "STATION_DATA_DIR": str(self.desk),
            "XDG_STATE_HOME": str(self.root / "state"),
            **(more or {}),
        }

    def words(self, name: str) -> list[str]:
        return [*self.program, name] if self.program else [str(BIN / name)]

    def station(
        self,
        *arguments: str,
        told: bytes = b"",
        kill: Moment | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Run:
        """Run a command of the desk; SIGKILL at that moment, unless it ended before."""
        lock = self.desk / LOCK
        before, wall, start = _noted_at(lock), time.time(), time.monotonic()
        with self.faults.open("ab") as faults:
            process = subprocess.Popen(
                [*self.words("station"), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=faults,
                env=self.environment(more),
            )
        killer = _Killer(process, kill, lock) if kill is not None else None
        if killer is not None:
            killer.start()
        out, _ = process.communicate(told, HANGS_S)
        if killer is not None:
            killer.ended.set()
            killer.join()
        seconds, noted = time.monotonic() - start, _noted_at(lock)
        return Run(process.returncode, out, seconds, noted - wall if noted != before else None)

    def make_desk(self) -> None:
        done = self.station(
            *("init", "--station-code", VILLAGE, "--station-name", "镇东村", "--admin", LOGIN)
        )
        assert done.code == 0, self.faults.read_text()

    def make_center(self) -> str:
        """A center with the village's station; the one-time code."""
        self._center("init", "--county-code", COUNTY, "--county-name", "宝坻区")
        added = self._center(
            *("station", "add", "--code", VILLAGE, "--name", "镇东村", "--level", "village")
        )
        code: str = json.loads(added)["enrol_code"]
        return code

    def _center(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self.words("station-center"), *arguments, "--data", self.center],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_center(
        self, port: int, more: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """The center's process, which answers a little later: see `wait_until_ready`."""
        with self.faults.open("ab") as faults:
            return subprocess.Popen(
                [
                    *self.words("station-center"),
                    *("serve", "--data", str(self.center), "--port", str(port)),
                ],
                stdout=subprocess.DEVNULL,
                stderr=faults,
                env=self.environment(more),
            )

    @contextmanager
    def served(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        """The center, answering; killed, if it still runs, at the end."""
        center = self.start_center(port)
        try:
            assert wait_until_ready(center, port), self.faults.read_text()
            yield center
        finally:
            center.kill()
            center.wait(30)


def wait_until_ready(center: subprocess.Popen[bytes], port: int) -> bool:
    """Whether it answers; False where it ended before."""
    for _ in range(2000):
        if center.poll() is not None:
            return False
        if _answers(port):
            return True
        time.sleep(0.02)
    raise AssertionError("the center did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False

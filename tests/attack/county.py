"""A center and a desk made by the usual commands, to be killed and looked at afterwards."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
PASSWORD = "attack-on-the-ledger-2026"
VILLAGE = "120115101201"
LOGIN = "lizhuli"


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
class Place:
    """The folders of one attack."""

    root: Path

    @property
    def desk(self) -> Path:
        return self.root / "desk"

    @property
    def center(self) -> Path:
        return self.root / "center"

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "STATION_PASSWORD": PASSWORD,
            "STATION_DATA_DIR": str(self.desk),
            "XDG_STATE_HOME": str(self.root / "state"),
        }

    def station(self, *arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BIN / "station", *arguments],
            input=told,
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=120,
            check=False,
        )

    def start(
        self, *arguments: str, prefix: Sequence[str] = (), program: str = "station"
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*prefix, str(BIN / program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment(),
        )

    def make_desk(self) -> None:
        done = self.station(
            *("init", "--station-code", VILLAGE, "--station-name", "镇东村", "--admin", LOGIN)
        )
        assert done.returncode == 0, done.stderr

    def make_center(self) -> str:
        """A center with the village's station; the one-time code."""
        made = subprocess.run(
            [
                *(BIN / "station-center", "init", "--data", self.center),
                *("--county-code", "120115", "--county-name", "宝坻区"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        added = subprocess.run(
            [
                *(BIN / "station-center", "station", "add", "--data", self.center),
                *("--code", VILLAGE, "--name", "镇东村", "--level", "village"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert added.returncode == 0, added.stderr
        code: str = json.loads(added.stdout)["enrol_code"]
        return code

    def dump(self) -> list[dict[str, Any]]:
        done = self.station("dump")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def verify(self) -> None:
        done = self.station("--json", "verify")
        assert done.returncode == 0, done.stdout + done.stderr

    def digest(self) -> dict[str, Any]:
        done = self.station("--json", "digest")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def center_digest(self) -> dict[str, Any]:
        done = subprocess.run(
            [
                *(BIN / "station-center", "digest", "--data", self.center),
                *("--station", VILLAGE, "--json"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(place: Place, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The center, answering; ended, if it still runs, at the end."""
    center = serve(place, port)
    try:
        yield center
    finally:
        center.kill()
        center.wait(30)


def serve(place: Place, port: int, prefix: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    center = subprocess.Popen(
        [
            *prefix,
            *(str(BIN / "station-center"), "serve", "--data", str(place.center)),
            *("--port", str(port)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        if center.poll() is not None or _answers(port):
            return center
        time.sleep(0.05)
    raise AssertionError("the center did not start")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False

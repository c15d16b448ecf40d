"""A center that runs and ends as a program, and three desks joined to it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests

from station_app.background.counted_run import CountedRun
from station_app.background.enrolling import enrol_beside
from station_app.usecases.cases import add
from station_app.usecases.desk import NewStation, init_station, open_desk
from sync.clock import SystemClock
from tests.center.running import make_center
from tests.usecases.desks import CHEAP, PASSWORD, complaint
from tools.county_story import County, Desk
from tools.sitting import Account

WINDOW = ("120115101000", "大口屯镇消费维权窗口", "township", "zhaolan")
VILLAGE = ("120115101201", "镇东村消费维权服务站", "village", "lizhuli")
OTHER = ("120115101202", "镇西村消费维权服务站", "village", "wanglin")
OLDER = "化肥含量不足"
STARTS_WITHIN_S = 30


@dataclass
class CenterProgram:
    """`station-center serve` over a folder, always at the same address."""

    folder: Path
    port: int
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = Path(sys.executable).parent / "station-center"
        command = [str(program), "serve", "--data", str(self.folder), "--port", str(self.port)]
        self.running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        end = time.monotonic() + STARTS_WITHIN_S
        while not self._ready():
            assert self.running.poll() is None, "the center ended by itself"
            assert time.monotonic() < end, "the center did not start"

    def stop(self) -> None:
        if self.running is not None:
            self.running.terminate()
            self.running.wait(STARTS_WITHIN_S)
            self.running = None

    def _ready(self) -> bool:
        try:
            return requests.get(f"{self.address}/readyz", timeout=1).status_code == 200
        except requests.ConnectionError:
            return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def make_county(root: Path) -> tuple[County, CenterProgram]:
    """Founded, enrolled and in step; the center runs."""
    folder = root / "center"
    folder.mkdir()
    made = make_center(folder)
    codes = {code: made.add(code, name, level).code for code, name, level, _ in _stations()}
    made.database.close()
    center = CenterProgram(folder, free_port())
    center.start()
    desks = {told[0]: _make_desk(root, told, center.address, codes) for told in _stations()}
    county = County(
        center, desks[VILLAGE[0]], desks[WINDOW[0]], desks[OTHER[0]], OLDER, root / "photos"
    )
    return county, center


def _stations() -> tuple[tuple[str, str, str, str], ...]:
    return (WINDOW, VILLAGE, OTHER)


def _make_desk(
    root: Path, told: tuple[str, str, str, str], address: str, codes: Mapping[str, str]
) -> Desk:
    code, name, level, login = told
    folder = root / f"desk-{code}"
    station = NewStation(code, name, level, login, PASSWORD, "李春生")
    init_station(folder, station, clock=SystemClock(), cost=CHEAP)
    desk = open_desk(folder, login, PASSWORD)
    try:
        enrol_beside(desk, address, codes[code])
        if code == VILLAGE[0]:
            add(desk.ledger, desk.session, complaint(title=OLDER, received_at=...))
        assert CountedRun(desk)(lambda: False).complete
    finally:
        desk.close()
    return Desk(folder, Account(login, PASSWORD), name)

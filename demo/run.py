"""A small county on this machine: its center and desk, two villages and their township window.

    python demo/run.py [--data FOLDER] [--port N] [--fresh]

Center and desks are programs of their own, made and enrolled by the commands anybody would use.
With a display the village's desk opens; without one its pages are walked through under a virtual
display, and their pictures are kept.  What was made once is used again the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOUSE = Path(__file__).resolve().parent.parent

if str(HOUSE) not in sys.path:
    sys.path.insert(0, str(HOUSE))

from demo.knowledge_work import (  # noqa: E402
    enter_county_work,
    enter_questions_and_visits,
    enter_typical_cases,
    post_notices,
)
from demo.weekly_work import Enter, enter_weekly_work, story  # noqa: E402

COUNTY = HOUSE / "resources" / "demo" / "county.json"
BIN = Path(sys.executable).parent
VILLAGE = "120115101201"
PORT = 8312
WAIT_S = 120.0
ENDS_WITHIN_S = 30.0
DONE, NEEDS_A_PERSON = 0, 6


def main() -> int:
    asked = _arguments()
    folder: Path = asked.data.resolve()
    if asked.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    # Ended from outside, the center must end as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    center = DemoCenter(folder / "center", asked.port)
    try:
        center.start()
        desks = make_desks(folder, center)
        return _show(folder, desks)
    except KeyboardInterrupt:
        return 0
    finally:
        center.stop()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=HOUSE / "demo-data")
    parser.add_argument("--port", type=int, default=PORT, help="if it is free, else another")
    parser.add_argument("--fresh", action="store_true", help="begin again from nothing")
    return parser.parse_args()


@dataclass
class DemoCenter:
    """`station-center demo` over a folder.

    Its desks keep its address, so the port it was made with is its port for ever.
    """

    folder: Path
    wanted_port: int = PORT
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Until it answers."""
        if self.running is not None:
            return
        port = self._port()
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "demo.log").open("ab") as log:
            self.running = subprocess.Popen(
                [BIN / "station-center", "demo", "--data", self.folder, "--port", str(port)],
                stdout=log,
                stderr=log,
                # Ctrl+C at the terminal is for the one who watches over it.
                start_new_session=True,
            )
        self._wait_until_ready(self.running)

    def stop(self) -> None:
        running, self.running = self.running, None
        if running is not None:
            running.terminate()
            running.wait(ENDS_WITHIN_S)

    @property
    def told(self) -> dict[str, Any]:
        """What `demo.json` says: the address, and an enrolment code for each station."""
        path = self.folder / "demo.json"
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return document

    def code(self, station: dict[str, Any]) -> str:
        """A further one-time code, for a station `demo.json` has none of."""
        line = [BIN / "station-center", "station", "reissue", station["code"], "--json"]
        done = subprocess.run([*line, "--data", self.folder], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"No code for {station['name']}:\n{done.stdout}{done.stderr}")
        return str(json.loads(done.stdout)["enrol_code"])

    def _port(self) -> int:
        if (self.folder / "demo.json").exists():
            port = urlsplit(self.told["address"]).port or PORT
            if not _is_free(port):
                raise SystemExit(
                    f"Port {port}, which this county was made with, is taken: end the program "
                    "that holds it (another demonstration?), or begin again with\n"
                    '    make run RUN_ARGS="--fresh"'
                )
            return port
        return self.wanted_port if _is_free(self.wanted_port) else _free_port()

    def _wait_until_ready(self, running: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            if running.poll() is not None:
                break
            if (self.folder / "demo.json").exists() and _ready(self.told["address"]):
                return
            time.sleep(0.1)
        self.stop()
        said = (self.folder / "demo.log").read_text(encoding="utf-8", errors="replace")
        raise SystemExit(f"The center did not start:\n{said[-2000:]}")


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """A station's data folder, and who may sit down there."""

    folder: Path
    code: str
    name: str
    login: str
    password: str


def make_desks(folder: Path, center: DemoCenter) -> list[DemoDesk]:
    """The county's desks; those that are not there yet are made, enrolled and synced."""
    county = json.loads(COUNTY.read_text(encoding="utf-8"))
    codes = {s["code"]: s["enrol_code"] for s in center.told["stations"]}
    made = [
        _make_desk(
            folder, station, county["password"], center.told["address"], codes[station["code"]]
        )
        for station in county["stations"]
    ]
    village = next(desk for desk in made if desk.code == VILLAGE)
    return [*made, _make_county(folder, center, county, village)]


def _make_desk(
    folder: Path, station: dict[str, Any], password: str, address: str, code: str
) -> DemoDesk:
    data = folder / f"desk-{station['code']}"
    first, *others = station["people"]
    made = DemoDesk(data, station["code"], station["name"], first["login"], password)
    accounts = data / "demo-accounts.json"
    # Written last: a desk without it was cut while it was made, before any work was done there.
    if accounts.exists():
        return made
    print(f"Making the desk of {station['name']} …", flush=True)
    _clear(data)
    _station(
        made,
        "init",
        *("--station-code", station["code"], "--station-name", station["name"]),
        *("--level", station["level"], "--admin", first["login"], "--admin-name", first["name"]),
    )
    _station(made, "enrol", "--center", address, "--code", code)
    for person in others:
        named = (person["login"], "--name", person["name"], "--role", person["role"])
        _station(made, "user", "add", *named)
    _station(made, "sync")
    if station["code"] == VILLAGE:
        enter_weekly_work(_enters(made))
        enter_questions_and_visits(_enters(made))
        _station(made, "sync")
    _tell_accounts(accounts, station["people"], password)
    return made


def _make_county(
    folder: Path, center: DemoCenter, county: dict[str, Any], village: DemoDesk
) -> DemoDesk:
    """The county's own desk, where its leader releases notices and a typical case; the village
    hears of them."""
    told, place = story()["county"], county["county"]
    data = folder / f"desk-{place['code']}"
    admin, leader = told["admin"], told["leader"]
    made = DemoDesk(data, place["code"], place["name"], leader["login"], county["password"])
    accounts = data / "demo-accounts.json"
    if accounts.exists():
        return made
    print(f"Making the desk of {place['name']} …", flush=True)
    _clear(data)
    first = replace(made, login=admin["login"])
    _station(
        first,
        "init",
        *("--station-code", place["code"], "--station-name", place["name"], "--level", "county"),
        *("--admin", admin["login"], "--admin-name", admin["name"]),
    )
    _station(first, "enrol", "--center", center.told["address"], "--code", center.code(place))
    named = (leader["login"], "--name", leader["name"], "--role", leader["role"])
    _station(first, "user", "add", *named)
    typical = enter_typical_cases(_enters(village))
    _station(village, "sync")
    _station(made, "sync")
    enter_county_work(_enters(made), typical)
    _station(made, "sync")
    _station(village, "sync")
    post_notices(_enters(village))
    _station(village, "sync")
    _tell_accounts(accounts, (admin, leader), county["password"])
    return made


def _enters(desk: DemoDesk) -> Enter:
    return lambda arguments, lines: _station(desk, *arguments, given=lines)


def _tell_accounts(path: Path, people: Iterable[dict[str, Any]], password: str) -> None:
    told = [
        {"login": p["login"], "password": password, "who": f"{p['name']} {p['post']}"}
        for p in people
    ]
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _clear(data: Path) -> None:
    """A code opens one door once: a desk that was cut after enrolling needs a new county."""
    if (data / "ledger.db").exists():
        raise SystemExit(
            f"{data} was not finished the last time. Begin again with\n"
            '    make run RUN_ARGS="--fresh"'
        )
    shutil.rmtree(data, ignore_errors=True)


def _station(desk: DemoDesk, *arguments: str, given: str = "") -> str:
    """A command as anybody would type it; what it answers.  The program ends where it does not
    succeed."""
    environment = {
        **os.environ,
        "STATION_PASSWORD": desk.password,
        "STATION_NEW_PASSWORD": desk.password,
        "STATION_DATA_DIR": str(desk.folder),
    }
    user = ["--user", desk.login] if arguments[0] != "init" else []
    done = subprocess.run(
        [BIN / "station", *user, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        input=given,
    )
    if done.returncode not in (DONE, NEEDS_A_PERSON):
        said = f"{done.stdout}{done.stderr}"
        raise SystemExit(f"station {arguments[0]} ended with {done.returncode}:\n{said}")
    return done.stdout


def _show(folder: Path, desks: list[DemoDesk]) -> int:
    """The village's desk opens; without a display its pages are pictured."""
    village = next(desk for desk in desks if desk.code == VILLAGE)
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        print(f"Opening the desk of {village.name}. The others, while it is open:")
        for desk in desks:
            if desk is not village:
                print(f"    {BIN / 'station-app'} --data {desk.folder}    ({desk.name})")
        sys.stdout.flush()
        return subprocess.call([BIN / "station-app", "--data", village.folder])
    pictures = folder / "pictures"
    print("There is no display: walking through the pages under a virtual one …", flush=True)
    code = _walk(village, pictures)
    if code == 0:
        print(f"The pictures of each page are in {pictures}")
    return code


def _walk(desk: DemoDesk, pictures: Path) -> int:
    story = [
        *(sys.executable, str(HOUSE / "tools" / "story.py")),
        *("--data", str(desk.folder), "--out", str(pictures)),
        *("--login", desk.login, "--password", desk.password),
    ]
    if shutil.which("xvfb-run") is None:
        # Qt can draw into memory as well; what is missing then is only X itself.
        return subprocess.call(story, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    return subprocess.call(
        ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", *story],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
    )


if __name__ == "__main__":
    sys.exit(main())

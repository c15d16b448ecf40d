"""A small county on this machine: its center, two village stations and their township window.

Center and desks are programs of their own, made and enrolled by the commands anybody would use.
With a display the village's desk opens; without one the same story runs under a virtual display,
and the pictures of each page are kept.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
COUNTY = HOUSE / "resources" / "demo" / "county.json"
BIN = Path(sys.executable).parent
WAIT_S = 60.0


def main() -> int:
    asked = _arguments()
    folder: Path = asked.data.resolve()
    if asked.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    county = json.loads(COUNTY.read_text(encoding="utf-8"))
    with served_center(folder / "center", asked.port) as told:
        desks = [make_desk(folder, told, s, county["password"]) for s in county["stations"]]
        village = next(d for d in desks if d.name.endswith("120115101201"))
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            return subprocess.call([BIN / "station-app", "--data", village])
        return tell_without_display(folder, village, county)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HOUSE / "demo-data")
    parser.add_argument("--port", type=int, default=8312)
    parser.add_argument("--fresh", action="store_true", help="begin again from nothing")
    return parser.parse_args()


@contextmanager
def served_center(folder: Path, port: int) -> Iterator[dict[str, Any]]:
    """The demonstration's center, running; what `demo.json` tells of it."""
    command = [BIN / "station-center", "demo", "--data", folder, "--port", str(port)]
    center = subprocess.Popen(command)
    try:
        yield _told_when_ready(center, folder / "demo.json")
    finally:
        center.terminate()
        center.wait(30)


def _told_when_ready(center: subprocess.Popen[bytes], path: Path) -> dict[str, Any]:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        if center.poll() is not None:
            raise SystemExit("the center did not start; is another one running on its port?")
        if path.exists():
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if _ready(told["address"]):
                return told
        time.sleep(0.1)
    raise SystemExit("the center did not become ready")


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def make_desk(folder: Path, told: dict[str, Any], station: dict[str, Any], password: str) -> Path:
    """One station's desk: made, enrolled and synced by the usual commands, once."""
    data = folder / f"desk-{station['code']}"
    if (data / "demo-accounts.json").exists():
        return data
    shutil.rmtree(data, ignore_errors=True)
    first, *others = station["people"]
    code = next(s["enrol_code"] for s in told["stations"] if s["code"] == station["code"])
    _station(
        data,
        password,
        "init",
        *("--station-code", station["code"], "--station-name", station["name"]),
        *("--level", station["level"], "--admin", first["login"]),
    )
    _station(data, password, "enrol", "--center", told["address"], "--code", code)
    for person in others:
        _station(
            data,
            password,
            *("user", "add", person["login"], "--name", person["name"], "--role", person["role"]),
            login=first["login"],
        )
    _station(data, password, "sync", login=first["login"])
    accounts = [
        {"login": p["login"], "password": password, "who": f"{p['name']} {p['post']}"}
        for p in station["people"]
    ]
    (data / "demo-accounts.json").write_text(
        json.dumps(accounts, ensure_ascii=False), encoding="utf-8"
    )
    return data


def _station(data: Path, password: str, *arguments: str, login: str | None = None) -> None:
    environment = {
        **os.environ,
        "STATION_PASSWORD": password,
        "STATION_NEW_PASSWORD": password,
        "STATION_DATA_DIR": str(data),
    }
    user = ["--user", login] if login is not None else []
    done = subprocess.run(
        [BIN / "station", *user, *arguments], env=environment, capture_output=True, text=True
    )
    if done.returncode not in (0, 6):
        raise SystemExit(f"station {arguments[0]}: {done.returncode}\n{done.stdout}{done.stderr}")


def tell_without_display(folder: Path, village: Path, county: dict[str, Any]) -> int:
    """The same story under a virtual display; says where its pictures are."""
    pictures = folder / "pictures"
    station = next(s for s in county["stations"] if village.name.endswith(s["code"]))
    story = [
        *(sys.executable, HOUSE / "tools" / "story.py", "--data", village, "--out", pictures),
        *("--login", station["people"][0]["login"], "--password", county["password"]),
    ]
    if shutil.which("xvfb-run") is None:
        raise SystemExit("no display, and no xvfb-run: install the packages `make setup` names")
    code = subprocess.call(["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", *story])
    if code == 0:
        print(f"No display here: the pages' pictures are in {pictures}")
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Starts a program on an X display and tells when its first window is painted.

    DISPLAY=:99 python tools/first_window.py PICTURE.png COMMAND...

The display must be empty before (a fresh Xvfb).  Prints one line of JSON: `seconds` from the start
of the command to the first picture that is not the empty screen, `cpu` (the processor time of that,
which other work on the machine changes less), `libraries` (which C and C++ libraries the program
runs on, as its own memory map says).  The program is then ended; the picture
is taken after what is on the screen has stood still for a second.  Exit 1 with the program's last
words when nothing came within a minute.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage

WAIT_S = 60.0
STILL_S = 1.0
LIBRARY = re.compile(r"/(?:ld-linux|lib(?:c|m|pthread|dl|rt|resolv|stdc\+\+|gcc_s))[-.]\S*so[\S]*$")


def screen() -> QImage:
    """What the display shows now."""
    shown = QGuiApplication.primaryScreen().grabWindow(0)
    return shown.toImage().convertToFormat(QImage.Format.Format_RGB32)


def libraries_of(group: int) -> list[str]:
    """The C and C++ libraries mapped by the processes of a group, as paths inside their root."""
    found: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) != group:
                continue
            root = os.readlink(process / "root").rstrip("/")
            lines = (process / "maps").read_text("utf-8").splitlines()
        except OSError:
            continue  # it ended meanwhile
        paths = {
            line.split(maxsplit=5)[5] for line in lines if line.count(" ") >= 5 and "/" in line
        }
        found |= {p.removeprefix(root) for p in paths if LIBRARY.search(p)}
    return sorted(found)


def cpu_seconds(process: int) -> float:
    """Processor time a process has used so far, in the kernel and outside."""
    after_name = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    picture, *command = sys.argv[1:]
    app = QGuiApplication(["first-window", "-platform", "xcb"])
    empty = screen()
    with tempfile.TemporaryFile() as words:
        begun = time.monotonic()
        program = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True
        )
        try:
            while (seconds := time.monotonic() - begun) < WAIT_S and program.poll() is None:
                if screen() != empty:
                    break
            else:
                words.seek(0)
                print(words.read()[-2000:].decode("utf-8", "replace"), file=sys.stderr)
                return 1
            cpu = cpu_seconds(program.pid)
            libraries = libraries_of(program.pid)
            _still_screen(begun + WAIT_S).save(picture)
        finally:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGTERM)
            program.wait()
    del app
    told = {"seconds": round(seconds, 2), "cpu": round(cpu, 2), "libraries": libraries}
    print(json.dumps(told))
    return 0


def _still_screen(until: float) -> QImage:
    """The picture once it has not changed for a while, or at the latest the last one."""
    last, since = screen(), time.monotonic()
    while time.monotonic() < until and time.monotonic() - since < STILL_S:
        time.sleep(0.1)
        now = screen()
        if now != last:
            last, since = now, time.monotonic()
    return last


if __name__ == "__main__":
    sys.exit(main())

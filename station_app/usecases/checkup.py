"""A check-up of this PC (体检): what the program needs of it, without opening the ledger."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlcipher3 import dbapi2

from station_app.foundation.paths import Paths
from station_app.foundation.settings import read_settings
from station_app.foundation.version import program_version
from sync.clock import Clock, iso
from sync.ledger.disk import RESERVE_BYTES, free_bytes
from sync.ledger.keys import KeyFile
from sync.ledger.open import sqlite_is_safe
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder

ENOUGH_BYTES = 500 * 1024 * 1024
MIB = 1024 * 1024
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""This program is younger than that: a clock before it is wrong."""

LEDGER_PAGE_BYTES = 4096
"""SQLCipher's pages, of which a ledger is whole ones."""

_LINE_S = 5.0
_FONT = "StationHei.ttf"


@dataclass(frozen=True, slots=True)
class Finding:
    """`state`: `ok`, `warning`, or `bad` (the program can't work so); `told`: what was found."""

    what: str
    state: str
    told: str


def check_up(folder: Path, clock: Clock) -> list[Finding]:
    """Disk, ledger and its key file, clock, fonts, printer, versions, line."""
    paths = Paths.under(folder)
    parts: tuple[Callable[[], Finding], ...] = (
        lambda: _disk(folder),
        lambda: _ledger(paths),
        lambda: _clock(clock),
        _fonts,
        _printer,
        _versions,
        lambda: _line(paths),
    )
    return [part() for part in parts]


def _disk(folder: Path) -> Finding:
    at = folder
    while not at.exists() and at != at.parent:
        at = at.parent
    try:
        free = free_bytes(at)
    except OSError as error:
        return Finding("disk", "bad", type(error).__name__)
    state = "ok" if free >= ENOUGH_BYTES else "warning" if free >= RESERVE_BYTES else "bad"
    return Finding("disk", state, f"{free // MIB} MiB")


def _ledger(paths: Paths) -> Finding:
    if not paths.ledger.exists():
        return Finding("ledger", "warning", "missing")
    if not paths.keys.exists():
        return Finding("ledger", "bad", "no_keys")
    try:
        KeyFile(paths.keys).failures_ever()
    except Problem as problem:
        unreadable = problem.kind is ProblemKind.FILE_UNREADABLE
        return Finding("ledger", "bad", "keys_unreadable" if unreadable else "keys_damaged")
    try:
        with paths.ledger.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return Finding("ledger", "bad", "unreadable")
    # Its pages are sealed: more can be seen only by who opens it (`station verify`).
    if size == 0 or size % LEDGER_PAGE_BYTES:
        return Finding("ledger", "bad", "cut_off")
    return Finding("ledger", "ok", f"{size // MIB} MiB")


def _clock(clock: Clock) -> Finding:
    now = clock.now_ms()
    state = "ok" if now >= BUILT.timestamp() * 1000 else "bad"
    return Finding("clock", state, iso(now))


def _fonts() -> Finding:
    there = (resources_folder() / "fonts" / _FONT).is_file()
    return Finding("fonts", "ok" if there else "bad", _FONT)


def _printer() -> Finding:
    """Whether the system knows a printer; the window asks Qt, a command need not load it."""
    if sys.platform == "win32":
        command = ["powershell", "-NoProfile", "-Command", "(Get-Printer).Name"]
    else:
        command = ["lpstat", "-e"]
    if shutil.which(command[0]) is None:
        return Finding("printer", "warning", "none")
    try:
        told = subprocess.run(command, capture_output=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Finding("printer", "warning", "none")
    names = told.decode(errors="replace").split("\n")
    found = [name.strip() for name in names if name.strip()]
    return Finding("printer", "ok" if found else "warning", ", ".join(found) or "none")


def _versions() -> Finding:
    told = (
        f"station {program_version()}",
        f"Python {platform.python_version()}",
        f"SQLite {dbapi2.sqlite_version}",
        platform.platform(),
    )
    safe = sqlite_is_safe(dbapi2.sqlite_version_info)
    return Finding("versions", "ok" if safe else "bad", ", ".join(told))


def _line(paths: Paths) -> Finding:
    """Whether something answers at the center's address; who it is, the exchange finds out."""
    center = read_settings(paths.settings).center
    if not center:
        return Finding("line", "warning", "not_enrolled")
    parts = urlsplit(center)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_LINE_S):
            return Finding("line", "ok", center)
    except OSError:
        return Finding("line", "warning", "no_line")

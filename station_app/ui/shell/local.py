"""The shell's questions answered from the data folder of this PC.

The sign-in page is shown before anything of a ledger is loaded.  What opens one (`opening`) comes
in on the worker that opens it, or before, while somebody types (`ui.pages.load_first`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from station_app.foundation.paths import Paths
from station_app.foundation.settings import read_settings, write_settings
from station_app.foundation.wording import Wording
from station_app.ui.shell import ports
from sync.clock import Clock, RandomBytes

if TYPE_CHECKING:
    from station_app.ui.shell.opening import Founding, Opening
    from station_app.usecases.desk import Desk

log = logging.getLogger(__name__)

DEMO_ACCOUNTS = "demo-accounts.json"
"""Lies in the data folder of a demonstration only."""


class LocalPreferences:
    def __init__(self, paths: Paths) -> None:
        self._path = paths.settings

    def keep_text_size(self, per_cent: int) -> None:
        write_settings(self._path, replace(read_settings(self._path), text_size=per_cent))


class LocalSignIn:
    """Opens the ledger of one data folder, whose lock the program holds."""

    def __init__(self, paths: Paths, wording: Wording, clock: Clock, random: RandomBytes) -> None:
        self._paths = paths
        self._given = paths, wording, clock, random

    @property
    def demo_accounts(self) -> Sequence[ports.DemoAccount]:
        return read_demo_accounts(self._paths.folder / DEMO_ACCOUNTS)

    @cached_property
    def _opening(self) -> Opening:
        from station_app.ui.shell.opening import Opening

        return Opening(*self._given)

    def open(self, login: str, password: str) -> tuple[Desk, ports.Session]:
        return self._opening.open(login, password)

    def recover(self, code: str, login: str, password: str) -> tuple[Desk, ports.Session]:
        return self._opening.recover(code, login, password)

    def unlock(self, ledger: Desk, login: str, password: str) -> ports.Session:
        return self._opening.unlock(ledger, login, password)


class LocalSetup:
    """The first start in one data folder."""

    def __init__(self, paths: Paths, wording: Wording, clock: Clock, random: RandomBytes) -> None:
        self._given = paths, wording, clock, random

    @cached_property
    def _founding(self) -> Founding:
        from station_app.ui.shell.opening import Founding

        return Founding(*self._given)

    def check(self, answers: ports.SetupAnswers) -> None:
        self._founding.check(answers)

    def create(self, answers: ports.SetupAnswers) -> ports.Made:
        return self._founding.create(answers)

    def enrol(self, center: str, code: str) -> str:
        """On a line thread, through a connection of its own."""
        return self._founding.enrol(center, code)


def read_demo_accounts(path: Path) -> list[ports.DemoAccount]:
    """The accounts of a demonstration; none where the folder is a real desk's."""
    if not path.exists():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return [ports.DemoAccount(a["login"], a["password"], a["who"]) for a in found]
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("demo accounts cannot be read: %s", type(error).__name__)
        return []

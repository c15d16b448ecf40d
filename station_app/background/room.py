"""Room kept back on the disk for the window's work, given up when the disk is full (threat T19)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sync.ledger.disk import Reserve
from sync.problems import Problem, ProblemKind

R = TypeVar("R")


class Room:
    """One data folder's.  Called from every thread that works for the window."""

    def __init__(self, folder: Path) -> None:
        self._reserve = Reserve(folder)
        self._lock = threading.Lock()
        self._given_up = 0
        self._held: bool | None = None

    def run(self, job: Callable[[], R]) -> R:
        """Runs `job`; where it finds the disk full, once more with the room given up.

        `job` changes nothing where it fails, or goes on where it stood.  Problem DISK_FULL where
        there was no room to give up, or it was not enough.
        """
        before = self._given_up
        try:
            return job()
        except Problem as problem:
            if problem.kind is not ProblemKind.DISK_FULL or not self._give_up(before):
                raise
        return job()

    def keep(self) -> bool | None:
        """Holds the room back where it is not held and there is enough; what that changed.

        True: it is held again.  False: it is no longer, or could not be from the start.  None:
        nothing changed.
        """
        with self._lock:
            before, self._held = self._held, self._reserve.hold()
            if before is self._held or (before is None and self._held):
                return None
            return self._held

    def _give_up(self, before: int) -> bool:
        """Whether there is more room than when a job began that met `before`: by this, or because
        a job on another thread gave it up meanwhile."""
        with self._lock:
            if self._given_up == before:
                if not self._reserve.give_up():
                    return False
                self._given_up += 1
            return True

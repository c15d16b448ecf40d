"""Who works on a data folder: any number serve, but a restore must be alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.ledger.disk import disk_trouble
from sync.problems import Problem, ProblemKind

LOCK_NAME = "center.lock"

if sys.platform == "win32":

    def _lock(handle: int, *, alone: bool) -> None:
        """Windows keeps open files from being replaced, which is what this is for."""

else:
    import fcntl

    def _lock(handle: int, *, alone: bool) -> None:
        how = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(ProblemKind.LEDGER_IN_USE, name=LOCK_NAME) from None


@contextmanager
def working_on(data: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold the folder while inside; the lock ends with the process, however it ends.

    Problem LEDGER_IN_USE where somebody serves and we must be alone, or the other way round.
    """
    with disk_trouble():
        handle = os.open(data / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, alone=alone)
        yield
    finally:
        os.close(handle)

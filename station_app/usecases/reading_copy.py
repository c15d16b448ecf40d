"""Reading a ledger that lies where nothing may be written: a stick, a disk gone read-only.

Even who only reads leaves marks beside the file (WAL), so it is copied, sealed as it is, into this
PC's own folder for temporary files, and read there; the copy takes no writes and goes with the
reading.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from station_app.foundation.paths import Paths
from sync.ledger.db import SqliteDb
from sync.ledger.disk import disk_trouble, require_free
from sync.ledger.open import RawConnection
from sync.problems import Problem, ProblemKind

_TRIES = 3


class BorrowedDb(SqliteDb):
    """A connection to a copy that goes when it is closed; writing is refused (DISK_READ_ONLY)."""

    def __init__(self, connection: RawConnection, folder: Path) -> None:
        super().__init__(connection)
        self._folder = folder
        connection.execute("PRAGMA query_only = ON")

    def close(self) -> None:
        super().close()
        shutil.rmtree(self._folder, ignore_errors=True)


def copy_for_reading(paths: Paths) -> Paths:
    """A copy of the ledger in a new folder that only this account reads.

    Problems: DISK_FULL (of this PC); LEDGER_IN_USE where another account writes to it all the time;
    FILE_UNREADABLE.
    """
    files = (paths.ledger, paths.ledger.with_name(f"{paths.ledger.name}-wal"))
    folder = Path(tempfile.mkdtemp(prefix="station-reading-"))
    try:
        with disk_trouble():
            for _ in range(_TRIES):
                before = _state(files)
                require_free(folder, sum(size for _, size, _ in before))
                for file in files:
                    with suppress(FileNotFoundError):
                        shutil.copyfile(file, folder / file.name)
                # Somebody with the right to write may be at work: a copy of two moments is none.
                if _state(files) == before:
                    return Paths.under(folder)
        raise Problem(ProblemKind.LEDGER_IN_USE, name=paths.ledger.name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _state(files: tuple[Path, ...]) -> list[tuple[str, int, int]]:
    found = []
    for file in files:
        with suppress(FileNotFoundError):
            now = os.stat(file)
            found.append((file.name, now.st_size, now.st_mtime_ns))
    return found

"""One desk, or one writing command, per data folder."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.ledger.disk import disk_trouble
from sync.problems import Problem, ProblemKind

LOCK_NAME = "ledger.lock"
COMMAND_WAIT_S = 10.0
"""How long a writing command waits for its turn (interfaces.md)."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.01, 0.2

if sys.platform == "win32":
    import msvcrt

    # Windows forbids others to read what is locked, so a byte far behind the holder's note is.
    _FAR = 1 << 30

    def try_lock(handle: int) -> bool:
        """Takes the file's lock for this handle; False where another has it."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """Takes the file's lock for this handle; False where another has it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: the process and what for ("desk" or "command")."""

    pid: int
    purpose: str


class FileLock:
    """A lock on a file of its own, held until released or the process ends, however it ends.

    The file is never removed: a name that goes and comes back could be locked twice.
    """

    def __init__(
        self,
        path: Path,
        purpose: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._purpose = purpose
        self._sleep = sleep
        self._monotonic = monotonic
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        return self._handle is not None

    def acquire(self, wait_s: float = 0.0) -> None:
        """Takes the lock, waiting for it up to `wait_s` seconds.

        Problem LEDGER_IN_USE with the holder's `pid` and `purpose`; DISK_READ_ONLY, DISK_FULL.
        """
        if self._handle is not None:
            raise RuntimeError("the lock is held already")
        with disk_trouble():
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            self._wait_for(handle, wait_s)
            self._sign(handle)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Gives the lock back; nothing happens where it isn't held."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)

    def holder(self) -> Holder | None:
        """Who wrote themselves in last; they hold it still only if `acquire` says so."""
        try:
            noted = json.loads(self._path.read_bytes())
            return Holder(int(noted["pid"]), str(noted["purpose"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def __enter__(self) -> FileLock:
        if self._handle is None:
            self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _wait_for(self, handle: int, wait_s: float) -> None:
        end = self._monotonic() + wait_s
        pause = _FIRST_PAUSE_S
        while not try_lock(handle):
            left = end - self._monotonic()
            if left <= 0:
                holder = self.holder()
                raise Problem(
                    ProblemKind.LEDGER_IN_USE,
                    pid=holder.pid if holder else 0,
                    purpose=holder.purpose if holder else "",
                )
            self._sleep(min(pause, left))
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _sign(self, handle: int) -> None:
        note = json.dumps({"pid": os.getpid(), "purpose": self._purpose}).encode()
        with disk_trouble():
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, note)
            os.ftruncate(handle, len(note))


class LedgerLock(FileLock):
    """The data folder's lock: the desk has it for its whole life, a command while it writes."""

    def __init__(
        self,
        folder: Path,
        purpose: str = "command",
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(folder / LOCK_NAME, purpose, sleep=sleep, monotonic=monotonic)


@contextmanager
def writing(folder: Path, wait_s: float = COMMAND_WAIT_S) -> Iterator[None]:
    """Holds the data folder's lock for one writing command.  Problem LEDGER_IN_USE."""
    lock = LedgerLock(folder, "command")
    lock.acquire(wait_s)
    try:
        yield
    finally:
        lock.release()

"""Writing files so that a cut leaves the old or the new one, and having room to do it."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sync.problems import Problem, ProblemKind

MIB = 1024 * 1024
RESERVE_BYTES = 32 * MIB
"""Kept back so that the work at hand can still be finished on a full disk (threat T19)."""
RESERVE_NAME = ".reserve"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_LEAST_TO_OPEN = 64 * 1024
_REPLACE_TRIES = 40
_REPLACE_PAUSE_S = 0.05

T = TypeVar("T")


def translate_os(exc: OSError) -> Problem | None:
    """A full or write-protected disk, or a file that can't be read, as a Problem; else None.

    A file that is not there is None: whether that is an error only the caller knows.
    """
    name = Path(os.fsdecode(exc.filename)).name if isinstance(exc.filename, str | bytes) else ""
    if exc.errno in _FULL:
        return Problem(ProblemKind.DISK_FULL, name=name)
    if exc.errno in _READ_ONLY:
        return Problem(ProblemKind.DISK_READ_ONLY, name=name)
    if exc.errno == errno.EIO:
        return Problem(ProblemKind.FILE_UNREADABLE, name=name)
    return None


@contextmanager
def disk_trouble() -> Iterator[None]:
    """Turns the system's errors inside into a Problem where they are the disk's doing."""
    try:
        yield
    except OSError as exc:
        problem = translate_os(exc)
        if problem is None:
            raise
        raise problem from exc


@contextmanager
def folder_trouble(folder: Path) -> Iterator[None]:
    """What opening a database in `folder` met there, by its right name.

    SQLite marks even who only reads beside its file (WAL), and says "cannot be opened" where the
    folder is full or may not be written to.
    """
    try:
        yield
    except Problem as problem:
        if problem.kind is not ProblemKind.FILE_UNREADABLE or problem.details.get("name"):
            raise
        if not os.access(folder, os.W_OK):
            raise Problem(ProblemKind.DISK_READ_ONLY, name=folder.name) from problem
        if free_bytes(folder) < _LEAST_TO_OPEN:
            raise Problem(ProblemKind.DISK_FULL, name=folder.name) from problem
        raise


def sync_folder(folder: Path) -> None:
    """Makes the folder's entries (new names, renames) survive a power cut."""
    if sys.platform == "win32":
        return  # NTFS journals its names; a folder can't be opened for this there
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Makes the folder and what is missing above it, each durably."""
    missing = []
    at = folder
    while not at.exists():
        missing.append(at)
        at = at.parent
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
        sync_folder(new.parent)


def replace(source: Path, target: Path, *, pause: Callable[[float], None] = time.sleep) -> None:
    """Renames over whatever stands at `target`, durably.

    On Windows a virus scanner or a reader may hold the target for a moment, so it is tried again
    for two seconds before the error stands.
    """
    for tries_left in reversed(range(_REPLACE_TRIES)):
        try:
            os.replace(source, target)
            break
        except PermissionError:
            if sys.platform != "win32" or not tries_left:
                raise
            pause(_REPLACE_PAUSE_S)
    sync_folder(target.parent)
    if source.parent != target.parent:
        sync_folder(source.parent)


def write_atomic(path: Path, data: bytes) -> None:
    """Writes the whole file: after a cut there is the old one or the new one, never a piece.

    Problems: DISK_FULL, DISK_READ_ONLY; then the old file stands.
    """
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(6)}.tmp")
    with disk_trouble():
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def sweep_temporary(folder: Path, name: str = "") -> int:
    """Removes what killed writers left in `folder`, of all files or of `name` alone; how many.

    Only while no other process writes there, or writes that file (holding its lock).
    """
    count = 0
    for left in folder.glob(f"{name}.*.tmp" if name else "*.tmp"):
        if left.is_file():
            left.unlink(missing_ok=True)
            count += 1
    return count


def free_bytes(folder: Path) -> int:
    """What may still be written under `folder`, in bytes."""
    return shutil.disk_usage(folder).free


def require_free(folder: Path, needed: int) -> None:
    """Problem DISK_FULL unless `needed` bytes and as much again as the reserve are free."""
    free = free_bytes(folder)
    if free < needed + RESERVE_BYTES:
        raise Problem(ProblemKind.DISK_FULL, free_mib=free // MIB, needed_mib=-(-needed // MIB))


class Reserve:
    """A file that holds room back, to be given up when the disk is full."""

    def __init__(self, folder: Path, size: int = RESERVE_BYTES) -> None:
        self._path = folder / RESERVE_NAME
        self._size = size

    def held(self) -> bool:
        """Whether the room is held back now, in full."""
        try:
            return self._path.stat().st_size >= self._size
        except FileNotFoundError:
            return False

    def hold(self) -> bool:
        """Takes the room if it isn't held; False where the disk has too little left for it.

        Half of what is free is left to everybody else.
        """
        if self.held():
            return True
        try:
            if free_bytes(self._path.parent) < 2 * self._size:
                return False
            with self._path.open("wb") as file:
                if sys.platform == "win32":
                    for _ in range(0, self._size, MIB):
                        file.write(bytes(MIB))
                else:
                    # Really allocated, not a hole: a hole would reserve nothing.
                    os.posix_fallocate(file.fileno(), 0, self._size)
        except OSError as exc:
            self.give_up()
            if translate_os(exc) is None:
                raise
            return False
        return True

    def give_up(self) -> bool:
        """Frees the room; False where none was held."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def make_room(self, least: int) -> bool:
        """Frees the room beforehand where less than `least` bytes are left; whether it did."""
        return free_bytes(self._path.parent) < least and self.give_up()

    def run(self, job: Callable[[], T]) -> T:
        """Runs `job`; where the disk is full, frees the room and runs it once more.

        `job` must change nothing when it fails.  Problem DISK_FULL where there was no room to free
        or it was not enough.
        """
        try:
            return job()
        except Problem as problem:
            if problem.kind is not ProblemKind.DISK_FULL or not self.give_up():
                raise
        return job()

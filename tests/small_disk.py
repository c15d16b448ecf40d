"""A small file system of the tests' own, to be filled: where this machine lets us mount one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sync.ledger.disk import MIB, RESERVE_BYTES, free_bytes

SIZE_MIB = 2 * RESERVE_BYTES // MIB + 24
"""Room is kept back where as much again stays free; the rest is for programs to work in."""


def _mount(folder: Path) -> bool:
    line = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(folder)]
    return subprocess.run(line, capture_output=True, check=False).returncode == 0


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=True)


@cache
def disks() -> list[str]:
    """Parameters of tests that need one: none where nothing may be mounted."""
    with TemporaryDirectory() as tried:
        if not _mount(Path(tried)):
            return []
        _unmount(Path(tried))
    return ["memory"]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    assert _mount(folder)
    try:
        yield folder
    finally:
        _unmount(folder)


def fill(disk: Path, leaving: int) -> None:
    """Others' files take all but `leaving` bytes."""
    block = bytes(64 * 1024)
    with (disk / "others").open("ab") as file:
        while (more := free_bytes(disk) - leaving) > 0:
            file.write(block[:more])
            file.flush()


def empty(disk: Path) -> None:
    """Others take their files away."""
    (disk / "others").unlink()

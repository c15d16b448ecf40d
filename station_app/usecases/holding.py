"""Holding a data folder.  Apart from what opens it: the sign-in page holds it and opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.ledger.disk import MIB, Reserve, disk_trouble, make_folder
from sync.ledger.lock import LedgerLock

LEAST_ROOM = 4 * MIB
"""Free bytes with which a program begins: opening, its work, and the write-ahead log."""


@contextmanager
def hold_desk(folder: Path) -> Iterator[None]:
    """Hold a data folder for as long as a window is open on it.

    On a full disk it begins with the room kept back.  Problems: LEDGER_IN_USE at once where another
    window or a writing command has it; DISK_READ_ONLY, DISK_FULL.
    """
    with disk_trouble():
        make_folder(folder)
        Reserve(folder).make_room(LEAST_ROOM)
    with LedgerLock(folder, "desk"):
        yield

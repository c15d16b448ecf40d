"""Copies of the ledger, bringing one back, and checking that everything fits together."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from station_app.foundation.paths import Paths
from station_app.usecases.access import log_access, require_export
from station_app.usecases.desk import Desk, open_kept
from station_app.usecases.session import StationCard, own_station
from sync.clock import SystemClock
from sync.ledger.backup import backup, backup_plain, restore
from sync.ledger.db import SqliteDb
from sync.ledger.disk import disk_trouble, make_folder, sync_folder
from sync.ledger.disk import replace as move
from sync.ledger.identity import acknowledged, start_anew
from sync.ledger.keys import KeyFile
from sync.ledger.ledger import Ledger
from sync.ledger.lock import writing
from sync.ledger.open import RawConnection
from sync.problems import Problem, ProblemKind, refused

BEING_BROUGHT_BACK = ".being-restored"


@dataclass(frozen=True, slots=True)
class Copied:
    """`damaged`: attachments whose content was spoilt already where it was copied from."""

    out: Path
    size: int
    damaged: tuple[str, ...] = ()


def back_up(desk: Desk, out: Path) -> Copied:
    """Ledger, keys and contents in one file, verified.

    Problems: REFUSED_INPUT for `out`; DISK_FULL, DISK_READ_ONLY; LEDGER_DAMAGED.
    """
    _require_folder(out)
    made = backup(
        connection_of(desk.ledger),
        desk.data_key,
        desk.paths.keys,
        desk.contents,
        out,
        desk.ledger.now_ms(),
    )
    return Copied(out, out.stat().st_size, tuple(made.damaged))


def export_plain(desk: Desk, out: Path, reason: str) -> Copied:
    """The ledger as a plain SQLite file, by right, for a reason, and logged first.

    Problems: NOT_PERMITTED; REFUSED_INPUT for `reason` or `out`; those of the disk.
    """
    require_export(desk.ledger, desk.session, reason)
    _require_folder(out)
    log_access(desk.ledger, desk.session, "export", "ledger", desk.ledger.replica, reason=reason)
    backup_plain(connection_of(desk.ledger), out)
    return Copied(out, out.stat().st_size)


def _require_folder(out: Path) -> None:
    if not out.absolute().parent.is_dir():
        raise refused(out="no_such_folder")


def bring_back(file: Path, folder: Path, login: str | None, secret: str) -> StationCard:
    """A data folder from a backup, under a new replica identity (sync.md); whose it is.

    `secret`: any account's password, or the recovery code; it is tried on the backup first.  What
    was not acknowledged is issued again under the new identity; the center hears of both at the
    next exchange.  The folder must hold no ledger.  Problems: LEDGER_EXISTS; WRONG_PASSWORD;
    FILE_DAMAGED, FILE_UNREADABLE; DISK_FULL.  Then there is no ledger.
    """
    paths = Paths.under(folder)
    with disk_trouble():
        make_folder(folder)
    with writing(folder):
        staged = folder / BEING_BROUGHT_BACK
        _clear_cut_restore(paths, staged)
        if not file.is_file():
            raise Problem(ProblemKind.FILE_UNREADABLE, name=file.name)
        try:
            restore(file, staged)
            with _opened(staged, login, secret) as ledger:
                _take_new_identity(ledger)
                station = own_station(ledger)
                connection_of(ledger).execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        with disk_trouble():
            sync_folder(staged)
            for name in (paths.attachments.name, paths.keys.name, paths.ledger.name):
                if (staged / name).exists():
                    move(staged / name, folder / name)
            shutil.rmtree(staged)
    return station


@contextmanager
def _opened(folder: Path, login: str | None, secret: str) -> Iterator[Ledger]:
    paths = Paths.under(folder)
    clock = SystemClock()
    data_key = _data_key(KeyFile(paths.keys), login, secret, clock.now_ms())
    ledger = open_kept(paths, data_key, clock)
    try:
        yield ledger
    finally:
        ledger.close()


def _data_key(keys: KeyFile, login: str | None, secret: str, now_ms: int) -> bytes:
    """By the code on paper where it is one, else by password."""
    try:
        return keys.unlock_with_recovery(secret)
    except Problem as problem:
        if problem.kind is not ProblemKind.WRONG_CODE:
            raise
    return keys.unlock(login, secret, now_ms)


def _clear_cut_restore(paths: Paths, staged: Path) -> None:
    """What a restore that was cut left; Problem LEDGER_EXISTS where there is a ledger."""
    if paths.ledger.exists():
        raise Problem(ProblemKind.LEDGER_EXISTS, name=paths.ledger.name)
    if (staged / paths.ledger.name).exists():
        # It waited to be moved last: what stands beside it came from the same backup.
        paths.keys.unlink(missing_ok=True)
        shutil.rmtree(paths.attachments, ignore_errors=True)
    elif paths.keys.exists():
        raise Problem(ProblemKind.LEDGER_EXISTS, name=paths.keys.name)
    elif paths.attachments.is_dir() and any(paths.attachments.iterdir()):
        raise Problem(ProblemKind.LEDGER_EXISTS, name=paths.attachments.name)
    if staged.exists():
        shutil.rmtree(staged)


def _take_new_identity(ledger: Ledger) -> None:
    with ledger.db.writing():
        start_anew(ledger, acknowledged(ledger).seq)
        # What betrays a copy belongs to the folder it came from; it has its new name already.
        ledger.state.drop("mark")
        if ledger.state.text("center_key"):
            ledger.state.put({"cursor": 0, "from_start": True, "introduce": True})


def connection_of(ledger: Ledger) -> RawConnection:
    """The driver's connection of a desk's ledger."""
    db = ledger.db
    if not isinstance(db, SqliteDb):
        raise TypeError("a desk's ledger is SQLite")
    connection: RawConnection = db.connection
    return connection

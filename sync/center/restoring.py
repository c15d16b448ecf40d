"""Going back to a backup: everything but what must not go back, under a new epoch."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from sync.center.backup import check_backup, fill
from sync.center.database import CenterDatabase, SqliteCenter
from sync.center.enrolment import insert_replica
from sync.center.founding import begin_epoch
from sync.center.history import open_window
from sync.center.keys import CenterKeys
from sync.center.outside_log import ENROLLED, NUMBER, REVOKED, STATION, Note, OutsideLog
from sync.center.stations import Office, publish_record
from sync.clock import Json, RandomBytes
from sync.ledger.db import Db
from sync.ledger.disk import disk_trouble, require_free, sync_folder
from sync.ledger.open import ledger_trouble


class Restored(NamedTuple):
    """What a restore did."""

    rows: int
    notes: int
    epoch: str


def restore(
    database: CenterDatabase,
    path: Path,
    keys: CenterKeys,
    log: OutsideLog,
    now_ms: int,
    random: RandomBytes,
) -> Restored:
    """Replace the database's rows by a backup's, in one transaction, and begin a new epoch.

    Problems: FILE_DAMAGED, LEDGER_NEWER, FILE_UNREADABLE; then nothing was changed.
    """
    check_backup(path)
    notes = list(log.notes())
    with database.writer() as db, db.writing():
        rows = fill(db, path)
        office = Office(db, keys.seal, now_ms, random)
        applied = sum(apply_note(office, note) for note in notes)
        epoch = begin_epoch(office, log)
        open_window(office)
    return Restored(rows, applied, epoch)


def keep_aside(database: CenterDatabase, now_ms: int) -> Path | None:
    """A copy of an SQLite database as it stands before a restore; its place.

    Problem DISK_FULL; then there is no copy.
    """
    if not isinstance(database, SqliteCenter):
        return None
    kept = database.path.with_name(f"{database.path.stem}.before-{now_ms}.db")
    # As much again is written into the log of the restore's one transaction.
    require_free(kept.parent, 2 * database.path.stat().st_size)
    try:
        with database.reader() as db, ledger_trouble():
            db.run("VACUUM INTO ?", (str(kept),))
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    with disk_trouble():
        handle = os.open(kept, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(kept.parent)
    return kept


def apply_note(office: Office, note: Note) -> bool:
    """Bring one thing that must not go back to a database that went back; whether it was due."""
    apply = _APPLIED.get(note.what)
    return apply is not None and apply(office, note)


def _station(office: Office, note: Note) -> bool:
    station_id = str(note.values["id"])
    if office.store.one("station", station_id) is not None:
        return False
    parts: list[tuple[str, str, Mapping[str, Json]]] = []
    for kind in ("organisation", "station"):
        values = note.values.get(kind)
        if isinstance(values, dict):
            parts.append((kind, station_id, values))
    publish_record(office, parts)
    return True


def _enrolled(office: Office, note: Note) -> bool:
    replica, code = str(note.values["replica"]), note.values.get("code_hash")
    if _known(office.db, replica):
        return False
    if isinstance(code, str):
        row = office.db.row("SELECT used_by FROM center_code WHERE code_hash = ?", (code,))
        if row is not None and row[0] not in (None, replica):
            return False  # it was noted, and failed; another try by the same code came through
        office.db.run("UPDATE center_code SET used_by = ? WHERE code_hash = ?", (replica, code))
    insert_replica(office.db, note.at, note.values)
    return True


def _revoked(office: Office, note: Note) -> bool:
    touched = office.db.run(
        "UPDATE center_replica SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
        (note.at, str(note.values["replica"])),
    )
    return touched > 0


def _number(office: Office, note: Note) -> bool:
    series, high = str(note.values["series"]), note.values["high"]
    if type(high) is not int:
        return False
    row = office.db.row("SELECT high FROM center_number WHERE series = ?", (series,))
    if row is not None and row[0] >= high:
        return False
    office.db.run(
        "INSERT INTO center_number (series, high) VALUES (?, ?) "
        "ON CONFLICT (series) DO UPDATE SET high = excluded.high",
        (series, high),
    )
    return True


def _known(db: Db, replica: str) -> bool:
    return db.row("SELECT 1 FROM center_replica WHERE id = ?", (replica,)) is not None


_APPLIED: Mapping[str, Callable[[Office, Note], bool]] = {
    STATION: _station,
    ENROLLED: _enrolled,
    REVOKED: _revoked,
    NUMBER: _number,
}

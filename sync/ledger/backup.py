"""Backing up into one file, and bringing a data folder back from it.

The ledger is copied by SQLite's own means (a copy of the live file would tear), stays encrypted
with the same key, and is opened again and checked before the backup counts.  Attachment contents
go as they lie, encrypted.  Any account's password, or the recovery code, opens a restored ledger.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlcipher3 import dbapi2

from sync.ledger.attachments import ContentStore
from sync.ledger.backup_file import (
    KEYS,
    LEDGER,
    Manifest,
    NotABackup,
    Packer,
    Sink,
    unpack,
)
from sync.ledger.disk import disk_trouble, make_folder, replace, require_free, sync_folder
from sync.ledger.open import (
    RawConnection,
    ledger_trouble,
    open_ledger,
    open_plain,
    schema_version,
)
from sync.problems import Problem, ProblemKind

ATTACHMENTS = "attachments"
_WORKING = ".backup-"
_RESTORING = ".restoring"
_PART = ".part"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A finished, verified backup.  `damaged`: contents that were spoilt at the source already."""

    manifest: Manifest
    damaged: list[str] = field(default_factory=list)


def backup(
    connection: RawConnection,
    data_key: bytes,
    keys_path: Path,
    store: ContentStore,
    out: Path,
    now_ms: int,
) -> BackedUp:
    """Writes and verifies a backup; others may write to the ledger meanwhile.

    It holds the ledger as of one moment, and every content its rows speak of.  Problems:
    REFUSED_INPUT for `out` ("exists"); DISK_FULL, DISK_READ_ONLY, FILE_UNREADABLE; LEDGER_DAMAGED
    where the ledger itself is damaged.  Where it fails there is no `out`.
    """
    if connection.in_transaction:
        raise RuntimeError("a backup begins outside a transaction")
    _require_new(out)
    with disk_trouble(), _working_folder(keys_path.parent) as work:
        copy = work / LEDGER
        # The ledger first: contents are kept before the rows that speak of them.
        schema = _copy_ledger(connection, data_key, copy)
        with _finished(out) as part, part.open("xb") as target:
            packer = Packer(target)
            _pack(packer, LEDGER, copy)
            _pack(packer, KEYS, keys_path)
            damaged = _pack_contents(packer, store)
            manifest = packer.close(now_ms, schema)
            target.flush()
            os.fsync(target.fileno())
            if check_backup(part) != manifest:
                raise Problem(ProblemKind.FILE_DAMAGED, name=out.name)
    return BackedUp(manifest, damaged)


def check_backup(file: Path) -> Manifest:
    """Reads the whole file and compares every digest.

    Problems: FILE_DAMAGED with the file's `name` (cut, changed, or no backup at all),
    FILE_UNREADABLE.
    """
    return _unpacked(file, lambda name, blocks: _read_away(blocks))


def restore(file: Path, folder: Path) -> Manifest:
    """Brings a data folder back; `folder` must hold no ledger, no keys and no contents.

    The caller opens what came, and starts a new replica identity (sync.md).  A restore that was
    cut is simply begun again.  Problems: LEDGER_EXISTS; FILE_DAMAGED, FILE_UNREADABLE with the
    file's `name`; DISK_FULL, DISK_READ_ONLY.  Then nothing was changed.
    """
    with disk_trouble():
        staged = folder / _RESTORING
        # The ledger is moved last: while it waits, what stands in the folder came from here.
        _require_empty(folder, cut_before=(staged / LEDGER).exists())
        manifest = check_backup(file)
        make_folder(folder)
        require_free(folder, manifest.size)
        _clear(folder)
        try:
            staged.mkdir()
            if _unpacked(file, lambda name, blocks: _write_out(staged / name, blocks)) != manifest:
                raise Problem(ProblemKind.FILE_DAMAGED, name=file.name)
            make_folder(staged / ATTACHMENTS)
            _flush_folders(staged)
            sync_folder(folder)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        # The ledger last: where it stands, everything stands.
        for name in (ATTACHMENTS, KEYS, LEDGER):
            replace(staged / name, folder / name)
        staged.rmdir()
    return manifest


def backup_plain(connection: RawConnection, out: Path) -> None:
    """Writes the ledger as a plain SQLite file, for scripts of the county (interfaces.md, Files).

    Whoever has the file reads everything: the right to export and the reason are the caller's to
    ask and to log.  Problems: REFUSED_INPUT for `out` ("exists"); DISK_FULL, DISK_READ_ONLY;
    LEDGER_DAMAGED.
    """
    if connection.in_transaction:
        raise RuntimeError("an export begins outside a transaction")
    _require_new(out)
    schema = schema_version(connection)
    with ledger_trouble(), _finished(out) as part:
        connection.execute("ATTACH ? AS export KEY ''", (str(part),))
        try:
            # One transaction, so that it shows one moment.
            connection.execute("BEGIN")
            try:
                connection.execute("SELECT sqlcipher_export('export')").fetchall()
                connection.execute(f"PRAGMA export.user_version = {schema}")
                connection.execute("COMMIT")
            except BaseException:
                # A full disk has ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        finally:
            connection.execute("DETACH export")
        plain = open_plain(part, create=False, read_only=True)
        try:
            _require_sound(plain)
        finally:
            plain.close()


def sweep(folder: Path) -> None:
    """Removes what killed backups left in a data folder; only with its lock held."""
    for left in folder.glob(_WORKING + "*"):
        shutil.rmtree(left, ignore_errors=True)


# Writing


def _copy_ledger(connection: RawConnection, data_key: bytes, target: Path) -> int:
    """Copies one moment of the ledger, checks the copy, and returns its schema."""
    with ledger_trouble():
        raw = dbapi2.connect(str(target), isolation_level=None)
        try:
            raw.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
            # The copy is flushed with the backup; until then a cut may cost it.
            raw.execute("PRAGMA journal_mode = OFF").fetchone()
            raw.execute("PRAGMA synchronous = OFF")
            connection.backup(raw)
        finally:
            raw.close()
        copy = open_ledger(target, data_key)
        try:
            _require_sound(copy)
            return schema_version(copy)
        finally:
            copy.close()


def _require_sound(connection: RawConnection) -> None:
    faults = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    said = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if faults or said != ("ok",):
        raise Problem(ProblemKind.LEDGER_DAMAGED, reason="integrity_check")


def _pack(packer: Packer, name: str, path: Path) -> None:
    with path.open("rb") as source:
        packer.add(name, os.fstat(source.fileno()).st_size, source)


def _pack_contents(packer: Packer, store: ContentStore) -> list[str]:
    damaged = []
    for sha256 in store.all():
        name = f"{ATTACHMENTS}/{sha256[:2]}/{sha256[2:4]}/{sha256}"
        try:
            _pack(packer, name, store.path_of(sha256))
        except FileNotFoundError:
            continue  # erased since it was listed
        if not store.is_sound(sha256) and store.has(sha256):
            damaged.append(sha256)
    return damaged


def _require_new(out: Path) -> None:
    if out.exists():
        raise Problem(ProblemKind.REFUSED_INPUT, fields={"out": "exists"})


@contextmanager
def _finished(out: Path) -> Iterator[Path]:
    """A name to write under; it becomes `out` where all went well, else it is gone."""
    part = out.with_name(f"{out.name}.{secrets.token_hex(4)}{_PART}")
    try:
        yield part
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        replace(part, out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _working_folder(folder: Path) -> Iterator[Path]:
    work = folder / f"{_WORKING}{secrets.token_hex(6)}"
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


# Reading


def _unpacked(file: Path, sink: Sink) -> Manifest:
    try:
        source = file.open("rb")
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise Problem(ProblemKind.FILE_UNREADABLE, name=file.name) from None
    with source:
        try:
            return unpack(source, os.fstat(source.fileno()).st_size, sink)
        except NotABackup:
            raise Problem(ProblemKind.FILE_DAMAGED, name=file.name) from None


def _read_away(blocks: Iterator[bytes]) -> None:
    for _ in blocks:
        pass


def _write_out(path: Path, blocks: Iterator[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _flush_folders(top: Path) -> None:
    for inside, _, _ in os.walk(top):
        sync_folder(Path(inside))


def _require_empty(folder: Path, *, cut_before: bool) -> None:
    """Problem LEDGER_EXISTS; what a cut restore left counts as nothing until its ledger stands."""
    names = [LEDGER, LEDGER + "-wal"] if cut_before else [LEDGER, LEDGER + "-wal", KEYS]
    taken = any((folder / name).exists() for name in names)
    contents = folder / ATTACHMENTS
    if not cut_before and contents.is_dir():
        taken = taken or any(contents.iterdir())
    if taken:
        raise Problem(ProblemKind.LEDGER_EXISTS, name=folder.name)


def _clear(folder: Path) -> None:
    """Takes away what a cut restore left, and an empty folder for contents."""
    for name in (ATTACHMENTS, _RESTORING):
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
    if (folder / KEYS).exists():
        (folder / KEYS).unlink()

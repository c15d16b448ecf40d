"""Opening the ledger: the key, the pragmas, and what is checked before anybody reads a row.

Imports neither SQLAlchemy, SQLModel, pydantic nor requests: the first rows come through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from sqlcipher3 import dbapi2

from sync.ledger.disk import disk_trouble, translate_os
from sync.ledger.schema_version import SCHEMA_VERSION
from sync.problems import Problem, ProblemKind

KEY_BYTES = 32
CACHE_KIB = 40 * 1024
"""Upper bound of a connection's page cache; it fills only as pages are read."""
BUSY_TIMEOUT_MS = 10_000
"""How long a statement waits for another process's write before it gives up."""

_PLAIN_HEADER = b"SQLite format 3\x00"
_FIXED_IN = (3, 51, 3)
_BACKPORTS = (((3, 44, 6), (3, 45, 0)), ((3, 50, 7), (3, 51, 0)))

_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_PROTOCOL = 5, 6, 15
_SQLITE_READONLY, _SQLITE_IOERR, _SQLITE_CORRUPT = 8, 10, 11
_SQLITE_FULL, _SQLITE_CANTOPEN, _SQLITE_NOTADB = 13, 14, 26

_KINDS: Mapping[int, ProblemKind] = {
    _SQLITE_BUSY: ProblemKind.LEDGER_IN_USE,
    _SQLITE_LOCKED: ProblemKind.LEDGER_IN_USE,
    _SQLITE_PROTOCOL: ProblemKind.LEDGER_IN_USE,
    _SQLITE_READONLY: ProblemKind.DISK_READ_ONLY,
    _SQLITE_IOERR: ProblemKind.FILE_UNREADABLE,
    _SQLITE_CORRUPT: ProblemKind.LEDGER_DAMAGED,
    _SQLITE_FULL: ProblemKind.DISK_FULL,
    _SQLITE_CANTOPEN: ProblemKind.FILE_UNREADABLE,
    _SQLITE_NOTADB: ProblemKind.LEDGER_DAMAGED,
}

# The driver's backup tells errors by SQLite's fixed words only, without their number.
_WORDS: Mapping[str, int] = {
    "database is locked": _SQLITE_BUSY,
    "database table is locked": _SQLITE_LOCKED,
    "attempt to write a readonly database": _SQLITE_READONLY,
    "disk I/O error": _SQLITE_IOERR,
    "database disk image is malformed": _SQLITE_CORRUPT,
    "database or disk is full": _SQLITE_FULL,
    "unable to open database file": _SQLITE_CANTOPEN,
    "file is not a database": _SQLITE_NOTADB,
}


class RawCursor(Protocol):
    """What a statement gives back (DB-API 2)."""

    @property
    def rowcount(self) -> int: ...
    @property
    def lastrowid(self) -> int | None: ...
    @property
    def description(self) -> Sequence[Sequence[Any]] | None: ...
    def fetchone(self) -> Any: ...
    def fetchmany(self, size: int = ...) -> list[Any]: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class RawConnection(Protocol):
    """The driver's connection: sqlcipher3 has no types of its own."""

    row_factory: Any

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> RawCursor: ...
    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> RawCursor: ...
    def cursor(self) -> RawCursor: ...
    def close(self) -> None: ...
    def interrupt(self) -> None: ...
    def backup(self, target: Any, *, pages: int = ...) -> None: ...
    @property
    def in_transaction(self) -> bool: ...


def sqlite_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the WAL-reset fix (3.51.3, or the backports 3.44.6 and 3.50.7).

    Without it several connections lose committed rows or spoil the file (reliability.md 1.1).
    """
    if version >= _FIXED_IN:
        return True
    return any(first <= version < end for first, end in _BACKPORTS)


def require_safe_sqlite(version: tuple[int, ...]) -> None:
    """Problem SQLITE_TOO_OLD, naming the version found and the one needed."""
    if not sqlite_is_safe(version):
        raise Problem(
            ProblemKind.SQLITE_TOO_OLD,
            f"SQLite {_dotted(version)} lacks the WAL-reset fix of {_dotted(_FIXED_IN)}",
            found=_dotted(version),
            needed=_dotted(_FIXED_IN),
        )


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def open_ledger(
    path: Path,
    data_key: bytes,
    *,
    create: bool = False,
    read_only: bool = False,
    check_same_thread: bool = True,
) -> RawConnection:
    """A connection to the encrypted ledger at `path`, in autocommit: we begin transactions.

    `data_key`: 32 raw bytes.  `create`: the file must not be there yet (an empty one, left by a
    start that was cut, counts as not there).

    Problems: SQLITE_TOO_OLD; LEDGER_MISSING; LEDGER_EXISTS; LEDGER_NEWER (made by a newer program);
    LEDGER_DAMAGED with `reason` "not_encrypted", "empty" or "key_or_damage" (SQLCipher can't tell
    a wrong key from a damaged first page: a key that came out of `keys.json` was right, so there
    it is damage); DISK_FULL, DISK_READ_ONLY, LEDGER_IN_USE, FILE_UNREADABLE.

    An older schema is no problem here: ask `schema_version`, and migrate.
    """
    if len(data_key) != KEY_BYTES:
        raise ValueError(f"the data key has {KEY_BYTES} bytes, not {len(data_key)}")
    _check_place(path, create=create)
    if create:
        _make_shared(path)
    if not create:
        _require_encrypted(path)
    connection = _connect(path, read_only=read_only, check_same_thread=check_same_thread)
    try:
        with ledger_trouble(reason="key_or_damage"):
            # Before the key: SQLCipher would write a wrong key's errors to standard error.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
            if not connection.execute("PRAGMA cipher_version").fetchone():
                raise RuntimeError("this SQLite has no SQLCipher; the ledger would be plain")
            _settle(connection, read_only=read_only)
        # What was just written is looked at too: an update once made plain files in silence.
        _require_encrypted(path)
        _gate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_plain(
    path: Path | None,
    *,
    create: bool = True,
    read_only: bool = False,
    check_same_thread: bool = True,
) -> RawConnection:
    """The same without a key: the center's embedded database, exports and tests.

    `path` None is a database in memory.  Unlike a ledger, `create` here takes a file that is there.
    Problems: as for `open_ledger`.
    """
    if path is not None and not create and not path.exists():
        raise Problem(ProblemKind.LEDGER_MISSING, name=path.name)
    connection = _connect(path, read_only=read_only, check_same_thread=check_same_thread)
    try:
        with ledger_trouble(reason="not_a_database"):
            connection.execute("PRAGMA cipher_log_level = NONE")
            _settle(connection, read_only=read_only)
        _gate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def schema_version(connection: RawConnection) -> int:
    """The schema the file was last migrated to; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def translate(exc: BaseException) -> Problem | None:
    """What the driver or the system reports, as the world's doing; None where it is our fault.

    Full disk, write-protected folder, damaged file, another's lock.  The driver's exceptions are
    not `sqlite3.Error`.
    """
    if isinstance(exc, OSError):
        return translate_os(exc)
    if not isinstance(exc, dbapi2.Error):
        return None
    code = getattr(exc, "sqlite_errorcode", None) or _WORDS.get(str(exc), 0)
    kind = _KINDS.get(code & 0xFF)
    if kind is None:
        return None
    return Problem(kind, str(exc), sqlite=getattr(exc, "sqlite_errorname", ""))


@contextmanager
def ledger_trouble(**details: str | int) -> Iterator[None]:
    """Turns the driver's and the system's errors inside into a Problem; damage gets `details`."""
    try:
        yield
    except (dbapi2.Error, OSError) as exc:
        problem = translate(exc)
        if problem is None:
            raise
        if problem.kind is ProblemKind.LEDGER_DAMAGED:
            problem.details.update(details)
        raise problem from exc


def _connect(path: Path | None, *, read_only: bool, check_same_thread: bool) -> RawConnection:
    require_safe_sqlite(dbapi2.sqlite_version_info)
    if path is None:
        target = ":memory:"
    else:
        target = path.absolute().as_uri() + ("?mode=ro" if read_only else "?mode=rwc")
    with ledger_trouble():
        opened = dbapi2.connect(
            target,
            uri=path is not None,
            isolation_level=None,
            timeout=BUSY_TIMEOUT_MS / 1000,
            check_same_thread=check_same_thread,
        )
    return cast(RawConnection, opened)


def _settle(connection: RawConnection, *, read_only: bool) -> None:
    """The pragmas; the first of them reads page 1, so a wrong key shows here."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not read_only:
        # FULL in WAL loses nothing in a power cut; NORMAL does (reliability.md 1.2).
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON").fetchone()
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    # A hostile schema in a swapped file must not run functions with side effects.
    connection.execute("PRAGMA trusted_schema = OFF")


def _gate(connection: RawConnection, path: Path | None) -> None:
    with ledger_trouble():
        found = schema_version(connection)
    if found > SCHEMA_VERSION:
        raise Problem(
            ProblemKind.LEDGER_NEWER,
            name=path.name if path else "",
            found=found,
            known=SCHEMA_VERSION,
        )


def _make_shared(path: Path) -> None:
    """An empty file with the rights its folder gives new ones.

    SQLite would make it writable for its maker alone, whatever the folder says, and another
    account of the same PC could only read; its companions take their rights from it.
    """
    with disk_trouble():
        path.touch(mode=0o666)


def _check_place(path: Path, *, create: bool) -> None:
    with ledger_trouble():
        there = path.exists()
        size = path.stat().st_size if there else 0
    if create and size:
        raise Problem(ProblemKind.LEDGER_EXISTS, name=path.name)
    if not create and not there:
        raise Problem(ProblemKind.LEDGER_MISSING, name=path.name)
    if not create and not size:
        raise Problem(ProblemKind.LEDGER_DAMAGED, name=path.name, reason="empty")


def _require_encrypted(path: Path) -> None:
    """Problem LEDGER_DAMAGED where the file begins as a plain database does."""
    with ledger_trouble(), path.open("rb") as file:
        head = file.read(len(_PLAIN_HEADER))
    # "SQLite" alone is enough: sixteen random bytes begin so once in 2**48.
    if head.startswith(_PLAIN_HEADER[:6]):
        raise Problem(ProblemKind.LEDGER_DAMAGED, name=path.name, reason="not_encrypted")

"""The center's database: SQLite in the data folder, or PostgreSQL.

On SQLite one connection writes, those who want it stand in a fair line, and readers have
connections of their own.  On PostgreSQL both come from one small shelf.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from sync.center.turnstile import Shelf, Turnstile
from sync.ledger.db import Db, PostgresDb, SqliteDb
from sync.ledger.migrate import HEAD, current, fresh_schema, is_current, migrate
from sync.ledger.open import open_plain
from sync.problems import Problem, ProblemKind, refused

FILE_NAME = "center.db"
MOST_WAITING = 64
PATIENCE_S = 20.0
CONNECTIONS = 8
CONNECT_TIMEOUT_S = 5


class CenterDatabase(Protocol):
    """Connections for requests; safe to use from several threads."""

    dialect: str

    def writer(self) -> AbstractContextManager[Db]:
        """A connection to write with.  Problem CENTER_BUSY."""

    def reader(self) -> AbstractContextManager[Db]:
        """A connection that keeps nobody from writing.  Problem CENTER_BUSY."""

    def standing(self) -> str | None:
        """The step of the schema it is at; None where there is none."""

    def is_current(self) -> bool: ...

    def make_schema(self) -> None:
        """All tables of a new center.  Problem LEDGER_EXISTS where there is one already."""

    def migrate(self, copy_to: Path | None = None) -> bool:
        """To the newest schema; False where it was there already."""

    def close(self) -> None: ...


def default_url(data: Path) -> str:
    """SQLite in the data folder."""
    return URL.create("sqlite", database=str(data / FILE_NAME)).render_as_string()


def open_database(url: str, *, create: bool = False) -> CenterDatabase:
    """The database an SQLAlchemy URL names.

    Problems: REFUSED_INPUT for another kind of database; LEDGER_MISSING unless `create`;
    SQLITE_TOO_OLD, and what else opening tells.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise refused(db="not_a_database_url") from None
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return SqliteCenter(Path(str(parsed.database)), create=create)
    if parsed.drivername in ("postgresql+psycopg", "postgresql"):
        return PostgresCenter(parsed)
    raise refused(db="not_a_database_url")


class SqliteCenter:
    """The embedded default: a plain file, secrets sealed one by one."""

    dialect = "sqlite"

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        most_waiting: int = MOST_WAITING,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.path = path
        self._line = Turnstile(most_waiting, patience_s)
        self._writer = SqliteDb(open_plain(path, create=create, check_same_thread=False))
        self._readers = Shelf(self._open, SqliteDb.close, CONNECTIONS, patience_s)

    def _open(self) -> SqliteDb:
        return SqliteDb(open_plain(self.path, create=False, check_same_thread=False))

    @contextmanager
    def writer(self) -> Iterator[Db]:
        with self._line.turn():
            yield self._writer

    @contextmanager
    def reader(self) -> Iterator[Db]:
        with self._readers.lent(_sqlite_sound) as db:
            yield db

    def standing(self) -> str | None:
        with self._readers.lent(_sqlite_sound) as db:
            return current(db.connection)

    def is_current(self) -> bool:
        with self._readers.lent(_sqlite_sound) as db:
            return is_current(db.connection)

    def make_schema(self) -> None:
        with self._line.turn():
            if current(self._writer.connection) is not None:
                raise Problem(ProblemKind.LEDGER_EXISTS, name=self.path.name)
            fresh_schema(self._writer.connection, "center")

    def migrate(self, copy_to: Path | None = None) -> bool:
        with self._line.turn():
            return migrate(self._writer.connection, "center", copy_to)

    def close(self) -> None:
        self._readers.close()
        self._writer.close()


def _sqlite_sound(db: SqliteDb) -> bool:
    return not db.connection.in_transaction


class PostgresCenter:
    """A county in earnest: any number of processes share it."""

    dialect = "postgresql"

    def __init__(
        self, url: URL, *, connections: int = CONNECTIONS, patience_s: float = PATIENCE_S
    ) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._shelf = Shelf(self._open, _close_postgres, connections, patience_s)

    def _open(self) -> PostgresDb:
        return PostgresDb(
            psycopg.connect(self._conninfo, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S)
        )

    @contextmanager
    def writer(self) -> Iterator[Db]:
        with _server_trouble(), self._shelf.lent(_postgres_sound) as db:
            yield db

    reader = writer

    def standing(self) -> str | None:
        engine = create_engine(self._url)
        try:
            with _server_trouble():
                return current(engine)
        finally:
            engine.dispose()

    def is_current(self) -> bool:
        with self.reader() as db:
            there = db.row("SELECT to_regclass('alembic_version')")
            if there is None or there[0] is None:
                return False
            return db.row("SELECT version_num FROM alembic_version") == (HEAD,)

    def make_schema(self) -> None:
        if self.standing() is not None:
            raise Problem(ProblemKind.LEDGER_EXISTS, name=str(self._url.database))
        with _server_trouble(), self._shelf.lent(_postgres_sound) as db:
            fresh_schema(db.connection, "center", self.dialect)

    def migrate(self, copy_to: Path | None = None) -> bool:
        """`copy_to` is for SQLite; the county's own server has its own backups."""
        engine = create_engine(self._url)
        try:
            with _server_trouble():
                return migrate(engine, "center")
        finally:
            engine.dispose()

    def close(self) -> None:
        self._shelf.close()


def _close_postgres(db: PostgresDb) -> None:
    db.close()


def _postgres_sound(db: PostgresDb) -> bool:
    connection = db.connection
    return not connection.closed and connection.info.transaction_status is TransactionStatus.IDLE


@contextmanager
def _server_trouble() -> Iterator[None]:
    """A server that is away, restarts, or breaks a deadlock: come back, nothing was changed."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as exc:
        raise Problem(ProblemKind.CENTER_BUSY, type(exc).__name__) from exc

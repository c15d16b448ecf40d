"""The center's database: SQLite in the data folder, or PostgreSQL.

On SQLite one connection writes, those who want it stand in a fair line, and readers have
connections of their own.  PostgreSQL is in `postgres.py`, which is loaded where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sync.center.turnstile import CONNECTIONS, PATIENCE_S, Shelf, Turnstile
from sync.ledger.db import Db, SqliteDb
from sync.ledger.migrate import current, fresh_schema, is_current, migrate
from sync.ledger.open import open_plain
from sync.problems import Problem, ProblemKind, refused

FILE_NAME = "center.db"
MOST_WAITING = 64
SQLITE = "sqlite:///"
POSTGRES = ("postgresql+psycopg://", "postgresql://")


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
    return f"{SQLITE}{data / FILE_NAME}"


def open_database(url: str, *, create: bool = False) -> CenterDatabase:
    """The database an SQLAlchemy URL names.

    Problems: REFUSED_INPUT for another kind of database; LEDGER_MISSING unless `create`;
    SQLITE_TOO_OLD, and what else opening tells.
    """
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        return SqliteCenter(Path(url.removeprefix(SQLITE)), create=create)
    if url.startswith(POSTGRES):
        # Late: the driver and SQLAlchemy cost a command on SQLite most of a second.
        from sync.center.postgres import open_postgres

        return open_postgres(url)
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

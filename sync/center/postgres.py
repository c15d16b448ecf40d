"""The center's database on PostgreSQL: a county in earnest, any number of processes share it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from sync.center.turnstile import CONNECTIONS, PATIENCE_S, Shelf
from sync.ledger.db import Db, PostgresDb
from sync.ledger.migrate import HEAD, current, fresh_schema, migrate
from sync.problems import Problem, ProblemKind, refused

CONNECT_TIMEOUT_S = 5


def open_postgres(url: str) -> PostgresCenter:
    """Nothing is connected to yet.  Problem REFUSED_INPUT where the URL cannot be read."""
    try:
        return PostgresCenter(make_url(url))
    except (ArgumentError, ValueError):
        raise refused(db="not_a_database_url") from None


class PostgresCenter:
    """Connections come from one small shelf, for reading and writing alike."""

    dialect = "postgresql"

    def __init__(
        self, url: URL, *, connections: int = CONNECTIONS, patience_s: float = PATIENCE_S
    ) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._shelf = Shelf(self._open, _close_postgres, connections, patience_s)

    def _open(self) -> PostgresDb:
        return PostgresDb(
            psycopg.connect(
                self._conninfo,
                autocommit=True,
                connect_timeout=CONNECT_TIMEOUT_S,
                cursor_factory=psycopg.RawCursor,
            )
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

"""Schemas: made new, carried forward, and asked for.

Only `migrate` of an older database loads Alembic; making a new one, and asking, does not.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.ledger.migrations.frozen import End, in_dialect, statements
from sync.ledger.open import RawConnection, ledger_trouble
from sync.ledger.schema_version import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Engine

HEAD = "0002"
"""The newest step; a test holds it to Alembic's own scripts."""

STEPS = ("0001_first", "0002_weekly")
"""The frozen SQL that makes a new database, in order."""

VERSION_TABLE = (
    "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n"
    "\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
)
"""As Alembic makes it."""


def fresh_schema(connection: Any, end: End, dialect: str = "sqlite") -> None:
    """All tables of a new database, stamped as current, in one transaction.

    `connection`: the driver's (sqlcipher3, or psycopg in autocommit), with nothing begun.
    """
    connection.execute("BEGIN IMMEDIATE" if dialect == "sqlite" else "BEGIN")
    try:
        for step in STEPS:
            for statement in statements(step, end, dialect):
                connection.execute(statement)
        connection.execute(in_dialect(VERSION_TABLE, dialect))
        connection.execute(f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')")
        if dialect == "sqlite":
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def current(target: RawConnection | Engine) -> str | None:
    """The step the database stands at; None where it has no schema yet."""
    ask = _asking(target)
    if not ask(_has_version_table(target)):
        return None
    rows = ask("SELECT version_num FROM alembic_version")
    return str(rows[0][0]) if rows else None


def is_current(target: RawConnection | Engine) -> bool:
    """Whether the database is at the newest schema this program knows."""
    return current(target) == HEAD


def migrate(target: RawConnection | Engine, end: End, copy_to: Path | None = None) -> bool:
    """Bring the database to the newest schema; False where it was there already.

    `target`: an opened SQLite connection with nothing begun, or an engine on PostgreSQL.
    `copy_to`: where a whole copy of an existing SQLite database is put first (encrypted alike);
    a copy already there, from a try that was cut, is replaced.
    Problems: those of the disk; then nothing was changed.
    """
    standing = current(target)
    if standing == HEAD:
        return False
    if standing is not None and copy_to is not None and not _is_engine(target):
        keep_copy(target, copy_to)
    # Late, because Alembic and SQLAlchemy cost a start half a second and are seldom needed.
    from sync.ledger.migrations.run import upgrade

    with ledger_trouble():
        upgrade(target, end)
    return True


def keep_copy(connection: Any, path: Path) -> None:
    """A whole, synced copy of an open SQLite database, under the same key.

    Problems: DISK_FULL, DISK_READ_ONLY.
    """
    part = path.with_name(path.name + ".part")
    with ledger_trouble():
        part.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, path)


def _is_engine(target: Any) -> bool:
    return hasattr(target, "dialect")


def _has_version_table(target: Any) -> str:
    if _is_engine(target) and target.dialect.name == "postgresql":
        return "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"
    return "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"


def _asking(target: Any) -> Callable[[str], list[Any]]:
    def on_engine(sql: str) -> list[Any]:
        with target.connect() as connection:
            return list(connection.exec_driver_sql(sql).fetchall())

    def on_connection(sql: str) -> list[Any]:
        return list(target.execute(sql).fetchall())

    return on_engine if _is_engine(target) else on_connection

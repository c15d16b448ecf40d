"""Runs Alembic on one open connection.  Imported only where a migration is due."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from sync.ledger.migrations.frozen import End
from sync.ledger.open import RawConnection
from sync.ledger.schema_version import SCHEMA_VERSION

_LOCK = 0x5374_6174_696F_6E
"""PostgreSQL's advisory lock of whoever migrates: two workers that start together take turns."""


def config(end: End) -> Config:
    """Alembic's settings, without a file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.attributes["end"] = end
    return made


def head() -> str:
    """The newest step by the scripts themselves."""
    found = ScriptDirectory.from_config(config("desk")).get_current_head()
    if found is None:
        raise AssertionError("no migration scripts beside run.py")
    return found


def engine_on(connection: RawConnection) -> Engine:
    """An engine over an opened SQLite connection; closing the engine's users leaves it open."""
    engine = create_engine(
        "sqlite://", creator=lambda: connection, module=dbapi2, poolclass=StaticPool
    )

    @event.listens_for(engine, "begin")
    def _begin(opened: Connection) -> None:
        # The driver begins nothing by itself; the right to write is taken with the first word.
        opened.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def upgrade(target: RawConnection | Engine, end: End) -> None:
    """Bring `target` to the newest schema in one transaction: the old one, or the new one."""
    engine = target if isinstance(target, Engine) else engine_on(target)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        settings = config(end)
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")

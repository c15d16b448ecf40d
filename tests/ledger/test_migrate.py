"""Schemas made new, carried forward, and asked for."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from sync.ledger.migrate import HEAD, STEPS, current, fresh_schema, is_current, migrate
from sync.ledger.migrations.frozen import frozen_file
from sync.ledger.migrations.run import engine_on, head
from sync.ledger.open import open_ledger, open_plain, schema_version
from sync.ledger.schema_version import SCHEMA_VERSION
from sync.ledger.tables import Base
from sync.problems import Problem, ProblemKind
from tools.freeze_schema import schema_sql

KEY = bytes(range(32))
ENDS = ("desk", "center")


def shape(connection):
    """Everything the file's catalogue says, but for the order it was made in."""
    return sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def postgres_shape(url):
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable "
            "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
        ).fetchall()
        indexes = connection.execute(
            "SELECT tablename, indexname, indexdef FROM pg_indexes "
            "WHERE schemaname = 'public' ORDER BY 1, 2"
        ).fetchall()
    return columns, indexes


def differences(connection, end):
    """What Alembic would change to come from the database to the declared tables."""

    def concerns(thing, name, kind, reflected, compare_to):
        table = name if kind == "table" else thing.table.name
        return table.startswith(("r_", f"{end}_")) and not table.startswith("desk_search")

    context = MigrationContext.configure(
        connection, opts={"include_object": concerns, "compare_type": True}
    )
    return compare_metadata(context, Base.metadata)


@pytest.mark.parametrize("step", STEPS)
def test_the_frozen_sql_is_what_the_tables_declare(step):
    assert frozen_file(step).read_text("utf-8") == schema_sql(step)


def test_the_newest_step_is_the_one_of_the_scripts():
    assert head() == HEAD


@pytest.mark.parametrize("end", ENDS)
def test_a_new_ledger_and_a_migrated_one_are_alike(end):
    fresh, migrated = open_plain(None), open_plain(None)
    fresh_schema(fresh, end)
    assert migrate(migrated, end)
    assert shape(fresh) == shape(migrated)
    assert schema_version(fresh) == schema_version(migrated) == SCHEMA_VERSION
    assert is_current(fresh)
    assert is_current(migrated)
    fresh.close()
    migrated.close()


@pytest.mark.parametrize("end", ENDS)
def test_the_migrated_schema_is_the_declared_one_on_sqlite(end):
    connection = open_plain(None)
    migrate(connection, end)
    with engine_on(connection).connect() as asked:
        assert differences(asked, end) == []
    connection.close()


def test_the_migrated_schema_is_the_declared_one_on_postgresql(postgres_url):
    engine = create_engine(postgres_url)
    assert current(engine) is None
    assert migrate(engine, "center")
    assert is_current(engine)
    assert not migrate(engine, "center")
    with engine.connect() as asked:
        assert differences(asked, "center") == []
    engine.dispose()


def test_a_new_database_and_a_migrated_one_are_alike_on_postgresql(postgres):
    fresh, migrated = postgres.new_database(), postgres.new_database()
    with psycopg.connect(postgres.dsn(fresh), autocommit=True) as connection:
        fresh_schema(connection, "center", "postgresql")
    engine = create_engine(postgres.url(migrated))
    migrate(engine, "center")
    engine.dispose()
    assert postgres_shape(postgres.url(fresh)) == postgres_shape(postgres.url(migrated))
    postgres.drop(fresh)
    postgres.drop(migrated)


def test_no_end_has_the_tables_of_the_other():
    desk, center = open_plain(None), open_plain(None)
    fresh_schema(desk, "desk")
    fresh_schema(center, "center")
    names = [{row[2] for row in shape(connection)} for connection in (desk, center)]
    assert not any(name.startswith("center_") for name in names[0])
    assert not any(name.startswith("desk_") for name in names[1])
    assert "r_case" in names[0] & names[1]
    desk.close()
    center.close()


def test_an_older_ledger_is_copied_before_it_is_migrated(tmp_path):
    path, copy = tmp_path / "ledger.db", tmp_path / "before.db"
    connection = open_ledger(path, KEY, create=True)
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.execute("INSERT INTO alembic_version VALUES ('')")
    connection.execute("CREATE TABLE treasured (word TEXT)")
    connection.execute("INSERT INTO treasured VALUES ('kept')")
    connection.execute("DELETE FROM alembic_version")
    connection.execute("INSERT INTO alembic_version VALUES ('0000')")
    with pytest.raises(Exception, match="0000"):
        migrate(connection, "desk", copy)
    # Alembic knows no step 0000: the migration failed, and left the ledger as it was.
    assert current(connection) == "0000"
    connection.close()
    kept = open_ledger(copy, KEY)
    assert kept.execute("SELECT word FROM treasured").fetchall() == [("kept",)]
    kept.close()
    assert b"kept" not in copy.read_bytes()
    assert not copy.read_bytes().startswith(b"SQLite")


def test_a_current_ledger_is_left_alone(tmp_path):
    connection = open_ledger(tmp_path / "ledger.db", KEY, create=True)
    fresh_schema(connection, "desk")
    assert not migrate(connection, "desk", tmp_path / "before.db")
    assert not (tmp_path / "before.db").exists()
    connection.close()


def test_the_connection_works_on_after_a_migration(tmp_path):
    connection = open_ledger(tmp_path / "ledger.db", KEY, create=True)
    migrate(connection, "desk")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO desk_state (key, value) VALUES ('a', '1')")
    connection.execute("COMMIT")
    assert not connection.in_transaction
    connection.close()
    again = open_ledger(tmp_path / "ledger.db", KEY)
    assert again.execute("SELECT key, value FROM desk_state").fetchall() == [("a", "1")]
    again.close()


def test_a_migration_that_is_cut_leaves_nothing_behind(tmp_path):
    path = tmp_path / "ledger.db"
    first = open_ledger(path, KEY, create=True)
    first.execute("CREATE TABLE r_case (mine TEXT)")
    with pytest.raises(Exception, match="r_case"):
        migrate(first, "desk")
    assert current(first) is None
    assert [row[1] for row in shape(first)] == ["r_case"]
    with pytest.raises(Exception, match="r_case"):
        fresh_schema(first, "desk")
    assert [row[1] for row in shape(first)] == ["r_case"]
    first.close()


def test_a_newer_ledger_is_refused_when_it_is_opened(tmp_path):
    path = tmp_path / "ledger.db"
    connection = open_ledger(path, KEY, create=True)
    fresh_schema(connection, "desk")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(Problem) as told:
        open_ledger(path, KEY)
    assert told.value.kind is ProblemKind.LEDGER_NEWER


def test_a_new_schema_needs_neither_alembic_nor_sqlalchemy():
    code = (
        "import sys; from sync.ledger.migrate import fresh_schema, is_current; "
        "from sync.ledger.open import open_plain; c = open_plain(None); "
        "fresh_schema(c, 'desk'); assert is_current(c); "
        "assert not {'alembic', 'sqlalchemy', 'sqlmodel', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

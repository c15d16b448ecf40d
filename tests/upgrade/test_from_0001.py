"""A ledger of the first schema, opened by a program that knows the weekly work."""

from __future__ import annotations

import json

import psycopg
import pytest
from sqlalchemy import create_engine

from station_app.usecases.cases import add
from station_app.usecases.desk import open_desk
from sync.ledger.db import SqliteDb
from sync.ledger.digest import digest_of
from sync.ledger.migrate import VERSION_TABLE, current, fresh_schema, migrate
from sync.ledger.migrations.frozen import in_dialect, statements
from sync.ledger.open import open_ledger, open_plain, schema_version
from sync.ledger.store import RecordStore
from sync.records.registry import KINDS
from tests.usecases.desks import PASSWORD, complaint, make_desk

STAMP = [1, 1000, "r"]
ACTIVITY = {
    "station_id": "s",
    "title": "赶集日",
    "planned_start": 5,
    "all_day": True,
    "organisers": ["s"],
    "from_the_future": {"x": 1},
}


def first_schema(connection, end, dialect="sqlite"):
    """The schema as the first release made it."""
    for statement in statements("0001_first", end, dialect):
        connection.execute(statement)
    connection.execute(in_dialect(VERSION_TABLE, dialect))
    connection.execute("INSERT INTO alembic_version (version_num) VALUES ('0001')")


def unread(kind="propaganda_activity", record_id="a1"):
    """A record as an older program kept it, unread."""
    stamps = json.dumps({"d": STAMP, "x": {"title": [2, 2000, "r"]}})
    return (kind, record_id, record_id, 7, stamps, json.dumps(ACTIVITY, ensure_ascii=False))


INSERT = "INSERT INTO r_unknown (kind, id, root_id, version, stamps, extra) VALUES "


def shape(connection):
    return sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


@pytest.mark.parametrize("end", ["desk", "center"])
def test_an_old_ledger_becomes_what_a_new_one_is(end):
    old, new = open_plain(None), open_plain(None)
    first_schema(old, end)
    fresh_schema(new, end)
    assert migrate(old, end)
    assert shape(old) == shape(new)
    assert current(old) == current(new)
    assert schema_version(old) == schema_version(new) == 2
    old.close()
    new.close()


def test_records_kept_unread_move_into_their_tables_whole():
    connection = open_plain(None)
    first_schema(connection, "desk")
    connection.execute(f"{INSERT}(?,?,?,?,?,?)", unread())
    connection.execute(f"{INSERT}(?,?,?,?,?,?)", unread("moon", "m1"))
    migrate(connection, "desk")
    store = RecordStore(SqliteDb(connection))
    kept = store.one("propaganda_activity", "a1")
    assert kept is not None
    assert kept.record.values == ACTIVITY
    assert (kept.root, kept.record.version) == ("a1", 7)
    assert tuple(kept.record.stamp("title")) == (2, 2000, "r")
    assert tuple(kept.record.stamp("station_id")) == tuple(STAMP)
    rows = connection.execute("SELECT updated_at FROM r_propaganda_activity").fetchall()
    assert rows == [(2000,)]
    assert connection.execute("SELECT kind FROM r_unknown").fetchall() == [("moon",)]
    assert connection.execute("SELECT root_id FROM desk_index_due").fetchall() == [("a1",)]
    connection.close()


def test_what_was_kept_unread_has_the_same_digest_afterwards():
    connection = open_plain(None)
    first_schema(connection, "desk")
    connection.execute(f"{INSERT}(?,?,?,?,?,?)", unread())
    store = RecordStore(SqliteDb(connection))
    before = digest_of(store.every_unknown())
    migrate(connection, "desk")
    assert digest_of(store.every("propaganda_activity")) == before
    connection.close()


def test_a_postgresql_center_is_carried_forward_too(postgres):
    name = postgres.new_database()
    with psycopg.connect(postgres.dsn(name), autocommit=True) as connection:
        first_schema(connection, "center", "postgresql")
        connection.execute(f"{INSERT}(%s,%s,%s,%s,%s,%s)", unread())
    engine = create_engine(postgres.url(name))
    assert migrate(engine, "center")
    engine.dispose()
    with psycopg.connect(postgres.dsn(name)) as connection:
        rows = connection.execute(
            "SELECT title, all_day, organisers, extra FROM r_propaganda_activity"
        ).fetchall()
        assert rows == [("赶集日", 1, '["s"]', '{"from_the_future":{"x":1}}')]
        assert connection.execute("SELECT COUNT(*) FROM r_unknown").fetchall() == [(0,)]
    postgres.drop(name)


def test_a_desk_of_the_first_schema_opens_with_all_it_had_and_a_copy_is_kept(tmp_path, clock):
    folder = tmp_path / "desk"
    desk = make_desk(folder, clock)
    number = add(desk.ledger, desk.session, complaint()).number
    key, ledger = desk.data_key, desk.paths.ledger
    desk.close()
    # The same file as the first release would have left it.
    connection = open_ledger(ledger, key)
    later = [name for name in KINDS if name not in first_kinds()]
    for name in later:
        connection.execute(f"DROP TABLE r_{name}")
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    opened = open_desk(folder, None, PASSWORD, clock=clock)
    assert opened.ledger.db.rows("SELECT case_no FROM r_case") == [(number,)]
    assert opened.ledger.db.rows("SELECT COUNT(*) FROM r_visit") == [(0,)]
    opened.close()
    (copy,) = (folder / "backups").glob("before-schema-*.db")
    assert copy.name == "before-schema-2-from-1.db"


def first_kinds():
    text = "\n".join(statements("0001_first", "desk"))
    return {name for name in KINDS if f"CREATE TABLE r_{name} (" in text}

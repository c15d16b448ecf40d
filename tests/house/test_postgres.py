"""The PostgreSQL that the center's tests stand on."""

import psycopg
import pytest
import sqlalchemy

from tests import postgres as pg


def test_the_url_opens_an_empty_database(postgres_url):
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.connect() as connection:
        tables = connection.execute(
            sqlalchemy.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        ).scalar_one()
        encoding = connection.execute(sqlalchemy.text("SHOW server_encoding")).scalar_one()
    engine.dispose()
    assert (tables, encoding) == (0, "UTF8")


def test_each_test_has_a_database_of_its_own(postgres):
    one, other = postgres.new_database(), postgres.new_database()
    with psycopg.connect(postgres.dsn(one), autocommit=True) as connection:
        connection.execute("CREATE TABLE mine (id int)")
    with psycopg.connect(postgres.dsn(other)) as connection:
        found = connection.execute("SELECT to_regclass('mine')").fetchone()
    assert found == (None,)
    postgres.drop(one)
    postgres.drop(other)


def test_a_machine_without_the_binaries_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(pg, "DEBIAN_BINARIES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pg.NoPostgres, match="apt-get install postgresql"):
        pg.find_binaries()

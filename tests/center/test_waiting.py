"""Waiting one's turn at the database: in order, within bounds."""

from __future__ import annotations

import threading

import pytest

from sync.center.database import SqliteCenter, open_database
from sync.center.turnstile import Shelf, Turnstile
from sync.ledger.db import SqliteDb
from sync.problems import Problem, ProblemKind


def in_line(turnstile, count):
    """Waits until that many stand in the line; bounded by the test's own time limit."""
    while turnstile.waiting < count:
        threading.Event().wait(0.001)


def test_who_comes_first_is_served_first():
    turnstile = Turnstile(50, 20)
    served = []

    def come(number):
        with turnstile.turn():
            served.append(number)

    threads = []
    with turnstile.turn():
        for number in range(20):
            threads.append(threading.Thread(target=come, args=(number,)))
            threads[-1].start()
            in_line(turnstile, number + 1)
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def test_one_too_many_is_sent_away_at_once():
    turnstile = Turnstile(1, 20)
    with turnstile.turn():
        waiting = threading.Thread(target=lambda: turnstile.turn().__enter__())
        waiting.start()
        in_line(turnstile, 1)
        with pytest.raises(Problem) as told, turnstile.turn():
            raise AssertionError("it was let in")
        assert told.value.kind is ProblemKind.CENTER_BUSY
    waiting.join()


def test_who_waits_too_long_leaves_the_line_to_others():
    turnstile = Turnstile(5, 0.01)
    with turnstile.turn():
        with pytest.raises(Problem) as told, turnstile.turn():
            raise AssertionError("it was let in")
        assert told.value.kind is ProblemKind.CENTER_BUSY
        assert turnstile.waiting == 0
    with turnstile.turn():
        pass


def test_a_turn_is_given_back_by_a_fault():
    turnstile = Turnstile(5, 0.01)
    with pytest.raises(ValueError), turnstile.turn():
        raise ValueError
    with turnstile.turn():
        pass


def test_what_is_not_sound_is_not_lent_again():
    shelf = Shelf(object, lambda thing: None, 1, 0.01)
    with (
        shelf.lent(lambda thing: True) as first,
        pytest.raises(Problem),
        shelf.lent(lambda thing: True),
    ):
        raise AssertionError("more were lent than there are")
    with shelf.lent(lambda thing: False) as again:
        assert again is first
    with shelf.lent(lambda thing: True) as other:
        assert other is not first


def test_what_comes_back_after_closing_is_thrown_away():
    gone = []
    shelf = Shelf(object, gone.append, 2, 0.01)
    with shelf.lent(lambda thing: True) as thing:
        shelf.close()
    assert gone == [thing]


def test_a_reader_sees_no_half_of_a_write(tmp_path):
    center = SqliteCenter(tmp_path / "center.db", create=True)
    center.make_schema()
    with center.writer() as writer, center.reader() as reader:
        with writer.writing():
            writer.run("INSERT INTO center_state (key, value) VALUES ('a', '1')")
            assert reader.rows("SELECT * FROM center_state") == []
        assert reader.rows("SELECT * FROM center_state") == [("a", "1")]
    center.close()


def test_a_reader_left_in_a_transaction_is_not_lent_again(tmp_path):
    center = SqliteCenter(tmp_path / "center.db", create=True)
    center.make_schema()
    with center.reader() as left:
        left.rows("BEGIN")
        assert isinstance(left, SqliteDb)
    with center.reader() as fresh:
        assert fresh is not left
    center.close()


@pytest.mark.parametrize(
    "url",
    ["", "mysql://x/y", "sqlite://", "sqlite:///", "postgresql+asyncpg://x/y", "nonsense"],
)
def test_a_database_that_cannot_be_used_is_refused(url):
    with pytest.raises(Problem) as told:
        open_database(url)
    assert told.value.fields == {"db": "not_a_database_url"}


def test_a_database_that_is_not_there_is_not_made_by_asking(tmp_path):
    with pytest.raises(Problem) as told:
        open_database(f"sqlite:///{tmp_path / 'center.db'}")
    assert told.value.kind is ProblemKind.LEDGER_MISSING
    assert not (tmp_path / "center.db").exists()


def test_a_second_schema_is_refused(made):
    with pytest.raises(Problem) as told:
        made.database.make_schema()
    assert told.value.kind is ProblemKind.LEDGER_EXISTS
    assert not made.database.migrate()

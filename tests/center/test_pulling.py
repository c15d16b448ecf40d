"""What a replica reads page by page: every root by the end, whatever scopes name it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.center.pulling import Page, Pull, Seat
from sync.ledger.db import SqliteDb
from sync.ledger.migrate import fresh_schema
from sync.ledger.open import open_plain
from sync.ledger.store import RecordStore

OWN, PUBLIC = "own", "PUBLIC"
Places = list[tuple[str, str, bool]]
"""(root, scope, shown), in the order in which they were touched."""


class Reader(Pull):
    """Notes which roots it would read the rows of."""

    read: list[str]

    def _read(
        self,
        page: Page,
        roots: Sequence[Seat],
        cursor: int,
        base: int,
        withheld: Collection[str],
    ) -> None:
        self.read += [seat.root for seat in roots if seat.shown]


@pytest.fixture(scope="module")
def db() -> Iterator[SqliteDb]:
    made = SqliteDb(open_plain(None))
    fresh_schema(made.connection, "center")
    yield made
    made.close()


def read_through(db: SqliteDb, places: Places, limit: int) -> tuple[list[str], int]:
    """What is read from the start on in pages of `limit`, and in how many."""
    db.run("DELETE FROM center_membership")
    for version, (root, scope, shown) in enumerate(places, 1):
        db.run(
            "INSERT INTO center_membership (root, station, kind, shown, version, touched) "
            "VALUES (?,?,'case',?,?,?) ON CONFLICT (root, station) DO UPDATE SET "
            "shown = excluded.shown, touched = excluded.touched",
            (root, scope, int(shown), version, version),
        )
    head = len(places)
    reader = Reader(db, RecordStore(db), "asker", [OWN, PUBLIC], head)
    reader.read = []
    cursor, pages = 0, 0
    while True:
        page = reader.page(cursor, 0, limit, ())
        pages += 1
        if not page.more:
            assert page.cursor == head
            return reader.read, pages
        assert page.cursor > cursor, "a page leads on"
        cursor = page.cursor


TWICE = [("a", PUBLIC, True), ("b", PUBLIC, True), ("a", OWN, True), ("b", OWN, True)]
"""Two roots that everybody may read, and that entered the own scope since."""
AGAIN = [("a", PUBLIC, True), ("b", PUBLIC, True)]


def test_roots_named_by_two_scopes_do_not_hide_what_lies_before_their_later_places(db):
    """Seed 5604754: `a` and `b` stand at the end for everybody; read that far, `c` was lost."""
    read, _ = read_through(db, [*TWICE, ("c", OWN, True), *AGAIN], 1)
    assert set(read) == {"a", "b", "c"}


def test_where_all_that_was_read_stands_further_on_the_next_page_goes_on_behind_it(db):
    read, pages = read_through(db, [*TWICE, *AGAIN], 1)
    assert (set(read), pages) == ({"a", "b"}, 3)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from([OWN, PUBLIC]), st.booleans()),
        max_size=24,
    ),
    st.integers(1, 4),
)
@settings(max_examples=500)
def test_every_root_that_a_scope_shows_is_read(db, places, limit):
    last = {(root, scope): shown for root, scope, shown in places}
    wanted = {root for (root, _), shown in last.items() if shown}
    read, pages = read_through(db, places, limit)
    assert wanted <= set(read)
    assert pages <= 2 * len(places) + 1

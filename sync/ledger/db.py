"""A thin door to SQLite and PostgreSQL: the same statements, written with `?`, in both.

The exchange and the simulation run millions of small statements; a statement compiler in
between would cost more than the statements (`docs/decisions/0001-the-kernel.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from sync.ledger.open import ledger_trouble

if TYPE_CHECKING:
    import psycopg

Value = str | int | float | bytes | None
Row = tuple[Any, ...]

MOST_VALUES = 4000
"""Values of one statement for many rows at most."""

IN_CHUNK = 500
"""How many values one `IN (...)` names at most: short enough to be planned well."""


class Db(Protocol):
    """One connection, used by one thread at a time."""

    dialect: str

    def rows(self, sql: str, params: Sequence[Value] = ()) -> list[Row]: ...

    def row(self, sql: str, params: Sequence[Value] = ()) -> Row | None: ...

    def run(self, sql: str, params: Sequence[Value] = ()) -> int:
        """Rows touched."""

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None: ...

    def stream(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        """Rows one by one, for what need not fit into memory."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that owns the right to write from its first statement on.

        SQLite's deferred transactions fail at once where they should wait, so none is used.
        """
        yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction that sees one state of the database throughout."""
        yield

    def close(self) -> None: ...


class SqliteDb:
    """A connection made by `sync.ledger.open`, with no transaction of its own doing."""

    dialect = "sqlite"

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def rows(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        return self.connection.execute(sql, params).fetchall()  # type: ignore[no-any-return]

    def row(self, sql: str, params: Sequence[Value] = ()) -> Row | None:
        return self.connection.execute(sql, params).fetchone()  # type: ignore[no-any-return]

    def run(self, sql: str, params: Sequence[Value] = ()) -> int:
        return int(self.connection.execute(sql, params).rowcount)

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self.connection.executemany(sql, rows)

    def stream(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        yield from self.connection.execute(sql, params)

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with ledger_trouble():
            self.connection.execute(begin)
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        self.connection.close()


class PostgresDb:
    """A psycopg connection in autocommit mode; transactions are written out as with SQLite.

    Its cursors are raw ones: psycopg would else read each statement through for its marks.
    """

    dialect = "postgresql"

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self.connection = connection
        self._native: dict[str, str] = {}

    def _sql(self, sql: str) -> Any:
        native = self._native.get(sql)
        if native is None:
            native = self._native[sql] = _numbered(sql)
        return native

    def rows(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        return self.connection.execute(self._sql(sql), params).fetchall()

    def row(self, sql: str, params: Sequence[Value] = ()) -> Row | None:
        return self.connection.execute(self._sql(sql), params).fetchone()

    def run(self, sql: str, params: Sequence[Value] = ()) -> int:
        return self.connection.execute(self._sql(sql), params).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """An INSERT goes as one statement for many rows: each statement costs PostgreSQL more
        than the row in it.  No two rows of it may have one key."""
        given = list(rows)
        if not given:
            return
        insert, values, rest = sql.partition(" VALUES ")
        if not values:
            with self.connection.cursor() as cursor:
                cursor.executemany(self._sql(sql), given)
            return
        one, closing, conflict = rest.partition(")")
        most = max(1, MOST_VALUES // len(given[0]))
        for start in range(0, len(given), most):
            part = given[start : start + most]
            statement = f"{insert} VALUES {', '.join([one + closing] * len(part))}{conflict}"
            self.connection.execute(self._sql(statement), [v for row in part for v in row])

    def stream(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        with self.connection.cursor() as cursor:
            yield from cursor.stream(self._sql(sql), params)

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self.connection.execute(begin)
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if not self.connection.closed:
                self.connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self.connection.close()


def _numbered(sql: str) -> str:
    """The statement with `$1`, `$2`... for its marks."""
    first, *others = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(others, 1))


def marks(count: int) -> str:
    """`?,?,?` for an IN list."""
    return ",".join("?" * count)


def chunks(values: Sequence[str], size: int = IN_CHUNK) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]

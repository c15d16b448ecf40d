"""Machines that can be bent: clocks that jump, disks that keep only what was committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from sync.ledger.db import SqliteDb
from sync.ledger.migrate import fresh_schema
from sync.ledger.migrations.frozen import End

START_MS = 1_795_000_000_000
"""A working day in November 2026."""

STATEMENTS = 2000
"""Statements a connection keeps prepared: each length of an IN list is one of its own."""


class Crash(BaseException):
    """The power went, or the process was killed, between two statements.

    Not an Exception: nothing in the program may catch it and go on.
    """


class Time:
    """The true time of the world, which only goes forward."""

    def __init__(self) -> None:
        self.ms = START_MS

    def pass_ms(self, ms: int) -> None:
        self.ms += ms


class SkewedClock:
    """One machine's clock: true time and an error that may jump."""

    def __init__(self, time: Time) -> None:
        self._time = time
        self.error_ms = 0

    def now_ms(self) -> int:
        return self._time.ms + self.error_ms


class Disk:
    """A connection that dies at a chosen statement; what was committed stays.

    After a crash whoever used it is thrown away; `restart` is the machine coming up again.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._left: int | None = None
        self._after_commit = False
        self._dead = False

    def crash_in(self, statements: int, *, after_commit: bool = False) -> None:
        """Die before the n-th statement from now, or right after the n-th COMMIT took hold."""
        self._left = statements
        self._after_commit = after_commit

    def calm(self) -> None:
        self._left = None

    def restart(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._dead = False
        self._left = None

    @property
    def in_transaction(self) -> bool:
        return not self._dead and bool(self._connection.in_transaction)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Any:
        if self._left is None and not self._dead:
            return self._connection.execute(sql, params)
        return self._run(sql, lambda: self._connection.execute(sql, params))

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Any:
        if self._left is None and not self._dead:
            # Nothing to write is nothing to do; only where statements are counted, it counts.
            return None if rows == [] else self._connection.executemany(sql, rows)
        return self._run(sql, lambda: self._connection.executemany(sql, rows))

    def close(self) -> None:
        self._connection.close()

    def _run(self, sql: str, work: Callable[[], Any]) -> Any:
        if self._dead:
            raise Crash
        if self._left is None:
            return work()
        counts = sql == "COMMIT" if self._after_commit else True
        self._left -= counts
        if self._left > 0 or not counts:
            return work()
        if self._after_commit:
            work()
        self._dead = True
        raise Crash

    def snapshot(self) -> Disk:
        """A copy of what was committed."""
        if self._connection.in_transaction:
            raise AssertionError("a copy is taken between transactions")
        return Disk(_copy(self._connection))

    @property
    def db(self) -> SqliteDb:
        return SqliteDb(self)


def _connect() -> Any:
    # One thread uses it, so nothing in it has to be locked.
    flags = sqlcipher.SQLITE_OPEN_READWRITE | sqlcipher.SQLITE_OPEN_NOMUTEX
    return sqlcipher.connect(
        ":memory:", isolation_level=None, cached_statements=STATEMENTS, flags=flags
    )


def _copy(source: Any) -> Any:
    target = _connect()
    source.backup(target)
    return target


@cache
def _template(end: End) -> Any:
    connection = _connect()
    fresh_schema(connection, end)
    return connection


def new_disk(end: End) -> Disk:
    """A fresh database of that end, copied from a template."""
    return Disk(_copy(_template(end)))

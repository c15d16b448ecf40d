"""Starts a program with a mistake in it: rounds that find nothing prove something only if they
would have found it.

`python -m tests.attack.planted NAME station|station-center ARGUMENTS...`; `python -m tests.attack
--planted` tries them all.  A power cut is no part of this: what a kill leaves unsynced the system
still writes, so `PRAGMA synchronous` set too low is found by rebuilt disks alone.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import station_app.usecases.exchange as desk_exchange
import station_app.usecases.news as news
from station_app.main import station
from sync.clock import Json
from sync.ledger.db import SqliteDb
from sync.ledger.journal import Journal
from sync.ledger.ledger import Ledger
from sync.protocol.entries import Entry

GROUP = 10
LATER_S = 0.3


def _told_before_kept() -> None:
    """`complaint add` answers each complaint, and commits every tenth."""
    real = SqliteDb._transaction
    begun = 0

    @contextmanager
    def transaction(self: SqliteDb, begin: str) -> Iterator[None]:
        nonlocal begun
        if begin == "BEGIN":
            with real(self, begin):
                yield
            return
        begun += 1
        if not self.connection.in_transaction:
            self.connection.execute(begin)
        yield
        if begun % GROUP == 0:
            self.connection.execute("COMMIT")

    def close(self: SqliteDb) -> None:
        if self.connection.in_transaction:
            self.connection.execute("COMMIT")
        self.connection.close()

    SqliteDb._transaction = transaction  # type: ignore[method-assign]
    SqliteDb.close = close  # type: ignore[method-assign]


def _half_a_unit() -> None:
    """The rows of a unit are committed before its journal."""
    real = Journal.append

    def append(self: Journal, rows: Any) -> None:
        self.db.run("COMMIT")
        self.db.run("BEGIN IMMEDIATE")
        real(self, rows)

    Journal.append = append  # type: ignore[method-assign]


def _cursor_before_rows() -> None:
    """The desk keeps the cursor in a transaction before that of the rows."""
    real = news.hear

    def hear(
        ledger: Ledger,
        message: Mapping[str, Json],
        answer: Mapping[str, Any],
        entries: Sequence[Entry],
    ) -> news.Heard:
        if "c" in answer and "fork" not in answer:
            ledger.state.put({"cursor": int(answer["c"])})
            ledger.db.run("COMMIT")
            ledger.db.run("BEGIN IMMEDIATE")
        return real(ledger, message, answer, entries)

    desk_exchange.hear = hear  # type: ignore[attr-defined]


def _answered_before_kept() -> None:
    """The center answers, and commits a moment later, what came meanwhile along with it."""
    alone = threading.RLock()
    waiting: dict[int, threading.Timer] = {}
    real = SqliteDb._transaction

    def commit(db: SqliteDb) -> None:
        with alone:
            waiting.pop(id(db), None)
            db.connection.execute("COMMIT")

    @contextmanager
    def transaction(self: SqliteDb, begin: str) -> Iterator[None]:
        if begin == "BEGIN":
            with real(self, begin):
                yield
            return
        with alone:
            if not self.connection.in_transaction:
                self.connection.execute(begin)
            yield
            if id(self) not in waiting:
                waiting[id(self)] = threading.Timer(LATER_S, commit, (self,))
                waiting[id(self)].start()

    SqliteDb._transaction = transaction  # type: ignore[method-assign]


PLANTS: Mapping[str, tuple[str, Callable[[], None]]] = {
    "told-before-kept": ("add", _told_before_kept),
    "half-a-unit": ("add", _half_a_unit),
    "cursor-before-rows": ("sync", _cursor_before_rows),
    "answered-before-kept": ("serve", _answered_before_kept),
}
"""Name -> what is attacked to find it, and the mistake."""


WORDS = {"add": "complaint", "sync": "sync", "serve": "serve"}
"""What is attacked -> the word by which its command is known."""


def planted(name: str) -> tuple[str, ...]:
    """The words that start a program with the mistake in it."""
    return (sys.executable, "-m", "tests.attack.planted", name)


def main() -> None:
    name, program, *arguments = sys.argv[1:]
    attacked, plant = PLANTS[name]
    if WORDS[attacked] in arguments:
        plant()
    sys.argv = [program, *arguments]
    if program == "station":
        station()
    else:
        # Late: the web server costs the desk's program half a second.
        from sync.center.main import main as station_center

        station_center()


if __name__ == "__main__":
    main()

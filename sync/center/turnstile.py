"""Waiting in a line: one writer at a time in order of arrival, and a shelf of connections.

Both end in Problem CENTER_BUSY where too many wait or it takes too long: a client that is told to
come back is better off than one that hangs.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

from sync.problems import Problem, ProblemKind

T = TypeVar("T")

PATIENCE_S = 20.0
CONNECTIONS = 8
"""How long one waits for a database, and how many read one at a time."""


def busy(what: str) -> Problem:
    return Problem(ProblemKind.CENTER_BUSY, what)


class Turnstile:
    """Lets one through at a time, first come first served.

    `most`: how many may wait; `patience_s`: how long one waits, in seconds.
    """

    def __init__(self, most: int, patience_s: float) -> None:
        self._most = most
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._taken = False
        self._line: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        return len(self._line)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Problem CENTER_BUSY where the line is full, or does not move."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            if len(self._line) >= self._most:
                raise busy("too many wait to write")
            called = threading.Event()
            self._line.append(called)
        if called.wait(self._patience_s):
            return
        with self._lock, suppress(ValueError):
            self._line.remove(called)
            raise busy("waited too long to write")
        # Called in the very moment it gave up: the turn is ours.

    def _leave(self) -> None:
        with self._lock:
            if self._line:
                # The turn is handed on, never put down: nobody who comes now slips in before.
                self._line.popleft().set()
            else:
                self._taken = False


class Shelf(Generic[T]):
    """A bounded number of things that take long to make, lent one at a time to each."""

    def __init__(
        self, make: Callable[[], T], throw_away: Callable[[T], None], most: int, patience_s: float
    ) -> None:
        self._make = make
        self._throw_away = throw_away
        self._patience_s = patience_s
        self._free = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._idle: list[T] = []
        self._closed = False

    @contextmanager
    def lent(self, sound: Callable[[T], bool]) -> Iterator[T]:
        """One of them; put back where it is still `sound`.  Problem CENTER_BUSY."""
        if not self._free.acquire(timeout=self._patience_s):
            raise busy("no connection is free")
        try:
            with self._lock:
                thing = self._idle.pop() if self._idle else None
            if thing is None:
                thing = self._make()
            try:
                yield thing
            finally:
                self._put_back(thing, sound)
        finally:
            self._free.release()

    def _put_back(self, thing: T, sound: Callable[[T], bool]) -> None:
        keep = sound(thing)
        with self._lock:
            if keep and not self._closed:
                self._idle.append(thing)
                return
        self._throw_away(thing)

    def close(self) -> None:
        """Throw away what lies here; what is lent follows when it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for thing in idle:
            self._throw_away(thing)

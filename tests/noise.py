"""What no test may leave behind: log lines nobody expected, threads nobody ended."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 5.0
"""How long a thread that was told to end may take over it."""


class LogLines(logging.Handler):
    """Keeps every line at WARNING and above; those that a test `expects` are no noise."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info:
            line += "\n" + logging.Formatter().formatException(record.exc_info)
        self.lines.append(line)

    def expect(self, pattern: str) -> None:
        """This test makes the program log something that matches; if it doesn't, it fails."""
        self._expected.append(pattern)

    def faults(self) -> list[str]:
        """What was logged unexpectedly, and what was expected in vain."""
        patterns = [re.compile(pattern) for pattern in self._expected]
        unexpected = [x for x in self.lines if not any(p.search(x) for p in patterns)]
        in_vain = [p.pattern for p in patterns if not any(p.search(x) for x in self.lines)]
        return [f"logged: {x}" for x in unexpected] + [f"never logged: {x}" for x in in_vain]


@contextmanager
def heard_log() -> Iterator[LogLines]:
    """Listens to every logger while it lasts."""
    heard = LogLines()
    root = logging.getLogger()
    root.addHandler(heard)
    try:
        yield heard
    finally:
        root.removeHandler(heard)


def left_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads begun since `before` that hold the process up and do not end by themselves."""
    new = [t for t in threading.enumerate() if t not in before and not t.daemon]
    until = time.monotonic() + PATIENCE_S
    for thread in new:
        thread.join(max(0.0, until - time.monotonic()))
    return [t for t in new if t.is_alive()]

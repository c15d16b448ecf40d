"""A ledger that is real enough to be owned by a thread."""

from __future__ import annotations

import threading

import pytest

from station_app.background.tasks import Tasks


class Notebook:
    """Stands for the ledger: remembers what was written, and by which thread."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.threads: set[int] = set()
        self.closed = False

    def write(self, line: str) -> None:
        self.threads.add(threading.get_ident())
        self.lines.append(line)

    def close(self) -> None:
        self.threads.add(threading.get_ident())
        self.closed = True


@pytest.fixture
def notebook():
    return Notebook()


@pytest.fixture
def tasks(qapp, qtbot, notebook):
    made: Tasks[Notebook] = Tasks()
    opened: list[str] = []
    made.open(lambda: (notebook, "open"), done=opened.append)
    qtbot.waitUntil(lambda: opened == ["open"])
    yield made
    made.stop()

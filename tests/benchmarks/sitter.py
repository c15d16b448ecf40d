"""A person at the window, by script: looks, jumps, searches, opens, changes pages."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from station_app.background.exchange_keeper import LineState
from station_app.ui.cases.page import CasesPage
from station_app.ui.shell.program import Program
from tests.benchmarks.pulse import Pulse

PATIENCE_S = 300.0
WORDS = ("玉米种子", "化肥", "不出苗", "供销社", "水泵漏水")


class Sitter:
    """Waits as an event loop does, so that the pulse is the loop's own."""

    def __init__(self, app: QApplication, program: Program, pulse: Pulse) -> None:
        self._app, self._program, self._pulse = app, program, pulse
        self._chance = random.Random(7)
        self.received = 0

    @property
    def _cases(self) -> CasesPage:
        page = self._program.window.desk.current()
        if not isinstance(page, CasesPage):
            raise TypeError("the case ledger is not shown")
        return page

    def sign_in(self, login: str, password: str) -> None:
        window = self._program.window
        self._rest(0.3)
        self._pulse.phase("Signing in to the first rows")
        window.sign_in.login.set_value(login)
        window.sign_in.password.setText(password)
        window.sign_in.go.click()
        self._until(lambda: window.desk.session is not None)
        self._until(lambda: self._cases.model.row(0) is not None)
        self._until(lambda: self._program.keeper is not None)
        self._rest(1.0)

    def work(self, *, quick: bool, during: str = "") -> None:
        """One round of everything."""
        for name, step in self._steps(1 if quick else 3):
            self._pulse.phase(f"{name}{during}")
            step()
            self._rest(0.2)

    def work_while_exchanging(self) -> None:
        keeper = self._program.keeper
        if keeper is None:
            raise RuntimeError("nobody exchanges")
        before = self._cases.model.rowCount()
        keeper.sync_now()
        self._until(lambda: keeper.badge.state is LineState.RUNNING)
        while keeper.badge.state is LineState.RUNNING:
            self.work(quick=True, during=", during an exchange")
        self._pulse.phase("After the exchange")
        self._cases.filters.show_all()
        self._cases.reload()
        self._rest(2.0)
        self.received = self._cases.model.rowCount() - before

    def _steps(self, rounds: int) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "Jumping in the list", lambda: self._jump(10 * rounds)
        yield "Opening cases", lambda: self._open(4 * rounds)
        yield "Searching", lambda: self._search(rounds)
        yield "Changing pages", lambda: self._pages(rounds)

    def _jump(self, times: int) -> None:
        page = self._cases
        for _ in range(times):
            row = self._chance.randrange(max(1, page.model.rowCount()))
            page.table.scrollTo(page.model.index(row, 0))
            self._until(lambda row=row: page.model.row(row) is not None)  # type: ignore[misc]

    def _open(self, times: int) -> None:
        page = self._cases
        for _ in range(times):
            row = self._chance.randrange(max(1, min(page.model.rowCount(), 5_000)))
            page.table.setCurrentIndex(page.model.index(row, 0))
            self._until(lambda row=row: page.model.row(row) is not None)  # type: ignore[misc]
            self._until(lambda: page.panel.view is not None and page.panel.view.id == page.chosen)
            for tab in (1, 4, 0):
                if page.panel.tabs is not None:
                    page.panel.tabs.setCurrentIndex(tab)
                self._rest(0.03)

    def _search(self, times: int) -> None:
        for _ in range(times):
            self._find(self._chance.choice(WORDS))
            self._rest(0.1)
        self._find("")

    def _find(self, words: str) -> None:
        found: list[int] = []
        model = self._cases.model
        model.read.connect(found.append)
        self._program.window.desk.search("cases", words)
        self._until(lambda: bool(found))
        model.read.disconnect(found.append)

    def _pages(self, times: int) -> None:
        desk = self._program.window.desk
        for _ in range(times):
            for key in ("intake", "sync", "cases"):
                desk.show_page(key)
                self._rest(0.4)

    def _rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self._until(lambda: time.monotonic() >= end)

    def _until(self, ready: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError("the window never came so far")
            # The pulse wakes it, so it sleeps no longer than a beat.
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

"""The one helper between pages and threads.

The ledger has one worker, which owns it: jobs run one at a time, in the order in which they were
asked for.  What waits for the network runs beside it on a small pool and comes to the ledger only
in pieces (`in_ledger`).  Results come back on the UI thread.
"""

from __future__ import annotations

import logging
import re
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, Protocol, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from station_app.background.changed import Changed
from station_app.background.room import Room
from sync.problems import Problem

log = logging.getLogger(__name__)

LINE_WORKERS = 4


class Closable(Protocol):
    def close(self) -> None: ...


L = TypeVar("L", bound=Closable)
R = TypeVar("R")
Done = Callable[[R], object]
Failed = Callable[[Problem], object]


class Stopped(Exception):
    """The program is being closed; a line job just ends."""


class Steps:
    """A long job's way to tell how far it is, and to hear that nobody wants it any more.

    The maker gives `told(done, of)`, which is called on the UI thread.
    """

    def __init__(
        self,
        post: Callable[[Callable[[], object]], None],
        told: Callable[[int, int], object],
    ) -> None:
        self._post = post
        self._told = told
        self._stop = threading.Event()

    def report(self, done: int, of: int) -> None:
        self._post(lambda: self._told(done, of))

    def stop(self) -> None:
        self._stop.set()

    def stop_wanted(self) -> bool:
        return self._stop.is_set()


class Job:
    """A job that was handed over.  Cancelled, it is not begun, or its result is not delivered."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()


class Tasks(QObject, Generic[L]):
    """Runs jobs off the UI thread.  Lives on the UI thread; made in `main`.

    Signals:
        changed: Something in the ledger changed.  arg: a `Changed`.
        problem: A job failed by the world's doing and its asker named no `failed`.  arg: Problem.
        fault: A job failed by ours; it stands in the log.  arg: a short code to read out.
        room: Whether the room kept back on the disk is there changed.  arg: True where it is again.
    """

    changed = Signal(object)
    problem = Signal(object)
    fault = Signal(str)
    room = Signal(bool)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None, *, room: Room | None = None) -> None:
        """`room` is held once a ledger is open; a job that meets a full disk is done with it."""
        super().__init__(parent)
        self._ledger: L | None = None
        self._room = room
        self._stopping = threading.Event()
        self._ledger_jobs = ThreadPoolExecutor(1, "ledger", initializer=self._mark_ledger_thread)
        self._line_jobs = ThreadPoolExecutor(LINE_WORKERS, "line")
        self._ledger_thread: int | None = None
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def open(
        self,
        opener: Callable[[], tuple[L, R]],
        done: Done[R] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> Job:
        """Opens the ledger on its worker; jobs before that are a fault of ours."""

        def job() -> R:
            ledger, result = opener()
            if self._ledger is not None and self._ledger is not ledger:
                self._ledger.close()
            self._ledger = ledger
            return result

        return self._start(self._ledger_jobs, job, done, failed, owner, None)

    def on_ledger(
        self,
        job: Callable[[L], R],
        done: Done[R] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
        changes: Callable[[R], Changed] | None = None,
    ) -> Job:
        """Runs `job(ledger)` on the ledger's worker, after what was asked for before.

        `done` or `failed` is called on the UI thread, unless `owner` was deleted meanwhile.
        `changes` says from the result what the job changed; it is told to all pages first.
        """
        return self._start(
            self._ledger_jobs, lambda: job(self._open_ledger()), done, failed, owner, changes
        )

    def on_line(
        self,
        job: Callable[[], R],
        done: Done[R] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
        changes: Callable[[R], Changed] | None = None,
    ) -> Job:
        """Runs `job()` beside the ledger: whatever waits for the network or works long."""
        return self._start(self._line_jobs, job, done, failed, owner, changes)

    def in_ledger(self, job: Callable[[L], R]) -> R:
        """One piece of a line job's work, on the ledger's worker; waits for it.

        Only from line threads: the UI thread must never wait, and the ledger's own would for ever.
        """
        here = threading.get_ident()
        if here in (self._ledger_thread, threading.main_thread().ident):
            raise RuntimeError("in_ledger is for line jobs only")
        try:
            piece = self._ledger_jobs.submit(self._with_room, lambda: job(self._open_ledger()))
        except RuntimeError as error:
            # The pool takes nothing more: the program is being closed.
            raise Stopped from error
        return piece.result()

    def steps(self, told: Callable[[int, int], object]) -> Steps:
        return Steps(self.post, told)

    def post(self, call: Callable[[], object]) -> None:
        """Calls `call()` on the UI thread, from any thread."""
        if not self._stopping.is_set():
            self._arrived.emit(call)

    def announce(self, changed: Changed) -> None:
        """Tells all pages, from any thread."""
        if changed:
            self.post(lambda: self.changed.emit(changed))

    def stop(self) -> None:
        """Ends all threads.  Ledger jobs asked for are done, line jobs not begun are dropped.

        What still arrives is not delivered.  The ledger is closed on its own thread.
        """
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._line_jobs.shutdown(wait=False, cancel_futures=True)
        self._ledger_jobs.submit(self._close_ledger)
        self._ledger_jobs.shutdown(wait=True)
        self._line_jobs.shutdown(wait=True)

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def _start(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], R],
        done: Done[R] | None,
        failed: Failed | None,
        owner: QObject | None,
        changes: Callable[[R], Changed] | None,
    ) -> Job:
        handle = Job()

        def wanted() -> bool:
            return not handle.cancelled and (owner is None or isValid(owner))

        def succeed(result: R) -> None:
            if changes is not None:
                changed = changes(result)
                if changed:
                    self.changed.emit(changed)
            if done is not None and wanted():
                done(result)

        def fail(problem: Problem) -> None:
            if not wanted():
                return
            if failed is None:
                self.problem.emit(problem)
            else:
                failed(problem)

        def run() -> None:
            if handle.cancelled:
                return
            try:
                result = self._with_room(work)
            except Stopped:
                return
            except Problem as problem:
                caught = problem
                self.post(lambda: fail(caught))
            except Exception as error:  # noqa: BLE001 - ours, whatever it is: logged and told once
                code = log_fault(error)
                self.post(lambda: self.fault.emit(code))
            else:
                self.post(lambda: succeed(result))
                self._keep_room()

        if not self._stopping.is_set():
            self._watch(pool.submit(run))
        return handle

    def _with_room(self, work: Callable[[], R]) -> R:
        return work() if self._room is None else self._room.run(work)

    def _keep_room(self) -> None:
        """After the result is on its way: nobody waits for it."""
        if self._room is None or self._ledger is None:
            return
        there = self._room.keep()
        if there is not None:
            self.post(lambda: self.room.emit(there))

    @staticmethod
    def _watch(future: Future[None]) -> None:
        """`run` catches everything; should it not, that too must be seen."""

        def seen(ended: Future[None]) -> None:
            if not ended.cancelled() and (error := ended.exception()) is not None:
                log_fault(error)

        future.add_done_callback(seen)

    @Slot(object)
    def _deliver(self, call: object) -> None:
        if not self._stopping.is_set():
            cast(Callable[[], object], call)()

    def _mark_ledger_thread(self) -> None:
        self._ledger_thread = threading.get_ident()

    def _open_ledger(self) -> L:
        if self._ledger is None:
            raise RuntimeError("the ledger is not open")
        return self._ledger

    def _close_ledger(self) -> None:
        if self._ledger is not None:
            ledger, self._ledger = self._ledger, None
            try:
                ledger.close()
            except Exception as error:  # noqa: BLE001 - the last act; there is nobody to tell
                log_fault(error)


def log_fault(error: BaseException) -> str:
    """Writes a fault of ours into the log, whole but for people's words; gives its code.

    The code names the place (`tasks.py:97 KeyError`), so that two people on the telephone speak of
    the same thing.
    """
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = f"{Path(last.filename).name}:{last.lineno}" if last else "?"
    code = f"{place} {type(error).__name__}"
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None:
        lines.append(f"{type(link).__name__}: {without_words(str(link))}")
        lines += [line.rstrip() for line in traceback.format_tb(link.__traceback__)]
        link = link.__cause__ or link.__context__
    log.error("fault %s\n%s", code, "\n".join(lines))
    return code


def without_words(message: str) -> str:
    """An exception's message with everything gone that may be somebody's: words not in ASCII
    and numbers of five digits and more."""
    return re.sub(r"[^\x00-\x7f]+", "·", re.sub(r"\d{5,}", "#", message))

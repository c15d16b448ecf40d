"""The pulse of the UI thread: how long it was busy at a stretch, and where."""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections import Counter

from PySide6.QtCore import QObject, Qt, QTimer


class Pulse(QObject):
    """A timer on the UI thread notes each beat; a thread beside it looks where beats stay away.

    A stretch is as long as two beats lie apart, less the time they should, and less the time the
    thread was ready and the machine gave its cores to others; its processor time is what the UI
    thread itself used of it (the rest it waited, for the interpreter's lock or a disk).
    """

    def __init__(self, beat_ms: int, told_ms: float) -> None:
        super().__init__()
        self._beat_s, self._told_s = beat_ms / 1000, told_ms / 1000
        self._main = threading.get_ident()
        self._phase = ""
        delays = f"/proc/self/task/{threading.get_native_id()}/schedstat"
        self._delays = os.open(delays, os.O_RDONLY)
        self._last = self._now()
        self._longest: dict[str, list[tuple[float, float, float]]] = {}
        self._where: Counter[str] = Counter()
        self._over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(beat_ms)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def phase(self, name: str) -> None:
        """What is done from now on."""
        self._beat()
        self._phase = name

    def stop(self) -> None:
        self._timer.stop()
        self._over.set()
        self._watcher.join()
        os.close(self._delays)

    def phases(self) -> dict[str, list[float]]:
        """Phase -> the longest stretch, its processor time, what the machine took beside it, and
        how many stretches were over 100 ms."""
        told = {}
        for name, stretches in self._longest.items():
            longest = max(stretches)
            told[name] = [*longest, sum(1 for stretch in stretches if stretch[0] > 0.1)]
        return told

    def where(self) -> list[tuple[str, int]]:
        """The places the UI thread stood at when its pulse was late, the most seen first."""
        return self._where.most_common(12)

    def _now(self) -> tuple[float, float, float]:
        """Wall, the thread's processor time, how long it was ready and not run (Linux)."""
        waited = int(os.pread(self._delays, 100, 0).split()[1]) / 1e9
        return time.perf_counter(), time.thread_time(), waited

    def _beat(self) -> None:
        now = self._now()
        before, self._last = self._last, now
        if self._phase:
            wall, cpu, others = (b - a for a, b in zip(before, now, strict=True))
            late = max(0.0, wall - self._beat_s - others)
            self._longest.setdefault(self._phase, []).append((late, cpu, others))

    def _watch(self) -> None:
        seen = 0.0
        while not self._over.wait(self._told_s / 4):
            last = self._last[0]
            if last == seen or time.perf_counter() - last < self._told_s:
                continue
            seen = last
            frame = sys._current_frames().get(self._main)
            ours = [
                f"{entry.filename.rpartition('/main/')[2]}:{entry.lineno} {entry.name}"
                for entry in traceback.extract_stack(frame)
                if "/station_app/" in entry.filename or "/sync/" in entry.filename
            ]
            self._where[" < ".join(ours[:-4:-1]) or "Qt"] += 1

"""The real window in a process of its own, worked by a script; prints what it measured as JSON.

    python -m tests.benchmarks.window_child start FOLDER BEGUN     from process start to real rows
    python -m tests.benchmarks.window_child floor BEGUN            the same of an empty window
    python -m tests.benchmarks.window_child sit FOLDER             an hour's work in a minute

`BEGUN`: the time (`time.time`) at which the parent began this process.
"""

from __future__ import annotations

import sys
import time

import orjson

BEAT_MS = 5
"""The UI thread's pulse: two beats further apart than this and the rest is a stall."""
TOLD_MS = 60.0
"""From so long a stall on, the watching thread notes where the UI thread is."""
LOGIN, PASSWORD = "li", "benchmark-Pass-2026"


def _program(folder: str, *, offline: bool):
    # Late: what is imported is part of what is measured.
    from pathlib import Path

    from station_app.foundation.paths import Paths
    from station_app.foundation.settings import Settings
    from station_app.main import SWITCH_S
    from station_app.ui.shell.program import Program
    from station_app.ui.shell.start import make_application
    from station_app.usecases.holding import hold_desk
    from sync.collector import search_seldom

    # As the program itself begins.
    search_seldom()
    sys.setswitchinterval(SWITCH_S)
    app = make_application(["station-app"], "zh_CN")
    held = hold_desk(Path(folder))
    held.__enter__()
    program = Program(app, Paths.under(Path(folder)), Settings(), "zh_CN", offline=offline)
    program.window.resize(1366, 768)
    program.begin()
    return app, program, held


def start(folder: str, begun: float) -> None:
    """Signs in at once; unlocking (stretching the password) is timed apart."""
    app, program, held = _program(folder, offline=True)
    from PySide6.QtCore import QEvent, QObject, QTimer

    from sync.ledger.keys import KeyFile

    unlocking = [0.0, 0.0]
    real = KeyFile.sign_in

    def timed(self, *given):
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return real(self, *given)
        finally:
            unlocking[0] += time.perf_counter() - wall
            unlocking[1] += time.thread_time() - cpu

    KeyFile.sign_in = timed  # type: ignore[method-assign]
    shown = time.time() - begun, time.process_time()
    found: dict[str, float] = {}

    class Painted(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and page().model.row(0) is not None:
                # After this paint, not before it.
                QTimer.singleShot(0, self, note)
            return False

    def page():
        return program.window.desk.current()

    def note() -> None:
        if not found:
            found.update(wall=time.time() - begun, cpu=time.process_time())
            app.quit()

    watcher = Painted()
    program.window.signed_in.connect(lambda _: page().table.viewport().installEventFilter(watcher))
    program.window.sign_in.login.set_value(LOGIN)
    program.window.sign_in.password.setText(PASSWORD)
    program.window.sign_in.go.click()
    app.exec()
    orm = sum(name in sys.modules for name in ("sqlalchemy", "sqlmodel", "pydantic"))
    program.window.close()
    told = {
        "sign_in_wall": shown[0],
        "sign_in_cpu": shown[1],
        "wall": found["wall"] - unlocking[0],
        "cpu": found["cpu"] - unlocking[1],
        "unlocking": unlocking[0],
        "memory": resident(),
        "orm": orm,
    }
    program.end()
    held.__exit__(None, None, None)
    sys.stdout.write(orjson.dumps(told).decode() + "\n")


def floor(begun: float) -> None:
    """An empty window, from process start to its first paint."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    found: dict[str, float] = {}

    class Painted(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and not found:
                QTimer.singleShot(0, self, note)
            return False

    def note() -> None:
        found.update(wall=time.time() - begun, cpu=time.process_time(), memory=resident())
        app.quit()

    watcher = Painted()
    window = QMainWindow()
    window.installEventFilter(watcher)
    window.resize(1366, 768)
    window.show()
    app.exec()
    sys.stdout.write(orjson.dumps(found).decode() + "\n")


def resident() -> int:
    """Bytes in memory now."""
    with open("/proc/self/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def sit(folder: str) -> None:
    """Everything a person does, while the UI thread's pulse is taken; then the same during an
    exchange that the parent prepares when it reads `ready`."""
    app, program, held = _program(folder, offline=False)
    from tests.benchmarks.pulse import Pulse
    from tests.benchmarks.sitter import Sitter

    pulse = Pulse(BEAT_MS, TOLD_MS)
    sitter = Sitter(app, program, pulse)
    sitter.sign_in(LOGIN, PASSWORD)
    sitter.work(quick=False)
    # Waiting for the parent is no stall of the window.
    pulse.phase("")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sitter.work_while_exchanging()
    pulse.stop()
    program.window.close()
    program.end()
    held.__exit__(None, None, None)
    told = {"phases": pulse.phases(), "where": pulse.where(), "received": sitter.received}
    sys.stdout.write(orjson.dumps(told).decode() + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "floor":
        floor(float(sys.argv[2]))
    elif sys.argv[1] == "start":
        start(sys.argv[2], float(sys.argv[3]))
    else:
        sit(sys.argv[2])

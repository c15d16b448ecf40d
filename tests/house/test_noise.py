"""The tests' own ears: they must hear what they are there for."""

import logging
import re
import subprocess
import sys
import threading

from tests.house.code import ROOT
from tests.noise import heard_log, left_threads


def test_an_unexpected_warning_is_a_fault(log_lines):
    log_lines.expect("odd")
    with heard_log() as heard:
        logging.getLogger("any.room").warning("odd")
    assert heard.faults() == ["logged: WARNING any.room: odd"]


def test_what_a_test_expects_is_no_fault(log_lines):
    log_lines.expect("odd")
    with heard_log() as heard:
        heard.expect("^WARNING any.room: odd")
        logging.getLogger("any.room").warning("odd: %s", 3)
    assert heard.faults() == []


def test_what_is_expected_in_vain_is_a_fault():
    with heard_log() as heard:
        heard.expect("odd")
        logging.getLogger("any.room").info("odd, but nothing to worry about")
    assert heard.faults() == ["never logged: odd"]


def test_a_thread_that_holds_the_process_up_is_found(monkeypatch):
    monkeypatch.setattr("tests.noise.PATIENCE_S", 0.0)
    before, go = set(threading.enumerate()), threading.Event()
    thread = threading.Thread(target=go.wait)
    thread.start()
    try:
        assert left_threads(before) == [thread]
    finally:
        go.set()
        thread.join()
    assert left_threads(before) == []


BAD = """
import logging, threading, warnings
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter

def test_a_qt_complaint():
    QPainter().end()

def test_a_warning():
    warnings.warn("odd")

def test_a_log_line():
    logging.getLogger("any.room").warning("odd")

def test_an_open_file():
    open("/dev/null")

def test_a_fault_in_a_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

def test_a_fault_in_a_slot(qtbot):
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: 1 / 0)
    with qtbot.waitSignal(timer.timeout):
        timer.start(0)

def test_nothing_at_all():
    pass
"""


def test_every_kind_of_noise_fails_the_test_that_makes_it(tmp_path):
    (tmp_path / "test_bad.py").write_text(BAD, "utf-8")
    settings = ["-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfEp", *settings, str(tmp_path / "test_bad.py")],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        cwd=ROOT,
    )
    heard = set(re.findall(r"^(?:FAILED|ERROR) .*::test_(\w+)", done.stdout, re.MULTILINE))
    meant = set(re.findall(r"^def test_(\w+)", BAD, re.MULTILINE))
    assert meant - heard == {"nothing_at_all"}, done.stdout
    assert len(meant) == 7

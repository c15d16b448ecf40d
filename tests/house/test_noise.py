"""The tests' own ears: they must hear what they are there for."""

import logging
import threading

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

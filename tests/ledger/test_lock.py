"""One desk or one writing command per data folder, whatever happens to the holder."""

import os
import subprocess
import sys
import threading

import pytest

from sync.ledger.lock import LOCK_NAME, LedgerLock, writing
from sync.problems import Problem, ProblemKind

HOLD = (
    "import pathlib, sys\n"
    "from sync.ledger.lock import LedgerLock\n"
    "LedgerLock(pathlib.Path(sys.argv[1]), 'desk').acquire()\n"
    "print('held', flush=True)\n"
    "sys.stdin.read()\n"
)


class FakeTime:
    """Time that passes only while somebody sleeps."""

    def __init__(self, at_sleep=None):
        self.now = 0.0
        self.naps: list[float] = []
        self._at_sleep = at_sleep

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds
        if self._at_sleep:
            self._at_sleep(self.now)


@pytest.fixture
def desk_elsewhere(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_desk_is_told_who_holds_the_folder(tmp_path, desk_elsewhere):
    with pytest.raises(Problem) as raised:
        LedgerLock(tmp_path, "desk").acquire()
    assert raised.value.kind is ProblemKind.LEDGER_IN_USE
    assert raised.value.details == {"pid": desk_elsewhere.pid, "purpose": "desk"}


def test_a_killed_holder_holds_nothing(tmp_path, desk_elsewhere):
    desk_elsewhere.kill()
    desk_elsewhere.wait()
    lock = LedgerLock(tmp_path, "command")
    lock.acquire()
    holder = lock.holder()
    assert holder is not None
    assert (holder.pid, holder.purpose) == (os.getpid(), "command")
    lock.release()


def test_a_command_waits_ten_seconds_and_no_longer(tmp_path):
    time = FakeTime()
    with LedgerLock(tmp_path, "desk"):
        lock = LedgerLock(tmp_path, sleep=time.sleep, monotonic=time.monotonic)
        with pytest.raises(Problem) as raised:
            lock.acquire(10)
        assert raised.value.kind is ProblemKind.LEDGER_IN_USE
        assert not lock.held
    assert time.now == pytest.approx(10)
    assert max(time.naps) <= 0.2


def test_a_waiting_command_goes_on_as_soon_as_the_other_is_done(tmp_path):
    other = LedgerLock(tmp_path)
    other.acquire()
    time = FakeTime(at_sleep=lambda now: other.release() if now > 3 else None)
    lock = LedgerLock(tmp_path, sleep=time.sleep, monotonic=time.monotonic)
    lock.acquire(10)
    assert lock.held
    assert 3 < time.now < 3.5
    lock.release()


def test_a_released_lock_can_be_taken_again(tmp_path):
    lock = LedgerLock(tmp_path)
    for _ in range(3):
        with writing(tmp_path):
            assert not lock.held
        with lock:
            assert lock.held
    assert not lock.held
    lock.release()


def test_two_locks_in_one_process_exclude_each_other(tmp_path):
    with LedgerLock(tmp_path), pytest.raises(Problem):
        LedgerLock(tmp_path).acquire()


def test_a_lock_is_not_taken_twice_by_mistake(tmp_path):
    with LedgerLock(tmp_path) as lock, pytest.raises(RuntimeError):
        lock.acquire()


def test_writers_by_turns_lose_no_count(tmp_path):
    """Eight threads, each opening its own lock, add to a number in a file."""
    number = tmp_path / "number"
    number.write_text("0")

    def add() -> None:
        for _ in range(10):
            with writing(tmp_path, wait_s=60):
                number.write_text(str(int(number.read_text()) + 1))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert number.read_text() == "80"


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"pid": "x"}', b"\xff"])
def test_a_spoilt_note_in_the_lock_file_hinders_nobody(tmp_path, content):
    (tmp_path / LOCK_NAME).write_bytes(content)
    lock = LedgerLock(tmp_path)
    assert lock.holder() is None
    lock.acquire()
    assert lock.holder() is not None
    lock.release()

"""The room the window keeps back on the disk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from station_app.background.room import Room
from station_app.background.tasks import Tasks
from sync.ledger.disk import RESERVE_BYTES, Reserve
from sync.problems import Problem, ProblemKind


class Disk:
    """A job that finds the disk full as long as the room is held."""

    def __init__(self, folder: Path) -> None:
        self.reserve = Reserve(folder)
        self.tried = 0

    def __call__(self, *_: object) -> str:
        self.tried += 1
        if self.reserve.held():
            raise Problem(ProblemKind.DISK_FULL)
        return "saved"


@pytest.fixture
def full(tmp_path: Path) -> Disk:
    assert Reserve(tmp_path).hold()
    return Disk(tmp_path)


def test_work_that_finds_the_disk_full_is_done_with_the_room_kept_back(full: Disk, tmp_path: Path):
    assert Room(tmp_path).run(full) == "saved"
    assert full.tried == 2


def test_other_trouble_gives_no_room_up(tmp_path: Path):
    Reserve(tmp_path).hold()

    def job() -> None:
        raise Problem(ProblemKind.FILE_DAMAGED)

    with pytest.raises(Problem):
        Room(tmp_path).run(job)
    assert Reserve(tmp_path).held()


def test_where_no_room_is_left_the_disk_is_full_after_one_try(tmp_path: Path):
    tried = []

    def job() -> None:
        tried.append(1)
        raise Problem(ProblemKind.DISK_FULL)

    with pytest.raises(Problem) as raised:
        Room(tmp_path).run(job)
    assert raised.value.kind is ProblemKind.DISK_FULL
    assert len(tried) == 1


def test_two_jobs_that_meet_the_full_disk_at_once_are_both_done(full: Disk, tmp_path: Path):
    room, both = Room(tmp_path), threading.Barrier(2)
    first = [True, True]
    done: list[str] = []

    def job(number: int) -> str:
        if first[number]:
            first[number] = False
            both.wait(10)
            raise Problem(ProblemKind.DISK_FULL)
        return full()

    def work(number: int) -> None:
        done.append(room.run(lambda: job(number)))

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert done == ["saved", "saved"]


def test_keeping_room_tells_only_what_changed(tmp_path: Path):
    room = Room(tmp_path)
    assert [room.keep(), room.keep()] == [None, None]
    assert Reserve(tmp_path).held()


def test_where_there_is_too_little_from_the_start_that_is_told_once(tmp_path: Path, monkeypatch):
    room = Room(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("sync.ledger.disk.free_bytes", lambda _: RESERVE_BYTES)
        assert [room.keep(), room.keep()] == [False, None]
        assert not Reserve(tmp_path).held()
    assert [room.keep(), room.keep()] == [True, None]


@pytest.fixture
def kept(qapp, qtbot, notebook, tmp_path: Path):
    made: Tasks = Tasks(room=Room(tmp_path))
    opened: list[str] = []
    made.open(lambda: (notebook, "open"), done=opened.append)
    qtbot.waitUntil(lambda: opened == ["open"])
    yield made
    made.stop()


def test_no_room_is_taken_before_a_ledger_is_open_and_it_is_after(qapp, qtbot, notebook, tmp_path):
    tasks: Tasks = Tasks(room=Room(tmp_path))
    told: list[object] = []
    tasks.on_line(lambda: 1, done=told.append)
    qtbot.waitUntil(lambda: told == [1])
    tasks.on_line(lambda: 2, done=told.append)
    qtbot.waitUntil(lambda: told == [1, 2])
    assert not Reserve(tmp_path).held()
    tasks.open(lambda: (notebook, None))
    tasks.stop()
    assert Reserve(tmp_path).held()


@pytest.mark.parametrize("where", ["ledger", "line", "piece"])
def test_jobs_of_every_kind_are_done_with_it(kept: Tasks, qtbot, tmp_path: Path, where: str):
    full = Disk(tmp_path)
    told: list[str] = []
    # The opening's own look at the room is over when a later job has answered.
    kept.on_ledger(lambda _: "opened", told.append)
    qtbot.waitUntil(lambda: told == ["opened"])
    assert full.reserve.held()
    if where == "ledger":
        kept.on_ledger(full, told.append)
    elif where == "line":
        kept.on_line(full, told.append)
    else:
        kept.on_line(lambda: kept.in_ledger(full), told.append)
    qtbot.waitUntil(lambda: told == ["opened", "saved"])
    assert full.tried == 2


def test_that_room_is_gone_or_there_again_is_told_after_the_result(
    kept: Tasks, qtbot, tmp_path: Path, monkeypatch
):
    full = Disk(tmp_path)
    told: list[object] = []
    kept.room.connect(told.append)
    kept.on_ledger(lambda _: "opened", told.append)
    qtbot.waitUntil(lambda: told == ["opened"])
    with monkeypatch.context() as patch:
        patch.setattr("sync.ledger.disk.free_bytes", lambda _: 0)
        kept.on_ledger(full, told.append)
        qtbot.waitUntil(lambda: told == ["opened", "saved", False])
    kept.on_ledger(lambda _: "later", told.append)
    qtbot.waitUntil(lambda: told == ["opened", "saved", False, "later", True])
    assert full.reserve.held()

"""Files that are old or new and never between; room kept back."""

import errno
import os
import random
import resource
import subprocess
import sys

import pytest

from sync.ledger.disk import (
    RESERVE_NAME,
    Reserve,
    disk_trouble,
    free_bytes,
    make_folder,
    require_free,
    sweep_temporary,
    translate_os,
    write_atomic,
)
from sync.problems import Problem, ProblemKind

KIB = 1024


def test_a_file_is_replaced_whole_and_nothing_lies_about(tmp_path):
    path = tmp_path / "a"
    write_atomic(path, b"old")
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path):
    path = tmp_path / "a"
    contents = [bytes([n]) * 300_000 for n in range(8)]
    write_atomic(path, contents[0])
    script = (
        "import pathlib, sys\n"
        "from sync.ledger.disk import write_atomic\n"
        "n = 0\n"
        "while True:\n"
        "    n += 1\n"
        "    print(n, flush=True)\n"
        "    write_atomic(pathlib.Path(sys.argv[1]), bytes([n % 8]) * 300_000)\n"
    )
    chance = random.Random(3)
    for _ in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        for _ in range(chance.randrange(1, 20)):
            writer.stdout.readline()
        writer.kill()
        writer.communicate()
        assert path.read_bytes() in contents
    sweep_temporary(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_write_that_fails_keeps_the_old_file_and_says_the_disk_is_full(tmp_path):
    """The system's own limit on a file's size stands for a full disk."""
    path = tmp_path / "a"
    write_atomic(path, b"old")
    script = (
        "import pathlib, resource, signal, sys\n"
        "from sync.ledger.disk import write_atomic\n"
        "from sync.problems import Problem\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))\n"
        "try:\n    write_atomic(pathlib.Path(sys.argv[1]), bytes(1 << 20))\n"
        "except Problem as p:\n    print(p.kind)\n"
    )
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 65536
    said = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert said.stdout == "disk_full\n"
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, ProblemKind.DISK_FULL),
        (errno.EDQUOT, ProblemKind.DISK_FULL),
        (errno.EROFS, ProblemKind.DISK_READ_ONLY),
        (errno.EACCES, ProblemKind.DISK_READ_ONLY),
        (errno.EIO, ProblemKind.FILE_UNREADABLE),
    ],
)
def test_the_disks_troubles_are_told_by_kind_and_name_no_folder(number, kind):
    with pytest.raises(Problem) as raised, disk_trouble():
        raise OSError(number, "x", "/home/wang/secret/ledger.db")
    assert raised.value.kind is kind
    assert raised.value.details == {"name": "ledger.db"}


def test_a_missing_file_is_no_trouble_of_the_disk():
    assert translate_os(FileNotFoundError(errno.ENOENT, "x")) is None
    with pytest.raises(FileNotFoundError), disk_trouble():
        raise FileNotFoundError(errno.ENOENT, "x")


def test_folders_are_made_through(tmp_path):
    make_folder(tmp_path / "a" / "b" / "c")
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_more_than_the_disk_has_is_refused_beforehand(tmp_path):
    require_free(tmp_path, 1)
    with pytest.raises(Problem) as raised:
        require_free(tmp_path, free_bytes(tmp_path) + 1)
    assert raised.value.kind is ProblemKind.DISK_FULL


def test_the_reserve_takes_real_room_once(tmp_path):
    reserve = Reserve(tmp_path, 512 * KIB)
    assert not reserve.held()
    assert reserve.hold()
    assert reserve.hold()
    assert reserve.held()
    assert os.stat(tmp_path / RESERVE_NAME).st_blocks * 512 >= 512 * KIB


def test_a_reserve_cut_short_is_filled_again(tmp_path):
    reserve = Reserve(tmp_path, 512 * KIB)
    (tmp_path / RESERVE_NAME).write_bytes(b"x")
    assert not reserve.held()
    assert reserve.hold()
    assert reserve.held()


def test_no_reserve_is_taken_from_a_disk_that_has_little_left(tmp_path):
    reserve = Reserve(tmp_path, free_bytes(tmp_path))
    assert not reserve.hold()
    assert list(tmp_path.iterdir()) == []


def test_on_a_full_disk_the_reserve_is_given_up_and_the_work_done(tmp_path):
    reserve = Reserve(tmp_path, 64 * KIB)
    reserve.hold()
    tries = []

    def work() -> str:
        tries.append(reserve.held())
        if reserve.held():
            raise Problem(ProblemKind.DISK_FULL)
        return "done"

    assert reserve.run(work) == "done"
    assert tries == [True, False]


def test_without_a_reserve_the_full_disk_is_told(tmp_path):
    tries = []

    def work() -> None:
        tries.append(1)
        raise Problem(ProblemKind.DISK_FULL)

    with pytest.raises(Problem):
        Reserve(tmp_path, 64 * KIB).run(work)
    assert tries == [1]


def test_another_problem_costs_no_reserve(tmp_path):
    reserve = Reserve(tmp_path, 64 * KIB)
    reserve.hold()

    def work() -> None:
        raise Problem(ProblemKind.NOT_FOUND)

    with pytest.raises(Problem):
        reserve.run(work)
    assert reserve.held()

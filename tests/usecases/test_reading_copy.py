"""The copy a ledger is read by where nothing may be written beside it."""

import shutil
import tempfile
from collections import namedtuple

import pytest

from station_app.foundation.paths import Paths
from station_app.usecases.reading_copy import BorrowedDb, copy_for_reading
from sync.ledger.open import open_ledger
from sync.problems import Problem, ProblemKind

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def spare(tmp_path, monkeypatch):
    """Where this PC keeps temporary files."""
    folder = tmp_path / "spare"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    paths = Paths.under(folder)
    paths.ledger.write_bytes(b"sealed pages")
    return paths


def wal(paths):
    return paths.ledger.with_name("ledger.db-wal")


def test_the_file_and_the_log_beside_it_are_copied_as_they_are(stick, spare):
    wal(stick).write_bytes(b"not yet folded in")
    copy = copy_for_reading(stick)
    assert copy.folder.parent == spare
    assert copy.folder.stat().st_mode & 0o077 == 0
    assert copy.ledger.read_bytes() == b"sealed pages"
    assert wal(copy).read_bytes() == b"not yet folded in"


def test_a_file_written_to_meanwhile_is_copied_again(stick, spare, monkeypatch):
    copied, writes = shutil.copyfile, iter([b"newer pages!", None])

    def and_somebody_writes(source, target):
        copied(source, target)
        if source == stick.ledger and (now := next(writes)) is not None:
            stick.ledger.write_bytes(now + b" and more")

    monkeypatch.setattr(shutil, "copyfile", and_somebody_writes)
    assert copy_for_reading(stick).ledger.read_bytes() == b"newer pages! and more"


def test_a_file_that_never_rests_is_in_use_and_no_copy_stays(stick, spare, monkeypatch):
    copied = shutil.copyfile

    def and_somebody_writes(source, target):
        copied(source, target)
        with stick.ledger.open("ab") as file:
            file.write(b".")

    monkeypatch.setattr(shutil, "copyfile", and_somebody_writes)
    with pytest.raises(Problem) as raised:
        copy_for_reading(stick)
    assert raised.value.kind is ProblemKind.LEDGER_IN_USE
    assert list(spare.iterdir()) == []


def test_without_room_on_this_pc_nothing_is_copied(stick, spare, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 30, 1 << 30, 1 << 20))
    with pytest.raises(Problem) as raised:
        copy_for_reading(stick)
    assert raised.value.kind is ProblemKind.DISK_FULL
    assert list(spare.iterdir()) == []


def test_the_copy_takes_no_writes_and_goes_with_its_closing(desk, spare):
    ledger = desk.paths.ledger
    desk.ledger.db.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = copy_for_reading(desk.paths)
    borrowed = BorrowedDb(open_ledger(copy.ledger, desk.data_key), copy.folder)
    assert borrowed.row("SELECT count(*) FROM r_user") == (1,)
    with pytest.raises(Problem) as raised, borrowed.writing():
        borrowed.run("DELETE FROM r_user")
    assert raised.value.kind is ProblemKind.DISK_READ_ONLY
    borrowed.close()
    assert list(spare.iterdir()) == []
    assert ledger.exists()

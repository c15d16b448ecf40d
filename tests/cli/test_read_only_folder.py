"""Reading where nothing may be written, as another account of the PC that only may read."""

import ctypes
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from station_app.usecases import cases
from tests.cli.commands import Station
from tests.usecases.desks import HandClock, complaint, make_desk

NOBODY = 65534
"""An account without any right of its own, where the tests run as root."""


READING = 1 << 2
"""CAP_DAC_READ_SEARCH (linux/capability.h)."""


def _may_read_all():
    """The checkout may lie where only root comes, in /root: reading is left, writing is not."""
    libc = ctypes.CDLL(None)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, effective_permitted_inheritable) == 0
    if effective_permitted_inheritable[1] & READING:
        effective_permitted_inheritable[0] |= READING
        assert libc.capset(header, effective_permitted_inheritable) == 0


@contextmanager
def nobody():
    """Files are opened as somebody whom the folder's rights bind; whoever is not root is so."""
    root = os.geteuid() == 0
    if root:
        os.setresuid(NOBODY, NOBODY, 0)
        _may_read_all()
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)


@pytest.fixture
def place(monkeypatch):
    """A folder that everybody reaches, and in it one for temporary files."""
    made = Path(tempfile.mkdtemp(prefix="read-only-"))
    made.chmod(0o755)
    spare = made / "spare"
    spare.mkdir()
    spare.chmod(0o777)
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    yield made
    (made / "stick").chmod(0o755)
    shutil.rmtree(made)


@pytest.fixture
def stick(place):
    """A data folder with one case that may be read and not written; nobody has it open."""
    folder = place / "stick"
    desk = make_desk(folder, HandClock())
    made = cases.add(desk.ledger, desk.session, complaint())
    desk.close()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return Station(folder), made


def state(folder):
    return sorted((p.name, p.stat().st_mtime_ns) for p in folder.rglob("*"))


def test_a_ledger_on_a_write_protected_stick_is_listed_and_leaves_nothing(stick, place):
    station, made = stick
    before = state(station.folder)
    with nobody():
        ended = station("complaint", "list", "--json")
    assert ended.exit == 0, ended.err
    assert [row["number"] for row in ended.json] == [made.number]
    assert "不能写入" in ended.err
    assert state(station.folder) == before
    assert list((place / "spare").iterdir()) == []


def test_there_nothing_is_changed_and_nothing_shown_in_full_without_its_trace(stick, place):
    station, made = stick
    with nobody():
        shown = station("complaint", "show", made.id, "--json")
        changed = station("complaint", "add", "-", "--json", given=complaint())
    for ended in (shown, changed):
        assert (ended.exit, ended.out) == (3, "")
        assert "disk_read_only" in ended.err
    assert list((place / "spare").iterdir()) == []


def test_work_not_yet_folded_into_the_file_is_read_too(place):
    """The stick was pulled while the desk was open: the last case stands in the log beside it."""
    folder = place / "stick"
    desk = make_desk(place / "pc", HandClock())
    made = cases.add(desk.ledger, desk.session, complaint())
    shutil.copytree(place / "pc", folder)
    desk.close()
    assert (folder / "ledger.db-wal").stat().st_size > 0
    (folder / "ledger.db-shm").unlink(missing_ok=True)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    with nobody():
        ended = Station(folder)("complaint", "list", "--json")
    assert ended.exit == 0, ended.err
    assert [row["number"] for row in ended.json] == [made.number]

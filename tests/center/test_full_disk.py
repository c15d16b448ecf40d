"""A center whose disk is full goes on with the room kept back, then says "later", then mends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.center.backup import Header, write_backup
from sync.center.commands.safety import bring_back
from sync.center.enrolment import list_replicas
from sync.ledger.disk import Reserve, free_bytes
from sync.ledger.migrate import HEAD
from sync.problems import Problem, ProblemKind
from tests.center.running import Made, Pc, make_center, serving
from tests.noise import LogLines
from tests.small_disk import disks, empty, fill, small_disk


@pytest.fixture(params=disks())
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as folder:
        yield folder


@pytest.fixture
def full(disk: Path) -> Iterator[Made]:
    (disk / "center").mkdir()
    made = make_center(disk / "center")
    yield made
    made.database.close()


def test_a_served_center_keeps_room_back(small: Made):
    assert not Reserve(small.settings.data).held()
    with serving(small.settings):
        assert Reserve(small.settings.data).held()


def test_a_full_disk_costs_the_room_kept_back_then_a_wait_and_nothing_else(
    full: Made, disk: Path, log_lines: LogLines
):
    log_lines.expect("disk full: the room kept back is used")
    log_lines.expect("cannot work: disk_full")
    codes = [full.add().code, full.add("120115101202", "镇西村").code]
    reserve = Reserve(full.settings.data)
    with serving(full.settings) as url:
        fill(disk, 0)
        first = Pc(url, full.keys.signing_public)
        assert first.enrol(codes[0])[0] == 200
        assert not reserve.held()
        fill(disk, 0)
        second = Pc(url, full.keys.signing_public)
        status, told = second.enrol(codes[1], "120115101202")
        assert (status, told["code"]) == (503, "center_busy")
        assert first.sync()[0] == 503
        empty(disk)
        assert first.sync()[0] == 200
        assert second.enrol(codes[1], "120115101202")[0] == 200
        assert reserve.held()
    with full.database.reader() as db:
        assert {r.id for r in list_replicas(db)} == {first.replica, second.replica}


def test_a_restore_without_room_changes_nothing(full: Made, disk: Path, tmp_path: Path):
    full.add()
    with full.database.reader() as db:
        write_backup(db, tmp_path / "b", Header(HEAD, 1, "epoch", "120115000000"))
    Reserve(full.settings.data).hold()
    fill(disk, 0)
    before = sorted(p.name for p in full.settings.data.glob("center*.db"))
    epoch = _epoch(full)
    with pytest.raises(Problem) as told:
        bring_back(full.settings, tmp_path / "b")
    assert told.value.kind is ProblemKind.DISK_FULL
    assert sorted(p.name for p in full.settings.data.glob("center*.db")) == before
    assert _epoch(full) == epoch
    empty(disk)
    assert free_bytes(disk) > 0
    assert bring_back(full.settings, tmp_path / "b")["kept"]
    assert _epoch(full) != epoch


def _epoch(made: Made) -> str:
    with made.office() as office:
        return office.state.text("epoch")

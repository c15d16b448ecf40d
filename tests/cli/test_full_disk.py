"""Commands on a disk that is full: with the room kept back, and when that is used up too.

A small file system of the tests' own is filled, where this machine lets us mount one; elsewhere the
room kept back is seen to be taken and given up on the disk there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from station_app.usecases.desk import NewStation, init_station
from station_app.usecases.holding import LEAST_ROOM
from sync.ledger.disk import MIB, Reserve
from tests.cli.commands import Station
from tests.small_disk import disks, empty, fill, small_disk
from tests.usecases.desks import CHEAP, PASSWORD, VILLAGE, complaint


@pytest.fixture(params=disks())
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as folder:
        yield folder


@pytest.fixture
def small(disk: Path) -> Station:
    """A station on a disk that others may fill."""
    told = NewStation(VILLAGE, "镇东村消费维权服务站", "village", "lizhuli", PASSWORD, "李某")
    init_station(disk / "desk", told, cost=CHEAP)
    return Station(disk / "desk")


def late(**changes):
    return complaint(late_entry_reason="停电", received_at="2026-01-05T09:40:00+08:00", **changes)


def test_a_writing_command_keeps_room_back_and_a_reading_one_does_not(station: Station):
    reserve = Reserve(station.folder)
    assert station("status").exit == 0
    assert not reserve.held()
    assert station("complaint", "add", "-", given=late()).exit == 0
    assert reserve.held()


def test_on_a_full_disk_a_complaint_is_taken_with_the_room_kept_back(small: Station, disk: Path):
    assert small("complaint", "add", "-", given=late()).exit == 0
    fill(disk, LEAST_ROOM // 4)
    ended = small("complaint", "add", "-", given=late())
    assert (ended.exit, len(ended.lines)) == (0, 1)
    assert "磁盘已满" in ended.err
    assert not Reserve(small.folder).held()
    assert small("status", "--json").json["counts"]["case"] == 2


def test_a_disk_that_fills_in_the_middle_costs_no_file(small: Station, disk: Path, tmp_path: Path):
    case = small("complaint", "add", "-", given=late()).lines[0]["id"]
    files = []
    for number in range(3):
        file = tmp_path / f"account{number}.pdf"
        file.write_bytes(b"%PDF-1.4\n" + bytes([number]) * 3 * MIB + b"\n%%EOF\n")
        files.append(str(file))
    # Room for opening, and for one file of three.
    fill(disk, LEAST_ROOM + MIB)
    ended = small("attach", case, *files)
    assert (ended.exit, len(ended.lines)) == (0, 3), ended.err
    assert not Reserve(small.folder).held()
    assert small("verify", "--json").json["ok"]


def test_when_the_room_is_used_up_nothing_is_changed_and_space_alone_mends_it(
    small: Station, disk: Path
):
    assert small("complaint", "add", "-", given=late()).exit == 0
    Reserve(small.folder).give_up()
    fill(disk, 0)
    ended = small("complaint", "add", "-", "--json", given=late())
    assert (ended.exit, ended.out, ended.problem["problem"]) == (3, "", "disk_full")
    empty(disk)
    assert small("status", "--json").json["counts"]["case"] == 1
    assert small("complaint", "add", "-", given=late()).exit == 0
    assert Reserve(small.folder).held()
    assert small("verify", "--json").json["ok"]


def test_a_restore_that_finds_no_room_leaves_no_ledger(small: Station, disk: Path, tmp_path: Path):
    assert small("complaint", "add", "-", given=late()).exit == 0
    assert small("backup", str(tmp_path / "copy")).exit == 0
    other = Station(disk / "other")
    fill(disk, 0)
    ended = other("restore", str(tmp_path / "copy"), "--json")
    assert (ended.exit, ended.problem["problem"]) == (3, "disk_full")
    empty(disk)
    assert other("restore", str(tmp_path / "copy")).exit == 0
    assert other("status", "--json").json["counts"]["case"] == 1

"""A copied or put-back data folder is noticed at start, without a line."""

from __future__ import annotations

import shutil

import pytest

from station_app.usecases.desk import NewStation, init_station, open_desk
from station_app.usecases.reading.attention import attention
from sync.ledger.sealing import Cost

TOLD = NewStation("120115101201", "镇东村", "village", "lizhuli", "pear-tree-by-the-well-7")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "desk"
    init_station(made, TOLD, cost=Cost(64, 1, 1))
    return made


def opened(folder):
    """The replica's name at a start, and what it tells people."""
    desk = open_desk(folder, TOLD.login, TOLD.password, locked=True)
    try:
        return desk.ledger.replica, [row.why for row in attention(desk.ledger)]
    finally:
        desk.close()


def test_a_desk_keeps_its_name_from_start_to_start(folder):
    first, told = opened(folder)
    assert opened(folder) == (first, [])
    assert told == []


def test_a_copied_folder_goes_on_under_a_new_name_and_says_so(folder, tmp_path):
    first, _ = opened(folder)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    second, told = opened(copy)
    assert second != first
    assert told == ["copy"]
    assert opened(copy)[0] == second, "noticed once"
    assert opened(folder) == (first, []), "the original is not the copy"


def test_yesterdays_ledger_put_back_is_noticed(folder, tmp_path):
    first, _ = opened(folder)
    yesterday = tmp_path / "yesterday.db"
    shutil.copy(folder / "ledger.db", yesterday)
    opened(folder)
    shutil.copy(yesterday, folder / "ledger.db")
    second, told = opened(folder)
    assert second != first
    assert told == ["copy"]

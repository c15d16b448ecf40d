"""A station for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from station_app.usecases.desk import NewStation, init_station
from tests.cli.commands import Station
from tests.usecases.desks import CHEAP, PASSWORD, VILLAGE


@pytest.fixture
def station(tmp_path: Path) -> Station:
    folder = tmp_path / "desk"
    told = NewStation(VILLAGE, "镇东村消费维权服务站", "village", "lizhuli", PASSWORD, "李某")
    init_station(folder, told, cost=CHEAP)
    return Station(folder)

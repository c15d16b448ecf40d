"""A village desk for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from station_app.usecases.desk import Desk
from tests.usecases.desks import HandClock, make_desk


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    made = make_desk(tmp_path / "desk", clock)
    yield made
    made.close()

"""The intake page over a real, encrypted ledger in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ui.clock import KeptClock
from tests.ui.intake.live import Live, make_folder


@pytest.fixture
def folder(tmp_path: Path, clock: KeptClock) -> Path:
    return make_folder(tmp_path / "data", clock)


@pytest.fixture
def open_live(qtbot, context, clock, folder) -> Iterator[Callable[[], Live]]:
    """Opens the page, again after a kill if asked twice."""
    opened: list[Live] = []

    def opener(at: Path = folder) -> Live:
        live = Live(qtbot, context, clock, at)
        opened.append(live)
        return live

    yield opener
    for live in opened:
        live.close()


@pytest.fixture
def live(open_live: Callable[[], Live]) -> Live:
    return open_live()

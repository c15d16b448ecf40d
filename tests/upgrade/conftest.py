"""A clock moved by hand."""

from __future__ import annotations

import pytest

from tests.usecases.desks import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()

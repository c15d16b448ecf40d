"""Centers on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.center.running import Made, Pc, make_center, serving


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path) -> Iterator[Made]:
    """A founded center, on each database in turn."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    center = make_center(tmp_path, url)
    yield center
    center.database.close()


@pytest.fixture
def small(tmp_path) -> Iterator[Made]:
    """A founded center on SQLite, where the database makes no difference."""
    center = make_center(tmp_path)
    yield center
    center.database.close()


@pytest.fixture
def url(made: Made) -> Iterator[str]:
    with serving(made.settings) as address:
        yield address


@pytest.fixture
def pc(made: Made, url: str) -> Pc:
    """A PC of a village station, enrolled."""
    pc = Pc(url, made.keys.signing_public)
    status, _ = pc.enrol(made.add().code)
    assert status == 200
    return pc

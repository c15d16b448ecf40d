"""A served center with two villages and their window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.center.enrolment import reissue
from sync.ledger.unit import unit_of_work
from tests.center.running import COUNTY, VILLAGE, WINDOW, Made, make_center, serving
from tests.together.desks import Desk

OTHER_VILLAGE = "120115101202"
ROLES = ("county_reception", "county_handler", "county_leader")
"""What the first person of a county's desk may do beside keeping accounts."""


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Made]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    folder = tmp_path / "center"
    folder.mkdir()
    center = make_center(folder, url)
    yield center
    center.database.close()


@pytest.fixture
def url(made: Made) -> Iterator[str]:
    with serving(made.settings) as address:
        yield address


@pytest.fixture
def codes(made: Made) -> dict[str, str]:
    """One-time codes: the window first, since villages hang on it."""
    return {
        WINDOW: made.add(WINDOW, "大口屯镇", "township").code,
        VILLAGE: made.add(VILLAGE, "镇东村", "village").code,
        OTHER_VILLAGE: made.add(OTHER_VILLAGE, "镇西村", "village").code,
    }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(code: str, level: str = "village") -> Desk:
        made.append(Desk(tmp_path / f"desk{len(made)}", code, level))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def county(desk: Callable[..., Desk], url: str, made: Made) -> Desk:
    """A desk at the county, whose first person has the working roles there too."""
    with made.office() as office:
        code = reissue(office, COUNTY).code
    one = desk(COUNTY, "county")
    with unit_of_work(one.ledger, one.person) as unit:
        for role in ROLES:
            unit.create(
                "role_grant",
                {
                    "user_id": one.person,
                    "role": role,
                    "scope_station_id": one.ledger.station_id,
                    "from_date": "2026-01-01",
                },
            )
    one.enrol(url, code)
    one.sync(url)
    return one

"""The story of one complaint, clicked through the real window over real ledgers and a real center.

Told without a display; `make screens` tells the same one on one, and keeps its pictures.
"""

import pytest

from station_app.usecases.desk import open_desk
from station_app.usecases.reading.cases import CaseFilter, case_rows_at, count_cases
from station_app.usecases.verifying import verify
from tests.story.county import make_county
from tools.county_story import TITLE, Teller
from tools.sitting import Album, Look

# Said by the platform without a screen; means nothing.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def county(tmp_path):
    made, center = make_county(tmp_path)
    yield made
    center.stop()


def cases(desk):
    """Title -> status of every case that a desk's ledger holds."""
    opened = open_desk(desk.folder, desk.account.login, desk.account.password)
    try:
        assert verify(opened).ok
        everything = CaseFilter()
        rows = case_rows_at(opened.ledger, everything, 0, count_cases(opened.ledger, everything))
        return {row.title: row.status for row in rows}
    finally:
        opened.close()


def test_a_complaint_goes_from_an_offline_desk_to_the_county_and_back(qapp, county):
    Teller(qapp, county, Look(), Album(None)).tell()
    expected = {TITLE: "in_progress", county.older: "registered"}
    assert cases(county.village) == expected
    assert cases(county.window) == expected
    assert cases(county.other) == {}

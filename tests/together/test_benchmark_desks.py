"""The desks that are measured are desks: they join their center as any other."""

import pytest

from sync.center.settings import Settings
from tests.benchmarks.stack import make_center, make_desk
from tests.center.running import serving


@pytest.mark.parametrize("which", ["village", "township"])
def test_a_desk_of_the_benchmarks_joins_its_center(tmp_path, which):
    window, villages = make_center(tmp_path / "center", 1)
    station = window if which == "township" else villages[0]
    with serving(Settings(tmp_path / "center")) as url:
        desk = make_desk(tmp_path / "desk.db", url, station)
    level = desk.state.text("station_level")
    desk.close()
    assert level == which

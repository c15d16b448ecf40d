from datetime import date

import pytest

from station_app.ui.common.lunar import ChineseLunarDays, reckoned_months
from sync.records.days.lunar import known_months


@pytest.mark.parametrize("year", [1899, 1950, 2026, 2033, 2200])
def test_what_the_window_reckons_beyond_the_table_is_what_the_table_holds(year):
    assert reckoned_months(year) == known_months(year)


@pytest.mark.parametrize("year", [1898, 2201])
def test_years_beyond_the_table_are_reckoned(year):
    assert known_months(year) is None
    assert len(reckoned_months(year)) in (12, 13)


def test_a_day_before_the_table_has_its_name():
    assert ChineseLunarDays().name(date(1893, 12, 26)) == "冬月十九"

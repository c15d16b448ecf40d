from datetime import date

import pytest

from station_app.ui.common.lunar import ChineseLunarDays, reckoned_months
from station_app.ui.common.lunar_years import known_months


@pytest.mark.parametrize("year", range(1950, 2101))
def test_every_year_of_the_table_is_the_almanacs(year):
    assert known_months(year) == reckoned_months(year)


@pytest.mark.parametrize("year", [1949, 2101])
def test_years_beyond_the_table_are_reckoned(year):
    assert known_months(year) is None
    assert len(reckoned_months(year)) in (12, 13)


def test_a_day_before_the_table_has_its_name():
    assert ChineseLunarDays().name(date(1949, 10, 1)) == "八月初十"

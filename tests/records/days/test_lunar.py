"""The lunar calendar: every day of the facts, every year of the table."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.records.days.lunar import (
    TERM_NAMES,
    LunarDay,
    known_months,
    lunar_day,
    solar_day,
    solar_term,
    solar_terms,
)
from sync.records.days.lunar_table import FIRST, LAST
from tests.records.days.facts import rows
from tools.lunar_table import TERMS, months_of, terms_of

FACTS = rows("lunar_2019_2027.csv")
SPRING_FESTIVALS = {
    2020: (1, 25),
    2021: (2, 12),
    2022: (2, 1),
    2023: (1, 22),
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
}


def lunar(day):
    found = lunar_day(day)
    assert found is not None
    return found


def test_every_day_of_the_facts_is_told_as_they_tell_it():
    wrong = []
    for fact in FACTS:
        day = date.fromisoformat(fact["date"])
        found = lunar(day)
        numbers = (fact["lunar_year"], fact["lunar_month"], fact["lunar_day"])
        told = (tuple(map(int, numbers)), fact["is_leap_month"] == "1")
        same = ((found.year, found.month, found.day), found.leap) == told
        if (
            not same
            or found.full_name != fact["text"]
            or (solar_term(day) or "") != fact["solar_term"]
        ):
            wrong.append((day, found))
    assert len(FACTS) == 3287
    assert wrong == []


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_every_year_of_the_table_is_the_almanacs(year):
    assert [tuple(month) for month in known_months(year) or ()] == months_of(year)


@pytest.mark.parametrize("year", range(FIRST, LAST + 1, 7))
def test_the_solar_terms_are_the_almanacs(year):
    assert list(solar_terms(year)) == terms_of(year)


def test_terms_are_named_alike_where_they_are_made_and_told():
    assert TERM_NAMES == TERMS


@pytest.mark.parametrize("year", SPRING_FESTIVALS)
def test_the_lunar_year_begins_with_the_spring_festival(year):
    assert lunar_day(date(year, *SPRING_FESTIVALS[year])) == LunarDay(year, 1, 1)


@pytest.mark.parametrize(
    ("year", "month", "first"),
    [(2023, 2, "2023-03-22"), (2025, 6, "2025-07-25"), (2028, 5, "2028-06-23")],
)
def test_leap_months_begin_where_the_rules_say(year, month, first):
    assert solar_day(LunarDay(year, month, 1, leap=True)) == date.fromisoformat(first)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_day_is_found_again_from_its_lunar_day(day):
    assert solar_day(lunar(day)) == day


@given(st.dates(date(1900, 1, 1), date(2200, 12, 30)))
def test_the_day_after_is_the_next_lunar_day_or_the_first_of_a_month(day):
    today, tomorrow = lunar(day), lunar(day + timedelta(days=1))
    if tomorrow.day == 1:
        assert today.day in (29, 30)
    else:
        assert tomorrow == today._replace(day=today.day + 1)


@given(st.dates())
def test_no_day_makes_it_raise(day):
    known = lunar_day(day)
    assert (known is None) == (not date(1899, 2, 10) <= day < date(2201, 2, 4))
    assert solar_term(day) in (None, *TERM_NAMES)


@pytest.mark.parametrize(
    "missing",
    [
        LunarDay(2026, 6, 1, leap=True),
        LunarDay(2026, 1, 31),
        LunarDay(2026, 1, 0),
        LunarDay(2026, 12, 30),
        LunarDay(1850, 1, 1),
        LunarDay(2300, 1, 1),
    ],
)
def test_a_lunar_day_that_is_not_has_no_day(missing):
    assert solar_day(missing) is None


def test_days_have_their_names():
    assert lunar(date(2026, 11, 21)).name == "十月十三"
    assert lunar(date(2025, 7, 25)).name == "闰六月初一"
    assert lunar(date(2026, 2, 16)).name == "腊月廿九"
    assert lunar(date(2026, 2, 17)).full_name == "二〇二六年正月初一"

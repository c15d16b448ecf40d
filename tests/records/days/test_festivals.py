"""Festivals: those of the facts on their days, and the public ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.records.days.festivals import FESTIVALS, OfLunarYear, festival_of_year, festivals_on
from sync.words import load_words
from tests.records.days.facts import rows

FACTS = rows("lunar_2019_2027.csv")


def test_the_traditional_festivals_fall_on_the_days_of_the_facts():
    told = {name for fact in FACTS for name in fact["lunar_festival"].split(";") if name}
    assert len(told) == 9
    wrong = [
        fact["date"]
        for fact in FACTS
        if {f.name for f in festivals_on(date.fromisoformat(fact["date"]))} & told
        != set(filter(None, fact["lunar_festival"].split(";")))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2026-01-01", ["元旦"]),
        ("2026-03-15", ["消费者权益日"]),
        ("2026-05-01", ["劳动节"]),
        ("2026-09-10", ["教师节"]),
        ("2026-10-01", ["国庆节"]),
        ("2020-10-01", ["中秋节", "国庆节"]),
        ("2026-04-05", ["清明节"]),
        ("2026-09-23", ["农民丰收节"]),
        ("2026-02-10", ["小年"]),
        ("2026-02-11", ["南方小年"]),
        ("2026-02-16", ["除夕"]),
        ("2025-01-28", ["除夕"]),
        ("2026-11-21", []),
    ],
)
def test_a_day_has_its_festivals(day, names):
    assert [f.name for f in festivals_on(date.fromisoformat(day))] == names


def test_chinese_words_of_a_festival_are_its_name():
    words = load_words("zh_CN")
    assert {f.code: words.tr(f.label) for f in FESTIVALS.values()} == {
        f.code: f.name for f in FESTIVALS.values()
    }


@given(st.sampled_from(sorted(FESTIVALS)), st.integers(1900, 2199))
def test_every_festival_comes_once_a_year_and_is_found_on_its_day(code, year):
    festival = FESTIVALS[code]
    day = festival_of_year(festival, year)
    late = isinstance(festival.on, OfLunarYear) and festival.on.month > 10
    assert day is not None
    assert day.year == year or (late and day.year == year + 1)
    assert festival in festivals_on(day)


@given(st.dates())
def test_no_day_makes_it_raise(day):
    assert all(f.code in FESTIVALS for f in festivals_on(day))


def test_beyond_the_lunar_table_only_solar_festivals_are_known():
    assert festival_of_year(FESTIVALS["mid_autumn"], 2300) is None
    assert festival_of_year(FESTIVALS["new_years_eve"], 2300) is None
    assert festival_of_year(FESTIVALS["qingming"], 2300) is None
    assert festival_of_year(FESTIVALS["national_day"], 2300) == date(2300, 10, 1)

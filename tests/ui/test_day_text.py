from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunar_python import Solar  # type: ignore[import-untyped]

from station_app.ui.common.day_text import Lean, day_in_list, day_words, read_day, when_words
from station_app.ui.common.lunar import ChineseLunarDays
from sync.words import load_words

TODAY = date(2026, 11, 21)
LUNAR = ChineseLunarDays()
ZH = load_words("zh_CN")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20260315", "2026-03-15"),
        ("2026-3-15", "2026-03-15"),
        ("2026.3.15", "2026-03-15"),
        ("2026/03/15", "2026-03-15"),
        ("2026年3月15日", "2026-03-15"),
        ("260315", "2026-03-15"),
        ("0315", "2026-03-15"),
        ("315", "2026-03-15"),
        ("3.15", "2026-03-15"),
        ("3月15日", "2026-03-15"),
        ("3月15号", "2026-03-15"),
        ("０３１５", "2026-03-15"),
        ("0120", "2026-01-20"),
        ("1121", "2026-11-21"),
        ("1122", "2025-11-22"),
        ("0229", "2024-02-29"),
        ("15", "2026-11-15"),
        ("今天", "2026-11-21"),
        ("昨天", "2026-11-20"),
        ("前天", "2026-11-19"),
        ("明天", "2026-11-22"),
        ("初八", "2026-11-16"),
        ("十三", "2026-11-21"),
        ("农历十月初八", "2026-11-16"),
        ("正月初一", "2026-02-17"),
        ("腊月廿三", "2026-02-10"),
        ("十一月初一", "2025-12-20"),
        ("冬月初一", "2025-12-20"),
    ],
)
def test_days_are_read_as_people_say_them(typed, meant):
    assert read_day(typed, TODAY, LUNAR) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0315", "2027-03-15"),
        ("1121", "2026-11-21"),
        ("初八", "2026-12-16"),
        ("十月十八", "2026-11-26"),
    ],
)
def test_a_plan_lies_ahead(typed, meant):
    assert read_day(typed, TODAY, LUNAR, Lean.COMING) == date.fromisoformat(meant)


@pytest.mark.parametrize("typed", ["", " ", "1399", "0230", "32", "20261301", "初", "三月", "abc"])
def test_what_is_no_day_is_none(typed):
    assert read_day(typed, TODAY, LUNAR) is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_full_date_is_read_back_as_itself(day):
    assert read_day(day.isoformat(), TODAY, LUNAR) == day
    assert read_day(f"{day:%Y%m%d}", TODAY, LUNAR) == day


@given(st.text(max_size=12))
def test_nothing_typed_makes_it_fail(typed):
    read_day(typed, TODAY, LUNAR)


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_lunar_names_are_those_of_the_almanac(day):
    almanac = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    assert LUNAR.name(day) == f"{almanac.getMonthInChinese()}月{almanac.getDayInChinese()}"


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.sampled_from([1, -1]))
def test_a_lunar_day_is_found_from_its_name(day, step):
    name = LUNAR.name(day).removeprefix("闰")
    lean = Lean.COMING if step == 1 else Lean.PAST
    found = read_day(name, day, LUNAR, lean)
    assert found == day


def test_lunar_days_have_their_names():
    assert LUNAR.name(date(2026, 2, 17)) == "正月初一"
    assert LUNAR.name(date(2026, 11, 21)) == "十月十三"
    assert LUNAR.name(date(2025, 7, 25)) == "闰六月初一"


def test_days_are_said_as_people_say_them():
    assert day_words(TODAY, ZH, TODAY) == "11月21日 周六"
    assert day_words(date(2025, 3, 5), ZH, TODAY) == "2025年3月5日 周三"
    assert when_words(TODAY, "10:32", ZH, TODAY) == "10:32"
    assert when_words(TODAY - timedelta(1), "10:32", ZH, TODAY) == "昨天 10:32"


def test_days_of_a_list_are_of_one_width_and_tell_another_year():
    assert day_in_list(date(2026, 3, 5), 2026) == "03-05"
    assert day_in_list(date(2025, 11, 21), 2026) == "2025-11-21"

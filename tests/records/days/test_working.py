"""The working-day calendar: every day of the facts, and the projection of the years to come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.ledger.work_days import bundled_tables, work_calendar
from sync.records.days.working import (
    Certainty,
    CountyDay,
    DayFact,
    DayKind,
    TableDay,
    WorkCalendar,
    YearTable,
    parse_year_tables,
    projected_days,
)
from tests.records.days.facts import bundled, every_day, rows
from tools.holiday_table import table_text

OFFICIAL, PROJECTED = Certainty.OFFICIAL, Certainty.PROJECTED
FACTS = {date.fromisoformat(row["date"]): row for row in rows("holidays_2019_2026.csv")}
HEADING = "year,date,status,name\n"


def test_every_day_of_the_facts_is_worked_or_not_as_they_say():
    calendar = bundled()
    days = every_day(date(2019, 1, 1), date(2026, 12, 31))
    assert len(days) == 2922
    told = {
        day: (FACTS[day]["is_workday"] == "1" if day in FACTS else day.weekday() < 5)
        for day in days
    }
    assert {d: w for d in days if (w := calendar.is_working_day(d)) != (told[d], OFFICIAL)} == {}


def test_what_sets_a_day_apart_is_named_as_the_facts_name_it():
    calendar = bundled()
    for day in every_day(date(2019, 1, 1), date(2026, 12, 31)):
        fact, row = calendar.fact(day), FACTS.get(day)
        if row is None:
            assert (fact.kind, fact.name, fact.holiday) == (None, "", False)
        else:
            kind = {"休": DayKind.OFF, "班": DayKind.WORK}[row["kind"]]
            assert (fact.kind, fact.name) == (kind, row["name"])
            assert fact.holiday == (kind is DayKind.OFF)


def test_2026_has_248_working_days():
    days = every_day(date(2026, 1, 1), date(2026, 12, 31))
    assert sum(bundled().is_working_day(day)[0] for day in days) == 248


def test_the_days_off_of_2027_are_projected_as_the_rules_say():
    spans = ["01-01", "02-05 02-10", "04-05", "05-01 05-04", "06-09", "09-15", "10-01 10-05"]
    told = set()
    for span in spans:
        first, last = (date.fromisoformat(f"2027-{d}") for d in (span.split() * 2)[:2])
        told |= set(every_day(first, last if " " in span else first))
    assert set(projected_days(2027)) == told
    for day in every_day(date(2027, 1, 1), date(2027, 12, 31)):
        works = day.weekday() < 5 and day not in told
        assert bundled().is_working_day(day) == (works, PROJECTED)


def test_a_projected_day_off_has_the_name_of_its_holiday():
    assert bundled().fact(date(2027, 2, 10)) == DayFact(
        date(2027, 2, 10), False, PROJECTED, DayKind.OFF, "春节", True
    )


@given(st.dates())
def test_no_day_makes_it_raise(day):
    works, certainty = bundled().is_working_day(day)
    known = 2019 <= day.year <= 2026
    assert certainty is (OFFICIAL if known else PROJECTED)
    fact = bundled().fact(day)
    assert (fact.day, fact.works, fact.certainty) == (day, works, certainty)


@given(st.integers(1, 9999))
def test_every_projection_gives_as_many_weekdays_as_the_law_gives_days(year):
    days = projected_days(year)
    assert all(day.kind is DayKind.OFF for day in days.values())
    weekdays = [day for day in days if day.weekday() < 5]
    # Before and after the lunar table only six days are known; a day may be two holidays at once.
    assert len(weekdays) in ((12, 13) if 1899 <= year <= 2200 else (6,))


FLOOD = CountyDay(DayKind.OFF, "防汛", "全县停工防汛")


def test_a_day_of_the_county_comes_before_the_table_and_is_certain():
    for day in (date(2026, 7, 21), date(2027, 7, 21)):
        calendar = WorkCalendar(bundled_tables(), {day: FLOOD})
        assert calendar.is_working_day(day) == (False, OFFICIAL)
        assert calendar.fact(day) == DayFact(
            day, False, OFFICIAL, DayKind.OFF, "防汛", False, "全县停工防汛"
        )


def test_a_day_the_county_works_stays_a_holiday_before_the_law():
    day = date(2026, 10, 2)
    calendar = WorkCalendar(bundled_tables(), {day: CountyDay(DayKind.WORK, "值守", "秋收")})
    assert calendar.is_working_day(day) == (True, OFFICIAL)
    assert calendar.is_holiday(day) == (True, OFFICIAL)


def test_an_ordinary_saturday_is_no_holiday_but_one_inside_a_holiday_is():
    assert bundled().is_holiday(date(2026, 11, 21)) == (False, OFFICIAL)
    assert bundled().is_holiday(date(2026, 2, 21)) == (True, OFFICIAL)


def test_a_table_that_was_received_stands_for_the_bundled_one():
    received = YearTable(2026, {date(2026, 1, 5): TableDay(DayKind.OFF, "元旦")}, version=2)
    calendar = work_calendar({2026: received})
    assert calendar.is_working_day(date(2026, 1, 5)) == (False, OFFICIAL)
    assert calendar.is_working_day(date(2026, 10, 1)) == (True, OFFICIAL)
    assert calendar.version(2026) == "2026.2"
    assert bundled().version(2026) == "2026.1"
    assert bundled().version(2027) == ""


def test_a_received_year_is_official_and_its_december_rows_reach_back():
    december = {date(2027, 12, 31): TableDay(DayKind.OFF, "元旦")}
    calendar = work_calendar({2028: YearTable(2028, december)})
    assert calendar.is_working_day(date(2028, 1, 3)) == (True, OFFICIAL)
    assert calendar.is_working_day(date(2027, 12, 31)) == (False, OFFICIAL)
    assert calendar.is_working_day(date(2027, 12, 30)) == (True, PROJECTED)


def test_the_bundled_file_is_what_the_tool_makes_of_the_facts():
    assert parse_year_tables(table_text(FACTS.values())) == bundled_tables()
    assert sorted(bundled_tables()) == list(range(2019, 2027))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: the heading"),
        ("date,status\n", "line 1: the heading"),
        (HEADING + "2026,2026-01-01,休", "line 2: 4 columns"),
        (HEADING + "2026,1.1,休,元旦", "line 2: '1.1' is no date"),
        (HEADING + "2026,2027-01-01,休,元旦", "line 2: 2027-01-01 cannot stand"),
        (HEADING + "2026,2026-01-01,假,元旦", "line 2: the status"),
        (HEADING + "2026,2026-01-05,班,元旦", "line 2: 2026-01-05 is no Saturday"),
        (HEADING + "2026,2026-01-01,休, ", "line 2: the holiday has no name"),
        (HEADING + "2026,2026-01-01,休,元旦\n2026,2026-01-01,休,元旦", "line 3: .*twice"),
    ],
)
def test_a_table_that_is_not_as_it_must_be_is_told_by_its_line(text, fault):
    with pytest.raises(ValueError, match=fault):
        parse_year_tables(text)


@given(st.dates(date(2019, 1, 1), date(2040, 1, 1)))
def test_a_year_projected_is_never_told_as_a_fact(day):
    _, certainty = WorkCalendar({}).is_working_day(day)
    assert certainty is PROJECTED
    assert WorkCalendar({}).fact(day + timedelta(days=1)).certainty is PROJECTED

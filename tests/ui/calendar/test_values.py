from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.ui.calendar.facts import day_facts, lunar_span
from station_app.ui.calendar.lanes import WEEK, day_blocks, week_segments
from station_app.ui.calendar.month_layout import MonthLayout, Sizes
from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import (
    CalendarEntry,
    DayFacts,
    PlanRange,
    WorkMark,
    last_of_month,
    lengthened,
    monday_of,
    shift_month,
    weeks_of_month,
)
from sync.ledger.work_days import work_calendar
from sync.records.days.lunar import year_name
from sync.words import load_words
from tools.sample_calendar import at, entry, many, sample_facts

MONDAY = date(2026, 11, 23)


def words():
    return load_words("zh_CN")


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 1, 5), -1, date(2025, 12, 5)),
        (date(2026, 3, 31), -13, date(2025, 2, 28)),
    ],
)
def test_a_month_on_is_the_same_day_or_the_months_last(day, months, there):
    assert shift_month(day, months) == there


@given(st.dates(date(1900, 1, 1), date(2199, 12, 1)))
def test_the_weeks_of_a_month_hold_it_whole(day):
    weeks = weeks_of_month(day)
    assert all(monday.weekday() == 0 for monday in weeks)
    assert weeks[0] == monday_of(day.replace(day=1))
    assert 0 <= (last_of_month(day) - weeks[-1]).days < WEEK
    assert 4 <= len(weeks) <= 6


def test_an_entry_till_midnight_ends_on_the_day_before():
    late = CalendarEntry("a", "守夜", at(MONDAY, 20), at(MONDAY + timedelta(days=1), 0))
    assert late.last_day == MONDAY
    assert late.in_hours


def test_an_entry_never_gets_shorter_than_it_can_be():
    days = entry(1, "宣传周", MONDAY, days=3)
    assert lengthened(days, -9)[1].date() == MONDAY
    hours = entry(2, "讲座", MONDAY, (9, 11))
    assert lengthened(hours, -9) == (hours.start, hours.end)


def test_days_are_chosen_in_either_direction():
    one = PlanRange.of_days(MONDAY, MONDAY + timedelta(days=2))
    assert one == PlanRange.of_days(MONDAY + timedelta(days=2), MONDAY)
    assert one.first_day == MONDAY
    assert one.all_day


@given(st.integers(0, 120))
def test_no_two_entries_of_a_week_share_a_place(count):
    segments = week_segments(MONDAY, many(count, MONDAY))
    places = [(s.lane, c) for s in segments for c in range(s.first, s.last + 1)]
    assert len(places) == len(set(places))


def test_entries_that_overlap_stand_beside_each_other():
    entries = [
        entry(1, "甲", MONDAY, (9, 11)),
        entry(2, "乙", MONDAY, (10, 12)),
        entry(3, "丙", MONDAY, (11, 12)),
        entry(4, "丁", MONDAY, (14, 15)),
    ]
    blocks = {b.entry.title: (b.place, b.of) for b in day_blocks(entries, timedelta(minutes=30))}
    assert blocks == {"甲": (0, 2), "乙": (1, 2), "丙": (0, 2), "丁": (0, 1)}


SIZES = Sizes(top=24, line=24, second=18, chip=20, pitch=22, side=3, foot=2)


@given(st.integers(0, 60), st.integers(120, 900))
def test_every_entry_of_every_day_is_shown_or_counted(count, high):
    entries = many(count, MONDAY)
    plan = MonthLayout([MONDAY], 700, high, SIZES, {MONDAY: 1})
    row = plan.rows[0]
    row.arrange(entries, {MONDAY})
    for column in range(WEEK):
        on_day = [e for e in entries if e.on(row.day(column))]
        seen = [s for s in row.shown if s.first <= column <= s.last]
        assert len(seen) + row.hidden.get(column, 0) == len(on_day)
        # What is counted needs the last lane for the number.
        assert not row.hidden.get(column) or all(s.lane < row.lanes - 1 for s in seen)


@given(st.integers(200, 1200), st.sampled_from([1, 2]))
def test_the_grid_fills_the_room_or_scrolls(high, lines):
    weeks = weeks_of_month(date(2026, 11, 1))
    plan = MonthLayout(weeks, 900, high, SIZES, dict.fromkeys(weeks, lines))
    assert plan.height >= high
    assert all(row.lanes >= 1 for row in plan.rows)
    assert plan.left(WEEK) <= 900


def test_facts_of_a_day_off_a_make_up_day_and_a_festival():
    facts = day_facts(date(2026, 10, 1), date(2026, 10, 10), work_calendar(), words())
    national = facts[date(2026, 10, 1)]
    assert (national.mark, national.mark_name) == (WorkMark.OFF, "国庆节")
    assert national.lunar == "廿一"
    assert not national.provisional
    assert facts[date(2026, 10, 8)].term == "寒露"
    assert facts[date(2026, 10, 10)].mark is WorkMark.WORK
    assert facts[date(2026, 10, 10)].lunar == "九月", "the first of a lunar month says its name"


def test_beyond_the_official_table_a_day_off_is_provisional():
    facts = day_facts(date(2031, 10, 1), date(2031, 10, 1), work_calendar(), words())
    day = facts[date(2031, 10, 1)]
    assert day.provisional
    said = CalendarWords(words())
    assert said.mark(day) == "休?"
    assert "暂定" in said.kind_of_day(day)


def test_a_leap_month_is_named_on_its_first_day():
    facts = day_facts(date(2025, 7, 25), date(2025, 7, 25), work_calendar(), words())
    assert facts[date(2025, 7, 25)].lunar == "闰六月"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "农历丙午年 九月—十月"),
        (date(2026, 11, 23), date(2026, 11, 29), "农历丙午年 十月"),
        (date(2027, 2, 1), date(2027, 2, 28), "农历丙午年 腊月—丁未年 正月"),
        (date(2600, 2, 1), date(2600, 2, 28), ""),
    ],
)
def test_the_lunar_months_of_a_stretch_of_days(first, last, said):
    assert lunar_span(first, last, words()) == said


def test_years_of_the_cycle_of_sixty():
    assert [year_name(y) for y in (1984, 2024, 2026, 1911)] == [
        "甲子年",
        "甲辰年",
        "丙午年",
        "辛亥年",
    ]


def test_a_solar_term_that_is_a_festival_stands_once():
    day = DayFacts(date(2026, 4, 5), term="清明", festivals=("清明节",))
    assert day.occasions == ("清明节",)


def test_a_cell_is_said_with_everything_the_eye_sees():
    day = date(2026, 11, 21)
    facts = sample_facts(day, day, words())[day]
    said = CalendarWords(words()).cell(day, facts, [entry(1, "讲座", day, (9, 11))], day)
    for part in (
        "11月21日",
        "周六",
        "今天",
        "农历十月十三",
        "休息日",
        "大口屯集",
        "1 件到期",
        "讲座",
    ):
        assert part in said


def test_markup_in_a_title_stays_text_in_a_tooltip():
    day = date(2026, 11, 21)
    tip = CalendarWords(words()).day_tip(day, None, [entry(1, "<b>讲座</b>", day)], day)
    assert "<" not in tip


def test_a_long_entry_is_said_by_its_days():
    said = CalendarWords(words())
    assert said.time(entry(1, "周", MONDAY, days=5)) == "11月23–27日"
    assert said.time(entry(1, "周", date(2026, 11, 30), days=3)) == "11月30日–12月2日"
    assert said.time(entry(1, "天", MONDAY)) == "全天"
    assert said.time(entry(1, "时", MONDAY, (9, 11))) == "09:00–11:00"


def test_an_entry_whose_end_nobody_knows_is_said_by_its_beginning():
    assert CalendarWords(words()).time(entry(1, "时", MONDAY, (9, 9))) == "09:00"

"""Recurrence: every kind, the vectors of rules 11.1, exceptions, rest days and short months."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.records.days.festivals import FESTIVALS
from sync.records.days.lunar import lunar_day
from sync.records.days.working import Certainty
from sync.records.recurrence import Occurrence, Rule, RuleKind, occurrences, planned_days
from sync.records.recurrence_check import rule_faults, rule_of, rule_values
from tests.records.days.facts import bundled

CALENDAR = bundled()
OFFICIAL, PROJECTED = Certainty.OFFICIAL, Certainty.PROJECTED


def rule(kind, start="2026-01-01", /, **values):
    """Of `params` and fields by their names."""
    fields = {"end_on", "skip_dates", "extra_dates", "rest_day_policy", "short_month_policy"}
    params = {name: value for name, value in values.items() if name not in fields}
    own = {name: value for name, value in values.items() if name in fields}
    return rule_of({"kind": kind, "params": params, "start_on": start, **own})


def days(asked, first, last):
    found = occurrences(asked, date.fromisoformat(first), date.fromisoformat(last), CALENDAR)
    return [occurrence.day.isoformat() for occurrence in found]


MARKETS = (
    "2026-12-01 2026-12-06 2026-12-11 2026-12-16 2026-12-21 2026-12-26 2026-12-31 2027-01-05 "
    "2027-01-10 2027-01-15 2027-01-20 2027-01-25 2027-01-30 2027-02-04 2027-02-08 2027-02-13 "
    "2027-02-18 2027-02-23 2027-02-28"
)


def test_a_lunar_market_of_threes_and_eights_falls_on_the_days_of_the_rules():
    market = rule("lunar_digit", digits=[3, 8])
    assert days(market, "2026-12-01", "2027-02-28") == MARKETS.split()


@pytest.mark.parametrize(
    ("asked", "first", "last", "expected"),
    [
        (rule("once", "2026-03-15"), "2026-01-01", "2026-12-31", "2026-03-15"),
        (rule("once", "2026-03-15"), "2026-04-01", "2026-12-31", ""),
        (
            rule("weekly", weekdays=[2]),
            "2026-11-01",
            "2026-11-20",
            "2026-11-03 2026-11-10 2026-11-17",
        ),
        (
            rule("monthly_day", day=31),
            "2026-01-01",
            "2026-06-30",
            "2026-01-31 2026-03-31 2026-05-31",
        ),
        (
            rule("monthly_day", day=-1),
            "2028-02-01",
            "2028-04-30",
            "2028-02-29 2028-03-31 2028-04-30",
        ),
        (
            rule("monthly_nth_weekday", nth=2, weekday=4),
            "2026-11-01",
            "2026-12-31",
            "2026-11-12 2026-12-10",
        ),
        (
            rule("monthly_nth_weekday", nth=-1, weekday=5),
            "2026-11-01",
            "2026-12-31",
            "2026-11-27 2026-12-25",
        ),
        (rule("monthly_nth_weekday", nth=5, weekday=7), "2026-10-01", "2026-12-31", "2026-11-29"),
        (
            rule("yearly_date", month=3, day=15),
            "2026-01-01",
            "2028-12-31",
            "2026-03-15 2027-03-15 2028-03-15",
        ),
        (rule("yearly_date", month=2, day=29), "2026-01-01", "2032-12-31", "2028-02-29 2032-02-29"),
        (
            rule("solar_digit", digits=[1]),
            "2026-01-20",
            "2026-02-28",
            "2026-01-21 2026-01-31 2026-02-01 2026-02-11 2026-02-21",
        ),
        (
            rule("cycle_days", every_days=5, anchor="2026-11-03"),
            "2026-11-01",
            "2026-11-20",
            "2026-11-03 2026-11-08 2026-11-13 2026-11-18",
        ),
        (
            rule("cycle_days", "2026-11-10", every_days=5, anchor="2026-12-03"),
            "2026-11-01",
            "2026-11-20",
            "2026-11-13 2026-11-18",
        ),
        (
            rule("cycle_days", "2026-11-10", every_days=7),
            "2026-11-01",
            "2026-11-20",
            "2026-11-10 2026-11-17",
        ),
        (rule("lunar_date", month=8, day=15), "2026-01-01", "2027-12-31", "2026-09-25 2027-09-15"),
        (
            rule("lunar_date", "2025-01-01", month=6, day=1),
            "2025-01-01",
            "2025-12-31",
            "2025-06-25",
        ),
        (
            rule("lunar_date", "2025-01-01", month=6, day=1, leap="include"),
            "2025-01-01",
            "2025-12-31",
            "2025-06-25 2025-07-25",
        ),
        (
            rule("before_festival", festival="spring_festival", offset_days=7),
            "2026-01-01",
            "2027-12-31",
            "2026-02-10 2027-01-30",
        ),
        (
            rule("before_festival", festival="new_years_eve", offset_days=0),
            "2026-01-01",
            "2027-12-31",
            "2026-02-16 2027-02-05",
        ),
        (
            rule("before_festival", festival="new_year", offset_days=3),
            "2026-12-01",
            "2026-12-31",
            "2026-12-29",
        ),
        (
            rule("rrule", "2026-11-01", rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=3"),
            "2026-01-01",
            "2027-12-31",
            "2026-11-10 2026-11-12 2026-11-24",
        ),
    ],
)
def test_each_kind_falls_on_its_days(asked, first, last, expected):
    assert days(asked, first, last) == expected.split()


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("skip", ""), ("previous", "2027-02-05"), ("next", "2027-02-06")],
)
def test_a_thirtieth_in_a_lunar_month_of_29_days_goes_by_the_policy(policy, expected):
    asked = rule("lunar_date", month=12, day=30, short_month_policy=policy)
    assert days(asked, "2027-01-01", "2027-03-01") == expected.split()


def test_a_market_of_tens_in_a_short_month_goes_by_the_policy():
    tens = {"digits": [0, 9], "short_month_policy": "previous"}
    assert days(rule("lunar_digit", **tens), "2027-02-01", "2027-02-10") == ["2027-02-05"]
    after = {"digits": [0], "short_month_policy": "next"}
    assert days(rule("lunar_digit", **after), "2027-02-01", "2027-02-10") == ["2027-02-06"]
    # Also where the window begins after the short month.
    assert days(rule("lunar_digit", **after), "2027-02-06", "2027-02-10") == ["2027-02-06"]


def test_a_rule_bounds_its_days():
    asked = rule("weekly", "2026-11-10", weekdays=[2], end_on="2026-11-24")
    assert days(asked, "2026-01-01", "2027-01-01") == ["2026-11-10", "2026-11-17", "2026-11-24"]


def test_days_are_left_out_and_added():
    asked = rule(
        "weekly",
        "2026-11-10",
        weekdays=[2],
        end_on="2026-11-30",
        skip_dates=["2026-11-17", "2026-12-01"],
        extra_dates=["2026-11-19", "2026-11-10", "2026-12-01", "2027-05-05"],
    )
    assert days(asked, "2026-01-01", "2026-12-31") == ["2026-11-10", "2026-11-19", "2026-11-24"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("keep", Occurrence(date(2026, 10, 1), date(2026, 10, 1), OFFICIAL)),
        ("previous_working", Occurrence(date(2026, 9, 30), date(2026, 10, 1), OFFICIAL)),
        ("next_working", Occurrence(date(2026, 10, 8), date(2026, 10, 1), OFFICIAL)),
    ],
)
def test_a_day_of_rest_moves_by_the_policy(policy, expected):
    asked = rule("yearly_date", month=10, day=1, rest_day_policy=policy)
    assert occurrences(asked, date(2026, 9, 1), date(2026, 10, 31), CALENDAR) == [expected]


def test_a_day_moved_into_the_window_is_found_and_one_moved_out_is_not():
    asked = rule("yearly_date", month=10, day=1, rest_day_policy="next_working")
    assert days(asked, "2026-10-05", "2026-10-10") == ["2026-10-08"]
    assert days(asked, "2026-10-01", "2026-10-03") == []


def test_a_day_that_moved_by_a_projection_is_provisional():
    asked = rule("yearly_date", month=1, day=1, rest_day_policy="next_working")
    (found,) = occurrences(asked, date(2027, 1, 1), date(2027, 1, 31), CALENDAR)
    assert found == Occurrence(date(2027, 1, 4), date(2027, 1, 1), PROJECTED)


def test_a_day_that_never_moves_is_certain_in_any_year():
    market = rule("lunar_digit", digits=[3, 8])
    found = occurrences(market, date(2030, 1, 1), date(2030, 12, 31), CALENDAR)
    assert {occurrence.certainty for occurrence in found} == {OFFICIAL}


def test_two_days_that_move_to_one_are_one():
    asked = rule("solar_digit", "2026-10-01", digits=[1, 3], rest_day_policy="next_working")
    found = occurrences(asked, date(2026, 10, 1), date(2026, 10, 10), CALENDAR)
    assert found == [Occurrence(date(2026, 10, 8), date(2026, 10, 1), OFFICIAL)]


def test_a_moved_day_is_left_out_by_either_of_its_days():
    for skipped in ("2026-10-01", "2026-10-08"):
        asked = rule(
            "yearly_date", month=10, day=1, rest_day_policy="next_working", skip_dates=[skipped]
        )
        assert days(asked, "2026-10-01", "2026-10-31") == []


DATEUTIL_DAYS = (MO, TU, WE, TH, FR, SA, SU)
starts = st.dates(date(2000, 1, 1), date(2040, 1, 1))
solar_rules = st.one_of(
    st.lists(st.integers(1, 7), min_size=1, unique=True).map(
        lambda them: (
            rule("weekly", weekdays=them),
            {"freq": WEEKLY, "byweekday": [n - 1 for n in them]},
        )
    ),
    st.sampled_from([*range(1, 32), -1]).map(
        lambda day: (rule("monthly_day", day=day), {"freq": MONTHLY, "bymonthday": day})
    ),
    st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(1, 7)).map(
        lambda both: (
            rule("monthly_nth_weekday", nth=both[0], weekday=both[1]),
            {"freq": MONTHLY, "byweekday": DATEUTIL_DAYS[both[1] - 1](both[0])},
        )
    ),
    st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(
        lambda day: (
            rule("yearly_date", month=day.month, day=day.day),
            {"freq": YEARLY, "bymonth": day.month, "bymonthday": day.day},
        )
    ),
    st.lists(st.integers(0, 9), min_size=1, unique=True).map(
        lambda them: (
            rule("solar_digit", digits=them),
            {"freq": MONTHLY, "bymonthday": [n for n in range(1, 32) if n % 10 in them]},
        )
    ),
)


@settings(deadline=None)
@given(solar_rules, starts, st.integers(0, 1500))
def test_kinds_of_the_solar_calendar_fall_on_the_days_of_dateutil(both, start, length):
    asked, told = both
    begun = rule_of({**rule_values(asked), "start_on": start.isoformat()})
    last = start + timedelta(days=length)
    expected = rrule(
        dtstart=datetime.combine(start, time.min), until=datetime.combine(last, time.min), **told
    )
    assert planned_days(begun, start, last) == [moment.date() for moment in expected]


@given(st.lists(st.integers(0, 9), min_size=1, unique=True), starts, st.integers(0, 800))
def test_a_lunar_market_is_held_on_just_the_lunar_days_with_its_digits(digits, start, length):
    market = rule("lunar_digit", "2000-01-01", digits=digits)
    last = start + timedelta(days=length)
    all_days = [start + timedelta(days=n) for n in range(length + 1)]
    by_day = [day for day in all_days if (lunar_day(day) or market).day % 10 in digits]
    assert planned_days(market, start, last) == by_day


ANY_PARAMS = {
    "once": st.just({}),
    "weekly": st.fixed_dictionaries(
        {"weekdays": st.lists(st.integers(1, 7), min_size=1, max_size=7)}
    ),
    "monthly_day": st.fixed_dictionaries({"day": st.sampled_from([*range(1, 32), -1])}),
    "monthly_nth_weekday": st.fixed_dictionaries(
        {"nth": st.sampled_from([1, 2, 3, 4, 5, -1]), "weekday": st.integers(1, 7)}
    ),
    "yearly_date": st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(
        lambda day: {"month": day.month, "day": day.day}
    ),
    "solar_digit": st.fixed_dictionaries(
        {"digits": st.lists(st.integers(0, 9), min_size=1, max_size=7)}
    ),
    "lunar_digit": st.fixed_dictionaries(
        {"digits": st.lists(st.integers(0, 9), min_size=1, max_size=7)}
    ),
    "lunar_date": st.fixed_dictionaries(
        {"month": st.integers(1, 12), "day": st.integers(1, 30)},
        optional={"leap": st.sampled_from(["skip", "include"])},
    ),
    "before_festival": st.fixed_dictionaries(
        {"festival": st.sampled_from(sorted(FESTIVALS)), "offset_days": st.integers(0, 366)}
    ),
    "cycle_days": st.fixed_dictionaries(
        {"every_days": st.integers(1, 3660)}, optional={"anchor": st.dates().map(str)}
    ),
    "rrule": st.just({"rrule": "FREQ=MONTHLY;BYDAY=-1FR"}),
}


@st.composite
def any_rules(draw, dates=starts):
    kind = draw(st.sampled_from(list(RuleKind)))
    some_days = st.lists(dates.map(str), max_size=3)
    return rule_of(
        {
            "kind": kind.value,
            "params": draw(ANY_PARAMS[kind.value]),
            "start_on": str(draw(dates)),
            "rest_day_policy": draw(st.sampled_from(["keep", "previous_working", "next_working"])),
            "short_month_policy": draw(st.sampled_from(["skip", "previous", "next"])),
            "skip_dates": draw(some_days),
            "extra_dates": draw(some_days),
        }
    )


@settings(deadline=None)
@given(any_rules(), starts, st.integers(0, 300), st.integers(0, 400))
def test_a_window_shows_what_a_wider_one_shows_there(asked, start, into, length):
    first, last = start + timedelta(days=into), start + timedelta(days=into + length)
    wide = occurrences(asked, start, last + timedelta(days=200), CALENDAR)
    here = occurrences(asked, first, last, CALENDAR)
    assert [o.day for o in here] == [o.day for o in wide if first <= o.day <= last]
    assert [o.day for o in wide] == sorted({o.day for o in wide})


@settings(deadline=None)
@given(any_rules(st.dates()), st.dates())
def test_no_date_makes_it_raise(asked, first):
    last = min(first, date.max - timedelta(days=60)) + timedelta(days=60)
    assert all(first <= o.day <= last for o in occurrences(asked, first, last, CALENDAR))


@given(any_rules())
def test_a_rule_reads_back_from_its_values(asked):
    assert isinstance(asked, Rule)
    assert rule_of(rule_values(asked)) == asked
    assert rule_faults(rule_values(asked)) == {}

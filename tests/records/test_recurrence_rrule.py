"""Our rules as RRULE text and back: the same days, also in python-dateutil."""

from datetime import date, datetime, time, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.records.days.rrule import expand, parse_rrule
from sync.records.recurrence import RestDays, Rule, RuleKind, ShortMonth, planned_days
from sync.records.recurrence_check import rule_faults, rule_of, rule_values
from sync.records.recurrence_rrule import native_rule, rrule_of, rscale_rule_of
from tests.records.days.test_rrule import rules as rrules
from tests.records.test_recurrence import any_rules, rule, starts

SOLAR = [
    RuleKind.WEEKLY,
    RuleKind.MONTHLY_DAY,
    RuleKind.MONTHLY_NTH_WEEKDAY,
    RuleKind.YEARLY_DATE,
    RuleKind.SOLAR_DIGIT,
    RuleKind.CYCLE_DAYS,
]
FAR = timedelta(days=3000)


def kept(asked):
    """Without what no RRULE says: it is told beside it."""
    values = {**rule_values(asked), "rest_day_policy": "keep", "skip_dates": [], "extra_dates": []}
    return rule_of(values)


@settings(deadline=None)
@given(any_rules(), st.none() | starts)
def test_a_rule_of_ours_has_the_same_days_in_dateutil(asked, end):
    asked = kept(asked)
    if end is not None and end >= asked.start_on:
        asked = rule_of({**rule_values(asked), "end_on": str(end)})
    last = asked.start_on + FAR
    days = planned_days(asked, asked.start_on, last)
    text = rrule_of(asked)
    if asked.kind in SOLAR:
        assert text is not None
    if text is None or not days:
        return
    found = rrulestr(text, dtstart=datetime.combine(days[0], time.min))
    theirs = takewhile(lambda day: day <= last, (moment.date() for moment in found))
    assert list(theirs) == days


@settings(deadline=None)
@given(rrules(), starts)
def test_an_rrule_has_the_same_days_as_a_rule_of_ours(text, start):
    ours = native_rule(text, start)
    assert rule_faults(rule_values(ours)) == {}
    expected = list(expand(parse_rrule(text), start, start, start + FAR))
    assert planned_days(ours, start, start + FAR) == expected


@settings(deadline=None)
@given(any_rules())
def test_a_text_is_read_back_as_a_rule_with_the_same_days(asked):
    asked = kept(asked)
    for text in (rrule_of(asked), rscale_rule_of(asked)):
        days = planned_days(asked, asked.start_on, asked.start_on + FAR)
        if text is not None and days:
            back = native_rule(text, days[0])
            assert planned_days(back, days[0], asked.start_on + FAR) == days
            assert back.kind is not RuleKind.RRULE or asked.kind is RuleKind.RRULE


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (rule("weekly", weekdays=[2, 1]), "FREQ=WEEKLY;BYDAY=MO,TU"),
        (rule("monthly_day", day=-1), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (rule("monthly_nth_weekday", nth=2, weekday=4), "FREQ=MONTHLY;BYDAY=2TH"),
        (
            rule("yearly_date", month=3, day=15, end_on="2030-03-15"),
            "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=15;UNTIL=20300315",
        ),
        (
            rule("weekly", "0900-01-01", weekdays=[7], end_on="0999-12-31"),
            "FREQ=WEEKLY;BYDAY=SU;UNTIL=09991231",
        ),
        (rule("solar_digit", digits=[1]), "FREQ=MONTHLY;BYMONTHDAY=1,11,21,31"),
        (rule("cycle_days", every_days=5), "FREQ=DAILY;INTERVAL=5"),
        (
            rule("before_festival", festival="national_day", offset_days=7),
            "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=24",
        ),
        (rule("rrule", rrule="freq=daily;"), "FREQ=DAILY"),
        (rule("before_festival", festival="consumer_day", offset_days=20), None),
        (rule("before_festival", festival="mid_autumn", offset_days=0), None),
        (rule("lunar_digit", digits=[3]), None),
        (rule("once"), None),
        (rule("weekly", weekdays=[1], rest_day_policy="next_working"), None),
    ],
)
def test_texts_are_those_other_programs_read(asked, text):
    assert rrule_of(asked) == text


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (
            rule("lunar_digit", digits=[3, 8]),
            "RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=3,8,13,18,23,28;SKIP=OMIT",
        ),
        (
            rule("lunar_date", month=8, day=15),
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15;SKIP=OMIT",
        ),
        (
            rule("lunar_date", month=12, day=30, short_month_policy="previous"),
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=BACKWARD",
        ),
        (
            rule("lunar_date", month=6, day=1, leap="include"),
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=6,6L;BYMONTHDAY=1;SKIP=OMIT",
        ),
        (
            rule("before_festival", festival="new_years_eve", offset_days=2),
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-3;SKIP=OMIT",
        ),
        (
            rule("before_festival", festival="mid_autumn", offset_days=7),
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=8;SKIP=OMIT",
        ),
        (rule("before_festival", festival="spring_festival", offset_days=1), None),
        (rule("before_festival", festival="national_day", offset_days=1), None),
        (rule("lunar_date", month=6, day=30, leap="include", short_month_policy="next"), None),
        (rule("weekly", weekdays=[1]), None),
        (rule("lunar_digit", digits=[3], rest_day_policy="next_working"), None),
    ],
)
def test_lunar_texts_are_those_of_rfc_7529(asked, text):
    assert rscale_rule_of(asked) == text


START = date(2026, 11, 12)  # a Thursday, 初四 of the tenth month


@pytest.mark.parametrize(
    ("text", "kind", "params"),
    [
        ("FREQ=DAILY", "cycle_days", {"every_days": 1, "anchor": "2026-11-12"}),
        ("FREQ=WEEKLY", "weekly", {"weekdays": [4]}),
        ("FREQ=WEEKLY;INTERVAL=2", "cycle_days", {"every_days": 14, "anchor": "2026-11-12"}),
        ("FREQ=MONTHLY", "monthly_day", {"day": 12}),
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=2", "monthly_nth_weekday", {"nth": 2, "weekday": 4}),
        ("FREQ=YEARLY", "yearly_date", {"month": 11, "day": 12}),
        ("FREQ=MONTHLY;BYMONTHDAY=8,18,28", "solar_digit", {"digits": [8]}),
        ("RSCALE=CHINESE;FREQ=YEARLY", "lunar_date", {"month": 10, "day": 4, "leap": "skip"}),
        ("RSCALE=GREGORIAN;FREQ=WEEKLY;SKIP=OMIT", "weekly", {"weekdays": [4]}),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "rrule", None),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", "rrule", None),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rrule", None),
        ("FREQ=YEARLY;BYMONTHDAY=3", "rrule", None),
        ("FREQ=WEEKLY;UNTIL=20200101", "rrule", None),
    ],
)
def test_an_rrule_becomes_the_kind_that_says_it_best(text, kind, params):
    found = native_rule(text, START)
    assert found.kind.value == kind
    assert found.params == ({"rrule": text} if params is None else params)


def test_a_count_becomes_a_last_day():
    assert native_rule("FREQ=WEEKLY;COUNT=3", START) == Rule(
        RuleKind.WEEKLY, {"weekdays": [4]}, START, date(2026, 11, 26)
    )


def test_the_policy_for_short_lunar_months_is_read():
    text = "RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=10,20,30;SKIP=BACKWARD"
    found = native_rule(text, START)
    assert (found.kind, found.short_month_policy) == (RuleKind.LUNAR_DIGIT, ShortMonth.PREVIOUS)
    assert found.rest_day_policy is RestDays.KEEP


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("RSCALE=CHINESE;FREQ=DAILY", "FREQ"),
        ("RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=3,9,13", "BYMONTHDAY"),
        ("RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=x", "BYMONTHDAY"),
        ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=13", "BYMONTH"),
        ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=1", "BYMONTH"),
        ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5,5L;BYMONTHDAY=1;SKIP=FORWARD", "BYMONTH"),
        ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=31", "BYMONTHDAY"),
        ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=-1", "BYMONTHDAY"),
        ("RSCALE=CHINESE;FREQ=YEARLY;SKIP=SIDEWAYS", "SKIP"),
        ("RSCALE=CHINESE;FREQ=YEARLY;INTERVAL=2", "INTERVAL"),
        ("RSCALE=CHINESE;FREQ=YEARLY;COUNT=2", "COUNT"),
        ("RSCALE=CHINESE;FREQ=YEARLY;UNTIL=20200101", "RSCALE"),
        ("RSCALE=ETHIOPIC;FREQ=YEARLY", "RSCALE"),
    ],
)
def test_a_lunar_rule_that_is_not_ours_is_told_by_its_part(text, part):
    with pytest.raises(ValueError, match=f"^{part}"):
        native_rule(text, START)

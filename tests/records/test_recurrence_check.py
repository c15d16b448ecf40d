"""What is wrong with a recurrence rule, by the name of each field."""

import pytest

from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.records.fault_words import FAULT_WORDS
from sync.records.recurrence_check import rule_faults, rule_of

GOOD: dict[str, Json] = {
    "name": "大集",
    "kind": "lunar_digit",
    "params": {"digits": [3, 8]},
    "start_on": "2026-12-01",
    "end_on": None,
    "time_of_day": "08:00",
    "duration_min": 180,
    "rest_day_policy": "keep",
    "short_month_policy": "skip",
    "skip_dates": [],
    "extra_dates": ["2026-12-02"],
    "remind_days": [3, 1],
    "used_for": "activity",
}


def test_a_record_of_the_domain_is_in_order():
    assert rule_faults(GOOD) == {}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"kind": None}, {"kind": "missing"}),
        ({"kind": "daily"}, {"kind": "unknown_code"}),
        ({"kind": ["weekly"]}, {"kind": "unknown_code"}),
        ({"start_on": ""}, {"start_on": "missing"}),
        ({"start_on": "2026-02-30"}, {"start_on": "not_a_day"}),
        ({"start_on": 20261201}, {"start_on": "not_a_day"}),
        ({"end_on": "2026-11-30"}, {"end_on": "before_start"}),
        ({"end_on": "soon"}, {"end_on": "not_a_day"}),
        ({"rest_day_policy": "next"}, {"rest_day_policy": "unknown_code"}),
        ({"short_month_policy": 3}, {"short_month_policy": "unknown_code"}),
        ({"skip_dates": "2026-12-01"}, {"skip_dates": "not_a_list"}),
        ({"skip_dates": ["2026-12-01", "x"]}, {"skip_dates[1]": "not_a_day"}),
        ({"extra_dates": ["2026-12-01"] * 1001}, {"extra_dates": "too_long"}),
        ({"params": None}, {"params.digits": "missing"}),
        ({"params": [3, 8]}, {"params": "not_an_object"}),
        ({"params": {"digits": []}}, {"params.digits": "missing"}),
        ({"params": {"digits": 3}}, {"params.digits": "not_a_list"}),
        ({"params": {"digits": [3, 10, "8", True]}},
         {"params.digits[1]": "too_large", "params.digits[2]": "not_a_whole_number",
          "params.digits[3]": "not_a_whole_number"}),
        ({"params": {"digits": [3], "every": 1}}, {"params.every": "unknown_field"}),
        ({"colour": "red", "id": "7"}, {"colour": "unknown_field", "id": "set_by_the_program"}),
        ({"kind": "weekly", "params": {"weekdays": [0]}}, {"params.weekdays[0]": "too_small"}),
        ({"kind": "monthly_day", "params": {"day": 0}}, {"params.day": "too_small"}),
        ({"kind": "monthly_day", "params": {"day": -2}}, {"params.day": "too_small"}),
        ({"kind": "monthly_nth_weekday", "params": {"nth": 6, "weekday": 8}},
         {"params.nth": "too_large", "params.weekday": "too_large"}),
        ({"kind": "yearly_date", "params": {"month": 2, "day": 30}},
         {"params.day": "no_such_day"}),
        ({"kind": "yearly_date", "params": {"month": 2}}, {"params.day": "missing"}),
        ({"kind": "lunar_date", "params": {"month": 8, "day": 31, "leap": "no"}},
         {"params.day": "too_large", "params.leap": "unknown_code"}),
        ({"kind": "before_festival", "params": {"festival": "easter", "offset_days": 400}},
         {"params.festival": "unknown_code", "params.offset_days": "too_large"}),
        ({"kind": "cycle_days", "params": {"every_days": 0, "anchor": "x"}},
         {"params.every_days": "too_small", "params.anchor": "not_a_day"}),
        ({"kind": "rrule", "params": {"rrule": "FREQ=HOURLY"}},
         {"params.rrule": "not_a_recurrence_rule"}),
        ({"kind": "rrule", "params": {"rrule": 5}}, {"params.rrule": "not_text"}),
    ],
)  # fmt: skip
def test_each_fault_is_told_by_its_field(changed, faults):
    found = rule_faults({**GOOD, **changed})
    assert found == faults
    assert FAULT_WORDS.keys() >= set(found.values())


def test_all_faults_are_told_at_once_and_nothing_is_made():
    with pytest.raises(Problem) as refused:
        rule_of({"kind": "weekly", "params": {"weekdays": [9]}, "skip_dates": ["x"]})
    assert refused.value.kind is ProblemKind.REFUSED_INPUT
    assert refused.value.fields == {
        "start_on": "missing",
        "params.weekdays[0]": "too_large",
        "skip_dates[0]": "not_a_day",
    }


def test_no_rule_at_all_is_told_what_is_missing():
    assert rule_faults({}) == {"kind": "missing", "start_on": "missing"}

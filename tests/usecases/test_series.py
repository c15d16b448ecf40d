"""What comes again: made 90 days ahead, changed for one, for what follows, or for all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from station_app.usecases.activities import edit_activity, remove_activity
from station_app.usecases.reading.calendar import entries
from station_app.usecases.series import (
    add_rule,
    bring_up_to_date,
    change_all,
    change_following,
    end_series,
    occurrence_id,
)
from sync.ledger.work_days import work_calendar
from sync.problems import Problem
from tests.usecases.desks import make_desk
from tests.usecases.weekly import session_with

MARKET: dict[str, Any] = {
    "name": "赶集日宣传",
    "kind": "lunar_digit",
    "params": {"digits": [3, 8]},
    "start_on": "2026-12-01",
    "time_of_day": "08:00",
    "duration_min": 180,
    "template": {
        "title": "赶集日宣传",
        "kind": "market_day",
        "place": "镇大集",
        "topic_codes": ["farm_inputs"],
    },
}
FIRST_DAYS = ["2026-12-01", "2026-12-06", "2026-12-11", "2026-12-16", "2026-12-21"]
DAYS = work_calendar()


def planned(desk, first=date(2026, 11, 1), last=date(2027, 6, 1)):
    return [(e.day.isoformat(), e.title, e.place) for e in entries(desk.ledger, first, last)]


def values(desk, kind, record_id):
    return desk.ledger.store.one(kind, record_id).record.values


def days_of(desk):
    return [day for day, *_ in planned(desk)]


def test_a_rule_makes_its_entries_90_days_ahead_and_no_further(desk, clock):
    add_rule(desk.ledger, desk.session, MARKET, DAYS)
    assert days_of(desk)[:5] == FIRST_DAYS
    assert days_of(desk)[-1] == "2027-02-13", "16 November and 90 days"
    entry = entries(desk.ledger, date(2026, 12, 1), date(2026, 12, 1))[0]
    assert (entry.end - entry.start) == 180 * 60_000
    assert bring_up_to_date(desk.ledger, desk.session, DAYS) == 0
    clock.wait(days=10)
    assert bring_up_to_date(desk.ledger, desk.session, DAYS) == 2
    assert days_of(desk)[-1] == "2027-02-23"


def test_two_pcs_make_the_same_records(desk, clock, tmp_path):
    made = add_rule(desk.ledger, desk.session, MARKET, DAYS)
    entry = entries(desk.ledger, date(2026, 12, 6), date(2026, 12, 6))[0]
    assert entry.id == occurrence_id(made.id, "2026-12-06")
    kept = values(desk, "propaganda_activity", entry.id)
    assert not {"created_at", "created_by", "origin_device"} & kept.keys()
    other = make_desk(tmp_path / "other", clock)
    rule = desk.ledger.store.one("recurrence_rule", made.id)
    assert rule is not None
    with other.ledger.db.writing():
        other.ledger.store.save([rule])
    bring_up_to_date(other.ledger, other.session, DAYS)
    same = values(other, "propaganda_activity", entry.id)
    assert same == kept
    other.close()


def test_a_changed_rule_leaves_the_past_and_the_edited_alone(desk, clock):
    made = add_rule(desk.ledger, desk.session, MARKET, DAYS)
    edited = occurrence_id(made.id, "2026-12-16")
    edit_activity(desk.ledger, desk.session, edited, {"place": "村口"})
    clock.wait(days=21)
    change_all(
        desk.ledger,
        desk.session,
        made.id,
        {"params": {"digits": [3]}, "template": {"title": "新题目"}},
        DAYS,
    )
    found = planned(desk)
    assert found[:5] == [
        ("2026-12-01", "赶集日宣传", "镇大集"),
        ("2026-12-06", "赶集日宣传", "镇大集"),
        ("2026-12-11", "新题目", "镇大集"),
        ("2026-12-16", "赶集日宣传", "村口"),
        ("2026-12-21", "新题目", "镇大集"),
    ]
    assert "2026-12-26" not in days_of(desk), "an eighth, which the rule no longer names"


def test_this_and_following_go_by_another_rule(desk):
    made = add_rule(desk.ledger, desk.session, MARKET, DAYS)
    after = change_following(
        desk.ledger, desk.session, made.id, date(2026, 12, 11), {"time_of_day": "14:00"}, DAYS
    )
    assert after.id != made.id
    kept = values(desk, "recurrence_rule", after.id)
    assert (kept["follows_id"], kept["start_on"]) == (made.id, "2026-12-11")
    assert days_of(desk)[:5] == FIRST_DAYS, "none lost, none doubled"
    hours = [
        (e.start // 3_600_000 + 8) % 24
        for e in entries(desk.ledger, date(2026, 12, 1), date(2026, 12, 21))
    ]
    assert hours == [8, 8, 14, 14, 14]


def test_one_taken_out_stays_out_and_a_series_can_end(desk):
    made = add_rule(desk.ledger, desk.session, MARKET, DAYS)
    remove_activity(desk.ledger, desk.session, occurrence_id(made.id, "2026-12-06"))
    assert bring_up_to_date(desk.ledger, desk.session, DAYS) == 0
    assert days_of(desk)[:3] == ["2026-12-01", "2026-12-11", "2026-12-16"]
    end_series(desk.ledger, desk.session, made.id, date(2026, 12, 12), DAYS)
    assert days_of(desk) == ["2026-12-01", "2026-12-11"]
    change_all(desk.ledger, desk.session, made.id, {"end_on": "2026-12-20"}, DAYS)
    assert days_of(desk) == ["2026-12-01", "2026-12-11", "2026-12-16"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"params": {"digits": [12]}}, "params.digits[0]"),
        ({"time_of_day": "25:00"}, "time_of_day"),
        ({"template": {"title": "x", "colour": "red"}}, "template.colour"),
        ({"template": {"planned_start": "2026-12-01T08:00:00+08:00"}}, "template.planned_start"),
        ({"start_on": None}, "start_on"),
    ],
)
def test_a_rule_that_is_wrong_names_what_is(desk, changes, field):
    with pytest.raises(Problem) as raised:
        add_rule(desk.ledger, desk.session, {**MARKET, **changes}, DAYS)
    assert list(raised.value.fields) == [field]
    assert planned(desk) == []


def test_a_study_day_makes_sessions_and_a_patrol_visits(desk):
    tuesday: dict[str, Any] = {
        "name": "行风学习日",
        "kind": "weekly",
        "params": {"weekdays": [2]},
        "start_on": "2026-11-16",
        "used_for": "study_day",
        "time_of_day": "15:00",
        "template": {"title": "行风学习日", "kind": "study_day", "place": "会议室"},
    }
    patrol: dict[str, Any] = {
        "name": "巡访",
        "kind": "monthly_day",
        "params": {"day": 20},
        "start_on": "2026-11-16",
        "used_for": "patrol",
        "template": {"kind": "patrol"},
    }
    add_rule(desk.ledger, desk.session, tuesday, DAYS)
    add_rule(desk.ledger, desk.session, patrol, DAYS)
    found = entries(desk.ledger, date(2026, 11, 16), date(2026, 11, 30))
    assert [(e.day.day, e.entry_kind) for e in found] == [
        (17, "training_session"),
        (20, "visit"),
        (24, "training_session"),
    ]


def test_who_may_not_plan_brings_nothing_up(desk, clock):
    add_rule(desk.ledger, desk.session, MARKET, DAYS)
    clock.wait(days=10)
    assert bring_up_to_date(desk.ledger, session_with(desk, "auditor"), DAYS) == 0

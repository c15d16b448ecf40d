"""Publicity activities: planned, held, put off, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from station_app.usecases.activities import (
    act,
    add_activity,
    answer_campaign,
    copy_activity,
    edit_activity,
    remove_activity,
    save_plan,
)
from station_app.usecases.weekly import possible_moves
from sync.clock import Stamp, parse_iso
from sync.ledger.store import Kept
from sync.merge.records import Record
from sync.problems import Problem, ProblemKind
from sync.records.rights import Grant
from tests.usecases.weekly import HELD, activity, session_with


def faults(raised):
    assert raised.value.kind is ProblemKind.REFUSED_INPUT
    return raised.value.fields


def values(desk, done):
    return desk.ledger.store.one("propaganda_activity", done.id).record.values


def test_an_activity_is_planned_with_its_lunar_day(desk):
    done = add_activity(desk.ledger, desk.session, activity())
    assert (done.number, done.status) == (None, "planned")
    kept = values(desk, done)
    assert kept["lunar_text"] == "十月廿八"
    assert kept["organisers"] == [desk.session.station_id]
    assert kept["division_code"] == desk.session.station.code
    assert kept["planned_end"] - kept["planned_start"] == 2 * 3_600_000
    assert "status" not in kept, "what nobody set has no stamp"


def test_every_field_that_is_missing_or_wrong_is_named(desk):
    with pytest.raises(Problem) as raised:
        add_activity(
            desk.ledger, desk.session, activity(title=None, kind="balloon", colour="red", place=...)
        )
    assert faults(raised) == {"kind": "unknown_code", "colour": "unknown_field"}
    with pytest.raises(Problem) as raised:
        add_activity(desk.ledger, desk.session, activity(title=None, place=...))
    assert faults(raised) == {"title": "missing", "place": "missing"}


def test_a_repeat_under_its_own_id_changes_nothing_and_another_content_is_refused(desk):
    own = "01a1e210-9520-7c3e-8a41-5d0f6b2c9e17"
    first = add_activity(desk.ledger, desk.session, activity(id=own))
    again = add_activity(desk.ledger, desk.session, activity(id=own))
    assert (first.id, again.id) == (own, own)
    with pytest.raises(Problem) as raised:
        add_activity(desk.ledger, desk.session, activity(id=own, title="别的"))
    assert faults(raised) == {"id": "taken"}


def test_held_needs_when_how_many_and_what(desk, clock):
    done = add_activity(desk.ledger, desk.session, activity())
    clock.wait(days=30)
    with pytest.raises(Problem) as raised:
        act(desk.ledger, desk.session, done.id, "hold", {})
    assert faults(raised) == dict.fromkeys(
        ("held_start", "audience_count", "consult_count", "summary"), "missing"
    )
    held = act(desk.ledger, desk.session, done.id, "hold", HELD)
    assert held.status == "held"
    assert values(desk, done)["audience_count"] == 120
    assert possible(desk, done) == ["take_back"]


def possible(desk, done):
    return [
        m.action for m in possible_moves(desk.ledger, desk.session, "propaganda_activity", done.id)
    ]


def test_what_lies_in_the_future_was_not_held(desk):
    done = add_activity(desk.ledger, desk.session, activity())
    with pytest.raises(Problem) as raised:
        act(desk.ledger, desk.session, done.id, "hold", HELD)
    assert faults(raised) == {"held_start": "in_the_future"}


def test_what_was_held_already_is_entered_in_one_go(desk, clock):
    clock.wait(days=30)
    done = add_activity(desk.ledger, desk.session, activity(status="held", **HELD))
    assert done.status == "held"
    entries = desk.ledger.db.rows(
        "SELECT COUNT(DISTINCT unit) FROM desk_journal WHERE record_id = ?", (done.id,)
    )
    assert entries == [(1,)]


def test_counts_are_not_taken_of_what_is_only_planned(desk):
    with pytest.raises(Problem) as raised:
        add_activity(desk.ledger, desk.session, activity(audience_count=5))
    assert faults(raised) == {"audience_count": "not_allowed_here"}
    done = add_activity(desk.ledger, desk.session, activity())
    with pytest.raises(Problem) as raised:
        edit_activity(desk.ledger, desk.session, done.id, {"consult_count": 3})
    assert faults(raised) == {"consult_count": "not_allowed_here"}


@pytest.mark.parametrize(
    ("action", "state"), [("postpone", "postponed"), ("cancel", "cancelled"), ("miss", "missed")]
)
def test_what_was_not_held_says_why_and_stays_visible(desk, action, state):
    done = add_activity(desk.ledger, desk.session, activity())
    with pytest.raises(Problem) as raised:
        act(desk.ledger, desk.session, done.id, action, {})
    assert faults(raised) == {"not_held_reason": "missing"}
    after = act(desk.ledger, desk.session, done.id, action, {"not_held_reason": "下雨"})
    assert after.status == state
    with pytest.raises(Problem) as raised:
        remove_activity(desk.ledger, desk.session, done.id)
    assert faults(raised) == {"status": "not_from_this_status"}


def test_put_off_it_can_be_held_on_the_other_day(desk, clock):
    done = add_activity(desk.ledger, desk.session, activity())
    moved = {"not_held_reason": "下雨", "moved_to": "2026-12-11T08:00:00+08:00"}
    act(desk.ledger, desk.session, done.id, "postpone", moved)
    clock.wait(days=30)
    given = {**HELD, "held_start": "2026-12-11T08:10:00+08:00"}
    assert act(desk.ledger, desk.session, done.id, "hold", given).status == "held"
    assert values(desk, done)["not_held_reason"] == "下雨", "why it came late is still told"


def test_held_by_mistake_is_taken_back_with_its_counts(desk, clock):
    clock.wait(days=30)
    done = add_activity(desk.ledger, desk.session, activity(status="held", **HELD))
    assert act(desk.ledger, desk.session, done.id, "take_back", {}).status == "confirmed"
    assert values(desk, done)["audience_count"] is None


def test_a_held_one_may_be_put_right_but_not_emptied(desk, clock):
    clock.wait(days=30)
    done = add_activity(desk.ledger, desk.session, activity(status="held", **HELD))
    edit_activity(desk.ledger, desk.session, done.id, {"audience_count": 130})
    assert values(desk, done)["audience_count"] == 130
    with pytest.raises(Problem) as raised:
        edit_activity(desk.ledger, desk.session, done.id, {"summary": ""})
    assert faults(raised) == {"summary": "missing"}


def test_only_who_has_the_row_may_plan(desk):
    for role in ("supervision_member", "auditor", "volunteer"):
        with pytest.raises(Problem) as raised:
            add_activity(desk.ledger, session_with(desk, role), activity())
        assert raised.value.kind is ProblemKind.NOT_PERMITTED
    assert add_activity(desk.ledger, session_with(desk, "village_cadre"), activity()).status


def test_another_stations_activity_is_not_ours_to_change(desk):
    done = add_activity(desk.ledger, desk.session, activity())
    record = desk.ledger.store.one("propaganda_activity", done.id).record
    record.set("station_id", "other", Stamp(9, 9, "x"))
    record.set("organisers", ["other"], Stamp(9, 9, "x"))
    with desk.ledger.db.writing():
        desk.ledger.store.save([Kept(record, record.id)])
    with pytest.raises(Problem) as raised:
        act(desk.ledger, desk.session, done.id, "confirm", {})
    assert raised.value.kind is ProblemKind.NOT_PERMITTED
    both: Any = ["other", desk.session.station_id]
    record.set("organisers", both, Stamp(10, 9, "x"))
    with desk.ledger.db.writing():
        desk.ledger.store.save([Kept(record, record.id)])
    assert act(desk.ledger, desk.session, done.id, "confirm", {}).status == "confirmed"


def test_the_same_is_planned_once_more_for_another_day(desk):
    done = add_activity(desk.ledger, desk.session, activity())
    start = parse_iso("2026-12-16T09:00:00")
    copy = copy_activity(desk.ledger, desk.session, done.id, start)
    assert values(desk, copy)["planned_start"] == start
    assert values(desk, copy)["title"] == values(desk, done)["title"]
    assert values(desk, copy)["lunar_text"] == "冬月初八"


def test_the_countys_plan_is_answered_with_a_date_within_its_span(desk):
    campaign = Record("campaign", desk.ledger.new_id())
    asked: dict[str, Any] = {
        "title": "3·15宣传周",
        "from_on": "2027-03-09",
        "to_on": "2027-03-20",
        "kind": "consult_stall",
        "topic_codes": ["law"],
    }
    for name, value in asked.items():
        campaign.set(name, value, Stamp(1, 1, "center"))
    with desk.ledger.db.writing():
        desk.ledger.store.save([Kept(campaign, campaign.id)])
    with pytest.raises(Problem) as raised:
        answer_campaign(
            desk.ledger, desk.session, campaign.id, parse_iso("2027-03-25T09:00:00"), "村委会"
        )
    assert faults(raised) == {"planned_start": "outside_the_plan"}
    done = answer_campaign(
        desk.ledger, desk.session, campaign.id, parse_iso("2027-03-15T09:00:00"), "村委会"
    )
    assert values(desk, done)["campaign_id"] == campaign.id
    assert values(desk, done)["title"] == "3·15宣传周"


def test_a_year_has_one_plan(desk):
    given: dict[str, Any] = {"year": 2027, "title": "2027年消费教育计划"}
    first = save_plan(desk.ledger, desk.session, given)
    again = save_plan(desk.ledger, desk.session, {**given, "text": "每月一讲"})
    assert first.id == again.id
    assert desk.ledger.db.rows("SELECT COUNT(*), MAX(text) FROM r_education_plan") == [
        (1, "每月一讲")
    ]


def test_a_removed_plan_is_seen_no_more(desk):
    done = add_activity(desk.ledger, desk.session, activity())
    remove_activity(desk.ledger, desk.session, done.id)
    with pytest.raises(Problem) as raised:
        act(desk.ledger, desk.session, done.id, "confirm", {})
    assert raised.value.kind is ProblemKind.NOT_FOUND


def test_a_grant_of_another_station_does_not_count_here(desk):
    stranger = session_with(desk, "village_assistant", scope="another")
    assert isinstance(stranger.grants[0], Grant)
    with pytest.raises(Problem) as raised:
        add_activity(desk.ledger, stranger, activity())
    assert raised.value.kind is ProblemKind.NOT_PERMITTED

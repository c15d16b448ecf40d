"""Days off, market days and dates due as the records have them; entries moved."""

from __future__ import annotations

from datetime import date

import pytest

from station_app.usecases import knowledge, visits, work_drafts
from station_app.usecases.activities import act, add_activity
from station_app.usecases.moving import move_entry
from station_app.usecases.reading.calendar import entries
from station_app.usecases.reading.days import day_ms
from station_app.usecases.reading.marked_days import (
    DueThing,
    due_days,
    free_market_day,
    market_days,
)
from station_app.usecases.reading.work_days import ledger_calendar
from station_app.usecases.series import add_rule
from station_app.usecases.trainings import add_session
from station_app.usecases.visits import add_visit
from sync.clock import Json, iso
from sync.ledger.unit import unit_of_work
from sync.ledger.work_days import work_calendar
from sync.problems import Problem
from tests.usecases.weekly import activity, training

MARKET: dict[str, Json] = {
    "name": "大口屯集",
    "kind": "lunar_digit",
    "params": {"digits": [3, 8]},
    "start_on": "2026-01-01",
    "used_for": "market",
}


def publish(desk, of, **values):
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        return unit.create(of, values).id


def test_markets_are_held_as_the_test_vector_says(desk):
    add_rule(desk.ledger, desk.session, MARKET, work_calendar())
    found = market_days(
        desk.ledger, date(2026, 12, 1), date(2026, 12, 16), ledger_calendar(desk.ledger)
    )
    assert {day.day: names for day, names in found.items()} == {
        n: ["大口屯集"] for n in (1, 6, 11, 16)
    }


def test_the_next_market_day_is_one_without_other_duties(desk):
    add_rule(desk.ledger, desk.session, MARKET, work_calendar())
    ledger, own = desk.ledger, desk.session.station_id
    add_activity(ledger, desk.session, activity(planned_start="2026-12-01T08:00:00+08:00"))
    add_session(ledger, desk.session, training(planned_at="2026-12-06T09:00:00+08:00"))
    add_visit(ledger, desk.session, {"kind": "sit_in", "planned_on": "2026-12-11"})
    after, days = date(2026, 11, 30), ledger_calendar(ledger)
    assert free_market_day(ledger, own, after, days) == (date(2026, 12, 16), "大口屯集")
    assert free_market_day(ledger, own, after, days, ahead=5) is None


def test_each_kind_of_entry_is_moved_in_its_own_way(desk):
    ledger, session = desk.ledger, desk.session
    made = {
        "propaganda_activity": add_activity(ledger, session, activity()).id,
        "training_session": add_session(ledger, session, training()).id,
        "visit": add_visit(ledger, session, {"kind": "sit_in", "planned_on": "2026-12-11"}).id,
    }
    start = day_ms(date(2026, 12, 20)) + 9 * 3_600_000
    for kind, record_id in made.items():
        move_entry(ledger, session, kind, record_id, start, start + 3_600_000)
    found = entries(ledger, date(2026, 12, 20), date(2026, 12, 20))
    assert {e.entry_kind: iso(e.start)[11:16] for e in found} == {
        "propaganda_activity": "09:00",
        "training_session": "09:00",
        "visit": "00:00",
    }


def test_what_was_put_off_and_confirmed_gets_another_day_and_waits_again(desk):
    made = add_activity(desk.ledger, desk.session, activity()).id
    later = {"not_held_reason": "雨", "moved_to": "2026-12-11T08:00:00+08:00"}
    act(desk.ledger, desk.session, made, "postpone", later)
    act(desk.ledger, desk.session, made, "confirm", {})
    start = day_ms(date(2026, 12, 21))
    done = move_entry(desk.ledger, desk.session, "propaganda_activity", made, start, start)
    assert done.status == "postponed"
    (entry,) = entries(desk.ledger, date(2026, 12, 21), date(2026, 12, 21))
    assert entry.moved


def test_a_visit_put_off_and_confirmed_stands_on_its_new_day(desk):
    made = add_visit(desk.ledger, desk.session, {"kind": "sit_in", "planned_on": "2026-12-11"}).id
    later = {"not_held_reason": "雨", "moved_to": "2026-12-18"}
    visits.act(desk.ledger, desk.session, made, "postpone", later)
    visits.act(desk.ledger, desk.session, made, "confirm", {})
    assert entries(desk.ledger, date(2026, 12, 11), date(2026, 12, 11)) == []
    (entry,) = entries(desk.ledger, date(2026, 12, 18), date(2026, 12, 18))
    assert (entry.id, entry.moved) == (made, True)


def test_a_day_tells_what_is_to_be_done_by_it_and_where(desk):
    ledger, session = desk.ledger, desk.session
    asked = {"topic_code": "farm_inputs", "question": "如何看种子标签？"}
    asked["asked_at"] = "2026-11-02T09:00:00+08:00"
    request = knowledge.add_request(ledger, session, asked).id
    answered = knowledge.add_request(ledger, session, {**asked, "question": "已经答了的"}).id
    reply = {"answer": "看包装。", "answer_way": "reply"}
    knowledge.act(ledger, session, answered, "answer", reply)
    visit = add_visit(ledger, session, {"kind": "patrol", "planned_on": "2026-11-02"}).id
    held: dict[str, Json] = {"held_at": "2026-11-02T09:00:00+08:00", "problems": "台账缺页"}
    held |= {"guidance": "补齐", "follow_up_due": "2026-11-10", "persons_received": 1}
    held |= {"cases_taken": 0, "consultations": 1}
    visits.act(ledger, session, visit, "hold", held)
    case = publish(desk, "case", title="玉米种子不出苗", facts="。")
    publish(
        desk,
        "referral",
        case_id=case,
        to_org_id=session.station_id,
        due_at=day_ms(date(2026, 11, 10)) + 1,
    )
    span = (date(2026, 11, 1), date(2026, 11, 30))
    found = due_days(ledger, *span, ledger_calendar(ledger))
    assert found == {
        date(2026, 11, 9): [
            DueThing("如何看种子标签？", "knowledge", f"knowledge_request:{request}")
        ],
        date(2026, 11, 10): [
            DueThing("玉米种子不出苗", "cases", case),
            DueThing("台账缺页", "knowledge", f"visit:{visit}"),
        ],
    }
    visits.act(ledger, session, visit, "follow_up", {"follow_up_done": "2026-11-09"})
    left = due_days(ledger, date(2026, 11, 10), date(2026, 11, 30), ledger_calendar(ledger))
    assert [thing.page for things in left.values() for thing in things] == ["cases"]


def test_what_is_over_is_not_moved(desk):
    made = add_activity(desk.ledger, desk.session, activity()).id
    act(desk.ledger, desk.session, made, "cancel", {"not_held_reason": "雨"})
    with pytest.raises(Problem) as refused:
        move_entry(desk.ledger, desk.session, "propaganda_activity", made, 0, 0)
    assert refused.value.fields == {"status": "not_from_this_status"}


def test_what_is_typed_is_kept_for_its_form_and_person(desk):
    work_drafts.keep(desk.ledger, desk.session, "plan", {"title": "一"})
    work_drafts.keep(desk.ledger, desk.session, "plan", {"title": "二"})
    work_drafts.keep(desk.ledger, desk.session, "hold:1", {"summary": "三"})
    assert work_drafts.kept(desk.ledger, desk.session, "plan") == {"title": "二"}
    work_drafts.forget(desk.ledger, desk.session, "plan")
    assert work_drafts.kept(desk.ledger, desk.session, "plan") == {}
    assert work_drafts.kept(desk.ledger, desk.session, "hold:1") == {"summary": "三"}

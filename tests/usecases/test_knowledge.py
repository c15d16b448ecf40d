"""Notices, knowledge requests, typical cases, visits, duty and stock at one desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from station_app.usecases import knowledge, notices, rosters, stock, typical_cases, visits
from station_app.usecases.activities import act, add_activity
from station_app.usecases.cases import add as register
from station_app.usecases.cases import take_step
from station_app.usecases.reading.calendar import duty, entries
from station_app.usecases.reading.stock import stock as balances
from sync.problems import Problem, ProblemKind
from tests.usecases.desks import complaint
from tests.usecases.weekly import HELD, activity, session_with

NOTICE = {"kind": "warning", "title": '谨防"会销"保健品', "body": "近期有人以讲座名义卖保健品。"}


def refused_with(raised):
    assert raised.value.kind is ProblemKind.REFUSED_INPUT
    return raised.value.fields


def refused_right(call, *arguments):
    with pytest.raises(Problem) as raised:
        call(*arguments)
    return raised.value.kind is ProblemKind.NOT_PERMITTED


def test_a_notice_goes_from_proposal_to_everybody_by_the_right_hands(desk):
    ledger = desk.ledger
    made = notices.add_notice(ledger, desk.session, NOTICE)
    assert made.status == "draft"
    assert made.number is not None
    assert "-JS-0001" in made.number
    assert refused_right(notices.act, ledger, desk.session, made.id, "check", {})
    handler, leader = session_with(desk, "county_handler"), session_with(desk, "county_leader")
    assert notices.act(ledger, handler, made.id, "check", {}).status == "checked"
    assert refused_right(notices.edit_notice, ledger, desk.session, made.id, {"title": "改"})
    assert refused_right(notices.act, ledger, handler, made.id, "approve", {})
    assert notices.act(ledger, leader, made.id, "approve", {}).status == "approved"
    days = {"publish_from": "2026-12-01", "publish_to": "2026-11-01"}
    with pytest.raises(Problem) as raised:
        notices.act(ledger, leader, made.id, "publish", days)
    assert refused_with(raised) == {"publish_to": "before_the_start"}
    assert notices.act(ledger, leader, made.id, "publish", {}).status == "published"
    kept = ledger.store.one("consumer_notice", made.id).record.values
    assert kept["approved_by"] == leader.user_id
    assert kept["checked_by"] == handler.user_id
    with pytest.raises(Problem) as raised:
        notices.act(ledger, leader, made.id, "withdraw", {})
    assert refused_with(raised) == {"withdraw_reason": "missing"}


def test_what_is_sent_back_loses_its_marks_and_says_why(desk):
    handler = session_with(desk, "county_handler")
    made = notices.add_notice(desk.ledger, desk.session, NOTICE)
    notices.act(desk.ledger, handler, made.id, "check", {})
    told = {"return_note": "写明商家所在村"}
    assert notices.act(desk.ledger, handler, made.id, "send_back", told).status == "draft"
    kept = desk.ledger.store.one("consumer_notice", made.id).record.values
    assert kept["checked_by"] is None
    assert notices.edit_notice(desk.ledger, desk.session, made.id, {"title": "改"}).status


def test_only_a_published_notice_is_posted_and_each_posting_stands_alone(desk):
    leader = session_with(desk, "county_handler", "county_leader")
    made = notices.add_notice(desk.ledger, desk.session, NOTICE)
    with pytest.raises(Problem) as raised:
        notices.post(desk.ledger, desk.session, made.id, {})
    assert refused_with(raised) == {"status": "not_from_this_status"}
    for action in ("check", "approve", "publish"):
        notices.act(desk.ledger, leader, made.id, action, {})
    first = notices.post(desk.ledger, desk.session, made.id, {"place": "村口宣传栏"})
    second = notices.post(desk.ledger, desk.session, made.id, {"channel": "loudspeaker"})
    assert first.id != second.id
    notices.take_down(desk.ledger, desk.session, first.id)
    rows = desk.ledger.db.rows(
        "SELECT place, taken_down_at IS NULL FROM r_notice_posting WHERE notice_id = ? ORDER BY id",
        (made.id,),
    )
    assert rows == [("村口宣传栏", 0), (None, 1)]


def test_a_question_is_passed_on_answered_and_closed(desk):
    asked: dict[str, Any] = {
        "topic_code": "farm_inputs",
        "question": "如何看种子标签",
        "people_count": 6,
    }
    made = knowledge.add_request(desk.ledger, desk.session, asked)
    assert made.status == "open"
    assert made.number is not None
    assert "-XQ-" in made.number
    with pytest.raises(Problem) as raised:
        knowledge.act(desk.ledger, desk.session, made.id, "pass", {})
    assert refused_with(raised) == {"passed_to_org_id": "missing"}
    to = {"passed_to_org_id": desk.session.station_id}
    assert knowledge.act(desk.ledger, desk.session, made.id, "pass", to).status == "passed"
    answer = {"answer": "看品种、产地、净含量。", "answer_way": "leaflet"}
    assert knowledge.act(desk.ledger, desk.session, made.id, "answer", answer).status == "answered"
    kept = desk.ledger.store.one("knowledge_request", made.id).record.values
    assert kept["answered_by"] == desk.session.user_id
    assert knowledge.act(desk.ledger, desk.session, made.id, "close", {}).status == "closed"
    with pytest.raises(Problem) as raised:
        knowledge.add_request(desk.ledger, desk.session, {**asked, "asker_phone": "123"})
    assert refused_with(raised) == {"asker_phone": "not_a_phone"}


def settled_case(desk):
    facts = "王某某在某某种子摊买种子,电话13800000000,家住镇东村三区12号,种子不出苗。"
    made = register(desk.ledger, desk.session, complaint(facts=facts))
    done: dict[str, Any] = {"summary": "当场退款", "money_refund": 32000}
    assert take_step(desk.ledger, desk.session, made.id, "settle_now", done).status == "concluded"
    return made.id


REST = {
    "key_point": "种子质量",
    "law_basis": "消费者权益保护法第五十四条",
    "result": "当场退款",
    "lesson": "买种子要留小票",
}


def test_a_typical_case_begins_without_its_persons(desk):
    case = settled_case(desk)
    begun = typical_cases.begin_from(desk.ledger, desk.session, case)
    story = begun.values["story"]
    assert story == "甲在某摊甲买种子,电话（略）,家住（略）,种子不出苗。"
    made = typical_cases.add_typical_case(desk.ledger, desk.session, {**begun.values, **REST}, case)
    assert typical_cases.source_of(desk.ledger, made.id) == case
    kept = desk.ledger.store.one("typical_case", made.id).record.values
    assert case not in kept.values(), "what everybody reads says nothing of the case"


def test_a_text_in_which_a_person_still_stands_is_refused(desk):
    case = settled_case(desk)
    begun = typical_cases.begin_from(desk.ledger, desk.session, case)
    given = {**begun.values, **REST, "lesson": "王某某应当留小票,可拨打13800000000"}
    with pytest.raises(Problem) as raised:
        typical_cases.add_typical_case(desk.ledger, desk.session, given, case)
    assert refused_with(raised) == {"lesson": "names_a_person"}
    made = typical_cases.add_typical_case(desk.ledger, desk.session, {**begun.values, **REST}, case)
    with pytest.raises(Problem) as raised:
        typical_cases.edit_typical_case(
            desk.ledger, desk.session, made.id, {"story": "王某某买了种子"}
        )
    assert refused_with(raised) == {"story": "names_a_person"}
    handler = session_with(desk, "county_handler", "county_leader")
    for action, state in (("check", "checked"), ("approve", "approved"), ("publish", "published")):
        assert typical_cases.act(desk.ledger, handler, made.id, action, {}).status == state
    kept = desk.ledger.store.one("typical_case", made.id).record.values
    assert kept["approved_on"] == "2026-11-16"


def test_a_typical_case_comes_from_a_closed_one_and_never_from_a_report(desk):
    open_case = register(desk.ledger, desk.session, complaint()).id
    with pytest.raises(Problem) as raised:
        typical_cases.begin_from(desk.ledger, desk.session, open_case)
    assert refused_with(raised) == {"status": "not_from_this_status"}


def test_a_visit_tells_what_was_found_and_when_it_was_mended(desk, clock):
    made = visits.add_visit(
        desk.ledger, desk.session, {"kind": "patrol", "planned_on": "2026-11-18"}
    )
    clock.wait(days=3)
    held: dict[str, Any] = {
        "held_at": "2026-11-18T09:00:00+08:00",
        "persons_received": 9,
        "cases_taken": 2,
        "consultations": 7,
        "checks": [{"item": "制度上墙", "ok": False, "note": "缺一张"}],
        "problems": "制度未上墙",
    }
    with pytest.raises(Problem) as raised:
        visits.act(desk.ledger, desk.session, made.id, "hold", held)
    assert refused_with(raised) == {"guidance": "missing"}
    held |= {"guidance": "一周内补齐", "follow_up_due": "2026-11-25"}
    assert visits.act(desk.ledger, desk.session, made.id, "hold", held).status == "held"
    with pytest.raises(Problem) as raised:
        visits.act(
            desk.ledger, desk.session, made.id, "follow_up", {"follow_up_done": "2026-11-01"}
        )
    assert refused_with(raised) == {"follow_up_done": "before_the_start"}
    done = {"follow_up_done": "2026-11-20"}
    assert visits.act(desk.ledger, desk.session, made.id, "follow_up", done).status == "held"
    (entry,) = entries(desk.ledger, date(2026, 11, 18), date(2026, 11, 18))
    assert (entry.entry_kind, entry.status) == ("visit", "held")


def test_one_person_is_not_on_duty_twice_at_a_time(desk):
    slot = {"date": "2026-10-01", "person_id": "lizhuli", "kind": "holiday"}
    morning = rosters.add_duty(desk.ledger, desk.session, {**slot, "slot": "morning"})
    rosters.add_duty(desk.ledger, desk.session, {**slot, "slot": "afternoon"})
    with pytest.raises(Problem) as raised:
        rosters.add_duty(desk.ledger, desk.session, slot)
    assert refused_with(raised) == {"slot": "on_duty_already"}
    rosters.edit_duty(desk.ledger, desk.session, morning.id, {"note": "带钥匙"})
    told = [
        (r.slot, r.name, r.note) for r in duty(desk.ledger, date(2026, 10, 1), date(2026, 10, 7))
    ]
    assert told == [("afternoon", "李某", ""), ("morning", "李某", "带钥匙")]
    rosters.remove_duty(desk.ledger, desk.session, morning.id)
    assert len(duty(desk.ledger, date(2026, 10, 1), date(2026, 10, 7))) == 1


def test_500_received_120_given_at_the_market_380_left(desk, clock):
    cards = {"item_kind": "leaflet", "item_name": "识假挂历"}
    stock.add_entry(desk.ledger, desk.session, {**cards, "way": "received", "quantity": 5000})
    ((first,),) = desk.ledger.db.rows("SELECT id FROM r_stock_entry")
    stock.replace_entry(desk.ledger, desk.session, first, 500)
    clock.wait(days=30)
    materials = [{"name": "识假挂历", "kind": "leaflet", "given": 120}]
    add_activity(desk.ledger, desk.session, activity(status="held", materials=materials, **HELD))
    (line,) = balances(desk.ledger)
    assert (line.received, line.given, line.left) == (500, 120, 380)
    with pytest.raises(Problem) as raised:
        stock.add_entry(
            desk.ledger,
            desk.session,
            {**cards, "way": "lost", "quantity": 1, "at": "2027-06-01T08:00:00+08:00"},
        )
    assert refused_with(raised) == {"at": "in_the_future"}


def test_a_month_shows_each_thing_where_it_was_held_or_moved_to(desk, clock):
    moved = add_activity(desk.ledger, desk.session, activity())
    act(
        desk.ledger,
        desk.session,
        moved.id,
        "postpone",
        {"not_held_reason": "下雨", "moved_to": "2027-02-01T08:00:00+08:00"},
    )
    (entry,) = entries(desk.ledger, date(2027, 2, 1), date(2027, 2, 28))
    assert (entry.id, entry.moved, entry.status) == (moved.id, True, "postponed")
    assert entries(desk.ledger, date(2026, 12, 1), date(2026, 12, 31)) == []
    clock.wait(days=30)
    held = add_activity(
        desk.ledger,
        desk.session,
        activity(planned_start="2027-03-01T08:00:00+08:00", status="held", **HELD),
    )
    (entry,) = entries(desk.ledger, date(2026, 12, 1), date(2026, 12, 31))
    assert (entry.id, entry.day) == (held.id, date(2026, 12, 6))

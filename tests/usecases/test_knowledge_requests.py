"""Knowledge requests as lists show them, and who may see who asked."""

from __future__ import annotations

from datetime import date

import pytest

from station_app.usecases import knowledge
from station_app.usecases.access import view_asker
from station_app.usecases.reading.access_lines import access_lines
from station_app.usecases.reading.knowledge_requests import (
    ALL,
    ANSWERED,
    PASSED,
    TO_ANSWER,
    in_view,
    knowledge_requests,
)
from station_app.usecases.reading.sight import Sight, sight_of
from sync.problems import Problem, ProblemKind
from tests.usecases.desks import WINDOW, know_station
from tests.usecases.weekly import session_with

ASKED = {"topic_code": "farm_inputs", "question": "如何看种子标签?"}
REPLY = {"answer": "看品种、净含量、生产日期。", "answer_way": "reply"}


def ask(desk, **more):
    return knowledge.add_request(desk.ledger, desk.session, {**ASKED, **more}).id


def seen(desk, words="", sight=Sight.FULL):
    return knowledge_requests(desk.ledger, sight, words)


def test_the_one_promised_first_stands_first_and_answered_ones_last(desk):
    late = ask(desk, asked_at="2026-11-13T09:00:00+08:00")
    early = ask(desk, asked_at="2026-11-10T09:00:00+08:00")
    done = ask(desk, asked_at="2026-11-02T09:00:00+08:00")
    knowledge.act(desk.ledger, desk.session, done, "answer", REPLY)
    rows = seen(desk)
    assert [row.id for row in rows] == [early, late, done]
    assert [row.due for row in rows] == [date(2026, 11, 17), date(2026, 11, 20), None]
    assert [row.id for row in rows if row.overdue(date(2026, 11, 18))] == [early]
    assert [row.id for row in in_view(rows, ANSWERED)] == [done]


def test_days_off_are_no_days_of_the_promise(desk):
    ask(desk, asked_at="2026-09-29T09:00:00+08:00")
    (row,) = seen(desk)
    assert row.due == date(2026, 10, 12)


def test_what_is_taken_up_again_is_promised_from_its_former_answer(desk):
    request = ask(desk, asked_at="2026-10-12T09:00:00+08:00")
    knowledge.act(desk.ledger, desk.session, request, "answer", REPLY)
    knowledge.act(desk.ledger, desk.session, request, "reopen", {})
    (row,) = seen(desk)
    assert row.due == date(2026, 11, 23)


def test_what_was_passed_on_waits_with_the_other_and_is_work_of_the_one_it_lies_with(desk):
    request = ask(desk)
    window = know_station(desk, WINDOW, "township", "某镇维权窗口")
    knowledge.act(desk.ledger, desk.session, request, "pass", {"passed_to_org_id": window})
    rows = seen(desk)
    assert in_view(rows, TO_ANSWER) == []
    assert [row.id for row in in_view(rows, PASSED)] == [request]
    knowledge.act(desk.ledger, desk.session, request, "answer", REPLY)
    other = ask(desk)
    own = {"passed_to_org_id": desk.session.station_id}
    knowledge.act(desk.ledger, desk.session, other, "pass", own)
    assert [row.id for row in in_view(seen(desk), TO_ANSWER)] == [other]


def test_words_are_looked_for_in_question_and_answer_and_the_asker_only_where_seen(desk):
    request = ask(desk, asker_name="王某某", asker_phone="13820010031")
    ask(desk, question="保健品讲座能信吗?")
    assert [row.id for row in seen(desk, "种子 标签")] == [request]
    assert [row.id for row in seen(desk, "1382001")] == [request]
    assert seen(desk, "1382001", Sight.MASKED) == []
    assert seen(desk, "王某某", Sight.NOTHING) == []
    assert len(in_view(seen(desk), ALL)) == 2


def test_who_asked_is_read_in_full_only_by_right_and_leaves_a_line(desk):
    request = ask(desk, asker_name="王某某", asker_phone="13820010031")
    auditor = session_with(desk, "auditor")
    assert sight_of(auditor, desk.ledger) is not Sight.FULL
    assert view_asker(desk.ledger, auditor, request)["asker_name"] == "王**"
    assert access_lines(desk.ledger, desk.session) == []
    full = view_asker(desk.ledger, auditor, request, "抽查答复")
    assert full == {"asker_name": "王某某", "asker_phone": "13820010031"}
    (line,) = access_lines(desk.ledger, session_with(desk, "county_supervisor"))
    assert (line.action, line.object_kind, line.reason) == (
        "view_full",
        "knowledge_request",
        "抽查答复",
    )
    member = session_with(desk, "supervision_member")
    assert view_asker(desk.ledger, member, request, "想看") == {}


def test_nobody_named_is_nobody_looked_at(desk):
    request = ask(desk)
    view_asker(desk.ledger, desk.session, request)
    assert access_lines(desk.ledger, desk.session) == []


def test_a_request_that_is_not_here_is_not_found(desk):
    with pytest.raises(Problem) as raised:
        view_asker(desk.ledger, desk.session, "00000000-0000-7000-8000-000000000001")
    assert raised.value.kind is ProblemKind.NOT_FOUND

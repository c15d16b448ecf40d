"""Steps and changed facts of a registered case, as one person at one desk takes them."""

from typing import Any

import pytest

from station_app.foundation.wording import Wording
from station_app.usecases import cases
from station_app.usecases.reading.case_detail import case_detail, detail_json
from station_app.usecases.reading.states import pending
from station_app.usecases.verifying import verify
from sync.problems import Problem, ProblemKind
from sync.words import load_words
from tests.usecases.desks import VILLAGE, WINDOW, complaint, know_station, make_desk

ACCEPT = {"handling_capacity": "station_assist", "disposition": "self_handle"}
START = {"event_type": "contact", "contact_result": "reached", "summary": "打电话问过摊主"}


@pytest.fixture
def case(desk):
    return cases.add(desk.ledger, desk.session, complaint()).id


def act(desk, case, action, **given):
    return cases.act(desk.ledger, desk.session, case, action, given)


def shown(desk, case):
    return detail_json(desk.ledger, case_detail(desk.ledger, case, full=True))


def test_a_case_goes_its_way_to_the_reply(desk, case):
    assert act(desk, case, "accept", **ACCEPT).status == "accepted"
    assert act(desk, case, "start", **START).status == "in_progress"
    ended = act(
        desk, case, "self_settle", summary="双方自己谈妥", statement="call", money_refund="320.00"
    )
    assert ended.status == "concluded"
    done = act(desk, case, "reply", content="已退款三百二十元", way="phone")
    assert done.status == "replied"
    told = shown(desk, case)
    assert (told["outcome"], told["money_refund"]) == ("self_settled", "320.00")
    assert told["handler_id"] == "lizhuli"
    assert [e["event_type"] for e in told["events"]] == [
        "registered",
        "accepted",
        "contact",
        "self_settled",
        "replied",
    ]
    assert [e["seq"] for e in told["events"]] == [1, 2, 3, 4, 5]
    assert told["replies"][0]["content"] == "已退款三百二十元"
    assert verify(desk).problems == []


def test_the_next_steps_are_offered_the_best_first(desk, case):
    assert cases.possible_steps(desk.ledger, desk.session, case)[:2] == ["accept", "settle_now"]
    act(desk, case, "accept", **ACCEPT)
    assert cases.possible_steps(desk.ledger, desk.session, case)[0] == "start"


def test_a_step_from_the_wrong_status_changes_nothing(desk, case):
    before = pending(desk.ledger)
    with pytest.raises(Problem) as told:
        act(desk, case, "reply", content="还没办", way="phone")
    assert told.value.fields == {"action": "not_from_this_status"}
    assert pending(desk.ledger) == before


def test_every_argument_at_fault_is_named(desk, case):
    with pytest.raises(Problem) as told:
        act(desk, case, "accept", handling_capacity="king", colour="red")
    assert told.value.fields.keys() >= {"handling_capacity"}
    with pytest.raises(Problem) as told:
        act(desk, case, "accept", colour="red")
    assert told.value.fields.keys() == {"handling_capacity", "disposition", "colour"}


def test_a_village_assistant_cannot_cancel_a_number(desk, case):
    with pytest.raises(Problem) as told:
        cases.cancel(desk.ledger, desk.session, case, "登记错了")
    assert told.value.kind is ProblemKind.NOT_PERMITTED


def test_a_window_cancels_its_own_number_and_never_uses_it_again(tmp_path, clock):
    window = make_desk(tmp_path / "window", clock, WINDOW, "township")
    first = cases.add(window.ledger, window.session, complaint())
    ended = cases.cancel(window.ledger, window.session, first.id, "登记错了")
    assert (ended.number, ended.status) == (first.number, "cancelled")
    assert str(cases.add(window.ledger, window.session, complaint()).number).endswith("-0002")
    window.close()


def test_a_referral_gets_its_number_and_names_the_window_by_its_code(desk, case):
    window = know_station(desk, WINDOW, "township", "大口屯镇维权窗口")
    know_station(desk, VILLAGE, "village", "镇东村站", window)
    desk.refresh()
    answer = act(
        desk,
        case,
        "refer",
        referral_type="refer_up",
        to_org_id=WINDOW,
        reason="超出本站能力",
        summary="种子不出苗,请窗口办理",
        complainant_told_at="2026-11-16T09:50:00+08:00",
        told_way="phone",
    )
    assert answer.status == "referred_out"
    (referral,) = shown(desk, case)["referrals"]
    assert (referral["from_org_id"], referral["to_org_id"]) == (VILLAGE, WINDOW)
    assert referral["status"] == "sent"
    assert "-ZB-" in referral["referral_no"]
    assert shown(desk, case)["events"][-1]["event_type"] == "referred"


def test_a_body_nobody_knows_is_refused(desk, case):
    with pytest.raises(Problem) as told:
        act(desk, case, "refer", referral_type="refer_up", to_org_id="999999999999")
    assert told.value.fields == {"to_org_id": "not_found"}


def test_a_code_that_two_stations_share_is_refused(desk, case):
    window = know_station(desk, WINDOW, "township", "窗口")
    other = know_station(desk, WINDOW, "village", "同码的站")
    with pytest.raises(Problem) as told:
        act(desk, case, "refer", referral_type="refer_up", to_org_id=WINDOW)
    said = Wording(load_words("zh_CN")).field_fault(told.value.fields["to_org_id"])
    assert f"窗口 {window}" in said
    assert f"同码的站 {other}" in said
    assert said.startswith("这个代码有好几个")


def test_changed_fields_are_kept_and_others_left_alone(desk, case):
    before = shown(desk, case)
    complainant = before["parties"][0]["id"]
    changes: Any = {"amount": "300.5", "parties": [{"id": complainant, "phone": "139 0000 1111"}]}
    cases.edit(desk.ledger, desk.session, case, changes)
    after = shown(desk, case)
    assert (after["amount"], after["row_version"]) == ("300.50", 2)
    assert after["parties"][0]["phone"] == "13900001111"
    assert after["parties"][1] == before["parties"][1]
    assert after["facts"] == before["facts"]


def test_the_same_values_again_are_no_change(desk, case):
    before = pending(desk.ledger)
    cases.edit(desk.ledger, desk.session, case, {"amount": "320.00"})
    assert pending(desk.ledger) == before


def test_a_party_can_be_added_by_its_role(desk, case):
    witness: Any = {"role": "witness", "kind": "person", "name": "赵某"}
    cases.edit(desk.ledger, desk.session, case, {"parties": [witness]})
    assert [p["role"] for p in shown(desk, case)["parties"]] == [
        "complainant",
        "witness",
        "respondent",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "archived"}, "status"),
        ({"amount": "-1"}, "amount"),
        ({"title": None}, "title"),
        ({"parties": [{"phone": "13900001111"}]}, "parties[0].id"),
        ({"parties": [{"id": "nobody", "phone": "13900001111"}]}, "parties[0].id"),
        ({"id": "01a1e210-9520-7c3e-8a41-5d0f6b2c9e17"}, "id"),
    ],
)
def test_a_change_that_cannot_be_taken_is_named_and_changes_nothing(desk, case, changes, field):
    before = shown(desk, case)
    with pytest.raises(Problem) as told:
        cases.edit(desk.ledger, desk.session, case, changes)
    assert told.value.fields.keys() == {field}
    assert shown(desk, case) == before


def test_a_fault_of_a_known_party_is_named_by_its_place_in_the_input(desk, case):
    respondent = shown(desk, case)["parties"][1]["id"]
    with pytest.raises(Problem) as told:
        cases.edit(desk.ledger, desk.session, case, {"parties": [{"id": respondent, "name": None}]})
    assert told.value.fields == {"parties[0].name": "missing"}


def test_an_old_fault_does_not_forbid_another_change(desk, clock):
    given = complaint(incomplete=True, requests=...)
    made = cases.add(desk.ledger, desk.session, given)
    clock.wait(days=30)
    cases.edit(desk.ledger, desk.session, made.id, {"brand": "丰收"})
    assert shown(desk, made.id)["brand"] == "丰收"


def test_facts_are_the_handling_organisations(desk, case):
    other = type(desk.session)(
        desk.session.user_id,
        "lizhuli",
        "李某",
        desk.session.station,
        tuple(
            type(grant)(grant.role, "another-station", grant.from_day, grant.to_day)
            for grant in desk.session.grants
        ),
    )
    with pytest.raises(Problem) as told:
        cases.edit(desk.ledger, other, case, {"brand": "丰收"})
    assert told.value.kind is ProblemKind.NOT_PERMITTED

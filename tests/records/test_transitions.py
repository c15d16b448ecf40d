from dataclasses import replace

import pytest

from sync.clock import local_date
from sync.problems import Problem, ProblemKind
from sync.records.case import CASE, CASE_EVENT
from sync.records.case_course import course, referral_course
from sync.records.fixed_codes import FIXED
from sync.records.guards import GUARDS
from sync.records.kinds import By
from sync.records.referral import REFERRAL
from sync.records.registry import KINDS
from sync.records.rights import Operation
from sync.records.step_table import BEST_FIRST, operations
from sync.records.transitions import (
    ACTIONS,
    TRANSITIONS,
    arguments_of,
    next_actions,
    plan_step,
    transition,
)
from tests.records.sample import DAY, NOW, actor, complaint, parties

ACCEPT = {"handling_capacity": "station_assist", "disposition": "self_handle"}
START = {"event_type": "site_visit", "summary": "到现场查看种袋"}
REFER = {
    "referral_type": "refer_up",
    "to_org_id": "window",
    "reason": "商品专业性强",
    "summary": "玉米种子不出苗",
    "complainant_told_at": NOW - 5,
    "told_way": "face",
}
SETTLED = {"summary": "双方和好如初", "statement": "signature"}
WINDOW = actor("window_clerk", "window", "township", "wang")
LEAD = replace(actor("window_lead", "window", "township", "zhao"), oversees=frozenset({"east"}))


class Desk:
    """One case taken through its steps, as a use case does it."""

    def __init__(self, **changes):
        self.case = complaint(**changes)
        self.parties = parties()
        self.events = []
        self.referrals = []
        self.made = []
        self.now = NOW

    def act(self, action, who=None, **arguments):
        step = plan_step(
            self.case,
            self.parties,
            self.events,
            self.referrals,
            action,
            arguments,
            actor() if who is None else who,
            self.now,
        )
        event = {**step.event, "id": f"e{len(self.events)}"}
        for record in step.new_records:
            made = {**record.values, "id": f"{record.kind}{len(self.made)}"}
            self.made.append(made)
            if record.kind == "referral":
                self.referrals.append(made)
            if record.event_field:
                event[record.event_field] = made["id"]
        self.case.update(step.case_values)
        self.events.append(event)
        self.now += 1000
        return event

    @property
    def fields(self):
        return course(self.case, self.events).fields

    @property
    def status(self):
        return self.fields["status"]

    @property
    def referral(self):
        return referral_course(self.referrals[-1], self.events).fields

    def next(self, who=None):
        return next_actions(
            self.case,
            self.events,
            self.referrals,
            actor() if who is None else who,
            local_date(NOW),
        )

    def refused(self, action, who=None, **arguments):
        before = len(self.events)
        with pytest.raises(Problem) as told:
            self.act(action, who, **arguments)
        assert len(self.events) == before
        if told.value.kind is ProblemKind.NOT_PERMITTED:
            return "not_permitted"
        assert told.value.kind is ProblemKind.REFUSED_INPUT
        return told.value.fields


@pytest.fixture
def desk():
    made = Desk()
    made.act("register")
    return made


@pytest.fixture
def accepted(desk):
    desk.act("accept", **ACCEPT)
    return desk


@pytest.fixture
def started(accepted):
    accepted.act("start", **START)
    return accepted


@pytest.fixture
def referred(accepted):
    accepted.act("refer", **REFER)
    return accepted


def test_every_row_speaks_of_codes_guards_and_states_that_exist():
    for row in TRANSITIONS:
        assert FIXED["event_type"].keys() >= {row.event_type}
        assert FIXED["status"].keys() >= {*row.from_statuses, row.to_status or "draft"}
        assert GUARDS.keys() >= set(row.guards)
        for argument in row.arguments:
            assert not argument.sets or CASE.by_name[argument.name].by is By.STEP
            if argument.among is not None:
                assert FIXED[argument.field.codes or ""].keys() >= set(argument.among)
    assert {g for row in TRANSITIONS for g in row.guards} == GUARDS.keys()


def test_no_action_has_two_rows_for_one_status():
    pairs = [(row.action, status) for row in TRANSITIONS for status in row.from_statuses]
    assert len(pairs) == len(set(pairs))
    offered = {(action, status) for status, actions in BEST_FIRST.items() for action in actions}
    assert offered == set(pairs)


def test_the_story_of_a_case_settled_here():
    desk = Desk()
    assert desk.next() == ["register", "cancel"]
    event = desk.act("register")
    assert event["event_type"] == "registered"
    assert (event["from_status"], event["to_status"]) == ("draft", "registered")
    assert event["summary"] == "登记投诉"
    assert event["follows_id"] is None
    assert event["rank"] == 1
    assert desk.case["registered_at"] == NOW
    assert desk.case["first_receiver_id"] == "li"
    assert desk.next() == ["accept", "settle_now", "refer", "self_settle", "withdraw"]
    desk.act("accept", **ACCEPT)
    assert desk.fields["handler_id"] == "li"
    assert desk.fields["accepted_at"] == NOW + 1000
    assert desk.next()[0] == "start"
    event = desk.act(
        "start",
        event_type="contact",
        contact_result="reached",
        contact_mode="phone",
        summary="电话联系摊主",
    )
    assert (event["event_type"], event["contact_result"]) == ("contact", "reached")
    assert event["follows_id"] == "e1"
    desk.act("self_settle", **SETTLED, money_refund=32000)
    assert desk.fields["outcome"] == "self_settled"
    assert desk.fields["recovered_agreed"] == 32000
    assert desk.next() == ["reply"]
    desk.act("reply", content="已电话告知退款结果", way="phone", opinion="认可")
    assert desk.status == "replied"
    assert desk.fields["replied_at"] == desk.now - 1000
    assert desk.made[-1]["round_no"] == 1
    assert desk.made[-1]["opinion"] == "认可"
    assert desk.next() == []


def test_what_a_step_writes_may_stand_in_its_record(referred):
    referred.act("receive", WINDOW)
    referred.act("returned", WINDOW, return_reason="非本单位职责")
    referred.act("self_settle", **SETTLED)
    referred.act("reply", content="已告知结果", way="face")
    set_by_steps = {f.name for kind in (CASE, REFERRAL) for f in kind.fields if f.by is By.STEP} - {
        "status"
    }
    for event in referred.events:
        assert event["sets"].keys() <= set_by_steps
        assert event.keys() - {"id"} <= CASE_EVENT.by_name.keys()
        assert all(CASE_EVENT.by_name[n].fault(v) is None for n, v in event.items() if n != "id")
    for made in referred.made:
        kind = KINDS["referral" if "to_org_id" in made else "reply"]
        assert made.keys() - {"id"} <= kind.by_name.keys()
        assert all(kind.by_name[n].fault(v) is None for n, v in made.items() if n != "id")


def test_a_draft_that_lacks_something_is_not_registered():
    assert Desk(title=None).refused("register") == {"title": "missing"}


def test_a_report_is_registered_as_confidential_and_never_accepted():
    desk = Desk(matter_type="report", amount=None, requests=None)
    assert desk.act("register")["summary"] == "登记举报"
    assert desk.case["confidential"] is True
    assert desk.refused("accept", **ACCEPT) == {"action": "not_for_this_matter"}
    assert desk.next() == ["refer"]
    desk.act("refer", **REFER)
    assert desk.referrals[0]["contains_report"] is True


def test_settling_at_the_counter_counts_as_accepted_and_recovered(desk):
    desk.act("settle_now", summary="摊主当场退款", money_refund=32000)
    fields = desk.fields
    assert (fields["status"], fields["outcome"]) == ("concluded", "immediate")
    assert fields["accepted_at"] == fields["concluded_at"] == NOW + 1000
    assert fields["recovered_confirmed"] == 32000
    assert (fields["handler_id"], fields["disposition"]) == ("li", "instant")


def test_more_than_twenty_times_the_amount_needs_a_note(desk):
    much = {"summary": "摊主当场退款", "money_refund": 20 * 32000, "money_repair": 1}
    code = "more_than_20_times_the_amount"
    assert desk.refused("settle_now", **much) == {"money_refund": code, "money_repair": code}
    desk.act("settle_now", **much, outcome_note="另有误工费")
    assert desk.fields["outcome_note"] == "另有误工费"


def test_before_acceptance_a_settlement_counts_as_accepted_only_with_our_help():
    for helped in (True, False, None):
        desk = Desk()
        desk.act("register")
        desk.act("self_settle", **SETTLED, station_helped=helped)
        assert (desk.fields["accepted_at"] is not None) is (helped is True)


def test_after_acceptance_our_help_changes_nothing(started):
    accepted_at = started.fields["accepted_at"]
    started.act("self_settle", **SETTLED, station_helped=True)
    assert started.fields["accepted_at"] == accepted_at


def test_a_withdrawal_needs_the_complainant_s_statement(accepted):
    assert accepted.refused("withdraw", summary="不再投诉") == {"statement": "missing"}
    event = accepted.act("withdraw", summary="不再投诉", statement="call")
    assert event["summary"] == "不再投诉（依据：通话记录）"
    assert accepted.fields["outcome"] == "withdrawn"


def test_ending_without_agreement_needs_a_failing_outcome_and_the_other_routes(started):
    base = {"summary": "双方意见差距大", "routes_told": True}
    assert started.refused("terminate", **base, outcome="immediate") == {
        "outcome": "not_allowed_here"
    }
    assert started.refused("terminate", summary="双方意见差距大", outcome="no_agreement") == {
        "routes_told": "missing"
    }
    assert started.refused("terminate", **base | {"routes_told": False}, outcome="refused") == {
        "routes_told": "routes_not_told"
    }
    assert started.refused("terminate", **base, outcome="timeout") == {
        "outcome": "time_limit_not_reached"
    }
    started.now += 60 * DAY
    started.act("terminate", **base, outcome="timeout")
    assert (started.status, started.fields["outcome"]) == ("concluded", "timeout")
    assert started.events[-1]["summary"] == "双方意见差距大(已告知其他解决途径)"


def test_arguments_are_judged_all_at_once(desk):
    assert desk.refused(
        "accept", handling_capacity="magic", disposition="divert", handler_id=7, colour="red"
    ) == {
        "handling_capacity": "unknown_code",
        "disposition": "not_allowed_here",
        "handler_id": "not_text",
        "colour": "unknown_field",
    }
    assert desk.refused("settle_now", summary="好") == {"summary": "too_short"}
    assert desk.refused("settle_now", summary="   ") == {"summary": "missing"}
    assert desk.refused("accept") == {"handling_capacity": "missing", "disposition": "missing"}


def test_a_contact_tells_its_result(accepted):
    assert accepted.refused("start", event_type="contact", summary="电话联系") == {
        "contact_result": "missing"
    }


def test_nobody_handles_their_own_complaint(desk):
    desk.parties[0]["name"] = "李某"
    assert desk.refused("accept", **ACCEPT) == {"handler_id": "handler_is_a_party"}
    desk.act("accept", **ACCEPT, handler_id="zhang")
    assert desk.fields["handler_id"] == "zhang"


def test_only_a_step_of_the_table_can_be_taken(desk):
    assert desk.refused("fly") == {"action": "unknown_action"}
    assert desk.refused("reply", content="结果如下", way="phone") == {
        "action": "not_from_this_status"
    }


def test_acceptance_is_the_assistant_s_and_the_regulator_s_name_the_officer_s(desk):
    assert desk.refused("accept", actor("village_cadre"), **ACCEPT) == "not_permitted"
    officer = actor("market_officer", "east", "market_office")
    assert desk.refused("accept", officer, **ACCEPT) == "not_permitted"
    in_its_name = ACCEPT | {"handling_capacity": "regulator"}
    assert desk.refused("accept", **in_its_name) == "not_permitted"
    assert "accept" in desk.next(officer)
    assert "accept" not in desk.next(actor("village_cadre"))
    assert desk.act("accept", officer, **in_its_name)["rank"] == 3
    assert desk.fields["handling_capacity"] == "regulator"


def test_entrusted_mediation_needs_consent(desk):
    officer = actor("market_officer", "east", "market_office")
    entrusted = ACCEPT | {"handling_capacity": "entrusted"}
    assert desk.refused("accept", officer, **entrusted) == {
        "handling_capacity": "consent_entrusted_needed"
    }
    desk.case["consent_entrusted"] = True
    desk.act("accept", officer, **entrusted)


def test_another_station_takes_no_step(desk):
    stranger = actor(at="west")
    assert desk.refused("accept", stranger, **ACCEPT) == "not_permitted"
    assert desk.next(stranger) == []


def test_a_number_is_cancelled_by_the_window_s_lead_or_the_county(desk):
    assert desk.refused("cancel", reason="重复登记") == "not_permitted"
    assert desk.refused("cancel", replace(LEAD, oversees=frozenset()), reason="重复") == (
        "not_permitted"
    )
    assert desk.next(LEAD) == ["cancel"]
    assert desk.refused("cancel", LEAD) == {"reason": "missing"}
    supervisor = actor("county_supervisor", "county", "county")
    assert desk.next(supervisor) == ["cancel"]
    assert desk.act("cancel", supervisor, reason="重复登记")["rank"] == 4
    assert desk.status == "cancelled"


def test_a_draft_is_cancelled_by_its_author():
    desk = Desk(created_by="li")
    assert desk.refused("cancel", actor(user="someone"), reason="写错了") == "not_permitted"
    desk.act("cancel", reason="写错了")
    assert desk.events[-1]["summary"] == "作废（理由：写错了）"


def test_a_referral_is_received_taken_over_and_replied_to_at_home(referred):
    assert referred.status == "referred_out"
    assert referred.fields["owner_org_id"] == "east"
    assert referred.fields["disposition"] == "refer_up"
    made = referred.referrals[0]
    assert (made["from_org_id"], made["to_org_id"], made["sent_by"]) == ("east", "window", "li")
    assert referred.referral["status"] == "sent"
    assert referred.next() == []
    assert referred.next(WINDOW) == ["receive", "returned"]
    event = referred.act("receive", WINDOW)
    assert (event["to_status"], event["follows_id"]) == (None, "e2")
    assert event["referral_id"] == made["id"]
    assert referred.referral["status"] == "received"
    assert referred.referral["receipt_by"] == "wang"
    assert referred.status == "referred_out"
    assert referred.next(WINDOW) == ["take_over", "returned"]
    event = referred.act("take_over", WINDOW)
    assert event["follows_id"] == "e2"
    assert referred.status == "accepted"
    assert referred.fields["owner_org_id"] == "window"
    assert referred.fields["handler_id"] == "wang"
    assert referred.referral["status"] == "accepted"
    assert referred.refused("start", **START) == "not_permitted"
    referred.act("start", WINDOW, **START)
    referred.act("self_settle", WINDOW, **SETTLED)
    assert referred.next() == ["reply"]
    referred.act("reply", content="已告知结果", way="face")


def test_a_case_never_accepted_is_taken_over_as_registered(desk):
    desk.act("refer", **REFER)
    desk.act("receive", WINDOW)
    desk.act("take_over", WINDOW, handler_id="wang")
    assert desk.status == "registered"
    assert desk.fields["handler_id"] is None
    assert desk.next(WINDOW)[0] == "accept"


def test_what_is_returned_goes_on_where_it_came_from(referred, desk):
    referred.act("returned", WINDOW, return_reason="非本单位职责")
    assert referred.status == "in_progress"
    assert referred.referral["status"] == "returned"
    assert referred.referral["return_reason"] == "非本单位职责"
    assert referred.fields["owner_org_id"] == "east"
    assert "terminate" in referred.next()
    # A second try is a referral of its own.
    referred.act("refer", **REFER)
    assert referred.referral["status"] == "sent"


def test_returned_before_acceptance_is_registered_again(desk):
    desk.act("refer", **REFER)
    desk.act("returned", WINDOW, return_reason="材料不全")
    assert desk.status == "registered"


def test_a_referral_not_yet_signed_for_is_not_taken_over(referred):
    assert referred.refused("take_over", WINDOW) == {"action": "referral_not_in_this_state"}
    referred.act("receive", WINDOW)
    assert referred.refused("receive", WINDOW) == {"action": "referral_not_in_this_state"}
    assert referred.refused("returned", actor(at="west"), return_reason="不是") == "not_permitted"


def test_a_step_on_a_referral_nobody_holds_is_refused(referred):
    referred.referrals.clear()
    assert referred.refused("receive", WINDOW) == "not_permitted"
    assert referred.next(WINDOW) == []


def test_a_body_that_only_helps_takes_nothing_over(accepted):
    accepted.act("refer", **REFER | {"referral_type": "co_handle"})
    assert accepted.referrals[0]["lead_org_id"] == "east"
    accepted.act("receive", WINDOW)
    assert accepted.refused("take_over", WINDOW) == {"action": "only_helps"}


def test_only_a_window_sends_a_case_down(accepted):
    down = REFER | {"referral_type": "assign_down", "to_org_id": "west"}
    assert accepted.refused("refer", **down) == "not_permitted"
    own = Desk(station_id="window")
    own.act("register", WINDOW)
    own.act("refer", WINDOW, **down)
    assert own.fields["disposition"] == "assign_down"
    note = Desk()
    note.act("register")
    note.act("refer", **REFER | {"referral_type": "divert_note"})
    assert note.fields["disposition"] is None


def test_a_referral_goes_elsewhere_after_the_complainant_was_told(accepted):
    late = REFER | {"to_org_id": "east", "complainant_told_at": NOW + DAY}
    assert accepted.refused("refer", **late) == {
        "to_org_id": "same_body",
        "complainant_told_at": "in_the_future",
    }
    assert accepted.refused("refer").keys() == {
        "referral_type",
        "to_org_id",
        "reason",
        "summary",
        "complainant_told_at",
        "told_way",
    }


def test_a_reply_was_given_before_now(started):
    started.act("self_settle", **SETTLED)
    told = {"content": "已告知结果", "way": "phone"}
    assert started.refused("reply", **told, at=NOW + DAY) == {"at": "in_the_future"}
    started.act("reply", **told, at=NOW + 2)
    assert started.fields["replied_at"] == NOW + 2


def test_an_unknown_level_has_no_authority(desk):
    assert desk.act("accept", replace(actor(), station_level="moon"), **ACCEPT)["rank"] == 0


def test_the_right_a_step_needs_may_hang_on_what_it_is_told():
    accept = transition("accept", "registered")
    assert accept is not None
    both = {Operation.DECIDE_ACCEPTANCE, Operation.DECIDE_STATUTORY}
    assert set(operations(accept, {})) == both
    told = operations(accept, {"handling_capacity": "regulator"})
    assert told == (Operation.DECIDE_STATUTORY,)
    assert operations(accept, {"handling_capacity": 7}) == (Operation.DECIDE_ACCEPTANCE,)


def test_arguments_and_rows_are_found_by_name():
    assert {a.name for a in arguments_of("returned")} == {"return_reason", "summary"}
    assert arguments_of("fly") == ()
    found = transition("accept", "registered")
    assert found is not None
    assert found.id == "T06"
    assert transition("accept", "archived") is None
    assert len(ACTIONS) == 13
    assert REFERRAL.by_name["status"].by is By.STEP

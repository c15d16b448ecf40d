"""Registering a complaint: what is needed, what is filled in, and what a repeat does."""

import pytest

from station_app.usecases import cases, drafts
from station_app.usecases.cases import add
from station_app.usecases.complaints import code_book
from station_app.usecases.reading.case_detail import case_detail, detail_json
from station_app.usecases.reading.drafts import binned, draft
from station_app.usecases.reading.drafts import drafts as listed
from station_app.usecases.reading.states import pending
from station_app.usecases.sweeping import Swept, sweep_bin
from station_app.usecases.verifying import verify
from sync.ledger.identity import start_anew
from sync.problems import Problem, ProblemKind
from sync.records.numbers import letters_without_center
from tests.usecases.desks import VILLAGE, complaint

ID = "01a1e210-9520-7c3e-8a41-5d0f6b2c9e17"


def register(desk, **changes):
    return add(desk.ledger, desk.session, complaint(**changes))


def refused(desk, **changes):
    before = pending(desk.ledger)
    with pytest.raises(Problem) as told:
        register(desk, **changes)
    assert told.value.kind is ProblemKind.REFUSED_INPUT
    assert pending(desk.ledger) == before
    return told.value.fields


def shown(desk, case_id):
    return detail_json(desk.ledger, case_detail(desk.ledger, case_id, full=True))


def test_a_complaint_gets_a_number_and_its_first_event(desk):
    answer = register(desk)
    letters = letters_without_center(desk.ledger.replica)
    assert answer.json() == {
        "id": answer.id,
        "number": f"{VILLAGE}{letters}-2026-0001",
        "status": "registered",
    }
    (event,) = shown(desk, answer.id)["events"]
    assert (event["event_type"], event["seq"]) == ("registered", 1)
    assert (event["from_status"], event["to_status"]) == ("draft", "registered")
    assert (event["actor_id"], event["actor_name"]) == ("lizhuli", "李某")


def test_what_was_left_unsaid_is_filled_in(desk):
    case = shown(desk, register(desk, received_at=...).id)
    assert case["matter_type"] == "complaint"
    assert case["urgency"] == "normal"
    assert case["received_at"] == case["registered_at"] == case["privacy_notice_at"]
    assert case["incident_division_code"] == VILLAGE
    assert case["rule_set_ref"] == "village-default@3"
    assert case["statutory_start_at"] == case["received_at"]
    assert case["retention_class"] == "y10"
    assert [party["is_main"] for party in case["parties"]] == [True, True]
    assert not any(case[n] for n in ("consent_publication", "consent_entrusted", "incomplete"))


def test_people_and_places_are_told_as_logins_and_codes(desk):
    case = shown(desk, register(desk).id)
    assert (case["created_by"], case["first_receiver_id"]) == ("lizhuli", "lizhuli")
    assert (case["station_id"], case["owner_org_id"]) == (VILLAGE, VILLAGE)
    assert case["sync_state"] == "local"
    assert case["row_version"] == 1


def test_the_letters_of_the_center_are_used_once_they_are_there(desk):
    with desk.ledger.db.writing():
        desk.ledger.state.put({"letter": "B"})
    assert register(desk).number == f"{VILLAGE}B-2026-0001"


def test_numbers_count_by_the_year_of_receipt_and_have_no_gaps(desk):
    last_year = "2025-12-31T10:00:00+08:00"
    numbers = [register(desk).number[-9:] for _ in range(2)]
    refused(desk, title=...)
    numbers.append(register(desk).number[-9:])
    late = register(desk, received_at=last_year, late_entry_reason="停电")
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]
    assert late.number[-9:] == "2025-0001"


@pytest.mark.parametrize(
    "name",
    [
        "channel",
        "title",
        "object_kind",
        "category_code",
        "amount",
        "problem_nature",
        "facts",
        "requests",
        "privacy_notice_way",
    ],
)
def test_what_is_needed_is_named_when_missing(desk, name):
    assert refused(desk, **{name: ...}) == {name: "missing"}


def test_both_sides_are_needed(desk):
    assert refused(desk, parties=[]).keys() == {"parties.complainant", "parties.respondent"}


def test_a_fault_of_a_party_is_named_by_its_place(desk):
    parties = complaint()["parties"]
    parties[1]["phone"] = "12"
    parties[0]["nickname"] = "小王"
    assert refused(desk, parties=parties).keys() == {"parties[0].nickname"}
    del parties[0]["nickname"]
    assert refused(desk, parties=parties).keys() == {"parties[1].phone"}


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"parties": {"role": "complainant"}}, {"parties": "not_a_list"}),
        ({"parties": [{"role": "respondent"}] * 1001}, {"parties": "too_many"}),
        ({"parties": ["王某某"]}, {"parties[0]": "not_an_object"}),
        ({"parties": [{"id": "7"}]}, {"parties[0].id": "not_an_id"}),
        ({"parties": [{"id": 7}]}, {"parties[0].id": "not_an_id"}),
        ({"id": 7}, {"id": "not_an_id"}),
        ({"draft": "yes"}, {"draft": "not_yes_or_no"}),
        ({"draft": 1, "id": ""}, {"draft": "not_yes_or_no", "id": "not_an_id"}),
    ],
)
def test_what_has_another_shape_is_named_by_its_place(desk, given, faults):
    assert faults.items() <= refused(desk, **given).items()


def test_a_side_left_unsaid_has_no_parties(desk):
    assert refused(desk, parties=...).keys() == {"parties.complainant", "parties.respondent"}
    assert refused(desk, parties=None).keys() == {"parties.complainant", "parties.respondent"}


def test_a_child_under_fourteen_is_marked_so_and_needs_somebody_beside_it(desk):
    parties = complaint()["parties"]
    parties[0]["age_band"] = "u14"
    assert refused(desk, parties=parties) == {"parties[0].age_band": "guardian_needed"}
    grown = {"role": "representative", "name": "王某", "phone": "13800000001"}
    register(desk, parties=[*parties, grown])
    rows = desk.ledger.db.rows("SELECT role FROM r_case_party WHERE is_minor_u14 = 1")
    assert rows == [("complainant",)]


@pytest.mark.parametrize("name", ["case_no", "status", "county_no", "created_at", "nonsense"])
def test_fields_that_are_not_peoples_are_refused_by_name(desk, name):
    assert refused(desk, **{name: "x"}).keys() == {name}


def test_a_code_that_no_list_holds_is_refused(desk):
    assert refused(desk, category_code="farm_inputs.unicorn") == {"category_code": "unknown_code"}


def test_receipt_long_ago_needs_a_reason(desk, clock):
    clock.wait(days=4)
    assert refused(desk) == {"late_entry_reason": "missing"}
    assert register(desk, late_entry_reason="停电").status == "registered"


def test_an_incomplete_complaint_may_lack_the_minimum(desk):
    party = {"role": "complainant", "kind": "person", "name": "王某某"}
    answer = register(desk, incomplete=True, parties=[party], requests=...)
    assert shown(desk, answer.id)["incomplete"] is True


def test_who_has_no_right_registers_nothing(desk):
    people_less = type(desk.session)(
        desk.session.user_id, "lizhuli", "李某", desk.session.station, ()
    )
    with pytest.raises(Problem) as told:
        add(desk.ledger, people_less, complaint())
    assert told.value.kind is ProblemKind.NOT_PERMITTED


def test_the_same_again_under_ones_own_id_gives_the_same_answer(desk, clock):
    first = register(desk, id=ID, received_at=...)
    before = pending(desk.ledger)
    clock.wait(hours=5)
    assert register(desk, id=ID, received_at=...).json() == first.json()
    assert pending(desk.ledger) == before


def test_another_content_under_the_same_id_is_refused(desk):
    register(desk, id=ID)
    assert refused(desk, id=ID, amount="321.00") == {"id": "taken"}
    assert refused(desk, id=ID, parties=complaint()["parties"][::-1]) == {"id": "taken"}
    assert refused(desk, id=ID, brand="丰收") == {"id": "taken"}


def test_a_repeat_is_compared_with_what_was_registered_not_with_what_it_became(desk):
    first = register(desk, id=ID)
    cases.edit(desk.ledger, desk.session, ID, {"amount": "500.00"})
    assert register(desk, id=ID).json() == first.json()
    assert shown(desk, ID)["amount"] == "500.00"


def test_a_repeat_after_a_restore_is_known_too(desk):
    first = register(desk, id=ID)
    with desk.ledger.db.writing():
        start_anew(desk.ledger, 0)
    assert register(desk, id=ID).json() == first.json()


def test_an_id_must_be_one(desk):
    assert refused(desk, id="17") == {"id": "not_an_id"}


def test_a_case_number_may_stand_for_the_related_case(desk):
    first = register(desk)
    second = register(desk, parent_case_id=first.number)
    assert shown(desk, second.id)["parent_case_id"] == first.id
    assert refused(desk, parent_case_id="120115101201A-1999-0001") == {
        "parent_case_id": "not_found"
    }


def test_a_draft_is_kept_unfinished_and_registered_under_its_id(desk):
    given = complaint(id=ID, draft=True, title=...)
    answer = drafts.add_draft(desk.ledger, desk.session, given)
    assert answer.json() == {"id": ID, "number": None, "status": "draft"}
    assert drafts.add_draft(desk.ledger, desk.session, given).json() == answer.json()
    with pytest.raises(Problem) as told:
        drafts.register_draft(desk.ledger, desk.session, ID)
    assert told.value.fields == {"title": "missing"}
    drafts.save_draft(desk.ledger, desk.session, complaint(), ID)
    assert drafts.register_draft(desk.ledger, desk.session, ID).id == ID
    assert listed(desk.ledger) == []


def test_drafts_never_enter_the_journal(desk):
    before = pending(desk.ledger)
    drafts.save_draft(desk.ledger, desk.session, {"title": "半句"})
    assert pending(desk.ledger) == before


def test_drafts_are_listed_with_age_and_author_and_taken_over(desk, clock):
    first = drafts.save_draft(desk.ledger, desk.session, {"title": "旧的"})
    clock.wait(days=2)
    second = drafts.save_draft(desk.ledger, desk.session, {"title": "新的"})
    rows = listed(desk.ledger)
    assert [(row.id, row.age_days, row.author) for row in rows] == [
        (second, 0, "李某"),
        (first, 2, "李某"),
    ]
    drafts.take_over(desk.ledger, desk.session, first)
    with pytest.raises(Problem) as told:
        drafts.take_over(desk.ledger, desk.session, ID)
    assert told.value.kind is ProblemKind.NOT_FOUND


def test_a_draft_thrown_away_lies_in_the_bin_for_thirty_days(desk, clock):
    kept = drafts.save_draft(desk.ledger, desk.session, {"title": "旧的"})
    drafts.discard(desk.ledger, desk.session, kept)
    assert listed(desk.ledger) == []
    assert [row.id for row in binned(desk.ledger)] == [kept]
    drafts.bring_back(desk.ledger, desk.session, kept)
    assert [row.id for row in listed(desk.ledger)] == [kept]
    drafts.discard(desk.ledger, desk.session, kept)
    clock.wait(days=29)
    assert [sweep_bin(desk) for _ in range(2)] == [Swept()] * 2
    clock.wait(days=2)
    assert sweep_bin(desk) == Swept()
    clock.wait(days=1)
    assert sweep_bin(desk) == Swept(drafts=1)
    assert draft(desk.ledger, kept) is None


def test_a_form_that_saves_into_a_draft_gone_meanwhile_is_told(desk):
    kept = drafts.save_draft(desk.ledger, desk.session, complaint())
    drafts.register_draft(desk.ledger, desk.session, kept)
    with pytest.raises(Problem) as told:
        drafts.save_draft(desk.ledger, desk.session, {"title": "又写"}, kept)
    assert told.value.kind is ProblemKind.NOT_FOUND


def test_what_was_registered_fits_together(desk):
    register(desk)
    register(desk, id=ID)
    assert verify(desk).problems == []


def test_every_code_of_the_countys_lists_can_be_read():
    assert code_book().knows("category", "farm_inputs.seed")

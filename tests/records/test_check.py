import pytest

from sync.records.check import check_registration
from sync.records.codes import CodeBook
from tests.records.sample import DAY, NOW, complainant, complaint, parties, respondent


def faults(case=None, people=None, book=None):
    return check_registration(
        complaint() if case is None else case, parties() if people is None else people, NOW, book
    )


def test_a_whole_complaint_can_be_registered():
    assert faults() == {}


@pytest.mark.parametrize(
    "name",
    [
        "matter_type",
        "channel",
        "title",
        "received_at",
        "object_kind",
        "category_code",
        "amount",
        "problem_nature",
        "facts",
        "requests",
        "privacy_notice_way",
    ],
)
def test_each_field_a_complaint_needs_is_named_when_missing(name):
    if name == "matter_type":
        assert faults(complaint(matter_type=None)) == {"matter_type": "missing"}
    elif name in ("problem_nature", "requests"):
        assert faults(complaint(**{name: []})) == {name: "missing"}
    else:
        assert faults(complaint(**{name: None})) == {name: "missing"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": 0}, {}),
        ({"amount": -1}, {"amount": "too_small"}),
        ({"facts": "不肯退钱"}, {"facts": "too_short"}),
        ({"facts": "   "}, {"facts": "missing"}),
        ({"title": "长" * 61}, {"title": "too_long"}),
        ({"received_at": NOW + 1}, {"received_at": "in_the_future"}),
        ({"privacy_notice_at": NOW + 1}, {"privacy_notice_at": "in_the_future"}),
        ({"received_at": NOW - 3 * DAY}, {}),
        ({"received_at": NOW - 3 * DAY - 1}, {"late_entry_reason": "missing"}),
        ({"received_at": NOW - 9 * DAY, "late_entry_reason": "停电"}, {}),
        ({"incident_on": "2026-11-16"}, {}),
        ({"incident_on": "2026-11-17"}, {"incident_on": "after_received"}),
        ({"purchase_on": "2026-13-01"}, {"purchase_on": "not_a_day"}),
        ({"quantity": "-4"}, {"quantity": "too_small"}),
        ({"quantity": "four"}, {"quantity": "not_a_number"}),
        ({"urgency": "slow"}, {"urgency": "unknown_code"}),
        ({"incident_division_code": "1201"}, {"incident_division_code": "not_a_division_code"}),
        ({"problem_nature": [7]}, {"problem_nature[0]": "not_text"}),
        ({"tags": ["春耕", "长" * 21]}, {"tags[1]": "too_long"}),
        ({"abuse_factors": ["moon"]}, {"abuse_factors[0]": "unknown_code"}),
        ({"requests": ["refund"]}, {"requests[0]": "not_an_object"}),
        ({"requests": [{"money": 1}]}, {"requests[0].request_kind": "missing"}),
        (
            {"requests": [{"request_kind": "refund", "money": -1, "colour": "red"}]},
            {"requests[0].money": "too_small", "requests[0].colour": "unknown_field"},
        ),
        ({"requests": [{"request_kind": "fly"}]}, {"requests[0].request_kind": "unknown_code"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changes, expected):
    assert faults(complaint(**changes)) == expected


def test_the_complainant_needs_name_phone_and_address():
    who = complainant(name=None, phone=None, address=" ")
    assert faults(people=[who, respondent()]) == {
        "parties[0].name": "missing",
        "parties[0].phone": "missing",
        "parties[0].address": "missing",
    }


def test_another_contact_stands_for_the_phone():
    who = complainant(phone=None, contact_other="微信 wang88")
    assert faults(people=[who, respondent()]) == {}


def test_the_respondent_needs_a_name_and_a_place_which_may_be_unknown():
    assert faults(people=[complainant(), respondent(business_place="不明")]) == {}
    assert faults(people=[complainant(), respondent(name=None, business_place=None)]) == {
        "parties[1].name": "missing",
        "parties[1].business_place": "missing",
    }


def test_both_sides_are_needed():
    assert faults(people=[]) == {
        "parties.complainant": "missing",
        "parties.respondent": "missing",
    }


def test_an_incomplete_complaint_may_lack_the_three_minimum_items_only():
    bare = complaint(incomplete=True, facts=None, requests=None)
    assert faults(bare, []) == {}
    assert faults(complaint(incomplete=True, title=None), []) == {"title": "missing"}
    wrong = complainant(phone="123", name=None)
    assert faults(bare, [wrong]) == {"parties[0].phone": "not_a_phone"}


def test_other_matters_need_no_sides_and_no_amount():
    for matter in ("report", "consultation", "suggestion", "petition"):
        bare = complaint(
            matter_type=matter,
            amount=None,
            requests=None,
            object_kind=None,
            category_code=None,
            problem_nature=None,
        )
        assert faults(bare, []) == {}
        assert faults(bare | {"facts": None}, []) == {"facts": "missing"}


def test_a_report_asks_for_no_money():
    assert faults(complaint(matter_type="report"), []) == {
        "requests": "not_for_reports",
        "amount": "not_for_reports",
    }
    assert faults(complaint(matter_type="report", amount=0, requests=[]), []) == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"role": None}, {"role": "missing"}),
        ({"kind": "ghost"}, {"kind": "unknown_code"}),
        ({"kind": None}, {"kind": "missing"}),
        ({"name": "匿名"}, {"name": "anonymous_not_allowed"}),
        ({"phone2": "12"}, {"phone2": "not_a_phone"}),
        ({"id_no": "1"}, {"id_kind": "missing"}),
        ({"id_kind": "resident_id", "id_no": "1"}, {"id_no": "not_an_identity_number"}),
        ({"id_kind": "resident_id", "id_no": "12022419680315123X"}, {}),
        ({"id_kind": "old_id_15", "id_no": "1"}, {"id_no": "not_an_identity_number"}),
        ({"id_kind": "passport", "id_no": "G1"}, {}),
        ({"uscc": "92120115MA00000TEM", "other_reg_no": "1" * 15}, {}),
        ({"uscc": "1"}, {"uscc": "not_a_credit_code"}),
        ({"other_reg_no": "1"}, {"other_reg_no": "not_a_registration_number"}),
        ({"kind": "platform_merchant"}, {"platform_name": "missing"}),
        ({"kind": "platform_merchant", "platform_name": "某平台"}, {}),
        ({"consents": [{"what": "mediation", "yes": True, "at": NOW, "way": "口头"}]}, {}),
        ({"consents": [{"what": "mediation"}]}, {"consents[0].yes": "missing"}),
        ({"division_code": "镇东"}, {"division_code": "not_a_division_code"}),
    ],
)
def test_a_party_is_checked_field_by_field(changes, expected):
    people = [*parties(), complainant(role="third_party", is_main=False) | changes]
    assert faults(people=people) == {f"parties[2].{k}": v for k, v in expected.items()}


def test_only_a_firm_may_have_a_service_number():
    assert faults(people=[complainant(), respondent(phone="95588")]) == {}
    assert faults(people=[complainant(phone="95588"), respondent()]) == {
        "parties[0].phone": "not_a_phone"
    }


def test_a_reporter_may_stay_unnamed():
    people = [complainant(role="reporter", name="匿名")]
    case = complaint(matter_type="report", amount=None, requests=None)
    assert faults(case, people) == {}


def test_each_side_has_one_main_party():
    assert faults(people=[*parties(), complainant()]) == {"parties[2].is_main": "second_main_party"}


def test_a_child_is_represented():
    child = complainant(age_band="u14")
    assert faults(people=[child, respondent()]) == {"parties[0].age_band": "guardian_needed"}
    guardian = complainant(role="agent", is_main=False)
    assert faults(people=[child, respondent(), guardian]) == {}


def test_a_book_judges_the_county_s_lists_too():
    book = CodeBook.of(
        ["list,code,label_zh,label_en,parent,order\nchannel,walk_in,来访,In person,,1\n"]
    )
    assert faults(book=book) == {
        "category_code": "unknown_code",
        "problem_nature[0]": "unknown_code",
    }

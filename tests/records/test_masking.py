import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.records.case import CASE, CASE_PARTY
from sync.records.kinds import Pii, Type
from sync.records.masking import (
    HIDDEN,
    mask,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
    mask_record,
)
from sync.records.registry import KINDS


def test_masks_look_as_people_know_them():
    assert mask_name("张三丰") == mask_name("张三") == "张**"
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("8123456") == "****56"
    assert mask_phone("812") == HIDDEN
    assert mask_id("110101199001011234") == "110101********1234"
    assert mask_id("G12345678") == "****5678"
    assert mask_id("1234567") == HIDDEN


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("镇东村三区12号", "镇东村**"),
        ("宝坻区口东镇李家庄村3排2号", "宝坻区口东镇李家庄村**"),
        ("幸福社区5号楼2门301", "幸福社区**"),
        ("口东镇大街8号", "口东镇**"),
        ("12号", HIDDEN),
        ("镇东村", "镇**"),
        ("村", HIDDEN),
    ],
)
def test_an_address_is_told_down_to_the_village(address, shown):
    assert mask_address(address) == shown


PERSONAL_TEXTS = [
    f
    for kind in KINDS.values()
    for f in kind.fields
    if f.type is Type.TEXT and f.pii not in (Pii.NONE, Pii.ORGANISATION)
]


@given(st.sampled_from(PERSONAL_TEXTS), st.text("0123456789张王李一二三", min_size=1, max_size=30))
def test_no_personal_text_is_shown_whole(field, text):
    assert mask(field, text) != text


def test_what_is_no_person_s_stays():
    assert mask(CASE.by_name["title"], "玉米种子不出苗") == "玉米种子不出苗"
    assert mask(CASE.by_name["amount"], 32000) == 32000
    assert mask(CASE_PARTY.by_name["name"], None) is None
    assert mask(CASE_PARTY.by_name["name"], "") == ""


def test_personal_values_that_are_no_text_are_withheld():
    assert mask(CASE_PARTY.by_name["id_checked_at"], 1) is None
    assert mask(CASE_PARTY.by_name["age_band"], "60-79") is None
    assert mask(CASE.by_name["facts"], "事实") == HIDDEN


def test_a_firm_keeps_its_name_and_a_person_does_not():
    party = {"kind": "company", "name": "某某公司", "phone": "13800000000", "star_sign": "x"}
    assert mask_record(CASE_PARTY, party) == {
        "kind": "company",
        "name": "某某公司",
        "phone": "138****0000",
    }
    assert mask_record(CASE_PARTY, party | {"kind": "stall_unlicensed"})["name"] == "某**"
    assert (
        mask_record(CASE_PARTY, party | {"kind": "person", "id_no": "G12345678"})["id_no"]
        == "****5678"
    )
    assert mask_record(CASE_PARTY, {"address": "镇东村1号"})["address"] == "镇东村**"


@pytest.mark.parametrize("unsaid", [{}, {"kind": None}, {"kind": ""}, {"kind": "unknown"}])
@pytest.mark.parametrize("role", ["respondent", "reported"])
def test_who_is_complained_of_is_read_by_name_where_no_kind_was_said(role, unsaid):
    party = {"role": role, "name": "利民农资店", "contact_person": "张三", **unsaid}
    masked = mask_record(CASE_PARTY, party)
    assert masked["name"] == "利民农资店"
    assert masked["contact_person"] == "张**"


@pytest.mark.parametrize("kind", ["person", "stall_unlicensed"])
def test_a_seller_said_to_be_a_person_or_a_stall_is_not(kind):
    assert mask_record(CASE_PARTY, {"role": "respondent", "kind": kind, "name": "张三"})[
        "name"
    ] == ("张**")


@pytest.mark.parametrize("role", ["complainant", "reporter", "witness", "respondent_agent", None])
def test_anybody_else_of_no_kind_is_taken_for_a_person(role):
    assert mask_record(CASE_PARTY, {"role": role, "kind": "unknown", "name": "张三"})["name"] == (
        "张**"
    )

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import Json, parse_iso
from sync.problems import Problem, ProblemKind
from sync.records.case import CASE, CASE_PARTY
from sync.records.kinds import COMMON
from sync.records.outside import (
    money_text,
    narrow,
    read_arguments,
    read_fields,
    try_fields,
    write_fields,
    write_value,
)
from sync.records.people import PERSON
from sync.records.referral import REFERRAL


def fault(kind, **mapping):
    with pytest.raises(Problem) as told:
        read_fields(kind, mapping)
    assert told.value.kind is ProblemKind.REFUSED_INPUT
    return told.value.fields


def test_what_people_write_becomes_what_is_kept():
    assert read_fields(
        CASE,
        {
            "title": "  玉米种子不出苗 ",
            "received_at": "2026-11-16T09:40:00+08:00",
            "incident_on": "2026-05-12",
            "amount": "320.00",
            "quantity": "4",
            "order_no": None,
            "brand": "  ",
            "consent_entrusted": True,
            "requests": [{"request_kind": "refund", "money": "320.00", "note": None}],
            "problem_nature": ["quality"],
            "tags": [" 春耕 "],
        },
    ) == {
        "title": "玉米种子不出苗",
        "received_at": parse_iso("2026-11-16T09:40:00+08:00"),
        "incident_on": "2026-05-12",
        "amount": 32000,
        "quantity": "4",
        "order_no": None,
        "brand": None,
        "consent_entrusted": True,
        "requests": [{"request_kind": "refund", "money": 32000, "note": None}],
        "problem_nature": ["quality"],
        "tags": ["春耕"],
    }


def test_full_width_numbers_and_codes_become_plain_but_prose_stays():
    assert read_fields(
        CASE_PARTY,
        {
            "phone": "１３８ ００００ ００００",
            "id_no": "１２０２２４１９６８０３１５１２３ｘ",
            "uscc": "92120115ma00000tem",
            "role": "ｃomplainant",
            "address": "三区１２号",
        },
    ) == {
        "phone": "13800000000",
        "id_no": "12022419680315123X",
        "uscc": "92120115MA00000TEM",
        "role": "complainant",
        "address": "三区１２号",
    }
    assert read_fields(CASE, {"amount": "３２０．５", "problem_nature": ["ｑuality"]}) == {
        "amount": 32050,
        "problem_nature": ["quality"],
    }
    assert narrow("Ａ　１") == "A 1"


def test_text_is_kept_in_one_normal_form():
    assert read_fields(CASE, {"title": "cafe\u0301"}) == {"title": "café"}


def test_all_faults_are_told_at_once_and_by_name():
    assert fault(
        CASE,
        colour="red",
        status="accepted",
        county_no="1",
        case_no="1",
        station_id="x",
        amount="many",
        urgency="slow",
    ) == {
        "colour": "unknown_field",
        "status": "set_by_the_program",
        "county_no": "set_by_the_program",
        "case_no": "set_by_the_program",
        "station_id": "set_by_the_program",
        "amount": "not_an_amount",
        "urgency": "unknown_code",
    }


def test_a_fault_of_a_party_carries_its_path():
    values, faults = try_fields(CASE_PARTY, {"phone": 1, "name": "王"}, "parties[1].")
    assert faults == {"parties[1].phone": "not_text"}
    assert values["name"] == "王"


def test_what_the_program_sets_may_be_let_in_by_name():
    assert read_fields(CASE, {"incomplete": True}, also=("incomplete",)) == {"incomplete": True}
    assert fault(CASE, incomplete=True) == {"incomplete": "set_by_the_program"}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("amount", "320.005", "more_than_two_decimals"),
        ("amount", 320.005, "more_than_two_decimals"),
        ("amount", True, "not_an_amount"),
        ("amount", [], "not_an_amount"),
        ("amount", "1e3", "not_an_amount"),
        ("amount", "1_000", "not_an_amount"),
        ("amount", "٣", "not_an_amount"),
        ("amount", float("nan"), "not_an_amount"),
        ("amount", float("inf"), "not_an_amount"),
        ("amount", "10000000000", "too_large"),
        ("amount", "-1", "too_small"),
        ("quantity", "1.2345", "more_than_three_decimals"),
        ("quantity", "10000000", "too_large"),
        ("quantity", "some", "not_a_number"),
        ("received_at", "yesterday", "not_a_time"),
        ("received_at", 5, "not_a_time"),
        ("received_at", "0001-01-01T00:00:00+14:00", "not_a_time"),
        ("incident_on", "2026-02-30", "not_a_day"),
        ("incident_on", 20260230, "not_text"),
        ("consent_entrusted", "yes", "not_yes_or_no"),
        ("title", 7, "not_text"),
        ("title", "a\x00b", "not_text"),
        ("title", "\ud800", "not_text"),
        ("title", "长" * 61, "too_long"),
        ("tags", "春耕", "not_a_list"),
        ("incident_division_code", "12", "not_a_division_code"),
    ],
)
def test_what_cannot_be_read_is_refused(name, value, code):
    assert fault(CASE, **{name: value}) == {name: code}


def test_faults_inside_a_list_name_the_entry():
    assert fault(CASE, requests=[{"request_kind": "refund", "money": "x"}]) == {
        "requests[0].money": "not_an_amount"
    }
    assert fault(CASE, requests=["refund"]) == {"requests[0]": "not_an_object"}
    assert fault(CASE, tags=["\ud800"]) == {"tags[0]": "not_text"}
    assert fault(CASE, tags=[1]) == {"tags[0]": "not_text"}
    assert fault(PERSON, kinds=["pope"]) == {"kinds[0]": "unknown_code"}


def test_numbers_may_be_given_as_numbers():
    assert read_fields(CASE, {"amount": 320, "quantity": 4.5}) == {
        "amount": 32000,
        "quantity": "4.5",
    }
    assert read_fields(CASE, {"amount": 0.1}) == {"amount": 10}
    assert read_fields(CASE, {"quantity": "4.500"}) == {"quantity": "4.5"}
    assert read_fields(REFERRAL, {"copies": "2", "pages": 5.0}) == {"copies": 2, "pages": 5}
    assert read_fields(REFERRAL, {"copies": " ", "due_at": ""}) == {"copies": None, "due_at": None}
    assert read_fields(CASE, {"quantity": " ", "amount": " ", "incident_on": " "}) == {
        "quantity": None,
        "amount": None,
        "incident_on": None,
    }
    for wrong in (2.5, "2.5", 2**60, False):
        assert fault(REFERRAL, copies=wrong) == {"copies": "not_a_whole_number"}
    assert fault(REFERRAL, copies=-1) == {"copies": "too_small"}


@given(st.integers(0, 10**12 - 1))
def test_money_read_back_is_the_same(fen):
    assert read_fields(CASE, {"amount": money_text(fen)}) == {"amount": fen}
    assert read_fields(CASE, {"amount": fen / 100}) == {"amount": fen}


def test_money_below_nothing_keeps_its_sign():
    assert money_text(-5) == "-0.05"


@given(st.integers(parse_iso("1900-01-01"), parse_iso("2200-01-01")))
def test_a_time_read_back_is_the_same(ms):
    written = write_value(CASE.by_name["received_at"], ms)
    assert read_fields(CASE, {"received_at": written}) == {"received_at": ms}


def test_a_time_without_a_zone_is_china_s():
    assert read_fields(CASE, {"received_at": "2026-11-16T09:40:00"}) == read_fields(
        CASE, {"received_at": "2026-11-16T01:40:00+00:00"}
    )


def test_every_field_is_written_the_unset_ones_as_their_default():
    written = write_fields(CASE, {"amount": 32000, "received_at": 0, "tags": None})
    assert list(written) == [f.name for f in (*COMMON, *CASE.fields)]
    assert written["amount"] == "320.00"
    assert written["received_at"] == "1970-01-01T08:00:00+08:00"
    assert written["money_refund"] == "0.00"
    assert written["status"] == "draft"
    assert written["tags"] == []
    assert written["platform_no"] is None


def test_entries_of_a_list_are_written_in_the_same_form():
    values: dict[str, Json] = {
        "requests": [{"request_kind": "refund", "money": 5, "later": 1}, "odd"]
    }
    assert write_fields(CASE, values)["requests"] == [
        {"request_kind": "refund", "money": "0.05", "note": None, "later": 1},
        "odd",
    ]
    party: dict[str, Json] = {"consents": [{"what": "mediation", "yes": True, "at": 0}]}
    assert write_fields(CASE_PARTY, party)["consents"] == [
        {"what": "mediation", "yes": True, "at": "1970-01-01T08:00:00+08:00", "way": None}
    ]


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["request_kind", "money", "note", "x"]), inner),
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([f.name for f in CASE.fields]), ANYTHING, max_size=5))
def test_whatever_comes_is_read_or_refused_in_words(mapping):
    values, faults = try_fields(CASE, mapping)
    for name, code in faults.items():
        assert name.split("[")[0] in mapping
        assert code.replace("_", "").isalpha()
    for name in values.keys() - {name.split("[")[0] for name in faults}:
        assert CASE.by_name[name].fault(values[name]) is None
        assert read_fields(CASE, {name: write_value_of(name, values[name])}) == {name: values[name]}


def write_value_of(name, value):
    return write_fields(CASE, {name: value})[name] if value is not None else None


def test_arguments_of_a_step_are_read_by_its_own_fields():
    assert read_arguments(
        "settle_now", {"summary": " 当场退款 ", "money_refund": "320.00", "colour": 1}
    ) == {"summary": "当场退款", "money_refund": 32000, "colour": 1}
    with pytest.raises(Problem) as told:
        read_arguments("refer", {"complainant_told_at": "x", "pages": "y"})
    assert told.value.fields == {
        "complainant_told_at": "not_a_time",
        "pages": "not_a_whole_number",
    }

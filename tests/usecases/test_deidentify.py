"""Persons of a case never come through to what everybody reads, however they were written."""

from __future__ import annotations

import pytest

from station_app.usecases.cases import add as register
from station_app.usecases.cases import take_step
from station_app.usecases.deidentify import Who, still_told, taken_out, who_of
from station_app.usecases.typical_cases import begin_from, begin_shown
from sync.clock import Json
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind
from tests.usecases.desks import complaint
from tests.usecases.weekly import session_with

PARTIES = [
    {
        "role": "complainant",
        "kind": "person",
        "name": "王秀芝",
        "phone": "13812345678",
        "phone2": "022-82901234",
        "address": "天津市宝坻区史各庄镇镇东村三区12号",
        "id_kind": "resident_id",
        "id_no": "12022419680315123X",
    },
    {
        "role": "respondent",
        "kind": "individual_business",
        "name": "宏达农资店",
        "respondent_reg_name": "宝坻区宏达农资经营部",
        "shop_name": "宏达优选",
        "legal_rep": "赵建业",
        "contact_person": "钱多多",
        "phone": "13900001111",
        "business_place": "镇大集东头8号",
    },
]
FORMS = (
    "王秀芝", "王 秀 芝", "王\N{IDEOGRAPHIC SPACE}秀芝", "王·秀芝",
    "13812345678", "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８",
    "022-82901234", "02282901234", "022 8290 1234",
    "12022419680315123X", "12022419680315123x", "120224 19680315 123X",
    "天津市宝坻区史各庄镇镇东村三区12号", "三区12号", "三区１２号",
    "宏达农资店", "宝坻区宏达农资经营部", "宏达优选", "宏达 农资店",
    "赵建业", "钱多多", "139 0000 1111", "镇大集东头8号",
)  # fmt: skip
"""What surely tells of a person or a firm of the case."""

SOFT = ("秀芝", "老王", "王女士", "王大娘", "赵经理", "建业")
STRANGERS = (
    "18600009999", "186 0000 9999", "110101199003074258", "6217000010001234567",
    "010-88886666", "li@example.com", "津A12345", "津A·12345",
)  # fmt: skip
"""Numbers of persons the case does not know."""


@pytest.fixture
def case_id(desk):
    facts = "、".join((*FORMS, *SOFT, *STRANGERS)) + "。3月15日买种子4袋共1280元,批号20260301。"
    made = register(desk.ledger, desk.session, complaint(facts=facts, parties=PARTIES))
    done: dict[str, Json] = {"summary": "当场退款", "money_refund": 32000}
    take_step(desk.ledger, desk.session, made.id, "settle_now", done)
    return made.id


@pytest.fixture
def story(desk, case_id):
    return str(begin_from(desk.ledger, desk.session, case_id).values["story"])


@pytest.mark.parametrize("form", [*FORMS, *SOFT, *STRANGERS])
def test_no_form_of_a_person_a_firm_or_a_number_stays_in_the_story(story, form):
    assert form not in story


def test_what_tells_of_nobody_stays(story):
    assert "3月15日买种子4袋共1280元,批号20260301。" in story


@pytest.mark.parametrize("form", [*FORMS, *STRANGERS])
def test_each_form_is_found_again_in_a_later_text(desk, case_id, form):
    who = who_of(desk.ledger, case_id)
    assert still_told(f"买家{form}要求退款", who), form


@pytest.mark.parametrize("text", ["甲在某店甲买种子", "共1380000000元", "2026年3月15日", "12315",
                                  "《种子法》第四十五条", "批号6901234567890"])  # fmt: skip
def test_plain_words_are_not_taken_for_persons(desk, case_id, text):
    assert still_told(text, who_of(desk.ledger, case_id)) == []


def test_one_trader_under_several_names_is_one_trader(desk, case_id):
    named = who_of(desk.ledger, case_id).stand_in
    assert named["宏达农资店"] == named["宝坻区宏达农资经营部"] == named["宏达优选"] == "某店甲"
    assert (named["王秀芝"], named["赵建业"], named["钱多多"]) == ("甲", "乙", "丙")


def test_a_stand_in_stays_the_same_every_time(desk, case_id):
    first = who_of(desk.ledger, case_id).stand_in
    assert who_of(desk.ledger, case_id).stand_in == first
    assert (
        begin_from(desk.ledger, desk.session, case_id).values
        == begin_from(desk.ledger, desk.session, case_id).values
    )


def test_one_who_is_added_later_changes_nobodys_stand_in(desk, case_id, clock):
    first = who_of(desk.ledger, case_id).stand_in
    clock.wait(days=1)
    later = {"case_id": case_id, "role": "complainant", "kind": "person", "name": "孙大明"}
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        unit.create("case_party", later)
    then = who_of(desk.ledger, case_id).stand_in
    assert {name: then[name] for name in first} == first
    assert then["孙大明"] == "丁"


def test_what_was_replaced_is_told_with_what_stands_for_it(desk, case_id):
    replaced = begin_from(desk.ledger, desk.session, case_id).replaced
    told = {one.was: one.now for one in replaced}
    assert told["王 秀 芝"] == told["王秀芝"] == told["王女士"] == told["秀芝"] == "甲"
    assert told["宏达优选"] == "某店甲"
    assert told["13812345678"] == "（略）"
    assert told["18600009999"] == "（电话略）"


def test_a_family_name_that_two_bear_is_left_to_whoever_reads():
    text, _ = taken_out("老王与王女士", Who({"王小明": "甲", "王大力": "乙"}))
    assert text == "老王与王女士"


def test_who_stands_behind_a_stand_in_is_seen_with_a_trace_and_by_some_with_a_reason(desk, case_id):
    def looks():
        return desk.ledger.db.row("SELECT COUNT(*) FROM r_access_log WHERE case_id = ?", (case_id,))

    begin_from(desk.ledger, desk.session, case_id)
    assert looks() == (0,), "nobody was shown"
    begin_shown(desk.ledger, desk.session, case_id)
    assert looks() == (1,)
    leader = session_with(desk, "county_leader")
    with pytest.raises(Problem) as raised:
        begin_shown(desk.ledger, leader, case_id)
    assert raised.value.kind is ProblemKind.REFUSED_INPUT
    assert raised.value.fields == {"reason": "missing"}
    assert begin_shown(desk.ledger, leader, case_id, "汇编典型案例").stand_ins
    assert looks() == (2,)


def test_what_stood_in_brackets_gets_no_second_pair():
    text, _ = taken_out("商家（138 1234 5678）和（大集东头8号）", Who({}, ("大集东头8号",)))
    assert text == "商家（电话略）和（略）"

"""`station notice`, `question`, `visit` and `typical` as interfaces.md promises such commands."""

from __future__ import annotations

import copy
import json

import pytest
from PIL import Image

from station_app.usecases.desk import NewStation, desk_for, init_station
from sync.ledger.unit import unit_of_work
from tests.cli.commands import Station
from tests.usecases.desks import CHEAP, COMPLAINT, PASSWORD

ID = "01a1e210-9520-7c3e-8a41-5d0f6b2c9e17"
NOTICE = {"kind": "warning", "title": "谨防“会销”保健品", "body": "近期有人以讲座名义卖保健品。"}
QUESTION = {"topic_code": "farm_inputs", "question": "种子袋上的批号怎么看",
            "asker_name": "王秀兰", "asker_phone": "13820010001"}  # fmt: skip
VISIT = {"kind": "sit_in", "planned_on": "2026-01-06"}
HELD = {"held_at": "2026-01-06T09:00:00+08:00", "persons_received": 7, "cases_taken": 1,
        "consultations": 5}  # fmt: skip
REST = {
    "key_point": "种子质量",
    "law_basis": "消费者权益保护法第五十四条",
    "result": "当场退款",
    "lesson": "买种子要留小票",
}
SPAN = ("--from", "2026-01-01", "--to", "2026-12-31")


def lines(*documents):
    return "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents)


@pytest.fixture
def county(tmp_path):
    """The county's own desk; one person there checks, publishes and hangs notices."""
    folder = tmp_path / "county"
    told = NewStation("120115000000", "宝坻区消费者维权中心", "county", "zhou", PASSWORD, "周某")
    init_station(folder, told, cost=CHEAP)
    with (
        desk_for(folder, None, lambda: PASSWORD, write=True) as desk,
        unit_of_work(desk.ledger, desk.session.user_id) as unit,
    ):
        for role in ("county_handler", "county_leader"):
            grant = {
                "user_id": desk.session.user_id,
                "role": role,
                "scope_station_id": desk.session.station_id,
                "from_date": "2026-01-01",
            }
            unit.create("role_grant", grant)
    return Station(folder)


def released(county, **changes):
    """A notice the county has published; its id."""
    given = {**NOTICE, "id": ID, **changes}
    assert county("notice", "add", "-", given=given).exit == 0
    for action in ("check", "approve", "publish"):
        ended = county("notice", "act", ID, action, "-", given={})
        assert ended.exit == 0, ended.err
    return ID


@pytest.mark.parametrize(
    ("group", "good", "bad", "field", "status"),
    [
        ("notice", NOTICE, {**NOTICE, "title": None}, "title", "draft"),
        ("question", QUESTION, {**QUESTION, "asker_phone": "12"}, "asker_phone", "open"),
        ("visit", VISIT, {**VISIT, "kind": "stroll"}, "kind", "planned"),
        ("typical", {**REST, "title": "种子", "category_code": "farm_inputs", "story": "甲买种子。",
                     "problem_nature": "quality", "year": 2026},
         {"story": "x"}, "title", "draft"),
    ],
)  # fmt: skip
def test_each_record_gets_a_line_and_a_wrong_one_keeps_no_other_back(
    station, group, good, bad, field, status
):
    ended = station(group, "add", "-", "--json", given=lines(bad, {**good, "id": ID}))
    assert ended.exit == 3
    assert (ended.problem["line"], field in ended.problem["fields"]) == (1, True)
    assert [(line["id"], line["status"]) for line in ended.lines] == [(ID, status)]
    again = station(group, "add", "-", "--json", given={**good, "id": ID})
    assert (again.exit, again.lines[0]["id"]) == (0, ID)
    listed = station(group, "list", *(SPAN if group == "visit" else ()), "--json").json
    assert [(row["id"], row["status"]) for row in listed] == [(ID, status)]
    assert (listed[0]["station_id"], listed[0]["sync_state"]) == ("120115101201", "local")
    assert ID in station(group, "show", ID, "--json").out
    assert station(group, "list", "--status", "flying").exit == 3
    assert station(group, "show", "01a1e210-0000-7c3e-8a41-5d0f6b2c9e17").exit == 3


def test_a_record_is_named_by_its_number_too(station):
    for group, given in (("notice", NOTICE), ("question", QUESTION)):
        number = station(group, "add", "-", given=given).lines[0]["number"]
        assert number.startswith("120115101201Z")
        assert station(group, "edit", number, "-", given={}).lines[0]["number"] == number
        assert number in station(group, "list").out


def test_a_notice_is_no_villages_to_publish(station):
    station("notice", "add", "-", given={**NOTICE, "id": ID})
    ended = station("notice", "act", ID, "check", "-", "--json", given={})
    assert (ended.exit, ended.problem["problem"]) == (4, "not_permitted")
    ended = station("notice", "post", ID, "-", "--json", given={})
    assert (ended.exit, list(ended.problem["fields"])) == (3, ["status"])


def test_a_notice_hangs_with_its_photo_until_it_is_taken_down(county, tmp_path):
    released(county)
    place = {"place": "村口宣传栏", "copies": 2}
    posting = county("notice", "post", ID, "-", given=place).lines[0]["id"]
    photo = tmp_path / "栏.png"
    Image.new("RGB", (40, 30), "red").save(photo)
    assert county("attach", posting, str(photo)).exit == 0
    (hung,) = county("notice", "show", ID, "--json").json["postings"]
    assert (hung["id"], hung["place"], hung["copies"], hung["by_id"]) == (
        posting,
        "村口宣传栏",
        2,
        "zhou",
    )
    assert county("notice", "take-down", ID).lines[0]["id"] == posting
    (hung,) = county("notice", "show", ID, "--json").json["postings"]
    assert hung["taken_down_at"] is not None
    assert county("notice", "take-down", ID).exit == 3, "it hangs nowhere any more"
    assert county("notice", "take-down", posting).exit == 0


def test_of_a_notice_that_hangs_twice_the_posting_is_to_be_named(county):
    released(county)
    first, second = (
        county("notice", "post", ID, "-", given={"place": place}).lines[0]["id"]
        for place in ("东头", "西头")
    )
    assert county("notice", "take-down", ID).exit == 3
    assert county("notice", "take-down", second).exit == 0
    assert county("notice", "take-down", ID).lines[0]["id"] == first


def test_a_notice_is_withdrawn_with_a_reason(county):
    released(county)
    ended = county("notice", "act", ID, "withdraw", "-", "--json", given={})
    assert (ended.exit, list(ended.problem["fields"])) == (3, ["withdraw_reason"])
    why = {"withdraw_reason": "已处理完毕"}
    assert county("notice", "act", ID, "withdraw", "-", given=why).lines[0]["status"] == "withdrawn"
    assert "已撤回" in county("notice", "list").out
    assert county("notice", "list", "--status", "published", "--json").json == []


def test_a_question_is_answered_and_who_asked_stays_masked(station):
    station("question", "add", "-", given={**QUESTION, "id": ID})
    ended = station("question", "act", ID, "answer", "-", "--json", given={"answer": "看标签。"})
    assert (ended.exit, list(ended.problem["fields"])) == (3, ["answer_way"])
    answer = {"answer": "看品种和净含量。", "answer_way": "leaflet"}
    assert station("question", "act", ID, "answer", "-", given=answer).exit == 0
    shown = station("question", "show", ID, "--json").json
    assert (shown["answer"], shown["answered_by"]) == ("看品种和净含量。", "lizhuli")
    assert (shown["asker_name"], shown["asker_phone"]) == ("王**", "138****0001")
    for out in (station("question", "list").out, station("question", "show", ID).out):
        assert "王秀兰" not in out
    assert "种子袋上的批号怎么看" in station("question", "list").out


def test_a_visit_is_held_and_what_was_found_is_mended(station):
    station("visit", "add", "-", given={**VISIT, "id": ID})
    ended = station("visit", "hold", ID, "-", "--json", given={"held_at": HELD["held_at"]})
    assert ended.exit == 3
    assert set(ended.problem["fields"]) == {"persons_received", "cases_taken", "consultations"}
    found = {"problems": "宣传栏过期", "guidance": "换上新的"}
    assert station("visit", "hold", ID, "-", given={**HELD, **found}).lines[0]["status"] == "held"
    done = {"follow_up_done": "2026-01-09"}
    assert station("visit", "act", ID, "follow_up", "-", given=done).exit == 0
    (row,) = station("visit", "list", *SPAN, "--json").json
    assert (row["persons_received"], row["follow_up_done"], row["host_station_id"]) == (
        7,
        "2026-01-09",
        "120115101201",
    )
    assert station("visit", "list", "--from", "2026-02-01", "--to", "2026-03-01").out == ""
    assert station("visit", "list", "--from", "2026-02-01", "--to", "2026-01-01").exit == 3


def closed_case(station):
    given = copy.deepcopy(COMPLAINT)
    given["facts"] = "王某某在某某种子摊买种子,电话13800000000,家住镇东村三区12号,种子不出苗。"
    given["late_entry_reason"] = "停电"
    number = station("complaint", "add", "-", given=given).lines[0]["number"]
    done = {"summary": "当场退款了", "money_refund": "320.00"}
    ended = station("complaint", "act", number, "settle_now", "-", given=done)
    assert ended.exit == 0, ended.err
    return number


def test_a_typical_case_is_begun_from_a_closed_one_and_kept(station):
    number = closed_case(station)
    begun = station("typical", "begin", number, "--json").json
    assert "王某某" not in begun["story"]
    assert "13800000000" not in begun["story"]
    assert station("typical", "list", "--json").json == [], "nothing is kept by beginning"
    named = {**begun, **REST, "lesson": "王某某应当留小票"}
    ended = station("typical", "add", "-", "--json", given=named)
    assert (ended.exit, list(ended.problem["fields"])) == (3, ["lesson"])
    made = station("typical", "add", "-", given={**begun, **REST}).lines[0]["id"]
    shown = station("typical", "show", made, "--json").json
    assert (shown["case_id"], shown["lesson"]) == (begun["case_id"], "买种子要留小票")


def test_a_case_may_be_named_by_its_number_and_must_be_there(station):
    number = closed_case(station)
    given = {**station("typical", "begin", number, "--json").json, **REST, "case_id": number}
    made = station("typical", "add", "-", given=given).lines[0]["id"]
    assert station("typical", "show", made, "--json").json["case_id"] is not None
    ended = station("typical", "add", "-", "--json", given={**given, "case_id": "无此案"})
    assert (ended.exit, list(ended.problem["fields"])) == (3, ["case_id"])
    assert station("typical", "begin", "无此案").exit == 3


def test_an_open_case_is_not_told_of(station):
    given = {**COMPLAINT, "late_entry_reason": "停电"}
    number = station("complaint", "add", "-", given=given).lines[0]["number"]
    ended = station("typical", "begin", number, "--json")
    assert (ended.exit, list(ended.problem["fields"])) == (3, ["status"])


def test_a_list_is_as_long_as_asked(station):
    station("question", "add", "-", given=lines(*[QUESTION] * 3))
    assert len(station("question", "list", "--limit", "2", "--json").json) == 2

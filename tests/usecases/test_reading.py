"""Lists, counts, search and what waits, as a window and a script read them."""

import base64
import json
import sys
from subprocess import run
from typing import Any

import pytest

from station_app.usecases import access, cases
from station_app.usecases.reading.attention import attention, conflicts, count_attention
from station_app.usecases.reading.case_detail import case_detail, detail_json, find_case
from station_app.usecases.reading.cases import (
    CaseFilter,
    case_page,
    case_rows_at,
    count_cases,
    filter_by_text,
    position_of,
    status_counts,
)
from station_app.usecases.reading.known_people import people_by_phone, traders_by_name
from station_app.usecases.reading.search import found_cases
from station_app.usecases.reading.sight import filter_by_words
from station_app.usecases.reading.states import enrolled
from station_app.usecases.reading.status import standing
from station_app.usecases.reading.waiting import receipts, waiting
from station_app.usecases.session import Session
from sync.clock import iso
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import body_bytes
from sync.records.rights import Grant
from tests.usecases.desks import complaint

EVERYTHING = CaseFilter()


def register(desk, **changes):
    return cases.add(desk.ledger, desk.session, complaint(**changes)).id


@pytest.fixture
def seven(desk):
    """Seven cases, a minute apart, the newest first."""
    return [
        register(desk, title=f"第{n}件", received_at=f"2026-11-16T09:0{n}:00+08:00")
        for n in range(7)
    ][::-1]


def ids(rows):
    return [row.id for row in rows]


def test_the_newest_received_stands_first(desk, seven):
    assert ids(case_page(desk.ledger, EVERYTHING)) == seven


def test_pages_by_key_join_without_gap_or_repeat(desk, seven):
    first = case_page(desk.ledger, EVERYTHING, limit=3)
    second = case_page(desk.ledger, EVERYTHING, first[-1].key, limit=3)
    third = case_page(desk.ledger, EVERYTHING, second[-1].key, limit=3)
    assert ids(first + second + third) == seven


def test_a_place_in_the_list_is_found_and_back(desk, seven):
    assert ids(case_rows_at(desk.ledger, EVERYTHING, 4, 2)) == seven[4:6]
    assert [position_of(desk.ledger, EVERYTHING, one) for one in seven] == list(range(7))
    assert position_of(desk.ledger, CaseFilter(status=("archived",)), seven[0]) is None


def test_filters_count_and_list_alike(desk, seven):
    cases.act(
        desk.ledger,
        desk.session,
        seven[0],
        "accept",
        {"handling_capacity": "station_assist", "disposition": "self_handle"},
    )
    accepted = CaseFilter(status=("accepted",))
    assert (count_cases(desk.ledger, accepted), count_cases(desk.ledger, EVERYTHING)) == (1, 7)
    assert ids(case_page(desk.ledger, accepted)) == seven[:1]
    assert status_counts(desk.ledger) == {"accepted": 1, "registered": 6}
    handled = CaseFilter(handler=desk.session.user_id)
    assert ids(case_page(desk.ledger, handled)) == seven[:1]
    since = case_page(desk.ledger, EVERYTHING)[2].received_at
    assert ids(case_page(desk.ledger, CaseFilter(since=since))) == seven[:3]
    assert ids(case_page(desk.ledger, CaseFilter(until=since))) == seven[3:]
    assert count_cases(desk.ledger, CaseFilter(owner="somebody else")) == 0


def test_names_in_a_list_are_masked_and_a_firms_is_not(desk):
    parties = complaint()["parties"]
    parties[1] |= {"kind": "company", "name": "某某农资公司"}
    register(desk, parties=parties)
    (row,) = case_page(desk.ledger, EVERYTHING)
    assert (row.complainant, row.respondent) == ("王**", "某某农资公司")


def test_who_sold_is_named_in_lists_where_what_they_are_was_not_found_out(desk):
    parties = complaint()["parties"]
    parties[1] |= {"kind": "unknown", "name": "利民农资店"}
    register(desk, parties=parties)
    (row,) = case_page(desk.ledger, EVERYTHING)
    assert (row.complainant, row.respondent) == ("王**", "利民农资店")
    assert [known.name for known in traders_by_name(desk.ledger, "农资")] == ["利民农资店"]
    assert {known.name for known in people_by_phone(desk.ledger, "1380")} == {"王**"}


@pytest.mark.parametrize(
    "text", ["玉米", "不出苗", "13800000000", "0000", "镇东村", "王", "种子摊"]
)
def test_a_case_is_found_by_what_stands_in_it(desk, text):
    case = register(desk)
    assert found_cases(desk.ledger, text) == [case]


def test_words_that_only_share_pairs_are_not_found(desk):
    register(desk, title="不出苗出苗米", facts="种子不出,出苗米种子少,摊主不认。")
    assert found_cases(desk.ledger, "不出苗米种") == []
    assert found_cases(desk.ledger, "不出苗出") != []


def test_a_search_and_a_filter_hold_together(desk, seven):
    asked = filter_by_text(desk.ledger, "第3件")
    assert ids(case_page(desk.ledger, asked)) == [seven[3]]
    assert count_cases(desk.ledger, asked) == 1
    assert filter_by_text(desk.ledger, "  ").ids is None


def test_changed_words_are_found_and_old_ones_forgotten(desk):
    case = register(desk)
    cases.edit(desk.ledger, desk.session, case, {"title": "化肥结块"})
    assert found_cases(desk.ledger, "化肥结块") == [case]


def test_a_case_is_found_by_id_number_and_county_number(desk):
    case = register(desk)
    number = case_page(desk.ledger, EVERYTHING)[0].number
    assert find_case(desk.ledger, case) == find_case(desk.ledger, f" {number} ") == case
    with pytest.raises(Problem) as told:
        find_case(desk.ledger, "nothing")
    assert told.value.kind is ProblemKind.NOT_FOUND


def as_role(desk, role):
    grant = Grant(role, desk.session.station_id, "2026-01-01")
    return Session(desk.session.user_id, "other", "别人", desk.session.station, (grant,))


def test_a_view_in_full_is_logged_before_it_is_given(desk):
    case = register(desk)
    detail = access.view_case(desk.ledger, desk.session, case)
    assert detail.parties[0].values["phone"] == "13800000000"
    assert detail.withheld == ()
    rows = desk.ledger.db.rows("SELECT action, user_id, case_id FROM r_access_log")
    assert rows == [("view_full", desk.session.user_id, case)]


def test_who_may_not_see_persons_gets_them_masked_and_named(desk):
    case = register(desk)
    detail = access.view_case(desk.ledger, as_role(desk, "supervision_member"), case)
    told: Any = detail_json(desk.ledger, detail)
    assert told["parties"][0]["name"] == "王**"
    assert told["parties"][0]["phone"] == "138****0000"
    assert told["parties"][0]["address"] == "镇东村**"
    assert {"facts", "parties[0].phone", "parties[0].address"} <= set(told["withheld"])
    assert "13800000000" not in json.dumps(told, ensure_ascii=False)
    assert desk.ledger.db.rows("SELECT 1 FROM r_access_log") == []


def test_an_auditor_sees_in_full_only_with_a_reason(desk):
    case = register(desk)
    auditor = as_role(desk, "auditor")
    assert not access.view_case(desk.ledger, auditor, case).full
    assert access.view_case(desk.ledger, auditor, case, "投诉复查").full
    assert desk.ledger.db.rows("SELECT reason FROM r_access_log") == [("投诉复查",)]


def test_a_callback_clerk_may_see_the_phone_and_nothing_else(desk):
    case = register(desk)
    party = case_detail(desk.ledger, case, full=True).parties[0].id
    clerk = as_role(desk, "callback_clerk")
    seen = access.unmask(desk.ledger, clerk, case, "case_party", party, ["phone"])
    assert seen == {"phone": "13800000000"}
    with pytest.raises(Problem) as told:
        access.unmask(desk.ledger, clerk, case, "case_party", party, ["address"])
    assert told.value.kind is ProblemKind.NOT_PERMITTED
    assert len(desk.ledger.db.rows("SELECT 1 FROM r_access_log")) == 1


def test_a_callback_clerk_reads_a_case_with_its_telephones_and_leaves_a_trace(desk):
    case = register(desk)
    detail = access.view_case(desk.ledger, as_role(desk, "callback_clerk"), case)
    told: Any = detail_json(desk.ledger, detail)
    assert (detail.full, detail.phones) == (False, True)
    assert (told["parties"][0]["phone"], told["parties"][0]["name"]) == ("13800000000", "王**")
    assert told["facts"] is None
    assert "parties[0].phone" not in told["withheld"]
    assert "parties[0].address" in told["withheld"]
    ((action, fields),) = desk.ledger.db.rows("SELECT action, fields FROM r_access_log")
    assert (action, json.loads(fields)) == ("unmask", ["phone", "phone2"])


def test_who_reports_a_breach_is_not_told_by_telephone_either(desk):
    case = register(desk, matter_type="report", requests=..., amount=..., parties=REPORTER)
    detail = access.view_case(desk.ledger, as_role(desk, "callback_clerk"), case)
    assert detail.parties[0].values["phone"] == "138****0000"


ASKED = ("13800000000", "王某某", "三区12号", "不肯退钱", "玉米种子", "大集东")
REPORTER = [
    {"role": "reporter", "kind": "person", "name": "王某某", "phone": "13800000000"},
    {"role": "reported", "kind": "company", "name": "某某农资公司", "business_place": "大集东头"},
]


@pytest.mark.parametrize(
    ("role", "finds"),
    [
        (
            "village_assistant",
            {"13800000000", "王某某", "三区12号", "不肯退钱", "玉米种子", "大集东"},
        ),
        ("callback_clerk", {"13800000000", "玉米种子", "大集东"}),
        ("supervision_member", {"玉米种子"}),
        ("auditor", {"玉米种子", "大集东"}),
    ],
)
def test_nothing_is_found_by_what_is_not_shown(desk, role, finds):
    case = register(desk)
    session = as_role(desk, role)
    found = {w for w in ASKED if filter_by_words(desk.ledger, session, w).ids == (case,)}
    assert found == finds


def test_part_of_a_masked_number_is_not_found_by_what_its_mask_shows(desk):
    register(desk)
    session = as_role(desk, "supervision_member")
    assert filter_by_words(desk.ledger, session, "138").ids == ()
    assert filter_by_words(desk.ledger, session, "玉米种子 0000").ids == ()
    assert filter_by_words(desk.ledger, session, " ").ids is None


def test_every_change_waits_under_its_case_until_the_county_has_it(desk):
    case = register(desk)
    (row,) = [row for row in waiting(desk.ledger) if row.root_kind == "case"]
    assert (row.root, row.changes, row.why) == (case, 4, "not_enrolled")
    assert row.title == "玉米种子不出苗"
    assert {receipt.verdict for receipt in receipts(desk.ledger, case)} == {None}
    assert len(receipts(desk.ledger, case)) == 4


def pretend_to_be_enrolled(desk, up_to=None):
    """As after an exchange in which the center took everything, or the first entries."""
    head = desk.ledger.journal.head(desk.ledger.replica)
    seq = head.seq if up_to is None else up_to
    chain = base64.b64encode(desk.ledger.journal.hash_at(desk.ledger.replica, seq)).decode()
    with desk.ledger.db.writing():
        desk.ledger.state.put({"center_key": "x", "acknowledged": [seq, chain]})


def test_a_case_is_queued_until_all_of_it_was_acknowledged(desk):
    first, second = register(desk), register(desk)
    pretend_to_be_enrolled(desk)
    assert enrolled(desk.ledger)
    cases.edit(desk.ledger, desk.session, second, {"brand": "丰收"})
    states = {row.id: row.sync_state for row in case_page(desk.ledger, EVERYTHING)}
    assert states == {first: "synced", second: "queued"}


def test_status_tells_what_interfaces_promise(desk):
    register(desk)
    told = standing(desk.ledger)
    assert told.counts["case"] == 1
    assert told.pending == 3 + 4
    assert (told.conflicts, told.attention, told.last_at) == (0, 0, None)


def test_two_cases_with_one_number_need_attention(desk):
    first, second = register(desk), register(desk)
    desk.ledger.db.run("UPDATE r_case SET case_no = 'N' WHERE id IN (?, ?)", (first, second))
    (row,) = attention(desk.ledger)
    assert (row.why, row.number) == ("equal_number", "N")
    assert count_attention(desk.ledger) == 1


def test_a_refused_change_is_told_with_what_was_entered_masked(desk):
    case = register(desk)
    party = case_detail(desk.ledger, case, full=True).parties[0].id
    body = body_bytes("case_party", party, 1, {"phone": "13911112222"}, {}).decode()
    desk.ledger.db.run(
        "INSERT INTO desk_attention (id, why, kind, record_id, reason, at, person, body) "
        "VALUES ('a', 'refused', 'case_party', ?, 'not_permitted', 1, ?, ?)",
        (party, desk.session.user_id, body),
    )
    (row,) = attention(desk.ledger)
    assert (row.why, row.reason, row.person, row.case_id) == (
        "refused",
        "not_permitted",
        "李某",
        case,
    )
    assert row.changes == {"phone": "139****2222"}


def test_a_value_changed_on_both_sides_is_listed_with_its_candidates(desk):
    case = register(desk)
    candidates = [
        {"stamp": [2, 5, "a"], "value": 100, "person": desk.session.user_id, "at": 5},
        {"stamp": [2, 9, "b"], "value": 200, "person": "nobody here", "at": 9},
    ]
    desk.ledger.db.run(
        "INSERT INTO r_conflict (id, root_id, version, stamps, seen_with, record_kind, record_id, "
        "field, candidates, status) VALUES ('c', ?, 1, '[1,1,\"x\"]', ?, 'case', ?, 'amount', ?, "
        "'open')",
        (case, case, case, json.dumps(candidates)),
    )
    (row,) = conflicts(desk.ledger)
    assert (row.case_id, row.field) == (case, "amount")
    assert [(c.value, c.stands) for c in row.candidates] == [(100, False), (200, True)]
    assert row.candidates[0].person == "李某"
    assert case_page(desk.ledger, EVERYTHING)[0].sync_state == "conflict"


def test_events_stand_in_the_order_they_happened(desk, clock):
    case = register(desk)
    clock.wait(hours=1)
    cases.act(
        desk.ledger,
        desk.session,
        case,
        "settle_now",
        {"summary": "当场换货", "money_replace": "320.00"},
    )
    told: Any = detail_json(desk.ledger, case_detail(desk.ledger, case, full=True))
    times = [event["occurred_at"] for event in told["events"]]
    assert times == sorted(times)
    ((concluded,),) = desk.ledger.db.rows("SELECT concluded_at FROM r_case")
    assert told["concluded_at"] == iso(concluded)
    assert told["recovered_confirmed"] == "320.00"


def test_reading_loads_no_orm_and_no_line():
    code = (
        "import sys\n"
        "import station_app.usecases.access, station_app.usecases.desk\n"
        "import station_app.cli.complaint_reading, station_app.cli.station\n"
        "heavy = 'sqlalchemy sqlmodel alembic pydantic requests PySide6 typer PIL'.split()\n"
        "print(sorted(set(heavy) & set(sys.modules)))"
    )
    ended = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"

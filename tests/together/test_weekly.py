"""The weekly work over a real line: who sees it, who may change it, and what becomes of changes
made apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from station_app.usecases import knowledge, notices, trainings
from station_app.usecases.activities import act, add_activity, change_activity
from station_app.usecases.conflicts import decide_value
from station_app.usecases.reading.stock import stock
from station_app.usecases.reading.waiting import waiting
from station_app.usecases.series import add_rule, bring_up_to_date, occurrence_id
from station_app.usecases.session import Session, StationCard
from station_app.usecases.stock import add_entry
from sync.ledger.unit import unit_of_work
from sync.ledger.work_days import work_calendar
from sync.records.rights import Grant
from tests.center.running import VILLAGE, WINDOW
from tests.together.conftest import OTHER_VILLAGE, ROLES
from tests.together.desks import Desk
from tests.together.test_exchange import _copy_of
from tests.usecases.test_series import MARKET
from tests.usecases.weekly import activity, training

Make = Callable[..., Desk]
HELD: dict[str, Any] = {
    "held_start": "2026-01-06T08:10:00+08:00",
    "audience_count": 120,
    "consult_count": 14,
    "summary": "发放识假挂历。",
}


def soon(**changes):
    """An activity whose day is over by the real clock."""
    return activity(planned_start="2026-01-06T08:00:00+08:00", **changes)


def at_county(one: Desk) -> Session:
    grants = tuple(Grant(r, one.ledger.station_id, "2026-01-01") for r in ("sysadmin", *ROLES))
    card = StationCard(one.ledger.station_id, one.code, "县中心", "county")
    return Session(one.person, "li", "李某", card, grants)


def enrolled(desk: Make, url: str, codes: dict[str, str], *which: str) -> list[Desk]:
    made = []
    for code in which:
        one = desk(code, "township" if code == WINDOW else "village")
        one.enrol(url, codes[code])
        made.append(one)
    return made


def rest(url: str, *desks: Desk) -> None:
    """Exchange until nobody has anything new."""
    for _ in range(3):
        for one in desks:
            assert one.sync(url).complete


def state_of(one: Desk, record_id: str, *names: str):
    return [one.value("propaganda_activity", record_id, name) for name in names]


def listed(one: Desk) -> dict[str, str]:
    return dict(one.ledger.db.rows("SELECT field, candidates FROM r_conflict"))


def test_two_stations_and_the_county_change_one_activity_apart_and_nothing_is_lost(
    desk: Make, url: str, codes: dict[str, str], county: Desk
) -> None:
    window, village, other = enrolled(desk, url, codes, WINDOW, VILLAGE, OTHER_VILLAGE)
    both = [VILLAGE, OTHER_VILLAGE]
    rest(url, window, village, other)
    done = add_activity(village.ledger, village.session(), soon(organisers=both))
    rest(url, village, other, window, county)
    assert state_of(other, done.id, "title") == ["赶集日农资识假"], "an organiser sees it"
    act(village.ledger, village.session(), done.id, "hold", HELD)
    other_day = {"not_held_reason": "下雨"}
    act(other.ledger, other.session(), done.id, "cancel", other_day)
    change_activity(county.ledger, at_county(county), done.id, {"place": "镇文化站"})
    change_activity(window.ledger, window.session(), done.id, {"partners": ["司法所"]})
    outcomes = [one.sync(url) for one in (village, other, county, window)]
    assert [o.refused for o in outcomes] == [0, 0, 0, 0]
    rest(url, village, other, county, window)
    everywhere = (village, other, county, window)
    names = ("status", "audience_count", "not_held_reason", "place", "partners", "summary")
    seen = [state_of(one, done.id, *names) for one in everywhere]
    assert all(values == seen[0] for values in seen)
    assert seen[0][3:5] == ["镇文化站", ["司法所"]], "different fields merge silently"
    status, count, reason = seen[0][:3]
    # One desk's account stands whole, never a mixture; the other is kept for the desk to see.
    assert (status, count, reason) in (("held", 120, None), ("cancelled", None, "下雨"))
    for one in everywhere:
        conflicts = listed(one)
        assert "held" in conflicts["status"]
        assert "cancelled" in conflicts["status"]
    loser = "audience_count" if status == "cancelled" else "not_held_reason"
    assert ("120" if status == "cancelled" else "下雨") in listed(village)[loser]


def test_the_county_decides_what_became_of_it_and_everybody_hears(
    desk: Make, url: str, codes: dict[str, str], county: Desk
) -> None:
    village, window = enrolled(desk, url, codes, VILLAGE, WINDOW)
    done = add_activity(village.ledger, village.session(), soon())
    rest(url, village, window, county)
    change_activity(village.ledger, village.session(), done.id, {"place": "村口"})
    change_activity(window.ledger, window.session(), done.id, {"place": "集市"})
    rest(url, village, window, county)
    ((conflict,),) = county.ledger.db.rows("SELECT id FROM r_conflict WHERE field = 'place'")
    decide_value(county.ledger, at_county(county), conflict, "村委会大院")
    assert county.sync(url).refused == 0
    rest(url, village, window, county)
    assert [state_of(one, done.id, "place") for one in (village, window)] == [["村委会大院"]] * 2


def test_a_village_sees_nothing_of_anothers_week(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village, other = enrolled(desk, url, codes, VILLAGE, OTHER_VILLAGE)
    done = add_activity(village.ledger, village.session(), soon())
    add_entry(
        village.ledger,
        village.session(),
        {"item_kind": "leaflet", "item_name": "挂历", "way": "received", "quantity": 500},
    )
    rest(url, village, other)
    assert other.ledger.store.one("propaganda_activity", done.id) is None
    assert other.ledger.db.rows("SELECT COUNT(*) FROM r_stock_entry") == [(0,)]


def test_stock_written_apart_on_two_pcs_is_counted_once_each(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    (village,) = enrolled(desk, url, codes, VILLAGE)
    item = {"item_kind": "leaflet", "item_name": "挂历"}
    add_entry(village.ledger, village.session(), {**item, "way": "received", "quantity": 500})
    village.sync(url)
    twin = _copy_of(village)
    try:
        add_entry(village.ledger, village.session(), {**item, "way": "given", "quantity": 20})
        add_entry(twin.ledger, twin.session(), {**item, "way": "given", "quantity": 30})
        rest(url, village, twin)
        assert [line.left for line in stock(village.ledger)] == [450]
        assert stock(village.ledger) == stock(twin.ledger)
    finally:
        twin.close()


def test_two_pcs_of_a_station_make_one_series_and_not_two(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    (village,) = enrolled(desk, url, codes, VILLAGE)
    village.sync(url)
    twin = _copy_of(village)
    try:
        rule = add_rule(village.ledger, village.session(), MARKET, work_calendar())
        rest(url, village, twin)
        first = occurrence_id(rule.id, "2026-12-06")
        for one in (village, twin):
            with unit_of_work(one.ledger, one.person) as unit:
                unit.change("recurrence_rule", rule.id, {"end_on": "2027-12-31"})
            bring_up_to_date(one.ledger, one.session(), work_calendar())
        rest(url, village, twin)
        for one in (village, twin):
            assert one.value("propaganda_activity", first, "title") == "赶集日宣传"
            days = one.ledger.db.rows(
                "SELECT occurrence_on, COUNT(*) FROM r_propaganda_activity GROUP BY 1 HAVING "
                "COUNT(*) > 1"
            )
            assert days == []
            assert listed(one) == {}
    finally:
        twin.close()


def test_entries_two_pcs_made_unseen_by_each_other_are_one_without_a_conflict(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    (village,) = enrolled(desk, url, codes, VILLAGE)
    with unit_of_work(village.ledger, village.person) as unit:
        rule = unit.create("recurrence_rule", _rule_values())
    village.sync(url)
    twin = _copy_of(village)
    try:
        for one in (village, twin):
            assert bring_up_to_date(one.ledger, one.session(), work_calendar()) > 10
        outcomes = [one.sync(url) for one in (village, twin, village)]
        assert [o.refused for o in outcomes] == [0, 0, 0]
        rest(url, village, twin)
        assert listed(village) == listed(twin) == {}
        counts = [
            one.ledger.db.rows("SELECT COUNT(*) FROM r_propaganda_activity WHERE rule_id = ?",
                               (rule.id,))
            for one in (village, twin)
        ]  # fmt: skip
        assert counts[0] == counts[1]
    finally:
        twin.close()


def _rule_values():
    template = {**MARKET["template"], "aim": "topic"}
    return {**MARKET, "template": template, "used_for": "activity", "rest_day_policy": "keep"}


def test_a_session_is_seen_where_its_people_are_and_scores_only_at_home(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    window, village, other = enrolled(desk, url, codes, WINDOW, VILLAGE, OTHER_VILLAGE)
    people = {}
    for one, name in ((village, "赵一"), (other, "钱二")):
        with unit_of_work(one.ledger, one.person) as unit:
            values = {"name": name, "from_date": "2025-01-01"}
            people[name] = unit.create("person", values).id
    rest(url, village, other, window)
    times = {"planned_at": "2026-01-06T09:00:00+08:00"}
    done = trainings.add_session(window.ledger, window.session(), training(**times))
    trainings.invite(window.ledger, window.session(), done.id, ["赵一", "钱二"])
    held = {"held_at": times["planned_at"], "hours": "2", "summary": "讲了新办法。"}
    trainings.act(window.ledger, window.session(), done.id, "hold", held)
    trainings.attend(
        window.ledger,
        window.session(),
        done.id,
        [
            {"person_id": "赵一", "presence": "present", "score": 90},
            {"person_id": "钱二", "presence": "absent"},
        ],
    )
    assert window.sync(url).refused == 0
    rest(url, village, other)
    for one, name in ((village, "赵一"), (other, "钱二")):
        assert one.value("training_session", done.id, "title") == "新办法解读"
        assert one.ledger.db.rows("SELECT person_name FROM r_training_attendance") == [(name,)]


def test_a_notice_is_everybodys_once_it_is_published_and_not_before(
    desk: Make, url: str, codes: dict[str, str], county: Desk
) -> None:
    village, other = enrolled(desk, url, codes, VILLAGE, OTHER_VILLAGE)
    given = {"kind": "warning", "title": "会销保健品", "body": "近期有人以讲座名义卖保健品。"}
    made = notices.add_notice(village.ledger, village.session(), given)
    rest(url, village, other, county)
    assert other.ledger.store.one("consumer_notice", made.id) is None
    for action in ("check", "approve"):
        notices.act(county.ledger, at_county(county), made.id, action, {})
    rest(url, county, other)
    assert other.ledger.store.one("consumer_notice", made.id) is None
    notices.act(county.ledger, at_county(county), made.id, "publish", {})
    assert county.sync(url).refused == 0
    rest(url, village, other)
    for one in (village, other):
        assert one.value("consumer_notice", made.id, "status") == "published"
        notices.post(one.ledger, one.session(), made.id, {"place": "宣传栏"})
        assert one.sync(url).refused == 0
    rest(url, county, village, other)
    assert county.ledger.db.rows("SELECT COUNT(*) FROM r_notice_posting") == [(2,)]
    assert other.ledger.db.rows("SELECT COUNT(*) FROM r_notice_posting") == [(1,)]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("consumer_notice", {"status": "published", "approved_by": "me"}),
        ("propaganda_activity", {"status": "held"}),
        ("training_material", {"for_all": True, "title": "x"}),
    ],
)
def test_a_lying_village_does_not_reach_everybody(
    desk: Make, url: str, codes: dict[str, str], kind: str, values: dict
) -> None:
    village, other = enrolled(desk, url, codes, VILLAGE, OTHER_VILLAGE)
    with unit_of_work(village.ledger, village.person) as unit:
        made = unit.create(kind, {"title": "会销", **values})
    assert village.sync(url).refused == 1
    other.sync(url)
    assert other.ledger.store.one(kind, made.id) is None


def test_another_villages_record_is_not_changed_by_who_only_reads_it(
    desk: Make, url: str, codes: dict[str, str], county: Desk
) -> None:
    village, other = enrolled(desk, url, codes, VILLAGE, OTHER_VILLAGE)
    given = {"kind": "tip", "title": "看标签", "body": "买种子要看标签、留小票。"}
    made = notices.add_notice(county.ledger, at_county(county), given)
    for action in ("check", "approve", "publish"):
        notices.act(county.ledger, at_county(county), made.id, action, {})
    rest(url, county, village, other)
    with unit_of_work(village.ledger, village.person) as unit:
        unit.change("consumer_notice", made.id, {"body": "改过的话"})
    assert village.sync(url).refused == 1
    rest(url, other, village)
    for one in (village, other):
        assert one.value("consumer_notice", made.id, "body") == given["body"]


def test_a_question_passed_on_is_answered_where_it_went(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village, other = enrolled(desk, url, codes, VILLAGE, OTHER_VILLAGE)
    rest(url, village, other)
    asked = {"topic_code": "farm_inputs", "question": "如何看种子标签"}
    made = knowledge.add_request(village.ledger, village.session(), asked)
    to = {"passed_to_org_id": other.ledger.station_id}
    knowledge.act(village.ledger, village.session(), made.id, "pass", to)
    rest(url, village, other)
    answer = {"answer": "看品种、产地、净含量。", "answer_way": "reply"}
    knowledge.act(other.ledger, other.session(), made.id, "answer", answer)
    assert other.sync(url).refused == 0
    rest(url, village)
    assert village.value("knowledge_request", made.id, "answer") == answer["answer"]


def test_photos_of_an_activity_follow_it_and_go_with_it(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village, other = enrolled(desk, url, codes, VILLAGE, OTHER_VILLAGE)
    rest(url, village, other)
    two = [VILLAGE, OTHER_VILLAGE]
    done = add_activity(village.ledger, village.session(), soon(organisers=two))
    picture = bytes(range(256)) * 300
    stored = village.contents.add(picture)
    with unit_of_work(village.ledger, village.person) as unit:
        photo = unit.create(
            "attachment",
            {
                "case_id": done.id,
                "owner_type": "activity",
                "owner_id": done.id,
                "evidence_kind": "photo",
                "title": "横幅",
                "sha256": stored.sha256,
                "size": stored.size,
            },
        )
        village.ledger.db.run(
            "INSERT INTO desk_content (attachment_id, sha256, size, here, at_center) "
            "VALUES (?,?,?,1,0)",
            (photo.id, stored.sha256, stored.size),
        )
    assert village.sync(url).refused == 0
    assert village.move_contents(url).sent == 1
    other.sync(url)
    assert other.move_contents(url).received == 1
    assert other.contents.read_all(stored.sha256) == picture
    change_activity(
        village.ledger, village.session(), done.id, {"organisers": [village.ledger.station_id]}
    )
    rest(url, village, other)
    assert other.ledger.store.one("propaganda_activity", done.id) is None
    assert other.ledger.store.one("attachment", photo.id) is None


def test_what_waits_is_told_by_its_own_title(desk: Make, url: str, codes: dict[str, str]) -> None:
    (village,) = enrolled(desk, url, codes, VILLAGE)
    village.sync(url)
    add_activity(village.ledger, village.session(), soon())
    (row,) = [r for r in waiting(village.ledger) if r.root_kind != "access_log"]
    assert (row.root_kind, row.title) == ("propaganda_activity", "赶集日农资识假")

"""The demonstration's weekly and knowledge work is taken by the commands, whole, on any day."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from demo.knowledge_work import (
    enter_county_work,
    enter_questions_and_visits,
    enter_typical_cases,
    post_notices,
)
from demo.weekly_work import enter_weekly_work, story
from station_app.usecases.desk import NewStation, desk_for, init_station
from sync.resources import resources_folder
from tests.cli.commands import Station
from tests.usecases.desks import CHEAP, PASSWORD, VILLAGE, WINDOW, know_station

SPAN = ("--from", "2020-01-01", "--to", "2099-12-31")


def entering(station):
    """Runs a command there; what is refused ends the test with what was said."""

    def enter(arguments, lines):
        ended = station(*arguments, given=lines)
        assert ended.exit == 0, ended.err
        return ended.out

    return enter


def statuses(station, group, *options):
    return Counter(row["status"] for row in station(group, "list", *options, "--json").json)


@pytest.fixture
def village(tmp_path: Path) -> Station:
    """The demonstration's village, which knows its window and has its closed cases."""
    folder = tmp_path / "village"
    told = NewStation(VILLAGE, "镇东村消费维权服务站", "village", "lizhuli", PASSWORD, "李春生")
    init_station(folder, told, cost=CHEAP)
    with desk_for(folder, None, lambda: PASSWORD, write=True) as desk:
        know_station(desk, WINDOW, "township", "大口屯镇消费维权窗口")
    one = Station(folder)
    cases = json.loads((resources_folder() / "demo" / "county.json").read_text("utf-8"))["cases"]
    wanted = {typical["of"] for typical in story()["typical"]}
    for case in cases:
        if case["complaint"]["title"] in wanted:
            made = one("complaint", "add", "-", given=case["complaint"]).lines[0]["id"]
            done = {"summary": "当场退款", "money_refund": "10.00"}
            ended = one("complaint", "act", made, "settle_now", "-", given=done)
            assert ended.exit == 0, ended.err
    return one


@pytest.fixture
def county(tmp_path: Path) -> Station:
    """The county's desk; its first account is the leader's too."""
    folder = tmp_path / "county"
    told = NewStation("120115000000", "宝坻区消费者维权中心", "county", "zhoumin", PASSWORD, "周敏")
    init_station(folder, told, cost=CHEAP)
    one = Station(folder)
    given = one("user", "add", "leader", "--name", "周敏", "--role", "county_leader",
                STATION_NEW_PASSWORD=PASSWORD)  # fmt: skip
    assert given.exit == 0, given.err
    one.environ["STATION_USER"] = "leader"
    return one


def test_the_village_has_something_on_every_tab(village):
    enter_weekly_work(entering(village))
    enter_questions_and_visits(entering(village))
    assert enter_typical_cases(entering(village)).keys() == {"小卖部卖过期糕点，退款并补偿"}
    assert statuses(village, "activity", *SPAN) == {"held": 2, "planned": 3}
    assert set(statuses(village, "question")) == {"open", "planned", "passed", "answered", "closed"}
    assert statuses(village, "visit", *SPAN) == {"held": 3, "planned": 2}
    assert statuses(village, "typical") == {"draft": 2}
    assert statuses(village, "notice") == {"draft": 1}
    mended = [row["follow_up_done"] for row in village("visit", "list", *SPAN, "--json").json]
    assert len([day for day in mended if day]) == 1, "one is mended, one still to be"
    assert village("verify", "--json").json["ok"]


def test_typical_cases_of_the_demonstration_name_nobody(village):
    enter_typical_cases(entering(village))
    for row in village("typical", "list", "--json").json:
        shown = village("typical", "show", row["id"]).out
        assert "胡小梅" not in shown
        assert "王记肉摊" not in shown
        assert "村东小卖部" not in shown


def test_the_county_has_notices_in_force_and_one_taken_back(county):
    enter_county_work(entering(county), {})
    assert statuses(county, "notice") == {"published": 2, "withdrawn": 1}
    rows = county("notice", "list", "--status", "published", "--json").json
    assert all(row["publish_from"] < row["publish_to"] for row in rows)


def test_one_published_notice_hangs_and_one_is_to_be_hung():
    asked = []

    def enter(arguments, lines):
        asked.append((arguments, lines))
        rows = [{"id": n["title"], "title": n["title"]} for n in story()["county"]["notices"]]
        return json.dumps(rows)

    post_notices(enter)
    hung = [arguments[2] for arguments, _ in asked if arguments[:2] == ("notice", "post")]
    in_force = [n["title"] for n in story()["county"]["notices"] if n["ends"] == "published"]
    assert len(hung) == 1
    assert set(hung) < set(in_force)

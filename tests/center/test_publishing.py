"""The county's plan: published from a file, changed by publishing again, read by every station."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sync.center.commands.publishing import county_lists
from sync.center.publishing import Plan, publish_plan, read_plan, template_plan
from sync.problems import Problem
from tests.center.running import make_center
from tests.center.test_commands import Typist

ENTRY = {
    "key": "315",
    "title": "3·15宣传周",
    "kind": "consult_stall",
    "from_on": "03-09",
    "to_on": "03-20",
    "topic_codes": ["law"],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request, tmp_path):
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    folder = tmp_path / "center"
    folder.mkdir()
    center = make_center(folder, url)
    yield center
    center.database.close()


def publish(made, *entries, name="计划", year=2027):
    with made.office() as office:
        done = publish_plan(office, Plan(name, year, entries), county_lists())
    return (done.new, done.changed, done.withdrawn, done.same)


def campaigns(made):
    with made.office() as office:
        return office.db.rows(
            "SELECT entry_key, title, from_on, to_on, COALESCE(withdrawn, 0) FROM r_campaign "
            "ORDER BY entry_key"
        )


def test_publishing_again_changes_what_changed_and_withdraws_what_is_gone(made):
    other = {**ENTRY, "key": "festival", "title": "节日"}
    assert publish(made, ENTRY, other) == (2, 0, 0, 0)
    assert publish(made, ENTRY, other) == (0, 0, 0, 2)
    assert publish(made, {**ENTRY, "title": "新题目"}) == (0, 1, 1, 0)
    assert campaigns(made) == [
        ("315", "新题目", "2027-03-09", "2027-03-20", 0),
        ("festival", "节日", "2027-03-09", "2027-03-20", 1),
    ]
    assert publish(made, ENTRY, other) == (0, 2, 0, 0), "what was withdrawn can come back"


def test_a_field_left_out_the_second_time_is_emptied(made):
    publish(made, {**ENTRY, "text": "设咨询点"})
    assert publish(made, ENTRY) == (0, 1, 0, 0)
    with made.office() as office:
        assert office.db.rows("SELECT text FROM r_campaign") == [(None,)]


def test_two_plans_and_two_years_stand_beside_each_other(made):
    publish(made, ENTRY)
    publish(made, ENTRY, name="别的计划")
    publish(made, ENTRY, year=2028)
    assert len(campaigns(made)) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": None}, "entries[0].key"),
        ({"title": None}, "entries[0].title"),
        ({"kind": "balloon"}, "entries[0].kind"),
        ({"from_on": "13-40"}, "entries[0].from_on"),
        ({"from_on": {"festival": "moon"}}, "entries[0].from_on"),
        ({"to_on": "2027-01-01"}, "entries[0].to_on"),
        ({"colour": "red"}, "entries[0].colour"),
        ({"withdrawn": True}, "entries[0].withdrawn"),
        ({"rule": {"kind": "weekly", "params": {"weekdays": [9]}}},
         "entries[0].rule.params.weekdays[0]"),
    ],
)  # fmt: skip
def test_every_fault_is_named_and_nothing_is_published(small, changes, field):
    with pytest.raises(Problem) as raised:
        publish(small, {**ENTRY, **changes}, {**ENTRY, "key": "good"})
    assert list(raised.value.fields) == [field]
    assert campaigns(small) == []


@pytest.fixture
def small(tmp_path):
    center = make_center(tmp_path)
    yield center
    center.database.close()


def test_one_key_stands_once(small):
    with pytest.raises(Problem) as raised:
        publish(small, ENTRY, ENTRY)
    assert raised.value.fields == {"entries[1].key": "taken"}


def test_days_are_told_by_festivals_too(small):
    around = {"festival": "spring_festival", "offset": -20}
    publish(small, {**ENTRY, "from_on": around, "to_on": {"festival": "spring_festival"}})
    assert campaigns(small)[0][2:4] == ("2027-01-17", "2027-02-06")


def test_a_csv_as_a_spreadsheet_saves_it_is_read(small, tmp_path):
    path = tmp_path / "2027年计划.csv"
    text = (
        "key,title,kind,from_on,to_on,times,topic_codes,levels\r\n"
        "315,3·15宣传周,consult_stall,03-09,03-20,1,law food,village township\r\n,,,,,,,\r\n"
    )
    path.write_bytes(text.encode("gb18030"))
    plan = read_plan(path, 2027, date(2026, 11, 22))
    assert (plan.name, len(plan.entries)) == ("2027年计划", 1)
    with small.office() as office:
        publish_plan(office, plan, county_lists())
        ((times, topics, levels),) = office.db.rows(
            "SELECT times, topic_codes, levels FROM r_campaign"
        )
    assert (times, json.loads(topics), json.loads(levels)) == (
        None,
        ["law", "food"],
        ["village", "township"],
    )


@pytest.mark.parametrize("year", range(2026, 2036))
def test_the_plan_that_comes_with_the_program_is_in_order_every_year(small, year):
    plan = template_plan(year)
    assert len(plan.entries) >= 10
    with small.office() as office:
        assert publish_plan(office, plan, county_lists()).new == len(plan.entries)


@pytest.fixture
def typed(tmp_path, capsys):
    return Typist(tmp_path / "center", capsys, "")


def test_the_command_publishes_and_says_how_many(typed, tmp_path):
    typed("init", "--county-code", "120115", "--county-name", "宝坻区消费者维权中心")
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"plan": "计划", "year": 2027, "entries": [ENTRY]}), "utf-8")
    ended = typed("publish", "calendar", str(path), "--json")
    assert json.loads(ended[1]) == {
        "plan": "计划",
        "year": 2027,
        "new": 1,
        "changed": 0,
        "withdrawn": 0,
        "same": 0,
    }
    assert typed("publish", "calendar", "template", "--year", "2027")[0] == 0
    assert "新增：11" in typed("publish", "calendar", "template", "--year", "2028")[1]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("{", "file"),
        ('{"entries": 3}', "entries"),
        ('{"entries": [], "colour": 1}', "colour"),
        ("a,b\n1,2\n", "file"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(typed, tmp_path, content, field):
    typed("init", "--county-code", "120115", "--county-name", "宝坻区消费者维权中心")
    path = tmp_path / "plan"
    path.write_text(content, "utf-8")
    ended = typed("publish", "calendar", str(path), "--json")
    assert ended[0] == 3
    assert list(json.loads(ended[2])["fields"]) == [field]
    assert typed("publish", "calendar", str(tmp_path / "gone"), "--json")[0] == 3

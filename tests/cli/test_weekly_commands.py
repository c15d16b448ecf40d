"""`station activity` and `station training` as interfaces.md promises them."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from tests.usecases.test_series import MARKET
from tests.usecases.weekly import activity, training

ID = "01a1e210-9520-7c3e-8a41-5d0f6b2c9e17"
HELD = {
    "held_start": "2026-01-06T08:10:00+08:00",
    "audience_count": 120,
    "consult_count": 14,
    "summary": "发放识假挂历。",
}
PAST = {"planned_start": "2026-01-06T08:00:00+08:00"}
SPAN = ("--from", "2026-01-01", "--to", "2026-12-31")


def lines(*documents):
    return "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents)


def test_each_activity_given_gets_a_line_and_a_wrong_one_keeps_no_other_back(station):
    given = lines(activity(), activity(title=None), activity(id=ID))
    ended = station("activity", "add", "-", "--json", given=given)
    assert ended.exit == 3
    assert [line["status"] for line in ended.lines] == ["planned", "planned"]
    assert ended.lines[1]["id"] == ID
    assert (ended.problem["line"], list(ended.problem["fields"])) == (2, ["title"])
    again = station("activity", "add", "-", given=activity(id=ID))
    assert (again.exit, again.lines[0]["id"]) == (0, ID)


def test_an_activity_is_held_listed_and_shown(station):
    station("activity", "add", "-", given=activity(id=ID, **PAST))
    ended = station("activity", "hold", ID, "-", "--json", given={"audience_count": 1})
    assert ended.exit == 3
    assert set(ended.problem["fields"]) == {"held_start", "consult_count", "summary"}
    assert station("activity", "hold", ID, "-", given=HELD).lines == [
        {"id": ID, "number": None, "status": "held"}
    ]
    (row,) = station("activity", "list", *SPAN, "--json").json
    assert (row["id"], row["status"], row["start"]) == (ID, "held", "2026-01-06T08:10:00+08:00")
    assert station("activity", "list", *SPAN, "--status", "planned", "--json").json == []
    shown = station("activity", "show", ID, "--json").json
    assert (shown["audience_count"], shown["lunar_text"]) == (120, "冬月十八")
    assert (shown["station_id"], shown["created_by"]) == ("120115101201", "lizhuli")
    assert shown["organisers"] == ["120115101201"]
    assert shown["attachments"] == []
    assert shown["sync_state"] == "local"


def test_a_photo_is_attached_to_an_activity(station, tmp_path):
    station("activity", "add", "-", given=activity(id=ID))
    photo = tmp_path / "横幅.png"
    Image.new("RGB", (40, 30), "red").save(photo)
    ended = station("attach", ID, str(photo))
    assert (ended.exit, ended.err) == (0, "")
    (file,) = station("activity", "show", ID, "--json").json["attachments"]
    assert (file["owner_type"], file["provided_by"], file["here"]) == ("activity", "station", True)
    assert station("verify", "--json").json["ok"]


@pytest.mark.parametrize(
    ("action", "given", "status"),
    [
        ("confirm", {}, "confirmed"),
        ("cancel", {"not_held_reason": "下雨"}, "cancelled"),
    ],
)
def test_a_step_is_taken_by_its_name(station, action, given, status):
    station("activity", "add", "-", given=activity(id=ID))
    assert station("activity", "act", ID, action, "-", given=given).lines[0]["status"] == status


def test_what_is_not_there_or_no_step_is_refused(station):
    assert station("activity", "show", ID).exit == 3
    station("activity", "add", "-", given=activity(id=ID))
    ended = station("activity", "act", ID, "fly", "-", "--json", given={})
    assert (ended.exit, list(ended.problem["fields"])) == (3, ["action"])
    assert station("activity", "list", "--status", "flying").exit == 3
    assert station("activity", "list", "--from", "2026-02-01", "--to", "2026-01-01").exit == 3


def test_an_edit_and_a_removal(station):
    station("activity", "add", "-", given=activity(id=ID))
    assert station("activity", "edit", ID, "-", given={"place": "村口"}).exit == 0
    assert station("activity", "show", ID, "--json").json["place"] == "村口"
    assert station("activity", "remove", ID).exit == 0
    assert station("activity", "show", ID).exit == 3


def test_a_series_is_made_ahead(station):
    rule = {**MARKET, "start_on": "2020-01-01"}
    assert station("activity", "series", "-", given=rule).exit == 0
    found = station("activity", "list", "--json").json
    assert len(found) >= 5
    assert station("activity", "ahead", "--json").json == {"changed": 0}


def test_leaflets_are_counted(station):
    cards = {"item_kind": "leaflet", "item_name": "识假挂历"}
    given = lines({**cards, "way": "received", "quantity": 500})
    assert station("activity", "stock-add", "-", given=given).exit == 0
    gave = [{"name": "识假挂历", "kind": "leaflet", "given": 120}]
    now = {"way": "counted", "quantity": 500, "at": "2026-01-01T08:00:00+08:00"}
    station("activity", "stock-add", "-", given={**cards, **now})
    held = activity(**PAST, status="held", materials=gave, **HELD)
    assert station("activity", "add", "-", given=held).exit == 0
    (line,) = station("activity", "stock", "--json").json
    assert (line["given"], line["left"]) == (120, 880)
    assert "880" in station("activity", "stock").out


def test_the_countys_plan_is_empty_before_anything_came(station):
    assert station("activity", "plan", "--json").json == []


def test_a_session_its_people_and_its_hours(station):
    given = training(id=ID, planned_at="2026-01-06T09:00:00+08:00")
    assert station("training", "add", "-", given=given).exit == 0
    assert station("training", "invite", ID, "lizhuli").exit == 0
    held = {"held_at": "2026-01-06T09:00:00+08:00", "hours": "2", "summary": "讲了新办法。"}
    assert station("training", "hold", ID, "-", given=held).lines[0]["status"] == "held"
    roll = {"rows": [{"person_id": "lizhuli", "presence": "present"}]}
    assert station("training", "attend", ID, "-", given=roll).exit == 0
    (row,) = station("training", "list", *SPAN, "--json").json
    assert (row["invited"], row["there"], row["organiser_id"]) == (1, 1, "120115101201")
    shown = station("training", "show", ID, "--json").json
    assert [(line["person_name"], line["hours"]) for line in shown["roll"]] == [("李某", "2")]
    (person,) = station("training", "hours", "--year", "2026", "--json").json
    assert (person["person_name"], person["hours"], person["sessions"]) == ("李某", "2", 1)
    assert station("training", "hours", "--year", "2026", "--lacking", "2", "--json").json == []
    assert "李某" in station("training", "hours", "--year", "2026").out


@pytest.mark.parametrize(
    ("roll", "field"),
    [
        ({}, "rows"),
        ({"rows": "x"}, "rows"),
        ({"rows": ["x"]}, "rows"),
        ({"people": []}, "people"),
        ({"rows": [{"person_id": "谁", "presence": "present"}]}, "rows[0].person_id"),
    ],
)
def test_a_roll_that_cannot_be_read_is_refused_by_name(station, roll, field):
    station("training", "add", "-", given=training(id=ID))
    ended = station("training", "attend", ID, "-", "--json", given=roll)
    assert (ended.exit, list(ended.problem["fields"])) == (3, [field])


def test_help_in_chinese_names_every_new_command(station):
    assert "activity" in station("--help").out
    for group in ("activity", "training"):
        text = station(group, "--help").out
        assert "add" in text
        assert "JSON" in text

"""`station complaint`, `attach` and `search` as interfaces.md promises them."""

import json
import random
from importlib import import_module

import pytest

from station_app.cli.call import MOST_INPUT
from station_app.cli.table import COMMANDS
from tests.usecases.desks import VILLAGE, complaint

NEW_PASSWORD = "Qing-shan-4-ge"
ID = "01a1e210-9520-7c3e-8a41-5d0f6b2c9e17"


def late(**changes):
    """The example lies in the past of the real clock."""
    return complaint(late_entry_reason="停电", received_at="2026-01-05T09:40:00+08:00", **changes)


def json_lines(*documents):
    return "".join(
        d if isinstance(d, str) else json.dumps(d, ensure_ascii=False) + "\n" for d in documents
    )


def test_a_json_object_gets_one_answering_line(station):
    ended = station("complaint", "add", "-", given=late())
    assert (ended.exit, ended.err) == (0, "")
    (answer,) = ended.lines
    assert answer.keys() == {"id", "number", "status"}
    assert answer["number"].startswith(VILLAGE + "Z")
    assert answer["status"] == "registered"


def test_an_object_over_several_lines_is_one_too(station):
    spread = json.dumps(late(), ensure_ascii=False, indent=1)
    ended = station("complaint", "add", "-", given="\n\n" + spread + "\n")
    assert (ended.exit, len(ended.lines)) == (0, 1)


def test_of_json_lines_each_stands_alone(station):
    given = json_lines(late(), '{"cut\n', "\n", late(title=None), late(colour="red"), late())
    ended = station("complaint", "add", "-", "--json", given=given)
    assert ended.exit == 3
    assert [line["number"][-4:] for line in ended.lines] == ["0001", "0002"]
    problems = [json.loads(line) for line in ended.err.splitlines()]
    assert [(p["line"], list(p["fields"])) for p in problems] == [
        (2, ["input"]),
        (4, ["title"]),
        (5, ["colour"]),
    ]
    assert {p["problem"] for p in problems} == {"refused_input"}
    assert station("status", "--json").json["counts"]["case"] == 2


def test_a_first_line_that_is_broken_does_not_keep_back_the_others(station):
    ended = station("complaint", "add", "-", "--json", given=json_lines('{"cut\n', late()))
    assert (ended.exit, len(ended.lines)) == (3, 1)
    assert ended.problem["line"] == 1


def test_after_a_broken_first_line_everything_else_is_read_however_much_it_is(station):
    padding = " " * (MOST_INPUT // 2)
    given = json_lines('{"cut\n', *[json.dumps(late()) + padding + "\n"] * 3)
    ended = station("complaint", "add", "-", "--json", given=given)
    assert (ended.exit, len(ended.lines)) == (3, 3)
    assert ended.problem["line"] == 1


def test_a_line_too_long_is_one_line(station):
    given = json_lines(late(), late(facts="长" * MOST_INPUT), late(title=None))
    ended = station("complaint", "add", "-", "--json", given=given)
    assert (ended.exit, len(ended.lines)) == (3, 1)
    told = [json.loads(line) for line in ended.err.splitlines()]
    assert [(p["line"], list(p["fields"])) for p in told] == [(2, ["input"]), (3, ["title"])]


def test_an_object_over_several_lines_that_is_broken_is_told_once(station):
    spread = json.dumps(late(), ensure_ascii=False, indent=1).replace('"channel"', "channel")
    ended = station("complaint", "add", "-", "--json", given=spread)
    assert (ended.exit, ended.out, ended.problem["fields"].keys()) == (3, "", {"input"})


@pytest.mark.parametrize(
    "given",
    [
        "[1]",
        '"text"',
        "17",
        "{",
        "nonsense",
        b"\xff\xfe",
        '{"amount": NaN}',
        '{"title": "\\ud800"}',
    ],
)
def test_what_is_no_json_object_is_refused_and_changes_nothing(station, given):
    ended = station("complaint", "add", "-", "--json", given=given)
    assert (ended.exit, ended.out) == (3, "")
    assert ended.problem["fields"].keys() == {"input"}


@pytest.mark.parametrize("depth", [200, 100_000])
def test_nesting_without_end_is_refused(station, depth):
    given = '{"tags": ' + "[" * depth + "]" * depth + "}"
    ended = station("complaint", "add", "-", "--json", given=given)
    assert ended.exit == 3
    assert ended.out == ""


@pytest.mark.parametrize("value", [10**30, 1e300, "1e5", "-1", "3.005", True, [], "一百"])
def test_an_amount_that_is_none_is_named(station, value):
    ended = station("complaint", "add", "-", "--json", given=late(amount=value))
    assert ended.exit == 3
    assert ended.problem["fields"].keys() == {"amount"}


def test_a_text_too_long_for_the_line_is_named(station):
    chance = random.Random(7)
    dense = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(100_000))
    ended = station("complaint", "add", "-", "--json", given=late(facts=dense))
    assert (ended.exit, ended.problem["fields"].keys()) == (3, {"facts"})
    assert station("status", "--json").json["counts"].get("case", 0) == 0


def test_what_is_wrong_is_said_in_words_without_json(station):
    ended = station("complaint", "add", "-", given=late(title=None))
    assert ended.exit == 3
    assert "title: 请填写。" in ended.err
    assert "没有改动任何内容" in ended.err
    assert "标红" not in ended.err
    english = station("complaint", "add", "-", "--lang", "en", given=late(title=None))
    assert "title: Please fill this in." in english.err


def test_a_repeat_is_harmless_and_another_content_refused(station):
    first = station("complaint", "add", "-", given=late(id=ID))
    again = station("complaint", "add", "-", given=late(id=ID))
    assert (again.exit, again.out) == (0, first.out)
    other = station("complaint", "add", "-", "--json", given=late(id=ID, amount="1"))
    assert (other.exit, list(other.problem["fields"])) == (3, ["id"])


def test_a_draft_has_no_number_until_it_is_registered(station):
    draft = station("complaint", "add", "-", given=late(id=ID, draft=True))
    assert draft.lines == [{"id": ID, "number": None, "status": "draft"}]
    assert station("complaint", "list", "--json").json == []
    edited = station("complaint", "edit", ID, "-", given={"brand": "丰收"})
    assert edited.lines == draft.lines
    done = station("complaint", "act", ID, "register", "-")
    assert (done.exit, done.lines[0]["id"]) == (0, ID)
    assert station("complaint", "show", ID, "--json").json["brand"] == "丰收"


def test_a_draft_takes_only_what_can_be_read(station):
    station("complaint", "add", "-", given=late(id=ID, draft=True))
    wrong = {"colour": "red", "amount": "much", "status": "accepted", "parties": [{"role": "x"}]}
    ended = station("complaint", "edit", ID, "-", "--json", given=wrong)
    assert ended.exit == 3
    assert ended.problem["fields"].keys() == {"colour", "amount", "status", "parties[0].role"}
    ended = station("complaint", "edit", ID, "-", "--json", given={"id": ID, "draft": False})
    assert (ended.exit, ended.problem["fields"].keys()) == (3, {"id", "draft"})
    ended = station("complaint", "act", ID, "register", "-", "--json", given={"colour": "red"})
    assert (ended.exit, ended.problem["fields"].keys()) == (3, {"colour"})
    assert station("complaint", "act", ID, "register", "-").exit == 0


def test_a_draft_is_shown_like_a_case_and_listed_only_when_asked_for(station):
    station("complaint", "add", "-", given=late(id=ID, draft=True))
    told = station("complaint", "show", ID, "--json").json
    assert (told["status"], told["case_no"], told["amount"]) == ("draft", None, "320.00")
    assert [p["name"] for p in told["parties"]] == ["王某某", "某某种子摊"]
    assert (told["created_by"], told["events"], told["withheld"]) == ("lizhuli", [], [])
    station("complaint", "act", ID, "register", "-")
    registered = station("complaint", "show", ID, "--json").json
    assert told.keys() == registered.keys()
    station("complaint", "add", "-", given=late(draft=True, title="半截"))
    (row,) = station("complaint", "list", "--status", "draft", "--json").json
    assert (row["title"], row["number"], row["complainant"]) == ("半截", None, "王**")
    assert [r["id"] for r in station("complaint", "list", "--json").json] == [ID]
    assert station("complaint", "list", "--status", "draft", "--query", "整", "--json").json == []


def test_fields_of_the_program_are_refused_as_such(station):
    given = late(station_id="120115101201", handler_id="lizhuli", case_no="1", deleted_at=None)
    ended = station("complaint", "add", "-", "--json", given=given)
    assert ended.exit == 3
    assert ended.problem["fields"] == dict.fromkeys(
        ("station_id", "handler_id", "case_no", "deleted_at"), "这一栏由程序填写。"
    )


def test_who_has_no_right_to_party_data_gets_none_and_its_names(station):
    (added,) = station("complaint", "add", "-", given=late()).lines
    station(
        *("user", "add", "wangge", "--name", "网格员", "--role", "supervision_member"),
        STATION_NEW_PASSWORD=NEW_PASSWORD,
    )
    told = station(
        *("complaint", "show", added["id"], "--json", "--user", "wangge"),
        STATION_PASSWORD=NEW_PASSWORD,
    ).json
    assert [told["facts"], *(p["name"] for p in told["parties"])] == [None] * 3
    assert {"facts", "parties[0].name", "parties[0].phone"} <= set(told["withheld"])
    assert "王某某" not in json.dumps(told, ensure_ascii=False)
    as_member = {"STATION_PASSWORD": NEW_PASSWORD, "STATION_USER": "wangge"}
    words = station("complaint", "show", added["id"], **as_member)
    assert words.exit == 0
    assert "王" not in words.out
    (line,) = station("complaint", "list", "--json", **as_member).json
    assert (line["complainant"], line["respondent"]) == (None, None)
    assert station("search", "13800000000", "--json", **as_member).json == []
    assert len(station("search", "玉米种子", "--json", **as_member).json) == 1


def test_show_tells_a_callback_clerk_the_telephone_and_nothing_else_of_the_person(station):
    (added,) = station("complaint", "add", "-", given=late()).lines
    station(
        *("user", "add", "huifang", "--name", "回访专人", "--role", "callback_clerk"),
        STATION_NEW_PASSWORD=NEW_PASSWORD,
    )
    as_clerk = {"STATION_PASSWORD": NEW_PASSWORD, "STATION_USER": "huifang"}
    told = station("complaint", "show", added["id"], "--json", **as_clerk).json
    person = told["parties"][0]
    assert (person["phone"], person["name"], told["facts"]) == ("13800000000", "王**", None)
    words = station("complaint", "show", added["id"], **as_clerk).out
    assert "13800000000" in words
    assert "王某某" not in words


def test_show_gives_every_field_and_what_belongs_to_it(station):
    (added,) = station("complaint", "add", "-", given=late(tags=["春耕"])).lines
    told = station("complaint", "show", added["number"], "--json").json
    assert told["id"] == added["id"]
    for name in ("parties", "events", "clocks", "referrals", "attachments", "withheld"):
        assert isinstance(told[name], list)
    for name in ("county_no", "handler_id", "accepted_at", "linked_report_id", "deleted_at"):
        assert told[name] is None
    assert (told["amount"], told["money_refund"], told["tags"]) == ("320.00", "0.00", ["春耕"])
    assert told["received_at"] == "2026-01-05T09:40:00+08:00"
    words = station("complaint", "show", added["id"])
    assert "王某某" in words.out


def test_show_is_logged(station):
    (added,) = station("complaint", "add", "-", given=late()).lines
    station("complaint", "show", added["id"], "--reason", "来电询问")
    (line,) = [r for r in station("dump").lines if r["fields"].get("action") == "view_full"]
    assert line["fields"]["reason"] == "来电询问"
    assert line["fields"]["case_id"] == added["id"]


def test_a_step_answers_like_add(station):
    (added,) = station("complaint", "add", "-", given=late()).lines
    arguments = {"handling_capacity": "station_assist", "disposition": "self_handle"}
    done = station("complaint", "act", added["number"], "accept", "-", given=arguments)
    assert done.lines == [{**added, "status": "accepted"}]
    wrong = station("complaint", "act", added["number"], "accept", "-", "--json", given=arguments)
    assert (wrong.exit, list(wrong.problem["fields"])) == (3, ["action"])
    unknown = station("complaint", "act", added["number"], "fly", "-", "--json")
    assert (unknown.exit, list(unknown.problem["fields"])) == (3, ["action"])


def test_a_case_nobody_has_is_not_found(station):
    for line in (("show", "none"), ("act", "none", "accept", "-"), ("edit", "none", "-")):
        ended = station("complaint", *line, "--json")
        assert (ended.exit, ended.problem["problem"]) == (3, "not_found")


def test_edit_takes_parties_by_their_id(station):
    (added,) = station("complaint", "add", "-", given=late()).lines
    party = station("complaint", "show", added["id"], "--json").json["parties"][0]
    change = {"amount": "99.9", "parties": [{"id": party["id"], "name": "王小某"}]}
    assert station("complaint", "edit", added["id"], "-", given=change).lines == [added]
    told = station("complaint", "show", added["id"], "--json").json
    assert (told["amount"], told["parties"][0]["name"]) == ("99.90", "王小某")


def test_a_list_is_masked_filtered_and_bounded(station):
    given = json_lines(*(late(title=f"第{n}件") for n in range(3)))
    station("complaint", "add", "-", given=given)
    rows = station("complaint", "list", "--json").json
    assert [row["title"] for row in rows] == ["第2件", "第1件", "第0件"]
    assert rows[0].keys() == {
        "id",
        "number",
        "county_no",
        "status",
        "title",
        "received_at",
        "complainant",
        "respondent",
        "amount",
        "owner_org_id",
        "handler_id",
        "sync_state",
    }
    assert rows[0]["complainant"] == "王**"
    assert len(station("complaint", "list", "--limit", "2", "--json").json) == 2
    assert len(station("complaint", "list", "--query", "第1件", "--json").json) == 1
    assert len(station("complaint", "list", "--since", "2026-01-05", "--json").json) == 3
    assert station("complaint", "list", "--since", "2026-01-06", "--json").json == []
    assert station("complaint", "list", "--status", "accepted", "--json").json == []
    for option, value in (("status", "lost"), ("since", "yesterday")):
        ended = station("complaint", "list", f"--{option}", value, "--json")
        assert (ended.exit, list(ended.problem["fields"])) == (3, [option])
    assert "13800000000" not in station("complaint", "list").out


def test_search_finds_by_plain_words(station):
    station("complaint", "add", "-", given=late())
    assert len(station("search", "玉米种子", "--json").json) == 1
    assert len(station("search", "玉米", "不出苗", "--json").json) == 1
    assert station("search", "化肥", "--json").json == []


def test_attach_answers_a_line_a_file_and_goes_on_after_a_refused_one(station, tmp_path):
    (added,) = station("complaint", "add", "-", given=late()).lines
    good, bad, also = tmp_path / "a.pdf", tmp_path / "b.exe", tmp_path / "c.pdf"
    good.write_bytes(b"%PDF-1.4 one")
    bad.write_bytes(b"MZ")
    also.write_bytes(b"%PDF-1.4 two")
    ended = station(
        "attach",
        added["number"],
        *map(str, (good, bad, also)),
        *("--kind", "receipt", "--by", "station", "--original", "copy_checked", "--json"),
    )
    assert ended.exit == 3
    assert [line.keys() for line in ended.lines] == [{"id", "sha256", "size"}] * 2
    assert ended.problem["problem"] == "file_kind_refused"
    kept = station("complaint", "show", added["id"], "--json").json["attachments"]
    assert {(a["evidence_kind"], a["provided_by"], a["is_original"]) for a in kept} == {
        ("receipt", "station", "copy_checked")
    }


def test_a_thing_without_a_file_is_noted_by_its_title_and_place(station):
    (added,) = station("complaint", "add", "-", given=late()).lines
    told = ("--title", "剩下的种子一袋", "--place", "资料柜2层", "--json")
    ended = station("attach", added["number"], *told)
    assert (ended.exit, ended.lines[0]["sha256"]) == (0, None)
    (kept,) = station("complaint", "show", added["id"], "--json").json["attachments"]
    assert (kept["title"], kept["physical_place"]) == ("剩下的种子一袋", "资料柜2层")
    assert (kept["evidence_kind"], kept["is_original"]) == ("goods", "original")
    assert station("attach", added["id"], "--place", "资料柜", "--json").problem["fields"] == {
        "title": "请填写。"
    }
    assert station("attach", added["id"]).exit == 2


def test_every_handler_of_the_table_is_there():
    for command in COMMANDS:
        module, _, name = command.handler.partition(":")
        assert callable(getattr(import_module(module), name)), command.handler

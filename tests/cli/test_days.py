"""`station deadline due` and `station calendar occurrences`: with the ledger's tables of days off
where it can be read, and without any ledger or account."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from station_app.usecases.desk import desk_for
from sync.clock import Stamp
from sync.ledger.store import Kept
from sync.merge.records import Record
from tests.cli.commands import Station
from tests.usecases.desks import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"sqlalchemy", "sqlmodel", "pydantic", "alembic", "PySide6", "sqlcipher3", "lunar_python",
         "requests", "icalendar", "dateutil"}  # fmt: skip


@pytest.fixture
def anywhere(tmp_path):
    return Station(tmp_path / "no desk here")


def test_the_last_day_is_told_with_its_account(anywhere):
    told = anywhere("--json", "deadline", "due", "--start", "2025-09-24", "--working-days", "7")
    assert told.exit == 0
    assert {key: told.json[key] for key in ("start", "due", "certainty", "warn", "roll")} == {
        "start": "2025-09-24",
        "due": "2025-10-10",
        "certainty": "official",
        "warn": None,
        "roll": None,
    }
    assert (told.json["unit"], told.json["amount"]) == ("working_day", 7)
    days = {day["date"]: day for day in told.json["days"]}
    assert len(days) == len(told.json["days"]) == 17
    assert days["2025-09-28"] == {
        "date": "2025-09-28",
        "weekday": 7,
        "part": "counted",
        "number": 3,
        "working": True,
        "kind": "work",
        "name": "国庆节",
        "reason": None,
        "certainty": "official",
    }
    assert (days["2025-10-03"]["part"], days["2025-10-03"]["kind"]) == ("not_counted", "off")
    assert days["2025-10-10"]["number"] == 7


def test_a_day_without_a_table_is_provisional_and_warned_of_early(anywhere):
    line = ("deadline", "due", "--start", "2026-12-25", "--working-days", "7")
    told = anywhere(*line, "--json").json
    assert (told["due"], told["certainty"], told["warn"]) == (
        "2027-01-06",
        "projected",
        "2027-01-04",
    )
    said = anywhere(*line).out.splitlines()
    assert said[0] == "到期：2027-01-06 周三 (暂定)"
    assert "2027-01-04 周一" in said[1]
    assert said[-1].split() == ["2027-01-06", "周三", "第", "7", "天", "暂定"]


@pytest.mark.parametrize(
    ("roll", "due"),
    [
        ((), "2026-10-03"),
        (("--roll", "none"), "2026-10-03"),
        (("--roll", "statutory_holiday"), "2026-10-08"),
        (("--roll", "rest_day"), "2026-10-08"),
    ],
)
def test_calendar_days_move_on_where_asked(anywhere, roll, due):
    line = ("deadline", "due", "--start", "2026-08-04", "--calendar-days", "60", *roll)
    told = anywhere(*line, "--json")
    assert (told.exit, told.json["due"]) == (0, due)
    assert told.json["roll"] == (roll[1] if roll else "none")


def test_the_account_is_told_in_english_too(anywhere):
    told = anywhere(
        "--lang", "en", "deadline", "due", "--start", "2026-02-13", "--calendar-days", "5",
        "--roll", "statutory_holiday",
    )  # fmt: skip
    assert told.out.splitlines()[0] == "Due: 2026-02-24 Tue"
    assert "day 1  春节: make-up workday" in told.out
    assert "day 5, moves on  春节: day off" in told.out


@pytest.mark.parametrize("start", ["2026-13-01", "20260101", "", "1月1日", "2026-W01-1", "明天"])
def test_a_start_that_is_no_date_is_refused_by_its_name(anywhere, start):
    told = anywhere("deadline", "due", "--start", start, "--working-days", "7", "--json")
    assert told.exit == 3
    assert told.problem["problem"] == "refused_input"
    assert told.problem["fields"].keys() == {"start"}
    plain = anywhere("deadline", "due", "--start", start, "--working-days", "7")
    assert plain.exit == 3
    assert "start" in plain.err


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (("--start", "2026-01-01", "--working-days", "4001"), "working-days"),
        (("--start", "2026-01-01", "--calendar-days", "9" * 30), "calendar-days"),
        (("--start", "9999-12-31", "--calendar-days", "1"), "start"),
    ],
)
def test_what_no_limit_can_be_is_refused_by_its_name(anywhere, line, field):
    told = anywhere("deadline", "due", *line, "--json")
    assert (told.exit, list(told.problem["fields"])) == (3, [field])


@pytest.mark.parametrize(
    "line",
    [
        ("--start", "2026-01-01"),
        ("--working-days", "7"),
        ("--start", "2026-01-01", "--working-days", "0"),
        ("--start", "2026-01-01", "--working-days", "-3"),
        ("--start", "2026-01-01", "--working-days", "seven"),
        ("--start", "2026-01-01", "--working-days", "7", "--calendar-days", "7"),
        ("--start", "2026-01-01", "--working-days", "7", "--roll", "rest_day"),
        ("--start", "2026-01-01", "--calendar-days", "7", "--roll", "sunday"),
    ],
)
def test_a_line_that_does_not_fit_ends_with_wrong_usage(anywhere, line):
    told = anywhere("deadline", "due", *line)
    assert (told.exit, told.out) == (2, "")
    assert "--" in told.err


ASK = """
import sys
from station_app.cli.program import run
ended = run(sys.argv[2:])
print(ended, sorted(set(sys.argv[1].split(",")) & set(sys.modules)), file=sys.stderr)
"""


def loaded_by(tmp_path, *line):
    done = subprocess.run(
        [sys.executable, "-c", ASK, ",".join(HEAVY), "--data", str(tmp_path), *line],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "STATION_LANG": "en"},
    )
    return done.stderr.strip()


def test_a_due_date_is_told_without_the_orm_and_without_qt(tmp_path):
    line = ("deadline", "due", "--start", "2026-01-01", "--working-days", "7")
    assert loaded_by(tmp_path, *line) == "0 []"


MARKET = {"kind": "lunar_digit", "params": {"digits": [3, 8]}, "start_on": "2026-12-01"}
WINTER = ("--from", "2026-12-01", "--to", "2027-02-28")


def falls_on(anywhere, rule, *line, given=None):
    if not isinstance(rule, str):
        path = anywhere.folder.parent / "rule.json"
        path.write_text(json.dumps(rule), "utf-8")
        rule = str(path)
    return anywhere("calendar", "occurrences", "--rule", rule, *(line or WINTER), given=given)


def test_a_market_by_the_lunar_calendar_falls_on_these_days(anywhere):
    told = falls_on(anywhere, MARKET, *WINTER, "--json").json
    assert len(told) == 19
    assert told[0] == {
        "date": "2026-12-01",
        "certainty": "official",
        "planned": "2026-12-01",
        "weekday": 2,
        "lunar": "十月廿三",
        "solar_term": None,
        "festivals": [],
        "working": True,
        "working_certainty": "official",
        "kind": None,
        "name": None,
    }
    assert [day["date"] for day in told[-6:]] == [
        "2027-02-04",
        "2027-02-08",
        "2027-02-13",
        "2027-02-18",
        "2027-02-23",
        "2027-02-28",
    ]


def test_days_are_told_in_two_lines(anywhere):
    said = falls_on(anywhere, MARKET, "--from", "2027-02-01", "--to", "2027-02-10").out
    assert said.splitlines() == [
        "2027-02-04 周四",
        "  腊月廿八  立春",
        "2027-02-08 周一",
        "  正月初三  春节放假  暂定",
    ]


def test_a_day_that_moved_tells_from_where_and_how_sure_that_is(anywhere):
    rule = {"kind": "yearly_date", "params": {"month": 1, "day": 1}, "start_on": "2026-01-01",
            "rest_day_policy": "next_working"}  # fmt: skip
    (told,) = falls_on(anywhere, rule, *WINTER, "--json").json
    assert (told["date"], told["planned"], told["certainty"]) == (
        "2027-01-04",
        "2027-01-01",
        "projected",
    )
    said = falls_on(anywhere, rule).out
    assert said.splitlines()[0] == "2027-01-04 周一  暂定  由 2027-01-01 移来"


TUESDAYS = ["2026-12-01", "2026-12-08", "2026-12-22"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261222\nEXDATE:20261215",
        "DTSTART;VALUE=DATE:20261201\r\nRRULE:FREQ=WEEKLY;BYDAY=\r\n TU;COUNT=4\r\nEXDATE:20261215",
        {"rrule": "FREQ=WEEKLY;UNTIL=20261222", "skip_dates": ["2026-12-15"]},
        {"rrule": "RRULE:FREQ=WEEKLY", "start_on": "2026-12-01", "end_on": "2026-12-22",
         "skip_dates": ["2026-12-15"]},
        {"kind": "weekly", "params": {"weekdays": [2]}, "end_on": "2026-12-10",
         "extra_dates": ["2026-12-22"]},
    ],
)  # fmt: skip
def test_a_rule_is_taken_in_any_of_its_forms(anywhere, rule):
    told = falls_on(anywhere, rule, *WINTER, "--json")
    assert [day["date"] for day in told.json] == TUESDAYS
    if isinstance(rule, str):
        there = falls_on(anywhere, "-", *WINTER, "--json", given=rule)
        assert there.out == told.out


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ({}, {"kind"}),
        ({"kind": "weekly", "params": {"weekdays": [8]}}, {"params.weekdays[0]"}),
        ({"kind": "yearly_date", "params": {"month": 2, "day": 30}}, {"params.day"}),
        ({**MARKET, "start_on": "x", "colour": 1}, {"start_on", "colour"}),
        ({"rrule": "FREQ=SECONDLY"}, {"rrule"}),
        ({"rrule": 5}, {"rrule"}),
        ({"rrule": "FREQ=DAILY", "skip_dates": ["x"]}, {"skip_dates[0]"}),
        ([], {"rule"}),
        ('"FREQ=NEVER"', {"rrule"}),
        ("{", {"rule"}),
        ("FREQ=DAILY\nFREQ=DAILY", {"rule"}),
        ("RRULE:FREQ=DAILY\nRRULE:FREQ=DAILY", {"rule"}),
        ("FREQ=DAILY\nEXDATE:tomorrow", {"exdate"}),
        ("no such file", {"rule"}),
        ("\0", {"rule"}),
    ],
)
def test_a_rule_that_is_not_in_order_is_refused_by_its_fields(anywhere, rule, fields):
    told = falls_on(anywhere, rule, *WINTER, "--json")
    assert (told.exit, told.out) == (3, "")
    assert set(told.problem["fields"]) == fields


@pytest.mark.parametrize("given", [b"\xff\xfe", b"[" * 90_000, b"x" * 5_000_000, b"{" + b"1" * 200])
def test_what_is_no_text_of_a_rule_is_refused(anywhere, given):
    told = falls_on(anywhere, "-", *WINTER, "--json", given=given)
    assert (told.exit, list(told.problem["fields"])) == (3, ["rule"])


@pytest.mark.parametrize(
    ("window", "field"),
    [
        (("--from", "2026-02-30", "--to", "2026-03-01"), "from"),
        (("--from", "2026-02-01", "--to", "x"), "to"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "to"),
        (("--from", "0001-01-01", "--to", "9999-12-31"), "to"),
    ],
)
def test_a_window_that_is_none_is_refused_by_its_field(anywhere, window, field):
    told = falls_on(anywhere, MARKET, *window, "--json")
    assert (told.exit, list(told.problem["fields"])) == (3, [field])


def test_a_recurrence_is_told_without_the_orm_and_without_qt(tmp_path):
    line = ("calendar", "occurrences", "--rule", "FREQ=DAILY", "--from", "2027-01-01")
    assert loaded_by(tmp_path, *line, "--to", "2027-01-09") == "0 []"


TABLE = {"year": 2027, "edition": 1, "status": "official"}
LIMIT = ("deadline", "due", "--start", "2026-12-25", "--working-days", "7")
NEW_YEAR = ("calendar", "occurrences", "--rule", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4",
            "--from", "2027-01-01", "--to", "2027-01-31")  # fmt: skip


@pytest.fixture
def told_2027(station):
    """A station whose ledger has the county's table of 2027, in which 4 January is off too."""
    with desk_for(station.folder, None, lambda: PASSWORD, write=True) as desk:
        save(desk.ledger, "holiday_table", "t1", "t1", **TABLE)
        for day in ("2027-01-01", "2027-01-04"):
            save(desk.ledger, "calendar_day", day, "t1", table_id="t1", date=day, kind="off",
                 name="元旦", source="national")  # fmt: skip
    return station


def save(ledger, of, record_id, root, **values):
    record = Record(of, record_id)
    for name, value in values.items():
        record.set(name, value, Stamp(1, 1, "center"))
    with ledger.db.writing():
        ledger.store.save([Kept(record, root)])


def test_a_limit_is_reckoned_with_the_tables_of_the_ledger(told_2027):
    told = told_2027(*LIMIT, "--json")
    assert (told.exit, told.err) == (0, "")
    assert (told.json["due"], told.json["certainty"], told.json["warn"]) == (
        "2027-01-07",
        "official",
        None,
    )


def test_the_days_of_a_rule_are_told_with_the_tables_of_the_ledger(told_2027):
    (day,) = told_2027(*NEW_YEAR, "--json").json
    assert (day["working"], day["working_certainty"], day["name"]) == (False, "official", "元旦")


@pytest.mark.parametrize(
    ("environ", "why"),
    [({}, "没有给出密码"), ({"STATION_PASSWORD": "不对的密码啊啊啊"}, "密码")],
)
def test_a_ledger_that_cannot_be_read_keeps_no_day_back(told_2027, environ, why):
    told_2027.environ = environ
    told = told_2027(*LIMIT, "--json")
    assert (told.exit, told.json["due"], told.json["certainty"]) == (0, "2027-01-06", "projected")
    assert why in told.err
    (day,) = told_2027(*NEW_YEAR, "--json").json
    assert (day["working"], day["working_certainty"]) == (True, "projected")


def test_which_account_is_meant_need_not_be_known(told_2027):
    told_2027("user", "add", "zhang", "--name", "张某", "--role", "village_cadre",
              STATION_NEW_PASSWORD="绿色的拖拉机开过山岗")  # fmt: skip
    told = told_2027(*LIMIT, "--json")
    assert (told.exit, told.json["certainty"], "--user" in told.err) == (0, "projected", True)
    assert told_2027(*LIMIT, "--json", "--user", "zhang").json["certainty"] == "projected"
    named = told_2027(*LIMIT, "--json", "--user", "lizhuli")
    assert (named.json["certainty"], named.err) == ("official", "")

"""`station calendar export` and `import` as interfaces.md promises them."""

from __future__ import annotations

from icalendar import Calendar

from tests.usecases.test_calendar_files import FOREIGN
from tests.usecases.weekly import activity

SPAN = ("--from", "2026-11-01", "--to", "2027-12-31")


def test_the_calendar_goes_into_a_file_that_another_program_reads(station, tmp_path):
    station("activity", "add", "-", given=activity())
    place = tmp_path / "日历.ics"
    ended = station("calendar", "export", str(place), "--json")
    assert (ended.exit, ended.json["file"]) == (0, "日历.ics")
    (event,) = Calendar.from_ical(place.read_bytes()).walk("VEVENT")
    assert str(event["SUMMARY"]) == "赶集日农资识假"


def test_a_file_is_taken_in_with_an_account_of_what_was_not(station, tmp_path):
    place = tmp_path / "外面.ics"
    place.write_bytes(FOREIGN)
    ended = station("calendar", "import", str(place), "--json")
    assert ended.exit == 3, "one entry has no title"
    assert (ended.json["made"], ended.json["known"]) == (3, 0)
    assert list(ended.json["refused"][0]["fields"]) == ["title"]
    assert [left["what"] for left in ended.json["left"]] == ["VTODO"]
    titles = {row["title"] for row in station("activity", "list", *SPAN, "--json").json}
    assert {"镇里的会", "元旦后例会"} <= titles
    again = station("calendar", "import", str(place), LANG="zh_CN.UTF-8")
    assert "3" in again.out


def test_what_is_no_calendar_or_not_there_changes_nothing(station, tmp_path):
    place = tmp_path / "照片.ics"
    place.write_bytes(b"\x89PNG" + bytes(50))
    assert station("calendar", "import", str(place), "--json").problem["problem"] == (
        "file_kind_refused"
    )
    missing = station("calendar", "import", str(tmp_path / "nothing.ics"), "--json")
    assert missing.problem["problem"] == "file_unreadable"
    assert station("activity", "list", *SPAN, "--json").json == []

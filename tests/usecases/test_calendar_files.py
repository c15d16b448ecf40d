"""The calendar out as a file, read by another program and by us, and foreign files taken in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from station_app.importing.ics import read_calendar
from station_app.usecases.activities import act, add_activity, edit_activity
from station_app.usecases.calendar_files import export_calendar, import_calendar
from station_app.usecases.reading.calendar import entries
from station_app.usecases.series import add_rule, occurrence_id
from sync.ledger.work_days import work_calendar
from sync.problems import Problem
from tests.usecases.test_series import MARKET
from tests.usecases.weekly import activity, session_with

FOREIGN = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//other//
BEGIN:VEVENT
UID:one@other
SUMMARY:镇里的会
DTSTART;TZID=Asia/Shanghai:20261208T140000
DTEND;TZID=Asia/Shanghai:20261208T153000
LOCATION:镇政府
END:VEVENT
BEGIN:VEVENT
UID:two@other
SUMMARY:每月例会
DTSTART;VALUE=DATE:20261201
RRULE:FREQ=MONTHLY;BYMONTHDAY=1
END:VEVENT
BEGIN:VEVENT
UID:two@other
RECURRENCE-ID;VALUE=DATE:20270101
SUMMARY:元旦后例会
DTSTART;VALUE=DATE:20270104
END:VEVENT
BEGIN:VEVENT
UID:three@other
DTSTART;VALUE=DATE:20261209
END:VEVENT
BEGIN:VTODO
UID:four@other
SUMMARY:买纸
END:VTODO
END:VCALENDAR
""".replace("\n", "\r\n").encode()


def titles(desk, first=date(2026, 11, 1), last=date(2027, 2, 1)):
    return [(e.day.isoformat(), e.title) for e in entries(desk.ledger, first, last)]


def test_a_series_goes_out_once_with_what_differs_beside_it(desk):
    made = add_rule(desk.ledger, desk.session, MARKET, work_calendar())
    differs = occurrence_id(made.id, "2026-12-06")
    edit_activity(desk.ledger, desk.session, differs, {"place": "村口"})
    alone = add_activity(desk.ledger, desk.session, activity())
    told = {}
    for event in Calendar.from_ical(export_calendar(desk.ledger, desk.session)).walk("VEVENT"):
        told.setdefault(str(event["UID"]), []).append(event)
    assert set(told) == {made.id, alone.id}
    whole, one = told[made.id]
    assert "RRULE" in whole
    assert whole["DTSTART"].dt.date() == date(2026, 12, 1)
    assert (one["RECURRENCE-ID"].dt.date(), str(one["LOCATION"])) == (date(2026, 12, 6), "村口")


def test_what_goes_out_reads_back_equal(desk):
    add_rule(desk.ledger, desk.session, MARKET, work_calendar())
    add_activity(desk.ledger, desk.session, activity())
    read = read_calendar(export_calendar(desk.ledger, desk.session))
    assert read.left == ()
    (series,) = [e for e in read.entries if e.rule is not None]
    assert series.rule is not None
    assert series.rule.kind == "lunar_digit"
    assert [e.title for e in read.entries] == ["赶集日宣传", "赶集日农资识假"]


def test_what_was_called_off_goes_out_as_called_off(desk):
    made = add_activity(desk.ledger, desk.session, activity())
    act(desk.ledger, desk.session, made.id, "cancel", {"not_held_reason": "雨"})
    (event,) = Calendar.from_ical(export_calendar(desk.ledger, desk.session)).walk("VEVENT")
    assert str(event["STATUS"]) == "CANCELLED"


def test_ones_own_file_brings_nothing_new(desk):
    add_rule(desk.ledger, desk.session, MARKET, work_calendar())
    add_activity(desk.ledger, desk.session, activity())
    before = titles(desk)
    taken = import_calendar(
        desk.ledger, desk.session, export_calendar(desk.ledger, desk.session), "own.ics"
    )
    assert (taken.made, taken.known) == (0, 2)
    assert titles(desk) == before


def test_a_foreign_file_is_planned_and_what_was_not_taken_is_told(desk):
    taken = import_calendar(desk.ledger, desk.session, FOREIGN, "外面.ics")
    assert (taken.made, taken.known) == (3, 0)
    assert [sorted(faults) for _, faults in taken.refused] == [["title"]]
    assert [left.what for left in taken.left] == ["VTODO"]
    assert titles(desk) == [
        ("2026-12-01", "每月例会"),
        ("2026-12-08", "镇里的会"),
        ("2027-01-04", "元旦后例会"),
        ("2027-02-01", "每月例会"),
    ]
    again = import_calendar(desk.ledger, desk.session, FOREIGN, "外面.ics")
    assert (again.made, again.known) == (0, 3)


def test_who_may_not_plan_takes_nothing_in(desk):
    with pytest.raises(Problem) as refused:
        import_calendar(desk.ledger, session_with(desk, "volunteer"), FOREIGN, "x.ics")
    assert refused.value.kind == "not_permitted"
    assert titles(desk, last=date(2026, 11, 1) + timedelta(days=200)) == []

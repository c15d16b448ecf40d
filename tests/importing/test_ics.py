"""Calendar files of other programs, and those that mean no good."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_app.documents.ics import calendar_file
from station_app.importing.ics import LARGEST, WHY_WORDS, IcsRead, Left, Why, read_calendar
from sync.clock import iso
from sync.ledger.work_days import work_calendar
from sync.problems import Problem, ProblemKind
from sync.records.calendar_entry import AllDay, CalendarEntry, EntryStatus, Timed
from sync.records.recurrence import Rule, RuleKind, ShortMonth
from sync.records.recurrence_check import rule_of


def calendar(*events, before=""):
    """A file of events, each the lines within it."""
    body = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{before}{body}END:VCALENDAR\r\n".encode()


def one(event, **more):
    read = read_calendar(calendar("UID:a\r\n" + event, **more))
    assert len(read.entries) == 1
    return read.entries[0], read.left


DAY = "DTSTART;VALUE=DATE:20261201"


def test_an_all_day_event_ends_with_the_day_before_its_end():
    entry, left = one(
        f"{DAY}\r\nDTEND;VALUE=DATE:20261204\r\nSUMMARY:打假宣传\\, 三天\r\nSTATUS:CONFIRMED"
    )
    assert entry == CalendarEntry(
        "a",
        "打假宣传, 三天",
        AllDay(date(2026, 12, 1), date(2026, 12, 3)),
        status=EntryStatus.CONFIRMED,
    )
    assert left == ()


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        ("", 1),
        ("DTEND;VALUE=DATE:20261201", 1),
        ("DTEND;VALUE=DATE:20261130", 1),
        ("DTEND;VALUE=DATE:20261202", 1),
        ("DURATION:P2D", 2),
        ("DTEND;TZID=Asia/Shanghai:20261203T080000", 2),
    ],
)
def test_an_all_day_event_has_one_day_at_least(lines, last):
    entry, _ = one(f"{DAY}\r\n{lines}")
    assert entry.when == AllDay(date(2026, 12, 1), date(2026, 12, last))


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("DTSTART:20261201T000000Z", "2026-12-01T08:00:00+08:00"),
        ("DTSTART:20261201T080000", "2026-12-01T08:00:00+08:00"),
        ("DTSTART;TZID=Asia/Shanghai:20261201T080000", "2026-12-01T08:00:00+08:00"),
        ("DTSTART;TZID=Asia/Tokyo:20261201T080000", "2026-12-01T07:00:00+08:00"),
        ("DTSTART;TZID=America/New_York:20261201T200000", "2026-12-02T09:00:00+08:00"),
        ("DTSTART;TZID=China Standard Time:20261201T080000", "2026-12-01T08:00:00+08:00"),
    ],
)
def test_moments_of_any_zone_become_chinas(start, told):
    entry, left = one(f"{start}\r\nDURATION:PT90M")
    assert isinstance(entry.when, Timed)
    assert iso(entry.when.start_ms) == told
    assert entry.when.end_ms - entry.when.start_ms == 90 * 60_000
    assert left == ()


@pytest.mark.parametrize("zone", ["Nowhere/City", "../../../etc/passwd", "\\\\server\\zone"])
def test_an_unknown_zone_is_taken_as_chinas_and_told(zone):
    entry, left = one(f"DTSTART;TZID={zone}:20261201T080000")
    assert iso(entry.when.start_ms) == "2026-12-01T08:00:00+08:00"
    assert left == (Left(1, "a", "DTSTART", Why.ZONE_NOT_KNOWN),)


def test_a_zones_own_rules_are_never_followed():
    endless = (
        "BEGIN:VTIMEZONE\r\nTZID:Endless\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\n"
        "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n"
    )
    entry, left = one("DTSTART;TZID=Endless:20261201T080000", before=endless)
    assert iso(entry.when.start_ms) == "2026-12-01T08:00:00+08:00"
    assert [told.why for told in left] == [Why.ZONE_NOT_KNOWN]


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=TU", Rule(RuleKind.WEEKLY, {"weekdays": [2]}, date(2026, 12, 1))),
        (
            "RRULE:FREQ=WEEKLY;COUNT=2\r\nEXDATE;VALUE=DATE:20261208\r\nRDATE;VALUE=DATE:20261210,20261212",
            Rule(
                RuleKind.WEEKLY,
                {"weekdays": [2]},
                date(2026, 12, 1),
                date(2026, 12, 8),
                (date(2026, 12, 8),),
                (date(2026, 12, 10), date(2026, 12, 12)),
            ),
        ),
        (
            "RRULE:RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=10,20,30;SKIP=BACKWARD\r\n"
            "RDATE;VALUE=DATE:20261208,20261225",
            Rule(
                RuleKind.LUNAR_DIGIT,
                {"digits": [0]},
                date(2026, 12, 1),
                extra_dates=(date(2026, 12, 25),),
                short_month_policy=ShortMonth.PREVIOUS,
            ),
        ),
        (
            "RDATE;VALUE=DATE:20261210\r\nRDATE;VALUE=DATE:20261212",
            Rule(
                RuleKind.ONCE,
                {},
                date(2026, 12, 1),
                extra_dates=(date(2026, 12, 10), date(2026, 12, 12)),
            ),
        ),
        (
            "RRULE:FREQ=MONTHLY;BYMONTHDAY=-2",
            Rule(RuleKind.RRULE, {"rrule": "FREQ=MONTHLY;BYMONTHDAY=-2"}, date(2026, 12, 1)),
        ),
    ],
)
def test_recurrences_are_taken(lines, rule):
    entry, left = one(f"{DAY}\r\n{lines}")
    assert (entry.rule, left) == (rule, ())


def test_days_of_a_timed_series_are_chinas_days():
    entry, _ = one(
        "DTSTART:20261201T200000Z\r\nRRULE:FREQ=DAILY;UNTIL=20261204T200000Z\r\n"
        "EXDATE:20261202T200000Z\r\nRDATE;VALUE=PERIOD:20261210T200000Z/PT1H"
    )
    assert entry.first_day == date(2026, 12, 2)
    assert entry.rule is not None
    assert entry.rule.end_on == date(2026, 12, 5)
    assert entry.rule.skip_dates == (date(2026, 12, 3),)
    assert entry.rule.extra_dates == (date(2026, 12, 11),)


@pytest.mark.parametrize(
    "rrule", ["FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=9,10", "RSCALE=HEBREW;FREQ=YEARLY"]
)
def test_a_recurrence_that_has_no_place_here_is_told_and_the_first_day_kept(rrule):
    entry, left = one(f"{DAY}\r\nRRULE:{rrule}")
    assert entry.rule is None
    assert left == (Left(1, "a", "RRULE", Why.RULE_NOT_TAKEN),)


def test_one_day_changed_of_a_series_keeps_which_it_was():
    entry, _ = one(f"{DAY}\r\nRECURRENCE-ID;VALUE=DATE:20261130\r\nRRULE:FREQ=DAILY")
    assert (entry.instead_of, entry.rule) == (date(2026, 11, 30), None)


def test_reminders_of_whole_days_are_taken_and_others_told():
    alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:{}\r\nEND:VALARM\r\n"
    entry, left = one(
        f"{DAY}\r\n" + "".join(map(alarm.format, ["-P3D", "-P1D", "-P1W", "-PT15M", "P1D"]))
    )
    assert entry.remind_days == (3, 1, 7)
    assert left == (Left(1, "a", "VALARM", Why.NOT_KNOWN),)


def test_what_is_not_taken_is_told_event_by_event():
    read = read_calendar(
        calendar(
            f"UID:a\r\n{DAY}\r\nATTENDEE:mailto:x@example.org\r\nX-MINE:1\r\nSTATUS:MAYBE",
            "UID:b\r\nSUMMARY:no day",
            "UID:c\r\nDTSTART:tomorrow",
            f"UID:d\r\n{DAY}\r\nRRULE:FREQ=X\r\nDTEND:soon\r\n{DAY}",
            f"UID:e\r\n{DAY}\r\nSUMMARY:" + "长" * 600,
            before="BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n",
        )
    )
    assert [entry.uid for entry in read.entries] == ["a", "d", "e"]
    assert set(read.left) == {
        Left(0, "", "VTODO", Why.NOT_KNOWN),
        Left(1, "a", "ATTENDEE", Why.NOT_KNOWN),
        Left(1, "a", "X-MINE", Why.NOT_KNOWN),
        Left(1, "a", "STATUS", Why.NOT_KNOWN),
        Left(2, "b", "DTSTART", Why.NO_START),
        Left(3, "c", "DTSTART", Why.BROKEN),
        Left(3, "c", "DTSTART", Why.NO_START),
        Left(4, "d", "RRULE", Why.BROKEN),
        Left(4, "d", "DTEND", Why.BROKEN),
        Left(4, "d", "DTSTART", Why.TOO_MANY),
        Left(5, "e", "SUMMARY", Why.CUT_SHORT),
    }


def test_every_reason_has_words():
    assert WHY_WORDS.keys() == set(Why)


EVENT = f"BEGIN:VEVENT\r\nUID:a\r\n{DAY}\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", ProblemKind.FILE_KIND_REFUSED),
        (b"PK\x03\x04", ProblemKind.FILE_KIND_REFUSED),
        (b"/etc/passwd", ProblemKind.FILE_KIND_REFUSED),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", ProblemKind.FILE_KIND_REFUSED),
        (b"BEGIN:VCALENDAR", ProblemKind.FILE_DAMAGED),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:\xff\r\nEND:VCALENDAR\r\n", ProblemKind.FILE_DAMAGED),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", ProblemKind.FILE_DAMAGED),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000, ProblemKind.FILE_DAMAGED),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nEND:VCALENDAR\r\n", ProblemKind.FILE_DAMAGED),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * LARGEST, ProblemKind.FILE_TOO_LARGE),
        (
            b"BEGIN:VCALENDAR\r\n" + b"A:1\r\n" * 70_000 + b"END:VCALENDAR",
            ProblemKind.FILE_TOO_LARGE,
        ),
        (calendar(*["UID:a"] * 5001), ProblemKind.FILE_TOO_LARGE),
    ],
)
def test_a_file_that_is_none_or_without_end_is_refused(content, kind):
    with pytest.raises(Problem) as refused:
        read_calendar(content, "a.ics")
    assert (refused.value.kind, refused.value.details["name"]) == (kind, "a.ics")


def test_a_file_with_a_mark_of_its_coding_and_bare_line_ends_is_read():
    content = b"\xef\xbb\xbf" + calendar("UID:a\r\n" + DAY).replace(b"\r\n", b"\n")
    assert len(read_calendar(content).entries) == 1


def test_two_calendars_in_one_file_are_both_read():
    assert len(read_calendar(calendar(DAY) + calendar(DAY)).entries) == 2


SAMPLE = calendar_file(
    [
        CalendarEntry(
            "a",
            "赶集宣传",
            AllDay(date(2026, 12, 1), date(2026, 12, 1)),
            rule=rule_of(
                {"kind": "lunar_digit", "params": {"digits": [3]}, "start_on": "2026-12-01"}
            ),
            remind_days=(1,),
        ),
        CalendarEntry("b", "讲座", Timed(1_796_083_200_000, 1_796_090_400_000), "村部", "带资料"),
    ],
    "宣传日历",
    date(2027, 12, 31),
    work_calendar(),
)
PIECES = st.sampled_from(
    [b"DTSTART", b"\r\n", b"\r\n ", b";", b":", b"=", b"99999999", b"BEGIN:VEVENT", b"END:VEVENT",
     b"TZID=", b"RRULE:FREQ=YEARLY;BYDAY=53MO", b"\xe5", b"\x00", b"0", b"VALUE=PERIOD",
     b"DURATION:-P99999999D", b"00010101T000000Z", b"EXDATE;VALUE=DATE:x", b"-P1D"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_file_changed_anywhere_is_read_or_refused_in_words(data):
    content = SAMPLE
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        to = data.draw(st.integers(at, min(at + 30, len(content))))
        content = content[:at] + data.draw(PIECES | st.binary(max_size=8)) + content[to:]
    assert _read_or_refused(content) in (
        "read",
        ProblemKind.FILE_DAMAGED,
        ProblemKind.FILE_KIND_REFUSED,
    )


def _read_or_refused(content):
    try:
        return "read" if isinstance(read_calendar(content), IcsRead) else None
    except Problem as problem:
        return problem.kind

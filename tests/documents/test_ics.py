"""Calendar files: what is written is read back equal, by the icalendar package and by us."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from station_app.documents.ics import calendar_file, series
from station_app.importing.ics import read_calendar
from sync.clock import SHANGHAI, Json
from sync.records.calendar_entry import AllDay, CalendarEntry, EntryStatus, Timed
from sync.records.recurrence import Rule, RuleKind, occurrences, planned_days
from sync.records.recurrence_check import rule_of
from tests.records.days.facts import bundled
from tests.records.test_recurrence import any_rules

CALENDAR = bundled()
UNTIL = date(2032, 12, 31)

texts = st.text(
    st.one_of(
        st.sampled_from('宣传,;:\\"\n 赶集日=%^🌾\u2028'),
        st.characters(exclude_categories=["Cc", "Cs"]),
    ),
    max_size=120,
)
titles = texts.map(lambda text: text.replace("\n", " ").strip())
words = st.text(st.sampled_from("宣传a,;\\ "), min_size=1, max_size=12).map(str.strip).filter(bool)
days = st.dates(date(2000, 1, 1), date(2031, 1, 1))
seconds = st.integers(946_684_800, 1_893_456_000)
whens = st.one_of(
    st.builds(lambda first, more: AllDay(first, first + timedelta(more)), days, st.integers(0, 40)),
    st.builds(
        lambda start, length: Timed(start * 1000, (start + length) * 1000),
        seconds,
        st.integers(0, 200_000),
    ),
)


@st.composite
def entries(draw):
    when = draw(whens)
    rule = draw(st.none() | any_rules(days))
    if rule is not None:
        told = series(rule, UNTIL, CALENDAR)
        if told is None:
            rule = None
        elif isinstance(when, AllDay):
            when = AllDay(told.first, told.first + (when.last - when.first))
        else:
            clock = datetime.fromtimestamp(when.start_ms / 1000, SHANGHAI).time()
            start = round(datetime.combine(told.first, clock, SHANGHAI).timestamp()) * 1000
            when = Timed(start, start + when.end_ms - when.start_ms)
    return CalendarEntry(
        draw(st.uuids().map(str)),
        draw(titles),
        when,
        draw(texts),
        draw(texts),
        tuple(draw(st.lists(words, max_size=3))),
        draw(st.none() | st.sampled_from(EntryStatus)),
        rule,
        draw(st.none() | days) if rule is None else None,
        tuple(draw(st.lists(st.integers(0, 30), max_size=3, unique=True))),
        draw(seconds) * 1000,
    )


def written(*some):
    return calendar_file(some, "宣传日历", UNTIL, CALENDAR)


def only_event(content: bytes) -> Any:
    """As the icalendar package reads it."""
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


@settings(deadline=None)
@given(st.lists(entries(), max_size=4))
def test_what_is_written_we_read_back_equal(some):
    read = read_calendar(written(*some))
    assert read.entries == tuple(some)
    assert read.left == ()


@settings(deadline=None)
@given(entries())
def test_what_is_written_icalendar_reads_back_equal(entry):
    event = only_event(written(entry))
    assert event.errors == []
    assert (str(event["UID"]), str(event["SUMMARY"])) == (entry.uid, entry.title)
    assert str(event.get("DESCRIPTION", "")) == entry.text
    assert str(event.get("LOCATION", "")) == entry.place
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    if isinstance(entry.when, AllDay):
        assert (start, end - timedelta(days=1)) == (entry.when.first, entry.when.last)
    else:
        assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
        # China's summer time of 1986 to 1991 lies before these years.
        moments = (entry.when.start_ms // 1000, entry.when.end_ms // 1000)
        assert (round(start.timestamp()), round(end.timestamp())) == moments
    stamp = datetime.fromtimestamp(entry.changed_ms // 1000, UTC)
    assert event["DTSTAMP"].dt == stamp


@settings(deadline=None)
@given(st.lists(entries(), min_size=1, max_size=2))
def test_lines_are_folded_by_octets_and_never_within_a_character(some):
    content = written(*some)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
        assert b"\n" not in line


def plain_days(event):
    """The days a program finds that knows neither RRULE nor RSCALE."""
    found = {event["DTSTART"].dt}
    for name in ("RDATE", "EXDATE"):
        values = event.get(name, [])
        listed = {one.dt for value in (values if isinstance(values, list) else [values])
                  for one in value.dts}  # fmt: skip
        found = found | listed if name == "RDATE" else found - listed
    return sorted(found)


MARKET: dict[str, Json] = {
    "kind": "lunar_digit",
    "params": {"digits": [3, 8]},
    "start_on": "2026-12-01",
}


def event_of(values, until=date(2027, 2, 28)):
    rule = rule_of(values)
    entry = CalendarEntry("a", "赶集", AllDay(rule.start_on, rule.start_on), rule=rule)
    return only_event(calendar_file([entry], "历", until, CALENDAR)), rule


def test_a_lunar_rule_stands_beside_its_plain_days():
    event, rule = event_of({**MARKET, "skip_dates": ["2026-12-11"], "extra_dates": ["2026-12-25"]})
    assert event["RRULE"].to_ical().startswith(b"RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=3,8,13")
    expected = [o.day for o in occurrences(rule, date.min, date(2027, 2, 28), CALENDAR)]
    assert plain_days(event) == expected
    assert date(2026, 12, 25) in expected


@settings(deadline=None)
@given(any_rules(days))
def test_a_series_that_no_rrule_says_is_written_as_days(rule):
    told = series(rule, UNTIL, CALENDAR)
    if told is None or (told.rrule and "RSCALE" not in told.rrule):
        return
    expected = [o.day for o in occurrences(rule, date.min, UNTIL, CALENDAR)]
    assert sorted({told.first, *told.added} - set(told.left_out)) == expected


def test_a_day_that_moves_off_a_holiday_is_written_where_it_moved_to():
    event, _ = event_of(
        {"kind": "yearly_date", "params": {"month": 10, "day": 1}, "start_on": "2025-01-01",
         "rest_day_policy": "next_working"}
    )  # fmt: skip
    assert "RRULE" not in event
    assert plain_days(event) == [date(2025, 10, 9), date(2026, 10, 8)]


def test_a_series_that_never_falls_is_left_out():
    leap_day: dict[str, Json] = {"month": 2, "day": 29}
    bounds = {"start_on": "2026-01-01", "end_on": "2027-12-31"}
    rule = rule_of({"kind": "yearly_date", "params": leap_day, **bounds})
    entry = CalendarEntry("a", "闰日", AllDay(rule.start_on, rule.start_on), rule=rule)
    assert b"VEVENT" not in written(entry)


def test_a_series_another_program_changed_is_read_as_it_left_it():
    rule = rule_of({"kind": "weekly", "params": {"weekdays": [2]}, "start_on": "2026-12-01"})
    entry = CalendarEntry("a", "学习", AllDay(rule.start_on, rule.start_on), rule=rule)
    changed = written(entry).replace(b"BYDAY=TU", b"BYDAY=TU,TH")
    (read,) = read_calendar(changed).entries
    assert read.rule == Rule(RuleKind.WEEKLY, {"weekdays": [2, 4]}, date(2026, 12, 1))


def test_our_own_rule_is_checked_like_any_input():
    rule = rule_of(MARKET)
    entry = CalendarEntry("a", "集", AllDay(rule.start_on, rule.start_on), rule=rule)
    forged = written(entry).replace(b'"kind":"lunar_digit"', b'"kind":"every_second"')
    (read,) = read_calendar(forged).entries
    assert read.rule is not None
    assert read.rule.kind is RuleKind.LUNAR_DIGIT
    assert planned_days(read.rule, date(2026, 12, 1), UNTIL) == planned_days(
        rule, date(2026, 12, 1), UNTIL
    )


def test_the_same_entries_give_the_same_file():
    entry = CalendarEntry("a", "集", AllDay(UNTIL, UNTIL), text="一\r\n二\r三\x00\x07\x85")
    assert written(entry) == written(entry)
    assert b"DESCRIPTION:\xe4\xb8\x80\\n\xe4\xba\x8c\\n\xe4\xb8\x89\r\n" in written(entry)

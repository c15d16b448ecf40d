"""Rules of RFC 5545 for whole days, held against python-dateutil."""

from datetime import date, datetime, time, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sync.records.days.rrule import WEEKDAYS, RRule, Weekday, expand, parse_rrule, until_day


def by_dateutil(text, start, first, last):
    found = rrulestr(text, dtstart=datetime.combine(start, time.min))
    days = takewhile(lambda day: day <= last, (moment.date() for moment in found))
    return [day for day in days if day >= first]


def ours(text, start, first, last):
    return list(expand(parse_rrule(text), start, first, last))


def numbers(lowest, highest, most=4):
    found = st.integers(lowest, highest).filter(bool)
    return st.lists(found, min_size=1, max_size=most, unique=True).map(
        lambda them: ",".join(map(str, them))
    )


plain_days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=5, unique=True).map(",".join)
nth_days = st.lists(
    st.builds("{}{}".format, st.integers(-5, 5).filter(bool), st.sampled_from(WEEKDAYS)),
    min_size=1,
    max_size=3,
    unique=True,
).map(",".join)
starts = st.dates(date(1995, 1, 1), date(2030, 12, 31))


@st.composite
def rules(draw):
    """Any rule of RFC 5545 for days, but for two places where dateutil goes its own way.

    It takes BYDAY=MO,1FR as days that are both, and BYSETPOS of the first week from the start on.
    """
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}"]
    may = {
        "INTERVAL": st.integers(1, 6).map(str),
        "BYMONTH": numbers(1, 12),
        "WKST": st.sampled_from(WEEKDAYS),
    }
    if freq != "WEEKLY":
        may["BYMONTHDAY"] = numbers(-31, 31)
    may["BYDAY"] = plain_days
    if freq == "MONTHLY":
        may["BYDAY"] = st.one_of(plain_days, nth_days)
    if freq == "YEARLY":
        which = draw(st.sampled_from(["days", "nth", "year days", "weeks"]))
        if which == "nth":
            may["BYDAY"] = nth_days
        elif which == "year days":
            may["BYYEARDAY"] = numbers(-366, 366)
        elif which == "weeks":
            may["BYWEEKNO"] = st.one_of(numbers(1, 53), st.just("-1"))
            del may["BYMONTHDAY"]
    for name, values in may.items():
        if draw(st.booleans()):
            parts.append(f"{name}={draw(values)}")
    has_by = any(part.startswith("BY") for part in parts)
    if has_by and freq != "WEEKLY" and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(numbers(-6, 6, 2))}")
    end = draw(st.sampled_from(["", "COUNT", "UNTIL"]))
    if end == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    elif end == "UNTIL":
        parts.append(f"UNTIL={draw(starts):%Y%m%d}")
    return ";".join(parts)


@settings(max_examples=400, deadline=None)
@given(rules(), starts, st.integers(-400, 4000), st.integers(0, 1500))
def test_days_are_those_of_dateutil(text, start, ahead, length):
    # An impossible rule makes dateutil walk to the year 9999.
    assume(not _never(text))
    first = start + timedelta(days=ahead)
    last = first + timedelta(days=length)
    # So that dateutil comes to an end where nothing more follows in the window.
    bounded = text if "COUNT" in text or "UNTIL" in text else f"{text};UNTIL={last:%Y%m%d}"
    expected = by_dateutil(bounded, start, first, last)
    assert ours(text, start, first, last) == expected


def _never(text):
    """Whether a rule of ours has no day at all in a window of many years."""
    endless = text.split(";COUNT")[0].split(";UNTIL")[0]
    return not ours(endless, date(1995, 1, 1), date(1995, 1, 1), date(2040, 1, 1))


@given(rules(), starts, st.integers(0, 2000), st.integers(0, 2000))
def test_a_window_shows_what_a_wider_one_shows_there(text, start, ahead, length):
    first = start + timedelta(days=ahead)
    last = first + timedelta(days=length)
    wide = ours(text, start, start - timedelta(days=40), last + timedelta(days=400))
    assert ours(text, start, first, last) == [day for day in wide if first <= day <= last]
    assert wide == sorted(set(wide))


@pytest.mark.parametrize(
    ("text", "start", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=2TH;COUNT=3", "2026-11-01", "2026-11-12 2026-12-10 2027-01-14"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31"),
        ("FREQ=YEARLY;COUNT=2", "2024-02-29", "2024-02-29 2028-02-29"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261117T160000Z", "2026-11-10", "2026-11-10 2026-11-17"),
        ("freq=monthly;byday=mo,1fr;count=3;", "2026-11-01", "2026-11-02 2026-11-06 2026-11-09"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2026-10-01",
         "2026-10-30 2026-11-30"),
    ],
)  # fmt: skip
def test_rules_people_write_fall_on_these_days(text, start, days):
    begin = date.fromisoformat(start)
    assert [d.isoformat() for d in ours(text, begin, begin, date(2030, 1, 1))] == days.split()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "nothing"),
        ("INTERVAL=2", "FREQ"),
        ("FREQ=SECONDLY", "FREQ=SECONDLY"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        ("FREQ=DAILY;COUNT=99999999999", "COUNT"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260101", "UNTIL"),
        ("FREQ=DAILY;UNTIL=2026", "UNTIL"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH"),
        ("FREQ=DAILY;BYMONTH=-1", "BYMONTH"),
        ("FREQ=DAILY;BYMONTH=5L", "BYMONTH"),
        ("FREQ=DAILY;BYDAY=1MO", "BYDAY"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=XX", "BYDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=YEARLY;RSCALE=HEBREW", "RSCALE"),
        ("FREQ=DAILY;X-MINE=1", "X-MINE"),
        ("FREQ=DAILY;" + "X" * 2000, "length"),
    ],
)
def test_a_rule_that_is_none_is_told_by_its_part(text, part):
    with pytest.raises(ValueError, match=f"^{part}"):
        parse_rrule(text)


def test_the_parts_are_read():
    text = "FREQ=YEARLY;INTERVAL=2;BYMONTH=3,9;BYDAY=-1SU,+2MO;BYSETPOS=1;WKST=SU;UNTIL=20301231"
    assert parse_rrule(text) == RRule(
        "YEARLY",
        2,
        until=date(2030, 12, 31),
        months=(3, 9),
        weekdays=(Weekday(6, -1), Weekday(0, 2)),
        positions=(1,),
        week_start=6,
    )


def test_until_in_world_time_is_the_day_in_china():
    assert until_day("20261231T155959Z") == date(2026, 12, 31)
    assert until_day("20261231T160000Z") == date(2027, 1, 1)
    assert until_day("20261231T235959") == date(2026, 12, 31)
    assert until_day("99991231T235959Z") == date.max


@given(rules(), st.dates(), st.dates())
@settings(deadline=None, max_examples=60)
def test_no_date_makes_it_raise(text, start, first):
    last = min(first, date.max - timedelta(days=30)) + timedelta(days=30)
    assert all(first <= day <= last for day in ours(text, start, first, last))


def test_a_rule_that_never_falls_comes_to_an_end():
    text = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"
    assert ours(text, date.min, date.min, date.max) == []

"""When something falls due: the vectors of rules 6.9, and what holds for every day."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import iso, parse_iso
from sync.ledger.work_days import bundled_tables
from sync.records.days.due import Limit, Part, Roll, Unit, due, due_at, working_days_between
from sync.records.days.working import Certainty, CountyDay, DayKind, WorkCalendar
from tests.records.days.facts import bundled

OFFICIAL, PROJECTED = Certainty.OFFICIAL, Certainty.PROJECTED
CALENDAR = bundled()

COLUMNS = (
    Limit(2, Unit.WORKING_DAY),
    Limit(7, Unit.WORKING_DAY),
    Limit(15, Unit.WORKING_DAY),
    Limit(5, Unit.CALENDAR_DAY, Roll.NONE),
    Limit(5, Unit.CALENDAR_DAY, Roll.STATUTORY_HOLIDAY),
    Limit(60, Unit.CALENDAR_DAY, Roll.STATUTORY_HOLIDAY),
    Limit(60, Unit.CALENDAR_DAY, Roll.REST_DAY),
)
VECTORS = """
2026-02-13 02-24 03-02 03-12 02-18 02-24 04-14 04-14
2026-02-14 02-25 03-03 03-13 02-19 02-24 04-15 04-15
2026-02-28 03-03 03-10 03-20 03-05 03-05 04-29 04-29
2026-04-03 04-08 04-15 04-27 04-08 04-08 06-02 06-02
2026-05-08 05-11 05-18 05-28 05-13 05-13 07-07 07-07
2026-09-30 10-09 10-15 10-27 10-05 10-08 11-29 11-30
2026-11-21 11-24 12-01 12-11 11-26 11-26 2027-01-20p 2027-01-20p
2026-12-25 12-29 2027-01-06p 2027-01-18p 12-30 12-30 2027-02-23p 2027-02-23p
2026-12-31 2027-01-05p 2027-01-12p 2027-01-22p 2027-01-05 2027-01-05p 2027-03-01p 2027-03-01p
"""


def _vectors():
    for line in VECTORS.split("\n"):
        start, *ends = line.split() or [""]
        for limit, end in zip(COLUMNS, ends, strict=bool(ends)) if start else ():
            day = end.removesuffix("p")
            yield start, limit, day if len(day) == 10 else f"2026-{day}", end.endswith("p")


@pytest.mark.parametrize(("start", "limit", "on", "projected"), list(_vectors()))
def test_the_vectors_of_the_rules(start, limit, on, projected):
    found = due(limit, date.fromisoformat(start), CALENDAR)
    assert found.on == date.fromisoformat(on)
    assert found.certainty is (PROJECTED if projected else OFFICIAL)
    assert (found.warn_on is not None) == projected


def test_all_63_vectors_are_read():
    assert len(list(_vectors())) == 63


def test_a_projected_due_date_is_warned_of_two_working_days_earlier():
    found = due(Limit(7, Unit.WORKING_DAY), date(2026, 12, 25), CALENDAR)
    assert (found.on, found.warn_on) == (date(2027, 1, 6), date(2027, 1, 4))


@pytest.mark.parametrize(
    ("amount", "warned"), [(1, "2026-12-31"), (2, "2027-01-04"), (3, "2027-01-04")]
)
def test_short_limits_are_warned_of_one_working_day_earlier(amount, warned):
    found = due(Limit(amount, Unit.WORKING_DAY), date(2026, 12, 31), CALENDAR)
    assert found.warn_on == date.fromisoformat(warned)


def test_a_last_day_that_moved_on_by_a_projection_is_warned_of_where_the_count_ended():
    found = due(Limit(1, Unit.CALENDAR_DAY, Roll.STATUTORY_HOLIDAY), date(2026, 12, 31), CALENDAR)
    assert (found.on, found.certainty, found.warn_on) == (
        date(2027, 1, 2),
        PROJECTED,
        date(2027, 1, 1),
    )


SIXTY = Limit(60, Unit.CALENDAR_DAY, Roll.STATUTORY_HOLIDAY)


def test_sixty_days_that_end_in_a_holiday_end_after_it():
    assert due(SIXTY, date(2026, 8, 4), CALENDAR).on == date(2026, 10, 8)


def test_the_time_of_an_appraisal_is_added():
    assert due(SIXTY, date(2026, 6, 1), CALENDAR).on == date(2026, 7, 31)
    paused = [(date(2026, 6, 20), date(2026, 7, 15))]
    assert due(SIXTY, date(2026, 6, 1), CALENDAR, pauses=paused).on == date(2026, 8, 25)


def test_working_days_of_a_pause_are_added():
    start, seven = date(2026, 9, 21), Limit(7, Unit.WORKING_DAY)
    pause = (date(2026, 9, 23), date(2026, 9, 29))
    # 24, 28 and 29 September were worked; 25 to 27 was the Mid-Autumn holiday.
    assert working_days_between(*pause, CALENDAR) == (3, OFFICIAL)
    ten = due(Limit(10, Unit.WORKING_DAY), start, CALENDAR)
    assert due(seven, start, CALENDAR, pauses=[pause]).on == ten.on


def test_an_extension_runs_from_the_old_due_date():
    fifteen = Limit(15, Unit.WORKING_DAY)
    assert due(fifteen, date(2026, 9, 21), CALENDAR).on == date(2026, 10, 19)
    extended = due(fifteen, date(2026, 9, 21), CALENDAR, extensions=[15])
    assert extended.on == date(2026, 11, 9)


def test_an_extension_of_calendar_days_runs_from_the_day_moved_to():
    five = Limit(5, Unit.CALENDAR_DAY, Roll.STATUTORY_HOLIDAY)
    found = due(five, date(2026, 9, 30), CALENDAR, extensions=[5])
    assert found.on == date(2026, 10, 13)


def test_the_account_tells_each_day():
    found = due(Limit(7, Unit.WORKING_DAY), date(2025, 9, 24), CALENDAR)
    assert found.on == date(2025, 10, 10)
    told = [(s.fact.day.isoformat()[5:], s.part, s.number, s.fact.name) for s in found.steps]
    holiday = [(f"10-0{n}", Part.NOT_COUNTED, None) for n in range(1, 9)]
    assert [t[:3] for t in told] == [
        ("09-24", Part.START, None),
        ("09-25", Part.COUNTED, 1),
        ("09-26", Part.COUNTED, 2),
        ("09-27", Part.NOT_COUNTED, None),
        ("09-28", Part.COUNTED, 3),
        ("09-29", Part.COUNTED, 4),
        ("09-30", Part.COUNTED, 5),
        *holiday,
        ("10-09", Part.COUNTED, 6),
        ("10-10", Part.COUNTED, 7),
    ]
    names = {day: name for day, _, _, name in told}
    assert (names["09-28"], names["09-27"], names["10-03"]) == ("国庆节", "", "国庆节")


def test_the_account_tells_days_moved_over():
    found = due(Limit(2, Unit.CALENDAR_DAY, Roll.REST_DAY), date(2026, 11, 19), CALENDAR)
    assert [(s.fact.day.day, s.part, s.number) for s in found.steps] == [
        (19, Part.START, None),
        (20, Part.COUNTED, 1),
        (21, Part.MOVED_ON, 2),
        (22, Part.MOVED_ON, None),
        (23, Part.LAST, None),
    ]


def test_a_county_day_moves_a_working_day_but_not_a_statutory_roll():
    flood = {date(2026, 11, 23): CountyDay(DayKind.OFF, "防汛", "全县停工")}
    calendar = WorkCalendar(bundled_tables(), flood)
    start = date(2026, 11, 20)
    assert due(Limit(1, Unit.WORKING_DAY), start, calendar).on == date(2026, 11, 24)
    three = Limit(3, Unit.CALENDAR_DAY, Roll.STATUTORY_HOLIDAY)
    assert due(three, start, calendar).on == date(2026, 11, 23)
    assert due(Limit(3, Unit.CALENDAR_DAY, Roll.REST_DAY), start, calendar).on == date(2026, 11, 24)


def test_the_same_day_is_the_day_it_began():
    found = due(Limit(0, Unit.SAME_DAY), date(2026, 10, 3), CALENDAR)
    assert (found.on, found.certainty) == (date(2026, 10, 3), OFFICIAL)
    assert [step.part for step in found.steps] == [Part.START]


@pytest.mark.parametrize(
    ("limit", "ends"),
    [
        (Limit(24, Unit.HOUR), "2026-10-02T23:40:00+08:00"),
        (Limit(30, Unit.MINUTE), "2026-10-02T00:10:00+08:00"),
        (Limit(0, Unit.SAME_DAY), "2026-10-01T23:59:59+08:00"),
        (Limit(2, Unit.WORKING_DAY), "2026-10-09T23:59:59+08:00"),
    ],
)
def test_a_limit_ends_at_a_moment(limit, ends):
    at, _ = due_at(limit, parse_iso("2026-10-01T23:40:00+08:00"), CALENDAR)
    assert iso(at) == ends


def test_a_promise_ends_when_the_office_closes():
    at, found = due_at(
        Limit(2, Unit.WORKING_DAY), parse_iso("2026-11-16T01:00:00+08:00"), CALENDAR, time(17)
    )
    assert iso(at) == "2026-11-18T17:00:00+08:00"
    assert found is not None
    assert found.on == date(2026, 11, 18)


@pytest.mark.parametrize("unit", [Unit.HOUR, Unit.MINUTE])
def test_hours_and_minutes_are_not_counted_in_days(unit):
    with pytest.raises(ValueError, match=unit.value):
        due(Limit(1, unit), date(2026, 1, 1), CALENDAR)


@pytest.mark.parametrize(("amount", "extensions"), [(-1, []), (1, [-1])])
def test_amounts_below_zero_are_refused(amount, extensions):
    with pytest.raises(ValueError, match="below 0"):
        due(Limit(amount, Unit.WORKING_DAY), date(2026, 1, 1), CALENDAR, extensions=extensions)


starts = st.dates(date(2018, 1, 1), date(2030, 12, 31))


@given(starts, st.integers(0, 60))
def test_so_many_working_days_lie_behind_a_due_date(start, amount):
    found = due(Limit(amount, Unit.WORKING_DAY), start, CALENDAR)
    assert working_days_between(start, found.on, CALENDAR)[0] == amount
    assert amount == 0 or CALENDAR.is_working_day(found.on)[0]
    assert [s.fact.day for s in found.steps] == [
        start + timedelta(days=n) for n in range((found.on - start).days + 1)
    ]
    assert found.warn_on is None or start <= found.warn_on <= found.on


@given(starts, st.integers(1, 120), st.sampled_from(Roll))
def test_a_rolled_day_is_the_first_that_is_not_off(start, amount, roll):
    found = due(Limit(amount, Unit.CALENDAR_DAY, roll), start, CALENDAR)
    counted = start + timedelta(days=amount)
    off = {
        Roll.NONE: lambda day: False,
        Roll.STATUTORY_HOLIDAY: lambda day: CALENDAR.is_holiday(day)[0],
        Roll.REST_DAY: lambda day: not CALENDAR.is_working_day(day)[0],
    }[roll]
    between = [counted + timedelta(days=n) for n in range((found.on - counted).days)]
    assert all(map(off, between))
    assert not off(found.on)

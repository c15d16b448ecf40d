"""The county's table of days off reaches the desks: what was provisional there becomes fixed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from station_app.usecases.reading.work_days import ledger_calendar
from sync.center.days_off import off_by_law, publish_days_off, read_days_off
from sync.clock import Json
from sync.records.days.due import Limit, Unit, due
from sync.records.days.working import Certainty, DayKind
from sync.records.recurrence import Occurrence, occurrences
from sync.records.recurrence_check import rule_of
from tests.center.running import VILLAGE, Made
from tests.together.desks import Desk

Make = Callable[..., Desk]

SEVEN = Limit(7, Unit.WORKING_DAY)
EVERY_NEW_YEAR: dict[str, Json] = {
    "kind": "yearly_date",
    "params": {"month": 1, "day": 1},
    "start_on": "2027-01-01",
    "rest_day_policy": "next_working",
}


@pytest.fixture
def publish(made: Made, tmp_path: Path) -> Callable[..., None]:
    """The county publishes 2027: the days off by law and further ones, day -> 休 or 班."""

    def table(**more: str) -> None:
        days = {day.isoformat(): "休" for day in off_by_law(2027)}
        days |= {f"2027-{day[1:3]}-{day[3:]}": kind for day, kind in more.items()}
        rows = [{"date": day, "kind": kind, "name": "节日"} for day, kind in days.items()]
        path = tmp_path / "2027.json"
        path.write_text(json.dumps({"year": 2027, "days": rows}, ensure_ascii=False), "utf-8")
        with made.office() as office:
            publish_days_off(office, read_days_off(path))

    return table


def new_year(one: Desk) -> Occurrence:
    days = ledger_calendar(one.ledger)
    (found,) = occurrences(rule_of(EVERY_NEW_YEAR), date(2027, 1, 1), date(2027, 1, 31), days)
    return found


def test_a_provisional_deadline_becomes_fixed_when_the_county_publishes_the_year(
    desk: Make, url: str, codes: dict[str, str], publish: Callable[..., None]
) -> None:
    village = desk(VILLAGE)
    village.enrol(url, codes[VILLAGE])
    village.sync(url)
    before = due(SEVEN, date(2026, 12, 25), ledger_calendar(village.ledger))
    assert (before.on, before.certainty) == (date(2027, 1, 6), Certainty.PROJECTED)
    assert new_year(village).certainty is Certainty.PROJECTED
    publish(d0104="休", d0109="班")
    assert village.sync(url).complete
    days = ledger_calendar(village.ledger)
    after = due(SEVEN, date(2026, 12, 25), days)
    assert (after.on, after.certainty, after.warn_on) == (
        date(2027, 1, 7),
        Certainty.OFFICIAL,
        None,
    )
    assert (new_year(village).day, new_year(village).certainty) == (
        date(2027, 1, 5),
        Certainty.OFFICIAL,
    )
    assert days.fact(date(2027, 1, 9)).kind is DayKind.WORK
    assert days.version(2027) == "2027.1"


def test_a_second_table_of_the_year_takes_the_place_of_the_first_at_the_desk(
    desk: Make, url: str, codes: dict[str, str], publish: Callable[..., None]
) -> None:
    village = desk(VILLAGE)
    village.enrol(url, codes[VILLAGE])
    publish(d0104="休")
    village.sync(url)
    assert not ledger_calendar(village.ledger).is_working_day(date(2027, 1, 4))[0]
    publish(d0503="休")
    village.sync(url)
    days = ledger_calendar(village.ledger)
    assert days.is_working_day(date(2027, 1, 4)) == (True, Certainty.OFFICIAL)
    assert days.is_working_day(date(2027, 5, 3)) == (False, Certainty.OFFICIAL)
    assert days.version(2027) == "2027.2"

"""Days off as the county's published tables and its own days say them."""

from __future__ import annotations

from datetime import date

from station_app.usecases.reading.work_days import ledger_calendar
from sync.clock import Stamp
from sync.ledger.store import Kept
from sync.merge.records import Record
from sync.records.days.working import Certainty


def publish(desk, record_kind, record_id, root=None, **values):
    record = Record(record_kind, record_id)
    for name, value in values.items():
        record.set(name, value, Stamp(1, 1, "center"))
    with desk.ledger.db.writing():
        desk.ledger.store.save([Kept(record, root or record_id)])


def table(desk, record_id, edition, status="official", **days):
    publish(desk, "holiday_table", record_id, year=2031, edition=edition, status=status)
    for n, (day, kind) in enumerate(days.items()):
        text = f"2031-{day[1:3]}-{day[3:]}"
        publish(
            desk,
            "calendar_day",
            f"{record_id}/{n}",
            record_id,
            table_id=record_id,
            date=text,
            kind=kind,
            name="元旦",
            source="national",
        )


def test_without_any_table_a_year_is_projected(desk):
    found = ledger_calendar(desk.ledger)
    assert found.is_working_day(date(2031, 1, 2))[1] is Certainty.PROJECTED


def test_the_highest_edition_of_the_official_tables_counts(desk):
    table(desk, "t1", 1, d0102="off")
    table(desk, "t2", 2, d0103="off")
    table(desk, "t3", 3, "projected", d0106="off")
    found = ledger_calendar(desk.ledger)
    assert found.is_working_day(date(2031, 1, 2)) == (True, Certainty.OFFICIAL)
    assert found.is_working_day(date(2031, 1, 3)) == (False, Certainty.OFFICIAL)
    assert found.is_working_day(date(2031, 1, 6))[0]
    assert found.version(2031) == "2031.2"


def test_a_day_of_the_countys_own_goes_before_any_table(desk):
    table(desk, "t1", 1, d0102="off")
    publish(desk, "calendar_day", "own", date="2031-01-02", kind="work", source="county", name="汛")
    publish(desk, "calendar_day", "odd", date="sometime", kind="work", source="county")
    found = ledger_calendar(desk.ledger)
    assert found.is_working_day(date(2031, 1, 2)) == (True, Certainty.OFFICIAL)
    assert found.fact(date(2031, 1, 2)).name == "汛"

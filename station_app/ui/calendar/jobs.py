"""What the calendar's page asks of the ledger; every function runs on the ledger's worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from station_app.ui.calendar.facts import day_facts
from station_app.ui.calendar.values import DayFacts
from station_app.usecases import activities, trainings, visits
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.reading.calendar import (
    CalendarEntry,
    CampaignRow,
    Gap,
    campaigns,
    duty,
    entries,
    gaps,
    reached,
)
from station_app.usecases.reading.calendar_entry import touchable
from station_app.usecases.reading.marked_days import due_days, market_days
from station_app.usecases.reading.names import people_by_name, places
from station_app.usecases.reading.work_days import ledger_calendar
from station_app.usecases.session import today_of
from sync.clock import SHANGHAI, iso
from sync.records.codes import CodeBook
from sync.records.days.working import WorkCalendar
from sync.records.rights import Operation
from sync.words import Words

OVERVIEW = frozenset({"county", "township"})
"""Levels of stations that look after others."""

AHEAD, BEHIND = timedelta(days=60), timedelta(days=45)
"""How far before it begins something of the county's plan is asked for, and how long after."""

OWNERS = {activities.KIND: "activity", trainings.KIND: "training", visits.KIND: "visit"}
"""Kind of record -> `owner_type` of its files."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something of the county's plan.  `gaps`: at a county's desk, the stations that lack it."""

    row: CampaignRow
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """A span of days.  `called`: names of stations and people by id.  `people`: who may be chosen
    as lecturer, (id, name).  `touchable`: ids of entries this person may move.  `only_own`: entries
    of other stations were left out; `overview`: they are this desk's business."""

    first: date
    last: date
    days: Mapping[date, DayFacts]
    entries: tuple[CalendarEntry, ...]
    touchable: frozenset[str]
    reached: Mapping[str, int]
    asks: tuple[Asked, ...]
    called: Mapping[str, str]
    people: tuple[tuple[str, str], ...]
    stations: tuple[tuple[str, str], ...]
    own_station: str
    county: bool
    only_own: bool
    overview: bool
    may_plan: bool
    work: WorkCalendar
    book: CodeBook


def read_calendar(
    desk: Desk, words: Words, first: date, last: date, *, own: bool | None = None
) -> CalendarRead:
    """Everything the views and the panel show of a span of days.

    `own`: only this station's entries, or those of all that this ledger holds; None: as is usual,
    which is the county's own there, and all elsewhere.
    """
    ledger, session = desk.ledger, desk.session
    today = today_of(ledger)
    county = session.station.level == "county"
    work = ledger_calendar(ledger)
    known = places(ledger)
    called = {place.id: place.name or place.code for place in known}
    only_own = county if own is None else own
    found = entries(ledger, first, last, [session.station_id] if only_own else None)
    may_plan = session.may(Operation.PLAN_WORK, today)
    people = tuple(people_by_name(ledger, session.station_id))
    on_duty: dict[date, list[str]] = {}
    for line in duty(ledger, first, last):
        names = on_duty.setdefault(date.fromisoformat(line.day), [])
        if line.name and line.name not in names:
            names.append(line.name)
    return CalendarRead(
        first,
        last,
        day_facts(
            first,
            last,
            work,
            words,
            markets=market_days(ledger, first, last, work),
            duty=on_duty,
            due=due_days(ledger, first, last, work),
        ),
        tuple(found),
        touchable(ledger, session, found) if may_plan else frozenset(),
        reached(ledger, found),
        tuple(_asked(desk, today, county)),
        called | dict(people),
        people,
        tuple(
            (p.id, p.name or p.code) for p in known if p.is_station and p.id != session.station_id
        ),
        session.station_id,
        county,
        only_own,
        session.station.level in OVERVIEW and len(known) > 1,
        may_plan,
        work,
        code_book(),
    )


def _asked(desk: Desk, today: date, county: bool) -> Iterable[Asked]:
    ledger = desk.ledger
    level = "" if county else desk.session.station.level
    for row in campaigns(ledger, today - BEHIND, today + AHEAD, level=level):
        if county:
            yield Asked(row, tuple(gaps(ledger, row.id)))
        elif row.answers < row.times and row.to_on >= today.isoformat():
            yield Asked(row)


def ms_of(moment: datetime) -> int:
    """The clock on the wall in China as a time that records keep."""
    return round(moment.replace(tzinfo=SHANGHAI).timestamp() * 1000)


def wall_time(ms: int) -> datetime:
    """The other way round."""
    return datetime.fromisoformat(iso(ms)).replace(tzinfo=None)

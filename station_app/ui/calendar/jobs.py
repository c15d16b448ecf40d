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
from station_app.usecases.reading.marked_days import due_days, market_days
from station_app.usecases.reading.names import people_by_name, places
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.stock import stock as stock_of
from station_app.usecases.reading.weekly_detail import files_of, found_record
from station_app.usecases.reading.work_days import ledger_calendar
from station_app.usecases.session import today_of
from station_app.usecases.weekly import may_touch
from sync.clock import SHANGHAI, Json, iso, local_date
from sync.records.codes import CodeBook
from sync.records.days.working import WorkCalendar
from sync.records.moves import Move, moves_of, state_of
from sync.records.rights import Operation
from sync.records.stock import Balance
from sync.words import Words

AHEAD, BEHIND = timedelta(days=60), timedelta(days=45)
"""How far before it begins something of the county's plan is asked for, and how long after."""

OWNERS = {activities.KIND: "activity", trainings.KIND: "training", visits.KIND: "visit"}
"""Kind of record -> `owner_type` of its files."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something of the county's plan.  `gaps`: at a county's desk, the stations that lack it."""

    row: CampaignRow
    gaps: tuple[tuple[str, Gap], ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """A span of days.  `called`: names of stations and people by id.  `people`: who may be chosen
    as lecturer, (id, name).  `touchable`: ids of entries this person may move."""

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
    may_plan: bool
    work: WorkCalendar
    book: CodeBook


def read_calendar(desk: Desk, words: Words, first: date, last: date) -> CalendarRead:
    """Everything the views and the panel show of a span of days."""
    ledger, session = desk.ledger, desk.session
    today = today_of(ledger)
    county = session.station.level == "county"
    work = ledger_calendar(ledger)
    known = places(ledger)
    called = {place.id: place.name or place.code for place in known}
    found = entries(ledger, first, last, [session.station_id] if county else None)
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
            due=due_days(ledger, first, last),
        ),
        tuple(found),
        _touchable(desk, found) if may_plan else frozenset(),
        reached(ledger, found),
        tuple(_asked(desk, today, county, called)),
        called | dict(people),
        people,
        tuple(
            (p.id, p.name or p.code) for p in known if p.is_station and p.id != session.station_id
        ),
        session.station_id,
        county,
        may_plan,
        work,
        code_book(),
    )


def _touchable(desk: Desk, found: Iterable[CalendarEntry]) -> frozenset[str]:
    by_kind: dict[str, list[str]] = {}
    for entry in found:
        by_kind.setdefault(entry.entry_kind, []).append(entry.id)
    touchable: set[str] = set()
    for kind, ids in by_kind.items():
        for record_id, kept in desk.ledger.store.load(kind, ids).items():
            if may_touch(desk.ledger, desk.session, kind, kept.record.values):
                touchable.add(record_id)
    return frozenset(touchable)


def _asked(desk: Desk, today: date, county: bool, called: Mapping[str, str]) -> Iterable[Asked]:
    ledger = desk.ledger
    level = "" if county else desk.session.station.level
    for row in campaigns(ledger, today - BEHIND, today + AHEAD, level=level):
        if county:
            lacking = gaps(ledger, row.id)
            yield Asked(row, tuple((called.get(g.station_id, g.station_id), g) for g in lacking))
        elif row.answers < row.times and row.to_on >= today.isoformat():
            yield Asked(row)


@dataclass(frozen=True, slots=True)
class EntryRead:
    """One entry with all that is known of it.  `moves`: those this person may make."""

    kind: str
    id: str
    values: Mapping[str, Json]
    moves: tuple[Move, ...]
    may_edit: bool
    files: tuple[str, ...]
    rule_id: str
    rule: Mapping[str, Json]
    own_rule: bool
    campaign: str
    sync_state: str
    stock: tuple[Balance, ...]
    now_ms: int

    @property
    def state(self) -> str:
        return state_of(self.kind, self.values)


def read_entry(desk: Desk, kind: str, record_id: str) -> EntryRead:
    """Problem NOT_FOUND."""
    ledger, session = desk.ledger, desk.session
    row = found_record(ledger, kind, record_id)
    today = today_of(ledger)
    touch = may_touch(ledger, session, kind, row.values)
    moves = moves_of(kind, state_of(kind, row.values))
    rule_id = row.text("rule_id")
    rule = ledger.store.one("recurrence_rule", rule_id) if rule_id else None
    rule_values = {} if rule is None else dict(rule.record.values)
    campaign = row.values.get("campaign_id")
    asked = ledger.store.one("campaign", str(campaign)) if campaign else None
    return EntryRead(
        kind,
        row.id,
        row.values,
        tuple(m for m in moves if touch and session.may(m.operation, today)),
        touch and session.may(Operation.PLAN_WORK, today),
        tuple(a.row.text("title") or a.row.text("file_name") for a in files_of(ledger, row.id)),
        rule_id,
        rule_values,
        rule_values.get("station_id") == session.station_id,
        "" if asked is None else str(asked.record.values.get("title") or ""),
        sync_states(ledger, [row.id], kind)[row.id],
        tuple(stock_of(ledger)),
        ledger.now_ms(),
    )


def ms_of(moment: datetime) -> int:
    """The clock on the wall in China as a time that records keep."""
    return round(moment.replace(tzinfo=SHANGHAI).timestamp() * 1000)


def wall_time(ms: int) -> datetime:
    """The other way round."""
    return datetime.fromisoformat(iso(ms)).replace(tzinfo=None)


def day_of(desk: Desk, record_id: str) -> date | None:
    """The day an entry stands on; None where this ledger doesn't hold it."""
    for kind in OWNERS:
        kept = desk.ledger.store.one(kind, record_id)
        if kept is not None:
            return day_of_values(kind, kept.record.values)
    return None


def day_of_values(kind: str, values: Mapping[str, Json]) -> date | None:
    """The day something is planned for."""
    on = values.get("planned_on")
    if isinstance(on, str):
        return date.fromisoformat(on)
    start = values.get("planned_at" if kind == trainings.KIND else "planned_start")
    return local_date(start) if type(start) is int else None

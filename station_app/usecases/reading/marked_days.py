"""What the records say of days: market days, days on which something falls due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import orjson

from station_app.usecases.reading.days import day_ms
from station_app.usecases.reading.knowledge_requests import answer_due, to_answer_here
from sync.clock import Json, local_date
from sync.ledger.ledger import Ledger
from sync.problems import Problem
from sync.records.days.working import WorkCalendar
from sync.records.knowledge import KNOWLEDGE_REQUEST
from sync.records.recurrence import occurrences
from sync.records.recurrence_check import rule_of
from sync.records.visits import VISIT

RULE_FIELDS = (
    "kind",
    "params",
    "start_on",
    "end_on",
    "rest_day_policy",
    "short_month_policy",
    "skip_dates",
    "extra_dates",
)
"""The fields of a rule on which its days depend."""

_OBJECTS = frozenset({"params", "skip_dates", "extra_dates"})


def market_days(
    ledger: Ledger, first: date, last: date, days: WorkCalendar
) -> dict[date, list[str]]:
    """The markets held on each day of a span, by name; whoever's rules they are."""
    found: dict[date, list[str]] = {}
    columns = ", ".join(RULE_FIELDS)
    for name, *values in ledger.db.rows(
        f"SELECT name, {columns} FROM r_recurrence_rule WHERE used_for = 'market' "
        "AND deleted_at IS NULL ORDER BY name, id"
    ):
        try:
            rule = rule_of(_read(dict(zip(RULE_FIELDS, values, strict=True))))
        except Problem:
            # Written by a newer program: its days are not known here.
            continue
        for held in occurrences(rule, first, last, days):
            names = found.setdefault(held.day, [])
            if (name or "") not in names:
                names.append(name or "")
    return found


def _read(values: Mapping[str, object]) -> dict[str, Json]:
    return {
        name: orjson.loads(value) if name in _OBJECTS and isinstance(value, str) else value  # type: ignore[misc]
        for name, value in values.items()
        if value is not None
    }


@dataclass(frozen=True, slots=True)
class DueThing:
    """Something that falls due on a day.  `page` and `item`: where it is shown and done."""

    title: str
    page: str
    item: str


def due_days(
    ledger: Ledger, first: date, last: date, days: WorkCalendar
) -> dict[date, list[DueThing]]:
    """What this station has to do by each day of a span: answers wanted by referrals, answers
    promised to those who ask to learn something, what a visit found and is to be mended."""
    found: dict[date, list[DueThing]] = {}
    for day, thing in (
        *_referred(ledger, first, last),
        *_promised(ledger, days),
        *_to_mend(ledger, first, last),
    ):
        if first <= day <= last:
            found.setdefault(day, []).append(thing)
    return found


def _promised(ledger: Ledger, days: WorkCalendar) -> Iterator[tuple[date, DueThing]]:
    for row in to_answer_here(ledger):
        promised = answer_due(row, days)
        if promised is not None:
            item = f"{KNOWLEDGE_REQUEST.name}:{row.id}"
            yield promised.on, DueThing(row.text("question"), "knowledge", item)


def _to_mend(ledger: Ledger, first: date, last: date) -> Iterator[tuple[date, DueThing]]:
    for record_id, due, problems in ledger.db.rows(
        "SELECT id, follow_up_due, problems FROM r_visit WHERE host_station_id = ? "
        "AND follow_up_due BETWEEN ? AND ? AND follow_up_done IS NULL AND status = 'held' "
        "AND deleted_at IS NULL ORDER BY follow_up_due, id",
        (ledger.station_id, first.isoformat(), last.isoformat()),
    ):
        item = f"{VISIT.name}:{record_id}"
        yield date.fromisoformat(due), DueThing(problems or "", "knowledge", item)


def _referred(ledger: Ledger, first: date, last: date) -> Iterator[tuple[date, DueThing]]:
    for due, title, case_id in ledger.db.rows(
        "SELECT r.due_at, c.title, c.id FROM r_referral r JOIN r_case c ON c.id = r.case_id "
        "WHERE r.to_org_id = ? AND r.due_at >= ? AND r.due_at < ? AND r.result_at IS NULL "
        "AND r.returned_at IS NULL AND r.deleted_at IS NULL AND c.deleted_at IS NULL "
        "AND c.status NOT IN ('concluded', 'closed', 'cancelled') ORDER BY r.due_at, r.id",
        (ledger.station_id, day_ms(first), day_ms(last + timedelta(days=1))),
    ):
        yield local_date(due), DueThing(title or "", "cases", case_id)


def free_market_day(
    ledger: Ledger, station_id: str, after: date, days: WorkCalendar, ahead: int = 90
) -> tuple[date, str] | None:
    """The next market day on which this station has planned nothing else, and the market's name."""
    last = after + timedelta(days=ahead)
    markets = market_days(ledger, after, last, days)
    taken = _taken(ledger, station_id, after, last)
    for day in sorted(markets):
        if day not in taken:
            return day, markets[day][0]
    return None


def _taken(ledger: Ledger, station_id: str, first: date, last: date) -> frozenset[date]:
    """Days on which a station has something that still stands."""
    from_ms, to_ms = day_ms(first), day_ms(last + timedelta(days=1))
    standing = "COALESCE(status, 'planned') IN ('planned', 'confirmed', 'held')"
    found: set[date] = set()
    for table, start in (
        ("propaganda_activity", "planned_start"),
        ("training_session", "planned_at"),
    ):
        for row in ledger.db.rows(
            f"SELECT {start}, COALESCE(planned_end, {start}) FROM r_{table} WHERE station_id = ? "
            f"AND {start} >= ? AND {start} < ? AND deleted_at IS NULL AND {standing}",
            (station_id, from_ms, to_ms),
        ):
            day, end = local_date(row[0]), local_date(row[1])
            while day <= end:
                found.add(day)
                day += timedelta(days=1)
    for row in ledger.db.rows(
        "SELECT planned_on FROM r_visit WHERE (station_id = ?1 OR host_station_id = ?1) "
        f"AND planned_on >= ?2 AND planned_on <= ?3 AND deleted_at IS NULL AND {standing}",
        (station_id, first.isoformat(), last.isoformat()),
    ):
        found.add(date.fromisoformat(row[0]))
    return frozenset(found)

"""What stands in the calendar: a span of days, the county's plan and its gaps, duty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import orjson

from station_app.usecases.reading.days import day_ms
from station_app.usecases.reading.states import enrolled
from sync.clock import local_date
from sync.ledger.db import Row, chunks, marks
from sync.ledger.ledger import Ledger

ACTIVITY, TRAINING, VISIT, DUTY = "propaganda_activity", "training_session", "visit", "duty_roster"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One thing on one day.  Times in milliseconds; `start` and `end` where it stands in the
    calendar: when it was held, else where it was moved to, else when it is planned.

    `entry_kind`: the kind of record; `kind`: its code list's; `moved`: whether it was put off from
    `planned_start`.  `conflict`: two desks said different things of it.
    """

    id: str
    entry_kind: str
    kind: str
    title: str
    status: str
    start: int
    end: int
    all_day: bool
    place: str
    station_id: str
    rule_id: str | None
    campaign_id: str | None
    planned_start: int
    moved: bool
    conflict: bool = False

    @property
    def day(self) -> date:
        return local_date(self.start)


@dataclass(frozen=True, slots=True)
class DutyRow:
    id: str
    day: str
    slot: str
    kind: str
    person_id: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """An entry of the county's plan.  `answers`: how many stand for it here, `done`: of them held;
    `due`: still to be answered, or held."""

    id: str
    plan: str
    title: str
    from_on: str
    to_on: str
    times: int
    answer_kind: str
    text: str
    proof: tuple[str, ...]
    answers: int
    done: int

    @property
    def due(self) -> int:
        return max(0, self.times - self.done)


@dataclass(frozen=True, slots=True)
class Gap:
    """A station that has not answered an entry of the plan, or not shown that it was held."""

    campaign_id: str
    station_id: str
    answered: int
    done: int
    proofs: int


def entries(
    ledger: Ledger, first: date, last: date, stations: Sequence[str] | None = None
) -> list[CalendarEntry]:
    """All entries of a span of days, both included, in order of time.

    `stations`: only those of these stations (None: all that this ledger holds).
    """
    span = (day_ms(first), day_ms(date.fromordinal(last.toordinal() + 1)))
    found = [*_activities(ledger, span), *_trainings(ledger, span), *_visits(ledger, first, last)]
    if stations is not None:
        found = [entry for entry in found if entry.station_id in stations]
    unsettled = _unsettled(ledger)
    marked = [entry if entry.id not in unsettled else _marked(entry) for entry in found]
    return sorted(marked, key=lambda e: (e.start, e.entry_kind, e.id))


def reached(ledger: Ledger, found: Iterable[CalendarEntry]) -> dict[str, int]:
    """How many people came to those activities among the entries that were held."""
    held = sorted({e.id for e in found if e.status == "held" and e.entry_kind == ACTIVITY})
    counts: dict[str, int] = {}
    for part in chunks(held):
        for record_id, count in ledger.db.rows(
            "SELECT id, audience_count FROM r_propaganda_activity WHERE audience_count IS NOT NULL "
            f"AND id IN ({marks(len(part))})",
            part,
        ):
            counts[record_id] = count
    return counts


def duty(ledger: Ledger, first: date, last: date, station_id: str | None = None) -> list[DutyRow]:
    """Who is on duty at a station (this one unless said), by day."""
    return [
        DutyRow(row[0], row[1], row[2] or "day", row[3] or "office", row[4] or "", row[5] or "",
                row[6] or "")
        for row in ledger.db.rows(
            "SELECT d.id, d.date, d.slot, d.kind, d.person_id, p.name, d.note FROM r_duty_roster d "
            "LEFT JOIN r_person p ON p.id = d.person_id WHERE d.station_id = ? AND d.date >= ? "
            "AND d.date <= ? AND d.deleted_at IS NULL ORDER BY d.date, d.slot, d.id",
            (station_id or ledger.station_id, first.isoformat(), last.isoformat()),
        )
    ]  # fmt: skip


def campaigns(
    ledger: Ledger, first: date, last: date, station_id: str | None = None, level: str = ""
) -> list[CampaignRow]:
    """The county's plan for a span of days, with how far a station (this one unless said) is.

    `level`: only what is asked of stations of that level.
    """
    station = station_id or ledger.station_id
    answers = {
        (row[0], row[1]): (int(row[2]), int(row[3] or 0)) for row in ledger.db.rows(_ANSWERS)
    }
    found = []
    for row in ledger.db.rows(
        "SELECT id, plan_name, title, from_on, to_on, times, answer_kind, text, proof, levels "
        "FROM r_campaign WHERE from_on <= ? AND to_on >= ? AND deleted_at IS NULL "
        "AND COALESCE(withdrawn, 0) = 0 ORDER BY from_on, title, id",
        (last.isoformat(), first.isoformat()),
    ):
        levels = orjson.loads(row[9]) if row[9] else []
        if level and levels and level not in levels:
            continue
        answered, done = answers.get((row[0], station), (0, 0))
        proof = tuple(orjson.loads(row[8])) if row[8] else ("photo",)
        found.append(
            CampaignRow(
                row[0], row[1] or "", row[2] or "", row[3], row[4], row[5] or 1,
                row[6] or "activity", row[7] or "", proof, answered, done,
            )
        )  # fmt: skip
    return found


def gaps(ledger: Ledger, campaign_id: str) -> list[Gap]:
    """The stations of the levels asked that have not answered, or not shown that it was held;
    by the station's code.  For the county's and a window's eyes: of the stations they see."""
    row = ledger.db.row("SELECT times, levels, proof FROM r_campaign WHERE id = ?", (campaign_id,))
    if row is None:
        return []
    times, levels, proof = row[0] or 1, orjson.loads(row[1] or "[]"), orjson.loads(row[2] or "[]")
    answers = {r[1]: r for r in ledger.db.rows(_ANSWERS_OF, (campaign_id, campaign_id))}
    found = []
    for station, level in ledger.db.rows(
        "SELECT id, level FROM r_station WHERE deleted_at IS NULL AND closed_on IS NULL "
        "AND (? = 'county' OR window_id = ? OR id = ?) ORDER BY station_code, id",
        (ledger.state.text("station_level"), ledger.station_id, ledger.station_id),
    ):
        if level not in (levels or ["village", "township"]):
            continue
        line = answers.get(station)
        answered, done = (int(line[2]), int(line[3] or 0)) if line is not None else (0, 0)
        proofs = _proofs(ledger, campaign_id, station)
        if done < times or ("photo" in (proof or ["photo"]) and proofs < times):
            found.append(Gap(campaign_id, station, answered, done, proofs))
    return found


_COUNTED = (
    "SELECT campaign_id, station_id, COUNT(*) AS answers, "
    "SUM(CASE WHEN status = 'held' THEN 1 ELSE 0 END) AS held FROM {table} "
    "WHERE campaign_id {which} AND deleted_at IS NULL "
    "AND COALESCE(status, 'planned') NOT IN ('cancelled', 'missed') "
    "GROUP BY campaign_id, station_id"
)
_TABLES = ("r_propaganda_activity", "r_training_session")
_ANSWERS = " UNION ALL ".join(_COUNTED.format(table=t, which="IS NOT NULL") for t in _TABLES)
_ANSWERS_OF = " UNION ALL ".join(_COUNTED.format(table=t, which="= ?") for t in _TABLES)


def _proofs(ledger: Ledger, campaign_id: str, station_id: str) -> int:
    """How many answers of a station have a photo."""
    found = 0
    for table in _TABLES:
        row = ledger.db.row(
            f"SELECT COUNT(DISTINCT a.root_id) FROM {table} t JOIN r_attachment a "
            "ON a.root_id = t.id WHERE t.campaign_id = ? AND t.station_id = ? "
            "AND t.deleted_at IS NULL AND a.deleted_at IS NULL",
            (campaign_id, station_id),
        )
        found += int(row[0]) if row is not None else 0
    return found


_ACTIVITIES = (
    "SELECT id, kind, title, COALESCE(status, 'planned'), planned_start, planned_end, held_start, "
    "held_end, moved_to, COALESCE(all_day, 0), place, station_id, rule_id, campaign_id "
    "FROM r_propaganda_activity WHERE deleted_at IS NULL AND "
)
_TRAININGS = (
    "SELECT id, kind, title, COALESCE(status, 'planned'), planned_at, planned_end, held_at, NULL, "
    "moved_to, 0, place, station_id, rule_id, campaign_id "
    "FROM r_training_session WHERE deleted_at IS NULL AND "
)


def _activities(ledger: Ledger, span: tuple[int, int]) -> list[CalendarEntry]:
    # Each along its own index: what is planned there, what was moved there, what was held there.
    rows = {
        row[0]: row
        for where in (
            "planned_start < ?2 AND planned_start >= ?1 - 31 * 86400000",
            "moved_to >= ?1 AND moved_to < ?2",
            "held_start >= ?1 AND held_start < ?2",
        )
        for row in ledger.db.rows(_ACTIVITIES + where, span)
    }
    return _placed(ACTIVITY, list(rows.values()), span)


def _trainings(ledger: Ledger, span: tuple[int, int]) -> list[CalendarEntry]:
    rows = {
        row[0]: row
        for where in (
            "planned_at < ?2 AND planned_at >= ?1 - 31 * 86400000",
            "moved_to >= ?1 AND moved_to < ?2",
            "held_at >= ?1 AND held_at < ?2",
        )
        for row in ledger.db.rows(_TRAININGS + where, span)
    }
    return _placed(TRAINING, list(rows.values()), span)


def _placed(name: str, rows: Sequence[Row], span: tuple[int, int]) -> list[CalendarEntry]:
    found = []
    for row in rows:
        entry = _entry(name, row)
        if entry.start < span[1] and max(entry.end, entry.start + 1) > span[0]:
            found.append(entry)
    return found


def _entry(name: str, row: Row) -> CalendarEntry:
    (record_id, kind, title, status, planned, planned_end, held, held_end, moved_to, all_day,
     place, station, rule, campaign) = row  # fmt: skip
    planned = planned or 0
    length = max(0, (planned_end or planned) - planned)
    moved = moved_to is not None and status in ("postponed", "confirmed")
    if status == "held" and held is not None:
        start, end = held, held_end or held + length
    elif moved:
        start, end = moved_to, moved_to + length
    else:
        start, end = planned, planned + length
    return CalendarEntry(
        record_id, name, kind or "", title or "", status, start, end, bool(all_day), place or "",
        station or "", rule, campaign, planned, moved,
    )  # fmt: skip


def _visits(ledger: Ledger, first: date, last: date) -> list[CalendarEntry]:
    found = []
    for row in ledger.db.rows(
        "SELECT v.id, v.kind, s.display_name, COALESCE(v.status, 'planned'), v.planned_on, "
        "v.moved_to, v.held_at, v.ended_at, v.station_id, v.rule_id FROM r_visit v "
        "LEFT JOIN r_station s ON s.id = v.host_station_id WHERE v.deleted_at IS NULL "
        "AND COALESCE(CASE WHEN v.status IN ('postponed', 'confirmed') THEN v.moved_to END, "
        "v.planned_on) BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat()),
    ):
        planned = day_ms(date.fromisoformat(row[4]))
        moved = row[5] is not None and row[3] in ("postponed", "confirmed")
        start = row[6] or (day_ms(date.fromisoformat(row[5])) if moved else planned)
        found.append(
            CalendarEntry(
                row[0], VISIT, row[1] or "", row[2] or "", row[3], start, row[7] or start,
                row[6] is None, "", row[8] or "", row[9], None, planned, moved,
            )
        )  # fmt: skip
    return found


def _unsettled(ledger: Ledger) -> set[str]:
    """Roots of which two desks said different things, until somebody decides."""
    if not enrolled(ledger):
        return set()
    return {
        row[0]
        for row in ledger.db.rows(
            "SELECT root_id FROM r_conflict WHERE COALESCE(status, 'open') = 'open' "
            "AND deleted_at IS NULL"
        )
    }


def _marked(entry: CalendarEntry) -> CalendarEntry:
    return replace(entry, conflict=True)

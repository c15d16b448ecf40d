"""One entry of the calendar with all that is known of it, and which ones a person may move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from station_app.usecases.reading.calendar import CalendarEntry
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.stock import stock
from station_app.usecases.reading.weekly_detail import files_of, found_record
from station_app.usecases.session import Session, today_of
from station_app.usecases.weekly import may_touch
from sync.clock import Json, local_date
from sync.ledger.ledger import Ledger
from sync.records.county_calendar import CAMPAIGN
from sync.records.moves import Move, moves_of, state_of
from sync.records.publicity import PROPAGANDA_ACTIVITY, RECURRENCE_RULE
from sync.records.rights import Operation
from sync.records.stock import Balance
from sync.records.training import TRAINING_SESSION
from sync.records.visits import VISIT

STARTS = {
    PROPAGANDA_ACTIVITY.name: "planned_start",
    TRAINING_SESSION.name: "planned_at",
    VISIT.name: "planned_on",
}
"""Kinds that stand in the calendar -> the field of their day."""


@dataclass(frozen=True, slots=True)
class EntryRead:
    """`moves`: those this person may make.  `files`: what hangs on it, by name.  `rule`: the values
    of the rule that made it; `own_rule`: this station's.  `campaign`: what of the county's plan it
    answers."""

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


def read_entry(ledger: Ledger, session: Session, kind: str, record_id: str) -> EntryRead:
    """Problem NOT_FOUND."""
    row = found_record(ledger, kind, record_id)
    today = today_of(ledger)
    touch = may_touch(ledger, session, kind, row.values)
    rule_id = row.text("rule_id")
    rule = values_of(ledger, RECURRENCE_RULE.name, rule_id)
    asked = values_of(ledger, CAMPAIGN.name, row.text("campaign_id"))
    return EntryRead(
        kind,
        row.id,
        row.values,
        tuple(
            move
            for move in moves_of(kind, state_of(kind, row.values))
            if touch and session.may(move.operation, today)
        ),
        touch and session.may(Operation.PLAN_WORK, today),
        tuple(a.row.text("title") or a.row.text("file_name") for a in files_of(ledger, row.id)),
        rule_id,
        rule,
        rule.get("station_id") == session.station_id,
        str(asked.get("title") or ""),
        sync_states(ledger, [row.id], kind)[row.id],
        tuple(stock(ledger)),
        ledger.now_ms(),
    )


def values_of(ledger: Ledger, kind: str, record_id: str) -> Mapping[str, Json]:
    """A record's values; none where there is no such record."""
    kept = ledger.store.one(kind, record_id) if record_id else None
    return {} if kept is None else dict(kept.record.values)


def touchable(ledger: Ledger, session: Session, found: Iterable[CalendarEntry]) -> frozenset[str]:
    """The ids of those entries that are this person's to change."""
    by_kind: dict[str, list[str]] = {}
    for entry in found:
        by_kind.setdefault(entry.entry_kind, []).append(entry.id)
    return frozenset(
        record_id
        for kind, ids in by_kind.items()
        for record_id, kept in ledger.store.load(kind, ids).items()
        if may_touch(ledger, session, kind, kept.record.values)
    )


def day_of_entry(ledger: Ledger, record_id: str) -> date | None:
    """The day an entry stands on; None where this ledger doesn't hold it."""
    for kind in STARTS:
        kept = ledger.store.one(kind, record_id)
        if kept is not None:
            return day_of_values(kind, kept.record.values)
    return None


def day_of_values(kind: str, values: Mapping[str, Json]) -> date | None:
    """The day something is planned for."""
    start = values.get(STARTS[kind])
    if isinstance(start, str):
        return date.fromisoformat(start)
    return local_date(start) if type(start) is int else None


def usual_place(ledger: Ledger, station_id: str) -> str:
    """Where a station held, or will hold, its latest activity."""
    row = ledger.db.row(
        "SELECT place FROM r_propaganda_activity WHERE station_id = ? AND deleted_at IS NULL "
        "ORDER BY planned_start DESC, id LIMIT 1",
        (station_id,),
    )
    return str(row[0] or "") if row is not None else ""

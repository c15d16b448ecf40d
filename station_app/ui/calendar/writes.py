"""What the calendar's page writes into the ledger; every function runs on the ledger's worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from station_app.background.changed import Changed
from station_app.ui.calendar.jobs import OWNERS
from station_app.usecases import activities, series, stock, trainings, visits
from station_app.usecases.activities import answer_campaign
from station_app.usecases.attachments import OWN_WORK, Handed, attach_file
from station_app.usecases.calendar_files import (
    Taken,
    export_calendar,
    import_calendar,
    read_in,
    write_out,
)
from station_app.usecases.desk import Desk
from station_app.usecases.reading.calendar import CampaignRow
from station_app.usecases.reading.calendar_entry import usual_place
from station_app.usecases.reading.marked_days import free_market_day
from station_app.usecases.reading.stock import stock as stock_of
from station_app.usecases.reading.work_days import ledger_calendar
from station_app.usecases.session import today_of
from station_app.usecases.trainings import answer_with_session
from station_app.usecases.weekly import Done
from sync.clock import Json
from sync.problems import Problem
from sync.records.registry import KINDS
from sync.records.stock import Balance

NAME = 40
"""Characters of a rule's name."""


def plan(desk: Desk, given: Mapping[str, Json], repeat: Mapping[str, Json] | None) -> Done:
    """A new activity, or with `repeat` a series of them; given as outside JSON."""
    if repeat is None:
        return activities.add_activity(desk.ledger, desk.session, given)
    name = str(given.get("title") or "")[:NAME]
    rule: dict[str, Json] = {"name": name, "used_for": "activity", **repeat, **_series(given)}
    return series.add_rule(desk.ledger, desk.session, rule, ledger_calendar(desk.ledger))


def edit(desk: Desk, record_id: str, given: Mapping[str, Json]) -> Done:
    return activities.edit_activity(desk.ledger, desk.session, record_id, given)


def edit_series(
    desk: Desk,
    rule_id: str,
    from_day: date | None,
    given: Mapping[str, Json],
    repeat: Mapping[str, Json],
) -> Done:
    """All that is still to come of a series, or what comes from a day on."""
    days = ledger_calendar(desk.ledger)
    changes: dict[str, Json] = {**repeat, **_series(given)}
    if from_day is None:
        return series.change_all(desk.ledger, desk.session, rule_id, changes, days)
    changes.pop("start_on", None)
    return series.change_following(desk.ledger, desk.session, rule_id, from_day, changes, days)


_WHEN = frozenset({"planned_start", "planned_end", "all_day"})


def _series(given: Mapping[str, Json]) -> dict[str, Json]:
    """Hours and template of a rule out of what one activity was given."""
    found: dict[str, Json] = {
        "template": {name: value for name, value in given.items() if name not in _WHEN}
    }
    start, end = given.get("planned_start"), given.get("planned_end")
    if not isinstance(start, str):
        return found
    if given.get("all_day") is True:
        return {**found, "time_of_day": None, "duration_min": None}
    found["time_of_day"] = start[11:16]
    if isinstance(end, str) and end > start:
        length = datetime.fromisoformat(end) - datetime.fromisoformat(start)
        found["duration_min"] = int(length.total_seconds() // 60)
    return found


ACTS = {
    activities.KIND: activities.act,
    trainings.KIND: trainings.act,
    visits.KIND: visits.act,
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A file to be kept with an entry, and what it shows."""

    path: Path
    title: str = ""


def act(
    desk: Desk,
    kind: str,
    record_id: str,
    action: str,
    given: Mapping[str, Json],
    photos: Iterable[Photo] = (),
) -> tuple[Problem, ...]:
    """A move; then its photos.  Answers why photos were not taken: the move stands all the same."""
    ACTS[kind](desk.ledger, desk.session, record_id, action, given)
    return attach(desk, kind, record_id, photos)


def attach(desk: Desk, kind: str, record_id: str, photos: Iterable[Photo]) -> tuple[Problem, ...]:
    troubles: list[Problem] = []
    for photo in photos:
        handed = Handed(photo.title, "", OWN_WORK.provided_by, OWN_WORK.is_original)
        try:
            attach_file(desk, record_id, photo.path, handed, owner=OWNERS[kind])
        except Problem as problem:
            troubles.append(problem)
    return tuple(troubles)


def answer(desk: Desk, row: CampaignRow, start_ms: int, place: str) -> Done:
    """Answers the county's plan with a day: an activity, or a training session."""
    answering = answer_with_session if row.answer_kind == "training" else answer_campaign
    return answering(desk.ledger, desk.session, row.id, start_ms, place)


def place_before(desk: Desk) -> str:
    """Where this station was last."""
    return usual_place(desk.ledger, desk.session.station_id)


def next_market(desk: Desk) -> tuple[date, str] | None:
    tomorrow = today_of(desk.ledger) + timedelta(days=1)
    return free_market_day(
        desk.ledger, desk.session.station_id, tomorrow, ledger_calendar(desk.ledger)
    )


def add_stock(desk: Desk, given: Mapping[str, Json]) -> tuple[Balance, ...]:
    stock.add_entry(desk.ledger, desk.session, given)
    return tuple(stock_of(desk.ledger))


def read_stock(desk: Desk) -> tuple[Balance, ...]:
    return tuple(stock_of(desk.ledger))


def export_file(desk: Desk, place: Path) -> None:
    """Problem FILE_UNREADABLE where nothing can be written there; DISK_FULL."""
    write_out(place, export_calendar(desk.ledger, desk.session))


def take_file(desk: Desk, place: Path) -> Taken:
    """Problems: those of `import_calendar`; FILE_UNREADABLE."""
    return import_calendar(desk.ledger, desk.session, read_in(place), place.name)


def changed_entry(kind: str, *ids: str) -> Changed:
    """What a page tells the others after a write."""
    kinds = {kind, "recurrence_rule", "attachment"} & {*KINDS}
    return Changed(frozenset(kinds), frozenset(ids))


def bring_up(desk: Desk) -> int:
    """What the station's rules say of the days ahead; how many entries changed."""
    if desk.only_reads:
        return 0
    return series.bring_up_to_date(desk.ledger, desk.session, ledger_calendar(desk.ledger))

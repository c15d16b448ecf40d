"""What the part of the requests asks of the ledger; every function runs on its worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from station_app.background.changed import Changed
from station_app.ui.common.listing import Listing, Wanted
from station_app.usecases import activities, knowledge
from station_app.usecases.access import ASKER, view_asker
from station_app.usecases.complaints import code_book
from station_app.usecases.conflicts import may_decide
from station_app.usecases.desk import Desk
from station_app.usecases.reading.attention import ConflictRow, conflicts
from station_app.usecases.reading.calendar import ACTIVITY, CalendarEntry, entries
from station_app.usecases.reading.knowledge_requests import (
    VIEWS,
    RequestRow,
    activity_title,
    answer_due,
    in_view,
    knowledge_requests,
    taught_from,
)
from station_app.usecases.reading.names import Names, Place, places
from station_app.usecases.reading.rows import FullRow
from station_app.usecases.reading.sight import Sight, seen_values, sight_of
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.weekly_detail import found_record
from station_app.usecases.reading.work_days import ledger_calendar
from station_app.usecases.session import today_of
from station_app.usecases.weekly import Done, may_touch, possible_moves
from sync.clock import Json
from sync.records.days.due import Due
from sync.records.knowledge import KNOWLEDGE_REQUEST
from sync.records.moves import CREATE, Move, state_of
from sync.records.rights import Operation

AHEAD = timedelta(days=180)
"""So far ahead activities are offered that may answer a request."""


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request as it is shown.

    `row` without who asked; `asker`: those fields as this person may see them, masked until
    `revealed`.  `may_reveal`: whether there is more to see, `reason_needed`: for a reason only.
    `activities`: what is coming in the calendar; `materials`, `places`: what may be chosen.
    """

    row: FullRow
    state: str
    moves: tuple[Move, ...]
    asker: Mapping[str, Json]
    revealed: bool
    may_reveal: bool
    reason_needed: bool
    due: Due | None
    called: Mapping[str, str]
    places: tuple[Place, ...]
    activities: tuple[CalendarEntry, ...]
    materials: tuple[FullRow, ...]
    conflicts: tuple[ConflictRow, ...]
    sync_state: str
    own_station: str
    may_change: bool
    may_plan: bool
    may_decide: bool

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def passed_here(self) -> bool:
        """Whether it lies here because another station passed it on."""
        return self.row.text("passed_to_org_id") == self.own_station


def read_requests(desk: Desk, wanted: Wanted, *, with_book: bool) -> Listing[RequestRow]:
    sight = sight_of(desk.session, desk.ledger)
    found = knowledge_requests(desk.ledger, sight, wanted.words)
    return Listing(
        wanted,
        tuple(in_view(found, wanted.view)),
        {view: len(in_view(found, view)) for view in VIEWS},
        desk.session.may(CREATE[knowledge.KIND], today_of(desk.ledger)),
        code_book() if with_book else None,
    )


def read_request(desk: Desk, request_id: str, *, shown: Mapping[str, Json] | None) -> RequestView:
    """Problem NOT_FOUND.  `shown`: who asked, as `reveal` read it."""
    ledger, session = desk.ledger, desk.session
    row = found_record(ledger, knowledge.KIND, request_id)
    today = today_of(ledger)
    sight = sight_of(session, ledger)
    sight_with_reason = sight_of(session, ledger, reason="?")
    there = any(row.values.get(name) for name in ASKER)
    masked = seen_values(KNOWLEDGE_REQUEST, row.values, Sight.MASKED)
    asker = {name: masked.get(name) for name in ASKER} if sight is not Sight.NOTHING else {}
    known = tuple(places(ledger))
    coming = tuple(
        one
        for one in entries(ledger, today, today + AHEAD)
        if one.entry_kind == ACTIVITY and one.status in ("planned", "confirmed", "postponed")
    )
    taught = tuple(taught_from(ledger))
    touch = may_touch(ledger, session, knowledge.KIND, row.values)
    return RequestView(
        _without_asker(row),
        state_of(knowledge.KIND, row.values),
        tuple(possible_moves(ledger, session, knowledge.KIND, row.id)),
        asker if shown is None else shown,
        shown is not None,
        shown is None and there and sight_with_reason is Sight.FULL,
        sight is not Sight.FULL,
        answer_due(row, ledger_calendar(ledger)),
        _called(desk, row, known, taught),
        known,
        coming,
        taught,
        tuple(c for c in conflicts(ledger) if c.record_id == row.id),
        sync_states(ledger, [row.id], knowledge.KIND)[row.id],
        session.station_id,
        touch and session.may(CREATE[knowledge.KIND], today),
        touch and session.may(Operation.PLAN_WORK, today),
        may_decide(ledger, session),
    )


def reveal(desk: Desk, request_id: str, reason: str) -> RequestView:
    """Who asked, in full where this person may see it; that is logged.  Problem NOT_FOUND."""
    shown = view_asker(desk.ledger, desk.session, request_id, reason)
    full = sight_of(desk.session, desk.ledger, reason) is Sight.FULL
    return read_request(desk, request_id, shown=shown if full else None)


def plan_activity(desk: Desk, request_id: str, given: Mapping[str, Json]) -> Done:
    """Puts an activity into the calendar that answers the request.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    made = activities.add_activity(desk.ledger, desk.session, given)
    told: dict[str, Json] = {"activity_id": made.id}
    return knowledge.act(desk.ledger, desk.session, request_id, "plan", told)


def changed_request(request_id: str, *kinds: str) -> Changed:
    """What the page tells the others after a write."""
    return Changed(frozenset({knowledge.KIND, *kinds}), frozenset({request_id}))


def _without_asker(row: FullRow) -> FullRow:
    values = {name: value for name, value in row.values.items() if name not in ASKER}
    return FullRow(row.id, row.root, values, row.row_version, row.updated_at, row.updated_by)


def _called(
    desk: Desk, row: FullRow, known: tuple[Place, ...], taught: tuple[FullRow, ...]
) -> dict[str, str]:
    found = {place.id: place.name for place in known}
    found |= {one.id: one.text("title") for one in taught}
    found |= Names(desk.ledger).people([row.text("answered_by")])
    activity = row.text("activity_id")
    if activity:
        found[activity] = activity_title(desk.ledger, activity)
    return found

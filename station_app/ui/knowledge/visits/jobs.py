"""What the part of the visits asks of the ledger; every function runs on its worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from station_app.background.changed import Changed
from station_app.ui.common.listing import Listing, Wanted
from station_app.usecases import visits as use
from station_app.usecases.complaints import code_book
from station_app.usecases.conflicts import may_decide
from station_app.usecases.desk import Desk
from station_app.usecases.reading.attention import ConflictRow, conflicts
from station_app.usecases.reading.case_detail import AttachmentRow
from station_app.usecases.reading.names import Place, places
from station_app.usecases.reading.rows import FullRow
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.trainees import Trainee, trainees
from station_app.usecases.reading.visits import (
    VIEWS,
    VisitRow,
    day_of,
    in_view,
    mend_by,
    visits,
)
from station_app.usecases.reading.weekly_detail import files_of, found_record
from station_app.usecases.session import today_of
from station_app.usecases.weekly import may_touch, possible_moves
from sync.clock import Json
from sync.records.moves import CREATE, Move, state_of


@dataclass(frozen=True, slots=True)
class Choices:
    """What a plan may name: bodies and stations, people; `level` of this station."""

    places: tuple[Place, ...]
    people: tuple[Trainee, ...]
    own_station: str
    level: str
    window: str


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit as it is shown.  `day`: the one it stands on; `mend_by`: empty where nothing is
    to be mended; `called`: names of stations, bodies and people by id."""

    row: FullRow
    state: str
    day: date
    mend_by: str
    moves: tuple[Move, ...]
    choices: Choices
    called: Mapping[str, str]
    files: tuple[AttachmentRow, ...]
    conflicts: tuple[ConflictRow, ...]
    sync_state: str
    may_change: bool
    may_decide: bool
    today: date
    now_ms: int

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def begun(self) -> bool:
        """Whether its day has come, so that it may be written down."""
        return self.day <= self.today

    def ids(self, name: str) -> list[str]:
        value = self.row.values.get(name)
        return [str(one) for one in value] if isinstance(value, list) else []

    def checks(self) -> list[Mapping[str, Json]]:
        value = self.row.values.get("checks")
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def read_visits(desk: Desk, wanted: Wanted, *, with_book: bool) -> Listing[VisitRow]:
    """By day, the nearest first; found words are looked for in every year."""
    today = today_of(desk.ledger)
    found = visits(desk.ledger, wanted.words)
    year = None if wanted.words else wanted.year
    by_view = {view: in_view(found, view, year, today) for view in VIEWS}
    return Listing(
        wanted,
        tuple(by_view[wanted.view]),
        {view: len(rows) for view, rows in by_view.items()},
        desk.session.may(CREATE[use.KIND], today),
        code_book() if with_book else None,
    )


def read_choices(desk: Desk) -> Choices:
    station = desk.session.station
    return Choices(
        tuple(places(desk.ledger)),
        tuple(trainees(desk.ledger)),
        station.id,
        station.level,
        station.window_id or "",
    )


def read_visit(desk: Desk, visit_id: str) -> VisitView:
    """Problem NOT_FOUND."""
    ledger, session = desk.ledger, desk.session
    row = found_record(ledger, use.KIND, visit_id)
    today, choices = today_of(ledger), read_choices(desk)
    called = {place.id: place.name or place.code for place in choices.places}
    called |= {person.id: person.name for person in choices.people}
    touch = may_touch(ledger, session, use.KIND, row.values)
    return VisitView(
        row,
        state_of(use.KIND, row.values),
        day_of(row),
        mend_by(row),
        tuple(possible_moves(ledger, session, use.KIND, row.id)),
        choices,
        called,
        tuple(files_of(ledger, row.id)),
        tuple(c for c in conflicts(ledger) if c.record_id == row.id),
        sync_states(ledger, [row.id], use.KIND)[row.id],
        touch and session.may(CREATE[use.KIND], today),
        may_decide(ledger, session),
        today,
        ledger.now_ms(),
    )


def changed_visit(visit_id: str, *kinds: str) -> Changed:
    """What the page tells the others after a write."""
    return Changed(frozenset({use.KIND, *kinds}), frozenset({visit_id}))

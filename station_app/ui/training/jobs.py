"""What the training page asks of the ledger; every function runs on the ledger's worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from station_app.background.changed import Changed
from station_app.ui.common.listing import Listing, Wanted
from station_app.usecases import trainings
from station_app.usecases.complaints import code_book
from station_app.usecases.conflicts import may_decide
from station_app.usecases.desk import Desk
from station_app.usecases.lesson_tries import Try, tries_of
from station_app.usecases.reading.attention import ConflictRow, conflicts
from station_app.usecases.reading.case_detail import AttachmentRow
from station_app.usecases.reading.names import Names, places
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.trainees import Attended, Trainee, attended, trainees
from station_app.usecases.reading.trainings import (
    PersonHours,
    RollRow,
    SessionRow,
    hours_of_year,
    lacking,
    roll,
    sessions,
)
from station_app.usecases.reading.weekly_detail import files_of, found_record
from station_app.usecases.session import today_of
from station_app.usecases.weekly import may_touch, possible_moves
from sync.clock import Json
from sync.records.codes import CodeBook
from sync.records.moves import Move, state_of
from sync.records.rights import Operation
from sync.records.training import TRAINING_MATERIAL, TRAINING_SESSION

COMING, HELD, ALL = "coming", "held", "all"
OPEN = frozenset({"planned", "confirmed", "postponed"})
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session as it is shown.

    `moves`: those this person may make now.  `roll_here`: whether the roll is this station's to
    keep.  `missed`: how many were invited or written down and not taught.  `called`: names of
    people, stations and materials by id.
    """

    row: FullRow
    state: str
    moves: tuple[Move, ...]
    roll: tuple[RollRow, ...]
    materials: tuple[FullRow, ...]
    files: Mapping[str, tuple[AttachmentRow, ...]]
    missed: int
    called: Mapping[str, str]
    people: tuple[Trainee, ...]
    conflicts: tuple[ConflictRow, ...]
    sync_state: str
    own_station: str
    may_change: bool
    roll_here: bool
    may_decide: bool
    now_ms: int

    @property
    def id(self) -> str:
        return self.row.id

    def ids(self, name: str) -> list[str]:
        value = self.row.values.get(name)
        return [str(one) for one in value] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class PeopleRead:
    """A year's people.  `lack`: ids of those who have not what was asked for."""

    year: int
    people: tuple[PersonHours, ...]
    lack: frozenset[str]
    trainees: Mapping[str, Trainee]
    may_change: bool
    own_station: str
    book: CodeBook | None


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person and what they did in a year.  `tries`: of lessons, on this PC."""

    person: Trainee
    year: int
    lines: tuple[Attended, ...]
    tries: tuple[Try, ...]


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material with its files.  `called`: names of other materials by id."""

    row: FullRow
    files: tuple[AttachmentRow, ...]
    called: Mapping[str, str]
    may_change: bool

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(frozen=True, slots=True)
class MaterialList:
    rows: tuple[MaterialRow, ...]
    may_plan: bool
    book: CodeBook | None


@dataclass(frozen=True, slots=True)
class Lacks:
    """What everybody should have: hours, a topic; 0 and empty ask for nothing."""

    hours: int = 0
    topic: str = ""


def read_sessions(desk: Desk, wanted: Wanted, *, with_book: bool) -> Listing[SessionRow]:
    """Coming ones with the next first, the others with the last first.

    What is coming neither ends nor begins with this year: in December the next one may be in
    January, and in January one of December may still have to be written down.
    """
    ledger, words = desk.ledger, wanted.words.strip().casefold()
    first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
    if words:
        first, last = _FIRST, _LAST
    found = sessions(ledger, first, last)
    if words:
        found = [r for r in found if words in f"{r.title} {r.place} {r.batch}".casefold()]
    coming = [r for r in found if r.status in OPEN]
    if not words and wanted.year == today_of(ledger).year:
        coming = sessions(ledger, _FIRST, _LAST, statuses=OPEN)
    by_view = {
        COMING: coming,
        HELD: [r for r in reversed(found) if r.status == "held"],
        ALL: list(reversed(found)),
    }
    return Listing(
        wanted,
        tuple(by_view[wanted.view]),
        {view: len(rows) for view, rows in by_view.items()},
        desk.session.may(Operation.PLAN_WORK, today_of(ledger)),
        code_book() if with_book else None,
    )


def read_session(desk: Desk, session_id: str) -> SessionView:
    """Problem NOT_FOUND."""
    ledger, session = desk.ledger, desk.session
    row = found_record(ledger, trainings.KIND, session_id)
    known = materials(desk)
    used = row.values.get("material_ids")
    chosen = [m for m in known if isinstance(used, list) and m.id in used]
    people = trainees(ledger)
    lines = roll(ledger, row.id)
    may_plan = session.may(Operation.PLAN_WORK, today_of(ledger))
    may_change = may_plan and may_touch(ledger, session, trainings.KIND, row.values)
    return SessionView(
        row,
        state_of(trainings.KIND, row.values),
        tuple(possible_moves(ledger, session, trainings.KIND, row.id)),
        tuple(lines),
        tuple(chosen),
        {one.id: tuple(files_of(ledger, one.id)) for one in (row, *chosen)},
        len(trainings.missed_by(ledger, row.id)),
        _called(desk, row, people, known, lines),
        tuple(people),
        tuple(c for c in conflicts(ledger) if c.record_id in _records(row, lines)),
        sync_states(ledger, [row.id], trainings.KIND)[row.id],
        session.station_id,
        may_change,
        may_change and row.values.get("station_id") == session.station_id,
        may_decide(ledger, session),
        ledger.now_ms(),
    )


def _records(row: FullRow, lines: list[RollRow]) -> frozenset[str]:
    return frozenset({row.id, *(line.record_id for line in lines if line.record_id)})


def _called(
    desk: Desk,
    row: FullRow,
    people: list[Trainee],
    known: list[FullRow],
    lines: list[RollRow],
) -> dict[str, str]:
    found = {place.id: place.name for place in places(desk.ledger)}
    found |= {person.id: person.name for person in people}
    found |= {line.person_id: line.name for line in lines}
    found |= {one.id: one.text("title") for one in known}
    found |= Names(desk.ledger).people([row.updated_by or ""])
    first = row.text("makeup_of_id")
    if first:
        of = full_rows(desk.ledger.db, TRAINING_SESSION, "id = ?", (first,))
        found |= {one.id: one.text("title") for one in of}
    return found


def materials(desk: Desk) -> list[FullRow]:
    """Everything kept to teach from, by name."""
    return full_rows(desk.ledger.db, TRAINING_MATERIAL, "1 = 1", (), "title, id")


def read_materials(desk: Desk, *, with_book: bool) -> MaterialList:
    """Every material, its own station's and those shown to all."""
    ledger, session = desk.ledger, desk.session
    known = materials(desk)
    called = {one.id: one.text("title") for one in known}
    may_plan = session.may(Operation.PLAN_WORK, today_of(ledger))
    rows = tuple(
        MaterialRow(
            one,
            tuple(files_of(ledger, one.id)),
            called,
            may_plan and may_touch(ledger, session, trainings.MATERIAL, one.values),
        )
        for one in known
    )
    return MaterialList(rows, may_plan, code_book() if with_book else None)


def read_people(desk: Desk, year: int, wanted: Lacks, *, with_book: bool) -> PeopleRead:
    """The own station's people in a year; the township and the county see those of others too."""
    ledger = desk.ledger
    short = {
        p.person_id
        for asked in (Lacks(wanted.hours), Lacks(topic=wanted.topic))
        if asked != Lacks()
        for p in lacking(ledger, year, hours=asked.hours, topic=asked.topic)
    }
    return PeopleRead(
        year,
        tuple(hours_of_year(ledger, year)),
        frozenset(short),
        {one.id: one for one in trainees(ledger)},
        desk.session.may(Operation.ACCOUNTS, today_of(ledger)),
        desk.session.station_id,
        code_book() if with_book else None,
    )


def read_person(desk: Desk, person: Trainee, year: int) -> PersonYear:
    return PersonYear(
        person,
        year,
        tuple(attended(desk.ledger, person.id, year)),
        tuple(tries_of(desk, person.id, year)),
    )


def read_trainees(desk: Desk) -> list[Trainee]:
    return trainees(desk.ledger)


def tick(desk: Desk, session_id: str, rows: list[Mapping[str, Json]]) -> list[str]:
    """Writes lines of the roll, all or none.  Problems: as `trainings.attend`."""
    return trainings.attend(desk.ledger, desk.session, session_id, rows)


def changed_session(session_id: str, *kinds: str) -> Changed:
    """What the page tells the others after a write."""
    return Changed(frozenset(kinds or (trainings.KIND,)), frozenset({session_id}))

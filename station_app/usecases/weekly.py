"""What all records of the weekly work share: made, changed and moved from state to state.

Each is one unit of work.  What one kind needs beyond that is in the file of its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from station_app.usecases.references import own_id, with_ids
from station_app.usecases.session import Session, today_of
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Changed, Unit, unit_of_work
from sync.problems import Problem, ProblemKind, refused
from sync.protocol.entries import read_body
from sync.records.codes import CodeBook
from sync.records.kinds import By, Kind
from sync.records.moves import (
    CREATE,
    FOR_ALL,
    MOVES,
    STATE,
    Move,
    missing,
    moves_of,
    plan_move,
    right_to_edit,
    span_fault,
    state_of,
)
from sync.records.outside import try_fields
from sync.records.registry import KINDS
from sync.records.rights import Operation, RecordView, may

Values = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Done:
    """What a script and a form are told; `status` None for kinds without states."""

    id: str
    number: str | None
    status: str | None
    changed: Changed | None = None

    def json(self) -> Values:
        return {"id": self.id, "number": self.number, "status": self.status}


@dataclass(slots=True)
class Given:
    """Outside JSON, read: only what was given, as it is kept."""

    values: Values
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """What is particular to a kind.

    `defaults`: what was left unsaid, filled in (unit, session, values).  `computed`: fields of the
    program that follow from the others.  `faults`: what cannot stand, beyond single fields.
    `number`: the field that holds its number, and how one is made.
    """

    defaults: Callable[[Unit, Session, Values], None] | None = None
    computed: Callable[[Values], Values] | None = None
    faults: Callable[[Ledger, str, Values], dict[str, str]] | None = None
    number: tuple[str, Callable[[Unit, Session], str]] | None = None


def read_given(ledger: Ledger, kind: Kind, given: Mapping[str, Json], book: CodeBook) -> Given:
    """Problem REFUSED_INPUT naming every field that is unknown, not people's, or unreadable."""
    faults: dict[str, str] = {}
    record_id = own_id(given.get("id"), "id", faults)
    rest = {name: value for name, value in given.items() if name != "id"}
    values = read_values(ledger, kind, rest, book, faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return Given(values, record_id)


def read_values(
    ledger: Ledger,
    kind: Kind,
    given: Mapping[str, Json],
    book: CodeBook,
    faults: dict[str, str],
) -> Values:
    """Fields as they are kept; faults are added to `faults`."""
    ids = with_ids(ledger, kind, given, "", faults)
    values, wrong = try_fields(kind, ids, book=book)
    for name, code in wrong.items():
        faults.setdefault(name, code)
    return values


def make(
    unit: Unit,
    session: Session,
    kind_name: str,
    values: Mapping[str, Json],
    habits: Habits,
    *,
    record_id: str | None = None,
    program: Mapping[str, Json] | None = None,
    shared_id: bool = False,
) -> str:
    """A new record inside a unit; its id.

    `values`: what people set, `program`: what the program does.  `shared_id`: `record_id` is the
    same on every PC that makes the record; then nothing that differs between them is written
    (decision 0010).  Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    kind = KINDS[kind_name]
    require_right(unit.ledger, session, CREATE[kind_name])
    _require_to_show_all(unit.ledger, session, kind_name, values)
    wanted: Values = {name: value for name, value in values.items() if value is not None}
    wanted |= program or {}
    if habits.defaults is not None:
        habits.defaults(unit, session, wanted)
    faults = missing(kind, wanted) | faults_of(unit.ledger, kind_name, "", wanted, habits)
    faults |= _out_of_place(kind, {}, values)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    if habits.computed is not None:
        wanted |= habits.computed(wanted)
    if habits.number is not None:
        name, numbered = habits.number
        wanted[name] = numbered(unit, session)
    if shared_id:
        wanted |= dict.fromkeys(("created_at", "created_by", "origin_device"))
    return unit.create(kind_name, wanted, record_id).id


def add(
    ledger: Ledger,
    session: Session,
    kind_name: str,
    read: Given,
    habits: Habits,
    *,
    program: Mapping[str, Json] | None = None,
    then: Callable[[Unit, str], None] | None = None,
) -> Done:
    """Make what was read.  A repeat under its own id, with the same content, changes nothing.

    `then` is done in the same unit.  Problems: NOT_PERMITTED; REFUSED_INPUT (`id` `taken`).
    """
    require_right(ledger, session, CREATE[kind_name])
    if read.record_id is not None and done_before(ledger, kind_name, read):
        return done_now(ledger, kind_name, read.record_id, habits)
    with unit_of_work(ledger, session.user_id) as unit:
        record_id = make(
            unit, session, kind_name, read.values, habits,
            record_id=read.record_id, program=program,
        )  # fmt: skip
        if then is not None:
            then(unit, record_id)
    return done_now(ledger, kind_name, record_id, habits)


BEGUN: Mapping[str, str] = {"held": "hold", "confirmed": "confirm"}
"""States an entry of the calendar may be made in, and the move that leads there."""


def add_entry(
    ledger: Ledger,
    session: Session,
    kind: Kind,
    given: Mapping[str, Json],
    book: CodeBook,
    habits: Habits,
    *,
    begins: tuple[str, str],
) -> Done:
    """Make an entry of the calendar given as outside JSON; `status` `held` or `confirmed` makes
    one that is, for what is written down afterwards.

    `begins`: the fields of its planned and its real beginning.  Problems: NOT_PERMITTED;
    REFUSED_INPUT.
    """
    begun = given.get(STATE)
    if begun not in (None, "planned", *BEGUN):
        raise refused(**{STATE: "not_allowed_here"})
    rest = {name: value for name, value in given.items() if name != STATE}
    read = read_given(ledger, kind, rest, book)
    action = BEGUN.get(str(begun))
    if action is None:
        return add(ledger, session, kind.name, read, habits)
    told: Values = {}
    group = kind.by_name[STATE].group
    for name in list(read.values):
        if kind.by_name[name].group == group:
            told[name] = read.values.pop(name)
    planned, held = begins
    if read.values.get(planned) is None and told.get(held) is not None:
        read.values[planned] = told[held]
    names = {n for m in MOVES[kind.name] if m.action == action for n in (*m.needs, *m.takes)}
    told |= {name: value for name, value in read.values.items() if name in names}
    return add(
        ledger,
        session,
        kind.name,
        read,
        habits,
        then=lambda unit, made: move_in(unit, session, kind.name, made, action, told, habits),
    )


def change(
    ledger: Ledger,
    session: Session,
    kind_name: str,
    record_id: str,
    values: Mapping[str, Json],
    habits: Habits,
    *,
    program: Mapping[str, Json] | None = None,
) -> Done:
    """Change fields people set.  What was wrong before is no reason to refuse it.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    with unit_of_work(ledger, session.user_id) as unit:
        change_in(unit, session, kind_name, record_id, values, habits, program=program)
    return done_now(ledger, kind_name, record_id, habits)


def change_in(
    unit: Unit,
    session: Session,
    kind_name: str,
    record_id: str,
    values: Mapping[str, Json],
    habits: Habits,
    *,
    program: Mapping[str, Json] | None = None,
) -> None:
    """The same inside a unit."""
    kind = KINDS[kind_name]
    before = standing(unit, session, kind_name, record_id)
    require_right(unit.ledger, session, right_to_edit(kind_name, before))
    _require_to_show_all(unit.ledger, session, kind_name, values)
    after = {**before, **values}
    old = _all_faults(unit.ledger, kind, record_id, before, habits)
    new = _all_faults(unit.ledger, kind, record_id, after, habits)
    faults = {name: code for name, code in new.items() if old.get(name) != code}
    faults |= dict.fromkeys(_emptied(kind_name, before, values), "missing")
    faults |= _out_of_place(kind, before, values)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    wanted = {**values, **(program or {})}
    if habits.computed is not None:
        wanted |= habits.computed(after)
    unit.change(kind_name, record_id, wanted)


def move(
    ledger: Ledger,
    session: Session,
    kind_name: str,
    record_id: str,
    action: str,
    given: Mapping[str, Json],
    habits: Habits,
) -> Done:
    """Take a record to another state; `given` as it is kept.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT naming the action or the fields.
    """
    with unit_of_work(ledger, session.user_id) as unit:
        move_in(unit, session, kind_name, record_id, action, given, habits)
    return done_now(ledger, kind_name, record_id, habits)


def move_in(
    unit: Unit,
    session: Session,
    kind_name: str,
    record_id: str,
    action: str,
    given: Mapping[str, Json],
    habits: Habits,
) -> None:
    """The same inside a unit."""
    before = standing(unit, session, kind_name, record_id)
    taken, wanted = plan_move(kind_name, before, action, given, session.user_id, unit.now_ms)
    require_right(unit.ledger, session, taken.operation)
    after = {**before, **wanted}
    faults = faults_of(unit.ledger, kind_name, record_id, after, habits)
    old = faults_of(unit.ledger, kind_name, record_id, before, habits)
    faults = {name: code for name, code in faults.items() if old.get(name) != code}
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    if "edited" in KINDS[kind_name].by_name and before.get("rule_id") is not None:
        wanted["edited"] = True
    if habits.computed is not None:
        wanted |= habits.computed(after)
    unit.change(kind_name, record_id, wanted)


def possible_moves(ledger: Ledger, session: Session, kind_name: str, record_id: str) -> list[Move]:
    """The moves this person may make now, in the order they are offered."""
    kept = ledger.store.one(kind_name, record_id)
    if kept is None or not may_touch(ledger, session, kind_name, kept.record.values):
        return []
    today = today_of(ledger)
    state = state_of(kind_name, kept.record.values)
    return [m for m in moves_of(kind_name, state) if session.may(m.operation, today)]


def standing(unit: Unit, session: Session, kind_name: str, record_id: str) -> Values:
    """The values of a record this person's station may change.

    Problems: NOT_FOUND; NOT_PERMITTED.
    """
    found = unit.get(kind_name, record_id)
    if found is None or found.values.get("deleted_at") is not None:
        raise Problem(ProblemKind.NOT_FOUND)
    if not may_touch(unit.ledger, session, kind_name, found.values):
        raise Problem(ProblemKind.NOT_PERMITTED, operation=CREATE[kind_name].value)
    return dict(found.values)


def may_touch(ledger: Ledger, session: Session, kind_name: str, values: Mapping[str, Json]) -> bool:
    """Its own station, the window above that, the county, and whom it names (decision 0009)."""
    own = values.get("station_id")
    if session.station.level == "county" or own == session.station_id:
        return True
    for name in KINDS[kind_name].shared_with:
        value = values.get(name)
        if session.station_id in (value if isinstance(value, list) else [value]):
            return True
    row = ledger.db.row("SELECT window_id FROM r_station WHERE id = ?", (str(own),))
    return row is not None and row[0] == session.station_id


def require_right(ledger: Ledger, session: Session, operation: Operation) -> None:
    """Problem NOT_PERMITTED unless the person has the right at their own station today."""
    view = RecordView(frozenset({session.station_id}))
    if not may(session.grants, operation, view, today_of(ledger)):
        raise Problem(ProblemKind.NOT_PERMITTED, operation=operation.value)


def _require_to_show_all(
    ledger: Ledger, session: Session, kind_name: str, values: Mapping[str, Json]
) -> None:
    if kind_name == FOR_ALL[0] and values.get(FOR_ALL[1]) is True:
        require_right(ledger, session, Operation.CHECK_PUBLICATION)


def faults_of(
    ledger: Ledger, kind_name: str, record_id: str, values: Values, habits: Habits
) -> dict[str, str]:
    """What cannot stand in the record as a whole; `record_id` empty for a new one."""
    found = span_fault(values)
    if habits.faults is not None:
        found |= habits.faults(ledger, record_id, values)
    return found


def _out_of_place(kind: Kind, before: Values, given: Mapping[str, Json]) -> dict[str, str]:
    """Fields that tell of another state than the one the record is in."""
    if STATE not in kind.by_name or kind.by_name[STATE].group is None:
        return {}
    told = {name for m in _moves_to(kind.name, state_of(kind.name, before))
            for name in (*m.needs, *m.takes)}  # fmt: skip
    return {
        name: "not_allowed_here"
        for name, value in given.items()
        if kind.by_name[name].group == kind.by_name[STATE].group
        and name not in told
        and value is not None
        and value != before.get(name)
    }


def _all_faults(
    ledger: Ledger, kind: Kind, record_id: str, values: Values, habits: Habits
) -> dict[str, str]:
    return missing(kind, values) | faults_of(ledger, kind.name, record_id, values, habits)


def _emptied(kind_name: str, before: Values, given: Mapping[str, Json]) -> Iterable[str]:
    """Fields without which the record would not be in its state."""
    if STATE not in KINDS[kind_name].by_name:
        return ()
    state = state_of(kind_name, before)
    needed = {
        name
        for m in _moves_to(kind_name, state)
        for name in m.needs
        if before.get(name) is not None
    }
    return [name for name in given if name in needed and given[name] in (None, "", [])]


def _moves_to(kind_name: str, state: str) -> Iterable[Move]:
    return (m for m in MOVES.get(kind_name, ()) if m.to_state == state)


def done_now(ledger: Ledger, kind_name: str, record_id: str, habits: Habits) -> Done:
    """What is told of a record as it stands."""
    kept = ledger.store.one(kind_name, record_id)
    values = {} if kept is None else kept.record.values
    number = values.get(habits.number[0]) if habits.number is not None else None
    has_state = STATE in KINDS[kind_name].by_name
    return Done(
        record_id,
        number if isinstance(number, str) else None,
        state_of(kind_name, values) if has_state else None,
        Changed(frozenset({record_id}), frozenset({kind_name})),
    )


def done_before(ledger: Ledger, kind_name: str, read: Given) -> bool:
    """Whether this PC made that very record before, with what is given now.

    Problem REFUSED_INPUT (`id` `taken`) where another content, or another record, bears the id.
    """
    first = ledger.db.row(
        "SELECT kind, body FROM desk_journal WHERE record_id = ? ORDER BY time, seq LIMIT 1",
        (read.record_id,),
    )
    if first is None:
        if any(ledger.store.here(name, [str(read.record_id)]) for name in KINDS):
            raise refused(id="taken")
        return False
    kind, body = first
    made = read_body(body)[1] if body is not None else {}
    fields = KINDS[kind_name].by_name
    same = kind == kind_name and all(
        made.get(name, fields[name].default) == value
        for name, value in read.values.items()
        if value is not None and fields[name].by is By.INPUT
    )
    if not same:
        raise refused(id="taken")
    return True

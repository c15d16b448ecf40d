"""Cases: registering, taking steps, changing facts.  Each is one unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from station_app.usecases.complaints import (
    Complaint,
    code_book,
    read_changes,
    read_complaint,
    read_step,
    with_defaults,
)
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.repeats import done_before
from station_app.usecases.session import Session, require, today_of
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Changed, Unit, unit_of_work
from sync.problems import Problem, ProblemKind, refused
from sync.records.case import CASE, CASE_EVENT, CASE_PARTY
from sync.records.check import check_registration
from sync.records.codes import CodeBook
from sync.records.kinds import Kind
from sync.records.numbers import (
    case_no,
    letters_without_center,
    number_year,
    referral_no,
)
from sync.records.referral import REFERRAL
from sync.records.rights import Operation, RecordView, may
from sync.records.transitions import Actor, Step, next_actions, plan_step

RETENTION = "y10"
"""How long an ordinary case is kept (records.md 8.3, retention_case_years)."""

_CLOSED = frozenset({"archived", "cancelled"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a script and a form are told: `number` None for a draft."""

    id: str
    number: str | None
    status: str
    changed: Changed | None = None

    def json(self) -> dict[str, Json]:
        return {"id": self.id, "number": self.number, "status": self.status}


def actor_of(ledger: Ledger, session: Session) -> Actor:
    """The session as the rules of a case see it."""
    below = ledger.db.rows(
        "SELECT id FROM r_station WHERE window_id = ? AND deleted_at IS NULL",
        (session.station_id,),
    )
    return Actor(
        session.user_id,
        session.name,
        session.station_id,
        session.station.name,
        session.station.level,
        session.grants,
        frozenset(row[0] for row in below),
    )


def add(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Answer:
    """Register a complaint given as outside JSON.  A repeat under its own id changes nothing.

    Problems: NOT_PERMITTED; REFUSED_INPUT naming every field.
    """
    require(session, Operation.REGISTER, ledger)
    book = book or code_book()
    return register(ledger, session, read_complaint(ledger, given, book), book)


def register(
    ledger: Ledger,
    session: Session,
    complaint: Complaint,
    book: CodeBook,
    draft_id: str | None = None,
) -> Answer:
    """Register what was read; `draft_id`: the draft it comes from, which goes with it.

    Problems: NOT_PERMITTED; REFUSED_INPUT (`id` `taken` where another content bears it).
    """
    require(session, Operation.REGISTER, ledger)
    if complaint.record_id is not None:
        done = done_before(ledger, session.station.code, complaint)
        if done is not None:
            return Answer(complaint.record_id, done.number, "registered")
    with unit_of_work(ledger, session.user_id) as unit:
        values, parties = with_defaults(complaint, session.station.code, unit.now_ms)
        faults = check_registration(values, parties, unit.now_ms, book)
        if faults:
            raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
        case_id = draft_id or complaint.record_id or ledger.new_id()
        draft = {**values, "id": case_id, "station_id": session.station_id}
        step = plan_step(
            draft, parties, [], [], "register", {}, actor_of(ledger, session), unit.now_ms
        )
        number = _next_case_no(unit, session, values)
        unit.create(
            "case",
            {
                **values,
                **step.case_values,
                "case_no": number,
                "statutory_start_at": values["received_at"],
                "rule_set_ref": session.station.rule_set,
                "retention_class": RETENTION,
            },
            case_id,
        )
        for party in parties:
            party_id = party.pop("id", None)
            known = party_id if isinstance(party_id, str) else None
            unit.create("case_party", {**party, "case_id": case_id}, known)
        write_event(unit, case_id, step.event)
        if draft_id is not None:
            ledger.db.run("DELETE FROM desk_draft WHERE id = ?", (draft_id,))
    return Answer(case_id, number, "registered", _of_case(case_id))


def act(
    ledger: Ledger,
    session: Session,
    case_id: str,
    action: str,
    given: Mapping[str, Json],
) -> Answer:
    """Take a step of domain rules 4.2, its arguments as outside JSON.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    arguments = read_step(ledger, action, given)
    return take_step(ledger, session, case_id, action, arguments)


def take_step(
    ledger: Ledger,
    session: Session,
    case_id: str,
    action: str,
    arguments: Mapping[str, Json],
) -> Answer:
    """The same with arguments as they are kept (a form's)."""
    actor = actor_of(ledger, session)
    with unit_of_work(ledger, session.user_id) as unit:
        case = _case(ledger, case_id)
        step = plan_step(
            _told(CASE, case),
            [_told(CASE_PARTY, p) for p in _of(ledger, CASE_PARTY, case_id)],
            [_told(CASE_EVENT, e) for e in _of(ledger, CASE_EVENT, case_id)],
            [_told(REFERRAL, r) for r in _of(ledger, REFERRAL, case_id)],
            action,
            arguments,
            actor,
            unit.now_ms,
        )
        _write_step(unit, session, case_id, step)
    after = _case(ledger, case_id)
    return Answer(case_id, after.text("case_no") or None, after.text("status"), _of_case(case_id))


def cancel(ledger: Ledger, session: Session, case_id: str, reason: str) -> Answer:
    """Cancel a registered case's number; it stays visible and is never used again."""
    return take_step(ledger, session, case_id, "cancel", {"reason": reason})


def possible_steps(ledger: Ledger, session: Session, case_id: str) -> list[str]:
    """The actions this person may take now, the one that carries the case on first."""
    case = _case(ledger, case_id)
    return next_actions(
        _told(CASE, case),
        [_told(CASE_EVENT, e) for e in _of(ledger, CASE_EVENT, case_id)],
        [_told(REFERRAL, r) for r in _of(ledger, REFERRAL, case_id)],
        actor_of(ledger, session),
        today_of(ledger),
    )


def edit(
    ledger: Ledger,
    session: Session,
    case_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Answer:
    """Change facts and parties, given as outside JSON; parties by their id, a new one by its role.

    What was wrong before the change is no reason to refuse it.  Problems: NOT_FOUND;
    NOT_PERMITTED; REFUSED_INPUT.
    """
    book = book or code_book()
    case = _case(ledger, case_id)
    may_change(ledger, session, case)
    rest = {name: value for name, value in given.items() if name not in ("parties", "id")}
    faults: dict[str, str] = {}
    if "id" in given:
        faults["id"] = "set_by_the_program"
    changes, wrong = read_changes(ledger, CASE, rest, "", book)
    faults |= wrong
    known = _of(ledger, CASE_PARTY, case_id)
    listed = _party_changes(ledger, given.get("parties"), known, book, faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    with unit_of_work(ledger, session.user_id) as unit:
        _require_sound(case, known, changes, listed, unit.now_ms, book)
        unit.change("case", case_id, changes)
        for party_id, values in listed:
            if party_id is None:
                unit.create("case_party", {**values, "case_id": case_id})
            else:
                unit.change("case_party", party_id, values)
    after = _case(ledger, case_id)
    return Answer(case_id, after.text("case_no") or None, after.text("status"), _of_case(case_id))


def may_change(ledger: Ledger, session: Session, case: FullRow) -> None:
    """Problem NOT_PERMITTED unless the person may change facts of this case (records.md 9: the
    handling organisation's people alone); REFUSED_INPUT where the case is closed."""
    owner = case.text("owner_org_id") or case.text("station_id")
    county = session.station_id if session.station.level == "county" else None
    view = RecordView(frozenset({owner}), county)
    if not may(session.grants, Operation.EDIT_FACTS, view, today_of(ledger)):
        raise Problem(ProblemKind.NOT_PERMITTED, operation=Operation.EDIT_FACTS.value)
    if case.text("status") in _CLOSED:
        raise refused(status="not_from_this_status")


def write_event(unit: Unit, case_id: str, event: Mapping[str, Json]) -> str:
    """Add an event to a case; its id.  Its place among this device's events is found here."""
    row = unit.ledger.db.row(
        "SELECT COALESCE(MAX(seq), 0) + 1 FROM r_case_event "
        "WHERE root_id = ? AND origin_device = ?",
        (case_id, unit.replica),
    )
    seq = int(row[0]) if row is not None else 1
    return unit.create("case_event", {**event, "case_id": case_id, "seq": seq}).id


def device_letters(ledger: Ledger) -> str:
    """What this PC puts into its numbers: the center's letters, or its own until then."""
    return ledger.state.text("letter") or letters_without_center(ledger.replica)


def _next_case_no(unit: Unit, session: Session, values: Mapping[str, Json]) -> str:
    received = values["received_at"]
    year = number_year(received if type(received) is int else unit.now_ms)
    letters = device_letters(unit.ledger)
    code = session.station.code
    return case_no(code, letters, year, unit.number(f"case/{code}{letters}/{year}"))


def _next_referral_no(unit: Unit, session: Session) -> str:
    year = number_year(unit.now_ms)
    letters = device_letters(unit.ledger)
    code = session.station.code
    return referral_no(code, letters, year, unit.number(f"referral/{code}{letters}/{year}"))


def _write_step(unit: Unit, session: Session, case_id: str, step: Step) -> None:
    event = dict(step.event)
    for new in step.new_records:
        values = dict(new.values)
        if new.kind == "referral":
            values["referral_no"] = _next_referral_no(unit, session)
        record = unit.create(new.kind, values)
        if new.event_field is not None:
            event[new.event_field] = record.id
    write_event(unit, case_id, event)
    if step.case_values:
        unit.change("case", case_id, step.case_values)


def _case(ledger: Ledger, case_id: str) -> FullRow:
    found = full_rows(ledger.db, CASE, "id = ?", (case_id,))
    if not found:
        raise Problem(ProblemKind.NOT_FOUND)
    return found[0]


def _of(ledger: Ledger, kind: Kind, case_id: str) -> list[FullRow]:
    return full_rows(ledger.db, kind, "root_id = ?", (case_id,))


def _told(kind: Kind, row: FullRow) -> dict[str, Json]:
    """A record's values as the rules read them: with its id, a field never set at its default."""
    told: dict[str, Json] = {"id": row.id}
    for name, value in row.values.items():
        known = value if value is not None else kind.by_name[name].default
        if known is not None:
            told[name] = known
    return told


def _of_case(case_id: str) -> Changed:
    return Changed(frozenset({case_id}), frozenset({"case"}))


def _party_changes(
    ledger: Ledger,
    given: Json,
    known: Sequence[FullRow],
    book: CodeBook,
    faults: dict[str, str],
) -> list[tuple[str | None, dict[str, Json]]]:
    """(id, or None for a new one; changed values) for each party given."""
    if given is None:
        return []
    if not isinstance(given, list):
        faults["parties"] = "not_a_list"
        return []
    ids = {party.id for party in known}
    found: list[tuple[str | None, dict[str, Json]]] = []
    for number, party in enumerate(given):
        path = f"parties[{number}]."
        if not isinstance(party, dict):
            faults[path[:-1]] = "not_an_object"
            continue
        party_id = party.get("id")
        rest = {name: value for name, value in party.items() if name != "id"}
        if party_id is None and not rest.get("role"):
            faults[f"{path}id"] = "missing"
        elif party_id is not None and party_id not in ids:
            faults[f"{path}id"] = "not_found"
        values, wrong = read_changes(ledger, CASE_PARTY, rest, path, book)
        faults |= wrong
        found.append((party_id if isinstance(party_id, str) else None, values))
    return found


def _require_sound(
    case: FullRow,
    known: Sequence[FullRow],
    changes: Mapping[str, Json],
    listed: Sequence[tuple[str | None, Mapping[str, Json]]],
    now_ms: int,
    book: CodeBook,
) -> None:
    """Problem REFUSED_INPUT for faults that the change brings in; old ones stand as they are.

    Faults of parties are named by the place in the input, not in the record.
    """
    places = {party.id: number for number, party in enumerate(known)}
    before = [_told(CASE_PARTY, party) for party in known]
    after = [dict(party) for party in before]
    given_at: dict[int, int] = {}
    for number, (party_id, values) in enumerate(listed):
        place = len(after) if party_id is None else places[party_id]
        if party_id is None:
            after.append({})
        after[place] |= values
        given_at[place] = number
    old = _told(CASE, case)
    registered = old.get("registered_at")
    # Late is what was late when it was registered.
    at = registered if type(registered) is int else now_ms
    standing = check_registration(old, before, at, book)
    found = check_registration({**old, **changes}, after, at, book)
    faults = {
        _place_in_input(path, given_at): code
        for path, code in found.items()
        if standing.get(path) != code
    }
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)


def _place_in_input(path: str, given_at: Mapping[int, int]) -> str:
    head, bracket, rest = path.partition("[")
    number, closing, tail = rest.partition("]")
    if head != "parties" or not bracket or int(number) not in given_at:
        return path
    return f"{head}[{given_at[int(number)]}]{tail}" if closing else path

"""Training: sessions, who is invited, who was there, what is taught from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from station_app.usecases.complaints import code_book
from station_app.usecases.reading.trainings import THERE
from station_app.usecases.references import id_for
from station_app.usecases.session import Session
from station_app.usecases.weekly import (
    Done,
    Habits,
    Values,
    add,
    add_entry,
    change,
    done_now,
    make,
    move_in,
    read_given,
    read_values,
    require_right,
    standing,
)
from sync.clock import Json, iso, local_date
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit, unit_of_work
from sync.problems import Problem, ProblemKind, refused
from sync.records.codes import CodeBook
from sync.records.moves import CREATE
from sync.records.training import (
    TRAINING_ATTENDANCE,
    TRAINING_MATERIAL,
    TRAINING_SESSION,
    attendance_id,
)

KIND, ROLL, MATERIAL = TRAINING_SESSION.name, TRAINING_ATTENDANCE.name, TRAINING_MATERIAL.name


def _defaults(_unit: Unit, session: Session, values: Values) -> None:
    values.setdefault("organiser_id", session.station_id)


def _faults(_ledger: Ledger, _record_id: str, values: Values) -> dict[str, str]:
    hours, score = values.get("hours"), values.get("pass_score")
    found = {}
    if isinstance(hours, str) and not 0 < float(hours) < 100:
        found["hours"] = "too_small" if float(hours) <= 0 else "too_large"
    if type(score) is int and score > 100:
        found["pass_score"] = "too_large"
    return found


HABITS = Habits(defaults=_defaults, faults=_faults)


def add_session(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """Plan a session given as outside JSON; `status` `held` enters one that is over.

    Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    begins = ("planned_at", "held_at")
    return add_entry(
        ledger, session, TRAINING_SESSION, given, book or code_book(), HABITS, begins=begins
    )


def answer_with_session(
    ledger: Ledger, session: Session, campaign_id: str, start_ms: int, place: str
) -> Done:
    """Answer an entry of the county's plan that asks for training with a session of its name.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    kept = ledger.store.one("campaign", campaign_id)
    if kept is None:
        raise Problem(ProblemKind.NOT_FOUND)
    asked = kept.record.values
    given: Values = {
        "campaign_id": campaign_id,
        "title": asked.get("title"),
        "kind": asked.get("training_kind") or "periodic",
        "planned_at": iso(start_ms),
        "place": place,
        "topic_codes": asked.get("topic_codes") or ["other"],
    }
    return add_session(ledger, session, given)


def edit_session(
    ledger: Ledger,
    session: Session,
    session_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Change fields, given as outside JSON.  Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT."""
    values = _read(ledger, given, book)
    kept = ledger.store.one(KIND, session_id)
    ruled = kept is not None and kept.record.values.get("rule_id") is not None
    apart: Values = {"edited": True} if ruled else {}
    return change(ledger, session, KIND, session_id, values, HABITS, program=apart)


def act(
    ledger: Ledger,
    session: Session,
    session_id: str,
    action: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Confirm, hold, postpone...; arguments as outside JSON.

    Once held, whoever was ticked before its hours were known gets them.
    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    values = _read(ledger, given, book)
    with unit_of_work(ledger, session.user_id) as unit:
        move_in(unit, session, KIND, session_id, action, values, HABITS)
        if action == "hold":
            _give_hours(unit, session, session_id)
    return done_now(ledger, KIND, session_id, HABITS)


def _give_hours(unit: Unit, session: Session, session_id: str) -> None:
    hours = standing(unit, session, KIND, session_id).get("hours")
    for record_id, presence in unit.ledger.db.rows(
        "SELECT id, presence FROM r_training_attendance "
        "WHERE session_id = ? AND hours IS NULL AND deleted_at IS NULL ORDER BY id",
        (session_id,),
    ):
        if presence in THERE:
            unit.change(ROLL, record_id, {"hours": hours})


def invite(ledger: Ledger, session: Session, session_id: str, people: Sequence[str]) -> Done:
    """Invite people (ids, logins or names); the session becomes visible at their stations.

    What two desks invite apart is joined.  Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    wanted = person_ids(ledger, people)
    with unit_of_work(ledger, session.user_id) as unit:
        before = standing(unit, session, KIND, session_id)
        require_right(ledger, session, CREATE[KIND])
        stations = [_station_of(ledger, person) for person in wanted]
        own = before.get("station_id")
        unit.change(
            KIND,
            session_id,
            {
                "invited_ids": _with(before.get("invited_ids"), wanted),
                "invited_station_ids": _with(
                    before.get("invited_station_ids"), [s for s in stations if s != own]
                ),
            },
        )
    return done_now(ledger, KIND, session_id, HABITS)


def attend(
    ledger: Ledger,
    session: Session,
    session_id: str,
    rows: Iterable[Mapping[str, Json]],
    book: CodeBook | None = None,
) -> list[str]:
    """Tick who was there, each `{"person_id", "presence", ...}` as outside JSON; the records' ids.

    All in one unit: a roll is written whole or not at all.  Whoever was not invited is written
    down too.  Hours of those who were there are the session's unless said, now or before.
    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT naming the line (`rows[2].presence`).
    """
    book = book or code_book()
    faults: dict[str, str] = {}
    read = [_roll_line(ledger, n, row, book, faults) for n, row in enumerate(rows)]
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    made: list[str] = []
    with unit_of_work(ledger, session.user_id) as unit:
        taught = standing(unit, session, KIND, session_id)
        for person, values in read:
            made.append(_tick(unit, session, session_id, taught, person, values))
    return made


def session_done(ledger: Ledger, session_id: str) -> Done:
    """What is told of a session as it stands."""
    return done_now(ledger, KIND, session_id, HABITS)


def makeup_session(
    ledger: Ledger, session: Session, session_id: str, planned_at: int, place: str = ""
) -> Done:
    """A further session for those who missed this one: they are invited to it.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT (`presence` where nobody missed it).
    """
    missed = missed_by(ledger, session_id)
    with unit_of_work(ledger, session.user_id) as unit:
        before = standing(unit, session, KIND, session_id)
        if not missed:
            raise refused(presence="missing")
        values: Values = {name: before.get(name) for name in _AGAIN}
        values |= {
            "planned_at": planned_at,
            "place": place or before.get("place"),
            "makeup_of_id": session_id,
            "invited_ids": list(missed),
        }
        stations = _with([], [_station_of(ledger, person) for person in missed])
        values["invited_station_ids"] = [s for s in stations if s != session.station_id]
        made = make(unit, session, KIND, values, HABITS)
    return done_now(ledger, KIND, made, HABITS)


_AGAIN = (
    "title", "kind", "method", "lecturer_ids", "topic_codes", "target_kinds", "basis",
    "material_ids", "has_test", "pass_score", "place",
)  # fmt: skip


def missed_by(ledger: Ledger, session_id: str) -> list[str]:
    """Who was invited or written down, and was not taught."""
    kept = ledger.store.one(KIND, session_id)
    if kept is None:
        raise Problem(ProblemKind.NOT_FOUND)
    invited = kept.record.values.get("invited_ids")
    there = {
        person: presence in THERE or bool(made_up)
        for person, presence, made_up in ledger.db.rows(
            "SELECT person_id, presence, makeup_on FROM r_training_attendance "
            "WHERE session_id = ? AND deleted_at IS NULL",
            (session_id,),
        )
    }
    people = [str(p) for p in _with(invited, sorted(there))]
    return [p for p in people if not there.get(p, False)]


def add_material(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """A material to teach from; its file is attached afterwards.  Problems: as `add_session`."""
    read = read_given(ledger, TRAINING_MATERIAL, given, book or code_book())
    return add(ledger, session, MATERIAL, read, Habits())


def edit_material(
    ledger: Ledger,
    session: Session,
    material_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Change one: its words, or what stands in its place (`superseded_by_id`)."""
    faults: dict[str, str] = {}
    values = read_values(ledger, TRAINING_MATERIAL, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return change(ledger, session, MATERIAL, material_id, values, Habits())


def person_ids(ledger: Ledger, people: Sequence[str]) -> list[str]:
    """Ids of people given as ids, logins or names.  Problem REFUSED_INPUT naming each."""
    faults: dict[str, str] = {}
    field = TRAINING_SESSION.by_name["invited_ids"]
    found = id_for(ledger, field, list(people), "people", faults)
    known = found if isinstance(found, list) else []
    for n, person in enumerate(known):
        if isinstance(person, str) and not ledger.store.here("person", [person]):
            faults.setdefault(f"people[{n}]", "not_found")
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return [str(person) for person in known]


def _roll_line(
    ledger: Ledger, number: int, row: Mapping[str, Json], book: CodeBook, faults: dict[str, str]
) -> tuple[str, Values]:
    path = f"rows[{number}]."
    wrong: dict[str, str] = {}
    person = id_for(
        ledger, TRAINING_ATTENDANCE.by_name["person_id"], row.get("person_id"), "person_id", wrong
    )
    rest = {name: value for name, value in row.items() if name != "person_id"}
    values = read_values(ledger, TRAINING_ATTENDANCE, rest, book, wrong)
    if not isinstance(person, str) or not ledger.store.here("person", [person]):
        wrong.setdefault("person_id", "not_found" if person else "missing")
    if values.get("presence") is None:
        wrong.setdefault("presence", "missing")
    score = values.get("score")
    if type(score) is int and score > 100:
        wrong.setdefault("score", "too_large")
    faults |= {path + name: code for name, code in wrong.items()}
    return str(person), values


def _tick(
    unit: Unit, session: Session, session_id: str, taught: Values, person: str, values: Values
) -> str:
    record_id = attendance_id(session_id, person)
    wanted = dict(values)
    known = unit.get(ROLL, record_id)
    if wanted.get("presence") not in THERE:
        wanted.setdefault("hours", None)
    elif known is None or known.values.get("hours") is None:
        wanted.setdefault("hours", taught.get("hours"))
    pass_score, score = taught.get("pass_score"), wanted.get("score")
    if type(score) is int and "passed" not in wanted and type(pass_score) is int:
        wanted["passed"] = score >= pass_score
    if known is not None:
        standing(unit, session, ROLL, record_id)
        require_right(unit.ledger, session, CREATE[ROLL])
        unit.change(ROLL, record_id, {**wanted, "deleted_at": None})
    else:
        if taught.get("station_id") != session.station_id:
            # The roll is its organiser's: one id for a person at a session has one maker.
            raise Problem(ProblemKind.NOT_PERMITTED, operation=CREATE[ROLL].value)
        own = _station_of(unit.ledger, person)
        program: Values = {
            "session_id": session_id,
            "person_id": person,
            "person_name": _name_of(unit.ledger, person),
            "person_station_id": own,
        }
        make(
            unit, session, ROLL, wanted, Habits(),
            record_id=record_id, program=program, shared_id=True,
        )  # fmt: skip
    _make_up(unit, taught, person, wanted)
    return record_id


def _make_up(unit: Unit, taught: Values, person: str, ticked: Values) -> None:
    """Who was at a make-up session has made the first one up."""
    first = taught.get("makeup_of_id")
    if not isinstance(first, str) or ticked.get("presence") not in THERE:
        return
    missed = attendance_id(first, person)
    if unit.get(ROLL, missed) is not None:
        held = taught.get("held_at") or taught.get("planned_at")
        day = local_date(held if type(held) is int else unit.now_ms)
        unit.change(ROLL, missed, {"makeup_on": day.isoformat()})


def _station_of(ledger: Ledger, person: str) -> str:
    row = ledger.db.row("SELECT station_id FROM r_person WHERE id = ?", (person,))
    return str(row[0]) if row is not None and row[0] else ledger.station_id


def _name_of(ledger: Ledger, person: str) -> str:
    row = ledger.db.row("SELECT name FROM r_person WHERE id = ?", (person,))
    return str(row[0]) if row is not None and row[0] else ""


def _with(standing_ones: Json, more: Iterable[str]) -> list[Json]:
    before = standing_ones if isinstance(standing_ones, list) else []
    return list(dict.fromkeys([*(str(one) for one in before), *more]))


def _read(ledger: Ledger, given: Mapping[str, Json], book: CodeBook | None) -> Values:
    faults: dict[str, str] = {}
    values = read_values(ledger, TRAINING_SESSION, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values

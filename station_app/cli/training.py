"""`station training ...`: sessions, the roll, hours of a year."""

from __future__ import annotations

from station_app.cli.call import DONE, Call
from station_app.cli.desks import reading
from station_app.cli.weekly import Subject, asked_status, fields_in_words, on_one, span
from station_app.usecases import trainings
from station_app.usecases.desk import Desk
from station_app.usecases.reading.names import Names
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.trainings import (
    RollRow,
    SessionRow,
    hours_of_year,
    lacking,
    roll,
    sessions,
)
from station_app.usecases.reading.weekly_detail import record_json
from station_app.usecases.session import today_of
from station_app.usecases.weekly import Done
from sync.clock import Json, iso
from sync.problems import refused
from sync.records.fixed_codes import FIXED

KIND = trainings.KIND
TRAININGS = Subject(KIND, trainings.add_session, trainings.edit_session, trainings.act)


def add(call: Call) -> int:
    return TRAININGS.add(call)


def edit(call: Call) -> int:
    return TRAININGS.edit(call)


def hold(call: Call) -> int:
    return TRAININGS.act(call, "hold")


def act(call: Call) -> int:
    return TRAININGS.act(call)


def invite(call: Call) -> int:
    people = call.several("person")
    return on_one(
        call,
        KIND,
        lambda desk, record_id: trainings.invite(desk.ledger, desk.session, record_id, people),
    )


def attend(call: Call) -> int:
    """The roll as `{"rows": [{"person_id", "presence", ...}]}`, whole or not at all."""
    given = call.json_input()
    rows = given.get("rows")
    unknown = {name: "unknown_field" for name in given if name != "rows"}
    if unknown:
        raise refused(**unknown)
    if not isinstance(rows, list):
        raise refused(rows="missing" if rows is None else "not_a_list")
    lines = [row for row in rows if isinstance(row, dict)]
    if len(lines) < len(rows):
        raise refused(rows="not_an_object")

    def tick(desk: Desk, record_id: str) -> Done:
        trainings.attend(desk.ledger, desk.session, record_id, lines)
        return trainings.session_done(desk.ledger, record_id)

    return on_one(call, KIND, tick)


def listing(call: Call) -> int:
    status = asked_status(call, FIXED["activity_status"])
    with reading(call) as desk, desk.ledger.db.reading():
        first, last = span(call, desk.ledger)
        rows = sessions(desk.ledger, first, last, statuses=[status] if status else [])
        names = Names(desk.ledger)
        states = sync_states(desk.ledger, [row.id for row in rows], KIND)
        document: Json = [_row_json(row, names, states[row.id]) for row in rows]
    call.answer(document, "\n".join(_row_words(call, row) for row in rows))
    return DONE


def _row_json(row: SessionRow, names: Names, state: str) -> Json:
    return {
        "id": row.id,
        "kind": row.kind,
        "status": row.status,
        "title": row.title,
        "planned_at": iso(row.planned_at),
        "held_at": None if row.held_at is None else iso(row.held_at),
        "hours": row.hours,
        "place": row.place,
        "organiser_id": names.code(row.organiser_id),
        "batch": row.batch or None,
        "invited": row.invited,
        "there": row.there,
        "sync_state": state,
    }


def _row_words(call: Call, row: SessionRow) -> str:
    words = call.tr(FIXED["activity_status"].get(row.status, row.status))
    when = iso(row.held_at or row.planned_at)[:16].replace("T", " ")
    there = call.tr("{there} of {invited} there", there=row.there, invited=row.invited)
    return "  ".join((when, words, row.title, there, row.id))


def show(call: Call) -> int:
    with reading(call) as desk, desk.ledger.db.reading():
        document = record_json(desk.ledger, KIND, call.text("id"))
        names = Names(desk.ledger)
        lines = roll(desk.ledger, str(document["id"]))
        document["roll"] = [_roll_json(line, names) for line in lines]
    told = [fields_in_words(document), *(_roll_words(call, line) for line in lines)]
    call.answer(document, "\n".join(told))
    return DONE


def _roll_json(line: RollRow, names: Names) -> Json:
    return {
        "id": line.record_id,
        "person_id": line.person_id,
        "person_name": line.name,
        "person_station_id": names.code(line.station_id) if line.station_id else None,
        "presence": line.presence,
        "hours": line.hours,
        "score": line.score,
        "passed": line.passed,
        "makeup_on": line.makeup_on,
        "invited": line.invited,
    }


def _roll_words(call: Call, line: RollRow) -> str:
    presence = line.presence or ""
    words = call.tr(FIXED["presence"].get(presence, presence)) if presence else "-"
    return "  ".join((line.name, words, line.hours or ""))


def hours(call: Call) -> int:
    """Hours and topics of each person; with --lacking only who has fewer than so many."""
    with reading(call) as desk, desk.ledger.db.reading():
        year = call.whole("year", today_of(desk.ledger).year)
        least = call.text("lacking")
        if least:
            people = lacking(desk.ledger, year, hours=int(least))
        else:
            people = hours_of_year(desk.ledger, year)
        names = Names(desk.ledger)
        document: Json = [
            {
                "person_id": person.person_id,
                "person_name": person.name,
                "station_id": names.code(person.station_id),
                "sessions": person.sessions,
                "hours": person.hours,
                "topics": list(person.topics),
                "kinds": list(person.kinds),
                "in_office": person.in_office,
            }
            for person in people
        ]
    told = [
        call.tr("{name}: {hours} hours in {n} sessions", name=person.name, hours=person.hours,
                n=person.sessions)
        for person in people
    ]  # fmt: skip
    call.answer(document, "\n".join(told))
    return DONE

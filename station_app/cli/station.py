"""`station init` and `station status`."""

from __future__ import annotations

from station_app.cli.call import DONE, Call
from station_app.cli.desks import reading
from station_app.usecases.desk import NewStation, full_code, init_station
from station_app.usecases.reading.status import Standing, standing, standing_json
from sync.clock import Json, iso
from sync.problems import Problem


def init(call: Call) -> int:
    told = NewStation(
        code=call.text("station-code"),
        name=call.text("station-name"),
        level=call.text("level") or "village",
        login=call.text("admin") or "admin",
        password=call.first_password(),
        person=call.text("admin-name") or "",
    )
    try:
        code = init_station(call.folder, told)
    except Problem as problem:
        # Fields are named as the options are.
        problem.fields = {_OPTIONS.get(n, n): c for n, c in problem.fields.items()}
        raise
    answer: dict[str, Json] = {
        "station_code": full_code(told.code),
        "station_name": told.name,
        "level": told.level,
        "login": told.login,
        "recovery_code": code,
    }
    call.answer(
        answer,
        "\n".join(
            (
                call.tr("The ledger of {name} is set up.", name=told.name),
                call.tr("Recovery code (shown only now; write it on paper, lock it away):"),
                f"  {code}",
            )
        ),
    )
    return DONE


_OPTIONS = {"login": "admin", "person": "admin-name"}


def status(call: Call) -> int:
    with reading(call) as desk, desk.ledger.db.reading():
        told = standing(desk.ledger)
    call.answer(standing_json(told), _in_words(call, told))
    return DONE


def _in_words(call: Call, told: Standing) -> str:
    last = iso(told.last_at) if told.last_at is not None else call.tr("never")
    lines = [
        f"{told.station.name} ({told.station.code})",
        call.tr("Records: {n}", n=sum(told.counts.values())),
        call.tr("Complaints: {n}", n=told.counts.get("case", 0)),
        call.tr("Changes waiting for the county: {n}", n=told.pending),
        call.tr("Attachments waiting for the county: {n}", n=told.pending_attachments),
        call.tr("Changed on both sides: {n}", n=told.conflicts),
        call.tr("Needs attention: {n}", n=told.attention),
        call.tr("Last exchange: {when}", when=last)
        if told.enrolled
        else call.tr("Not connected to a county center yet."),
    ]
    return "\n".join(lines)

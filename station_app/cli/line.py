"""`station enrol` and `station sync`."""

from __future__ import annotations

import time

from station_app.cli.call import DONE, NEEDS_PERSON, Call
from station_app.cli.desks import writing
from station_app.usecases import line
from station_app.usecases.reading.attention import count_conflicts
from station_app.usecases.session import own_station


def enrol(call: Call) -> int:
    with writing(call) as desk:
        asked = call.text("center"), call.text("code"), call.text("ca") or None
        # The same code with the same key again gives the same answer.
        desk.with_room(lambda: line.enrol(desk, *asked))
        station = own_station(desk.ledger)
        county = desk.ledger.state.text("county_name")
    call.answer(
        {
            "station_code": station.code,
            "station_name": station.name,
            "level": station.level,
            "county": county,
        },
        call.tr("{name} is connected to {county}.", name=station.name, county=county),
    )
    return DONE


def sync(call: Call) -> int:
    """Ends with 6 where changes were refused, or values wait for a decision."""
    seconds = call.whole("max-seconds", 0)
    began = time.monotonic()

    def left() -> float:
        return began + seconds - time.monotonic()

    def late() -> bool:
        return bool(seconds) and left() <= 0

    with writing(call) as desk, call.progress(call.tr("Exchanging with the county...")):
        # What was acknowledged before the disk was full stays so: it goes on from there.
        done = desk.with_room(lambda: line.sync_now(desk, late, left if seconds else None))
        open_conflicts = count_conflicts(desk.ledger)
    answer = done.json() | {"conflicts": open_conflicts}
    call.answer(
        answer,
        call.tr(
            "Sent {sent}, received {received}, refused {refused}; changed on both sides: {open}.",
            sent=done.exchange.sent,
            received=done.exchange.received,
            refused=done.exchange.refused,
            open=open_conflicts,
        ),
    )
    needs = done.exchange.refused or done.exchange.handed_over or open_conflicts
    return NEEDS_PERSON if needs else DONE

"""`station calendar export|import`: calendar files out and in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from station_app.cli.call import DONE, REFUSED, Call
from station_app.cli.desks import reading, writing
from station_app.importing.ics import WHY_WORDS
from station_app.usecases.calendar_files import (
    Taken,
    export_calendar,
    import_calendar,
    read_in,
    write_out,
)
from sync.clock import Json


def export(call: Call) -> int:
    """This station's calendar as a file for other programs."""
    place = Path(call.text("out"))
    with reading(call) as desk:
        with desk.ledger.db.reading():
            content = export_calendar(desk.ledger, desk.session)
        write_out(place, content)
    call.answer(
        {"file": place.name, "size": len(content)}, call.tr("Saved: {name}", name=place.name)
    )
    return DONE


def take_in(call: Call) -> int:
    """Plan what a calendar file holds; what was not taken is told entry by entry."""
    place = Path(call.text("file"))
    content = read_in(place)
    with writing(call) as desk:
        taken = desk.with_room(
            lambda: import_calendar(desk.ledger, desk.session, content, place.name)
        )
    call.answer(_account(taken), "\n".join(_account_in_words(call, taken)))
    return REFUSED if taken.refused else DONE


def _account(taken: Taken) -> dict[str, Json]:
    return {
        "made": taken.made,
        "known": taken.known,
        "refused": [{"title": title, "fields": dict(faults)} for title, faults in taken.refused],
        "left": [
            {"entry": left.event, "uid": left.uid, "what": left.what, "why": left.why.value}
            for left in taken.left
        ],
    }


def _account_in_words(call: Call, taken: Taken) -> Iterator[str]:
    yield call.tr("Taken in: {made}; here already: {known}", made=taken.made, known=taken.known)
    for title, faults in taken.refused:
        said = "; ".join(f"{n}: {call.wording.field_fault(c)}" for n, c in faults.items())
        yield call.tr("Not taken: {title} ({faults})", title=title or "?", faults=said)
    for left in taken.left:
        why = call.tr(WHY_WORDS[left.why])
        yield call.tr("Entry {n}, {what}: {why}", n=left.event, what=left.what, why=why)

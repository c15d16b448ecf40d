"""The papers of a session: its sign-in sheet with the order it was printed in, certificates.

Which person stands in which line of a printed sheet is kept on this PC, by the mark the sheet
bears: who is invited after printing must not move the lines of a sheet already signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from station_app.documents.sign_in_sheet import Attendee, SheetHead, SignInSheet
from station_app.documents.training_certificate import Certificate
from station_app.foundation.sign_in_form import LINES, MOST_PAGES, roll_mark
from station_app.usecases.desk import Desk
from station_app.usecases.reading.names import places
from station_app.usecases.reading.trainees import trainees
from station_app.usecases.reading.trainings import THERE, RollRow, roll
from station_app.usecases.reading.weekly_detail import found_record
from station_app.usecases.trainings import KIND
from sync.clock import SHANGHAI, iso, local_date
from sync.ledger.ledger import Ledger
from sync.problems import refused
from sync.words import Words

_KEPT = "training_sheet."


@dataclass(frozen=True, slots=True)
class Line:
    """A person in their line of the sheet."""

    person_id: str
    name: str
    unit: str


def sheet_of(desk: Desk, session_id: str, words: Words, *, practice: bool = False) -> SignInSheet:
    """The sheet for everybody on the roll, in the order of the roll; the order is kept.

    `practice`: this is the practice station.

    Problems: NOT_FOUND; REFUSED_INPUT where there are more people than a sheet has lines.
    """
    ledger = desk.ledger
    row = found_record(ledger, KIND, session_id)
    lines = roll(ledger, row.id)
    if len(lines) > LINES * MOST_PAGES:
        raise refused(invited_ids="too_many")
    known = {one.id: one for one in trainees(ledger)}
    people = tuple(
        Attendee(
            line.person_id,
            line.name,
            _unit(desk, line),
            known[line.person_id].phone if line.person_id in known else "",
        )
        for line in lines
    )
    ids = [person.person_id for person in people]
    with ledger.db.writing():
        ledger.state.put({f"{_KEPT}{row.id}.{roll_mark(ids)}": list(ids)})
    called = {place.id: place.name for place in places(ledger)}
    start, end = row.whole("planned_at") or 0, row.whole("planned_end")
    head = SheetHead(
        called.get(row.text("organiser_id"), desk.session.station.name),
        row.text("title"),
        time_words(words, start, end),
        row.text("place"),
        row.text("hours"),
    )
    at = datetime.fromtimestamp(ledger.now_ms() / 1000, SHANGHAI)
    return SignInSheet(head, row.id, people, at, desk.session.name, practice)


def printed_lines(desk: Desk, session_id: str, marks: Iterable[str]) -> list[Line]:
    """The people of a sheet in its printed order, by the first of `marks` that was printed here;
    else those of the roll as it stands."""
    lines = {line.person_id: line for line in roll(desk.ledger, session_id)}
    order = list(lines)
    for mark in marks:
        kept = desk.ledger.state.get(f"{_KEPT}{session_id}.{mark}")
        if isinstance(kept, list):
            order = [str(person) for person in kept]
            break
    names = {one.id: one.name for one in trainees(desk.ledger)}
    return [
        Line(
            person,
            lines[person].name if person in lines else names.get(person, person),
            _unit(desk, lines[person]) if person in lines else "",
        )
        for person in order
    ]


def certificates(desk: Desk, session_id: str, people: Sequence[str]) -> list[Certificate]:
    """Certificates for those of `people` who were taught; nobody else gets one.

    Problems: NOT_FOUND; REFUSED_INPUT for a session that was not held.
    """
    ledger = desk.ledger
    row = found_record(ledger, KIND, session_id)
    held = row.whole("held_at")
    if row.text("status") != "held" or held is None:
        raise refused(action="not_from_this_status")
    called = {place.id: place.name for place in places(ledger)}
    return [
        Certificate(
            line.name,
            called.get(line.station_id, ""),
            row.text("title"),
            called.get(row.text("organiser_id"), desk.session.station.name),
            local_date(held),
            line.hours or row.text("hours"),
            line.score if line.passed is not False else None,
            local_date(ledger.now_ms()),
        )
        for line in certifiable(roll(ledger, row.id))
        if line.person_id in people
    ]


def certifiable(lines: Iterable[RollRow]) -> list[RollRow]:
    """Who was taught and did not fail the test."""
    return [line for line in lines if line.presence in THERE and line.passed is not False]


def _unit(desk: Desk, line: RollRow) -> str:
    return _unit_of(desk.ledger, line.person_id, line.station_id)


def _unit_of(ledger: Ledger, person: str, station: str) -> str:
    row = ledger.db.row("SELECT unit, post FROM r_person WHERE id = ?", (person,))
    if row is not None and (row[0] or row[1]):
        return str(row[0] or row[1])
    found = ledger.db.row("SELECT display_name FROM r_station WHERE id = ?", (station,))
    return str(found[0] or "") if found is not None else ""


def time_words(words: Words, start: int, end: int | None) -> str:
    """`2026年11月26日 09:00 至 11:00`."""
    day, tr = local_date(start), words.tr
    said = tr("{year}-{month}-{day}", year=day.year, month=day.month, day=day.day)
    clock = iso(start)[11:16]
    if end and local_date(end) == day:
        return tr("{day} {start} to {end}", day=said, start=clock, end=iso(end)[11:16])
    return f"{said} {clock}"

"""Training as lists show it: sessions, the roll, hours of a year, who lacks what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import orjson

from station_app.usecases.reading.days import day_ms, year_span
from station_app.usecases.reading.name_order import by_sound
from sync.ledger.db import marks
from sync.ledger.ledger import Ledger

THERE = ("present", "late", "early_leave")
"""Who was taught: these count hours (records 7.2)."""

IN_SPAN = (
    "(s.held_at >= ?1 AND s.held_at < ?2 "
    "OR s.held_at IS NULL AND s.planned_at >= ?1 AND s.planned_at < ?2)"
)
"""To which span of time, so to which year, a session belongs: by when it was held (I-46), before
that by its plan.  Every list and every count of a year asks by it."""

COUNTS = f"s.status = 'held' AND a.presence IN ({', '.join(repr(one) for one in THERE)})"
"""Which line of a roll counts, with its hours, for the person (I-50)."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a list.  `invited` and `there`: how many; `hours` as written, such as `2.5`."""

    id: str
    title: str
    kind: str
    status: str
    planned_at: int
    held_at: int | None
    hours: str | None
    place: str
    organiser_id: str
    batch: str
    invited: int
    there: int


@dataclass(frozen=True, slots=True)
class RollRow:
    """A person on the roll; `record_id` None for one invited and not written down yet."""

    record_id: str | None
    person_id: str
    name: str
    station_id: str
    presence: str | None
    hours: str | None
    score: int | None
    passed: bool | None
    makeup_on: str | None
    substitute_name: str
    invited: bool


@dataclass(frozen=True, slots=True)
class PersonHours:
    """What a person was taught in a year.  `tenths`: hours times ten, so that sums are exact."""

    person_id: str
    name: str
    station_id: str
    sessions: int
    tenths: int
    topics: tuple[str, ...]
    kinds: tuple[str, ...]
    in_office: bool

    @property
    def hours(self) -> str:
        whole, part = divmod(self.tenths, 10)
        return f"{whole}.{part}" if part else str(whole)


def sessions(
    ledger: Ledger, first: date, last: date, *, statuses: Collection[str] = (), kind: str = ""
) -> list[SessionRow]:
    """The sessions planned or held in a span of days, earliest first; no `statuses`: of any."""
    from_ms, until_ms = day_ms(first), day_ms(date.fromordinal(last.toordinal() + 1))
    where = IN_SPAN
    params: list[str | int] = [from_ms, until_ms]
    if statuses:
        where += f" AND COALESCE(status, 'planned') IN ({marks(len(statuses))})"
        params += statuses
    if kind:
        where += " AND kind = ?"
        params.append(kind)
    rows = ledger.db.rows(
        "SELECT id, title, kind, COALESCE(status, 'planned'), planned_at, held_at, hours, place, "
        "organiser_id, batch, invited_ids FROM r_training_session s "
        f"WHERE {where} AND deleted_at IS NULL ORDER BY COALESCE(held_at, planned_at), id",
        params,
    )
    there = _counts(ledger, [str(row[0]) for row in rows])
    return [
        SessionRow(
            row[0], row[1] or "", row[2] or "", row[3], row[4] or 0, row[5], row[6], row[7] or "",
            row[8] or "", row[9] or "", len(orjson.loads(row[10])) if row[10] else 0,
            there.get(row[0], 0),
        )
        for row in rows
    ]  # fmt: skip


def roll(ledger: Ledger, session_id: str) -> list[RollRow]:
    """Who was invited and who was there, by name; names as they were then."""
    row = ledger.db.row("SELECT invited_ids FROM r_training_session WHERE id = ?", (session_id,))
    invited = [str(p) for p in orjson.loads(row[0])] if row is not None and row[0] else []
    found: dict[str, RollRow] = {}
    for line in ledger.db.rows(
        "SELECT id, person_id, person_name, person_station_id, presence, hours, score, passed, "
        "makeup_on, substitute_name FROM r_training_attendance "
        "WHERE session_id = ? AND deleted_at IS NULL ORDER BY id",
        (session_id,),
    ):
        passed = None if line[7] is None else bool(line[7])
        found[line[1]] = RollRow(
            line[0], line[1], line[2] or "", line[3] or "", line[4], line[5], line[6], passed,
            line[8], line[9] or "", line[1] in invited,
        )  # fmt: skip
    for person, (name, station) in _people(ledger, [p for p in invited if p not in found]).items():
        found[person] = RollRow(None, person, name, station, None, None, None, None, None, "", True)
    return sorted(found.values(), key=lambda r: (by_sound(r.name), r.person_id))


def hours_of_year(
    ledger: Ledger, year: int, stations: Iterable[str] | None = None
) -> list[PersonHours]:
    """Hours and topics of each person in a year, people without any among them; by name.

    People who left in that year or before stand with the hours they have; `in_office` says who
    is still there at its end, or today.
    """
    wanted = set(stations) if stations is not None else None
    sums: dict[str, list[tuple[int, str, str, str, str]]] = {}
    first, until = year_span(year)
    for person, name, station, hours, topics, kind in ledger.db.rows(
        "SELECT a.person_id, a.person_name, a.person_station_id, a.hours, s.topic_codes, s.kind "
        "FROM r_training_attendance a JOIN r_training_session s ON s.id = a.session_id "
        f"WHERE a.deleted_at IS NULL AND s.deleted_at IS NULL AND {COUNTS} AND {IN_SPAN}",
        (first, until),
    ):
        line = (_tenths(hours), name or "", station or "", topics or "[]", kind or "")
        sums.setdefault(person, []).append(line)
    people = _staff(ledger, year)
    found = []
    for person in sums.keys() | people.keys():
        lines = sums.get(person, [])
        name, station, in_office = people.get(person) or (lines[0][1], lines[0][2], False)
        if wanted is not None and station not in wanted:
            continue
        topics = sorted({code for line in lines for code in orjson.loads(line[3])})
        kinds = sorted({line[4] for line in lines if line[4]})
        found.append(
            PersonHours(
                person, name, station, len(lines), sum(line[0] for line in lines),
                tuple(topics), tuple(kinds), in_office,
            )
        )  # fmt: skip
    return sorted(found, key=lambda p: (p.station_id, by_sound(p.name), p.person_id))


def lacking(
    ledger: Ledger, year: int, *, hours: int = 0, topic: str = "", kind: str = ""
) -> list[PersonHours]:
    """People in office who have fewer hours, or not the topic or kind of training asked for."""
    return [
        person
        for person in hours_of_year(ledger, year)
        if person.in_office
        and (
            person.tenths < 10 * hours
            or (topic != "" and topic not in person.topics)
            or (kind != "" and kind not in person.kinds)
        )
    ]


def _counts(ledger: Ledger, ids: list[str]) -> dict[str, int]:
    if not ids:
        return {}
    asked = orjson.dumps(ids).decode()
    return {
        row[0]: row[1]
        for row in ledger.db.rows(
            "SELECT session_id, COUNT(*) FROM r_training_attendance "
            "WHERE session_id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL "
            f"AND presence IN ({marks(len(THERE))}) GROUP BY session_id",
            (asked, *THERE),
        )
    }


def _people(ledger: Ledger, ids: list[str]) -> dict[str, tuple[str, str]]:
    """Names and stations of people; of one this ledger does not hold, the id stands for it."""
    found = {person: (person, "") for person in ids}
    found |= {
        row[0]: (row[1] or row[0], row[2] or "")
        for row in ledger.db.rows(
            "SELECT id, name, station_id FROM r_person "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (orjson.dumps(ids).decode(),),
        )
    }
    return found


def _staff(ledger: Ledger, year: int) -> dict[str, tuple[str, str, bool]]:
    """People who were in office in a year: name, station, whether they still are at its end."""
    last = f"{year}-12-31"
    return {
        row[0]: (row[1] or "", row[2] or "", row[3] is None or row[3] > last)
        for row in ledger.db.rows(
            "SELECT id, name, station_id, to_date FROM r_person WHERE deleted_at IS NULL "
            "AND COALESCE(from_date, '') <= ? AND (to_date IS NULL OR to_date >= ?)",
            (last, f"{year}-01-01"),
        )
    }


def _tenths(hours: str | None) -> int:
    """`2.25` as 22: a tenth is the least that is counted."""
    if not hours:
        return 0
    whole, _, part = hours.partition(".")
    return int(whole) * 10 + int((part + "0")[0])

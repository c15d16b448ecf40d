"""The people who are trained, one by one: who there is, and what each did in a year."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from station_app.usecases.reading.days import year_span
from station_app.usecases.reading.name_order import by_sound
from station_app.usecases.reading.trainings import COUNTS, IN_SPAN
from sync.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Trainee:
    """A person of a station.  Days as `YYYY-MM-DD`, `until` empty while in office."""

    id: str
    name: str
    station_id: str
    station: str
    post: str
    unit: str
    phone: str
    kinds: tuple[str, ...]
    since: str
    until: str
    login: str

    def in_office(self, day: str) -> bool:
        return self.since <= day and (not self.until or day <= self.until)


@dataclass(frozen=True, slots=True)
class Attended:
    """One line of a person's year.  `at`: when it was held, or planned for.  `hours`: those that
    count, so that they make up the sum of the year."""

    session_id: str
    title: str
    status: str
    at: int
    presence: str
    hours: str
    score: int | None
    passed: bool | None
    makeup_on: str


def trainees(ledger: Ledger) -> list[Trainee]:
    """Everybody this ledger knows, also who left; the own station's first, then by name."""
    rows = ledger.db.rows(
        "SELECT p.id, p.name, p.station_id, s.display_name, p.post, p.unit, p.phone, p.kinds, "
        "p.from_date, p.to_date, (SELECT MIN(u.login) FROM r_user u WHERE u.person_id = p.id "
        "AND u.deleted_at IS NULL) FROM r_person p LEFT JOIN r_station s ON s.id = p.station_id "
        "WHERE p.deleted_at IS NULL"
    )
    known = [
        Trainee(
            row[0], row[1] or "", row[2] or "", row[3] or "", row[4] or "", row[5] or "",
            row[6] or "", tuple(orjson.loads(row[7])) if row[7] else (), row[8] or "",
            row[9] or "", row[10] or "",
        )
        for row in rows
    ]  # fmt: skip
    own = ledger.station_id
    return sorted(
        known, key=lambda t: (t.station_id != own, by_sound(t.station), by_sound(t.name), t.id)
    )


def attended(ledger: Ledger, person_id: str, year: int) -> list[Attended]:
    """What somebody was written down for in a year, earliest first."""
    first, until = year_span(year)
    return [
        Attended(
            row[0], row[1] or "", row[2], row[3] or 0, row[4] or "", row[5] or "", row[6],
            None if row[7] is None else bool(row[7]), row[8] or "",
        )
        for row in ledger.db.rows(
            "SELECT s.id, s.title, COALESCE(s.status, 'planned'), "
            "COALESCE(s.held_at, s.planned_at) AS at, a.presence, "
            f"CASE WHEN {COUNTS} THEN a.hours END, a.score, a.passed, a.makeup_on "
            "FROM r_training_attendance a "
            "JOIN r_training_session s ON s.id = a.session_id WHERE a.person_id = ?3 "
            f"AND a.deleted_at IS NULL AND s.deleted_at IS NULL AND {IN_SPAN} ORDER BY at, s.id",
            (first, until, person_id),
        )
    ]  # fmt: skip

"""How short tests of lessons went: kept on this PC, for who took them (decision 0011)."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.usecases.desk import Desk
from station_app.usecases.lessons import read_lessons
from station_app.usecases.reading.days import year_span
from sync.clock import Json

_KEPT = "lesson_tries."
MOST = 20
"""Tries of one lesson that are kept; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Try:
    """`right` of `count` answers were right.  `title`: the lesson's, or its id where it is gone."""

    title: str
    at: int
    right: int
    count: int


def keep_try(desk: Desk, lesson_id: str, right: int, count: int) -> None:
    """Notes a test of the signed-in person."""
    key = f"{_KEPT}{desk.session.user_id}.{lesson_id}"
    with desk.ledger.db.writing():
        kept = desk.ledger.state.get(key)
        before: list[Json] = kept if isinstance(kept, list) else []
        line: Json = [desk.ledger.now_ms(), right, count]
        desk.ledger.state.put({key: [*before, line][-MOST:]})


def tries_of(desk: Desk, person_id: str, year: int) -> list[Try]:
    """What a person of this PC tried in a year, the last try of each lesson, earliest first."""
    titles = {lesson.id: lesson.title for lesson in read_lessons()}
    first, until = year_span(year)
    found: list[Try] = []
    for (user_id,) in desk.ledger.db.rows(
        "SELECT id FROM r_user WHERE person_id = ? ORDER BY id", (person_id,)
    ):
        start = f"{_KEPT}{user_id}."
        for key, kept in desk.ledger.state.under(start).items():
            lesson = key.removeprefix(start)
            lines = [_read(line, titles.get(lesson, lesson)) for line in _listed(kept)]
            inside = [one for one in lines if first <= one.at < until]
            found += inside[-1:]
    return sorted(found, key=lambda one: (one.at, one.title))


def _listed(kept: Json) -> list[list[Json]]:
    return [line for line in kept if isinstance(line, list)] if isinstance(kept, list) else []


def _read(line: list[Json], title: str) -> Try:
    at, right, count = (int(str(one)) for one in line)
    return Try(title, at, right, count)

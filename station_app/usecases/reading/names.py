"""Ids as people know them: logins, names, division codes; and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from station_app.usecases.reading.name_order import by_sound
from station_app.usecases.session import own_station
from sync.ledger.db import chunks, marks
from sync.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Place:
    """A station or organisation a case may be referred to.  `kind` of a station is its level."""

    id: str
    code: str
    name: str
    kind: str
    is_station: bool


@dataclass(slots=True)
class Names:
    """Looks ids up, each once."""

    ledger: Ledger
    _logins: dict[str, str] = field(default_factory=dict)
    _people: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, str] | None = None

    def learn(self, user_ids: Iterable[str]) -> None:
        """Look several accounts up at once."""
        wanted = sorted(set(user_ids) - self._logins.keys() - {""})
        for part in chunks(wanted):
            for user_id, login, name in self.ledger.db.rows(
                "SELECT u.id, u.login, p.name FROM r_user u LEFT JOIN r_person p "
                f"ON p.id = u.person_id WHERE u.id IN ({marks(len(part))})",
                part,
            ):
                self._logins[user_id] = login or user_id
                self._people[user_id] = name or login or user_id
        for user_id in wanted:
            self._logins.setdefault(user_id, user_id)
            self._people.setdefault(user_id, user_id)

    def login(self, user_id: str) -> str:
        """The login; the id itself for an account this ledger doesn't hold."""
        self.learn([user_id])
        return self._logins.get(user_id, user_id)

    def person(self, user_id: str) -> str:
        """The person's name, or the id."""
        self.learn([user_id])
        return self._people.get(user_id, user_id)

    def people(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Names by id; accounts that are not here are left out."""
        wanted = {one for one in user_ids if one}
        self.learn(wanted)
        return {one: self._people[one] for one in wanted if self._people[one] != one}

    def code(self, place_id: str) -> str:
        """The division code of a station or organisation, or the id."""
        if self._codes is None:
            self._codes = {p.id: p.code for p in places(self.ledger) if p.code}
        return self._codes.get(place_id, place_id)


def places(ledger: Ledger) -> list[Place]:
    """Every station and organisation this ledger knows, the own one among them; by code."""
    found: dict[str, Place] = {}
    for place_id, code, name, kind in ledger.db.rows(
        "SELECT id, division_code, name, kind FROM r_organisation WHERE deleted_at IS NULL"
    ):
        found[place_id] = Place(place_id, code or "", name or "", kind or "", False)
    for place_id, code, name, level in ledger.db.rows(
        "SELECT id, station_code, display_name, level FROM r_station WHERE deleted_at IS NULL"
    ):
        found[place_id] = Place(place_id, code or "", name or "", level or "", True)
    own = own_station(ledger)
    found.setdefault(own.id, Place(own.id, own.code, own.name, own.level, True))
    return sorted(found.values(), key=lambda p: (p.code, p.name, p.id))


def place_ids(ledger: Ledger, code: str) -> list[str]:
    """Ids of the stations and organisations with that code; stations before the rest."""
    known = [p for p in places(ledger) if p.code == code]
    stations = [p.id for p in known if p.is_station]
    return stations or [p.id for p in known]


def user_id_of(ledger: Ledger, login: str) -> str | None:
    """The account with that login; this station's before another's."""
    rows = ledger.db.rows(
        "SELECT id FROM r_user WHERE login = ? AND deleted_at IS NULL "
        "ORDER BY station_id = ? DESC, id",
        (login, ledger.station_id),
    )
    return str(rows[0][0]) if rows else None


def people_of(ledger: Ledger, text: str) -> list[str]:
    """The people with that login, or else that name; this station's before others'."""
    row = ledger.db.row(
        "SELECT person_id FROM r_user WHERE login = ? AND deleted_at IS NULL "
        "ORDER BY station_id = ? DESC, id",
        (text, ledger.station_id),
    )
    if row is not None and row[0]:
        return [str(row[0])]
    rows = ledger.db.rows(
        "SELECT id, station_id FROM r_person WHERE name = ? AND deleted_at IS NULL ORDER BY id",
        (text,),
    )
    own = [str(person) for person, station in rows if station == ledger.station_id]
    return own or [str(person) for person, _ in rows]


def case_id_of(ledger: Ledger, text: str) -> str | None:
    """The case with that id, station number or county number; None where there is none."""
    text = text.strip()
    row = ledger.db.row("SELECT id FROM r_case WHERE id = ?", (text.lower(),))
    if row is None:
        row = ledger.db.row("SELECT id FROM r_case WHERE case_no = ? ORDER BY id", (text,))
    if row is None:
        row = ledger.db.row("SELECT id FROM r_case WHERE county_no = ? ORDER BY id", (text,))
    return None if row is None else str(row[0])


def people_by_name(ledger: Ledger, first_station: str) -> list[tuple[str, str]]:
    """(id, name) of everybody known here, those of one station first."""
    rows = ledger.db.rows(
        "SELECT station_id <> ?, name, id FROM r_person "
        "WHERE deleted_at IS NULL AND name IS NOT NULL",
        (first_station,),
    )
    rows.sort(key=lambda row: (row[0], by_sound(row[1]), row[2]))
    return [(str(row[2]), str(row[1])) for row in rows]

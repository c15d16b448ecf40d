"""Desks with real encrypted ledgers on a real line to a real center."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from station_app.usecases.contents import Moved, exchange_contents
from station_app.usecases.enrolment import enrol_desk, enrolling_as
from station_app.usecases.exchange import Outcome, run_exchange
from station_app.usecases.session import Session, StationCard
from sync.client.http import Credential, HttpCenter
from sync.clock import Json, SystemClock
from sync.ledger.attachments import ContentStore
from sync.ledger.db import SqliteDb
from sync.ledger.identity import center_key, keep_identity, make_identity, own_identity
from sync.ledger.ledger import Ledger
from sync.ledger.migrate import fresh_schema
from sync.ledger.open import open_ledger
from sync.ledger.unit import unit_of_work
from sync.records.places import KIND_OF_LEVEL, station_id
from sync.records.rights import Grant, responsible_role


@dataclass
class Desk:
    """One PC: its folder, its ledger, its first person, and its line once it has one."""

    folder: Path
    code: str
    level: str = "village"
    key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    ledger: Ledger = field(init=False)
    contents: ContentStore = field(init=False)
    person: str = field(init=False)
    center: HttpCenter | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        connection = open_ledger(self.folder / "ledger.db", self.key, create=True)
        fresh_schema(connection, "desk")
        self.ledger = Ledger(SqliteDb(connection), SystemClock(), os.urandom)
        self.contents = ContentStore(self.folder / "attachments", self.key)
        with self.ledger.db.writing():
            keep_identity(self.ledger, make_identity(self.ledger))
            self.ledger.state.put(
                {
                    "station_id": station_id(self.code, KIND_OF_LEVEL[self.level]),
                    "station_code": self.code,
                    "station_level": self.level,
                }
            )
        self.person = self.ledger.new_id()
        with unit_of_work(self.ledger, self.person) as unit:
            unit.create("user", {"login": "li", "person_id": self.person}, self.person)
            unit.create(
                "role_grant",
                {
                    "user_id": self.person,
                    "role": responsible_role(self.level),
                    "scope_station_id": self.ledger.station_id,
                    "from_date": "2026-01-01",
                },
            )

    def reopen(self, folder: Path) -> Desk:
        """The same ledger, opened from another folder: a copied PC."""
        other = object.__new__(Desk)
        other.folder, other.code, other.level, other.key = folder, self.code, self.level, self.key
        connection = open_ledger(folder / "ledger.db", self.key)
        other.ledger = Ledger(SqliteDb(connection), SystemClock(), os.urandom)
        other.contents = ContentStore(folder / "attachments", self.key)
        other.person = self.person
        other.center = None
        return other

    def credential(self) -> Credential:
        identity = own_identity(self.ledger)
        enrolled = bool(self.ledger.state.text("center_key"))
        known = center_key(self.ledger) if enrolled else None
        return Credential(identity.replica, identity.key, known)

    def line(self, url: str) -> HttpCenter:
        if self.center is None:
            self.center = HttpCenter(url, self.ledger.clock, self.credential)
        return self.center

    def enrol(self, url: str, code: str) -> None:
        own = enrolling_as(self.ledger)
        asking = Credential(own.replica, own.key, None)
        with HttpCenter(url, self.ledger.clock, lambda: asking) as line:
            enrol_desk(self.ledger, line, url, code)

    def sync(self, url: str) -> Outcome:
        return run_exchange(self.ledger, self.line(url))

    def move_contents(self, url: str) -> Moved:
        return exchange_contents(self.ledger, self.contents, self.line(url), lambda: False)

    def session(self) -> Session:
        grant = Grant(responsible_role(self.level), self.ledger.station_id, "2026-01-01")
        card = StationCard(self.ledger.station_id, self.code, "站", self.level)
        return Session(self.person, "li", "李某", card, (grant,))

    def register(self, **values: Json) -> str:
        """A case as plainly as the ledger takes one; its id."""
        now = self.ledger.now_ms()
        filled: dict[str, Json] = {
            "matter_type": "complaint",
            "title": "玉米种子不出苗",
            "facts": "四月二十日买玉米种子四袋,播种后不出苗。",
            "received_at": now,
            "registered_at": now,
            "amount": 32000,
            **values,
        }
        with unit_of_work(self.ledger, self.person) as unit:
            case = unit.create("case", filled)
            unit.create(
                "case_party",
                {"case_id": case.id, "role": "complainant", "name": "王某某", "is_main": True},
            )
        return case.id

    def value(self, kind: str, record_id: str, name: str) -> Json:
        kept = self.ledger.store.one(kind, record_id)
        return None if kept is None else kept.record.values.get(name)

    def close(self) -> None:
        if self.center is not None:
            self.center.close()
        self.ledger.close()

"""A small county with life-like data: everything in it came through the center's own exchange.

Each station has one PC of the past: a key, a chain of signed changes, and nothing else.  What it
sends is made by the same rules as at a desk, so a fault in the story is refused like anybody's.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.center.commands.common import Center
from sync.center.enrolment import Issued, add_station, enrol, reissue
from sync.center.exchange import Exchange
from sync.center.stations import Office, stations_of_code
from sync.clock import SHANGHAI, Json, RandomBytes, Stamp, SystemClock, local_date, new_id
from sync.ledger.journal import START, Head
from sync.ledger.store import RecordStore
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import SALT_BYTES, Entry, body_bytes, entry_hash, write_entries
from sync.protocol.framing import head_digest, public_text, sign
from sync.protocol.versions import PROTOCOL, SCHEMA
from sync.records.kinds import Kind
from sync.records.numbers import case_no, referral_no
from sync.records.outside import read_arguments, read_fields
from sync.records.registry import KINDS
from sync.records.rights import Grant
from sync.records.transitions import Actor, plan_step

PAST_LOGIN = "{login}.demo"
"""The accounts of the story are not those people sign in with: a desk makes its own, of people
with names of their own.  In the story work those who were there before."""

SEEDED = "demo_seeded"
RANDOM_KEY_BYTES = 32
DAYS_BEFORE = 60
"""Accounts and roles of the story are older than its first case."""

Made = tuple[str, str, Mapping[str, Json]]
"""Kind, id and the values set."""


@dataclass
class PastPc:
    """One station's PC of the story."""

    center: Center
    random: RandomBytes
    code: str
    station_id: str
    name: str
    level: str
    key: Ed25519PrivateKey
    replica: str
    letter: str = ""
    epoch: str = ""
    head: Head = START
    last_ms: int = 0
    people: dict[str, Actor] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def next_number(self, series: str) -> int:
        self.numbers[series] = self.numbers.get(series, 0) + 1
        return self.numbers[series]

    def new_id(self, now_ms: int) -> str:
        return new_id(now_ms, self.random)

    def send(self, person: str, at_ms: int, made: Sequence[Made]) -> None:
        """One unit of changes, taken in as any other.  Problem REFUSED_INPUT where it is not."""
        at_ms = max(at_ms, self.last_ms + 1)
        self.last_ms = at_ms
        first = self.head.seq + 1
        entries: list[Entry] = []
        link = self.head.hash
        for seq, (kind, record_id, values) in enumerate(made, first):
            bases = self._bases(kind, record_id, values)
            salt = self.random(SALT_BYTES)
            entry = Entry(
                seq, first, kind, record_id, person, at_ms, salt, SCHEMA, dict(values), bases
            )
            body = body_bytes(kind, record_id, SCHEMA, values, bases)
            link = entry_hash(link, self.replica, seq, first, person, at_ms, salt, body)
            entries.append(entry)
        head = Head(entries[-1].seq, link)
        digest = head_digest(self.replica, head.seq, head.hash, self.epoch)
        message: dict[str, Any] = {
            "p": PROTOCOL,
            "e": self.epoch,
            "c": 0,
            "n": 1,
            "h": _packed(head),
            "a": _packed(self.head),
            "en": write_entries(entries),
            "hs": sign(self.key, digest),
        }
        with self.center.database.writer() as db:
            exchange = Exchange(db, SystemClock(), self.random, self.center.keys, at_ms)
            exchange.answer(self.replica, message)
        self._must_be_merged(first, head.seq)
        self.head = head

    def _bases(self, kind: str, record_id: str, values: Mapping[str, Json]) -> dict[str, Stamp]:
        with self.center.reading() as office:
            kept = office.store.one(kind, record_id)
        if kept is None:
            return {}
        return {n: kept.record.stamps[n] for n in values if n in kept.record.stamps}

    def _must_be_merged(self, first: int, last: int) -> None:
        with self.center.reading() as office:
            rows = office.db.rows(
                "SELECT seq, verdict, reason FROM center_journal "
                "WHERE replica = ? AND seq BETWEEN ? AND ?",
                (self.replica, first, last),
            )
        wrong = [
            f"{seq} {verdict} {reason}" for seq, verdict, reason in rows if verdict != "merged"
        ]
        if wrong or len(rows) != last - first + 1:
            raise Problem(ProblemKind.REFUSED_INPUT, "; ".join(wrong) or "nothing was taken")


def _packed(head: Head) -> list[Json]:
    return [head.seq, base64.b64encode(head.hash).decode()]


def make_demo(center: Center, county: Mapping[str, Any], random: RandomBytes) -> list[Issued]:
    """Stations, people and cases of the story, once; a fresh enrolment code for each station.

    `county`: the story, as in `resources/demo/county.json`.
    """
    with center.reading() as office:
        seeded = office.state.get(SEEDED) is True
    if not seeded:
        Story(center, county, random).tell()
        with center.writing() as office:
            # Nobody has read them yet: the first account of each real desk must make itself, and
            # it may only where the station has no people with an office.
            office.db.run("DELETE FROM r_role_grant")
            office.state.put({SEEDED: True})
    issued = []
    for station in county["stations"]:
        with center.writing() as office:
            issued.append(reissue(office, station["code"]))
    return issued


class Story:
    """Takes the story in, step by step, in the order of its days."""

    def __init__(self, center: Center, county: Mapping[str, Any], random: RandomBytes) -> None:
        self._center = center
        self._county = county
        self._random = random
        self._now_ms = SystemClock().now_ms()
        self._pcs: dict[str, PastPc] = {}
        self._people: dict[str, tuple[PastPc, Actor]] = {}
        self._cases: dict[int, str] = {}

    def tell(self) -> None:
        for station in self._county["stations"]:
            pc = self._pcs[station["code"]] = self._pc(station)
            self._introduce(pc, station["people"])
        for _, act in sorted(self._acts(), key=lambda item: item[0]):
            number, step = act
            self._step(number, step) if step is not None else self._register(number)

    def _acts(self) -> Iterator[tuple[int, tuple[int, Mapping[str, Any] | None]]]:
        """Everything that happens, with its time."""
        for number, case in enumerate(self._county["cases"]):
            yield self._moment(case["days_ago"], case["at"]), (number, None)
            for step in case["steps"]:
                yield self._moment(step["days_ago"], step["at"]), (number, step)

    def _moment(self, days_ago: int, at: str) -> int:
        day = local_date(self._now_ms) - timedelta(days=days_ago)
        moment = datetime.fromisoformat(f"{day.isoformat()}T{at}").replace(tzinfo=SHANGHAI)
        return min(round(moment.timestamp() * 1000), self._now_ms - 1000)

    def _pc(self, station: Mapping[str, Any]) -> PastPc:
        key = Ed25519PrivateKey.from_private_bytes(self._random(RANDOM_KEY_BYTES))
        started = self._moment(DAYS_BEFORE, "08:00")
        pc = PastPc(
            self._center,
            self._random,
            station["code"],
            "",
            station["name"],
            station["level"],
            key,
            new_id(started, self._random),
        )
        with self._center.writing() as office:
            issued = self._issued(office, station)
            told = enrol(
                office,
                self._center.log,
                self._center.keys,
                code=issued.code,
                station_code=issued.station_code,
                replica_id=pc.replica,
                public_key=public_text(key.public_key()),
                about={"demo": True},
            )
        pc.station_id, pc.letter, pc.epoch = (
            issued.station_id,
            str(told["letter"]),
            str(told["epoch"]),
        )
        return pc

    def _issued(self, office: Office, station: Mapping[str, Any]) -> Issued:
        if stations_of_code(office.db, station["code"]):
            return reissue(office, station["code"])
        return add_station(
            office, self._center.log, station["code"], station["name"], station["level"]
        )

    def _introduce(self, pc: PastPc, people: Sequence[Mapping[str, Any]]) -> None:
        at = self._moment(DAYS_BEFORE, "08:30")
        day = local_date(at).isoformat()
        first = ""
        for person in people:
            person_id, user_id, grant_id = (pc.new_id(at) for _ in range(3))
            first = first or user_id
            common = self._common(pc, at, first)
            human: dict[str, Json] = {
                **common,
                "name": person["before"],
                "post": person["post"],
                "kinds": ["assistant" if pc.level == "village" else "clerk"],
                "from_date": day,
            }
            login = PAST_LOGIN.format(login=person["login"])
            user: dict[str, Json] = {**common, "person_id": person_id, "login": login}
            grant: dict[str, Json] = {
                **common,
                "user_id": user_id,
                "role": person["role"],
                "scope_station_id": pc.station_id,
                "from_date": day,
            }
            # The first makes itself; the others are its doing.
            pc.send(
                first,
                at,
                [
                    ("person", person_id, human),
                    ("user", user_id, user),
                    ("role_grant", grant_id, grant),
                ],
            )
            self._people[person["login"]] = (pc, self._actor(pc, user_id, person, day))

    def _actor(self, pc: PastPc, user_id: str, person: Mapping[str, Any], from_day: str) -> Actor:
        with self._center.reading() as office:
            below = office.db.rows("SELECT id FROM r_station WHERE window_id = ?", (pc.station_id,))
        return Actor(
            user_id,
            person["before"],
            pc.station_id,
            pc.name,
            pc.level,
            (Grant(person["role"], pc.station_id, from_day, None),),
            frozenset(row[0] for row in below),
        )

    def _common(self, pc: PastPc, at: int, person: str) -> dict[str, Json]:
        return {
            "station_id": pc.station_id,
            "created_at": at,
            "created_by": person,
            "origin_device": pc.replica,
        }

    def _register(self, number: int) -> None:
        told = self._county["cases"][number]
        at = self._moment(told["days_ago"], told["at"])
        pc, actor = self._people[told["by"]]
        given = dict(told["complaint"])
        parties = [read_fields(KINDS["case_party"], party) for party in given.pop("parties")]
        values = _set_ones(read_fields(KINDS["case"], given))
        values |= {
            "received_at": at,
            "incident_division_code": pc.code,
            "urgency": "normal",
            "privacy_notice_at": at,
        }
        case_id = self._cases[number] = pc.new_id(at)
        draft = {**values, "id": case_id, "station_id": pc.station_id}
        step = plan_step(draft, parties, [], [], "register", {}, actor, at)
        year = int(local_date(at).year)
        common = self._common(pc, at, actor.user_id)
        values |= {
            **common,
            **_set_ones(step.case_values),
            "case_no": case_no(pc.code, pc.letter, year, pc.next_number(f"case/{year}")),
            "statutory_start_at": at,
            "rule_set_ref": "village-default@3",
            "retention_class": "y10",
        }
        made: list[Made] = [("case", case_id, values)]
        for party in parties:
            made.append(
                ("case_party", pc.new_id(at), {**common, **_set_ones(party), "case_id": case_id})
            )
        made.append(self._event(pc, common, case_id, step.event, at))
        pc.send(actor.user_id, at, made)

    def _step(self, number: int, told: Mapping[str, Any]) -> None:
        at = self._moment(told["days_ago"], told["at"])
        pc, actor = self._people[told["by"]]
        case_id = self._cases[number]
        arguments = read_arguments(told["action"], self._arguments(told["arguments"]))
        with self._center.reading() as office:
            store = office.store
            case = _told(KINDS["case"], store, case_id)[0]
            parties, events, referrals = (
                _told(KINDS[kind], store, case_id)
                for kind in ("case_party", "case_event", "referral")
            )
        step = plan_step(case, parties, events, referrals, told["action"], arguments, actor, at)
        common = self._common(pc, at, actor.user_id)
        event = dict(step.event)
        made: list[Made] = []
        for new in step.new_records:
            values = {**common, **_set_ones(new.values)}
            year = int(local_date(at).year)
            if new.kind == "referral":
                given = pc.next_number(f"referral/{year}")
                values["referral_no"] = referral_no(pc.code, pc.letter, year, given)
            record_id = pc.new_id(at)
            if new.event_field is not None:
                event[new.event_field] = record_id
            made.append((new.kind, record_id, values))
        made.append(self._event(pc, common, case_id, event, at))
        if step.case_values:
            made.append(("case", case_id, dict(step.case_values)))
        pc.send(actor.user_id, at, made)

    def _event(
        self,
        pc: PastPc,
        common: Mapping[str, Json],
        case_id: str,
        event: Mapping[str, Json],
        at: int,
    ) -> Made:
        seq = pc.next_number(f"event/{case_id}")
        values = {**common, **_set_ones(event), "case_id": case_id, "seq": seq}
        return ("case_event", pc.new_id(at), values)

    def _arguments(self, given: Mapping[str, Any]) -> dict[str, Json]:
        """Codes of stations, logins and days before today, as ids and times."""
        found: dict[str, Json] = dict(given)
        if isinstance(given.get("to_org_id"), str):
            found["to_org_id"] = self._pcs[given["to_org_id"]].station_id
        if isinstance(given.get("handler_id"), str):
            found["handler_id"] = self._people[given["handler_id"]][1].user_id
        told = given.get("complainant_told_at")
        if isinstance(told, str) and told.startswith("-"):
            days, _, at = told[1:].partition("T")
            moment = self._moment(int(days), at)
            found["complainant_told_at"] = datetime.fromtimestamp(
                moment / 1000, SHANGHAI
            ).isoformat()
        return found


def _set_ones(values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in values.items() if value is not None}


def _told(kind: Kind, store: RecordStore, root: str) -> list[dict[str, Json]]:
    """The records of a case as the rules read them: a field never set at its default."""
    defaults = {f.name: f.default for f in kind.by_name.values() if f.default is not None}
    return [
        {"id": record.id, **defaults, **_set_ones(record.values)}
        for record in (kept.record for kept in store.of_roots(kind.name, [root]))
    ]

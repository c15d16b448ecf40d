"""One simulated PC: its disk, its clock, the people at it, and what it was told is safe."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

from sync.clock import NEVER, Stamp
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit, unit_of_work
from tests.simulation.faults import Violation
from tests.simulation.machine import Crash, Disk, SkewedClock, Time

Sight: TypeAlias = tuple[str, str, str, Stamp]
"""A field of a record (kind, id, name) and the stamp somebody saw there."""

Spoken: TypeAlias = dict[tuple[str, str, str], list[tuple[Stamp, Any]]]
"""Values with their stamps, by kind, id and name of the field they were written in."""

WordKey: TypeAlias = tuple[str, str, int, bytes]
"""Kind, record, time and what was said: one word, whoever says it."""


@dataclass(frozen=True)
class Written:
    """One journal entry that a desk has on its disk: by what it says, not by who says it."""

    kind: str
    record_id: str
    time: int
    person: str
    values: bytes
    replica: str
    seq: int
    link: bytes
    """Its hash in the chain."""

    @property
    def key(self) -> WordKey:
        return self.kind, self.record_id, self.time, self.values


@dataclass
class Desk:
    name: str
    station: str
    code: str
    level: str
    disk: Disk
    clock: SkewedClock
    rng: random.Random
    written: list[Written] = field(default_factory=list)
    confirmed: int = 0
    """How many of `written` the program has confirmed to a person."""
    logged: dict[str, int] = field(default_factory=dict)
    ledger: Ledger = field(init=False)
    used_as: str = ""
    first_here: bool = True
    """Whether it is the first PC of its station, where the first account is made."""
    backup: tuple[Disk, list[Written], dict[str, int], str] | None = None
    returns: int = 0
    """How often it went back to its backup."""
    serial: int = 0
    saw: dict[bytes, list[Sight]] = field(default_factory=dict)
    """What each entry's author saw, by the entry's hash: known still when its body is forgotten."""
    spoken: Spoken = field(default_factory=dict)
    """All that was ever written; the center may have lost the words."""
    _keys: set[WordKey] = field(default_factory=set)
    _keyed: int = 0
    """How many of `written` are among `_keys`."""

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """The program starts on what the disk holds."""
        self.disk.restart()
        self.ledger = Ledger(self.disk.db, self.clock, self.rng.randbytes)

    def keep_backup(self) -> None:
        self.backup = (self.disk.snapshot(), list(self.written), dict(self.logged), self.used_as)

    def go_back(self) -> list[Written]:
        """Put the backup in place of the ledger; what was written since."""
        if self.backup is None:
            raise AssertionError("no backup")
        disk, written, logged, used_as = self.backup
        self.returns += 1
        kept = set(written)
        lost = [w for w in self.written if w not in kept]
        self.disk = disk.snapshot()
        self.written, self.logged, self.used_as = list(written), dict(logged), used_as
        self._keys, self._keyed = set(), 0
        self.start()
        return lost

    def token(self) -> str:
        """A value nobody writes twice."""
        self.serial += 1
        return f"{self.name}#{self.serial}"

    def work(self, person: str, do: Callable[[Unit], Any]) -> bool:
        """One person's transaction; False where the machine died in it."""
        ledger = self.ledger
        try:
            with unit_of_work(ledger, person) as unit:
                do(unit)
        except Crash:
            self.start()
            self.note_written()
            return False
        before = len(self.written)
        self.note_written()
        if len(self.written) == before:
            return False
        self.confirmed = len(self.written)
        return True

    def note_written(self) -> None:
        """Learn from the disk what has been added to the journal."""
        ledger = self.ledger
        replica = ledger.replica
        after = self.logged.get(replica, 0)
        rows = ledger.db.rows(
            "SELECT seq, kind, record_id, person, time, body, hash FROM desk_journal "
            "WHERE replica = ? AND seq > ? ORDER BY seq",
            (replica, after),
        )
        if not rows:
            return
        self._keys.update(written.key for written in self.written[self._keyed :])
        self._keyed = len(self.written)
        known, fresh = self._keys, []
        for seq, kind, record_id, person, time, body, link in rows:
            if body is None:
                raise Violation(f"I1 a new entry without a body: {replica}/{seq}")
            parts = orjson.loads(body)
            self._hear(replica, kind, record_id, time, bytes(link), parts)
            written = Written(
                kind, record_id, time, person, said(parts["v"]), replica, seq, bytes(link)
            )
            self.logged[replica] = seq
            if written.key not in known:  # issued again under a new name, it is no new word
                fresh.append(written)
        self.written += fresh

    def forget_reissued(self, replica: str) -> None:
        """A new identity issued again what the center lacked: those entries are no new words."""
        self.logged[replica] = self.ledger.journal.head(replica).seq
        for kind, record_id, time, body, link in self.ledger.db.rows(
            "SELECT kind, record_id, time, body, hash FROM desk_journal "
            "WHERE replica = ? AND body IS NOT NULL",
            (replica,),
        ):
            self._hear(replica, kind, record_id, time, bytes(link), orjson.loads(body))

    def _hear(
        self, replica: str, kind: str, record_id: str, time: int, link: bytes, parts: dict[str, Any]
    ) -> None:
        self.saw[link] = seen = sights(kind, record_id, parts)
        for *_, name, base in seen:
            word = (Stamp(base.revision + 1, time, replica), parts["v"][name])
            self.spoken.setdefault((kind, record_id, name), []).append(word)


def sights(kind: str, record_id: str, body: dict[str, Any]) -> list[Sight]:
    """What stood in each field an entry sets, as its author saw it."""
    bases = body.get("b", {})
    return [(kind, record_id, name, Stamp(*bases.get(name, NEVER))) for name in body["v"]]


def said(values: dict[str, Any]) -> bytes:
    """What an entry says, whatever the replica is called that says it."""
    told = {n: v for n, v in values.items() if n != "origin_device"}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def new_desk(
    name: str, station: str, code: str, level: str, disk: Disk, time: Time, rng: random.Random
) -> Desk:
    return Desk(name, station, code, level, disk, SkewedClock(time), random.Random(rng.random()))

"""A replica's own changes, in order, as a hash chain: kept at the desk and, entry by entry, at
the center, so that each end is the other's witness."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import zstandard

from sync.clock import Json
from sync.ledger.db import Db, Value
from sync.protocol.entries import CHAIN_START, Entry, entry_hash, read_body
from sync.protocol.versions import MAX_BATCH_BYTES, MAX_BATCH_RECORDS


class Head(NamedTuple):
    """The end of a chain: its last number and hash."""

    seq: int
    hash: bytes


START = Head(0, CHAIN_START)

COLUMNS = "replica, seq, unit, kind, record_id, person, time, salt, body, hash, verdict, reason"


DENSE_LANDMARKS = 2000
LANDMARK_EVERY = 500
LANDMARK_BYTES = 8


class Broken(NamedTuple):
    """Where a chain does not hold."""

    replica: str
    seq: int
    why: str


class Journal:
    """The entries of one or several replicas in one table.

    Entries are only ever added; a verdict is written beside one, and a body may be erased.
    """

    def __init__(self, db: Db, table: str) -> None:
        self.db = db
        self.table = table
        self._insert = f"INSERT INTO {table} ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"

    def head(self, replica: str) -> Head:
        row = self.db.row(
            f"SELECT seq, hash FROM {self.table} WHERE replica = ? ORDER BY seq DESC LIMIT 1",
            (replica,),
        )
        return START if row is None else Head(row[0], bytes(row[1]))

    def hash_at(self, replica: str, seq: int) -> bytes | None:
        if seq == 0:
            return CHAIN_START
        row = self.db.row(
            f"SELECT hash FROM {self.table} WHERE replica = ? AND seq = ?", (replica, seq)
        )
        return None if row is None else bytes(row[0])

    def landmarks(self, replica: str, head: int) -> list[tuple[int, bytes]]:
        """Shortened hashes by which two ends find the last entry both have: of each of the
        newest entries, and of few of those long ago."""
        dense = max(0, head - DENSE_LANDMARKS)
        rows = self.db.rows(
            f"SELECT seq, hash FROM {self.table} WHERE replica = ? AND seq <= ? "
            "AND (seq > ? OR seq % ? = 0) ORDER BY seq",
            (replica, head, dense, LANDMARK_EVERY),
        )
        return [(seq, bytes(link)[:LANDMARK_BYTES]) for seq, link in rows]

    def common_with(self, replica: str, landmarks: Sequence[tuple[int, bytes]]) -> int:
        """The last of another end's landmarks that lies in this chain; 0 for none.

        A chain that agrees at one place agrees at all before it.
        """
        for seq, mark in sorted(landmarks, reverse=True):
            own = self.hash_at(replica, seq)
            if own is not None and own[:LANDMARK_BYTES] == mark:
                return seq
        return 0

    def last_time(self, replica: str) -> int:
        row = self.db.row(
            f"SELECT time FROM {self.table} WHERE replica = ? ORDER BY seq DESC LIMIT 1", (replica,)
        )
        return 0 if row is None else int(row[0])

    def append(self, rows: Iterable[Sequence[Value]]) -> None:
        """Rows in the order of `COLUMNS`, made by `entry_row`."""
        self.db.many(self._insert, rows)

    def entries(self, replica: str, after: int, limit: int) -> list[tuple[Entry, bytes]]:
        """Entries above `after` with their kept bodies, in order."""
        rows = self.db.rows(
            "SELECT seq, unit, kind, record_id, person, time, salt, body, hash "
            f"FROM {self.table} WHERE replica = ? AND seq > ? ORDER BY seq LIMIT ?",
            (replica, after, limit),
        )
        found = []
        for seq, unit, kind, record_id, person, time, salt, body, link in rows:
            if body is None:
                found.append((erased(seq, unit, record_id, person, time, link), b""))
                continue
            schema, values, bases = read_body(body)
            entry = Entry(
                seq, unit, kind, record_id, person, time, bytes(salt), schema, values, bases
            )
            found.append((entry, body.encode()))
        return found

    def batch(
        self,
        replica: str,
        after: int,
        most: int = MAX_BATCH_RECORDS,
        most_bytes: int = MAX_BATCH_BYTES,
    ) -> list[Entry]:
        """The next entries to send: whole units, as many as the bounds allow, at least one unit."""
        found = self.entries(replica, after, most + 1)
        taken: list[Entry] = []
        unit: list[Entry] = []
        size = 0
        for entry, body in found:
            if unit and entry.unit != unit[0].unit:
                taken += unit
                unit = []
            if taken and (len(taken) + len(unit) >= most or size > most_bytes * BYTES_PER_SENT):
                return taken
            size += len(body)
            unit.append(entry)
        if len(found) <= most or not taken:
            taken += unit
        if taken and len(found) > most:
            taken += self._rest_of_unit(replica, taken)
        return taken

    def _rest_of_unit(self, replica: str, taken: list[Entry]) -> list[Entry]:
        """What still belongs to the last unit taken: a unit is never cut."""
        last = taken[-1]
        rows = self.db.rows(
            f"SELECT COUNT(*) FROM {self.table} WHERE replica = ? AND unit = ? AND seq > ?",
            (replica, last.unit, last.seq),
        )
        count = int(rows[0][0])
        return [e for e, _ in self.entries(replica, last.seq, count)] if count else []

    def verify(self, replica: str) -> Iterator[Broken]:
        """Walk the chain from its start; erased bodies count by their place only."""
        before = CHAIN_START
        expected = 1
        for seq, unit, person, time, salt, body, kept in self.db.stream(
            f"SELECT seq, unit, person, time, salt, body, hash FROM {self.table} "
            "WHERE replica = ? ORDER BY seq",
            (replica,),
        ):
            if seq != expected:
                yield Broken(replica, expected, "missing")
                expected = seq
            elif body is not None:
                link = entry_hash(
                    before, replica, seq, unit, person, time, bytes(salt), body.encode()
                )
                if link != bytes(kept):
                    yield Broken(replica, seq, "altered")
            before = bytes(kept)
            expected += 1

    def replicas(self) -> list[str]:
        rows = self.db.rows(f"SELECT DISTINCT replica FROM {self.table} ORDER BY replica")
        return [row[0] for row in rows]


ERASED = ""
"""The kind of an entry whose body is gone: it travels as the link it has in the chain."""


def erased(seq: int, unit: int, record_id: str, person: str, time: int, link: bytes) -> Entry:
    """An entry without its body, for a chain that is completed."""
    values: dict[str, Json] = {"link": base64.b64encode(bytes(link)).decode()}
    return Entry(seq, unit, ERASED, record_id, person, time, b"", 0, values, {})


def erased_link(entry: Entry) -> bytes:
    """ValueError or TypeError where the entry names none."""
    link = base64.b64decode(str(entry.values.get("link")), validate=True)
    if len(link) != len(CHAIN_START):
        raise ValueError("link")
    return link


BYTES_PER_SENT = 3
"""Bodies shrink at least this much on the line; what does not is caught by `compressed_size`."""


def compressed_size(bodies: Iterable[bytes]) -> int:
    """What bodies weigh on the line, to hold a unit under its bound."""
    return len(zstandard.ZstdCompressor(level=3).compress(b"\n".join(bodies)))


def entry_row(replica: str, entry: Entry, body: bytes, before: bytes) -> tuple[bytes, list[Value]]:
    """The entry's hash and its row, as yet without a verdict."""
    link = entry_hash(
        before, replica, entry.seq, entry.unit, entry.person, entry.time, entry.salt, body
    )
    return link, [
        replica,
        entry.seq,
        entry.unit,
        entry.kind,
        entry.record_id,
        entry.person,
        entry.time,
        entry.salt,
        body.decode(),
        link,
        None,
        None,
    ]

"""One call of a replica: its changes in, verdicts and news out, in one transaction.

The same code answers over HTTP, from a stick, and in the simulation.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.center.comparing import Comparing, read_compared
from sync.center.history import WINDOW, heard
from sync.center.membership import PUBLIC, Memberships
from sync.center.outside_log import OutsideLog
from sync.center.pulling import Pull
from sync.center.pushing import Forked, Pushing
from sync.center.refusals import Sender
from sync.center.restored import BringingBack, begin
from sync.center.stations import Office
from sync.clock import Clock, Json, RandomBytes, Stamp
from sync.ledger.db import Db
from sync.ledger.journal import START, Head, Journal
from sync.ledger.state import State
from sync.ledger.store import RecordStore, Seal
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import Entry, read_entries, read_stamp
from sync.protocol.framing import head_digest, read_public, sign, signed
from sync.protocol.rows import Row, read_rows, write_rows
from sync.protocol.versions import MAX_BATCH_RECORDS, SPOKEN

SEEN_EVERY_MS = 5 * 60 * 1000
"""How stale the note of when a replica was last heard may grow before it is written anew."""


class CenterKeys(Protocol):
    """What the center holds outside its database."""

    @property
    def signing(self) -> Ed25519PrivateKey: ...

    @property
    def seal(self) -> Seal: ...


@dataclass(frozen=True, slots=True)
class Replica:
    """An enrolled installation, as its row says."""

    sender: Sender
    public_key: Ed25519PublicKey
    head: Head
    revoked: bool
    last_seen_at: int
    cursor: int


@dataclass(frozen=True, slots=True)
class Request:
    """What a replica sends, read from its message; ValueError and kin where it is none."""

    epoch: str
    cursor: int
    base: int
    """The cursor before the first of several pages; the cursor itself where none is open."""
    head: Head
    after: Head
    entries: Sequence[Entry]
    signature: str
    limit: int
    offered: Sequence[Row]
    """What the replica holds and the center lost."""
    seen: Mapping[tuple[str, str], Mapping[str, Stamp]]
    """Of offered fields still on their way: what stood when their author set them."""
    shown: tuple[Head, str, str] | None
    """A head the center countersigned: the head, its signature and its epoch."""
    compared: Mapping[str, Any]
    """What the replica holds, to be compared: see `comparing`."""

    @property
    def of_epoch(self) -> str:
        """In which history the shown head was countersigned."""
        return "" if self.shown is None else self.shown[2]

    @classmethod
    def read(cls, message: Mapping[str, Any]) -> Request:
        head = _head(message["h"])
        after = _head(message.get("a", message["h"]))
        batch = message.get("en")
        entries = read_entries(batch, after.seq + 1) if batch is not None else []
        cursor = message["c"]
        base = message.get("b", cursor)
        limit = message.get("n", MAX_BATCH_RECORDS)
        if type(cursor) is not int or type(limit) is not int:
            raise TypeError("cursor")
        if type(base) is not int or not 0 <= base <= cursor:
            raise TypeError("base")
        if len(entries) > 2 * MAX_BATCH_RECORDS:
            raise ValueError("too many entries")
        return cls(
            epoch=_text(message.get("e", "")),
            cursor=cursor,
            base=base,
            head=head,
            after=after,
            entries=entries,
            signature=_text(message.get("hs", "")),
            limit=max(1, min(limit, MAX_BATCH_RECORDS)),
            offered=[row.opened() for row in read_rows(message["of"])] if "of" in message else (),
            seen=_seen(message.get("ob", ())),
            shown=_shown(message["k"]) if "k" in message else None,
            compared=read_compared(message),
        )


def _head(value: Any) -> Head:
    seq, chain = value
    if type(seq) is not int or not 0 <= seq < 2**53:
        raise TypeError("head")
    decoded = base64.b64decode(_text(chain), validate=True)
    if len(decoded) != 32:
        raise ValueError("head")
    return Head(seq, decoded)


def _seen(value: Any) -> dict[tuple[str, str], dict[str, Stamp]]:
    found: dict[tuple[str, str], dict[str, Stamp]] = {}
    for kind, record_id, bases in value:
        if not isinstance(bases, dict):
            raise TypeError("seen")
        found[_text(kind), _text(record_id)] = {n: read_stamp(s) for n, s in bases.items()}
    return found


def _shown(value: Any) -> tuple[Head, str, str]:
    seq, chain, signature, epoch = value
    return _head([seq, chain]), _text(signature), _text(epoch)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def find_replica(db: Db, replica_id: str) -> Replica:
    """Problem NOT_ENROLLED where the center does not know it: told to enrol, never to wipe."""
    row = db.row(
        "SELECT c.id, c.station_id, s.level, o.kind, c.public_key, c.head_seq, c.head_hash, "
        "c.revoked_at, c.last_seen_at, c.cursor FROM center_replica c "
        "LEFT JOIN r_station s ON s.id = c.station_id "
        "LEFT JOIN r_organisation o ON o.id = c.station_id WHERE c.id = ?",
        (replica_id,),
    )
    if row is None:
        raise Problem(ProblemKind.NOT_ENROLLED)
    replica, station, level, kind, key, seq, chain, revoked_at, seen_at, cursor = row
    level = level or "village"
    return Replica(
        Sender(replica, station, level, "market_office" if kind == "market_office" else level),
        read_public(key),
        Head(seq, bytes(chain)),
        revoked_at is not None,
        seen_at or 0,
        cursor,
    )


class WentBack(Exception):
    """The center holds less than it once signed for: it was put back to a backup."""


class Exchange:
    """Answers one request on one connection; keeps nothing between requests."""

    def __init__(
        self,
        db: Db,
        clock: Clock,
        random: RandomBytes,
        keys: CenterKeys,
        received_at_ms: int | None = None,
        log: OutsideLog | None = None,
    ) -> None:
        self._log = log
        self._db = db
        self._random = random
        self._keys = keys
        self._now = received_at_ms if received_at_ms is not None else clock.now_ms()
        self._store = RecordStore(db, keys.seal)
        self._state = State(db, "center_state")

    def answer(self, replica_id: str, message: Mapping[str, Any]) -> dict[str, Json]:
        """The reply to one message.  Problems are the world's doing and change nothing."""
        protocol = message.get("p")
        if protocol not in SPOKEN:
            raise Problem(ProblemKind.PROTOCOL_TOO_OLD, oldest=SPOKEN.start, newest=SPOKEN.stop - 1)
        try:
            request = Request.read(message)
        except (ValueError, KeyError, TypeError, IndexError) as fault:
            raise Problem(ProblemKind.REFUSED_INPUT, "not an exchange") from fault
        try:
            if request.entries or request.offered:
                with self._db.writing():
                    return self._exchange(replica_id, request)
            with self._db.reading():
                answer = self._exchange(replica_id, request)
        except WentBack:
            return self._begin_again(replica_id, request)
        if "m" not in answer:
            self._note_seen(replica_id, request)
        return answer

    def _begin_again(self, replica_id: str, request: Request) -> dict[str, Json]:
        """Shown our own word for more than we hold: a new history begins, by itself."""
        if self._log is None:
            raise AssertionError("a center without its log outside cannot begin again")
        with self._db.writing():
            begin(Office(self._db, self._keys.seal, self._now, self._random), self._log)
        with self._db.reading():
            return self._exchange(replica_id, request)

    def _exchange(self, replica_id: str, request: Request) -> dict[str, Json]:
        if request.entries or request.offered:
            self._db.run("UPDATE center_head SET value = value WHERE id = 1")
        replica = find_replica(self._db, replica_id)
        if replica.revoked:
            raise Problem(ProblemKind.REVOKED)
        epoch = self._state.text("epoch")
        answer: dict[str, Json] = {"t": self._now}
        if request.epoch != epoch:
            answer["e"] = epoch
            if request.epoch:
                # A cursor of another history means nothing here: read from the start.
                return answer | {"again": True, **self._heads(replica.head)}
        proved = self._proved(replica, request)
        expected = self._state.get(WINDOW) is not None and request.of_epoch != epoch
        if proved.seq > replica.head.seq and not expected:
            raise WentBack
        behind = request.after.seq > replica.head.seq
        if behind and proved.seq <= replica.head.seq:
            return answer | {"show": True}
        memberships = Memberships(self._db, self._store)
        pushing = Pushing(
            self._db,
            self._store,
            self._state,
            memberships,
            replica.sender,
            self._now,
            self._random,
        )
        # What was not sent is not answered for, though it be held.
        head = replica.head if behind else request.after
        try:
            pushing.check_chain(replica.head, request.head, request.after)
            if request.entries:
                head = self._take(pushing, replica, request, epoch, proved)
        except Forked as fork:
            pushing.repeat_after(request.after.seq, replica.head.seq)
            return answer | {
                "fork": fork.common,
                "fm": pushing.landmarks(replica.head),
                **pushing.verdicts(),
                **self._heads(replica.head),
            }
        if head != request.head or request.entries:
            answer |= self._heads(head)
            answer["k"] = sign(
                self._keys.signing, head_digest(replica.sender.replica, head.seq, head.hash, epoch)
            )
        if request.offered:
            answer["ov"] = BringingBack(
                self._db, self._store, self._state, memberships, pushing, replica.sender, self._now
            ).take(request.offered, request.seen)
        if behind:
            answer["fm"] = pushing.landmarks(replica.head)
        answer |= pushing.verdicts()
        scopes = [replica.sender.station, PUBLIC]
        newest = self._head_version()
        pull = Pull(self._db, self._store, replica.sender.replica, scopes, newest)
        withheld = pushing.withheld(scopes, request.cursor)
        page = pull.page(request.cursor, request.base, request.limit, withheld)
        if withheld:
            answer |= pushing.additions(withheld)
        if page.rows:
            answer["rw"] = write_rows(page.rows)
        if page.leaves:
            answer["lv"] = page.leaves
        if page.cursor != request.cursor:
            answer["c"] = page.cursor
        if page.more:
            answer |= {"m": True, "g": newest}
        elif request.compared:
            answer |= Comparing(self._db, self._store, scopes).answer(request.compared)
        return answer

    def _proved(self, replica: Replica, request: Request) -> Head:
        """The head that our own countersignature vouches for; START for none."""
        if request.shown is None:
            return START
        head, signature, epoch = request.shown
        digest = head_digest(replica.sender.replica, head.seq, head.hash, epoch)
        return head if signed(self._keys.signing.public_key(), digest, signature) else START

    def _take(
        self, pushing: Pushing, replica: Replica, request: Request, epoch: str, proved: Head
    ) -> Head:
        head = pushing.take(replica.head, request.after, request.entries, proved)
        if head.seq <= replica.head.seq:
            return head  # nothing new, so there is no new head to sign
        digest = head_digest(replica.sender.replica, head.seq, head.hash, epoch)
        if not signed(replica.public_key, digest, request.signature):
            raise Problem(ProblemKind.REFUSED_INPUT, "head not signed")
        self._db.run(
            "UPDATE center_replica SET head_seq = ?, head_hash = ?, last_seen_at = ?, cursor = ? "
            "WHERE id = ?",
            (head.seq, head.hash, self._now, request.cursor, replica.sender.replica),
        )
        return head

    def _heads(self, head: Head) -> dict[str, Json]:
        return {"h": [head.seq, base64.b64encode(head.hash).decode()]}

    def _head_version(self) -> int:
        row = self._db.row("SELECT value FROM center_head WHERE id = 1")
        return 0 if row is None else int(row[0])

    def _note_seen(self, replica_id: str, request: Request) -> None:
        """Who was heard when is worth a write now and then, not one for every empty call."""
        self._db.run(
            "UPDATE center_replica SET last_seen_at = ?, cursor = ? "
            "WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at < ? OR cursor <> ?)",
            (self._now, request.cursor, replica_id, self._now - SEEN_EVERY_MS, request.cursor),
        )
        settled = request.cursor > 0 and request.base == request.cursor and not request.compared
        if settled and self._state.get(WINDOW) is not None:
            with self._db.writing():
                heard(self._state, replica_id)


def center_journal(db: Db) -> Journal:
    return Journal(db, "center_journal")

"""What must hold once the weather has cleared and every desk has exchanged to rest."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from sync.clock import NEVER, Stamp
from sync.ledger.digest import KindDigest, ledger_digest, scope_digest
from sync.ledger.journal import Journal
from sync.ledger.ledger import Ledger
from sync.ledger.store import RecordStore
from sync.protocol.framing import head_digest, read_public, signed
from sync.records.kinds import Policy
from sync.records.numbers import letters_without_center, parse_number
from sync.records.registry import KINDS
from tests.simulation.desk import Desk, Sight, Spoken, WordKey, Written, said, sights
from tests.simulation.faults import Violation
from tests.simulation.watch import Scopes, scopes_of

if TYPE_CHECKING:
    from tests.simulation.center import SimulatedCenter
    from tests.simulation.world import World

TAKEN = ("merged", "merged_with_conflict")
COMPUTED = {"case": ("status", "owner_org_id", "handler_id"), "referral": ("status",)}


def check_rest(world: World) -> None:
    """Raises Violation, naming the invariant."""
    for desk in world.desks:
        idle(world, desk)
    seen = Seen(world.center)
    there: dict[str, dict[str, KindDigest]] = {}
    for desk in world.desks:
        if desk.station not in there:
            there[desk.station] = scope_digest(
                world.center.disk.db, world.center.store, scopes_of(desk)
            )
        digests(world, desk, there[desk.station])
        computed(world, desk)
        scope(desk, seen)
        chains(world, desk)
        own_words(world, desk)
    units_whole(world)
    once(world)
    numbers(world)
    letters(world)
    honest(world)
    handed_over(world)
    nothing_unseen(world)


def idle(world: World, desk: Desk) -> None:
    """An exchange with nothing to say is one round of next to nothing."""
    before = world.watch.answers
    outcome = world.sync(desk, calm=True)
    if outcome is None or outcome.rounds != 1 or world.watch.answers != before + 1:
        raise Violation(f"an idle exchange of {desk.name} takes several rounds")
    if outcome.sent or outcome.received:
        raise Violation(f"an idle exchange of {desk.name} moves something")


def digests(world: World, desk: Desk, there: Mapping[str, KindDigest]) -> None:
    here = ledger_digest(desk.ledger.store)
    if here != there:
        kinds = sorted(k for k in {*here, *there} if here.get(k) != there.get(k))
        raise Violation(f"I3 {desk.name} differs from the center: {difference(world, desk, kinds)}")


def difference(world: World, desk: Desk, kinds: list[str]) -> str:
    center = world.center
    lines = []
    shown = {
        str(r[0])
        for r in center.disk.db.rows(
            "SELECT root FROM center_membership WHERE shown = 1 AND station IN (?, ?)",
            scopes_of(desk),
        )
    }
    for kind in kinds:
        here = _by_id(desk.ledger.store, kind)
        there = {i: k for i, k in _by_id(center.store, kind).items() if k.root in shown}
        for record_id in sorted({*here, *there}):
            mine, its = here.get(record_id), there.get(record_id)
            if mine is None or its is None:
                found = mine or its
                assert found is not None
                if found.record.values.get("deleted_at") is None:
                    where = "the desk" if its is None else "the center"
                    lines.append(f"{kind} {record_id} (root {found.root}) only at {where}")
                continue
            for name in sorted({*mine.record.stamps, *its.record.stamps}):
                a, b = mine.record, its.record
                if (a.values.get(name), a.stamp(name)) != (b.values.get(name), b.stamp(name)):
                    lines.append(
                        f"{kind} {record_id}.{name}: desk {a.values.get(name)} {a.stamp(name)}, "
                        f"center {b.values.get(name)} {b.stamp(name)}"
                    )
    return "; ".join(lines[:6])


def _by_id(store: RecordStore, kind: str) -> dict[str, Any]:
    if kind in KINDS:
        return {kept.record.id: kept for kept in store.every(kind)}
    return {k.record.id: k for k in store.every_unknown() if k.record.kind == kind}


def computed(world: World, desk: Desk) -> None:
    """Status and owner follow from the events alike at both ends."""
    for kind, names in COMPUTED.items():
        sql = f"SELECT id, {', '.join(names)} FROM r_{kind}"
        there = {row[0]: row[1:] for row in world.center.disk.db.rows(sql)}
        for record_id, *cells in desk.ledger.db.rows(sql):
            if there.get(record_id) != tuple(cells):
                raise Violation(
                    f"I3 computed fields of {kind} {record_id}: {desk.name} has {cells}, "
                    f"the center {there.get(record_id)}"
                )


class Seen:
    """Who may see what, by the records at the center, and what hangs on each root there."""

    def __init__(self, center: SimulatedCenter) -> None:
        db = center.disk.db
        self.kinds = dict(db.rows("SELECT DISTINCT root, kind FROM center_membership"))
        self.scopes = Scopes(center)
        self.audiences = self.scopes.audiences(self.kinds)
        self.ids: dict[str, list[str]] = {}
        for record_id, root in db.rows(EVERY_ID):
            self.ids.setdefault(root, []).append(record_id)

    def hidden_from(self, station: str) -> set[str]:
        if self.scopes.level.get(station) == "county":
            return set()
        return {root for root, all_ in self.audiences.items() if station not in all_}


EVERY_ID = " UNION ALL ".join(
    f"SELECT id, root_id FROM {table}" for table in (*(f"r_{kind}" for kind in KINDS), "r_unknown")
)


def scope(desk: Desk, seen: Seen) -> None:
    """What left is gone from rows, bodies and index; what is here may be here."""
    db = desk.ledger.db
    hidden = seen.hidden_from(desk.station)
    for (root,) in db.rows("SELECT root_id FROM desk_search_root"):
        if root in hidden or root not in seen.kinds:
            raise Violation(f"I5 {desk.name} can still find {root}")
    for _, root in db.rows(EVERY_ID):
        if root in hidden:
            raise Violation(f"I5 {desk.name} still has {seen.kinds[root]} {root}")
    gone = {record_id for root in hidden for record_id in seen.ids.get(root, ())}
    for table in ("desk_journal", "desk_attention"):
        for (record_id,) in db.rows(f"SELECT record_id FROM {table} WHERE body IS NOT NULL"):
            if record_id in gone:
                raise Violation(f"I5 {desk.name} keeps what was said of {record_id} in {table}")


def chains(world: World, desk: Desk) -> None:
    """Both chains hold, are one chain, and the center's word for its head is here."""
    ledger = desk.ledger
    center = Journal(world.center.disk.db, "center_journal")
    for replica in ledger.journal.replicas():
        for broken in ledger.journal.verify(replica):
            raise Violation(f"I7 {desk.name}: {broken}")
    replica = ledger.replica
    for broken in center.verify(replica):
        raise Violation(f"I7 center: {broken}")
    head = ledger.journal.head(replica)
    if center.head(replica) != head:
        raise Violation(f"I7 the heads of {desk.name} differ")
    if head.seq:
        _countersigned(world, ledger, head.seq, head.hash)


def _countersigned(world: World, ledger: Ledger, seq: int, chain: bytes) -> None:
    word = ledger.state.get("countersigned")
    if not isinstance(word, list) or word[0] != seq:
        raise Violation("I7 the head is not countersigned")
    digest = head_digest(ledger.replica, seq, chain, str(word[3]))
    key = read_public(ledger.state.text("center_key"))
    if base64.b64decode(str(word[1])) != chain or not signed(key, digest, str(word[2])):
        raise Violation("I7 the countersignature does not hold")


def own_words(world: World, desk: Desk) -> None:
    """I1: what the desk confirmed is in its journal still, and nothing of it waits any more."""
    held = {
        (row[0], row[1]) for row in desk.ledger.db.rows("SELECT replica, seq FROM desk_journal")
    }
    for written in desk.written:
        if (written.replica, written.seq) not in held:
            raise Violation(f"I1 {desk.name} lost {written}")
    waiting = desk.ledger.db.row(
        "SELECT MIN(seq), COUNT(*) FROM desk_journal WHERE replica = ? AND verdict IS NULL",
        (desk.ledger.replica,),
    )
    if waiting is not None and waiting[1]:
        raise Violation(f"I10 {waiting[1]} entries of {desk.name} wait for ever, from {waiting[0]}")


def units_whole(world: World) -> None:
    """A unit is merged whole or not at all."""
    rows = world.center.disk.db.rows(
        "SELECT replica, unit, MIN(verdict IN ('merged', 'merged_with_conflict')), "
        "MAX(verdict IN ('merged', 'merged_with_conflict')), COUNT(DISTINCT verdict) "
        "FROM center_journal GROUP BY replica, unit"
    )
    for replica, unit, least, most, _ in rows:
        if least != most:
            raise Violation(f"unit {replica}/{unit} was half merged")


def once(world: World) -> None:
    """I2, I4: every word of an honest desk is at the center exactly once."""
    at_center: Counter[WordKey] = Counter()
    completing: set[WordKey] = set()
    delivered: dict[tuple[str, int], WordKey] = {}
    for replica, seq, kind, record_id, time, body, verdict in world.center.disk.db.rows(
        "SELECT replica, seq, kind, record_id, time, body, verdict FROM center_journal"
    ):
        if body is None:
            continue
        key = (kind, record_id, time, said(orjson.loads(body)["v"]))
        if verdict == "brought_back":
            # It completes a chain and is not merged: a copy may have brought it already.
            completing.add(key)
        else:
            at_center[key] += 1
            delivered[replica, seq] = key
    # What left a desk is not brought back in words by it to a center that lost it.
    gone = {
        (kind, record_id, time)
        for desk in world.desks
        for kind, record_id, time in desk.ledger.db.rows(
            "SELECT kind, record_id, time FROM desk_journal WHERE body IS NULL"
        )
    }
    # What it was told no to, and lists, is not said again under a name it took since.
    gone |= {
        (kind, record_id, time)
        for desk in world.desks
        for kind, record_id, time in desk.ledger.db.rows(
            "SELECT j.kind, j.record_id, j.time FROM desk_journal j "
            "JOIN desk_attention a ON a.id = j.replica || '/' || j.seq "
            "WHERE j.replica <> ? AND j.verdict IN ('refused', 'handed_over')",
            (desk.ledger.replica,),
        )
    }
    held: dict[WordKey, list[Written]] = {}
    for words in (*[desk.written for desk in world.desks], world.entrusted):
        for written in words:
            held.setdefault(written.key, []).append(written)
    # Back at the same backup twice, it says again what it had sent in between, under a name that
    # the backup knows nothing of.  The record is one all the same.
    again = {
        written.key: desk.returns
        for desk in world.desks
        if desk.returns > 1
        for written in desk.written
    }
    copies = sum("x" in desk.name for desk in world.desks)
    for key, holders in held.items():
        # Two copies of a copy may both bring what neither had sent; the center sees it is one.
        # So may a copy and its original, where the center lost the chain by which the copy parted.
        original = any(delivered.get((w.replica, w.seq)) == key for w in holders)
        most = 1 if original and not world.went_back else max(len(holders), copies)
        # Two may delete one thing in the same millisecond: two words that say the same.
        most = max(most, again.get(key, 1), len({written.link for written in holders}))
        if at_center[key] == 0 and world.went_back and (key[0], key[1], key[2]) in gone:
            continue
        if at_center[key] == 0 and key in world.let_go:
            continue
        if at_center[key] == 0 and key in completing:
            continue
        if not 1 <= at_center[key] <= most:
            raise Violation(f"I4 {holders[0]} is {at_center[key]} times at the center")


def numbers(world: World) -> None:
    """I4: one county number a case, one case a county number."""
    db = world.center.disk.db
    rows = db.rows("SELECT id, county_no FROM r_case WHERE registered_at IS NOT NULL")
    given = [row[1] for row in rows]
    if None in given:
        raise Violation("a registered case has no county number")
    if len(set(given)) != len(given):
        raise Violation("I4 a county number was given twice")


def letters(world: World) -> None:
    """I12: a number bears the letters of the replica that gave it, which nobody else has."""
    db = world.center.disk.db
    given = dict(db.rows("SELECT id, letter FROM center_replica"))
    for number, replica in db.rows("SELECT case_no, origin_device FROM r_case"):
        parsed = parse_number(number) if number else None
        if parsed is None or replica not in given:
            continue
        if parsed.device not in (given[replica], letters_without_center(replica)):
            raise Violation(f"I12 {number} was given by {replica}, whose is {given[replica]}")


def honest(world: World) -> None:
    """No honest desk is taken for a liar."""
    liar = world.liar.replica if world.liar is not None else ""
    row = world.center.disk.db.row(
        "SELECT replica, seq, reason FROM center_journal WHERE replica <> ? "
        "AND reason IN ('inflated', 'foreign_origin', 'append_only')",
        (liar,),
    )
    if row is not None:
        raise Violation(f"an honest desk was refused as {row[2]}: {row[0]}/{row[1]}")


def handed_over(world: World) -> None:
    """I9: what came too late lies before the present owner, once."""
    db = world.center.disk.db
    units = db.rows(
        "SELECT COUNT(DISTINCT replica || unit) FROM center_journal WHERE verdict = 'handed_over'"
    )[0][0]
    proposals = db.rows("SELECT COUNT(*) FROM r_proposal")[0][0]
    # A center that went back has proposals again, but of lost units no verdict of its own.
    if units != proposals and not (world.went_back and proposals > units):
        raise Violation(f"I9 {units} units were handed over, {proposals} proposals are there")


def nothing_unseen(world: World) -> None:
    """I9: no value that was merged is gone without somebody having seen it, or a conflict."""
    db = world.center.disk.db
    seen = set(world.seen_then)
    said_here: Spoken = {}
    for replica, kind, record_id, time, body, link, verdict in db.rows(
        "SELECT replica, kind, record_id, time, body, hash, verdict "
        "FROM center_journal ORDER BY seq"
    ):
        if body is None:
            # It came without its body into a history that had lost it; its author saw all the same.
            seen.update(world.saw.get(bytes(link), ()))
            continue
        parts = orjson.loads(body)
        for sight in sights(kind, record_id, parts):
            *_, name, base = sight
            seen.add(sight)
            word = (Stamp(base.revision + 1, time, replica), parts["v"][name])
            if verdict in TAKEN:
                said_here.setdefault((kind, record_id, name), []).append(word)
    store = world.center.store
    candidates = _candidates(store)
    joined = _joined_and_seen(seen, {row[0] for row in db.rows("SELECT id FROM center_replica")})
    for kind in sorted(KINDS.keys() - {"conflict", "proposal"}):
        for kept in store.every(kind):
            record = kept.record
            for name in record.stamps:
                words = said_here.get((kind, record.id, name), [])
                for stamp, value in words:
                    standing = record.values.get(name)
                    if stamp == record.stamp(name) or value == standing:
                        continue
                    if added(kind, name) and (
                        _within(value, standing)
                        or stamp < joined.get((kind, record.id, name), NEVER)
                    ):
                        continue
                    # Two may have said it, or two copies brought it: it was seen under any name.
                    if any(
                        v == value and (kind, record.id, name, s) in seen
                        for s, v in (*words, *world.spoken.get((kind, record.id, name), ()))
                    ):
                        continue
                    key = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
                    if (kind, record.id, name, key) in candidates:
                        continue
                    raise Violation(
                        f"I9 {kind} {record.id}.{name}: {value} {stamp} is gone unseen, "
                        f"{standing} {record.stamp(name)} stands"
                    )


def added(kind: str, name: str) -> bool:
    """Whether a field is a list that is only added to: the center joins what two said apart."""
    declared = KINDS[kind].by_name.get(name) if kind in KINDS else None
    return declared is not None and declared.policy is Policy.ADD


def _within(value: Any, standing: Any) -> bool:
    return isinstance(standing, list) and all(one in standing for one in value or ())


def _joined_and_seen(seen: set[Sight], speakers: set[str]) -> dict[tuple[str, str, str], Stamp]:
    """The newest list joined by the center that somebody saw, by kind, record and field."""
    found: dict[tuple[str, str, str], Stamp] = {}
    for kind, record_id, name, stamp in seen:
        if stamp != NEVER and stamp.replica not in speakers and added(kind, name):
            key = kind, record_id, name
            found[key] = max(stamp, found.get(key, NEVER))
    return found


def _candidates(store: RecordStore) -> set[tuple[str, str, str, bytes]]:
    found = set()
    for kept in store.every("conflict"):
        values = kept.record.values
        listed = values.get("candidates")
        for line in listed if isinstance(listed, list) else []:
            if isinstance(line, dict):
                key = orjson.dumps(line["value"], option=orjson.OPT_SORT_KEYS)
                found.add(
                    (
                        str(values["record_kind"]),
                        str(values["record_id"]),
                        str(values["field"]),
                        key,
                    )
                )
    return found

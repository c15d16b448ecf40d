"""Who this replica is: its name, its key, and what it does when it turns out to be a copy."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.clock import NEVER, Json, Stamp
from sync.ledger.courses import cases_among, recompute
from sync.ledger.journal import ERASED, START, Head, entry_row
from sync.ledger.ledger import Ledger
from sync.ledger.store import Kept
from sync.protocol.entries import SALT_BYTES, Entry, body_bytes, read_body
from sync.protocol.framing import public_text, read_public


@dataclass(frozen=True, slots=True)
class Identity:
    """A replica's name and key."""

    replica: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> str:
        return public_text(self.key.public_key())


def make_identity(ledger: Ledger) -> Identity:
    """A new name and key, not yet known to anybody."""
    return Identity(ledger.new_id(), Ed25519PrivateKey.from_private_bytes(ledger.random(32)))


def keep_identity(ledger: Ledger, identity: Identity) -> None:
    """Write the identity into the ledger, in the caller's transaction."""
    key = base64.b64encode(identity.key.private_bytes_raw()).decode()
    ledger.state.put({"replica": identity.replica, "replica_key": key})


def own_identity(ledger: Ledger) -> Identity:
    key = base64.b64decode(ledger.state.text("replica_key"))
    return Identity(ledger.replica, Ed25519PrivateKey.from_private_bytes(key))


def previous_identity(ledger: Ledger) -> Identity:
    """The identity before this one, which vouches for it."""
    key = base64.b64decode(ledger.state.text("previous_key"))
    name = ledger.state.text("previous_replica")
    return Identity(name, Ed25519PrivateKey.from_private_bytes(key))


def center_key(ledger: Ledger) -> Ed25519PublicKey:
    """The center's key as enrolment gave it; ValueError where the desk is not enrolled."""
    return read_public(ledger.state.text("center_key"))


def acknowledged(ledger: Ledger) -> Head:
    """The last of our entries the center said it holds."""
    value = ledger.state.get("acknowledged")
    if not isinstance(value, list):
        return START
    seq, chain = value
    return Head(int(str(seq)), base64.b64decode(str(chain)))


def keep_acknowledged(ledger: Ledger, head: Head) -> None:
    chain = base64.b64encode(head.hash).decode()
    ledger.state.put({"acknowledged": [head.seq, chain]})


def start_anew(ledger: Ledger, common: int, new: Identity | None = None) -> Identity:
    """Take a new identity and issue again, under it, what follows entry `common`.

    `new`: one made before, which the center knows already.
    Stamps and bases that named the old replica after that point are renamed, in the records too,
    so that nothing is doubled and no two values share a stamp.  The old journal stays as it is.
    What was refused or handed over is not said again: a center that went back may have forgotten
    that, but here it was put back and is listed.
    """
    old = own_identity(ledger)
    new = new or make_identity(ledger)
    no = _refused_after(ledger, old.replica, common)
    again = [e for e in _all_after(ledger, old.replica, common) if e.seq not in no]
    keep_identity(ledger, new)
    if not ledger.state.get("introduce"):
        # A name the center has not heard of yet can't vouch for the next one.
        key = base64.b64encode(old.key.private_bytes_raw()).decode()
        ledger.state.put({"previous_replica": old.replica, "previous_key": key})
    for gone in ("acknowledged", "letter", "countersigned"):
        ledger.state.drop(gone)
    _issue_again(ledger, _Renaming(old.replica, new.replica, {}, {}), again)
    return new


OfLevel: TypeAlias = Mapping[tuple[str, str | int], Json]
"""(field, value at the level that was thought) -> value at the true one."""


def move_to_station(ledger: Ledger, station: str, of_level: OfLevel) -> None:
    """Go on as another station than the one worked under before enrolment.

    Nobody has seen the journal yet, so it is written anew in its place.  `of_level`: what follows
    from the station's level, where it is another than was thought.
    """
    if acknowledged(ledger) != START:
        raise AssertionError("the center holds entries under the old station")
    replica = ledger.replica
    entries = _all_after(ledger, replica, 0)
    ledger.db.run("DELETE FROM desk_journal WHERE replica = ?", (replica,))
    _issue_again(
        ledger, _Renaming(replica, replica, {ledger.station_id: station}, of_level), entries
    )


_Moved: TypeAlias = dict[tuple[str, str, str], dict[Stamp, Stamp]]
"""(kind, record, field) -> old stamp -> the stamp it has under the new name."""


_Latest: TypeAlias = dict[tuple[str, str, str], tuple[Json, Stamp]]
"""(kind, record, field) -> the last value issued again, and its stamp."""


@dataclass(frozen=True, slots=True)
class _Renaming:
    """What changes its name when entries are issued again."""

    old: str
    new: str
    stations: Mapping[str, str]
    of_level: OfLevel

    def value(self, name: str, value: Json) -> Json:
        if not isinstance(value, str | int):
            return value
        if name in _NAMED:
            return self.stations.get(str(value), value)
        return self.of_level.get((name, value), value)


def _all_after(ledger: Ledger, replica: str, common: int) -> list[Entry]:
    entries: list[Entry] = []
    after = common
    while found := ledger.journal.entries(replica, after, 1000):
        entries += [entry for entry, _ in found if entry.kind != ERASED]
        after = found[-1][0].seq
    return entries


def _refused_after(ledger: Ledger, replica: str, common: int) -> set[int]:
    """The numbers of entries that came to nothing at the center."""
    rows = ledger.db.rows(
        "SELECT seq FROM desk_journal WHERE replica = ? AND seq > ? "
        "AND verdict IN ('refused', 'handed_over')",
        (replica, common),
    )
    return {int(seq) for (seq,) in rows}


def _issue_again(ledger: Ledger, renaming: _Renaming, entries: list[Entry]) -> None:
    moved: _Moved = {}
    latest: _Latest = {}
    units: dict[int, int] = {}
    rows = []
    link = START.hash
    for seq, e in enumerate(entries, 1):
        bases: dict[str, Stamp] = {}
        for name in e.values:
            base = e.bases.get(name, NEVER)
            known = moved.setdefault((e.kind, e.record_id, name), {})
            if base not in known:
                base = _beneath(ledger, renaming.old, e, name, base)
            fresh_base = known.get(base, base)
            if fresh_base != NEVER:
                bases[name] = fresh_base
            known[_stamp_of(e, name, renaming.old)] = Stamp(
                fresh_base.revision + 1, e.time, renaming.new
            )
        values = {name: renaming.value(name, value) for name, value in e.values.items()}
        for name, value in values.items():
            key = (e.kind, e.record_id, name)
            latest[key] = (value, moved[key][_stamp_of(e, name, renaming.old)])
        body = body_bytes(e.kind, e.record_id, e.schema, values, bases)
        fresh = e._replace(
            seq=seq,
            unit=units.setdefault(e.unit, seq),
            salt=ledger.random(SALT_BYTES),
            values=values,
            bases=bases,
        )
        link, row = entry_row(renaming.new, fresh, body, link)
        rows.append(row)
    ledger.journal.append(rows)
    _rename_records(ledger, renaming, moved, latest)


def _stamp_of(entry: Entry, name: str, replica: str) -> Stamp:
    return Stamp(entry.bases.get(name, NEVER).revision + 1, entry.time, replica)


def _beneath(ledger: Ledger, replica: str, entry: Entry, name: str, base: Stamp) -> Stamp:
    """The base below those of our changes that the center refused: it never had them."""
    seen: set[Stamp] = set()
    while base.replica == replica and base not in seen:
        seen.add(base)
        found = ledger.db.rows(
            "SELECT body FROM desk_journal WHERE replica = ? AND record_id = ? AND kind = ? "
            "AND time = ? AND verdict IN ('refused', 'handed_over') AND body IS NOT NULL",
            (replica, entry.record_id, entry.kind, base.time),
        )
        for (body,) in found:
            _, values, bases = read_body(body)
            below = bases.get(name, NEVER)
            if name in values and below.revision + 1 == base.revision:
                base = below
    return base


_NAMED = frozenset({"station_id", "scope_station_id", "from_org_id", "from_station_id"})
"""Fields that may hold the old station's name.  On which device a record was made stays true: two
copies that both bring it are seen to bring the same."""


def _rename_records(ledger: Ledger, renaming: _Renaming, moved: _Moved, latest: _Latest) -> None:
    by_kind: dict[str, dict[str, list[str]]] = {}
    for kind, record_id, name in moved:
        by_kind.setdefault(kind, {}).setdefault(record_id, []).append(name)
    for kind, records in by_kind.items():
        changed: list[Kept] = []
        for record_id, kept in ledger.store.load(kind, sorted(records)).items():
            record = kept.record
            for name in records[record_id]:
                stamp = record.stamps.get(name)
                fresh = moved[kind, record_id, name].get(stamp) if stamp is not None else None
                if fresh is not None:
                    record.set(name, renaming.value(name, record.values[name]), fresh)
                # A twin's word may stand here by now; what is on its way may stand above it.
                value, newest = latest[kind, record_id, name]
                if newest > record.stamp(name):
                    record.set(name, value, newest)
            changed.append(kept)
        ledger.store.save(changed)
        recompute(ledger.store, cases_among(changed))

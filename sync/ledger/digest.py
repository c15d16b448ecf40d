"""What two ends compare to know that they hold the same: order-free digests by kind of record.

Over stamped fields as they travel, so columns, versions of the schema and whatever is computed
make no difference.  Tombstones are left out: an empty ledger gets none, and a record that is
deleted at one end alone shows by the other's count.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from sync.clock import Json
from sync.ledger.db import Db
from sync.ledger.store import Kept, RecordStore
from sync.merge.records import Record

ALGORITHM = "sha256"
_PREFIX = b"station record sha256 1\n"
_MODULUS = 1 << 256

SLICE = 500
"""Roots read together at the center."""


@dataclass(frozen=True, slots=True)
class KindDigest:
    """Of one kind: how many records, and the sum of their digests as 64 hexadecimal digits."""

    count: int
    digest: str


@dataclass(slots=True)
class _Sum:
    count: int = 0
    total: int = 0


def record_digest(record: Record) -> bytes:
    """Of one record: kind, id, and every stamped field with its stamp."""
    cells: dict[str, Json] = {
        name: [record.values[name], [*stamp]] for name, stamp in record.stamps.items()
    }
    body = orjson.dumps([record.kind, record.id, cells], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(_PREFIX + body).digest()


BUCKETS = 256
SHORT_BYTES = 8


def bucket_of(kind: str, record_id: str) -> int:
    """In which of the buckets a record is compared, whatever it holds."""
    return hashlib.sha256(f"{kind}/{record_id}".encode()).digest()[0]


def short_digest(record: Record) -> str:
    """Enough of the digest to see that two records differ."""
    return base64.b64encode(record_digest(record)[:SHORT_BYTES]).decode()


def bucket_sums(records: Iterable[Kept]) -> str:
    """The buckets' sums, as text.  Tombstones count: one that the other end lacks is offered."""
    sums = [0] * BUCKETS
    for record, _, _ in records:
        digest = int.from_bytes(record_digest(record)[:SHORT_BYTES], "big")
        sums[bucket_of(record.kind, record.id)] += digest
    limit = 1 << (8 * SHORT_BYTES)
    packed = b"".join((total % limit).to_bytes(SHORT_BYTES, "big") for total in sums)
    return base64.b64encode(packed).decode()


def check_sums(text: str) -> bytes:
    """The sums in a text.  ValueError or TypeError where there are none."""
    sums = base64.b64decode(text, validate=True)
    if len(sums) != BUCKETS * SHORT_BYTES:
        raise ValueError("sums")
    return sums


def differing(mine: str, theirs: str) -> list[int]:
    """The buckets whose sums differ.  ValueError where `theirs` is no list of sums."""
    ours, others = check_sums(mine), check_sums(theirs)
    return [
        bucket
        for bucket in range(BUCKETS)
        if ours[bucket * SHORT_BYTES : (bucket + 1) * SHORT_BYTES]
        != others[bucket * SHORT_BYTES : (bucket + 1) * SHORT_BYTES]
    ]


def digest_of(records: Iterable[Kept]) -> dict[str, KindDigest]:
    """By kind; kinds without a record are left out.  In whatever order the records come."""
    sums: dict[str, _Sum] = {}
    for record, _, _ in records:
        if record.values.get("deleted_at") is not None:
            continue
        of_kind = sums.setdefault(record.kind, _Sum())
        of_kind.count += 1
        of_kind.total += int.from_bytes(record_digest(record), "big")
    return {
        kind: KindDigest(found.count, f"{found.total % _MODULUS:064x}")
        for kind, found in sorted(sums.items())
    }


def ledger_digest(store: RecordStore) -> dict[str, KindDigest]:
    """Of all a replica holds, to be read inside one transaction."""
    return digest_of(everything(store))


def everything(store: RecordStore) -> Iterable[Kept]:
    """Every record a ledger holds, of whatever kind."""
    for kind in store.layouts:
        yield from store.every(kind)
    yield from store.every_unknown()


def scope_digest(db: Db, store: RecordStore, scopes: Sequence[str]) -> dict[str, KindDigest]:
    """Of all the center shows to a replica of these scopes, to be read inside one transaction."""
    return digest_of(shown(db, store, scopes))


def shown(db: Db, store: RecordStore, scopes: Sequence[str]) -> Iterable[Kept]:
    """Every record the center shows to a replica of these scopes."""
    marks = ",".join("?" * len(scopes))
    roots = [
        str(row[0])
        for row in db.rows(
            f"SELECT DISTINCT root FROM center_membership WHERE shown = 1 AND station IN ({marks}) "
            "ORDER BY root",
            [*scopes],
        )
    ]
    for start in range(0, len(roots), SLICE):
        part = roots[start : start + SLICE]
        for kind in store.layouts:
            yield from store.of_roots(kind, part)
        yield from store.unknown_of_roots(part)


def as_json(digests: Mapping[str, KindDigest]) -> dict[str, dict[str, int | str]]:
    """`{kind: {count, digest}}`, as `station digest` and `station-center digest` print it."""
    return {
        kind: {"count": found.count, "digest": f"{ALGORITHM}:{found.digest}"}
        for kind, found in digests.items()
    }

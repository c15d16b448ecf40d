"""What two ends compare to know that they hold the same: order-free digests by kind of record.

Over stamped fields as they travel, so columns, versions of the schema and whatever is computed
make no difference.  Tombstones are left out: an empty ledger gets none, and a record that is
deleted at one end alone shows by the other's count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from sync.ledger.db import Db
from sync.ledger.store import Kept, RecordStore
from sync.merge.records import Record

ALGORITHM = "sha256"
_PREFIX = b"station record sha256 1\n"
_MODULUS = 1 << 256

SLICE = 500
"""Roots read together at the center."""


class KindDigest(NamedTuple):
    """Of one kind: how many records, and the sum of their digests as 64 hexadecimal digits."""

    count: int
    digest: str


@dataclass(slots=True)
class _Sum:
    count: int = 0
    total: int = 0


def record_digest(record: Record) -> bytes:
    """Of one record: kind, id, and every stamped field with its stamp."""
    cells = {name: [record.values[name], [*stamp]] for name, stamp in record.stamps.items()}
    body = orjson.dumps([record.kind, record.id, cells], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(_PREFIX + body).digest()


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
    return digest_of(_everything(store))


def _everything(store: RecordStore) -> Iterable[Kept]:
    for kind in store.layouts:
        yield from store.every(kind)
    yield from store.every_unknown()


def scope_digest(db: Db, store: RecordStore, scopes: Sequence[str]) -> dict[str, KindDigest]:
    """Of all the center shows to a replica of these scopes, to be read inside one transaction."""
    return digest_of(_shown(db, store, scopes))


def _shown(db: Db, store: RecordStore, scopes: Sequence[str]) -> Iterable[Kept]:
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

"""What a replica that read from the start still holds too much of, or of old.

Pages say what is there, never what is not: a filled ledger that begins anew is told by comparing.
First sums of buckets travel, then the ids of the buckets that differ (`sync.md`, Digests).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sync.clock import Json
from sync.ledger.db import Db
from sync.ledger.digest import (
    BUCKETS,
    bucket_of,
    bucket_sums,
    check_sums,
    differing,
    short_digest,
    shown,
)
from sync.ledger.store import RecordStore, packed_of
from sync.protocol.rows import write_rows

MOST_LISTED = 20_000


class Comparing:
    """Answers for one replica inside one transaction."""

    def __init__(self, db: Db, store: RecordStore, scopes: Sequence[str]) -> None:
        self._db = db
        self._store = store
        self._scopes = scopes

    def answer(self, message: Mapping[str, Any]) -> dict[str, Json]:
        """What `read_compared` found in a message: sums, or buckets and what lies in them."""
        if "cs" in message:
            ours = bucket_sums(shown(self._db, self._store, self._scopes))
            found: list[Json] = [*differing(ours, message["cs"])]
            return {"cd": found}
        return self._buckets(message["cb"], message["ci"])

    def _buckets(
        self, wanted: frozenset[int], listed: Mapping[tuple[str, str], str]
    ) -> dict[str, Json]:
        """Rows the replica lacks or has of old, roots it may not hold, records unknown here."""
        here = {
            (kept.record.kind, kept.record.id): kept
            for kept in shown(self._db, self._store, self._scopes)
            if bucket_of(kept.record.kind, kept.record.id) in wanted
        }
        rows = [
            packed_of(kept)
            for key, kept in here.items()
            if listed.get(key) != short_digest(kept.record)
            and (key in listed or kept.record.values.get("deleted_at") is None)
        ]
        gone: list[Json] = []
        unknown: list[Json] = []
        for kind, record_id in sorted(listed.keys() - here.keys()):
            (gone if self._left(kind, record_id) else unknown).append([kind, record_id])
        done: list[Json] = [*sorted(wanted)]
        answer: dict[str, Json] = {"cb": done}
        if rows:
            answer["cr"] = write_rows(rows)
        if gone:
            answer["cg"] = gone
        if unknown:
            answer["cu"] = unknown
        return answer

    def _left(self, kind: str, record_id: str) -> bool:
        """Whether the record is here and was once shown to the replica.

        What never was in its scope is answered like what is not here at all.
        """
        kept = self._store.one(kind, record_id)
        if kept is None:
            return False
        marks = ",".join("?" * len(self._scopes))
        row = self._db.row(
            f"SELECT 1 FROM center_membership WHERE root = ? AND station IN ({marks})",
            (kept.root, *self._scopes),
        )
        return row is not None


def read_compared(message: Mapping[str, Any]) -> dict[str, Any]:
    """`cs`: sums to compare; `cb` and `ci`: buckets and what the replica holds in them.

    Empty where nothing is compared.  Raises ValueError, KeyError, TypeError or IndexError
    where what is there cannot be read.
    """
    if "cs" in message:
        check_sums(message["cs"])
        return {"cs": message["cs"]}
    if "cb" in message:
        return {"cb": _wanted(message["cb"]), "ci": _listed(message["ci"])}
    return {}


def _wanted(value: Any) -> frozenset[int]:
    if not isinstance(value, list) or len(value) > BUCKETS:
        raise ValueError("buckets")
    if not all(type(bucket) is int and 0 <= bucket < BUCKETS for bucket in value):
        raise ValueError("buckets")
    return frozenset(value)


def _listed(value: Any) -> dict[tuple[str, str], str]:
    """`{kind: [[id, digest], ...]}`."""
    found: dict[tuple[str, str], str] = {}
    if not isinstance(value, dict):
        raise TypeError("listed")
    for kind, lines in value.items():
        for record_id, digest in lines:
            if not isinstance(record_id, str) or not isinstance(digest, str):
                raise TypeError("listed")
            found[kind, record_id] = digest
    if len(found) > MOST_LISTED:
        raise ValueError("too many listed")
    return found

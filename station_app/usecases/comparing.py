"""The end of a reading from the start over a filled ledger: what left goes, what is unknown there
is offered (`sync.md`, Copied or restored ledgers).

`desk_state` keeps where it stands: `compare` is empty before the sums were compared, then the
buckets still to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.clock import Json
from sync.ledger.digest import bucket_of, bucket_sums, everything, short_digest
from sync.ledger.ledger import Ledger
from sync.protocol.rows import Packed, read_rows

MOST_LISTED = 2000
"""Records named in one message; at least one bucket."""


@dataclass(slots=True)
class Compared:
    """What the center said of what we hold."""

    rows: list[Packed] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


def begin(ledger: Ledger) -> None:
    """Compare at the next rounds, in the caller's transaction."""
    ledger.state.put({"compare": "sums"})


def under_way(ledger: Ledger) -> bool:
    return ledger.state.get("compare") not in (None, "done")


def done(ledger: Ledger) -> bool:
    """Whether a comparing came to its end since the last reading from the start."""
    return ledger.state.get("compare") == "done"


def ask(ledger: Ledger) -> dict[str, Json]:
    """What the next message asks besides."""
    waiting = ledger.state.get("compare")
    if waiting == "sums":
        return {"cs": bucket_sums(everything(ledger.store))}
    if not isinstance(waiting, list):
        return {}
    held: dict[int, list[tuple[str, str, str]]] = {}
    for kept in everything(ledger.store):
        at = bucket_of(kept.record.kind, kept.record.id)
        if at in waiting:
            line = (kept.record.kind, kept.record.id, short_digest(kept.record))
            held.setdefault(at, []).append(line)
    asked: list[Json] = []
    listed: dict[str, list[Json]] = {}
    count = 0
    for bucket in [int(str(b)) for b in waiting]:
        lines = held.get(bucket, [])
        if asked and count + len(lines) > MOST_LISTED:
            break
        asked.append(bucket)
        count += len(lines)
        for kind, record_id, digest in lines:
            listed.setdefault(kind, []).append([record_id, digest])
    return {"cb": asked, "ci": {**listed}}


def heard(ledger: Ledger, answer: Mapping[str, Any]) -> Compared:
    """Note how far it came, in the caller's transaction; what is to be done about it."""
    found = Compared()
    if "cd" in answer:
        _keep(ledger, [int(bucket) for bucket in answer["cd"]])
    elif "cb" in answer:
        waiting = ledger.state.get("compare")
        done = {int(bucket) for bucket in answer["cb"]}
        _keep(ledger, [b for b in waiting if b not in done] if isinstance(waiting, list) else [])
        found.rows = read_rows(answer["cr"]) if "cr" in answer else []
        found.gone = [(str(kind), str(id_)) for kind, id_ in answer.get("cg", ())]
        found.unknown = [(str(kind), str(id_)) for kind, id_ in answer.get("cu", ())]
    return found


def _keep(ledger: Ledger, waiting: list[Any]) -> None:
    if waiting:
        ledger.state.put({"compare": waiting})
    else:
        ledger.state.put({"compare": "done"})

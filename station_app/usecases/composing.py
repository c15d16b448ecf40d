"""What a desk says next, from where it stands with the center."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from station_app.usecases import comparing, offering
from sync.clock import Json
from sync.ledger.identity import acknowledged, own_identity
from sync.ledger.journal import Head
from sync.ledger.ledger import Ledger
from sync.protocol.entries import Entry, write_entries
from sync.protocol.framing import head_digest, sign
from sync.protocol.versions import MAX_BATCH_RECORDS, PROTOCOL

ORDINARY = frozenset({"t", "h", "k", "v", "ad", "rw", "lv", "c", "m", "g"})
"""Keys of answers that change nothing but what is held and how far it was read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a desk and its center are, as the desk knows it."""

    replica: str
    epoch: str
    cursor: int
    base: int | None
    """Where the first of several pages began; None where none is open."""
    after: Head
    """The last entry the center is known to hold."""
    apart: bool
    """Whether the two have to find together first: after a restore, under a new name."""


def standing(ledger: Ledger) -> Standing:
    state = ledger.state.all()
    after = acknowledged(ledger)
    base = state.get("base")
    apart = any(state.get(name) for name in ("introduce", "show", "from_start"))
    return Standing(
        ledger.replica,
        str(state.get("epoch", "")),
        _whole(state.get("cursor")),
        None if base is None else _whole(base),
        after,
        apart
        or comparing.under_way(ledger)
        or offering.under_way(ledger)
        or _was_more(state, after),
    )


def expected(before: Standing, answer: Mapping[str, Any]) -> Standing | None:
    """Where the desk will stand once it has taken the answer in, where that is plain to see.

    Only to ask ahead: what an answer really did is known when it was heard.
    """
    if before.apart or not answer.keys() <= ORDINARY:
        return None
    try:
        cursor = int(answer.get("c", before.cursor))
        after = _unpacked(answer["h"]) if "h" in answer else before.after
    except (TypeError, ValueError):
        return None
    base = None
    if answer.get("m"):
        base = before.cursor if before.base is None else before.base
    return replace(before, cursor=cursor, base=base, after=after)


def compose(ledger: Ledger, batch: int, at: Standing) -> tuple[dict[str, Json], list[Entry]]:
    """The next message, and the entries it carries."""
    head = ledger.journal.head(at.replica)
    message: dict[str, Json] = {
        "p": PROTOCOL,
        "e": at.epoch,
        "c": at.cursor,
        "h": _packed(head),
    }
    if at.base is not None:
        message["b"] = at.base
    if at.after != head:
        message["a"] = _packed(at.after)
    if batch != MAX_BATCH_RECORDS:
        message["n"] = batch
    if at.apart:
        message |= _apart(ledger, at)
        if ledger.state.get("from_start"):
            # First what both ends hold, then our own work on it.
            return message, []
    entries = ledger.journal.batch(at.replica, at.after.seq, batch)
    if entries:
        last = entries[-1].seq
        chain = ledger.journal.hash_at(at.replica, last)
        if chain is None:
            raise AssertionError("an entry without a hash")
        digest = head_digest(at.replica, last, chain, at.epoch)
        message["en"] = write_entries(entries)
        message["hs"] = sign(own_identity(ledger).key, digest)
    return message, entries


def _apart(ledger: Ledger, at: Standing) -> dict[str, Json]:
    """What helps both ends to find together: the center's own word, what we hold, what it lost."""
    found: dict[str, Json] = {}
    state = ledger.state.all()
    if state.get("show") or state.get("from_start") or _was_more(state, at.after):
        word = state.get("countersigned")
        if isinstance(word, list) and len(word) == 4:
            found["k"] = word
    return found | (comparing.ask(ledger) or offering.ask(ledger))


def _was_more(state: Mapping[str, Json], after: Head) -> bool:
    """Whether the center once signed for more than it now says it holds."""
    word = state.get("countersigned")
    return isinstance(word, list) and int(str(word[0])) > after.seq


def _whole(value: Json) -> int:
    return value if type(value) is int else 0


def _packed(head: Head) -> Json:
    return [head.seq, base64.b64encode(head.hash).decode()]


def _unpacked(value: Any) -> Head:
    seq, chain = value
    return Head(int(seq), base64.b64decode(str(chain)))

"""One run of the exchange: our changes up, verdicts and news down, until both ends rest.

Nothing here sleeps, retries or asks a clock of its own: when to run, and on which thread, is
`background`'s; what the line is, the given `Center`'s.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from station_app.usecases import comparing, offering
from station_app.usecases.news import Heard, hear
from sync.clock import Json
from sync.ledger.identity import acknowledged, own_identity, previous_identity
from sync.ledger.journal import Head
from sync.ledger.ledger import Ledger
from sync.ledger.search import SearchIndex
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import Entry, write_entries
from sync.protocol.framing import head_digest, sign, succession_digest
from sync.protocol.versions import MAX_BATCH_RECORDS, PROTOCOL


class Center(Protocol):
    """What a station may ask the county center."""

    def exchange(self, message: dict[str, Json]) -> dict[str, Any]:
        """The answer to one message.  Problems of the line are `NO_LINE`, `NOT_THE_CENTER`..."""

    def introduce(self, message: dict[str, Json]) -> dict[str, Any]:
        """Make a new identity known, signed with the old one."""


@dataclass(slots=True)
class Outcome:
    """What one run did.  `complete`: at the end neither end had anything left for the other."""

    sent: int = 0
    received: int = 0
    refused: int = 0
    handed_over: int = 0
    conflicts: int = 0
    rounds: int = 0
    new_identity: bool = False
    complete: bool = False
    changed_roots: frozenset[str] = frozenset()


def _never() -> bool:
    return False


def _nothing() -> None:
    return None


def run_exchange(
    ledger: Ledger,
    center: Center,
    *,
    stop_wanted: Callable[[], bool] = _never,
    batch: int = MAX_BATCH_RECORDS,
    heard: Callable[[Outcome], None] | None = None,
    breathe: Callable[[], None] = _nothing,
) -> Outcome:
    """Exchange until at rest, or until `stop_wanted`; every round is complete in itself.

    `breathe` is called between the pieces in which words for the search follow: a pause there lets
    another connection write, which would else hardly ever find the ledger free.
    Raises Problem NOT_ENROLLED where the desk has no center, and whatever the line raises:
    what was acknowledged by then stays acknowledged.
    """
    if not ledger.state.text("center_key"):
        raise Problem(ProblemKind.NOT_ENROLLED)
    outcome = Outcome()
    roots: set[str] = set()
    while not stop_wanted():
        if ledger.state.get("introduce"):
            introduce(ledger, center)
        message, entries = compose(ledger, batch)
        answer = _ask(ledger, center, message)
        with ledger.db.writing():
            news = hear(ledger, message, answer, entries)
        _count(outcome, news, entries)
        roots |= news.roots
        if heard is not None:
            heard(outcome)
        if news.at_rest and not _unsent(ledger):
            outcome.complete = True
            break
    while not stop_wanted():
        with ledger.db.writing():
            if not SearchIndex(ledger.db).catch_up(ledger.store):
                break
        breathe()
    outcome.changed_roots = frozenset(roots)
    return outcome


def _ask(ledger: Ledger, center: Center, message: dict[str, Json]) -> dict[str, Any]:
    """The answer; a failed try is noted, so that people can be told why nothing goes."""
    try:
        return center.exchange(message)
    except Problem as problem:
        with ledger.db.writing():
            ledger.state.put({"last_exchange_result": problem.kind.value})
        raise


def compose(ledger: Ledger, batch: int) -> tuple[dict[str, Json], list[Entry]]:
    """The next message, and the entries it carries."""
    identity = own_identity(ledger)
    state = ledger.state.all()
    head = ledger.journal.head(identity.replica)
    after = acknowledged(ledger)
    message: dict[str, Json] = {
        "p": PROTOCOL,
        "e": state.get("epoch", ""),
        "c": state.get("cursor", 0),
        "h": _packed(head),
    }
    if "base" in state:
        message["b"] = state["base"]
    if after != head:
        message["a"] = _packed(after)
    if batch != MAX_BATCH_RECORDS:
        message["n"] = batch
    if state.get("show") or state.get("from_start") or _was_more(state, after):
        word = state.get("countersigned")
        if isinstance(word, list) and len(word) == 4:
            message["k"] = word
    message |= comparing.ask(ledger) or offering.ask(ledger)
    if state.get("from_start"):
        # First what both ends hold, then our own work on it.
        return message, []
    entries = ledger.journal.batch(identity.replica, after.seq, batch)
    if entries:
        last = entries[-1].seq
        chain = ledger.journal.hash_at(identity.replica, last)
        if chain is None:
            raise AssertionError("an entry without a hash")
        digest = head_digest(identity.replica, last, chain, ledger.state.text("epoch"))
        message["en"] = write_entries(entries)
        message["hs"] = sign(identity.key, digest)
    return message, entries


def introduce(ledger: Ledger, center: Center) -> None:
    """Tell the center the name we took after finding ourselves a copy, signed with the old key."""
    identity = own_identity(ledger)
    previous = previous_identity(ledger)
    digest = succession_digest(previous.replica, identity.replica, identity.public)
    answer = center.introduce(
        {
            "p": PROTOCOL,
            "previous": previous.replica,
            "previous_signature": sign(previous.key, digest),
            "replica_id": identity.replica,
            "public_key": identity.public,
            "about": {},
        }
    )
    with ledger.db.writing():
        ledger.state.put({"letter": answer["letter"], "epoch": answer["epoch"], "cursor": 0})
        ledger.state.drop("introduce")


def _was_more(state: Mapping[str, Json], after: Head) -> bool:
    """Whether the center once signed for more than it now says it holds."""
    word = state.get("countersigned")
    return isinstance(word, list) and int(str(word[0])) > after.seq


def _packed(head: Head) -> Json:
    return [head.seq, base64.b64encode(head.hash).decode()]


def _unsent(ledger: Ledger) -> bool:
    return acknowledged(ledger).seq < ledger.journal.head(ledger.replica).seq


def _count(outcome: Outcome, news: Heard, entries: list[Entry]) -> None:
    outcome.rounds += 1
    outcome.sent += news.acknowledged
    outcome.received += news.received
    outcome.refused += news.refused
    outcome.handed_over += news.handed_over
    outcome.conflicts += news.conflicts
    outcome.new_identity = outcome.new_identity or news.forked

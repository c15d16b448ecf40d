"""One run of the exchange: our changes up, verdicts and news down, until both ends rest.

Nothing here sleeps, retries or asks a clock of its own: when to run, and on which thread, is
`background`'s; what the line is, the given `Center`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from station_app.usecases.composing import Standing, compose, expected, standing
from station_app.usecases.news import Heard, hear
from sync.clock import Json
from sync.ledger.identity import acknowledged, own_identity, previous_identity
from sync.ledger.ledger import Ledger
from sync.ledger.search import SearchIndex
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import Entry
from sync.protocol.framing import sign, succession_digest
from sync.protocol.versions import MAX_BATCH_RECORDS, PROTOCOL


class Center(Protocol):
    """What a station may ask the county center."""

    def exchange(self, message: dict[str, Json]) -> dict[str, Any]:
        """The answer to one message.  Problems of the line are `NO_LINE`, `NOT_THE_CENTER`..."""

    def ask(self, message: dict[str, Json]) -> Callable[[], dict[str, Any]]:
        """Send a message now; what is returned waits for its answer, as `exchange` does."""

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
    ahead: _Asked | None = None
    while not stop_wanted():
        if ledger.state.get("introduce"):
            introduce(ledger, center)
        asked = _ask(ledger, center, batch, ahead)
        answer = _answer(ledger, asked)
        ahead = None if stop_wanted() else _ask_ahead(ledger, center, batch, asked, answer)
        with ledger.db.writing():
            news = hear(ledger, asked.message, answer, asked.entries)
        _count(outcome, news)
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A message on its way, and where the desk has to stand for its answer to be the next."""

    at: Standing
    message: dict[str, Json]
    entries: list[Entry]
    answer: Callable[[], dict[str, Any]]


def _ask(ledger: Ledger, center: Center, batch: int, ahead: _Asked | None) -> _Asked:
    """The next message: the one asked ahead, unless things went otherwise than expected then."""
    at = standing(ledger)
    if ahead is not None and ahead.at == at:
        return ahead
    message, entries = compose(ledger, batch, at)
    return _Asked(at, message, entries, partial(center.exchange, message))


def _ask_ahead(
    ledger: Ledger, center: Center, batch: int, asked: _Asked, answer: Mapping[str, Any]
) -> _Asked | None:
    """Put the next question while this answer is still taken in: each end works meanwhile.

    An answer that is then not wanted was lost on the way, and that is nothing new.
    """
    at = expected(asked.at, answer)
    if at is None:
        return None
    message, entries = compose(ledger, batch, at)
    if not entries and not answer.get("m"):
        return None
    return _Asked(at, message, entries, center.ask(message))


def _answer(ledger: Ledger, asked: _Asked) -> dict[str, Any]:
    """The answer; a failed try is noted, so that people can be told why nothing goes."""
    try:
        return asked.answer()
    except Problem as problem:
        with ledger.db.writing():
            ledger.state.put({"last_exchange_result": problem.kind.value})
        raise


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


def _unsent(ledger: Ledger) -> bool:
    return acknowledged(ledger).seq < ledger.journal.head(ledger.replica).seq


def _count(outcome: Outcome, news: Heard) -> None:
    outcome.rounds += 1
    outcome.sent += news.acknowledged
    outcome.received += news.received
    outcome.refused += news.refused
    outcome.handed_over += news.handed_over
    outcome.conflicts += news.conflicts
    outcome.new_identity = outcome.new_identity or news.forked

"""One run of the exchange: our changes up, verdicts and news down, until both ends rest.

Nothing here sleeps, retries or asks a clock of its own: when to run, and on which thread, is
`background`'s; what the line is, the given `Center`'s.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

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

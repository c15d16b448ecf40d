"""Noticing at start, even without a line, that this ledger is a copy or was put back.

The price of a false alarm is a new name for the replica; the price of missing a copy is two PCs
that issue the same numbers.  What is missed here is seen at the next exchange.
"""

from __future__ import annotations

from sync.ledger.identity import acknowledged, start_anew
from sync.ledger.ledger import Ledger
from sync.ledger.token import Mark, Witness, new_mark


def watch_for_copy(ledger: Ledger, witness: Witness) -> bool:
    """Raise the mark; where the ledger turns out to be a copy, go on under a new identity.

    True for a copy.  What the center has not acknowledged is issued again under the new name;
    nothing is lost.  The caller holds the folder's lock.
    """
    known = _mark_of(ledger)
    copied = known is not None and witness.copied(known)
    with ledger.db.writing():
        if copied:
            _go_on_anew(ledger)
        mark = known.raised() if known is not None and not copied else new_mark(ledger.random)
        ledger.state.put({"mark": [mark.mark, mark.counter]})
    # The ledger first: a cut between the two must not look like a copy.
    witness.write_mark(mark)
    return copied


def _mark_of(ledger: Ledger) -> Mark | None:
    value = ledger.state.get("mark")
    if not isinstance(value, list):
        return None
    mark, counter = value
    return Mark(str(mark), int(str(counter)))


def _go_on_anew(ledger: Ledger) -> None:
    start_anew(ledger, acknowledged(ledger).seq)
    if ledger.state.text("center_key"):
        ledger.state.put({"introduce": True, "cursor": 0, "from_start": True})
    ledger.db.run(
        "INSERT INTO desk_attention (id, why, kind, record_id, reason, at) VALUES (?,?,?,?,?,?)",
        (ledger.new_id(), "copy", "replica", ledger.replica, "copied_or_restored", ledger.now_ms()),
    )

"""One run of the exchange beside the desk's own work: its own connection, its own thread.

A slow line must not hold up the ledger's worker, so the run reads and writes through a connection
of its own; SQLite lets it and the worker take turns.
"""

from __future__ import annotations

from collections.abc import Callable

from station_app.background.changed import Changed
from station_app.background.exchange_keeper import RunResult
from station_app.usecases.contents import Moved, exchange_contents
from station_app.usecases.desk import Desk
from station_app.usecases.exchange import Outcome, run_exchange
from station_app.usecases.reading.status import standing
from sync.client.http import Credential, HttpCenter
from sync.ledger.identity import center_key, own_identity
from sync.ledger.ledger import Ledger


class ExchangeRun:
    """Made once after sign-in; called by the keeper on a line thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, stop_wanted: Callable[[], bool]) -> RunResult:
        """Problems are the line's; whole batches are kept whatever happens."""
        with self._desk.beside() as ledger:
            with line_of(ledger) as line:
                outcome = run_exchange(ledger, line, stop_wanted=stop_wanted)
                moved = exchange_contents(ledger, self._desk.contents, line, stop_wanted)
            now = standing(ledger)
            return RunResult(
                outcome.complete,
                now.pending + now.pending_attachments,
                now.attention + now.conflicts,
                Changed(everything=_moved_anything(outcome, moved)),
            )


def line_of(ledger: Ledger) -> HttpCenter:
    """The line to the center the desk is enrolled with."""
    state = ledger.state

    def credential() -> Credential:
        identity = own_identity(ledger)
        return Credential(identity.replica, identity.key, center_key(ledger))

    ca_file = state.text("center_ca")
    return HttpCenter(state.text("center_url"), ledger.clock, credential, ca_file or None)


def newcomers_line(ledger: Ledger, url: str, ca_file: str | None = None) -> HttpCenter:
    """The line to a center that does not know us yet."""

    def credential() -> Credential:
        identity = own_identity(ledger)
        return Credential(identity.replica, identity.key, None)

    return HttpCenter(url, ledger.clock, credential, ca_file)


def _moved_anything(outcome: Outcome, moved: Moved) -> bool:
    return bool(outcome.changed_roots or outcome.sent or moved.sent or moved.received)

"""The desk's line to its county: one complete exchange, attachments included, or enrolling."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from station_app.foundation.settings import read_settings, write_settings
from station_app.foundation.version import program_version
from station_app.usecases.contents import Moved, exchange_contents
from station_app.usecases.desk import Desk
from station_app.usecases.enrolment import enrol_desk, enrolling_as
from station_app.usecases.exchange import Outcome, run_exchange
from station_app.usecases.forks import note_forks
from station_app.usecases.session import require
from sync.client.http import Credential, HttpCenter
from sync.clock import Json
from sync.ledger.identity import center_key, own_identity
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind, refused
from sync.records.rights import Operation


@dataclass(frozen=True, slots=True)
class SyncResult:
    """`complete`: at the end nothing waited on either side, contents included."""

    exchange: Outcome
    contents: Moved
    complete: bool

    def json(self) -> dict[str, Json]:
        """The answer of `station sync --json` (interfaces.md)."""
        return {
            "sent": self.exchange.sent,
            "received": self.exchange.received,
            "refused": self.exchange.refused,
            "handed_over": self.exchange.handed_over,
            "conflicts": self.exchange.conflicts,
            "attachments": {"sent": self.contents.sent, "received": self.contents.received},
            "complete": self.complete,
        }


def _never() -> bool:
    return False


def credential(ledger: Ledger) -> Credential:
    """Who this replica is to its center."""
    own = own_identity(ledger)
    return Credential(own.replica, own.key, center_key(ledger))


def open_line(ledger: Ledger, seconds_left: Callable[[], float] | None = None) -> HttpCenter:
    """The line as enrolment left it; the caller closes it.  Problem NOT_ENROLLED.

    `seconds_left`: how long who asked still waits for an answer.
    """
    url = ledger.state.text("center_url")
    if not url or not ledger.state.text("center_key"):
        raise Problem(ProblemKind.NOT_ENROLLED)
    ca = ledger.state.text("center_ca") or None
    return HttpCenter(url, ledger.clock, lambda: credential(ledger), ca, seconds_left)


def sync_now(
    desk: Desk,
    stop_wanted: Callable[[], bool] = _never,
    seconds_left: Callable[[], float] | None = None,
) -> SyncResult:
    """Exchange until nothing is left or `stop_wanted`; records first, then contents.

    How a try ended is noted for the badge and `station status`.  Problems: NOT_ENROLLED and the
    line's; what was acknowledged by then stays so.
    """
    with open_line(desk.ledger, seconds_left) as center:
        try:
            outcome = run_exchange(desk.ledger, center, stop_wanted=stop_wanted)
            note_forks(desk.ledger, outcome.changed_roots)
            moved = exchange_contents(desk.ledger, desk.contents, center, stop_wanted)
        except Problem as problem:
            note_try(desk.ledger, problem.kind.value)
            raise
    return SyncResult(outcome, moved, outcome.complete and not stop_wanted())


def note_try(ledger: Ledger, result: str) -> None:
    """How the last try to reach the county ended: the code of the problem.

    That the county shut this PC out stays known, whatever later tries end in.
    """
    with ledger.db.writing():
        ledger.state.put({"last_exchange_result": result})
        if result == ProblemKind.REVOKED.value:
            ledger.state.put({"shut_out": True})


def enrol(
    desk: Desk, url: str, code: str, ca_file: str | None = None, *, through: Ledger | None = None
) -> dict[str, Any]:
    """Join the county with a one-time code; the station as the county names it.

    `through`: the ledger by a connection of its own, where the desk goes on working meanwhile.
    The ledger's key is sealed to the county too (architecture.md, recovery).  Problems:
    NOT_PERMITTED; WRONG_CODE; REFUSED_INPUT; and the line's.
    """
    ledger = through or desk.ledger
    require(desk.session, Operation.ACCOUNTS, ledger)
    if ca_file is not None:
        _require_authority(ca_file)
    own = enrolling_as(ledger)
    first = Credential(own.replica, own.key, None)
    with HttpCenter(url, ledger.clock, lambda: first, ca_file) as center:
        told = enrol_desk(
            ledger,
            center,
            url,
            code.strip(),
            ca_file=ca_file,
            seal_key=lambda key: desk.keys.seal_to_county(key, desk.data_key),
            about={"program": program_version(), "system": sys.platform},
        )
    _keep_address(desk, url)
    if through is None:
        desk.refresh()
    return told


def _require_authority(ca_file: str) -> None:
    # Late: only who names a file needs TLS before there is a line.
    import ssl

    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError:
        raise refused(ca="no_certificate") from None


def _keep_address(desk: Desk, url: str) -> None:
    """The sign-in page tells whether there is a line before anybody opened the ledger."""
    settings = read_settings(desk.paths.settings)
    if settings.center != url:
        kept = type(settings)(settings.lang, settings.text_size, url)
        write_settings(desk.paths.settings, kept)

"""What is thrown away for good: drafts that lay in the bin for 30 days, and the contents only they
named.

Runs when the window opens its ledger, before anybody can hand in a file.  A clock that is wrong
must not empty the bin: what looks due is noted, and goes a day later at the earliest, if it still
looks due then.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import orjson

from station_app.usecases.desk import Desk
from station_app.usecases.intake import kept_files
from station_app.usecases.reading.drafts import BIN_DAYS, DAY_MS
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind

log = logging.getLogger(__name__)

_DUE, _LOOSE = "bin_due/", "loose_content/"
_NO_ROOM = (ProblemKind.DISK_FULL, ProblemKind.DISK_READ_ONLY)


@dataclass(frozen=True, slots=True)
class Swept:
    drafts: int = 0
    contents: int = 0


def sweep_bin(desk: Desk) -> Swept:
    """Destroy what is due; what cannot be written now is due again next time."""
    try:
        drafts = _sweep_drafts(desk.ledger)
        return Swept(drafts, _sweep_contents(desk))
    except Problem as problem:
        if problem.kind not in _NO_ROOM:
            raise
        log.warning("the bin could not be swept: %s", problem.kind)
        return Swept()


def _sweep_drafts(ledger: Ledger) -> int:
    now = ledger.now_ms()
    rows = ledger.db.rows(
        "SELECT id, body FROM desk_draft WHERE done_at IS NOT NULL AND done_at < ?",
        (now - BIN_DAYS * DAY_MS,),
    )
    noted = ledger.state.under(_DUE)
    if not rows and not noted:
        return 0
    swept = 0
    with ledger.db.writing():
        for draft_id, body in rows:
            since = noted.pop(_DUE + draft_id, None)
            if type(since) is not int or since > now:
                ledger.state.put({_DUE + draft_id: now})
            elif now - since >= DAY_MS:
                ledger.state.put({_LOOSE + sha256: now for sha256 in _named(orjson.loads(body))})
                ledger.db.run("DELETE FROM desk_draft WHERE id = ?", (draft_id,))
                ledger.state.drop(_DUE + draft_id)
                swept += 1
        for key in noted:
            # Out of the bin again, or the clock was put right.
            ledger.state.drop(key)
    return swept


def _sweep_contents(desk: Desk) -> int:
    """Contents are destroyed after the draft is gone: a cut between is made good next time."""
    ledger, swept = desk.ledger, 0
    loose = ledger.state.under(_LOOSE)
    for key in loose:
        sha256 = key.removeprefix(_LOOSE)
        if not _needed(ledger, sha256):
            swept += desk.contents.remove(sha256)
        with ledger.db.writing():
            ledger.state.drop(key)
    return swept


def _named(body: dict[str, Json]) -> set[str]:
    """The contents a draft names: files and their small pictures."""
    files = kept_files(body)
    return {sha256 for file in files for sha256 in (file.sha256, file.preview) if sha256}


def _needed(ledger: Ledger, sha256: str) -> bool:
    """Whether a record, another draft, or something set aside speaks of it."""
    row = ledger.db.row(
        "SELECT 1 FROM r_attachment WHERE sha256 = ? OR preview_sha256 = ? OR original_sha256 = ? "
        "UNION ALL SELECT 1 FROM desk_content WHERE sha256 = ? "
        "UNION ALL SELECT 1 FROM desk_draft WHERE instr(body, ?) > 0 "
        "UNION ALL SELECT 1 FROM desk_attention WHERE instr(body, ?) > 0 LIMIT 1",
        (sha256,) * 6,
    )
    return row is not None

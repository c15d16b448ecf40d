"""The start of the service: a database that somebody put back without our tool is found out.

The log outside the database tells: what is noted there and lacking here was lost.  What must not go
back is applied, and a new history begins, so that the desks bring back the rest (`sync.md`, What
must not go back).  To be done once before the first request, and harmless when done again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sync.center.database import CenterDatabase
from sync.center.founding import begin_epoch
from sync.center.history import open_window
from sync.center.keys import CenterKeys
from sync.center.outside_log import EPOCH, OutsideLog
from sync.center.restoring import apply_note
from sync.center.stations import Office
from sync.clock import RandomBytes

logger = logging.getLogger(__name__)


class CaughtUp(NamedTuple):
    """What the start found.  `epoch`: the new history's; empty where the old one goes on."""

    applied: Mapping[str, int]
    """Kind of note -> how many the database lacked."""
    damaged: Sequence[int]
    """Lines of the log that cannot be read."""
    epoch: str


def catch_up(
    database: CenterDatabase, keys: CenterKeys, log: OutsideLog, now_ms: int, random: RandomBytes
) -> CaughtUp:
    """Apply what the database lacks of the log outside it, in one transaction.

    A damaged line is passed over and told: what the others say still holds.
    Problems: DISK_FULL, DISK_READ_ONLY, CENTER_BUSY.
    """
    with database.writer() as db, db.writing():
        found = apply_missing(Office(db, keys.seal, now_ms, random), log)
    if found.applied:
        told = " ".join(f"{what}={count}" for what, count in sorted(found.applied.items()))
        logger.warning("database went back: applied %s, epoch %s", told, found.epoch)
    if found.damaged:
        logger.warning("damaged lines in %s: %s", log.path.name, list(found.damaged))
    return found


def apply_missing(office: Office, log: OutsideLog) -> CaughtUp:
    """The same in the caller's transaction.  Nothing is due where no center was founded yet."""
    # Held to the end: of two that start at once the second finds nothing to do.
    office.db.run("UPDATE center_head SET value = value WHERE id = 1")
    readable = log.read()
    standing = office.state.text("epoch")
    applied: Counter[str] = Counter()
    epoch = ""
    if standing:
        applied.update(note.what for note in readable.notes if apply_note(office, note))
        epochs = [note.values.get("epoch") for note in readable.notes if note.what == EPOCH]
        if epochs and epochs[-1] != standing:
            applied[EPOCH] = 1
    if applied:
        epoch = begin_epoch(office, log)
        open_window(office)
    return CaughtUp(applied, readable.damaged, epoch)

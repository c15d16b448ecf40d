"""Whether what the center holds is whole: chains against heads, secrets, the log outside."""

from __future__ import annotations

from dataclasses import dataclass, field

from sync.center.keys import CenterKeys
from sync.center.outside_log import REVOKED, OutsideLog
from sync.clock import Json
from sync.ledger.db import Db
from sync.ledger.journal import Journal
from sync.ledger.store import RecordStore
from sync.problems import Problem


@dataclass(slots=True)
class Findings:
    """What was looked at, by name, and what was found wrong."""

    checked: dict[str, int] = field(default_factory=dict)
    problems: list[dict[str, Json]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def wrong(self, what: str, **where: Json) -> None:
        self.problems.append({"what": what, **where})


def verify(db: Db, keys: CenterKeys, log: OutsideLog) -> Findings:
    """Read everything once, in one snapshot.  Changes nothing."""
    found = Findings()
    with db.reading():
        _file(db, found)
        _chains(db, found)
        _records(db, keys, found)
        _outside(db, log, found)
    return found


def _file(db: Db, found: Findings) -> None:
    if db.dialect != "sqlite":
        return
    for row in db.rows("PRAGMA integrity_check"):
        if row[0] != "ok":
            found.wrong("database", detail=str(row[0]))
    found.checked["database"] = 1


def _chains(db: Db, found: Findings) -> None:
    journal = Journal(db, "center_journal")
    heads = {
        row[0]: (row[1], bytes(row[2]))
        for row in db.rows("SELECT id, head_seq, head_hash FROM center_replica")
    }
    for replica in journal.replicas():
        for broken in journal.verify(replica):
            found.wrong("journal", replica=replica, seq=broken.seq, detail=broken.why)
        if replica not in heads:
            found.wrong("journal", replica=replica, detail="unknown replica")
    for replica, head in heads.items():
        if tuple(journal.head(replica)) != head:
            found.wrong("head", replica=replica, detail="not the end of its chain")
    row = db.row("SELECT COUNT(*) FROM center_journal")
    found.checked["entries"] = int(row[0]) if row else 0
    found.checked["replicas"] = len(heads)


def _records(db: Db, keys: CenterKeys, found: Findings) -> None:
    """Each record is read as it would be sent, so secrets are opened."""
    store = RecordStore(db, keys.seal)
    count = 0
    for kind in store.layouts:
        try:
            count += sum(1 for _ in store.every(kind))
        except (Problem, ValueError) as fault:
            found.wrong("records", kind=kind, detail=type(fault).__name__)
    count += sum(1 for _ in store.every_unknown())
    found.checked["records"] = count


def _outside(db: Db, log: OutsideLog, found: Findings) -> None:
    try:
        notes = list(log.notes())
    except Problem as problem:
        found.wrong("outside_log", detail=str(problem.kind), line=problem.details.get("line"))
        return
    found.checked["outside_notes"] = len(notes)
    active = {r[0] for r in db.rows("SELECT id FROM center_replica WHERE revoked_at IS NULL")}
    for note in notes:
        if note.what == REVOKED and note.values["replica"] in active:
            found.wrong("revocation", replica=note.values["replica"], detail="went back")

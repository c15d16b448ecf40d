"""Whether everything in a data folder fits together: pages, chain, records, contents.

Each fault is told with its place; nothing is mended here and nothing is written.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from station_app.usecases.desk import Desk
from station_app.usecases.upkeep import connection_of
from sync.clock import Json
from sync.ledger.courses import event_of
from sync.ledger.db import marks
from sync.ledger.identity import acknowledged, center_key
from sync.ledger.ledger import Ledger
from sync.ledger.store import Kept
from sync.merge.records import Record
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import read_body
from sync.protocol.framing import head_digest, signed
from sync.records.case import CASE
from sync.records.case_course import course
from sync.records.kinds import By

_Said: TypeAlias = dict[tuple[str, str, int], dict[str, Json] | None]

_STEP = 500
_MOST_TOLD = 1000
"""So many faults are told one by one; a ledger with more is lost anyway."""

_DAMAGE = frozenset({ProblemKind.LEDGER_DAMAGED, ProblemKind.FILE_UNREADABLE})
_STEP_FIELDS = tuple(f.name for f in CASE.fields if f.by is By.STEP)


@dataclass(slots=True)
class Check:
    """What was looked at and how often, and every fault found."""

    checked: dict[str, int] = field(default_factory=dict)
    problems: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def count(self, what: str, number: int = 1) -> None:
        self.checked[what] = self.checked.get(what, 0) + number

    def fault(self, what: str, where: str, why: str) -> None:
        if len(self.problems) < _MOST_TOLD:
            self.problems.append({"what": what, "where": where, "why": why})

    def json(self) -> dict[str, Json]:
        """The answer of `station verify --json` (interfaces.md)."""
        found: list[Json] = [dict(problem) for problem in self.problems]
        return {"ok": self.ok, "checked": dict(self.checked), "problems": found}


def verify(desk: Desk) -> Check:
    """Everything, in one state of the ledger.  A page that cannot be read ends its part alone."""
    check = Check()
    parts = (_pages, _chains, _own_head, _records_and_journal, _computed)
    for part in parts:
        try:
            with desk.ledger.db.reading():
                part(desk.ledger, check)
        except Problem as problem:
            if problem.kind not in _DAMAGE:
                raise
            check.fault("ledger", part.__name__.strip("_"), problem.kind.value)
    _contents(desk, check)
    return check


def _pages(ledger: Ledger, check: Check) -> None:
    """Every page against its seal, then the tables and indexes against each other."""
    connection = connection_of(ledger)
    for (told,) in connection.execute("PRAGMA cipher_integrity_check"):
        check.fault("page", "ledger.db", str(told))
    for (told,) in connection.execute("PRAGMA integrity_check"):
        if told != "ok":
            check.fault("table", "ledger.db", str(told))
    check.count("pages", int(connection.execute("PRAGMA page_count").fetchone()[0]))


def _chains(ledger: Ledger, check: Check) -> None:
    replicas = {*ledger.journal.replicas(), ledger.replica}
    for replica in sorted(replicas):
        check.count("journal", ledger.journal.head(replica).seq)
        for broken in ledger.journal.verify(replica):
            check.fault("journal", f"{replica}/{broken.seq}", broken.why)


def _own_head(ledger: Ledger, check: Check) -> None:
    """The chain must reach what the center acknowledged and countersigned."""
    known = acknowledged(ledger)
    if known.seq and ledger.journal.hash_at(ledger.replica, known.seq) != known.hash:
        check.fault("journal", f"{ledger.replica}/{known.seq}", "not_what_was_acknowledged")
    value = ledger.state.get("countersigned")
    if not isinstance(value, list):
        return
    check.count("countersigned")
    seq, chain = int(str(value[0])), base64.b64decode(str(value[1]))
    where = f"{ledger.replica}/{seq}"
    if ledger.journal.hash_at(ledger.replica, seq) == chain:
        # Signed under the epoch of that day; where it wasn't noted, the hash alone must do.
        epoch = str(value[3]) if len(value) > 3 else ""
        digest = head_digest(ledger.replica, seq, chain, epoch)
        if epoch and not signed(center_key(ledger), digest, str(value[2])):
            check.fault("journal", where, "countersignature")
    elif not _of_another_identity(ledger, seq, chain):
        check.fault("journal", where, "not_what_was_countersigned")


def _of_another_identity(ledger: Ledger, seq: int, chain: bytes) -> bool:
    """Countersigned before this ledger went on under a new name."""
    previous = ledger.state.text("previous_replica")
    return bool(previous) and ledger.journal.hash_at(previous, seq) == chain


def _records_and_journal(ledger: Ledger, check: Check) -> None:
    """A value that bears this replica's stamp must stand in its journal, as it stands there.

    Of a former name's stamps some may be missing: what was done after the backup that this ledger
    came from, and has come back from the county.
    """
    own, now = set(ledger.journal.replicas()), ledger.replica
    for kind in ledger.store.layouts:
        for part in _parts(ledger.store.every(kind)):
            check.count("records", len(part))
            said = _journal_of(ledger, [kept.record.id for kept in part])
            for kept in part:
                for name, why in _unfounded(kept.record, said, own, now):
                    check.fault("record", f"{kind}/{kept.record.id}", f"{name}:{why}")


def _unfounded(
    record: Record, said: _Said, own: Collection[str], now: str
) -> Iterator[tuple[str, str]]:
    """Fields whose value the journal does not bear out, and how."""
    for name, stamp in record.stamps.items():
        if stamp.replica not in own and stamp.replica != now:
            continue
        key = (record.id, stamp.replica, stamp.time)
        if key not in said:
            if stamp.replica == now:
                yield name, "not_in_journal"
            continue
        values = said[key]
        if values is not None and values.get(name) != record.values[name]:
            yield name, "differs"


def _journal_of(ledger: Ledger, ids: Sequence[str]) -> _Said:
    """(record, replica, time) -> the values of that entry; None where its body was erased."""
    found: _Said = {}
    for record_id, replica, time, body in ledger.db.rows(
        "SELECT record_id, replica, time, body FROM desk_journal "
        f"WHERE record_id IN ({marks(len(ids))})",
        ids,
    ):
        found[record_id, replica, time] = None if body is None else read_body(body)[1]
    return found


def _computed(ledger: Ledger, check: Check) -> None:
    """What follows from the steps must be what stands in the row."""
    columns = ", ".join(_STEP_FIELDS)
    for part in _parts(ledger.store.every("case")):
        ids = [kept.record.id for kept in part]
        events: dict[str, list[dict[str, Json]]] = {}
        for event in ledger.store.of_roots("case_event", ids):
            events.setdefault(event.root, []).append(event_of(event.record))
        rows = {
            row[0]: row[1:]
            for row in ledger.db.rows(
                f"SELECT id, {columns} FROM r_case WHERE id IN ({marks(len(ids))})", ids
            )
        }
        for kept in part:
            check.count("computed")
            fields = course(kept.record.values, events.get(kept.record.id, [])).fields
            for name, stands in zip(_STEP_FIELDS, rows[kept.record.id], strict=True):
                if fields[name] != stands:
                    check.fault("case", kept.record.id, f"{name}:computed")


def _contents(desk: Desk, check: Check) -> None:
    """Every content against its hash; every attachment said to be here, here."""
    contents = desk.contents
    found = contents.verify()
    check.count("contents", found.checked + len(found.damaged))
    for sha256 in found.damaged:
        check.fault("content", sha256, "damaged")
    try:
        with desk.ledger.db.reading():
            for attachment_id, sha256 in desk.ledger.db.rows(
                "SELECT attachment_id, sha256 FROM desk_content WHERE here = 1"
            ):
                check.count("attachments")
                if not contents.has(sha256):
                    check.fault("attachment", attachment_id, "content_missing")
    except Problem as problem:
        if problem.kind not in _DAMAGE:
            raise
        check.fault("ledger", "contents", problem.kind.value)


def _parts(records: Iterator[Kept]) -> Iterator[list[Kept]]:
    part: list[Kept] = []
    for kept in records:
        part.append(kept)
        if len(part) == _STEP:
            yield part
            part = []
    if part:
        yield part

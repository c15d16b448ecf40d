"""What waits for the county and why, and the county's receipt for each change of a case."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.usecases.reading.names import Names
from station_app.usecases.reading.states import enrolled
from station_app.usecases.reading.status import pending_attachments
from station_app.usecases.reading.titles import Called, called
from sync.ledger.db import chunks, marks
from sync.ledger.identity import acknowledged
from sync.ledger.ledger import Ledger
from sync.records.access_log import ACCESS_LOG
from sync.records.registry import KINDS

WITHOUT_END = 2**31
_NAMELESS = Called("", None, "")
NOT_ENROLLED, NEXT_EXCHANGE = "not_enrolled", "next_exchange"
"""Why something waits, beside the code of the problem the last try ended in."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A record whose changes wait.  `root_kind` is `case` for all that belongs to a case;
    `since`: the oldest of the `changes`, in milliseconds."""

    root: str
    root_kind: str
    number: str | None
    title: str
    changes: int
    since: int
    why: str


@dataclass(frozen=True, slots=True)
class WaitingContent:
    """A file whose content lies here only.  `why` as in `WaitingRow`, or `kept_here`."""

    attachment_id: str
    case_id: str
    title: str
    size: int
    why: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the county said to one change; `verdict` None: no receipt yet."""

    seq: int
    at: int
    kind: str
    record_id: str
    person: str
    verdict: str | None
    reason: str | None


def waiting(ledger: Ledger, most: int = 500) -> list[WaitingRow]:
    """Records with changes the center has not acknowledged, longest waiting first."""
    rows = ledger.db.rows(
        "SELECT kind, record_id, COUNT(*), MIN(time) FROM desk_journal "
        "WHERE replica = ? AND seq > ? GROUP BY kind, record_id",
        (ledger.replica, acknowledged(ledger).seq),
    )
    roots = _roots(ledger, [(kind, record_id) for kind, record_id, *_ in rows])
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for kind, record_id, count, since in rows:
        key = roots.get((kind, record_id), (kind, record_id))
        before = sums.get(key, (0, since))
        sums[key] = (before[0] + count, min(before[1], since))
    why = why_waiting(ledger)
    names = called(ledger, [root for _, root in sums])
    listed = [
        WaitingRow(root, kind, *names.get(root, _NAMELESS)[1:], count, since, why)
        for (kind, root), (count, since) in sums.items()
    ]
    return sorted(listed, key=lambda row: (row.since, row.root))[:most]


def waiting_items(ledger: Ledger) -> int:
    """How many things wait, as people count them: a case with all its changes is one, a file is
    one.  Who signed in goes up as well, but is nobody's work."""
    rows = [row for row in waiting(ledger, WITHOUT_END) if row.root_kind != ACCESS_LOG.name]
    return len(rows) + pending_attachments(ledger)


def waiting_contents(ledger: Ledger, most: int = 500) -> list[WaitingContent]:
    """Contents not yet at the county, smallest first, as they will travel."""
    why = why_waiting(ledger)
    return [
        WaitingContent(attachment, case or "", title or "", size, "kept_here" if kept else why)
        for attachment, case, title, size, kept in ledger.db.rows(
            "SELECT c.attachment_id, a.case_id, a.title, c.size, a.keep_local_only "
            "FROM desk_content c LEFT JOIN r_attachment a ON a.id = c.attachment_id "
            "WHERE c.here = 1 AND c.at_center = 0 ORDER BY c.size, c.attachment_id LIMIT ?",
            (most,),
        )
    ]


def why_waiting(ledger: Ledger) -> str:
    if not enrolled(ledger):
        return NOT_ENROLLED
    result = ledger.state.text("last_exchange_result")
    return result if result not in ("", "ok") else NEXT_EXCHANGE


def receipts(ledger: Ledger, case_id: str) -> list[Receipt]:
    """Every change made here to the case and what belongs to it, newest first."""
    names = Names(ledger)
    found = []
    for part in chunks(ledger.store.ids_of_root(case_id)):
        for seq, at, kind, record_id, person, verdict, reason in ledger.db.rows(
            "SELECT seq, time, kind, record_id, person, verdict, reason FROM desk_journal "
            f"WHERE record_id IN ({marks(len(part))})",
            part,
        ):
            found.append(Receipt(seq, at, kind, record_id, names.person(person), verdict, reason))
    return sorted(found, key=lambda receipt: (receipt.at, receipt.seq), reverse=True)


def _roots(
    ledger: Ledger, records: list[tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, str]]:
    """(kind, id) -> (kind of the root, its id)."""
    by_kind: dict[str, list[str]] = {}
    for kind, record_id in records:
        by_kind.setdefault(kind, []).append(record_id)
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for kind, ids in by_kind.items():
        declared = KINDS.get(kind)
        if declared is None or declared.parent is None:
            continue
        named = declared.by_name[declared.parent].to
        for part in chunks(ids):
            for record_id, root in ledger.db.rows(
                f"SELECT id, root_id FROM r_{kind} WHERE id IN ({marks(len(part))})", part
            ):
                if root != record_id:
                    found[kind, record_id] = (named or "", root)
    # Of a file, a conflict, a proposal the declaration does not say what they hang on.
    kinds = called(ledger, [root for kind, root in found.values() if not kind])
    for record, (kind, root) in found.items():
        if not kind:
            found[record] = (kinds[root].kind if root in kinds else "case", root)
    return found

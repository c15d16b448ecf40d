"""What a desk does with the center's answer: one local transaction, old or new, never half."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from station_app.usecases import comparing, offering
from sync.clock import NEVER, Json, Stamp
from sync.ledger.courses import MOVING, cases_among, cases_moved, recompute
from sync.ledger.db import chunks, marks
from sync.ledger.identity import acknowledged, center_key, keep_acknowledged, start_anew
from sync.ledger.journal import Head
from sync.ledger.ledger import Ledger
from sync.ledger.search import SearchIndex, respelt, spelt
from sync.ledger.store import Fields, Kept, record_of
from sync.merge.records import Record, merge
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import Entry, body_bytes, read_body
from sync.protocol.framing import head_digest, signed
from sync.protocol.rows import Packed, read_rows
from sync.protocol.versions import SCHEMA
from sync.records.conflict import CONFLICT

REFUSED = ("refused", "handed_over")

NOT_NAMED = 0
"""The version of a leave that no page named: it was found out by comparing."""


@dataclass(slots=True)
class Heard:
    """What an answer brought."""

    acknowledged: int = 0
    received: int = 0
    refused: int = 0
    handed_over: int = 0
    conflicts: int = 0
    forked: bool = False
    at_rest: bool = False
    roots: set[str] = field(default_factory=set)


def hear(
    ledger: Ledger,
    message: Mapping[str, Json],
    answer: Mapping[str, Any],
    entries: Sequence[Entry],
) -> Heard:
    """Take an answer in, inside the caller's transaction.

    Raises Problem NOT_THE_CENTER where it cannot be the center's: nothing is changed then.
    """
    try:
        return _hear(ledger, message, answer, entries)
    except (KeyError, ValueError, TypeError, IndexError) as fault:
        raise Problem(ProblemKind.NOT_THE_CENTER, "unreadable answer") from fault


def _hear(
    ledger: Ledger,
    message: Mapping[str, Json],
    answer: Mapping[str, Any],
    entries: Sequence[Entry],
) -> Heard:
    heard = Heard()
    center_now = answer["t"]
    ledger.state.put(
        {
            "clock_offset_ms": _offset(ledger, center_now),
            "last_exchange_at": center_now,
            "last_exchange_result": "ok",
        }
    )
    if "e" in answer:
        ledger.state.put({"epoch": answer["e"]})
    if answer.get("again"):
        # The cursor belongs to another history: read from the start, keep the unsent.
        _from_start(ledger)
        return heard
    if answer.get("show"):
        # It holds less than it signed for: it is to see that, and nothing is done until then.
        if ledger.state.get("show"):
            raise Problem(ProblemKind.NOT_THE_CENTER, "it does not know its own word")
        ledger.state.put({"show": True})
        return heard
    if "fork" in answer or not _chain_agrees(ledger, answer):
        _fork(ledger, answer, heard)
        heard.forked = True
        return heard
    if "h" in answer:
        _acknowledge(ledger, answer, heard)
    _take_verdicts(ledger, answer, entries, heard)
    if heard.acknowledged:
        _note_held(ledger, heard.acknowledged)
    _take_additions(ledger, answer.get("ad", ()), heard)
    _take_rows(ledger, read_rows(answer["rw"]) if "rw" in answer else [], heard)
    # A leave of the history before that was put off no longer holds.
    _stays(ledger, offering.taken(ledger, answer))
    named: dict[str, Json] = {
        str(root): [str(kind), int(version)] for root, kind, version in answer.get("lv", ())
    }
    _leaves(ledger, named, center_now, heard)
    if "c" in answer:
        ledger.state.put({"cursor": int(answer["c"])})
    if not answer.get("m"):
        ledger.state.drop("base")
    elif "b" not in message:
        # Older rows of what comes in later pages count from here.
        ledger.state.put({"base": message["c"]})
    if "g" in answer and ledger.state.get("goal") is None:
        ledger.state.put({"goal": int(answer["g"])})
    _compare(ledger, answer, center_now, heard)
    settling = comparing.under_way(ledger) or offering.under_way(ledger)
    if not settling and comparing.done(ledger):
        ledger.state.drop("from_start")
    heard.at_rest = not answer.get("m", False) and not settling
    if heard.at_rest:
        ledger.state.put({"synchronised_as_of": center_now})
    return heard


def _compare(ledger: Ledger, answer: Mapping[str, Any], at: int, heard: Heard) -> None:
    """After the last page of a reading from the start: what we hold and should not, or alone."""
    if comparing.under_way(ledger):
        found = comparing.heard(ledger, answer)
        _take_rows(ledger, found.rows, heard)
        offering.add(ledger, [*found.unknown, *_ours_alone(ledger, found.rows)])
        roots: dict[str, Json] = {}
        for kind, record_id in found.gone:
            kept = ledger.store.one(kind, record_id)
            if kept is not None and kept.root == record_id:
                roots[record_id] = [kind, NOT_NAMED]
            elif kept is not None and not ledger.store.has_root(kept.root):
                roots.setdefault(kept.root, [kind, NOT_NAMED])
        _leaves(ledger, roots, at, heard)
    elif offering.under_way(ledger):
        foreign: dict[str, Json] = {}
        for kind, record_id in offering.heard(ledger, answer):
            kept = ledger.store.one(kind, record_id)
            home = None if kept is None else ledger.store.one(kind, kept.root)
            station = None if home is None else home.record.values.get("station_id")
            if station is not None and station != ledger.station_id:
                # Another station's, and no longer shown to us: it left.  What a refused new record
                # left behind names no station: it is our own edits of it, still on their way.
                foreign[record_id] = [kind, NOT_NAMED]
            else:
                _unknown(ledger, kind, record_id)
        _leaves(ledger, foreign, at, heard)
    elif ledger.state.get("from_start") and not answer.get("m"):
        comparing.begin(ledger)


def _ours_alone(ledger: Ledger, rows: Sequence[Packed]) -> list[tuple[str, str]]:
    """Records of which we hold more than the center sent, by no change on its way."""
    found = []
    for row in rows:
        kept = ledger.store.one(row.kind, row.id)
        theirs = row.opened().stamps
        if kept is not None and any(
            stamp > theirs.get(name, NEVER) for name, stamp in kept.record.stamps.items()
        ):
            found.append((row.kind, row.id))
    return found


def _unknown(ledger: Ledger, kind: str, record_id: str) -> None:
    """The center has no such record: unless it is on its way there, it is set aside, readable."""
    kept = ledger.store.one(kind, record_id)
    waiting = ledger.db.row(
        "SELECT 1 FROM desk_journal WHERE record_id = ? AND verdict IS NULL AND replica = ?",
        (record_id, ledger.replica),
    )
    if kept is None or waiting is not None:
        return
    body = body_bytes(kind, record_id, SCHEMA, kept.record.values, {})
    ledger.db.run(
        "INSERT INTO desk_attention (id, why, kind, record_id, reason, at, person, body) "
        "VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING",
        (
            f"unknown/{kind}/{record_id}",
            "set_aside",
            kind,
            record_id,
            "unknown_there",
            ledger.now_ms(),
            kept.updated_by,
            body.decode(),
        ),
    )
    ledger.store.remove(kind, record_id)
    recompute(ledger.store, cases_among([kept]))
    SearchIndex(ledger.db).take(ledger.store, [kept])


def _from_start(ledger: Ledger) -> None:
    ledger.state.put({"cursor": 0, "from_start": True})
    for over in ("base", "compare", "offer", "show"):
        ledger.state.drop(over)


def _offset(ledger: Ledger, center_now: int) -> int:
    """The center's time minus this PC's; a second's difference is the line's, not the clock's."""
    offset = int(center_now) - ledger.clock.now_ms()
    return offset if abs(offset) > 1000 else 0


def _chain_agrees(ledger: Ledger, answer: Mapping[str, Any]) -> bool:
    """Whether the head the center holds for us lies in our chain."""
    if "h" not in answer:
        return True
    seq, chain = answer["h"]
    return ledger.journal.hash_at(ledger.replica, seq) == base64.b64decode(chain)


def _fork(ledger: Ledger, answer: Mapping[str, Any], heard: Heard) -> None:
    """This ledger is a copy, or was restored: go on under a new name, losing nothing.

    What it has in common with its twin was answered for, perhaps unheard; the rest is its own.
    """
    marks = [(int(seq), base64.b64decode(mark)) for seq, mark in answer.get("fm", ())]
    common = max(int(answer.get("fork", 0)), ledger.journal.common_with(ledger.replica, marks))
    answered = acknowledged(ledger).seq
    shared = [
        entry
        for entry, _ in ledger.journal.entries(ledger.replica, answered, max(0, common - answered))
    ]
    runs = [
        [first, min(last, common), verdict, reason]
        for first, last, verdict, reason in answer.get("v", ())
        if first <= common
    ]
    _take_verdicts(ledger, {"v": runs, "rf": answer.get("rf", ())}, shared, heard)
    start_anew(ledger, common)
    _from_start(ledger)
    ledger.state.put({"introduce": True})
    ledger.db.run(
        "INSERT INTO desk_attention (id, why, kind, record_id, reason, at) VALUES (?,?,?,?,?,?)",
        (ledger.new_id(), "copy", "replica", ledger.replica, "copied_or_restored", ledger.now_ms()),
    )


def _acknowledge(ledger: Ledger, answer: Mapping[str, Any], heard: Heard) -> None:
    seq, chain = answer["h"]
    head = Head(seq, base64.b64decode(chain))
    before = acknowledged(ledger)
    if "k" in answer:
        digest = head_digest(ledger.replica, head.seq, head.hash, ledger.state.text("epoch"))
        if not signed(center_key(ledger), digest, answer["k"]):
            raise Problem(ProblemKind.NOT_THE_CENTER, "head not countersigned")
        word = ledger.state.get("countersigned")
        if not isinstance(word, list) or int(str(word[0])) <= head.seq:
            # The highest is kept: it is what a center that went back is shown.
            epoch = ledger.state.text("epoch")
            ledger.state.put({"countersigned": [head.seq, chain, answer["k"], epoch]})
    keep_acknowledged(ledger, head)
    heard.acknowledged = max(0, head.seq - before.seq)


def _note_held(ledger: Ledger, newly: int) -> None:
    """Of the last `newly` entries that the center says it holds, those it gives no verdict on were
    answered for in a history it lost, and we have gone back behind that answer: they wait for
    nothing."""
    held = acknowledged(ledger).seq
    ledger.db.run(
        "UPDATE desk_journal SET verdict = 'merged' "
        "WHERE replica = ? AND seq > ? AND seq <= ? AND verdict IS NULL",
        (ledger.replica, held - newly, held),
    )


def _take_verdicts(
    ledger: Ledger, answer: Mapping[str, Any], entries: Sequence[Entry], heard: Heard
) -> None:
    for first, last, verdict, reason in answer.get("v", ()):
        ledger.db.run(
            "UPDATE desk_journal SET verdict = ?, reason = ? "
            "WHERE replica = ? AND seq BETWEEN ? AND ?",
            (verdict, reason, ledger.replica, first, last),
        )
        count = last - first + 1
        heard.refused += count if verdict == "refused" else 0
        heard.handed_over += count if verdict == "handed_over" else 0
        heard.conflicts += count if verdict == "merged_with_conflict" else 0
    by_seq = {entry.seq: entry for entry in entries}
    back: list[Kept] = []
    for seq, cells in answer.get("rf", ()):
        if seq in by_seq:
            back += _put_back(ledger, by_seq[seq], cells, heard)
    if back:
        recompute(ledger.store, cases_among(back))
        SearchIndex(ledger.db).take(ledger.store, back)
    if answer.get("v"):
        _forget_answered(ledger, entries)


def _put_back(
    ledger: Ledger, entry: Entry, cells: Mapping[str, Any] | None, heard: Heard
) -> list[Kept]:
    """The center's values in place of the refused ones; the refused change stays readable.

    What was touched, with its root: an edit that is refused need not say what its record hangs on.
    """
    _note_refused(ledger, entry)
    later = _later_fields(ledger, entry)
    kept = ledger.store.one(entry.kind, entry.record_id)
    if kept is None:
        return []
    record = kept.record
    for name in entry.values:
        if name in later:
            continue
        value, stamp = (None, NEVER) if cells is None else _cell(cells[name])
        if stamp == NEVER:
            record.values.pop(name, None)
            record.stamps.pop(name, None)
        else:
            record.set(name, value, stamp)
    heard.roots.add(kept.root)
    if record.stamps:
        back = Kept(record, kept.root)
        ledger.store.save([back])
        return [back]
    ledger.store.remove(entry.kind, entry.record_id)
    if kept.root == entry.record_id:
        SearchIndex(ledger.db).drop(kept.root)
        return []
    return [Kept(Record(entry.kind, entry.record_id, dict(entry.values)), kept.root)]


def _note_refused(ledger: Ledger, entry: Entry) -> None:
    row = ledger.db.row(
        "SELECT verdict, reason FROM desk_journal WHERE replica = ? AND seq = ?",
        (ledger.replica, entry.seq),
    )
    verdict, reason = row if row is not None else ("refused", None)
    body = body_bytes(entry.kind, entry.record_id, entry.schema, entry.values, entry.bases)
    ledger.db.run(
        "INSERT INTO desk_attention (id, why, kind, record_id, reason, at, person, body) "
        "VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING",
        (
            f"{ledger.replica}/{entry.seq}",
            str(verdict),
            entry.kind,
            entry.record_id,
            str(reason or verdict),
            ledger.now_ms(),
            entry.person,
            body.decode(),
        ),
    )


def _later_fields(ledger: Ledger, entry: Entry) -> set[str]:
    """Fields of the record that a later change of ours, still without a verdict, sets anew."""
    later: set[str] = set()
    for (body,) in ledger.db.rows(
        "SELECT body FROM desk_journal WHERE record_id = ? AND replica = ? AND seq > ? "
        "AND verdict IS NULL AND body IS NOT NULL",
        (entry.record_id, ledger.replica, entry.seq),
    ):
        later.update(read_body(body)[1])
    return later


def _cell(cell: Any) -> tuple[Json, Stamp]:
    value, (revision, time, replica) = cell
    return value, Stamp(revision, time, replica)


def _take_additions(ledger: Ledger, additions: Iterable[Any], heard: Heard) -> None:
    """What the center set in records we wrote: their county numbers."""
    by_kind: dict[str, dict[str, Fields]] = {}
    for kind, record_id, version, cells in additions:
        fields = {name: _cell(cell) for name, cell in cells.items()}
        by_kind.setdefault(kind, {})[record_id] = Fields(version, fields)
    for kind, added in by_kind.items():
        roots = ledger.store.set_fields(kind, added)
        heard.roots |= roots
        SearchIndex(ledger.db).put_off(roots)


def _take_rows(ledger: Ledger, rows: Sequence[Packed], heard: Heard) -> None:
    by_kind: dict[str, dict[str, Packed]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, {})[row.id] = row
    new: list[Packed] = []
    merged: list[tuple[Kept, frozenset[str]]] = []
    from_start = ledger.state.get("from_start")
    for kind, part in by_kind.items():
        held = ledger.store.load(kind, ledger.store.here(kind, [*part]))
        new += [row for record_id, row in part.items() if record_id not in held]
        for record_id, mine in held.items():
            theirs = part[record_id]
            record = merge(mine.record, record_of(theirs))
            if kind == CONFLICT.name and from_start:
                offering.remember_lines(ledger, mine.record, record)
            before = mine.record.stamps
            names = frozenset(n for n, s in record.stamps.items() if before.get(n) != s)
            merged.append((Kept(record, theirs.root), names))
    ledger.store.add_packed(new)
    ledger.store.save_fields(merged)
    recompute(
        ledger.store,
        cases_moved(merged) | {row.root for row in new if row.kind in MOVING},
        {row.id for row in new if row.kind == "case"},
    )
    roots = {kept.root for kept, _ in merged} | {row.root for row in new}
    SearchIndex(ledger.db).put_off(
        {kept.root for kept in respelt(merged)} | {row.root for row in new if spelt(row.kind)}
    )
    _stays(ledger, roots)
    for part_of_roots in chunks(sorted(roots)):
        ledger.db.run(
            f"DELETE FROM desk_gone WHERE root_id IN ({marks(len(part_of_roots))})", part_of_roots
        )
    heard.received += len(rows)
    heard.roots |= roots


def _leaves(ledger: Ledger, named: Mapping[str, Json], at: int, heard: Heard) -> None:
    """Roots that left our scope go, once nothing of ours on them waits for a verdict.

    `named`: root -> [kind, version], from this answer; those put off before are looked at again.
    """
    before = ledger.state.get("leaving")
    waiting = {**(before if isinstance(before, dict) else {}), **named}
    if not waiting:
        return
    left: dict[str, Json] = {}
    guessed_late = False
    for root, told in waiting.items():
        records = _all_of(ledger, root)
        if _awaits_verdict(ledger, records):
            left[root] = told
        elif records and isinstance(told, list):
            version = int(str(told[1]))
            _leave(ledger, root, str(told[0]), version, records, at, heard)
            guessed_late |= version == NOT_NAMED and root not in named
    if left != before:
        ledger.state.put({"leaving": left})
    if guessed_late and not comparing.under_way(ledger):
        # The work it waited for may have made the root anew at a center that had lost it.
        comparing.begin(ledger)


def _stays(ledger: Ledger, roots: Collection[str]) -> None:
    """What comes while its leave is put off has returned."""
    leaving = ledger.state.get("leaving")
    if isinstance(leaving, dict) and leaving.keys() & roots:
        ledger.state.put({"leaving": {r: told for r, told in leaving.items() if r not in roots}})


def _all_of(ledger: Ledger, root: str) -> list[str]:
    """The ids of a root, of all that hangs on it, and of what was refused and set aside."""
    aside = ledger.db.rows(
        "SELECT record_id FROM desk_attention WHERE instr(body, ?) > 0", (f'"{root}"',)
    )
    return sorted({*ledger.store.ids_of_root(root), *[str(row[0]) for row in aside]})


def _awaits_verdict(ledger: Ledger, records: Sequence[str]) -> bool:
    """Whether a change of ours to one of the records is still on its way."""
    return any(
        ledger.db.row(
            "SELECT 1 FROM desk_journal WHERE replica = ? AND verdict IS NULL "
            f"AND record_id IN ({marks(len(part))}) LIMIT 1",
            (ledger.replica, *part),
        )
        is not None
        for part in chunks(records)
    )


def _leave(
    ledger: Ledger,
    root: str,
    kind: str,
    version: int,
    records: Sequence[str],
    at: int,
    heard: Heard,
) -> None:
    """Its personal data goes from rows, bodies and index; a line without any stays."""
    kept = ledger.store.one(kind, root)
    number = None if kept is None else kept.record.values.get("case_no")
    ledger.store.remove_root(root)
    SearchIndex(ledger.db).drop(root)
    _forget_bodies(ledger, records)
    ledger.db.run(
        "INSERT INTO desk_gone (root_id, number, at, version, records) VALUES (?,?,?,?,?) "
        "ON CONFLICT (root_id) DO UPDATE SET at = excluded.at, version = excluded.version, "
        "records = excluded.records",
        (root, number if isinstance(number, str) else None, at, version, " ".join(records)),
    )
    heard.roots.add(root)


def _forget_bodies(ledger: Ledger, records: Sequence[str]) -> None:
    """What was said about records that left: the chain keeps its digests, nothing more.

    What an older name of ours said was issued again, or answered.
    """
    for part in chunks(records):
        named = f"record_id IN ({marks(len(part))})"
        ledger.db.run(
            "UPDATE desk_journal SET body = NULL "
            f"WHERE (verdict IS NOT NULL OR replica <> ?) AND {named}",
            (ledger.replica, *part),
        )
        ledger.db.run(f"UPDATE desk_attention SET body = NULL WHERE {named}", part)


def _forget_answered(ledger: Ledger, entries: Sequence[Entry]) -> None:
    """Work that was still waiting when its record left has its verdict now: it goes too."""
    gone = {
        record_id
        for (records,) in ledger.db.rows("SELECT records FROM desk_gone")
        for record_id in records.split()
    }
    if not gone:
        return
    left = {e.record_id for e in entries if e.record_id in gone}
    left |= {e.record_id for e in entries if e.values.get("case_id") in gone}
    _forget_bodies(ledger, sorted(left))

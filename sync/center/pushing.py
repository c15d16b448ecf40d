"""Takes a replica's changes in: chain, rights, merge, verdicts, versions, scopes.

All of one request's changes are met in memory and written together; a unit that is refused
leaves no trace in the records, but stays in the journal with its verdict.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sync.center.edits import CenterEdits
from sync.center.judging import Judge, People
from sync.center.membership import Memberships
from sync.center.refusals import Refusal, Sender
from sync.clock import NEVER, Json, RandomBytes, Stamp
from sync.ledger.courses import cases_among, cases_moved, recompute
from sync.ledger.db import Db, Value
from sync.ledger.journal import ERASED, START, Head, Journal, entry_row, erased_link
from sync.ledger.state import State
from sync.ledger.store import Kept, RecordStore
from sync.merge.records import Change, Clash, Record, judge
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import Entry, body_bytes, read_body
from sync.protocol.versions import LATE_CLOCK_MS, MAX_BATCH_RECORDS

MERGED = "merged"
CONFLICT = "merged_with_conflict"
HANDED_OVER = "handed_over"
REFUSED = "refused"
BROUGHT_BACK = "brought_back"


class Forked(Exception):
    """The replica's chain is not the one the center holds.

    `common` is the last number both have alike, as far as this request shows.
    """

    def __init__(self, common: int) -> None:
        super().__init__(common)
        self.common = common


@dataclass(slots=True)
class _Outcome:
    """A unit met in memory, before it counts."""

    records: dict[tuple[str, str], Kept] = field(default_factory=dict)
    clashes: list[tuple[Entry, Clash]] = field(default_factory=list)
    refusal: Refusal | None = None
    handed_over: bool = False


class Pushing:
    """One request's changes.  Lives for one transaction."""

    def __init__(
        self,
        db: Db,
        store: RecordStore,
        state: State,
        memberships: Memberships,
        sender: Sender,
        now_ms: int,
        random: RandomBytes,
    ) -> None:
        self._db = db
        self._store = store
        self._memberships = memberships
        self._sender = sender
        self._now = now_ms
        self._journal = Journal(db, "center_journal")
        self._judge = Judge(db, store, memberships, People(db), sender, now_ms)
        self._edits = CenterEdits(db, state, now_ms, random)
        self._work: dict[tuple[str, str], Kept | None] = {}
        self._before: dict[tuple[str, str], dict[str, Stamp] | None] = {}
        """The stamps of what was there when it was read; None for what was not."""
        self._dirty: dict[tuple[str, str], None] = {}
        """All that this request changed."""
        self._unwritten: dict[tuple[str, str], None] = {}
        self._verdicts: list[tuple[int, str, str | None]] = []
        self._refused: list[Entry] = []

    def landmarks(self, held: Head) -> Json:
        """Numbers and shortened hashes of what is held, by which a copy finds where it parted."""
        marks = self._journal.landmarks(self._sender.replica, held.seq)
        return [[seq, base64.b64encode(mark).decode()] for seq, mark in marks]

    def repeat_after(self, after: int, held: int) -> None:
        """A copy hears the verdicts on what it has in common with its twin."""
        entries = [
            entry
            for entry, _ in self._journal.entries(
                self._sender.replica, min(after, held), MAX_BATCH_RECORDS
            )
            if entry.kind != ERASED
        ]
        self._verdicts.clear()
        self._refused.clear()
        self._repeat_verdicts(min(after, held), held, entries)

    def check_chain(self, held: Head, own: Head, after: Head) -> None:
        """See a copied or restored ledger before anything of it is merged."""
        if after.seq > held.seq:
            return
        known = self._journal.hash_at(self._sender.replica, after.seq)
        if known != after.hash:
            raise Forked(0)
        if own.seq < held.seq:
            raise Forked(after.seq)

    def take(self, held: Head, after: Head, entries: Sequence[Entry], proved: Head = START) -> Head:
        """Merge what is new of `entries`; the head up to which they are answered for.

        Entries already held must be the same ones, and keep the verdict they were given.  Those up
        to `proved`, the center's own countersignature of a lost history, only complete the chain.
        """
        if after.seq > held.seq:
            return held
        link = after.hash
        rows: list[list[Value]] = []
        completed: list[list[Value]] = []
        fresh: list[Entry] = []
        for entry in entries:
            body = body_bytes(entry.kind, entry.record_id, entry.schema, entry.values, entry.bases)
            before = link
            link, row = entry_row(self._sender.replica, entry, body, before)
            if entry.kind == ERASED:
                if entry.seq > max(held.seq, proved.seq):
                    raise Problem(ProblemKind.REFUSED_INPUT, "an entry without its body")
                link = row[9] = erased_link(entry)
                row[7] = row[8] = None
            if entry.seq <= held.seq:
                if link != self._journal.hash_at(self._sender.replica, entry.seq):
                    raise Forked(entry.seq - 1)
                continue
            if entry.seq <= proved.seq:
                # Answered for in the history that was lost; its records were offered.
                if entry.seq == proved.seq and link != proved.hash:
                    raise Forked(held.seq)
                row[10] = BROUGHT_BACK
                completed.append(row)
                continue
            rows.append(row)
            fresh.append(entry)
        self._journal.append(completed)
        self._repeat_verdicts(after.seq, held.seq, entries)
        if not fresh:
            # Less than is held: what lies beyond has verdicts this request does not ask for.
            return Head(entries[-1].seq, link)
        self._load(fresh)
        for _, unit in groupby(fresh, key=lambda e: e.unit):
            self._meet(list(unit))
        for row, (_, verdict, reason) in zip(rows, self._verdicts[-len(rows) :], strict=True):
            row[10], row[11] = verdict, reason
        self._write()
        self._journal.append(rows)
        return Head(fresh[-1].seq, link)

    def _repeat_verdicts(self, after: int, held: int, entries: Sequence[Entry]) -> None:
        """A verdict is stored with (replica, seq) and repeated unchanged."""
        if after >= held:
            return
        by_seq = {entry.seq: entry for entry in entries}
        for seq, verdict, reason in self._db.rows(
            "SELECT seq, verdict, reason FROM center_journal "
            "WHERE replica = ? AND seq > ? AND seq <= ? ORDER BY seq",
            (self._sender.replica, after, held),
        ):
            if seq in by_seq and verdict != BROUGHT_BACK:
                self._verdicts.append((seq, verdict, reason))
                if verdict in (REFUSED, HANDED_OVER):
                    self._refused.append(by_seq[seq])

    def _load(self, entries: Sequence[Entry]) -> None:
        """Read once all that the batch may touch."""
        wanted: dict[str, list[str]] = {}
        roots: dict[str, None] = {}
        for entry in entries:
            wanted.setdefault(entry.kind, []).append(entry.record_id)
        for kind, ids in wanted.items():
            found = self._store.load(kind, sorted(set(ids)))
            for record_id in ids:
                kept = found.get(record_id)
                self._keep_read(kind, record_id, kept)
                if kept is not None:
                    roots[kept.root] = None
        for entry in entries:
            record = Record(entry.kind, entry.record_id, entry.values)
            roots[self._store.root_of(record)] = None
        self._memberships.load(sorted(roots))
        unread = [root for root in roots if ("case", root) not in self._work]
        cases = self._store.load("case", unread)
        cases |= {root: kept for root in roots if (kept := self._work.get(("case", root)))}
        self._judge.foresee(cases)

    def _meet(self, unit: Sequence[Entry]) -> None:
        """One unit: wholly in, or wholly refused."""
        outcome = _Outcome()
        for entry in unit:
            self._meet_entry(entry, outcome)
            if outcome.refusal is not None:
                break
        if outcome.refusal is not None:
            for entry in unit:
                self._verdicts.append((entry.seq, REFUSED, outcome.refusal.value))
                self._refused.append(entry)
            return
        if outcome.handed_over:
            for entry in unit:
                self._verdicts.append((entry.seq, HANDED_OVER, None))
                self._refused.append(entry)
            self._edits.propose(self, self._sender, unit, self._root_of(unit[0]))
            return
        for key, kept in outcome.records.items():
            self._changed(key, kept)
            self._judge.learn(kept)
        clashing = {entry.seq for entry, _ in outcome.clashes}
        for entry in unit:
            verdict = CONFLICT if entry.seq in clashing else MERGED
            late = "clock_ahead" if entry.time > self._now + LATE_CLOCK_MS else None
            self._verdicts.append((entry.seq, verdict, late))
        for entry, clash in outcome.clashes:
            self._settle_clash(entry, clash)
        for (kind, _), kept in outcome.records.items():
            if kind == "conflict":
                self._edits.decide(self, kept.record)

    def _meet_entry(self, entry: Entry, outcome: _Outcome) -> None:
        key = (entry.kind, entry.record_id)
        kept = outcome.records.get(key) or self._work.get(key)
        current = None if kept is None else kept.record
        change = Change(
            entry.kind,
            entry.record_id,
            entry.values,
            entry.bases,
            entry.time,
            self._sender.replica,
        )
        refusal = self._judge.entry(entry, change, kept, outcome.records)
        if refusal is Refusal.HANDED_OVER:
            outcome.handed_over = True
            return
        if refusal is not None:
            outcome.refusal = refusal
            return
        judged = judge(current, change)
        if judged.inflated or judged.clashes:
            beneath = self._beneath(change)
            if beneath:
                judged = judge(current, change, beneath)
        if judged.inflated:
            outcome.refusal = Refusal.INFLATED
            return
        root = kept.root if kept is not None else self._store.root_of(judged.record)
        if judged.changed:
            outcome.records[key] = Kept(judged.record, root, entry.person)
        outcome.clashes += [
            (entry, clash) for clash in judged.clashes if not self._known(entry, clash.name)
        ]

    def _known(self, entry: Entry, name: str) -> bool:
        """Whether the same change came already under another name: two copies of one ledger
        both bring what neither had sent.  One that was handed over is in no record: met now, it
        is met for the first time."""
        rows = self._db.rows(
            "SELECT body FROM center_journal WHERE record_id = ? AND kind = ? AND time = ? "
            "AND person = ? AND replica <> ? AND verdict NOT IN ('refused', 'handed_over') "
            "AND body IS NOT NULL",
            (entry.record_id, entry.kind, entry.time, entry.person, self._sender.replica),
        )
        said = [read_body(body)[1] for (body,) in rows]
        return any(name in values and values[name] == entry.values[name] for values in said)

    def _beneath(self, change: Change) -> dict[str, Stamp]:
        """For bases that are refused changes of the same replica: the base below them."""
        found: dict[str, Stamp] = {}
        mine = {n: b for n, b in change.bases.items() if b.replica == self._sender.replica}
        if not mine:
            return found
        refused: dict[tuple[str, Stamp], Stamp] = {}
        for time, body in self._db.rows(
            "SELECT time, body FROM center_journal WHERE record_id = ? AND replica = ? "
            "AND kind = ? AND verdict IN ('refused', 'handed_over') AND body IS NOT NULL",
            (change.record_id, self._sender.replica, change.kind),
        ):
            _, values, bases = read_body(body)
            for name in values:
                below = bases.get(name, NEVER)
                refused[name, Stamp(below.revision + 1, time, self._sender.replica)] = below
        for entry in self._refused:
            if (entry.kind, entry.record_id) == (change.kind, change.record_id):
                for name in entry.values:
                    below = entry.bases.get(name, NEVER)
                    stamp = Stamp(below.revision + 1, entry.time, self._sender.replica)
                    refused[name, stamp] = below
        for name, base in mine.items():
            seen = base
            while (name, seen) in refused:
                seen = refused[name, seen]
            if seen != base:
                found[name] = seen
        return found

    def _settle_clash(self, entry: Entry, clash: Clash) -> None:
        """Both values are kept for a desk to decide; a clock too far ahead loses its tie."""
        kept = self.kept(entry.kind, entry.record_id)
        if kept is None:
            raise AssertionError("a clash needs a record")
        self._edits.conflict(self, kept, clash, entry, self._sender)

    def _root_of(self, entry: Entry) -> str:
        kept = self._work.get((entry.kind, entry.record_id))
        if kept is not None:
            return kept.root
        return self._store.root_of(Record(entry.kind, entry.record_id, entry.values))

    @property
    def edits(self) -> CenterEdits:
        return self._edits

    def write(self) -> None:
        """Write what was put without any entry: what is brought back after a restore."""
        self._write()

    def kept(self, kind: str, record_id: str) -> Kept | None:
        key = (kind, record_id)
        if key not in self._work:
            self._keep_read(kind, record_id, self._store.one(kind, record_id))
        return self._work[key]

    def _keep_read(self, kind: str, record_id: str, kept: Kept | None) -> None:
        self._work[kind, record_id] = kept
        self._before[kind, record_id] = None if kept is None else dict(kept.record.stamps)

    def put(self, kept: Kept) -> None:
        key = (kept.record.kind, kept.record.id)
        self._before.setdefault(key, None)
        self._changed(key, kept)

    def _changed(self, key: tuple[str, str], kept: Kept) -> None:
        self._work[key] = kept
        self._dirty[key] = None
        self._unwritten[key] = None

    def _write(self) -> None:
        """Number, write and place what changed since the last time: entries, then offers."""
        self._edits.number_cases(self, self._registered())
        dirty = [kept for key in self._unwritten if (kept := self._work[key]) is not None]
        self._unwritten.clear()
        if not dirty:
            return
        first = self._edits.next_versions(len(dirty))
        touched: dict[str, tuple[str, str, int]] = {}
        kinds = {kept.root: kept.record.kind for kept in dirty if kept.root == kept.record.id}
        homes = {kept.root: kept.record for kept in dirty if kept.root == kept.record.id}
        for version, kept in enumerate(dirty, first):
            kept.record.version = version
            touched[kept.root] = (kinds.get(kept.root, ""), "", version)
        for root, (kind, _, version) in touched.items():
            home = homes.get(root)
            if home is None:
                kind, station = self._judge.root_home(root)
            else:
                station = str(home.values.get("station_id", ""))
            touched[root] = (kind, station, version)
        new: list[Kept] = []
        changed: list[tuple[Kept, frozenset[str]]] = []
        for kept in dirty:
            before = self._before[kept.record.kind, kept.record.id]
            if before is None:
                new.append(kept)
            else:
                stamps = kept.record.stamps.items()
                changed.append((kept, frozenset(n for n, s in stamps if before.get(n) != s)))
        self._store.add(new)
        self._store.save_fields(changed)
        for kept in dirty:
            self._before[kept.record.kind, kept.record.id] = dict(kept.record.stamps)
        cases = {kept.record.id for kept in new if kept.record.kind == "case"}
        recompute(self._store, cases_among(new) | cases_moved(changed), cases)
        self._memberships.settle(touched)

    def _registered(self) -> list[Kept]:
        """Cases first merged as registered by this request."""
        return [
            kept
            for key in self._unwritten
            if key[0] == "case"
            and self._before[key] is None
            and (kept := self._work[key]) is not None
            and kept.record.values.get("registered_at") is not None
        ]

    def verdicts(self) -> dict[str, Json]:
        """Verdicts as runs, and for what was refused the center's values to put back."""
        if not self._verdicts:
            return {}
        runs: list[Json] = []
        ordered = sorted(self._verdicts)
        for (verdict, reason), group in groupby(ordered, key=lambda v: (v[1], v[2])):
            seqs = [v[0] for v in group]
            runs.append([seqs[0], seqs[-1], verdict, reason])
        answer: dict[str, Json] = {"v": runs}
        if self._refused:
            answer["rf"] = [self._put_back(entry) for entry in self._refused]
        return answer

    def _put_back(self, entry: Entry) -> Json:
        """[seq, fields] with the center's value and stamp of each field, None for no record.

        A record out of the sender's sight is as if it were not there.
        """
        kept = self.kept(entry.kind, entry.record_id)
        if kept is None or not self._memberships.shown(kept.root, self._sender.station):
            return [entry.seq, None]
        record = kept.record
        cells: dict[str, Json] = {
            name: [record.values.get(name), [*record.stamp(name)]] for name in entry.values
        }
        return [entry.seq, cells]

    def withheld(self, scopes: Iterable[str], cursor: int) -> Collection[str]:
        """Roots the sender wrote and knows: it had read all of them, and the merge added
        nothing but what `additions` tells."""
        scopes = list(scopes)
        roots: dict[str, bool] = {}
        for key in self._dirty:
            kept = self._work[key]
            if kept is not None:
                roots[kept.root] = roots.get(kept.root, True) and key not in self._edits.made
        return {
            root
            for root, own in roots.items()
            if own and self._memberships.was_read(root, scopes, cursor)
        }

    def additions(self, withheld: Collection[str]) -> dict[str, Json]:
        """What the center set in withheld records: county numbers."""
        added: list[Json] = [
            [kind, record_id, kept.record.version, cells]
            for (kind, record_id), cells in self._edits.numbered.items()
            if (kept := self._work[kind, record_id]) is not None and kept.root in withheld
        ]
        return {"ad": added} if added else {}

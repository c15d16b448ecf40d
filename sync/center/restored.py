"""After the center went back to a backup: a new history, and what the desks bring back to it.

A new epoch makes every desk read from the start, say what it holds and offer what the center
lacks; then it sends its journal again, whose entries under the center's own countersignature only
complete the chain.  Others' values, the county's too, are taken here and nowhere else: in scope,
bounded, clashes with newer work listed as conflicts (`sync.md`, Center restored from a backup).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sync.center.founding import begin_epoch
from sync.center.history import WINDOW, open_window
from sync.center.judging import CENTER_ONLY_KINDS
from sync.center.membership import Memberships, named_stations
from sync.center.outside_log import OutsideLog
from sync.center.pushing import Pushing
from sync.center.refusals import Sender
from sync.center.restoring import apply_note
from sync.center.stations import Office
from sync.clock import NEVER, Json, Stamp
from sync.ledger.courses import event_of
from sync.ledger.db import Db
from sync.ledger.state import State
from sync.ledger.store import Kept, RecordStore
from sync.merge.records import Clash, Record
from sync.protocol.entries import Entry, read_body
from sync.protocol.rows import Row
from sync.protocol.versions import BROUGHT_BACK_REVISIONS
from sync.records.case_course import referral_course
from sync.records.registry import KINDS
from sync.records.scope import shown_to

BROUGHT_BACK = "brought_back/"
"""Before `kind/id` in `center_state`: from which replica and when, until somebody confirms."""

BROUGHT_MARK = "brought:"
"""Before an epoch: a series whose high mark is the head after what was last brought back in it.

Marks of series are noted outside the database.  No countersignature tells of offers, so a database
that goes back behind them would lose them unseen; the mark tells."""


def begin(office: Office, log: OutsideLog) -> str:
    """Begin a new history where the old one was lost, in the caller's transaction; its epoch."""
    for note in list(log.notes()):
        apply_note(office, note)
    epoch = begin_epoch(office, log)
    open_window(office)
    return epoch


_Seen: TypeAlias = Mapping[tuple[str, str], Mapping[str, Stamp]]


@dataclass(frozen=True, slots=True)
class _Root:
    """One offered root with what was offered of it."""

    id: str
    rows: Sequence[Row]


class BringingBack:
    """Takes one replica's offers.  Lives for one transaction that owns the right to write."""

    def __init__(
        self,
        db: Db,
        store: RecordStore,
        state: State,
        memberships: Memberships,
        pushing: Pushing,
        sender: Sender,
        now_ms: int,
    ) -> None:
        self._db = db
        self._store = store
        self._state = state
        self._memberships = memberships
        self._pushing = pushing
        self._sender = sender
        self._now = now_ms
        window = state.get(WINDOW)
        heads = window.get("heads") if isinstance(window, dict) else None
        self._open = isinstance(window, dict)
        self._heads: Mapping[str, Json] = heads if isinstance(heads, dict) else {}

    def take(self, rows: Sequence[Row], seen: _Seen) -> list[Json]:
        """`[kind, id, taken]` for each offered row.  `seen`: (kind, id) -> field -> what stood when
        its author set it, for values that are still on their way.

        Of a record that others have taken from the sender since, what it held is merged, and not
        said to be taken: it leaves there.
        """
        told: list[tuple[Row, bool]] = []
        self._memberships.load(sorted({row.root for row in rows}))
        for root in _by_root(rows):
            allowed = self._open and self._may_offer(root)
            for row in root.rows:
                taken = self._take(row, seen) if allowed else self._is_here(row)
                told.append((row, taken))
        self._pushing.write()
        if any(taken for _, taken in told):
            self._pushing.edits.mark_head(BROUGHT_MARK + self._state.text("epoch"))
        station = self._sender.station
        return [
            [row.kind, row.id, taken and self._memberships.shown(row.root, station)]
            for row, taken in told
        ]

    def _is_here(self, row: Row) -> bool:
        """Whether the record is here and the sender's to see: then nothing is amiss with it."""
        kept = self._pushing.kept(row.kind, row.id)
        return kept is not None and self._memberships.shown(kept.root, self._sender.station)

    def _may_offer(self, root: _Root) -> bool:
        """Whether the root is in the sender's scope, by what is here and what is offered."""
        if self._memberships.shown(root.id, self._sender.station):
            return True
        own = next((row for row in root.rows if row.id == root.id), None)
        if own is None:
            # What hangs on something that is neither here nor offered would be seen by nobody.
            return False
        if self._sender.level == "county":
            return True
        known = self._store.one(own.kind, root.id)
        home = (own.values if known is None else known.record.values).get("station_id")
        if not isinstance(home, str):
            return False
        places = self._memberships.places
        windows = {place.id: place.window for place in places.values()}
        shown = [*self._referrals(root), *_shared(own)]
        return self._sender.station in shown_to(home, windows.get(home), shown, windows)

    def _referrals(self, root: _Root) -> list[dict[str, Json]]:
        kinds: dict[str, dict[str, dict[str, Json]]] = {"referral": {}, "case_event": {}}
        for kind, found in kinds.items():
            for kept in self._store.of_roots(kind, [root.id]):
                found[kept.record.id] = event_of(kept.record)
            found.update({r.id: {**r.values, "id": r.id} for r in root.rows if r.kind == kind})
        events = list(kinds["case_event"].values())
        return [{**r, **referral_course(r, events).fields} for r in kinds["referral"].values()]

    def _take(self, row: Row, seen: _Seen) -> bool:
        if row.kind in CENTER_ONLY_KINDS or not _sound(row):
            return False
        kept = self._pushing.kept(row.kind, row.id)
        if kept is None and "station_id" not in row.values:
            return False
        current = kept.record if kept is not None else Record(row.kind, row.id)
        merged = current.copy()
        clashes: list[Clash] = []
        for name, stamp in row.stamps.items():
            standing = current.stamp(name)
            if stamp.revision > standing.revision + BROUGHT_BACK_REVISIONS:
                return False
            base = seen.get((row.kind, row.id), {}).get(name)
            if self._clashes(current, name, row.values[name], stamp, base):
                clashes.append(
                    Clash(name, (current.values.get(name), standing), (row.values[name], stamp))
                )
            if stamp > standing:
                merged.set(name, row.values[name], stamp)
        if row.kind == "conflict":
            self._join_candidates(current, row, merged)
            # The sender offers more lines than it holds: it is to hear what stands now.
            self._pushing.edits.made.add((row.kind, row.id))
        if merged.stamps == current.stamps:
            return True
        fresh = Kept(merged, row.root if kept is None else kept.root)
        self._pushing.put(fresh)
        if row.kind == "case":
            self._pushing.edits.number_given(row.id, merged.values.get("county_no"))
        for clash in clashes:
            self._pushing.edits.conflict(
                self._pushing, fresh, clash, _as_entry(row, clash), self._sender
            )
        self._state.put({f"{BROUGHT_BACK}{row.kind}/{row.id}": [self._sender.replica, self._now]})
        return True

    def _join_candidates(self, current: Record, row: Row, merged: Record) -> None:
        """A conflict found before and after the restore lists the values of both."""
        joined: list[Json] = []
        for listed in (current.values.get("candidates"), row.values.get("candidates")):
            for line in listed if isinstance(listed, list) else []:
                if line not in joined:
                    joined.append(line)
        if joined and joined != merged.values.get("candidates"):
            self._pushing.edits.set(merged, "candidates", joined)

    def _clashes(
        self, current: Record, name: str, value: Json, stamp: Stamp, seen: Stamp | None
    ) -> bool:
        """Whether what stands was set by somebody who had not seen `value`, as far as is known."""
        standing = current.stamp(name)
        same = stamp == standing or value == current.values.get(name)
        if same or current.kind == "conflict":
            return False
        if seen is not None and seen.revision <= standing.revision:
            # Of two that are equally far neither was written on top of the other.
            return seen != standing
        if stamp.revision == standing.revision:
            return True  # neither can have been written on top of the other
        base = self._base_of_new_work(current, name, standing)
        return base is not None and base != stamp and stamp.revision > base.revision

    def _base_of_new_work(self, record: Record, name: str, stamp: Stamp) -> Stamp | None:
        """The base of a stamp set since the restore; None where it is older, or brought back."""
        head = self._heads.get(stamp.replica, 0)
        rows = self._db.rows(
            "SELECT body FROM center_journal WHERE record_id = ? AND kind = ? AND replica = ? "
            "AND time = ? AND seq > ? AND verdict LIKE 'merged%' AND body IS NOT NULL",
            (record.id, record.kind, stamp.replica, stamp.time, head if type(head) is int else 0),
        )
        for (body,) in rows:
            _, values, bases = read_body(body)
            if name in values:
                return bases.get(name, NEVER)
        return None


def _shared(row: Row) -> list[dict[str, Json]]:
    """The stations that a record of the weekly work names, as if it were referred to them."""
    kind = KINDS.get(row.kind)
    stations = () if kind is None else named_stations(kind, row.values)
    return [{"to_org_id": station, "status": "sent"} for station in stations]


def _by_root(rows: Iterable[Row]) -> list[_Root]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.root, []).append(row)
    return [_Root(root, part) for root, part in found.items()]


def _sound(row: Row) -> bool:
    """Whether every value can stand in its field; what this version does not know is kept."""
    kind = KINDS.get(row.kind)
    if kind is None:
        return True
    return all(
        kind.by_name[name].stamped and kind.by_name[name].fault(value) is None
        for name, value in row.values.items()
        if name in kind.by_name
    )


def _as_entry(row: Row, clash: Clash) -> Entry:
    """Whoever set the value is in the stamp; nobody signs for it here."""
    value, stamp = clash.theirs
    return Entry(0, 0, row.kind, row.id, "", stamp.time, b"", 0, {clash.name: value}, {})

"""Whether a change to a record of the weekly work is its author's to make.

These records have no steps but states (`sync/records/moves.py`); the questions a desk asked before
it wrote are asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sync.center.membership import Memberships, named_stations
from sync.center.refusals import Pending, Refusal, Sender
from sync.clock import NEVER, Json
from sync.ledger.store import Kept, RecordStore
from sync.protocol.entries import Entry
from sync.records.attachment import ROOT_KINDS
from sync.records.kinds import Kind
from sync.records.moves import CREATE, FOR_ALL, MOVES, STATE, fault_of, right_to_edit, state_of
from sync.records.registry import KINDS
from sync.records.rights import Operation

Permits = Callable[[Operation], bool]
"""Whether the author holds a right in the sender's station."""


class Moving:
    """Judges the weekly work.  Lives for one request."""

    def __init__(self, store: RecordStore, memberships: Memberships, sender: Sender) -> None:
        self._store = store
        self._memberships = memberships
        self._sender = sender

    def fault(
        self, kind: Kind, entry: Entry, kept: Kept | None, permits: Permits
    ) -> Refusal | None:
        """Why a change to a record of one of `CREATE`'s kinds is refused, or None."""
        before = None if kept is None else kept.record.values
        if before is not None and not self._may_touch(kind.name, before):
            return Refusal.NOT_PERMITTED
        wanted = CREATE[kind.name] if before is None else right_to_edit(kind.name, before)
        if kind.name in MOVES:
            move = fault_of(kind.name, before, entry.values, _seen(kind.name, entry, kept))
            if isinstance(move, str):
                return Refusal.BAD_STEP
            if move is not None:
                wanted = move.operation
        if not permits(wanted):
            return Refusal.NOT_PERMITTED
        shown_to_all = (kind.name, True) == (FOR_ALL[0], entry.values.get(FOR_ALL[1]))
        if shown_to_all and not permits(Operation.CHECK_PUBLICATION):
            return Refusal.NOT_PERMITTED
        return None

    def attachment_fault(
        self, entry: Entry, kept: Kept | None, pending: Pending, permits: Permits
    ) -> Refusal | None:
        """The same for an attachment: as for the record it is seen with."""
        values = entry.values if kept is None else kept.record.values
        root_kind = ROOT_KINDS.get(str(values.get("owner_type")), "case")
        if root_kind not in CREATE:
            return None if permits(Operation.EDIT_FACTS) else Refusal.NOT_PERMITTED
        if not permits(CREATE[root_kind]):
            return Refusal.NOT_PERMITTED
        root = values.get("case_id")
        found = None
        if isinstance(root, str):
            found = pending.get((root_kind, root)) or self._store.one(root_kind, root)
        if found is not None and not self._may_touch(root_kind, found.record.values):
            return Refusal.NOT_PERMITTED
        return None

    def decision_fault(self, conflict: Kept, permits: Permits) -> Refusal | None:
        """Who decides what became of two unseen changes may change the record itself."""
        kind = str(conflict.record.values.get("record_kind"))
        if kind not in CREATE:
            return None
        found = self._store.one(kind, str(conflict.record.values.get("record_id")))
        if found is None:
            return None
        values = found.record.values
        if not self._may_touch(kind, values) or not permits(right_to_edit(kind, values)):
            return Refusal.NOT_PERMITTED
        return None

    def _may_touch(self, kind: str, values: Mapping[str, Json]) -> bool:
        """Its own station, the window above that, the county, and whom the record names
        (decision 0009)."""
        own = values.get("station_id")
        place = self._memberships.places.get(str(own))
        return (
            self._sender.level == "county"
            or self._sender.station == own
            or (place is not None and self._sender.station == place.window)
            or self._sender.station in named_stations(KINDS[kind], values)
        )


def _seen(kind: str, entry: Entry, kept: Kept | None) -> frozenset[str]:
    """The states the author may have had before them: the one that stands, if they had seen it."""
    if kept is None:
        return frozenset({state_of(kind, {})})
    base = entry.bases.get(STATE, NEVER)
    if base == kept.record.stamp(STATE):
        return frozenset({state_of(kind, kept.record.values)})
    if base == NEVER:
        return frozenset({state_of(kind, {})})
    return frozenset(state for move in MOVES[kind] for state in (*move.from_states, move.to_state))

"""Whether a step that arrives was allowed in the state its author saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sync.center.membership import Memberships
from sync.center.refusals import Pending, Refusal, Sender
from sync.clock import Json
from sync.ledger.courses import event_of
from sync.ledger.store import Kept, RecordStore
from sync.protocol.entries import Entry
from sync.records.case_course import DECISION_RANK, READ_OF_EVENT, Event, course
from sync.records.rights import Grant, Operation, RecordView, may
from sync.records.step_table import TRANSITIONS, Seat, Transition, operations
from sync.records.transitions import RANKS

COMPUTED = frozenset({"status", "recovered_confirmed", "recovered_agreed"})
"""What no step writes, since it follows from the others."""


class _Case:
    """A case as this request sees it: home station, values, events, referrals."""

    def __init__(self, values: Mapping[str, Json]) -> None:
        self.values = values
        self.events: dict[str, Event] = {}
        self.referrals: dict[str, Mapping[str, Json]] = {}

    def at(self, step_id: str | None) -> Mapping[str, Json] | None:
        """The computed fields where the step `step_id` is the last; None for an unknown step."""
        line: list[Event] = []
        seen: set[str] = set()
        at = step_id
        while at is not None and at not in seen:
            event = self.events.get(at)
            if event is None:
                return None
            seen.add(at)
            line.append(event)
            follows = event.get("follows_id")
            at = follows if isinstance(follows, str) else None
        return course(self.values, line).fields

    def referral(self, event: Mapping[str, Json]) -> Mapping[str, Json]:
        """The referral an event names; empty for none."""
        return self.referrals.get(str(event.get("referral_id")), {})

    def now(self) -> Mapping[str, Json]:
        return course(self.values, self.events.values()).fields


class Steps:
    """Judges steps and edits of facts.  Lives for one request."""

    def __init__(self, store: RecordStore, memberships: Memberships) -> None:
        self._store = store
        self._memberships = memberships
        self._cases: dict[str, _Case] = {}
        self._new: dict[str, Mapping[str, Json]] = {}
        """Values of new cases of this request that nobody asked for yet."""

    def learn(self, kept: Kept) -> None:
        record = kept.record
        if record.kind == "case":
            found = self._cases.get(record.id)
            if found is not None:
                found.values = record.values
            elif record.id in self._new or record.row_version == 1:
                self._new[record.id] = record.values
            return
        case = self._asked(kept.root)
        if case is None:
            return
        if record.kind == "case_event":
            case.events[record.id] = event_of(record)
        else:
            case.referrals[record.id] = record.values

    def foresee(self, cases: Mapping[str, Kept]) -> None:
        """Stored cases that entries of this request belong to: their steps are read together."""
        ids = sorted(cases.keys() - self._cases.keys())
        self._cases |= {case_id: _Case(cases[case_id].record.values) for case_id in ids}
        self._read_steps(ids)

    def _read_steps(self, ids: Sequence[str]) -> None:
        """The stored steps and referrals of cases met just now."""
        for event in self._store.parts_of_roots("case_event", ids, READ_OF_EVENT):
            self._cases[event.root].events[event.id] = event.told
        names = self._store.layouts["referral"].names
        for referral in self._store.parts_of_roots("referral", ids, names):
            self._cases[referral.root].referrals[referral.id] = referral.values

    def _asked(self, case_id: str) -> _Case | None:
        """A case that this request has met before."""
        if case_id in self._new:
            self._cases[case_id] = _Case(self._new.pop(case_id))
        return self._cases.get(case_id)

    def _case(self, case_id: str, pending: Pending) -> _Case | None:
        case = self._asked(case_id)
        if case is None:
            kept = pending.get(("case", case_id))
            if kept is not None and kept.record.row_version == 1:
                case = _Case(kept.record.values)
            else:
                kept = kept or self._store.one("case", case_id)
                if kept is None:
                    return None
                case = self._cases[case_id] = _Case(kept.record.values)
                self._read_steps([case_id])
        for (kind, record_id), made in pending.items():
            if made.root == case_id and kind == "referral":
                case.referrals[record_id] = made.record.values
        return case

    def facts_fault(self, case_id: str, sender: Sender, pending: Pending) -> Refusal | None:
        """Facts, parties: the handling organisation's; whoever had it before only proposes."""
        case = self._case(case_id, pending)
        if case is None or case.now()["owner_org_id"] == sender.station:
            return None
        return Refusal.HANDED_OVER

    def fault(
        self,
        entry: Entry,
        grants: Iterable[Grant],
        sender: Sender,
        pending: Pending,
        today: date,
    ) -> Refusal | None:
        values = entry.values
        grants = tuple(grants)
        here = RecordView(frozenset({sender.station}))
        if not any(may(grants, op, here, today) for op in _EVENT_RIGHTS):
            return Refusal.NOT_PERMITTED
        rank = values.get("rank")
        if values.get("to_status") is None and values.get("referral_id") is None:
            if rank == DECISION_RANK and not may(grants, Operation.DECIDE_CONFLICT, here, today):
                return Refusal.NOT_PERMITTED
            return None
        case = self._case(str(values.get("case_id")), pending)
        if case is None:
            return Refusal.BAD_STEP
        if rank is not None and rank not in (RANKS.get(sender.authority), DECISION_RANK):
            return Refusal.BAD_STEP
        follows = values.get("follows_id")
        state = case.at(follows if isinstance(follows, str) else None)
        if state is None:
            return Refusal.BAD_STEP
        rows = [row for row in TRANSITIONS if self._fits(row, values, state)]
        if not rows or not self._sets_fit(values):
            return Refusal.BAD_STEP
        sets = values.get("sets")
        told = {**case.referral(values), **(sets if isinstance(sets, dict) else {})}
        for row in rows:
            if self._seated(row, case, state, values, sender) and any(
                may(grants, operation, here, today) for operation in operations(row, told)
            ):
                return None
        return Refusal.NOT_PERMITTED

    @staticmethod
    def _fits(row: Transition, values: Mapping[str, Json], state: Mapping[str, Json]) -> bool:
        kinds = {row.event_type}
        for argument in row.arguments:
            if argument.name == "event_type" and argument.among is not None:
                kinds.update(argument.among)
        if values.get("event_type") not in kinds:
            return False
        if values.get("event_type") == "registered":
            return values.get("follows_id") is None
        to_status = values.get("to_status")
        if row.to_status is not None and to_status != row.to_status:
            return False
        return state["status"] in row.from_statuses

    @staticmethod
    def _sets_fit(values: Mapping[str, Json]) -> bool:
        """Fields this version does not know are kept: a newer desk may set more."""
        sets = values.get("sets")
        return sets is None or (isinstance(sets, dict) and not sets.keys() & COMPUTED)

    def _seated(
        self,
        row: Transition,
        case: _Case,
        state: Mapping[str, Json],
        values: Mapping[str, Json],
        sender: Sender,
    ) -> bool:
        owner = state["owner_org_id"]
        home = case.values.get("station_id")
        if row.seat is Seat.TARGET:
            return case.referral(values).get("to_org_id") == sender.station
        if row.seat is Seat.OWNER_OR_HOME:
            return sender.station in (owner, home)
        if row.seat is Seat.OVERSEER:
            place = self._memberships.places.get(str(owner))
            window = place.window if place is not None else None
            return sender.station in (owner, window) or sender.level == "county"
        return owner == sender.station


_EVENT_RIGHTS = (
    Operation.REGISTER,
    Operation.HANDLE,
    Operation.REPLY,
    Operation.TAKE_REFERRAL,
    Operation.SEE_UNMASKED,
    Operation.CANCEL_REGISTERED,
)
"""Whoever has one of these may leave an event; a step needs its own right besides."""

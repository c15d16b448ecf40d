"""What the center takes from a replica and what it refuses, entry by entry, in words' codes.

The same questions are asked at the desk before anything is written; here they are asked again,
because a replica may be broken, old, or lying.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from sync.center.membership import Memberships
from sync.center.moving import Moving
from sync.center.refusals import Pending, Refusal, Sender
from sync.center.steps import Steps
from sync.clock import Json, local_date
from sync.ledger.db import Db
from sync.ledger.store import Kept, RecordStore
from sync.merge.records import Change, Record
from sync.protocol.entries import Entry
from sync.records.kinds import By, Kind
from sync.records.moves import CREATE
from sync.records.registry import KINDS
from sync.records.rights import Grant, Operation, RecordView, grantable_roles, may, responsible_role

UNKNOWN_NAME_LIMIT = 60


CENTER_ONLY_KINDS = frozenset(
    {
        "station",
        "organisation",
        "admin_division",
        "campaign",
        "holiday_table",
        "calendar_day",
    }
)
"""Made and changed by the county (records.md 9)."""

AUTHORED_ONCE = ("station_id", "created_at", "created_by", "origin_device")


class People:
    """The grants of a station's people as the center holds them."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._grants: dict[str, tuple[Grant, ...]] = {}

    def grants(self, user_id: str) -> tuple[Grant, ...]:
        if user_id not in self._grants:
            rows = self._db.rows(
                "SELECT g.role, g.scope_station_id, g.from_date, g.to_date FROM r_role_grant g "
                "JOIN r_user u ON u.id = g.user_id WHERE g.user_id = ? AND g.deleted_at IS NULL "
                "AND COALESCE(u.active, 1) <> 0",
                (user_id,),
            )
            self._grants[user_id] = tuple(
                Grant(role, scope, start, end) for role, scope, start, end in rows
            )
        return self._grants[user_id]

    def add(self, grant: Record) -> None:
        """A grant merged by this very request counts for what follows it."""
        values = grant.values
        user, role, scope, start, end = (
            values.get(n) for n in ("user_id", "role", "scope_station_id", "from_date", "to_date")
        )
        if all(isinstance(v, str) for v in (user, role, scope, start)):
            until = end if isinstance(end, str) else None
            given = Grant(str(role), str(scope), str(start), until)
            self._grants[str(user)] = (*self.grants(str(user)), given)

    def brought_by(self, replica: str) -> bool:
        """Whether the replica, or one it succeeded, has brought its first account already.

        The county's code stands for that one account, also on a PC that replaces a lost one.
        """
        row = self._db.row(
            "WITH RECURSIVE line (id, previous) AS ("
            "SELECT id, previous FROM center_replica WHERE id = ? UNION "
            "SELECT r.id, r.previous FROM center_replica r JOIN line l ON r.id = l.previous) "
            "SELECT 1 FROM center_journal j JOIN line l ON j.replica = l.id "
            "WHERE j.kind = 'role_grant' AND j.verdict <> 'refused' LIMIT 1",
            (replica,),
        )
        return row is not None


OPERATION: Mapping[str, Operation] = {
    "person": Operation.ACCOUNTS,
    "user": Operation.ACCOUNTS,
    "role_grant": Operation.ACCOUNTS,
    "case": Operation.EDIT_FACTS,
    "case_party": Operation.EDIT_FACTS,
    "case_link": Operation.REGISTER,
    "referral": Operation.TAKE_REFERRAL,
    "reply": Operation.REPLY,
    "conflict": Operation.DECIDE_CONFLICT,
    "proposal": Operation.DECIDE_CONFLICT,
}
"""What a change to a record of a kind needs; events are judged by their step, the weekly work by
its state."""


class Judge:
    """Answers, for each entry, whether the center takes it.  Lives for one request."""

    def __init__(
        self,
        db: Db,
        store: RecordStore,
        memberships: Memberships,
        people: People,
        sender: Sender,
        now_ms: int,
    ) -> None:
        self._db = db
        self._memberships = memberships
        self._people = people
        self._sender = sender
        self._today = local_date(now_ms)
        self._steps = Steps(store, memberships)
        self._moving = Moving(store, memberships, sender)
        self._homes: dict[str, tuple[str, str]] = {}
        self._own = RecordView(frozenset({sender.station}))
        self._permitted: dict[tuple[str, Operation], bool] = {}

    def entry(
        self, entry: Entry, change: Change, kept: Kept | None, pending: Pending
    ) -> Refusal | None:
        """Why the entry is refused (`HANDED_OVER` where it only came too late), or None."""
        kind = KINDS.get(entry.kind)
        if kind is None:
            return self._unknown_kind(entry, kept)
        word = self._form(kind, entry, kept)
        if word is None:
            word = self._place(kind, entry, kept, pending)
        if word is None:
            word = self._right(kind, entry, kept, pending)
        return word

    def foresee(self, cases: Mapping[str, Kept]) -> None:
        """Stored cases that this request is about."""
        self._steps.foresee(cases)

    def learn(self, kept: Kept) -> None:
        """A record merged by this request: what follows it is judged with it."""
        if kept.record.kind == "role_grant":
            self._people.add(kept.record)
            self._permitted.clear()
        elif kept.record.kind in ("case_event", "referral", "case"):
            self._steps.learn(kept)

    def root_home(self, root: str) -> tuple[str, str]:
        """The kind of a root and the station it belongs to."""
        if root not in self._homes:
            seats = self._db.row("SELECT kind FROM center_membership WHERE root = ?", (root,))
            kind = str(seats[0]) if seats is not None else "case"
            table = f"r_{kind}" if kind in KINDS else "r_case"
            row = self._db.row(f"SELECT station_id FROM {table} WHERE id = ?", (root,))
            home = str(row[0]) if row is not None and row[0] else self._sender.station
            self._homes[root] = (kind, home)
        return self._homes[root]

    def _unknown_kind(self, entry: Entry, kept: Kept | None) -> Refusal | None:
        """A newer station's kind is kept unread, from its own station only."""
        if kept is None:
            if "station_id" not in entry.values:
                return Refusal.NOT_YOURS
            own = entry.values["station_id"] == self._sender.station
            return None if own else Refusal.FOREIGN_ORIGIN
        owner = kept.record.values.get("station_id")
        return None if owner == self._sender.station else Refusal.NOT_YOURS

    def _form(self, kind: Kind, entry: Entry, kept: Kept | None) -> Refusal | None:
        if kind.name in CENTER_ONLY_KINDS:
            return Refusal.NOT_FOR_STATIONS
        checks = _checks(kind.name, tuple(entry.values))
        if checks.refused is not None:
            return checks.refused
        for value, longest, fault in zip(
            entry.values.values(), checks.longest, checks.faults, strict=True
        ):
            if type(value) is str and len(value) <= longest and "\x00" not in value:
                continue  # nearly every value there is
            if value is not None and fault(value):
                return Refusal.NOT_FOR_STATIONS if fault is _centers else Refusal.BAD_VALUE
        if kind.name == "conflict" and not _decides_soundly(entry, kept):
            return Refusal.BAD_VALUE
        if kept is None:
            return None
        if kind.append_only and any(
            kept.record.values.get(n) != v for n, v in entry.values.items()
        ):
            return Refusal.APPEND_ONLY
        altered = any(
            entry.values[name] != kept.record.values.get(name)
            for name in AUTHORED_ONCE
            if name in entry.values
        )
        return Refusal.FOREIGN_ORIGIN if altered else None

    def _place(
        self, kind: Kind, entry: Entry, kept: Kept | None, pending: Pending
    ) -> Refusal | None:
        """A replica never writes as another station, nor where it does not see."""
        values = entry.values
        if kept is None:
            if "station_id" not in values:
                # An edit of what is not here: what made it was refused.
                return Refusal.NOT_YOURS
            if values["station_id"] != self._sender.station:
                return Refusal.FOREIGN_ORIGIN
            if values.get("created_by", entry.person) != entry.person:
                return Refusal.FOREIGN_ORIGIN
            parent = values.get(kind.parent) if kind.parent is not None else None
            root = parent if isinstance(parent, str) else None
        else:
            root = kept.root
        if root is None or any(made.root == root for made in pending.values()):
            return None
        if not self._memberships.known(root):
            # A child may come before its parent; where it belongs shows when that comes.
            return None
        if self._memberships.shown(root, self._sender.station):
            return None
        if self._memberships.once_shown(root, self._sender.station):
            return Refusal.HANDED_OVER
        return Refusal.NOT_YOURS

    def _right(
        self, kind: Kind, entry: Entry, kept: Kept | None, pending: Pending
    ) -> Refusal | None:
        if kind.name in ("person", "user", "role_grant"):
            return self._account(kind, entry)
        if kind.name == "access_log":
            return None
        if kind.name == "case_event":
            grants = self._people.grants(entry.person)
            return self._steps.fault(entry, grants, self._sender, pending, self._today)
        permits = partial(self._may, entry.person)
        if kind.name in CREATE:
            return self._moving.fault(kind, entry, kept, permits)
        if kind.name == "attachment":
            return self._moving.attachment_fault(entry, kept, pending, permits)
        operation = OPERATION.get(kind.name, Operation.EDIT_FACTS)
        if kind.name == "case" and kept is None:
            operation = Operation.REGISTER
        if not self._may(entry.person, operation):
            return Refusal.NOT_PERMITTED
        if kind.name == "conflict" and kept is not None:
            return self._moving.decision_fault(kept, permits)
        if kind.name in ("case", "case_party") and kept is not None:
            # Facts and parties are the owner's (records.md 9).
            return self._steps.facts_fault(kept.root, self._sender, pending)
        return None

    def _may(self, person: str, operation: Operation) -> bool:
        """Whether the person may do this in the sender's station; asked once, until grants grow."""
        allowed = self._permitted.get((person, operation))
        if allowed is None:
            allowed = may(self._people.grants(person), operation, self._own, self._today)
            self._permitted[person, operation] = allowed
        return allowed

    def _account(self, kind: Kind, entry: Entry) -> Refusal | None:
        """A station's people are its responsible role's; the first account of a PC that the
        county let in by a code makes itself."""
        station = self._sender.station
        role = entry.values.get("role")
        if kind.name == "role_grant" and role is not None:
            scope = entry.values.get("scope_station_id", station)
            if role not in grantable_roles(self._sender.level) or scope != station:
                return Refusal.NOT_PERMITTED
        if self._may(entry.person, Operation.ACCOUNTS):
            return None
        if self._people.brought_by(self._sender.replica):
            return Refusal.NOT_PERMITTED
        if kind.name == "role_grant" and role != responsible_role(self._sender.level):
            return Refusal.NOT_PERMITTED
        return None


Fault = Callable[[Json], str | None]


class _Checks(NamedTuple):
    """What the entries of one shape are asked."""

    refused: Refusal | None
    """Why they are refused whatever their values are."""
    longest: tuple[int, ...]
    """For each field, up to which length a text is well there; -1 where it is no text's."""
    faults: tuple[Fault, ...]


@lru_cache(maxsize=256)
def _checks(kind: str, names: tuple[str, ...]) -> _Checks:
    """Thousands of entries share a few shapes."""
    faults: list[Fault] = []
    longest: list[int] = []
    for name in names:
        field = KINDS[kind].by_name.get(name)
        if field is None:
            if len(name) > UNKNOWN_NAME_LIMIT:
                return _Checks(Refusal.BAD_VALUE, (), ())
            faults.append(_anything)
            longest.append(-1)
        elif field.by is By.STEP:
            return _Checks(Refusal.NOT_FOR_STATIONS, (), ())
        else:
            centers = field.by is By.CENTER
            faults.append(_centers if centers else field.checker())
            longest.append(-1 if centers else field.longest)
    return _Checks(None, tuple(longest), tuple(faults))


def _anything(value: Json) -> str | None:
    """A newer station's field is kept unread."""
    return None


def _centers(value: Json) -> str | None:
    """Only the center sets it."""
    return "not_for_stations"


def _decides_soundly(entry: Entry, kept: Kept | None) -> bool:
    """A decision is about a conflict the center listed, and its value can stand in the field."""
    if kept is None:
        return False
    decision = entry.values.get("decision")
    if decision is None:
        return entry.values.keys() <= {"status", "decided_by", "decided_at", "decision"}
    declared = KINDS.get(str(kept.record.values.get("record_kind")))
    field = declared.by_name.get(str(kept.record.values.get("field"))) if declared else None
    if field is None or not isinstance(decision, dict):
        return False
    return "value" in decision and field.fault(decision["value"]) is None

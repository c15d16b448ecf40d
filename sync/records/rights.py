"""Who may do what (domain rules 2.2, as data).

Use cases ask `may`, and the center asks it again.  No row, no cell: not allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_ASSISTANT = frozenset({"village_assistant"})
_VILLAGE = frozenset({"village_assistant", "village_cadre", "graduate_official"})
_WINDOW = frozenset({"window_clerk", "window_lead"})

COUNTY_ROLES = frozenset(
    {
        "county_reception",
        "county_handler",
        "county_legal",
        "county_link",
        "county_supervisor",
        "county_leader",
        "auditor",
        "sysadmin",
    }
)
"""Roles that only the county grants (domain records 9)."""


class Operation(StrEnum):
    REGISTER = "register"
    SEE_UNMASKED = "see_unmasked"
    SEE_PHONE = "see_phone"
    DECIDE_ACCEPTANCE = "decide_acceptance"
    DECIDE_STATUTORY = "decide_statutory"
    HANDLE = "handle"
    REFER_UP = "refer_up"
    SEND_DOWN = "send_down"
    TAKE_REFERRAL = "take_referral"
    REPLY = "reply"
    CANCEL_REGISTERED = "cancel_registered"
    DECIDE_CONFLICT = "decide_conflict"
    EXPORT = "export"
    ACCOUNTS = "accounts"
    EDIT_FACTS = "edit_facts"
    SEE_ACCESS_LOG = "see_access_log"
    PLAN_WORK = "plan_work"
    PROPOSE_PUBLICATION = "propose_publication"
    CHECK_PUBLICATION = "check_publication"
    PUBLISH = "publish"


_REGISTERING = _VILLAGE | _WINDOW | {"market_officer", "county_reception", "county_handler"}
_HANDLING = _VILLAGE | _WINDOW | {"market_officer", "county_handler"}
_CHECKING = frozenset({"market_officer", "county_reception", "county_handler"})
_RELEASING = frozenset({"county_leader"})
_WITH_REASON = frozenset({"county_supervisor", "county_leader", "auditor"})

MATRIX: Mapping[Operation, frozenset[str]] = {
    Operation.REGISTER: _REGISTERING,
    Operation.SEE_UNMASKED: _REGISTERING | _WITH_REASON,
    Operation.SEE_PHONE: _REGISTERING | _WITH_REASON | {"callback_clerk"},
    # An A in the village column is the assistant's.
    Operation.DECIDE_ACCEPTANCE: _ASSISTANT | _WINDOW,
    Operation.DECIDE_STATUTORY: frozenset({"market_officer", "county_reception", "county_leader"}),
    Operation.HANDLE: _HANDLING,
    Operation.REFER_UP: _REGISTERING,
    Operation.SEND_DOWN: _WINDOW | {"market_officer", "county_reception", "county_supervisor"},
    # The table names no row for receiving: whoever may refer may also receive and return.
    Operation.TAKE_REFERRAL: _REGISTERING,
    Operation.REPLY: _REGISTERING,
    # Rules 4.2 T25 adds the window's lead to the row "cancel number".
    Operation.CANCEL_REGISTERED: frozenset({"window_lead", "county_supervisor", "county_leader"}),
    # sync.md, Conflicts: the township or county desk decides, never a village assistant.
    Operation.DECIDE_CONFLICT: _WINDOW
    | {"market_officer", "county_reception", "county_supervisor", "county_leader"},
    Operation.EXPORT: _ASSISTANT | {"window_lead", "county_supervisor", "county_leader"},
    Operation.ACCOUNTS: _ASSISTANT | {"window_lead", "sysadmin"},
    Operation.EDIT_FACTS: _REGISTERING,
    # The table names no row: who answers for a station's accounts, and who supervises.  Everybody
    # else reads the lines about themselves.
    Operation.SEE_ACCESS_LOG: _ASSISTANT
    | {"window_lead", "sysadmin", "auditor", "county_supervisor", "county_leader"},
    # Row "plan / hold propaganda, training, visit"; the lead's A holds the C and E of the others.
    # Stock, duty and postings have no row: they are part of it.
    Operation.PLAN_WORK: _REGISTERING,
    # Row "publish consumer notice": propose, C and A.  Typical cases go the same way (rules 11).
    Operation.PROPOSE_PUBLICATION: _REGISTERING | {"supervision_member"} | _RELEASING,
    Operation.CHECK_PUBLICATION: _CHECKING | _RELEASING,
    Operation.PUBLISH: _RELEASING,
}
"""Operation -> the roles that have a cell for it."""

NEEDS_REASON: Mapping[Operation, frozenset[str]] = {
    Operation.SEE_UNMASKED: _WITH_REASON,
    Operation.SEE_PHONE: _WITH_REASON,
    Operation.EXPORT: MATRIX[Operation.EXPORT],
}
"""Operation -> the roles that must say why; the reason goes into the access log."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of a user at a station, from a day to a day (`YYYY-MM-DD`, both included)."""

    role: str
    scope_station_id: str
    from_day: str
    to_day: str | None = None

    def holds_on(self, today: date) -> bool:
        day = today.isoformat()
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


@dataclass(frozen=True, slots=True)
class RecordView:
    """What a right asks about a record.

    `stations`: where a grant must be held to count here (whose depends on the operation: for
    deciding the owner's, for reading every station of the record's scope).  `county`: the
    county's own station; a grant held there reaches everything.
    """

    stations: frozenset[str]
    county: str | None = None

    def reached_by(self, grant: Grant) -> bool:
        return grant.scope_station_id in self.stations or (
            self.county is not None and grant.scope_station_id == self.county
        )


def may(
    grants: Iterable[Grant], operation: Operation, record_view: RecordView, today: date
) -> bool:
    """Whether any grant allows the operation there on that day."""
    return bool(_roles(grants, operation, record_view, today))


def needs_reason(
    grants: Iterable[Grant], operation: Operation, record_view: RecordView, today: date
) -> bool:
    """Whether the operation is allowed only to one who says why."""
    roles = _roles(grants, operation, record_view, today)
    return bool(roles) and roles <= NEEDS_REASON.get(operation, frozenset())


def _roles(
    grants: Iterable[Grant], operation: Operation, record_view: RecordView, today: date
) -> set[str]:
    allowed = MATRIX[operation]
    return {
        grant.role
        for grant in grants
        if grant.role in allowed and grant.holds_on(today) and record_view.reached_by(grant)
    }


_RESPONSIBLE: Mapping[str, str] = {
    "village": "village_assistant",
    "township": "window_lead",
    "county": "sysadmin",
}


def responsible_role(level: str) -> str:
    """The role of a station's first account; KeyError for a level there is none of."""
    return _RESPONSIBLE[level]


_GRANTABLE: Mapping[str, frozenset[str]] = {
    "village": _VILLAGE | {"supervision_member", "mediator", "callback_clerk"},
    "township": _WINDOW
    | {"mediator", "market_officer", "callback_clerk", "supervision_member", "trainer"},
    "county": COUNTY_ROLES | {"mediator", "callback_clerk", "trainer", "market_officer"},
}


def grantable_roles(level: str) -> frozenset[str]:
    """The roles a station of that level may give to its own people."""
    return _GRANTABLE[level] | {"trainer", "volunteer"}

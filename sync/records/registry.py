"""Every kind of replicated record, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sync.records.access_log import ACCESS_LOG
from sync.records.attachment import ATTACHMENT
from sync.records.case import CASE, CASE_EVENT, CASE_LINK, CASE_PARTY
from sync.records.conflict import CONFLICT
from sync.records.county_calendar import CALENDAR_DAY, CAMPAIGN, HOLIDAY_TABLE
from sync.records.duty import DUTY_ROSTER
from sync.records.kinds import Kind
from sync.records.knowledge import KNOWLEDGE_REQUEST, TYPICAL_CASE, TYPICAL_CASE_SOURCE
from sync.records.notices import CONSUMER_NOTICE, NOTICE_POSTING
from sync.records.people import PERSON, ROLE_GRANT, USER
from sync.records.places import ADMIN_DIVISION, ORGANISATION, STATION
from sync.records.proposal import PROPOSAL
from sync.records.publicity import EDUCATION_PLAN, PROPAGANDA_ACTIVITY, RECURRENCE_RULE
from sync.records.referral import REFERRAL
from sync.records.reply import REPLY
from sync.records.stock import STOCK_ENTRY
from sync.records.training import TRAINING_ATTENDANCE, TRAINING_MATERIAL, TRAINING_SESSION
from sync.records.visits import VISIT

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        k.name: k
        for k in (
            ADMIN_DIVISION,
            ORGANISATION,
            STATION,
            PERSON,
            USER,
            ROLE_GRANT,
            CASE,
            CASE_PARTY,
            REFERRAL,
            CASE_EVENT,
            CASE_LINK,
            REPLY,
            CAMPAIGN,
            HOLIDAY_TABLE,
            CALENDAR_DAY,
            RECURRENCE_RULE,
            EDUCATION_PLAN,
            PROPAGANDA_ACTIVITY,
            STOCK_ENTRY,
            DUTY_ROSTER,
            TRAINING_SESSION,
            TRAINING_ATTENDANCE,
            TRAINING_MATERIAL,
            CONSUMER_NOTICE,
            NOTICE_POSTING,
            KNOWLEDGE_REQUEST,
            TYPICAL_CASE,
            TYPICAL_CASE_SOURCE,
            VISIT,
            ATTACHMENT,
            CONFLICT,
            PROPOSAL,
            ACCESS_LOG,
        )
    }
)
"""Parents stand before their children."""


def _may_hang(child: Kind, root: str) -> bool:
    """Whether a record of `child` may be seen with a root of kind `root`."""
    if child.parent is None:
        return False
    named = child.by_name[child.parent].to
    roots = child.hangs_on or ((named,) if named is not None else ())
    return root in roots or not roots


_SHARED_IDS = frozenset({"organisation", "station"})
"""A station and its organisation share an id, and so one place in every scope."""


def _family(root: Kind) -> tuple[str, ...]:
    members = _SHARED_IDS if root.name in _SHARED_IDS else frozenset({root.name})
    return tuple(
        child.name
        for child in KINDS.values()
        if child.name in members or _may_hang(child, root.name)
    )


FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {root.name: _family(root) for root in KINDS.values()}
)
"""Kind of a root -> the kinds whose records may be seen with it, itself among them; the order is
that of `KINDS`.  Found once: a page of news asks for thousands of roots."""


def kind(name: str) -> Kind:
    """The kind of that name; KeyError for one this version does not know."""
    return KINDS[name]

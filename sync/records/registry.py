"""Every kind of replicated record, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sync.records.access_log import ACCESS_LOG
from sync.records.attachment import ATTACHMENT
from sync.records.case import CASE, CASE_EVENT, CASE_LINK, CASE_PARTY
from sync.records.conflict import CONFLICT
from sync.records.kinds import Kind
from sync.records.people import PERSON, ROLE_GRANT, USER
from sync.records.places import ADMIN_DIVISION, ORGANISATION, STATION
from sync.records.proposal import PROPOSAL
from sync.records.referral import REFERRAL
from sync.records.reply import REPLY

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
            ATTACHMENT,
            CONFLICT,
            PROPOSAL,
            ACCESS_LOG,
        )
    }
)
"""Parents stand before their children."""


def kind(name: str) -> Kind:
    """The kind of that name; KeyError for one this version does not know."""
    return KINDS[name]

"""What of a person is shown where the full record is not called for (reliability T17).

`张**`, `138****1234`, `110101********1234`, an address down to the village.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sync.clock import Json
from sync.records.case import CASE_PARTY
from sync.records.kinds import Field, Kind, Pii, Type

HIDDEN = "***"
"""What stands for a text of which nothing may be shown."""

SHOWN = frozenset({Pii.NONE, Pii.ORGANISATION})
"""Classes that are no person's."""

_NAMES = frozenset(
    {
        "name",
        "contact_person",
        "legal_rep",
        "returned_to",
        "person_name",
        "substitute_name",
        "asker_name",
    }
)
_PHONES = frozenset({"phone", "phone2", "asker_phone"})
_VILLAGE = re.compile(r".*?(?:村|社区|居委会|嘎查|屯)")
_TOWNSHIP = re.compile(r".*?(?:镇|乡|街道|苏木|县|区|市)")

_FIRMS = frozenset(
    {
        "company",
        "individual_business",
        "farmers_coop",
        "village_collective",
        "public_unit",
        "platform",
        "platform_merchant",
    }
)
"""Kinds of party whose name is no person's (`person` is one's, a stall's may be)."""

_COMPLAINED_OF = frozenset({"respondent", "reported"})
"""Roles of who sells: of them a name is a business's until a kind says otherwise."""

_UNSAID = frozenset({None, "", "unknown"})


def mask(field: Field, value: Json) -> Json:
    """`value` as it may stand in a list, a search result, a log or an export."""
    if value is None or field.pii in SHOWN:
        return value
    if not isinstance(value, str) or field.type is not Type.TEXT:
        return None
    if not value:
        return value
    if field.name in _NAMES:
        return mask_name(value)
    if field.name in _PHONES:
        return mask_phone(value)
    if field.name == "id_no":
        return mask_id(value)
    if field.name == "address":
        return mask_address(value)
    return HIDDEN


def mask_record(kind: Kind, values: Mapping[str, Json]) -> dict[str, Json]:
    """Every known field masked; what this version does not know is left out.

    A firm's name stays: it is no person's (P1, records.md 3.2).  Where nobody said what kind of
    party it is, the side decides: complaints are made of businesses, so who is complained of is
    read by name, and everybody else is taken for a person.
    """
    masked: dict[str, Json] = {}
    for name, value in values.items():
        field = kind.by_name.get(name)
        if field is not None:
            masked[name] = mask(field, value)
    if kind is CASE_PARTY and _is_business(values):
        masked["name"] = values.get("name")
    return masked


def _is_business(party: Mapping[str, Json]) -> bool:
    said = party.get("kind")
    return said in _FIRMS or (said in _UNSAID and party.get("role") in _COMPLAINED_OF)


def mask_name(text: str) -> str:
    """`张**`, whatever its length."""
    return text[0] + "**"


def mask_phone(text: str) -> str:
    """`138****1234`; of a shorter number only the last two."""
    return (
        f"{text[:3]}****{text[-4:]}"
        if len(text) >= 11
        else (f"****{text[-2:]}" if len(text) >= 7 else HIDDEN)
    )


def mask_id(text: str) -> str:
    """`110101********1234`; of other documents the last four, of short ones nothing."""
    if len(text) == 18:
        return f"{text[:6]}********{text[-4:]}"
    return f"****{text[-4:]}" if len(text) >= 8 else HIDDEN


def mask_address(text: str) -> str:
    """Down to the village, else to the township or county; nothing where none is named."""
    for pattern in (_VILLAGE, _TOWNSHIP):
        found = pattern.match(text)
        if found is not None and found.end() < len(text):
            return found[0] + "**"
    return HIDDEN

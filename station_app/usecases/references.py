"""Ids where people write a login, a division code, a number or a name (interfaces.md, JSON)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from station_app.usecases.reading.names import (
    case_id_of,
    people_of,
    place_ids,
    places,
    user_id_of,
)
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.records.kinds import By, Field, Kind, Type

_Found = str | list[str] | None


def with_ids(
    ledger: Ledger, kind: Kind, given: Mapping[str, Json], path: str, faults: dict[str, str]
) -> dict[str, Json]:
    """The same with ids where a login, a division code, a case number or a name was given."""
    return {
        name: id_for(ledger, field, value, path + name, faults)
        if (field := kind.by_name.get(name)) is not None and field.by is By.INPUT
        else value
        for name, value in given.items()
    }


def id_for(
    ledger: Ledger, declared: Field | None, value: Json, path: str, faults: dict[str, str]
) -> Json:
    """The id that `value` means in that field, or the ids of a list; as it is where it is none."""
    if declared is None or declared.to is None:
        return value
    if declared.type is Type.REF and isinstance(value, str):
        return _one(ledger, declared, value, path, faults)
    if declared.type is Type.LIST and isinstance(value, list):
        return [
            _one(ledger, declared, entry, f"{path}[{n}]", faults)
            if isinstance(entry, str)
            else entry
            for n, entry in enumerate(value)
        ]
    return value


def is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def own_id(value: Json, path: str, faults: dict[str, str]) -> str | None:
    """A caller's own id for a record."""
    if value is None:
        return None
    if not isinstance(value, str) or not is_uuid(value.strip()):
        faults[path] = "not_an_id"
        return None
    return value.strip().lower()


def _one(
    ledger: Ledger, declared: Field, value: str, path: str, faults: dict[str, str]
) -> str | None:
    text = value.strip()
    if not text or is_uuid(text):
        return text.lower() or None
    look = _LOOK.get(str(declared.to))
    found = look(ledger, text) if look is not None else None
    if isinstance(found, list):
        if len(found) > 1:
            faults[path] = f"ambiguous:{_called(ledger, found)}"
            return None
        found = found[0] if found else None
    if found is None:
        faults[path] = "not_found"
    return found


def _called(ledger: Ledger, ids: list[str]) -> str:
    names = {place.id: place.name for place in places(ledger)}
    return "；".join(f"{names[one]} {one}" if one in names else one for one in ids)


_LOOK: Mapping[str, Callable[[Ledger, str], _Found]] = {
    "user": user_id_of,
    "station": place_ids,
    "organisation": place_ids,
    "case": case_id_of,
    "person": people_of,
}

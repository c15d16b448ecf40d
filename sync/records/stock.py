"""Leaflets, banners and the like: what came, what went, what is left (features G8).

Why it is kept so: `docs/decisions/0008-stock-is-counted-never-kept.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.clock import Json
from sync.records.kinds import By, Field, Kind, Type

STOCK_ENTRY = Kind(
    "stock_entry",
    "Stock entry",
    (
        Field("item_kind", Type.CODE, "Kind of material", required=True, codes="material_kind"),
        Field("item_name", Type.TEXT, "Name of the material", required=True, limit=60),
        Field("way", Type.CODE, "Way", required=True, codes="stock_way"),
        Field("quantity", Type.INT, "How many", required=True, lowest=0),
        Field("at", Type.TIME, "At", required=True),
        Field("source", Type.TEXT, "From or to", limit=60),
        Field("note", Type.TEXT, "Note", limit=120),
        Field("replaces_id", Type.REF, "In place of", by=By.PROGRAM, to="stock_entry"),
        Field("by_id", Type.REF, "Written by", by=By.PROGRAM, to="user"),
    ),
    append_only=True,
    searched=("item_name",),
)
"""Only ever added to: two PCs write apart, and no count is lost.  A wrong entry is replaced by
another (`quantity` 0 strikes it out)."""

SIGN: Mapping[str, int] = {"received": 1, "returned": 1, "given": -1, "lost": -1, "sent_on": -1}
"""Way -> what it does to the number left; `counted` says the number itself."""

COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One stock entry as it is kept."""

    id: str
    item: tuple[str, str]
    way: str
    quantity: int
    at: int
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Giving:
    """What a held activity gave out."""

    activity_id: str
    item: tuple[str, str]
    given: int
    at: int


@dataclass(frozen=True, slots=True)
class Balance:
    """`given`: at activities and otherwise, since the beginning; `left` may fall below 0 where
    something was given before its receipt was written down."""

    kind: str
    name: str
    received: int
    given: int
    left: int
    counted_at: int | None


def item_key(kind: str, name: str) -> tuple[str, str]:
    """What counts as one material: its kind, and its name without blanks around and within."""
    return (kind, "".join(name.split()))


def balances(entries: Iterable[Entry], givings: Iterable[Giving]) -> list[Balance]:
    """What is left of each material, in order of kind and name.

    A count of the shelf stands for all that happened up to it; only what came later is added.
    Of several entries in place of one the last made stands.
    """
    standing = _standing(entries)
    moves: dict[tuple[str, str], list[tuple[int, str, str, int]]] = {}
    for entry in standing:
        moves.setdefault(entry.item, []).append((entry.at, entry.id, entry.way, entry.quantity))
    for giving in givings:
        line = (giving.at, giving.activity_id, "given", giving.given)
        moves.setdefault(giving.item, []).append(line)
    return [_balance(item, sorted(lines)) for item, lines in sorted(moves.items())]


def _standing(entries: Iterable[Entry]) -> list[Entry]:
    """Entries that no other stands in place of."""
    known = {entry.id: entry for entry in entries}
    newest: dict[str, str] = {}
    for entry in known.values():
        origin = _origin(entry, known)
        newest[origin] = max(newest.get(origin, ""), entry.id if entry.replaces else "")
    return [
        entry for entry in known.values() if entry.id == (newest[_origin(entry, known)] or entry.id)
    ]


def _origin(entry: Entry, known: Mapping[str, Entry]) -> str:
    """The first of a line of entries, each in place of the one before."""
    seen = {entry.id}
    at = entry
    while at.replaces is not None and at.replaces not in seen:
        seen.add(at.replaces)
        before = known.get(at.replaces)
        if before is None:
            return at.replaces
        at = before
    return at.id


def _balance(item: tuple[str, str], moves: Iterable[tuple[int, str, str, int]]) -> Balance:
    received = given = left = 0
    counted_at: int | None = None
    for at, _, way, quantity in moves:
        if way == COUNTED:
            left, counted_at = quantity, at
            continue
        left += SIGN.get(way, 0) * quantity
        if way == "received":
            received += quantity
        elif way == "given":
            given += quantity
    return Balance(item[0], item[1], received, given, left, counted_at)


def giving_lines(activity_id: str, values: Mapping[str, Json]) -> list[Giving]:
    """What an activity gave out, if it was held."""
    held = values.get("held_start")
    materials = values.get("materials")
    if values.get("status") != "held" or type(held) is not int or not isinstance(materials, list):
        return []
    found: list[Giving] = []
    for line in materials:
        if not isinstance(line, dict):
            continue
        given, kind, name = line.get("given"), line.get("kind"), line.get("name")
        if type(given) is int and isinstance(kind, str) and isinstance(name, str):
            found.append(Giving(activity_id, item_key(kind, name), given, held))
    return found

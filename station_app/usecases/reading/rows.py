"""Whole rows of a kind as plain values, computed columns included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from sync.clock import Json
from sync.ledger.db import Db, Value
from sync.protocol.rows import shared_stamp
from sync.records.kinds import Kind, Type

_HEAD = ("id", "root_id", "stamps", "updated_at", "updated_by")


@dataclass(frozen=True, slots=True)
class FullRow:
    """A record as kept: every declared field (None where empty), and its bookkeeping."""

    id: str
    root: str
    values: Mapping[str, Json]
    row_version: int
    updated_at: int | None
    updated_by: str | None

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def whole(self, name: str) -> int | None:
        value = self.values.get(name)
        return value if type(value) is int else None


def full_rows(
    db: Db, kind: Kind, where: str, params: Sequence[Value], order: str = "id"
) -> list[FullRow]:
    """The rows of `kind` for a condition, deleted ones left out."""
    names = tuple(kind.by_name)
    types = [kind.by_name[name].type for name in names]
    columns = ", ".join((*_HEAD, *names))
    found = []
    for row in db.rows(
        f"SELECT {columns} FROM r_{kind.name} WHERE ({where}) AND deleted_at IS NULL "
        f"ORDER BY {order}",
        params,
    ):
        record_id, root, stamps, updated_at, updated_by, *cells = row
        values = {n: _value(t, c) for n, t, c in zip(names, types, cells, strict=True)}
        found.append(FullRow(record_id, root, values, row_version(stamps), updated_at, updated_by))
    return found


def row_version(stamps: str) -> int:
    """The highest revision among packed stamps (records.md 0)."""
    common, others = shared_stamp(orjson.loads(stamps))
    revisions = [stamp[0] for stamp in others.values()]
    return max([*revisions, common[0]] if common else revisions, default=0)


def _value(type_: Type, cell: object) -> Json:
    if cell is None:
        return None
    if type_ in (Type.LIST, Type.OBJECT):
        parsed: Json = orjson.loads(str(cell))
        return parsed
    if type_ is Type.BOOL:
        return bool(cell)
    return cell if isinstance(cell, int | str) else None

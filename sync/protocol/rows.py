"""Records on their way down: field names once per shape, one stamp where all are alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sync.clock import Json, Stamp
from sync.protocol.entries import read_stamp


class Row(NamedTuple):
    """One record as it travels down, whole."""

    kind: str
    id: str
    root: str
    version: int
    values: Mapping[str, Json]
    stamps: Mapping[str, Stamp]


def pack_stamps(names: Sequence[str], stamps: Mapping[str, Stamp]) -> Json:
    """One stamp for all, or the distinct stamps and which field has which."""
    distinct: dict[Stamp, int] = {}
    which: list[Json] = []
    last, at = None, 0
    for name in names:
        stamp = stamps[name]
        if stamp is not last:
            # Neighbours nearly always share one stamp, and comparing is dearer than looking.
            last, at = stamp, distinct.setdefault(stamp, len(distinct))
        which.append(at)
    if len(distinct) == 1:
        return [*next(iter(distinct))]
    return {"s": [[*stamp] for stamp in distinct], "w": which}


def unpack_stamps(names: Sequence[str], packed: Any) -> dict[str, Stamp]:
    if isinstance(packed, list):
        return dict.fromkeys(names, read_stamp(packed))
    distinct = [read_stamp(stamp) for stamp in packed["s"]]
    return {name: distinct[which] for name, which in zip(names, packed["w"], strict=True)}


def write_rows(rows: Iterable[Row]) -> dict[str, Json]:
    shapes: dict[tuple[str, tuple[str, ...]], int] = {}
    out: list[Json] = []
    for row in rows:
        names = tuple(row.stamps)
        shape = shapes.setdefault((row.kind, names), len(shapes))
        root = row.root if row.root != row.id else 0
        values = row.values
        out.append(
            [
                shape,
                row.id,
                root,
                row.version,
                pack_stamps(names, row.stamps) if names else None,
                *[values[name] for name in names],
            ]
        )
    return {"shapes": [[kind, [*names]] for kind, names in shapes], "rows": out}


def read_rows(message: Mapping[str, Any]) -> list[Row]:
    """Raises ValueError, KeyError, TypeError or IndexError where the message holds no rows."""
    shapes = message["shapes"]
    rows = []
    for shape, record_id, root, version, packed, *values in message["rows"]:
        kind, names = shapes[shape]
        if type(version) is not int or not isinstance(record_id, str):
            raise TypeError("row")
        stamps = unpack_stamps(names, packed) if names else {}
        values_by_name = dict(zip(names, values, strict=True))
        rows.append(Row(kind, record_id, root or record_id, version, values_by_name, stamps))
    return rows

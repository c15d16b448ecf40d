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


class Packed(NamedTuple):
    """One record as it lies on the line and in its table, its stamps folded together.

    Tens of thousands pass through at a first meeting, and few of them are ever looked into.
    """

    kind: str
    id: str
    root: str
    version: int
    names: tuple[str, ...]
    """Fields that hold something; those set to nothing have only a stamp."""
    cells: Sequence[Json]
    stamps: Json

    def opened(self) -> Row:
        values = dict(zip(self.names, self.cells, strict=True))
        stamps = unpack_stamps(values, self.stamps)
        return Row(self.kind, self.id, self.root, self.version, values, stamps)


def packed(row: Row) -> Packed:
    names = tuple(name for name, value in row.values.items() if value is not None)
    cells = [row.values[name] for name in names]
    stamps = pack_stamps(row.values, row.stamps)
    return Packed(row.kind, row.id, row.root, row.version, names, cells, stamps)


def pack_stamps(values: Mapping[str, Json], stamps: Mapping[str, Stamp]) -> Json:
    """The stamp most fields share, then the exceptions; a field set to nothing is one of them."""
    common: Stamp | None = None
    for name, stamp in stamps.items():
        if values[name] is not None:
            common = stamp
            break
    others: dict[str, Json] = {
        n: [*s] for n, s in stamps.items() if (s is not common and s != common) or values[n] is None
    }
    if common is not None and not others:
        return [*common]
    return {"d": [*common] if common else None, "x": others}


def unpack_stamps(values: dict[str, Json], folded: Any) -> dict[str, Stamp]:
    """The stamp of each field; fields set to nothing are added to `values`."""
    common, others = shared_stamp(folded)
    stamps = dict.fromkeys(values, Stamp(*common)) if common else {}
    for name, stamp in others.items():
        stamps[name] = Stamp(*stamp)
        values.setdefault(name, None)
    return stamps


def shared_stamp(folded: Any) -> tuple[list[Any] | None, dict[str, list[Any]]]:
    """The stamp most fields share, and the exceptions."""
    return (folded, {}) if isinstance(folded, list) else (folded["d"], folded["x"])


def write_rows(rows: Iterable[Packed]) -> dict[str, Json]:
    shapes: dict[tuple[str, tuple[str, ...]], int] = {}
    out: list[Json] = []
    for row in rows:
        shape = shapes.setdefault((row.kind, row.names), len(shapes))
        root = row.root if row.root != row.id else 0
        out.append([shape, row.id, root, row.version, row.stamps, *row.cells])
    return {"shapes": [[kind, [*names]] for kind, names in shapes], "rows": out}


def read_rows(message: Mapping[str, Any]) -> list[Packed]:
    """Raises ValueError, KeyError, TypeError or IndexError where the message holds no rows."""
    shapes = [_read_shape(kind, names) for kind, names in message["shapes"]]
    rows = []
    for shape, record_id, root, version, stamps, *cells in message["rows"]:
        kind, names = shapes[shape]
        if type(version) is not int or not isinstance(record_id, str):
            raise TypeError("row")
        if (root != 0 and not isinstance(root, str)) or len(cells) != len(names):
            raise TypeError("row")
        _check_stamps(names, stamps)
        rows.append(Packed(kind, record_id, root or record_id, version, names, cells, stamps))
    return rows


def _read_shape(kind: Any, names: Any) -> tuple[str, tuple[str, ...]]:
    if not isinstance(kind, str) or not all(isinstance(name, str) for name in names):
        raise TypeError("shape")
    if len(set(names)) != len(names):
        raise ValueError("shape")
    return kind, tuple(names)


def _check_stamps(names: Sequence[str], folded: Any) -> None:
    common, others = shared_stamp(folded)
    if not isinstance(others, dict):
        raise TypeError("stamps")
    if common is not None:
        read_stamp(common)
    elif not others.keys() >= set(names):
        raise ValueError("a field without a stamp")
    for stamp in others.values():
        read_stamp(stamp)

"""How records lie in their tables: which columns a kind has, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sync.clock import Json
from sync.ledger.db import Value, marks
from sync.records.case import CASE
from sync.records.case_course import case_beginning
from sync.records.kinds import By, Kind, Pii, Type
from sync.records.registry import KINDS

if TYPE_CHECKING:
    from sync.merge.records import Record

JSON_TYPES = frozenset({Type.LIST, Type.OBJECT})
SECRET = frozenset({Pii.SENSITIVE, Pii.REPORTER})
HEAD = ("id", "root_id", "version", "stamps", "extra")
WRITTEN = (*HEAD, "updated_at", "updated_by")


class Columns:
    """Some of a kind's columns, and how values become their cells."""

    def __init__(self, kind: Kind, names: tuple[str, ...], *, new: bool = False) -> None:
        """`new`: the records are inserted, with what is computed as it is before any step."""
        self.names = names
        self.begins = new and kind is CASE
        fields = [kind.by_name[name] for name in names]
        self.json_at = tuple(i for i, f in enumerate(fields) if f.type in JSON_TYPES)
        self.bool_at = tuple(i for i, f in enumerate(fields) if f.type is Type.BOOL)
        self.secret_at = tuple(
            i for i, f in enumerate(fields) if f.pii in SECRET and f.type is Type.TEXT
        )
        begun = ("status", "owner_org_id", *case_beginning()) if self.begins else ()
        written = (*WRITTEN, *names, *begun)
        self.insert = (
            f"INSERT INTO r_{kind.name} ({', '.join(written)}) VALUES ({marks(len(written))})"
        )
        assigned = ", ".join(f"{name} = ?" for name in (*WRITTEN[1:], *names))
        self.update = f"UPDATE r_{kind.name} SET {assigned} WHERE id = ?"

    def beginning(self, values: Mapping[str, Json]) -> Sequence[Value]:
        """What `insert` sets besides: a case is where no step has taken it yet."""
        if not self.begins:
            return ()
        status = "draft" if values.get("registered_at") is None else "registered"
        beginning: list[Any] = [status, values.get("station_id"), *case_beginning().values()]
        return beginning


class Layout:
    """How one kind lies in its table."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.table = f"r_{kind.name}"
        self.names = tuple(f.name for f in kind.by_name.values() if f.by is not By.STEP)
        self.known = frozenset(self.names)
        self.columns = Columns(kind, self.names)
        self.select = f"SELECT {', '.join((*HEAD, *self.names))} FROM {self.table}"
        changed = ", ".join(f"{c} = excluded.{c}" for c in (*WRITTEN[1:], *self.names))
        self.upsert = f"{self.columns.insert} ON CONFLICT (id) DO UPDATE SET {changed}"

    def filled(self, records: Iterable[Record]) -> Columns:
        """The columns that any of these records fills: an empty one costs as much to hand over
        as a full one, and most are empty."""
        given: set[str] = set()
        for record in records:
            if not record.values.keys() <= given:
                given.update(record.values)
        names = tuple(name for name in self.names if name in given)
        return some_columns(self.kind.name, names, new=True)

    def root_of(self, record: Record) -> str:
        """The id of the record it is seen with."""
        if self.kind.parent is None:
            return record.id
        parent = record.values.get(self.kind.parent)
        return parent if isinstance(parent, str) and parent else record.id


@cache
def layouts() -> Mapping[str, Layout]:
    """Made once: every request and every desk uses the same."""
    return MappingProxyType({name: Layout(kind) for name, kind in KINDS.items()})


@lru_cache(maxsize=256)
def some_columns(kind: str, names: tuple[str, ...], *, new: bool = False) -> Columns:
    return Columns(KINDS[kind], names, new=new)

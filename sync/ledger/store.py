"""Records in their tables, read and written in bulk, without an object per row of any ORM."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import orjson

from sync.clock import NEVER, Json, Stamp
from sync.ledger.db import Db, Row, Value, chunks, marks
from sync.merge.records import Record
from sync.records.kinds import By, Kind, Pii, Type
from sync.records.registry import KINDS

_TIME = itemgetter(1)
"""Of a stamp."""

JSON_TYPES = frozenset({Type.LIST, Type.OBJECT})
SECRET = frozenset({Pii.SENSITIVE, Pii.REPORTER})
HEAD = ("id", "root_id", "version", "stamps", "extra")
WRITTEN = (*HEAD, "updated_at", "updated_by")


class Seal(Protocol):
    """Hides single values in a database that others may read (the center's)."""

    def hide(self, value: str) -> str: ...

    def show(self, hidden: str) -> str: ...


class Kept(NamedTuple):
    """A record as kept, with the root it hangs on."""

    record: Record
    root: str
    updated_by: str | None = None


class Fields(NamedTuple):
    """Some fields of a record, with the version of the record that has them."""

    version: int
    cells: Mapping[str, tuple[Json, Stamp]]


class Columns:
    """Some of a kind's columns, and how values become their cells."""

    def __init__(self, kind: Kind, names: tuple[str, ...]) -> None:
        self.names = names
        fields = [kind.by_name[name] for name in names]
        self.json_at = tuple(i for i, f in enumerate(fields) if f.type in JSON_TYPES)
        self.bool_at = tuple(i for i, f in enumerate(fields) if f.type is Type.BOOL)
        self.secret_at = tuple(
            i for i, f in enumerate(fields) if f.pii in SECRET and f.type is Type.TEXT
        )
        written = (*WRITTEN, *names)
        self.insert = (
            f"INSERT INTO r_{kind.name} ({', '.join(written)}) VALUES ({marks(len(written))})"
        )


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

    def filled(self, kept: Iterable[Kept]) -> Columns:
        """The columns that any of these records fills: an empty one costs as much to hand over
        as a full one, and most are empty."""
        given: set[str] = set()
        for item in kept:
            if not item.record.values.keys() <= given:
                given.update(item.record.values)
        return _some_columns(self.kind.name, self.known & given)

    def root_of(self, record: Record) -> str:
        """The id of the record it is seen with."""
        if self.kind.parent is None:
            return record.id
        parent = record.values.get(self.kind.parent)
        return parent if isinstance(parent, str) and parent else record.id


@cache
def _layouts() -> Mapping[str, Layout]:
    """Made once: every request and every desk uses the same."""
    return MappingProxyType({name: Layout(kind) for name, kind in KINDS.items()})


@lru_cache(maxsize=256)
def _some_columns(kind: str, names: frozenset[str]) -> Columns:
    declared = KINDS[kind]
    return Columns(declared, tuple(name for name in declared.by_name if name in names))


def pack_stamps(values: Mapping[str, Json], stamps: Mapping[str, Stamp]) -> str:
    """The stamp most fields share, then the exceptions; a field set to nothing is one of them."""
    common: Stamp | None = None
    for name, stamp in stamps.items():
        if values[name] is not None:
            common = stamp
            break
    others = {
        n: [*s] for n, s in stamps.items() if (s is not common and s != common) or values[n] is None
    }
    if common is not None and not others:
        return orjson.dumps([*common]).decode()
    return orjson.dumps({"d": [*common] if common else None, "x": others}).decode()


def unpack_stamps(values: dict[str, Json], packed: str) -> dict[str, Stamp]:
    """The stamp of each field; fields set to nothing are added to `values`."""
    common, others = _unpacked(packed)
    stamps = dict.fromkeys(values, Stamp(*common)) if common else {}
    for name, stamp in others.items():
        stamps[name] = Stamp(*stamp)
        values.setdefault(name, None)
    return stamps


def _unpacked(packed: str) -> tuple[list[Any] | None, dict[str, list[Any]]]:
    """The stamp most fields share, and the exceptions."""
    kept = orjson.loads(packed)
    return (kept, {}) if isinstance(kept, list) else (kept["d"], kept["x"])


class RecordStore:
    """Reads and writes whole records of any kind, known or not."""

    def __init__(self, db: Db, seal: Seal | None = None) -> None:
        self.db = db
        self._seal = seal

    @property
    def layouts(self) -> Mapping[str, Layout]:
        return _layouts()

    def load(self, kind: str, ids: Sequence[str]) -> dict[str, Kept]:
        """The records of `kind` among `ids`, by id."""
        found: dict[str, Kept] = {}
        layout = self.layouts.get(kind)
        for part in chunks(ids):
            if layout is None:
                sql = f"{UNKNOWN_SELECT} WHERE kind = ? AND id IN ({marks(len(part))})"
                rows = [self._unknown(r) for r in self.db.rows(sql, (kind, *part))]
            else:
                sql = f"{layout.select} WHERE id IN ({marks(len(part))})"
                rows = [self._kept(layout, r) for r in self.db.rows(sql, part)]
            found.update((kept.record.id, kept) for kept in rows)
        return found

    def one(self, kind: str, record_id: str) -> Kept | None:
        return self.load(kind, [record_id]).get(record_id)

    def of_roots(self, kind: str, roots: Sequence[str], above: int = -1) -> list[Kept]:
        """The records of `kind` that hang on `roots`, of versions above `above`."""
        layout = self.layouts[kind]
        kept: list[Kept] = []
        for part in chunks(roots):
            sql = f"{layout.select} WHERE root_id IN ({marks(len(part))}) AND version > ?"
            kept += [self._kept(layout, r) for r in self.db.rows(sql, (*part, above))]
        return kept

    def unknown_of_roots(self, roots: Sequence[str], above: int = -1) -> list[Kept]:
        kept: list[Kept] = []
        for part in chunks(roots):
            sql = f"{UNKNOWN_SELECT} WHERE root_id IN ({marks(len(part))}) AND version > ?"
            kept += [self._unknown(r) for r in self.db.rows(sql, (*part, above))]
        return kept

    def every(self, kind: str) -> Iterator[Kept]:
        """All records of `kind`, by id."""
        layout = self.layouts[kind]
        for row in self.db.stream(f"{layout.select} ORDER BY id"):
            yield self._kept(layout, row)

    def every_unknown(self) -> Iterator[Kept]:
        for row in self.db.stream(f"{UNKNOWN_SELECT} ORDER BY kind, id"):
            yield self._unknown(row)

    def save(self, kept: Iterable[Kept]) -> None:
        """Write records whole, in the caller's transaction; what is computed stays as it is."""
        known: dict[str, list[Sequence[Value]]] = {}
        unknown: list[Sequence[Value]] = []
        for item in kept:
            layout = self.layouts.get(item.record.kind)
            if layout is None:
                unknown.append(_unknown_params(item))
            else:
                known.setdefault(layout.kind.name, []).append(
                    self._params(layout, layout.columns, item)
                )
        for kind, rows in known.items():
            self.db.many(self.layouts[kind].upsert, rows)
        if unknown:
            self.db.many(UNKNOWN_UPSERT, unknown)

    def add(self, kept: Iterable[Kept]) -> None:
        """Write records that are not there yet, in the caller's transaction."""
        known: dict[str, list[Kept]] = {}
        unknown: list[Sequence[Value]] = []
        for item in kept:
            if item.record.kind in self.layouts:
                known.setdefault(item.record.kind, []).append(item)
            else:
                unknown.append(_unknown_params(item))
        for kind, items in known.items():
            layout = self.layouts[kind]
            columns = layout.filled(items)
            self.db.many(columns.insert, [self._params(layout, columns, item) for item in items])
        if unknown:
            self.db.many(UNKNOWN_UPSERT, unknown)

    def set_fields(self, kind: str, given: Mapping[str, Fields]) -> set[str]:
        """Set fields of records that are here, by id, where the stamp given is the higher one.

        Whatever else the records hold is neither read nor written, unless a field has no column.
        The roots of the records found.
        """
        names = frozenset(name for fields in given.values() for name in fields.cells)
        layout = self.layouts.get(kind)
        if layout is None or not names <= layout.known:
            return self._set_in_whole(kind, given)
        columns = _some_columns(kind, names)
        roots: set[str] = set()
        rows: list[Sequence[Value]] = []
        for part in chunks(list(given)):
            for record_id, root, packed, updated_at, *cells in self.db.rows(
                f"SELECT id, root_id, stamps, updated_at, {', '.join(columns.names)} "
                f"FROM {layout.table} WHERE id IN ({marks(len(part))})",
                part,
            ):
                version, fields = given[record_id]
                common, others = _unpacked(packed)
                for i, name in enumerate(columns.names):
                    value, stamp = fields.get(name, (None, NEVER))
                    standing = others.get(name) or (common if cells[i] is not None else None)
                    if stamp > Stamp(*standing or NEVER):
                        cells[i] = self._cells(columns, {name: value})[i]
                        others[name] = [*stamp]
                        updated_at = max(updated_at or 0, stamp.time)
                stamps = orjson.dumps({"d": common, "x": others}).decode()
                rows.append((version, stamps, updated_at, *cells, record_id))
                roots.add(root)
        assigned = ", ".join(f"{name} = ?" for name in columns.names)
        self.db.many(
            f"UPDATE {layout.table} SET version = ?, stamps = ?, updated_at = ?, {assigned} "
            "WHERE id = ?",
            rows,
        )
        return roots

    def _set_in_whole(self, kind: str, given: Mapping[str, Fields]) -> set[str]:
        found = self.load(kind, list(given))
        for record_id, kept in found.items():
            version, fields = given[record_id]
            kept.record.version = version
            for name, (value, stamp) in fields.items():
                if stamp > kept.record.stamp(name):
                    kept.record.set(name, value, stamp)
        self.save(found.values())
        return {kept.root for kept in found.values()}

    def ids_of_root(self, root: str) -> list[str]:
        """The ids of a root and all that hangs on it."""
        tables = [layout.table for layout in self.layouts.values()] + ["r_unknown"]
        sql = " UNION ALL ".join(f"SELECT id FROM {table} WHERE root_id = ?" for table in tables)
        return [row[0] for row in self.db.rows(sql, [root] * len(tables))]

    def has_root(self, root: str) -> bool:
        """Whether the record that others hang on is here itself, of whatever kind."""
        tables = [layout.table for layout in self.layouts.values()] + ["r_unknown"]
        sql = " UNION ALL ".join(f"SELECT id FROM {table} WHERE id = ?" for table in tables)
        return self.db.row(f"{sql} LIMIT 1", [root] * len(tables)) is not None

    def remove_root(self, root: str) -> None:
        """Take a root and all that hangs on it out of the tables (it left the scope)."""
        for layout in self.layouts.values():
            self.db.run(f"DELETE FROM {layout.table} WHERE root_id = ?", (root,))
        self.db.run("DELETE FROM r_unknown WHERE root_id = ?", (root,))

    def remove(self, kind: str, record_id: str) -> None:
        """Take one record out of the tables (it was refused and set aside)."""
        if kind in self.layouts:
            self.db.run(f"DELETE FROM {self.layouts[kind].table} WHERE id = ?", (record_id,))
        else:
            self.db.run("DELETE FROM r_unknown WHERE kind = ? AND id = ?", (kind, record_id))

    def root_of(self, record: Record, root: str | None = None) -> str:
        """The record's root; of an unknown kind only who sent it knows."""
        layout = self.layouts.get(record.kind)
        return (root or record.id) if layout is None else layout.root_of(record)

    def _kept(self, layout: Layout, row: Row) -> Kept:
        record_id, root, version, stamps, extra, *cells = row
        columns = layout.columns
        for i in columns.json_at:
            if cells[i] is not None:
                cells[i] = orjson.loads(cells[i])
        for i in columns.bool_at:
            if cells[i] is not None:
                cells[i] = bool(cells[i])
        if self._seal is not None:
            for i in columns.secret_at:
                if cells[i] is not None:
                    cells[i] = self._seal.show(cells[i])
        values: dict[str, Json] = {
            n: v for n, v in zip(layout.names, cells, strict=True) if v is not None
        }
        if extra is not None:
            values.update(orjson.loads(extra))
        stamped = unpack_stamps(values, stamps)
        return Kept(Record(layout.kind.name, record_id, values, stamped, version), root)

    def _params(self, layout: Layout, columns: Columns, kept: Kept) -> Sequence[Value]:
        record = kept.record
        values = record.values
        extra = None
        if not values.keys() <= layout.known:
            unknown = {n: v for n, v in values.items() if n not in layout.known}
            extra = orjson.dumps(unknown).decode()
        return (
            record.id,
            kept.root,
            record.version,
            pack_stamps(values, record.stamps),
            extra,
            _updated_at(record),
            kept.updated_by,
            *self._cells(columns, values),
        )

    def _cells(self, columns: Columns, values: Mapping[str, Json]) -> list[Value]:
        cells: list[Value] = [values.get(name) for name in columns.names]  # type: ignore[misc]
        for i in columns.json_at:
            if cells[i] is not None:
                cells[i] = orjson.dumps(cells[i]).decode()
        for i in columns.bool_at:
            if cells[i] is not None:
                cells[i] = int(cells[i])  # type: ignore[arg-type]
        if self._seal is not None:
            for i in columns.secret_at:
                if cells[i] is not None:
                    cells[i] = self._seal.hide(str(cells[i]))
        return cells

    @staticmethod
    def _unknown(row: Row) -> Kept:
        kind, record_id, root, version, stamps, extra = row
        values: dict[str, Json] = orjson.loads(extra)
        return Kept(Record(kind, record_id, values, unpack_stamps(values, stamps), version), root)


UNKNOWN_SELECT = "SELECT kind, id, root_id, version, stamps, extra FROM r_unknown"
UNKNOWN_UPSERT = (
    "INSERT INTO r_unknown (kind, id, root_id, version, stamps, extra) VALUES (?,?,?,?,?,?) "
    "ON CONFLICT (kind, id) DO UPDATE SET root_id = excluded.root_id, "
    "version = excluded.version, stamps = excluded.stamps, extra = excluded.extra"
)


def _unknown_params(kept: Kept) -> Sequence[Value]:
    record = kept.record
    return (
        record.kind,
        record.id,
        kept.root,
        record.version,
        pack_stamps(record.values, record.stamps),
        orjson.dumps(record.values).decode(),
    )


def _updated_at(record: Record) -> int | None:
    return max(map(_TIME, record.stamps.values()), default=None)

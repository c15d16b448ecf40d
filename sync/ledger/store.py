"""Records in their tables, read and written in bulk, without an object per row of any ORM."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

import orjson

from sync.clock import NEVER, Json, Stamp
from sync.ledger.db import Db, Row, Value, chunks, marks
from sync.ledger.layout import Columns, Layout, layouts, some_columns
from sync.merge.records import Record
from sync.protocol.rows import Packed, pack_stamps, packed, shared_stamp, unpack_stamps
from sync.protocol.rows import Row as Wire

_TIME = itemgetter(1)
"""Of a stamp."""


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


class Part(NamedTuple):
    """Some fields of a record, without their stamps."""

    id: str
    root: str
    values: dict[str, Json]
    """The fields that hold something."""

    @property
    def told(self) -> dict[str, Json]:
        """The values with the record's id."""
        return {**self.values, "id": self.id}


class RecordStore:
    """Reads and writes whole records of any kind, known or not."""

    def __init__(self, db: Db, seal: Seal | None = None) -> None:
        self.db = db
        self._seal = seal

    @property
    def layouts(self) -> Mapping[str, Layout]:
        return layouts()

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

    def parts(self, kind: str, ids: Sequence[str], names: tuple[str, ...]) -> list[Part]:
        """The named fields of records: who computes needs two of sixty columns and no stamp."""
        return self._parts(kind, "id", ids, names)

    def parts_of_roots(self, kind: str, roots: Sequence[str], names: tuple[str, ...]) -> list[Part]:
        """The named fields of the records of `kind` that hang on `roots`."""
        return self._parts(kind, "root_id", roots, names)

    def _parts(self, kind: str, by: str, keys: Sequence[str], names: tuple[str, ...]) -> list[Part]:
        columns = some_columns(kind, names)
        select = f"SELECT {', '.join(('id', 'root_id', *names))} FROM r_{kind} WHERE {by} IN "
        found: list[Part] = []
        for part in chunks(keys):
            for record_id, root, *cells in self.db.rows(f"{select}({marks(len(part))})", part):
                self._show(columns, cells)
                values = {n: v for n, v in zip(names, cells, strict=True) if v is not None}
                found.append(Part(record_id, root, values))
        return found

    def packed_of_roots(self, kind: str, roots: Sequence[str], above: int = -1) -> list[Packed]:
        """What `of_roots` gives, as it travels: no record is made of any."""
        layout = self.layouts[kind]
        found: list[Packed] = []
        for part in chunks(roots):
            sql = f"{layout.select} WHERE root_id IN ({marks(len(part))}) AND version > ?"
            found += [self._packed(layout, row) for row in self.db.rows(sql, (*part, above))]
        return found

    def here(self, kind: str, ids: Sequence[str]) -> list[str]:
        """Those of the ids whose records are here."""
        layout = self.layouts.get(kind)
        table, more = ("r_unknown", " AND kind = ?") if layout is None else (layout.table, "")
        found: list[str] = []
        for part in chunks(ids):
            sql = f"SELECT id FROM {table} WHERE id IN ({marks(len(part))}){more}"
            found += [r[0] for r in self.db.rows(sql, (*part, kind) if more else part)]
        return found

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

    def save_fields(self, changed: Iterable[tuple[Kept, frozenset[str]]]) -> None:
        """Write the named fields of records that are here, and their stamps, in the caller's
        transaction: most edits touch one of sixty columns."""
        shapes: dict[tuple[str, frozenset[str]], list[Kept]] = {}
        whole: list[Kept] = []
        for item, names in changed:
            layout = self.layouts.get(item.record.kind)
            if layout is None:
                whole.append(item)
            else:
                shapes.setdefault((item.record.kind, names & layout.known), []).append(item)
        for (kind, names), items in shapes.items():
            columns = some_columns(kind, tuple(sorted(names)))
            rows = [self._params(self.layouts[kind], columns, item) for item in items]
            # The same cells as for an insert, but for the id, which is asked for last.
            self.db.many(columns.update, [(*row[1:], row[0]) for row in rows])
        self.save(whole)

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
            columns = layout.filled(item.record for item in items)
            self.db.many(
                columns.insert,
                [
                    (
                        *self._params(layout, columns, item),
                        *columns.beginning(item.record.values),
                    )
                    for item in items
                ],
            )
        if unknown:
            self.db.many(UNKNOWN_UPSERT, unknown)

    def add_packed(self, rows: Iterable[Packed]) -> None:
        """Write records that are not there yet as they came, in the caller's transaction."""
        shapes: dict[tuple[str, tuple[str, ...]], list[Packed]] = {}
        opened: list[Kept] = []
        for row in rows:
            layout = self.layouts.get(row.kind)
            if layout is None or not layout.known.issuperset(row.names):
                opened.append(Kept(record_of(row), row.root))
            else:
                shapes.setdefault((row.kind, row.names), []).append(row)
        for (kind, names), part in shapes.items():
            columns = some_columns(kind, names, new=True)
            self.db.many(columns.insert, [self._params_of_packed(columns, row) for row in part])
        self.add(opened)

    def set_fields(self, kind: str, given: Mapping[str, Fields]) -> set[str]:
        """Set fields of records that are here, by id, where the stamp given is the higher one.

        Whatever else the records hold is neither read nor written, unless a field has no column.
        The roots of the records found.
        """
        names = frozenset(name for fields in given.values() for name in fields.cells)
        layout = self.layouts.get(kind)
        if layout is None or not names <= layout.known:
            return self._set_in_whole(kind, given)
        columns = some_columns(kind, tuple(sorted(names)))
        alone = [some_columns(kind, (name,)) for name in columns.names]
        roots: set[str] = set()
        rows: list[Sequence[Value]] = []
        for part in chunks(list(given)):
            for record_id, root, folded, updated_at, *cells in self.db.rows(
                f"SELECT id, root_id, stamps, updated_at, {', '.join(columns.names)} "
                f"FROM {layout.table} WHERE id IN ({marks(len(part))})",
                part,
            ):
                version, fields = given[record_id]
                common, others = shared_stamp(orjson.loads(folded))
                for i, name in enumerate(columns.names):
                    value, stamp = fields.get(name, (None, NEVER))
                    standing = others.get(name) or (common if cells[i] is not None else None)
                    if stamp > Stamp(*standing or NEVER):
                        cells[i] = self._cells(alone[i], [value])[0]
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
        self._show(layout.columns, cells)
        values: dict[str, Json] = {
            n: v for n, v in zip(layout.names, cells, strict=True) if v is not None
        }
        if extra is not None:
            values.update(orjson.loads(extra))
        stamped = unpack_stamps(values, orjson.loads(stamps))
        return Kept(Record(layout.kind.name, record_id, values, stamped, version), root)

    def _packed(self, layout: Layout, row: Row) -> Packed:
        record_id, root, version, stamps, extra, *cells = row
        self._show(layout.columns, cells)
        filled = [cell is not None for cell in cells]
        names = tuple(compress(layout.names, filled))
        held: list[Json] = [*compress(cells, filled)]
        if extra is not None:
            more = {n: v for n, v in orjson.loads(extra).items() if v is not None}
            names, held = (*names, *more), [*held, *more.values()]
        return Packed(layout.kind.name, record_id, root, version, names, held, orjson.loads(stamps))

    def _show(self, columns: Columns, cells: list[Any]) -> None:
        """Cells of a whole row become values."""
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
            _folded(record),
            extra,
            _updated_at(record),
            kept.updated_by,
            *self._cells(columns, [values.get(name) for name in columns.names]),
        )

    def _params_of_packed(self, columns: Columns, row: Packed) -> Sequence[Value]:
        common, others = shared_stamp(row.stamps)
        latest = max(map(_TIME, others.values()), default=None)
        if common is not None:
            latest = common[1] if latest is None else max(common[1], latest)
        return (
            row.id,
            row.root,
            row.version,
            orjson.dumps(row.stamps).decode(),
            None,
            latest,
            None,
            *self._cells(columns, [*row.cells]),
            *columns.beginning(dict(zip(row.names, row.cells, strict=True))),
        )

    def _cells(self, columns: Columns, values: list[Json]) -> list[Value]:
        """Values in the order of the columns become cells; the list is used up."""
        cells: list[Any] = values
        for i in columns.json_at:
            if cells[i] is not None:
                cells[i] = orjson.dumps(cells[i]).decode()
        for i in columns.bool_at:
            if cells[i] is not None:
                cells[i] = int(cells[i])
        if self._seal is not None:
            for i in columns.secret_at:
                if cells[i] is not None:
                    cells[i] = self._seal.hide(str(cells[i]))
        return cells

    @staticmethod
    def _unknown(row: Row) -> Kept:
        kind, record_id, root, version, stamps, extra = row
        values: dict[str, Json] = orjson.loads(extra)
        stamped = unpack_stamps(values, orjson.loads(stamps))
        return Kept(Record(kind, record_id, values, stamped, version), root)


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
        _folded(record),
        orjson.dumps(record.values).decode(),
    )


def record_of(row: Packed) -> Record:
    """What came, as a record of its own."""
    _, record_id, _, version, values, stamps = row.opened()
    return Record(row.kind, record_id, dict(values), dict(stamps), version)


def packed_of(kept: Kept, version: int | None = None) -> Packed:
    """A record as it travels; `version` where it is not its own."""
    record = kept.record
    told = record.version if version is None else version
    return packed(Wire(record.kind, record.id, kept.root, told, record.values, record.stamps))


def _folded(record: Record) -> str:
    return orjson.dumps(pack_stamps(record.values, record.stamps)).decode()


def _updated_at(record: Record) -> int | None:
    return max(map(_TIME, record.stamps.values()), default=None)

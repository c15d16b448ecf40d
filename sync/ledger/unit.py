"""A unit of work: rows, journal, computed fields and search words in one transaction.

Nothing replicated is written any other way, so what a person typed and what will travel can
never part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sync.clock import NEVER, Json, Stamp
from sync.ledger.courses import cases_among, cases_moved, recompute
from sync.ledger.journal import compressed_size, entry_row
from sync.ledger.ledger import Ledger
from sync.ledger.search import SearchIndex, respelt
from sync.ledger.store import Kept
from sync.merge.records import Record
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import SALT_BYTES, Entry, body_bytes
from sync.protocol.versions import MAX_UNIT_BYTES, SCHEMA
from sync.records.kinds import By, Kind
from sync.records.registry import KINDS


@dataclass(frozen=True, slots=True)
class Changed:
    """What a write touched: roots by the kind of their records."""

    roots: frozenset[str]
    kinds: frozenset[str]


class Unit:
    """The work of one person in one transaction.  Made by `unit_of_work`."""

    def __init__(self, ledger: Ledger, person: str) -> None:
        self.ledger = ledger
        self.person = person
        self.now_ms = ledger.now_ms()
        self.replica = ledger.replica
        self._records: dict[tuple[str, str], Kept] = {}
        self._new: set[tuple[str, str]] = set()
        self._changes: dict[tuple[str, str], tuple[dict[str, Json], dict[str, Stamp]]] = {}
        self._time = self._entry_time()

    def _entry_time(self) -> int:
        """Never the time of the entry before: a stamp serves once."""
        last = self.ledger.journal.last_time(self.replica)
        return self.now_ms + 1 if self.now_ms == last else self.now_ms

    def get(self, kind: str, record_id: str) -> Record | None:
        """The record as this unit leaves it."""
        kept = self._records.get((kind, record_id)) or self.ledger.store.one(kind, record_id)
        return None if kept is None else kept.record

    def create(self, kind: str, values: Mapping[str, Json], record_id: str | None = None) -> Record:
        """A new record.  Fields left empty, or at their default, are never set."""
        declared = KINDS[kind]
        record = Record(kind, record_id or self.ledger.new_id())
        common: dict[str, Json] = {
            "station_id": self.ledger.station_id,
            "created_at": self.now_ms,
            "created_by": self.person,
            "origin_device": self.replica,
        }
        given: dict[str, Json] = {
            name: value
            for name, value in {**common, **values}.items()
            if value is not None and value != _field_default(declared, name)
        }
        for name in list(given):
            for member in declared.groups.get(name, ()):
                given.setdefault(member, None)
        self._new.add((kind, record.id))
        self._write(declared, record, given)
        return record

    def change(self, kind: str, record_id: str, values: Mapping[str, Json]) -> Record:
        """Change fields of a record; those that already hold the value are left alone."""
        declared = KINDS[kind]
        key = (kind, record_id)
        kept = self._records.get(key) or self.ledger.store.one(kind, record_id)
        if kept is None:
            raise Problem(ProblemKind.NOT_FOUND)
        if declared.append_only:
            raise AssertionError(f"{kind} is only ever inserted")
        record = kept.record.copy() if key not in self._records else kept.record
        given = {n: v for n, v in values.items() if v != record.values.get(n)}
        for name in list(given):
            for member in declared.groups.get(name, ()):
                given.setdefault(member, record.values.get(member))
        if given:
            self._write(declared, record, given)
        return record

    def number(self, series: str) -> int:
        """The next number of a series, without gaps: allotted where it is used."""
        row = self.ledger.db.row("SELECT last FROM desk_number WHERE series = ?", (series,))
        number = 1 if row is None else int(row[0]) + 1
        self.ledger.db.run(
            "INSERT INTO desk_number (series, last) VALUES (?, ?) "
            "ON CONFLICT (series) DO UPDATE SET last = excluded.last",
            (series, number),
        )
        return number

    def _write(self, kind: Kind, record: Record, given: Mapping[str, Json]) -> None:
        key = (kind.name, record.id)
        values, bases = self._changes.setdefault(key, ({}, {}))
        for name, value in given.items():
            if kind.by_name[name].by is By.STEP:
                raise AssertionError(f"{kind.name}.{name} follows from the steps")
            if name not in values:
                base = record.stamp(name)
                if base != NEVER:
                    bases[name] = base
                stamp = Stamp(base.revision + 1, self._time, self.replica)
            else:
                stamp = record.stamps[name]
            values[name] = value
            record.set(name, value, stamp)
        root = self.ledger.store.root_of(record)
        self._records[key] = Kept(record, root, self.person)

    def finish(self) -> Changed:
        """Write everything; called once, inside the transaction."""
        ledger = self.ledger
        head = ledger.journal.head(self.replica)
        first = head.seq + 1
        rows = []
        bodies = []
        link = head.hash
        for seq, ((kind, record_id), (values, bases)) in enumerate(self._changes.items(), first):
            body = body_bytes(kind, record_id, SCHEMA, values, bases)
            salt = ledger.random(SALT_BYTES)
            entry = Entry(
                seq, first, kind, record_id, self.person, self._time, salt, SCHEMA, values, bases
            )
            link, row = entry_row(self.replica, entry, body, link)
            rows.append(row)
            bodies.append(body)
        if sum(map(len, bodies)) > MAX_UNIT_BYTES and compressed_size(bodies) > MAX_UNIT_BYTES:
            raise Problem(ProblemKind.REFUSED_INPUT, fields={self._longest(): "too_long"})
        ledger.store.add(kept for key, kept in self._records.items() if key in self._new)
        ledger.store.save_fields(
            (kept, frozenset(self._changes[key][0]))
            for key, kept in self._records.items()
            if key not in self._new
        )
        ledger.journal.append(rows)
        self._bring_up_to_date()
        roots = frozenset(kept.root for kept in self._records.values())
        return Changed(roots, frozenset(kind for kind, _ in self._records))

    def _bring_up_to_date(self) -> None:
        """What is computed, and the words for the search."""
        store = self.ledger.store
        # A new case was written as it is before any step; only its steps move it from there.
        begun = {record_id for kind, record_id in self._new if kind == "case"}
        come = [
            k for key, k in self._records.items() if key in self._new and key != ("case", k.root)
        ]
        changed = [
            (k, self._changes[key][0].keys())
            for key, k in self._records.items()
            if key not in self._new
        ]
        recompute(store, cases_among(come) | cases_moved(changed), begun)
        new = {k.root for key, k in self._records.items() if key in self._new and k.root == key[1]}
        index = SearchIndex(self.ledger.db)
        index.add(k for k in self._records.values() if k.root in new)
        index.take(store, [k for k in (*come, *respelt(changed)) if k.root not in new])

    def _longest(self) -> str:
        """The field that makes the unit too long for the line."""
        sizes = {
            name: len(body_bytes("", "", SCHEMA, {name: value}, {}))
            for values, _ in self._changes.values()
            for name, value in values.items()
        }
        return max(sizes, key=lambda name: sizes[name])


def _field_default(kind: Kind, name: str) -> Json:
    return kind.by_name[name].default


@contextmanager
def unit_of_work(ledger: Ledger, person: str) -> Iterator[Unit]:
    """Everything written inside is kept whole, with its journal entries, or not at all."""
    with ledger.db.writing():
        unit = Unit(ledger, person)
        yield unit
        unit.finish()

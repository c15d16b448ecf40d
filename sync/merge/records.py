"""A record in memory, and what merging does to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from sync.clock import NEVER, Json, Stamp

_REVISION = itemgetter(0)
"""Of a stamp."""


@dataclass(slots=True)
class Record:
    """One record: its fields' values and stamps.  A field never set is in neither map."""

    kind: str
    id: str
    values: dict[str, Json] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    version: int = 0
    """The center's number of this state, 0 where the center has not seen it."""

    def stamp(self, name: str) -> Stamp:
        return self.stamps.get(name, NEVER)

    def set(self, name: str, value: Json, stamp: Stamp) -> None:
        self.values[name] = value
        self.stamps[name] = stamp

    def copy(self) -> Record:
        return Record(self.kind, self.id, dict(self.values), dict(self.stamps), self.version)

    @property
    def row_version(self) -> int:
        """The highest revision among its stamps (records.md 0)."""
        return max(map(_REVISION, self.stamps.values()), default=0)


def merge(mine: Record, theirs: Record) -> Record:
    """Field by field, the higher stamp.  Neither side is changed."""
    merged = mine.copy()
    for name, stamp in theirs.stamps.items():
        if stamp > merged.stamp(name):
            merged.set(name, theirs.values[name], stamp)
    merged.version = max(mine.version, theirs.version)
    return merged


@dataclass(slots=True)
class Change:
    """What one transaction did to one record: new values and, for each, the stamp it replaced."""

    kind: str
    record_id: str
    values: dict[str, Json]
    bases: dict[str, Stamp]
    """Stamps replaced; a field that was never set is left out."""
    time: int
    replica: str

    def base(self, name: str) -> Stamp:
        return self.bases.get(name, NEVER)

    def stamp(self, name: str) -> Stamp:
        return Stamp(self.base(name).revision + 1, self.time, self.replica)

    def as_record(self) -> Record:
        """The change as the record it makes where there was none."""
        if not self.bases:
            stamp = Stamp(1, self.time, self.replica)
            stamps = dict.fromkeys(self.values, stamp)
        else:
            stamps = {name: self.stamp(name) for name in self.values}
        return Record(self.kind, self.record_id, dict(self.values), stamps)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people set one field unseen by each other."""

    name: str
    mine: tuple[Json, Stamp]
    theirs: tuple[Json, Stamp]


@dataclass(slots=True)
class Judged:
    """What a change does to the record it meets."""

    record: Record
    changed: bool
    clashes: list[Clash]
    inflated: list[str]
    """Fields whose base nobody has seen: an honest replica never sends one."""


def judge(
    current: Record | None, change: Change, beneath: Mapping[str, Stamp] | None = None
) -> Judged:
    """Meet a change with the record as it stands.

    `beneath` gives, for fields whose base is a refused change of the same replica, the base
    below it.  The higher stamp wins even where the loser is newer in time; a change already
    known, equal values and a base that was the stamp replaced are no clash.
    """
    if current is None:
        faulty = [name for name, base in change.bases.items() if base != NEVER]
        inflated = [n for n in faulty if beneath is None or beneath.get(n) != NEVER]
        return Judged(change.as_record(), not inflated, [], inflated)
    merged: Record | None = None
    clashes: list[Clash] = []
    inflated = []
    for name, value in change.values.items():
        stamp = change.stamp(name)
        standing = current.stamp(name)
        if stamp == standing:
            if value != current.values.get(name):
                inflated.append(name)
            continue
        base = change.base(name)
        seen = base
        if beneath is not None and name in beneath:
            seen = beneath[name]
        elif base.revision > standing.revision:
            inflated.append(name)
            continue
        if seen != standing and value != current.values.get(name):
            clashes.append(Clash(name, (current.values.get(name), standing), (value, stamp)))
        if stamp > standing:
            merged = merged or current.copy()
            merged.set(name, value, stamp)
    return Judged(merged or current, merged is not None, clashes, inflated)


def joined(mine: Json, theirs: Json) -> list[Json]:
    """Two lists of entries with ids as one: every entry once, in order of its id."""
    entries: dict[str, Json] = {}
    for side in (mine, theirs):
        for entry in side if isinstance(side, list) else []:
            key = str(entry.get("id", entry)) if isinstance(entry, dict) else str(entry)
            entries.setdefault(key, entry)
    return [entries[key] for key in sorted(entries)]

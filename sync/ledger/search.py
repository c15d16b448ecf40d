"""The search index of a desk: pairs of characters, kept with the rows they come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from sync.ledger.db import Db, chunks, marks
from sync.ledger.store import Kept, RecordStore
from sync.records.registry import FAMILIES, KINDS
from sync.records.search_words import index_text, query_words, texts

SEARCHED = tuple(kind for kind in KINDS.values() if kind.searched)


def _searched_with(name: str) -> tuple[str, ...]:
    families = [family for family in FAMILIES.values() if name in family]
    return tuple(k.name for k in SEARCHED if any(k.name in family for family in families))


_SEARCHED_WITH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {kind.name: _searched_with(kind.name) for kind in SEARCHED}
)
"""A searched kind -> the kinds whose words stand under the same root, itself among them."""

CREATE = (
    "CREATE TABLE desk_search_root (number INTEGER PRIMARY KEY, root_id TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE desk_search USING fts5(words, content='', contentless_delete=1, "
    "detail=none, prefix='1', tokenize=\"unicode61 remove_diacritics 0\")",
)
"""Only desks have these tables, and only SQLite knows them."""


class SearchIndex:
    def __init__(self, db: Db) -> None:
        self._db = db

    def take(self, store: RecordStore, moved: Iterable[Kept]) -> None:
        """Index anew the roots of records that came, changed or went, in the caller's
        transaction."""
        by_family: dict[tuple[str, ...], set[str]] = {}
        for item in moved:
            family = _SEARCHED_WITH.get(item.record.kind, ())
            if family:
                by_family.setdefault(family, set()).add(item.root)
        for family, roots in by_family.items():
            self._take(store, sorted(roots), family)

    def _take(self, store: RecordStore, wanted: Sequence[str], kinds: Sequence[str]) -> None:
        parts: dict[str, list[str]] = {root: [] for root in wanted}
        for kind in (KINDS[name] for name in kinds):
            for part in store.parts_of_roots(kind.name, wanted, kind.searched):
                parts[part.root] += texts(kind, part.values)
        filled = {root: index_text(found) for root, found in parts.items() if found}
        numbers = self._numbers(wanted)
        self._db.many("DELETE FROM desk_search WHERE rowid = ?", [(n,) for n in numbers.values()])
        self._db.many(
            "DELETE FROM desk_search_root WHERE root_id = ?",
            [(root,) for root in numbers if root not in filled],
        )
        self._insert(filled, numbers, [root for root in filled if root not in numbers])

    def _insert(
        self, filled: Mapping[str, str], numbers: Mapping[str, int], fresh: Sequence[str]
    ) -> None:
        """Words of roots, by the numbers they have; those of `fresh` are given here."""
        self._db.many("INSERT INTO desk_search_root (root_id) VALUES (?)", [(r,) for r in fresh])
        known = {**numbers, **self._numbers(fresh)}
        self._db.many(
            "INSERT INTO desk_search (rowid, words) VALUES (?, ?)",
            [(known[root], text) for root, text in filled.items()],
        )

    def add(self, new: Iterable[Kept]) -> None:
        """Index roots that were not here before, from all the records that hang on them."""
        parts: dict[str, list[str]] = {}
        for record, root, _ in new:
            kind = KINDS.get(record.kind)
            if kind is not None and kind.searched:
                parts.setdefault(root, []).extend(texts(kind, record.values))
        filled = {root: index_text(found) for root, found in parts.items() if found}
        self._insert(filled, {}, list(filled))

    def drop(self, root: str) -> None:
        """Forget a root that left."""
        for number in self._numbers([root]).values():
            self._db.run("DELETE FROM desk_search WHERE rowid = ?", (number,))
            self._db.run("DELETE FROM desk_search_root WHERE number = ?", (number,))

    def put_off(self, roots: Iterable[str]) -> None:
        """Note roots whose words come later: what arrives in bulk is usable before it is found."""
        self._db.many(
            "INSERT INTO desk_index_due (root_id) VALUES (?) ON CONFLICT (root_id) DO NOTHING",
            [(root,) for root in roots],
        )

    def catch_up(self, store: RecordStore, most: int = 500) -> int:
        """Index some of what was put off; how many.  The caller's transaction."""
        due = [r[0] for r in self._db.rows("SELECT root_id FROM desk_index_due LIMIT ?", (most,))]
        if due:
            self._take(store, sorted(due), [kind.name for kind in SEARCHED])
            for part in chunks(due):
                self._db.run(
                    f"DELETE FROM desk_index_due WHERE root_id IN ({marks(len(part))})", part
                )
        return len(due)

    def _numbers(self, roots: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in chunks(roots):
            wanted = marks(len(part))
            sql = f"SELECT root_id, number FROM desk_search_root WHERE root_id IN ({wanted})"
            found.update((r[0], r[1]) for r in self._db.rows(sql, part))
        return found


def spelt(kind: str) -> bool:
    """Whether records of that kind have words to be found by."""
    return kind in _SEARCHED_WITH


def respelt(changed: Iterable[tuple[Kept, Collection[str]]]) -> list[Kept]:
    """Those of the records, with the names of fields that changed, whose words changed."""
    return [
        item
        for item, names in changed
        if (kind := KINDS.get(item.record.kind)) is not None
        and any(name in names for name in kind.searched)
    ]


def match_expression(text: str) -> str:
    """The index's question for a query; empty where nothing is asked."""
    words = query_words(text)
    return " AND ".join(f'"{w}"*' if len(w) == 1 else f'"{w}"' for w in words)

"""What a replica has not read yet, page by page, by row version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sync.clock import Json
from sync.ledger.db import Db, marks
from sync.ledger.store import RecordStore, packed_of
from sync.protocol.rows import Packed
from sync.records.registry import FAMILIES, KINDS

SLICE = 500
"""Roots looked up together."""


class Seat(NamedTuple):
    """A root's place in a scope: `touched` is the version of its newest row, `since` the version
    it entered with."""

    root: str
    kind: str
    shown: int
    touched: int
    since: int


@dataclass(slots=True)
class Page:
    """One answer's worth of news."""

    rows: list[Packed] = field(default_factory=list)
    leaves: list[Json] = field(default_factory=list)
    cursor: int = 0
    more: bool = False


class Pull:
    """Reads pages for one replica inside one transaction."""

    def __init__(
        self, db: Db, store: RecordStore, replica: str, scopes: Sequence[str], head: int
    ) -> None:
        self._db = db
        self._store = store
        self._replica = replica
        self._scopes = scopes
        self._head = head

    def page(self, cursor: int, base: int, limit: int, withheld: Collection[str]) -> Page:
        """News above `cursor`, at least one root and about `limit` records, without the roots
        that the asker has just written and knows.

        `base` is where the asker stood before the first of several pages.  A root goes by its
        newest row, so older rows of it may lie below the pages already read: they are news for
        all that.
        """
        page = Page(cursor=self._head)
        roots, horizon = self._touched(cursor, limit)
        taken = 0
        for start in range(0, min(len(roots), limit), SLICE):
            if len(page.rows) >= limit:
                break
            part = roots[start : min(start + SLICE, limit)]
            self._read(page, part, cursor, base, withheld)
            taken = start + len(part)
        if taken < len(roots):
            page.more, page.cursor = True, roots[taken - 1].touched
        elif horizon is not None:
            page.more, page.cursor = True, horizon
        return page

    def _touched(self, cursor: int, limit: int) -> tuple[list[Seat], int | None]:
        """Seats above the cursor, in order of `touched`, one a root; and how far they reach, None
        where nothing lies behind them.

        Each scope is read along its index only as far as the page needs.  A root that two scopes
        name is here once, by the one that shows it, the longer the better: two lines of one root
        might fall on two pages, and the second would lie behind the cursor then.  So a root may
        stand further on than the scope was read that named it first.  What stands there waits for
        another page: others of that scope may lie before it.
        """
        found: dict[str, Seat] = {}
        horizon: int | None = None
        for scope in self._scopes:
            seats = [
                Seat(*row)
                for row in self._db.rows(
                    "SELECT root, kind, shown, touched, version FROM center_membership "
                    "WHERE station = ? AND touched > ? ORDER BY touched, root LIMIT ?",
                    (scope, cursor, limit + 1),
                )
            ]
            if len(seats) > limit:
                read = seats[-1].touched
                horizon = read if horizon is None else min(horizon, read)
            for seat in seats:
                other = found.get(seat.root)
                if other is None or (seat.shown, -seat.since) > (other.shown, -other.since):
                    found[seat.root] = seat
        reached = [s for s in found.values() if horizon is None or s.touched <= horizon]
        return sorted(reached, key=lambda seat: (seat.touched, seat.root)), horizon

    def _read(
        self,
        page: Page,
        roots: Sequence[Seat],
        cursor: int,
        base: int,
        withheld: Collection[str],
    ) -> None:
        fresh: dict[str, list[str]] = {}
        entered: dict[str, list[str]] = {}
        for root, kind, shown, touched, since in roots:
            if not shown:
                # Even where the asker's own work made it leave: a referral it just returned.
                if cursor > 0 and not self._shown_elsewhere(root):
                    page.leaves.append([root, kind, touched])
            elif root in withheld:
                continue
            elif since > base:
                entered.setdefault(kind, []).append(root)
            else:
                fresh.setdefault(kind, []).append(root)
        for kind, names in entered.items():
            self._take(page, kind, names, -1, cursor)
        for kind, names in fresh.items():
            self._take(page, kind, names, base, cursor)

    def _shown_elsewhere(self, root: str) -> bool:
        """No leave while another membership of the asker shows the record."""
        row = self._db.row(
            "SELECT 1 FROM center_membership WHERE root = ? AND shown = 1 "
            f"AND station IN ({marks(len(self._scopes))})",
            (root, *self._scopes),
        )
        return row is not None

    def _take(self, page: Page, kind: str, roots: list[str], above: int, cursor: int) -> None:
        for name in FAMILIES.get(kind, _CHILDREN):
            self._add(page, self._store.packed_of_roots(name, roots, above), cursor)
        unknown = self._store.unknown_of_roots(roots, above)
        self._add(page, [packed_of(kept) for kept in unknown], cursor)

    def _add(self, page: Page, found: list[Packed], cursor: int) -> None:
        if cursor == 0:
            # Who has read nothing gets no tombstones, but of what was made there.
            found = [row for row in found if "deleted_at" not in row.names or self._made(row)]
        page.rows += found

    def _made(self, row: Packed) -> bool:
        """Whether the asker made the record: it may lie there, whatever was read."""
        return ("origin_device", self._replica) in zip(row.names, row.cells, strict=True)


_CHILDREN = tuple(k.name for k in KINDS.values() if k.parent is not None)
"""What may hang on a root of a kind this version does not know."""

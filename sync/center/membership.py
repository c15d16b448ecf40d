"""Which stations a root is shown to, and since which version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sync.clock import Json
from sync.ledger.db import Db, chunks, marks
from sync.ledger.store import RecordStore
from sync.records.kinds import Kind
from sync.records.registry import KINDS
from sync.records.scope import shown_to

PUBLIC = "PUBLIC"
"""The scope every replica reads."""


class Place(NamedTuple):
    """A station as far as scopes need it."""

    id: str
    level: str
    window: str | None


class Seat(NamedTuple):
    """One root's place in one station's scope."""

    shown: bool
    version: int
    touched: int


class Shares(NamedTuple):
    """What a root says of who sees it, beside its home."""

    public: bool
    stations: tuple[str, ...]


SHARING = frozenset(k.name for k in KINDS.values() if k.public or k.public_in or k.shared_with)


def is_public(kind: Kind, values: Mapping[str, Json]) -> bool:
    """Whether a record goes to every station."""
    if kind.public_in is None:
        return kind.public
    name, shown = kind.public_in
    value = values.get(name)
    return isinstance(value, str | bool) and value in shown


def named_stations(kind: Kind, values: Mapping[str, Json]) -> tuple[str, ...]:
    """The stations a record names as seeing it too."""
    found: dict[str, None] = {}
    for name in kind.shared_with:
        value = values.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one:
                found[one] = None
    return tuple(found)


class Memberships:
    """Scopes, for the length of one transaction."""

    def __init__(self, db: Db, store: RecordStore) -> None:
        self._db = db
        self._store = store
        self._places: dict[str, Place] | None = None
        self._homes: dict[str, frozenset[str]] = {}
        self._seats: dict[str, dict[str, Seat]] = {}
        self._found: dict[str, Mapping[str, Seat]] = {}

    @property
    def places(self) -> Mapping[str, Place]:
        if self._places is None:
            rows = self._db.rows(
                "SELECT id, level, window_id FROM r_station WHERE closed_on IS NULL"
            )
            self._places = {row[0]: Place(*row) for row in rows}
        return self._places

    def load(self, roots: Sequence[str]) -> None:
        """Read the seats of roots that this transaction may touch."""
        self._seats |= {root: {} for root in roots}
        for part in chunks(roots):
            for root, station, shown, version, touched in self._db.rows(
                "SELECT root, station, shown, version, touched FROM center_membership "
                f"WHERE root IN ({marks(len(part))})",
                part,
            ):
                self._seats[root][station] = Seat(bool(shown), version, touched)
        self._found |= {root: self._seats[root] for root in roots}

    def seats(self, root: str) -> Mapping[str, Seat]:
        if root not in self._seats:
            self.load([root])
        return self._seats[root]

    def known(self, root: str) -> bool:
        return bool(self.seats(root))

    def shown(self, root: str, station: str) -> bool:
        """Whether the station may see the root now."""
        place = self.places.get(station)
        if place is not None and place.level == "county":
            return self.known(root)
        seats = self.seats(root)
        return any(
            seat is not None and seat.shown for seat in (seats.get(station), seats.get(PUBLIC))
        )

    def once_shown(self, root: str, station: str) -> bool:
        seats = self.seats(root)
        return station in seats or PUBLIC in seats

    def was_read(self, root: str, scopes: Iterable[str], cursor: int) -> bool:
        """Whether a replica at `cursor` had read all there was of the root before this
        transaction.  What was not shown to it, though it was here, it had not."""
        seats = self._found[root]
        if not seats:
            return True
        own = [seats[s] for s in scopes if s in seats]
        return bool(own) and all(seat.shown and seat.touched <= cursor for seat in own)

    def wanted(
        self, root: str, kind: str, home: str, *, refers: bool, shares: Shares | None = None
    ) -> frozenset[str]:
        """The scopes a root belongs to by its records as they stand."""
        if shares is not None and shares.public:
            return frozenset({PUBLIC})
        if shares is not None and shares.stations:
            return self._scopes(home, [{"to_org_id": s, "status": "sent"} for s in shares.stations])
        if not refers:
            # Nearly every root: what its home alone makes of it, once per home.
            if home not in self._homes:
                self._homes[home] = self._scopes(home, [])
            return self._homes[home]
        referrals: list[dict[str, Json]] = []
        for kept in self._store.of_roots("referral", [root]):
            status = self._referral_status(kept.record.id)
            referrals.append({**kept.record.values, "status": status})
        return self._scopes(home, referrals)

    def _scopes(self, home: str, referrals: Sequence[Mapping[str, Json]]) -> frozenset[str]:
        place = self.places.get(home)
        window = place.window if place is not None else None
        windows = {p.id: p.window for p in self.places.values()}
        county = {p.id for p in self.places.values() if p.level == "county"}
        return shown_to(home, window, referrals, windows) | county

    def _referring(self, cases: Sequence[str]) -> set[str]:
        """The cases among `cases` that a referral hangs on."""
        found: set[str] = set()
        for part in chunks(cases):
            sql = f"SELECT root_id FROM r_referral WHERE root_id IN ({marks(len(part))})"
            found.update(row[0] for row in self._db.rows(sql, part))
        return found

    def _referral_status(self, referral_id: str) -> str:
        row = self._db.row("SELECT status FROM r_referral WHERE id = ?", (referral_id,))
        return "draft" if row is None or row[0] is None else str(row[0])

    def _shares(self, touched: Mapping[str, tuple[str, str, int]]) -> dict[str, Shares]:
        """What roots say themselves of who sees them, of the kinds that do (`Kind.public_in`,
        `Kind.shared_with`)."""
        by_kind: dict[str, list[str]] = {}
        for root, (named, *_) in touched.items():
            if named in SHARING:
                by_kind.setdefault(named, []).append(root)
        found: dict[str, Shares] = {}
        for name, roots in by_kind.items():
            kind = KINDS[name]
            if kind.public:
                found |= dict.fromkeys(roots, Shares(True, ()))
                continue
            for root, kept in self._store.load(name, roots).items():
                values = kept.record.values
                found[root] = Shares(is_public(kind, values), named_stations(kind, values))
        return found

    def settle(self, touched: Mapping[str, tuple[str, str, int]]) -> None:
        """Write the seats of touched roots: root -> (kind, home station, newest version)."""
        rows: list[tuple[str, str, str, int, int, int]] = []
        referring = self._referring([r for r, (kind, *_) in touched.items() if kind == "case"])
        shares = self._shares(touched)
        for root, (kind, home, version) in touched.items():
            before = self.seats(root)
            wanted = self.wanted(
                root, kind, home, refers=root in referring, shares=shares.get(root)
            )
            if not before:
                self._seats[root] = dict.fromkeys(wanted, Seat(True, version, version))
                for station in wanted:
                    rows.append((root, station, kind, 1, version, version))
                continue
            after: dict[str, Seat] = {}
            for station in wanted:
                old = before.get(station)
                since = old.version if old is not None and old.shown else version
                after[station] = Seat(True, since, version)
            for station, old in before.items():
                if station not in wanted:
                    after[station] = Seat(False, version, version) if old.shown else old
            self._seats[root] = after
            rows += [
                (root, station, kind, int(seat.shown), seat.version, seat.touched)
                for station, seat in after.items()
                if seat != before.get(station)
            ]
        self._db.many(
            "INSERT INTO center_membership (root, station, kind, shown, version, touched) "
            "VALUES (?,?,?,?,?,?) ON CONFLICT (root, station) DO UPDATE SET "
            # What came before its root stood under a kind that was guessed.
            "kind = excluded.kind, shown = excluded.shown, version = excluded.version, "
            "touched = excluded.touched",
            rows,
        )

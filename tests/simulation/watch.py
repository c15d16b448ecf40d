"""What must hold at every answer, and what must hold when all is quiet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from station_app.usecases.exchange import Outcome
from sync.center.membership import PUBLIC
from sync.clock import Json
from sync.ledger.db import chunks, marks
from sync.ledger.journal import Journal
from sync.protocol.rows import read_rows
from sync.records.case_course import READ_OF_EVENT, History
from sync.records.registry import KINDS
from sync.records.scope import shown_to
from tests.simulation.desk import Desk
from tests.simulation.faults import Violation

if TYPE_CHECKING:
    from tests.simulation.center import SimulatedCenter
    from tests.simulation.world import World


class Scopes:
    """Who may see what by the records alone: not what the center's memberships say.

    Reads what stands now; made anew for each look.
    """

    def __init__(self, center: SimulatedCenter) -> None:
        self._center = center
        self._db = center.disk.db
        self.level: dict[str, str] = {}
        self.window: dict[str, str | None] = {}
        for station, level, window in self._db.rows("SELECT id, level, window_id FROM r_station"):
            self.level[station] = level
            self.window[station] = window

    def may_see(self, root: str, kind: str, station: str) -> bool:
        return not self.hidden({root: kind}, station)

    def hidden(self, kinds: Mapping[str, str], station: str) -> set[str]:
        """The roots among `kinds`, root -> its kind, that the station may not see."""
        if self.level.get(station) == "county":
            return set()
        return {root for root, all_ in self.audiences(kinds).items() if station not in all_}

    def audiences(self, kinds: Mapping[str, str]) -> dict[str, frozenset[str]]:
        """Who may see each root, besides the county."""
        everybody = frozenset(self.level)
        found: dict[str, frozenset[str]] = {}
        by_kind: dict[str, list[str]] = {}
        for root, kind in kinds.items():
            if kind in KINDS and KINDS[kind].public:
                found[root] = everybody
            else:
                by_kind.setdefault(kind, []).append(root)
        for kind, roots in by_kind.items():
            homes = self._homes(kind, roots)
            referrals = self._referrals(roots) if kind == "case" else self._named(kind, roots)
            published = self._published(kind, roots)
            for root in roots:
                home = homes[root] if root in homes else self._home_of_orphans(root)
                if root in published:
                    found[root] = everybody
                    continue
                found[root] = (
                    frozenset(
                        shown_to(home, self.window.get(home), referrals.get(root, ()), self.window)
                    )
                    if isinstance(home, str)
                    else frozenset()
                )
        return found

    def _homes(self, kind: str, roots: Sequence[str]) -> dict[str, Any]:
        if kind not in KINDS:
            known = self._center.store.load(kind, roots)
            return {root: kept.record.values.get("station_id") for root, kept in known.items()}
        sql = f"SELECT id, station_id FROM r_{kind} WHERE id IN "
        return dict(r for p in chunks(roots) for r in self._db.rows(f"{sql} ({marks(len(p))})", p))

    def _referrals(self, cases: Sequence[str]) -> dict[str, list[dict[str, Json]]]:
        """The referrals of cases with what their steps made of them; most cases have none."""
        store = self._center.store
        found: dict[str, list[dict[str, Json]]] = {}
        names = store.layouts["referral"].names
        referrals = store.parts_of_roots("referral", cases, names)
        events: dict[str, list[dict[str, Json]]] = {}
        roots = sorted({referral.root for referral in referrals})
        for event in store.parts_of_roots("case_event", roots, READ_OF_EVENT):
            events.setdefault(event.root, []).append(event.told)
        histories = {root: History(events.get(root, ())) for root in roots}
        for referral in referrals:
            course = histories[referral.root].referral(referral.id).fields
            found.setdefault(referral.root, []).append({**referral.told, **course})
        return found

    def _named(self, kind: str, roots: Sequence[str]) -> dict[str, list[dict[str, Json]]]:
        """The stations that records of the weekly work name, as if they were referred to them."""
        names = KINDS[kind].shared_with if kind in KINDS else ()
        found: dict[str, list[dict[str, Json]]] = {}
        for part in self._center.store.parts(kind, roots, names) if names else ():
            for value in part.values.values():
                for station in value if isinstance(value, list) else [value]:
                    referral: dict[str, Json] = {"to_org_id": station, "status": "sent"}
                    found.setdefault(part.id, []).append(referral)
        return found

    def _published(self, kind: str, roots: Sequence[str]) -> set[str]:
        """The records that everybody sees as they stand."""
        declared = KINDS[kind].public_in if kind in KINDS else None
        if declared is None:
            return set()
        name, shown = declared
        parts = self._center.store.parts(kind, roots, (name,))
        return {part.id for part in parts if part.values.get(name) in shown}

    def _home_of_orphans(self, root: str) -> str | None:
        """Where children belong whose parent has not come, or was refused: to who made them."""
        store = self._center.store
        for kind in KINDS:
            for kept in store.of_roots(kind, [root]):
                return str(kept.record.values.get("station_id"))
        return None

    def kinds_of(self, roots: Sequence[str]) -> dict[str, str]:
        """Of which kind roots are, as far as the center has heard of them."""
        sql = "SELECT DISTINCT root, kind FROM center_membership WHERE root IN "
        return dict(r for p in chunks(roots) for r in self._db.rows(f"{sql} ({marks(len(p))})", p))

    def kind_of(self, root: str) -> str | None:
        return self.kinds_of([root]).get(root)


@dataclass
class Watch:
    """Looks at every answer as it leaves the center."""

    answers: int = 0
    rows: int = 0

    def answered(
        self,
        center: SimulatedCenter,
        replica: str,
        answer: Mapping[str, Any],
    ) -> None:
        self.answers += 1
        row = center.disk.db.row("SELECT station_id FROM center_replica WHERE id = ?", (replica,))
        if row is None:
            return
        station = str(row[0])
        if "rw" in answer:
            self._rows_in_scope(center, station, answer)
        for seq, cells in answer.get("rf", ()):
            self._put_back_in_scope(center, replica, station, seq, cells)
        if "fork" in answer and ("rw" in answer or "k" in answer):
            raise Violation("I12 a fork was answered as if it were none")

    def _rows_in_scope(
        self, center: SimulatedCenter, station: str, answer: Mapping[str, Any]
    ) -> None:
        scopes = Scopes(center)
        rows = read_rows(answer["rw"])
        self.rows += len(rows)
        kinds = {row.root: row.kind for row in rows if row.root == row.id}
        kinds |= scopes.kinds_of(sorted({row.root for row in rows} - kinds.keys()))
        hidden = scopes.hidden(kinds, station)
        for row in rows:
            if row.root in hidden or row.root not in kinds:
                raise Violation(f"I5 {row.kind} {row.id} travelled to {station}")

    def _put_back_in_scope(
        self,
        center: SimulatedCenter,
        replica: str,
        station: str,
        seq: int,
        cells: Mapping[str, Any] | None,
    ) -> None:
        if cells is None:
            return
        row = center.disk.db.row(
            "SELECT kind, record_id FROM center_journal WHERE replica = ? AND seq = ?",
            (replica, seq),
        )
        if row is None:
            return
        kept = center.store.one(row[0], row[1])
        if kept is None:
            raise Violation("I5 values were put back of a record that is not there")
        scopes = Scopes(center)
        kind = scopes.kind_of(kept.root)
        if kind is None or not scopes.may_see(kept.root, kind, station):
            raise Violation(f"I5 values of {row[0]} {row[1]} were put back at {station}")

    def after(self, desk: Desk) -> None:
        """What waits for its verdict still lies before whoever wrote it, left or not."""
        db = desk.ledger.db
        waiting: dict[str, set[str]] = {}
        for kind, record_id in db.rows(
            "SELECT kind, record_id FROM desk_journal "
            "WHERE replica = ? AND verdict IS NULL AND body IS NOT NULL",
            (desk.ledger.replica,),
        ):
            waiting.setdefault(kind, set()).add(record_id)
        for kind, ids in waiting.items():
            here = desk.ledger.store.load(kind, sorted(ids))
            for record_id in sorted(ids - here.keys()):
                raise Violation(f"I9 {kind} {record_id} went from {desk.name} before its verdict")

    def ran(self, world: World, desk: Desk, outcome: Outcome) -> None:
        """`complete` is said only where nothing waits at this end."""
        if not outcome.complete:
            return
        ledger = desk.ledger
        head = ledger.journal.head(ledger.replica)
        held = Journal(world.center.disk.db, "center_journal").hash_at(ledger.replica, head.seq)
        if held != head.hash:
            raise Violation(f"I10 {desk.name} calls itself synchronised with changes unsent")


def scopes_of(desk: Desk) -> list[str]:
    return [desk.station, PUBLIC]

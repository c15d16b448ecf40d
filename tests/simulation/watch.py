"""What must hold at every answer, and what must hold when all is quiet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from station_app.usecases.exchange import Outcome
from sync.center.membership import PUBLIC
from sync.ledger.courses import event_of
from sync.ledger.journal import Journal
from sync.protocol.rows import read_rows
from sync.records.case_course import referral_course
from sync.records.registry import KINDS
from sync.records.scope import shown_to
from tests.simulation.desk import Desk
from tests.simulation.faults import Violation

if TYPE_CHECKING:
    from tests.simulation.center import SimulatedCenter
    from tests.simulation.line import SimulatedLine
    from tests.simulation.world import World


class Scopes:
    """Who may see what by the records alone: not what the center's memberships say."""

    def __init__(self, center: SimulatedCenter) -> None:
        self._center = center
        db = center.disk.db
        self.level = {
            str(row[0]): str(row[1]) for row in db.rows("SELECT id, level FROM r_station")
        }
        self.window: dict[str, str | None] = {
            str(row[0]): row[1] for row in db.rows("SELECT id, window_id FROM r_station")
        }

    def may_see(self, root: str, kind: str, station: str) -> bool:
        if self.level.get(station) == "county" or (kind in KINDS and KINDS[kind].public):
            return True
        store = self._center.store
        kept = store.one(kind, root)
        home = self._home_of_orphans(root) if kept is None else kept.record.values.get("station_id")
        if not isinstance(home, str):
            return False
        referrals = []
        if kind == "case":
            events = [event_of(k.record) for k in store.of_roots("case_event", [root])]
            for found in store.of_roots("referral", [root]):
                values = {**found.record.values, "id": found.record.id}
                referrals.append({**values, **referral_course(values, events).fields})
        return station in shown_to(home, self.window.get(home), referrals, self.window)

    def _home_of_orphans(self, root: str) -> str | None:
        """Where children belong whose parent has not come, or was refused: to who made them."""
        store = self._center.store
        for kind in KINDS:
            for kept in store.of_roots(kind, [root]):
                return str(kept.record.values.get("station_id"))
        return None

    def kind_of(self, root: str) -> str | None:
        row = self._center.disk.db.row("SELECT kind FROM center_membership WHERE root = ?", (root,))
        return None if row is None else str(row[0])


@dataclass
class Watch:
    """Looks at every answer as it leaves the center."""

    answers: int = 0
    rows: int = 0

    def answered(
        self,
        world: World,
        desk: Desk | None,
        replica: str,
        message: Mapping[str, Any],
        answer: Mapping[str, Any],
    ) -> None:
        self.answers += 1
        center = world.center
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
        judged: dict[str, bool] = {}
        for row in read_rows(answer["rw"]):
            self.rows += 1
            if row.root not in judged:
                kind = row.kind if row.root == row.id else scopes.kind_of(row.root)
                judged[row.root] = kind is not None and scopes.may_see(row.root, kind, station)
            if not judged[row.root]:
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

    def ran(self, world: World, desk: Desk, outcome: Outcome, line: SimulatedLine) -> None:
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

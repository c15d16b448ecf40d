"""A stolen key in bad hands: a genuine replica that says whatever it likes.

Its chain and signatures are sound; what it claims is not.  Each lie is one a center that believed
it would show in the records.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.clock import Json, Stamp, new_id
from sync.ledger.journal import START, Head
from sync.merge.records import Record
from sync.problems import Problem, ProblemKind
from sync.protocol.entries import Entry, body_bytes, entry_hash, write_entries
from sync.protocol.framing import head_digest, public_text, sign
from sync.protocol.versions import PROTOCOL, SCHEMA
from sync.records.registry import KINDS
from tests.simulation.faults import Violation
from tests.simulation.watch import Scopes

if TYPE_CHECKING:
    from tests.simulation.world import World

HUGE = 2**52


class Liar:
    """A replica of a station of its own that nobody refers anything to."""

    def __init__(self, world: World, station: str, code: str, one_time: str) -> None:
        self.rng = random.Random(world.rng.random())
        self.station = station
        self._key = Ed25519PrivateKey.from_private_bytes(self.rng.randbytes(32))
        self.replica = new_id(world.time.ms, self.rng.randbytes)
        world.center.enrol(one_time, code, self.replica, public_text(self._key.public_key()))
        self.person = new_id(world.time.ms, self.rng.randbytes)
        self._head: Head = START
        self.told = 0
        self._own_case = ""
        self._settle(world)

    def _settle(self, world: World) -> None:
        """What is true: a first account, and a case of its own."""
        common = self._common(world)
        user = {**common, "login": "liar"}
        grant = {
            **common,
            "user_id": self.person,
            "role": "village_assistant",
            "scope_station_id": self.station,
            "from_date": "2000-01-01",
        }
        grant_id = new_id(world.time.ms, self.rng.randbytes)
        self._send(world, [("user", self.person, user, {}), ("role_grant", grant_id, grant, {})])
        self._own_case = new_id(world.time.ms, self.rng.randbytes)
        case = {**common, "title": "own", "registered_at": world.time.ms}
        self._send(world, [("case", self._own_case, case, {})])

    def _common(self, world: World) -> dict[str, Json]:
        return {
            "station_id": self.station,
            "created_at": world.time.ms,
            "created_by": self.person,
            "origin_device": self.replica,
        }

    def lie(self, world: World) -> None:
        """One lie; Violation where the center believes it."""
        choices: list[Callable[[World], None]] = [
            self._huge_revision,
            self._foreign_edit,
            self._foreign_station,
            self._step_field,
            self._wrong_state,
            self._center_field,
            self._taken_id,
            self._unknown_kind,
            self._foreign_child,
            self._grant_elsewhere,
            self._garbage,
            self._fork,
            self._conflict,
        ]
        self.told += 1
        self.rng.choice(choices)(world)

    def _refused(
        self,
        world: World,
        what: str,
        entries: list[tuple[str, str, dict[str, Json], dict[str, Stamp]]],
    ) -> None:
        before = {(k, i): _state(world, k, i) for k, i, _, _ in entries}
        answer = self._send(world, entries)
        for (kind, record_id), state in before.items():
            if _state(world, kind, record_id) != state:
                raise Violation(f"a liar was believed: {what} {kind} {record_id}")
        for _, _, verdict, _ in answer.get("v", ()):
            if verdict in ("merged", "merged_with_conflict"):
                raise Violation(f"a liar was told {verdict}: {what}")

    def _any(self, world: World, kind: str) -> Record | None:
        """Any record of others that was not referred to it."""
        rows = world.center.disk.db.rows(
            f"SELECT id FROM r_{kind} WHERE station_id <> ? ORDER BY id", (self.station,)
        )
        if not rows:
            return None
        kept = world.center.store.one(kind, self.rng.choice(rows)[0])
        if kept is None:
            return None
        scopes = Scopes(world.center)
        root_kind = scopes.kind_of(kept.root)
        if root_kind is None or scopes.may_see(kept.root, root_kind, self.station):
            return None
        return kept.record

    def _huge_revision(self, world: World) -> None:
        base = Stamp(HUGE, world.time.ms, self.rng.choice((self.replica, "nobody")))
        edit: dict[str, Json] = {"facts": "huge"}
        self._refused(world, "revision", [("case", self._own_case, edit, {"facts": base})])

    def _foreign_edit(self, world: World) -> None:
        record = self._any(world, self.rng.choice(("case", "case_party", "user", "person")))
        if record is not None:
            name = {"case": "facts", "case_party": "name", "user": "login"}.get(record.kind, "name")
            base = {name: record.stamp(name)}
            self._refused(world, "edit", [(record.kind, record.id, {name: "forged"}, base)])

    def _foreign_station(self, world: World) -> None:
        other = self._any(world, "case")
        if other is None:
            return
        values = {**self._common(world), "station_id": other.values["station_id"]}
        values |= {"title": "forged", "registered_at": world.time.ms}
        made = new_id(world.time.ms, self.rng.randbytes)
        self._refused(world, "origin", [("case", made, values, {})])

    def _step_field(self, world: World) -> None:
        lies: tuple[dict[str, Json], ...] = (
            {"status": "concluded"},
            {"owner_org_id": self.station},
            {"money_refund": 10**9},
        )
        values = self.rng.choice(lies)
        self._refused(world, "step field", [("case", self._own_case, values, {})])

    def _wrong_state(self, world: World) -> None:
        """Taking over, replying, deciding: steps of others' cases and out of turn."""
        other = self._any(world, "case")
        target = other.id if other is not None and self.rng.random() < 0.6 else self._own_case
        event: dict[str, Json] = {
            **self._common(world),
            "case_id": target,
            "event_type": self.rng.choice(("replied", "referral_received", "accepted")),
            "to_status": self.rng.choice(("replied", "archived")),
            "occurred_at": world.time.ms,
            "recorded_at": world.time.ms,
            "rank": self.rng.choice((1, 4, 9)),
            "sets": {"owner_org_id": self.station},
            "summary": "forged",
        }
        made = new_id(world.time.ms, self.rng.randbytes)
        self._refused(world, "step", [("case_event", made, event, {})])

    def _center_field(self, world: World) -> None:
        self._refused(
            world, "county number", [("case", self._own_case, {"county_no": "forged"}, {})]
        )

    def _taken_id(self, world: World) -> None:
        """A new record under the id of somebody else's, or of one of another kind's root."""
        other = self._any(world, self.rng.choice(("case", "case_party", "person")))
        if other is not None:
            values = {**self._common(world), "title" if other.kind == "case" else "name": "forged"}
            self._refused(world, "taken id", [(other.kind, other.id, values, {})])

    def _unknown_kind(self, world: World) -> None:
        other = self._any(world, "case")
        station = other.values["station_id"] if other is not None else "nobody"
        values = {**self._common(world), "station_id": station, "note": "forged"}
        made = new_id(world.time.ms, self.rng.randbytes)
        self._refused(world, "unknown kind", [("gadget", made, values, {})])

    def _foreign_child(self, world: World) -> None:
        """Something of its own hung on a case it does not see, to see what comes back."""
        other = self._any(world, "case")
        if other is not None:
            kind = self.rng.choice(("case_party", "attachment", "access_log", "reply", "referral"))
            values = {**self._common(world), "case_id": other.id}
            if kind == "referral":
                values |= {"to_org_id": self.station, "from_org_id": self.station}
            made = new_id(world.time.ms, self.rng.randbytes)
            self._refused(world, "child", [(kind, made, values, {})])

    def _grant_elsewhere(self, world: World) -> None:
        other = self._any(world, "user")
        scope = other.values["station_id"] if other is not None else world.center.county
        values = {
            **self._common(world),
            "user_id": self.person,
            "role": self.rng.choice(("county_supervisor", "window_lead", "village_assistant")),
            "scope_station_id": scope,
            "from_date": "2000-01-01",
        }
        made = new_id(world.time.ms, self.rng.randbytes)
        self._refused(world, "grant", [("role_grant", made, values, {})])

    def _conflict(self, world: World) -> None:
        """A decision nobody asked it for."""
        other = self._any(world, "conflict")
        decision: dict[str, Json] = {"status": "confirmed", "decision": {"value": "forged"}}
        if other is not None:
            self._refused(world, "decision", [("conflict", other.id, decision, {})])

    def _garbage(self, world: World) -> None:
        message: Any = {
            "p": PROTOCOL,
            "e": world.epoch,
            "c": self.rng.choice((0, -1, "x", 2**63 - 1, None)),
            "h": self.rng.choice(([0, ""], [1], None, ["x", "y"], [2**60, "AAAA"])),
            "en": self.rng.choice(({}, [], {"shapes": [[1]], "people": 3, "entries": [[0]]})),
            "b": self.rng.choice((0, -5, "z")),
            "cs": self.rng.choice(("", "AAAA", 5)),
        }
        try:
            world.center.answer(self.replica, orjson.dumps(message))
        except Problem as problem:
            if problem.kind is not ProblemKind.REFUSED_INPUT:
                raise Violation(f"garbage is told {problem.kind}") from problem
            return
        raise Violation("garbage was taken for an exchange")

    def _fork(self, world: World) -> None:
        """Another history under the same name."""
        if self._head.seq < 2:
            return
        kept = self._head
        self._head = Head(kept.seq, self.rng.randbytes(32))
        answer = self._send(world, [("case", self._own_case, {"facts": "forked"}, {})], keep=False)
        self._head = kept
        if "fork" not in answer:
            raise Violation("I12 a liar's fork was not seen")

    def _send(
        self,
        world: World,
        entries: list[tuple[str, str, dict[str, Json], dict[str, Stamp]]],
        *,
        keep: bool = True,
    ) -> dict[str, Any]:
        after = self._head
        link, made = after.hash, []
        for seq, (kind, record_id, values, bases) in enumerate(entries, after.seq + 1):
            entry = Entry(
                seq,
                after.seq + 1,
                kind,
                record_id,
                self.person,
                world.time.ms + self.told,
                self.rng.randbytes(12),
                SCHEMA,
                values,
                bases,
            )
            body = body_bytes(kind, record_id, SCHEMA, values, bases)
            link = entry_hash(
                link, self.replica, seq, entry.unit, entry.person, entry.time, entry.salt, body
            )
            made.append(entry)
        head = Head(after.seq + len(made), link)
        message: dict[str, Json] = {
            "p": PROTOCOL,
            "e": world.epoch,
            "c": 0,
            "h": _packed(head),
            "a": _packed(after),
            "en": write_entries(made),
            "hs": sign(self._key, head_digest(self.replica, head.seq, head.hash, world.epoch)),
        }
        answer = world.center.answer(self.replica, orjson.dumps(message))
        world.watch.answered(world.center, self.replica, answer)
        if keep:
            self._head = head
        return answer


def _state(world: World, kind: str, record_id: str) -> tuple[Any, Any] | None:
    store = world.center.store
    kept = store.one(kind, record_id) if kind in KINDS or kind else None
    return None if kept is None else (kept.record.values, kept.record.stamps)


def _packed(head: Head) -> Json:
    return [head.seq, base64.b64encode(head.hash).decode()]

"""The center's own edits: numbers, conflicts, decisions set again, work handed over.

The center is a replica like any other: it alters nobody's stamp, but sets fields anew under its
own, one revision higher.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Protocol

from sync.center.refusals import Sender
from sync.clock import Json, RandomBytes, Stamp, local_date, new_id
from sync.ledger.db import Db
from sync.ledger.state import State
from sync.ledger.store import Kept
from sync.merge.records import Clash, Record, joined
from sync.protocol.entries import Entry
from sync.protocol.versions import LATE_CLOCK_MS
from sync.records.kinds import Policy
from sync.records.numbers import county_no
from sync.records.registry import KINDS

CONFLICTS = uuid.UUID("6f1c7d1e-7b0a-5c43-9a55-0d6f3f0c2c11")
"""Name space of conflict ids: one for a field of a record, whoever finds it."""


SETTLED_BY_LAST = frozenset({"conflict", "proposal"})
"""Decisions are made at desks that see each other's: the last one stands, nothing is listed."""


class Records(Protocol):
    """The records of the request being met."""

    def kept(self, kind: str, record_id: str) -> Kept | None: ...

    def put(self, kept: Kept) -> None: ...


class CenterEdits:
    """What the center adds to one request."""

    def __init__(self, db: Db, state: State, now_ms: int, random: RandomBytes) -> None:
        self._db = db
        self._state = state
        self._now = now_ms
        self._random = random
        self._replica = state.text("replica")
        self.made: set[tuple[str, str]] = set()
        """Records the center touched beyond numbering them."""
        self.numbered: dict[tuple[str, str], dict[str, Json]] = {}

    def next_versions(self, count: int) -> int:
        """The first of `count` row versions.  Holds the head until the transaction ends, so
        that versions become visible in their order."""
        self._db.run("UPDATE center_head SET value = value + ? WHERE id = 1", (count,))
        row = self._db.row("SELECT value FROM center_head WHERE id = 1")
        if row is None:
            raise AssertionError("the center has no head")
        return int(row[0]) - count + 1

    def mark_head(self, series: str) -> None:
        """Keep the head as the high mark of a series, which is noted outside the database."""
        self._db.run(
            "INSERT INTO center_number (series, high) "
            "SELECT CAST(? AS TEXT), value FROM center_head WHERE id = 1 "
            "ON CONFLICT (series) DO UPDATE SET high = excluded.high",
            (series,),
        )

    def set(self, record: Record, name: str, value: Json) -> None:
        """Set a field under the center's stamp."""
        revision = record.stamp(name).revision + 1
        record.set(name, value, Stamp(revision, self._now, self._replica))

    def number_cases(self, records: Records, cases: Iterable[Kept]) -> None:
        """Give each newly registered case its county number: once per case id, for ever."""
        new = [kept for kept in cases if kept.record.values.get("county_no") is None]
        if not new:
            return
        year = local_date(self._now).year
        given = self._given([k.record.id for k in new])
        fresh = [k.record.id for k in new if k.record.id not in given]
        first = self._next_numbers(f"county:{year}", len(fresh)) if fresh else 0
        county = self._state.text("county_short")
        for number, case_id in enumerate(fresh, first):
            given[case_id] = county_no(year, number, county=county)
        self._db.many(
            "INSERT INTO center_county_number (case_id, number) VALUES (?, ?)",
            [(case_id, given[case_id]) for case_id in fresh],
        )
        for kept in new:
            record = kept.record
            self.set(record, "county_no", given[record.id])
            self.numbered["case", record.id] = {
                "county_no": [given[record.id], [*record.stamp("county_no")]]
            }
            records.put(kept)

    def number_given(self, case_id: str, number: Json) -> None:
        """A case brought back keeps the number it had."""
        if isinstance(number, str):
            self._db.run(
                "INSERT INTO center_county_number (case_id, number) VALUES (?, ?) "
                "ON CONFLICT (case_id) DO NOTHING",
                (case_id, number),
            )

    def _given(self, ids: Sequence[str]) -> dict[str, str]:
        """Numbers given before: after a restore of the center a case keeps its own."""
        from_table: dict[str, str] = {}
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            marks = ",".join("?" * len(part))
            from_table.update(
                (row[0], row[1])
                for row in self._db.rows(
                    f"SELECT case_id, number FROM center_county_number WHERE case_id IN ({marks})",
                    part,
                )
            )
        return from_table

    def _next_numbers(self, series: str, count: int) -> int:
        self._db.run(
            "INSERT INTO center_number (series, high) VALUES (?, ?) "
            "ON CONFLICT (series) DO UPDATE SET high = center_number.high + excluded.high",
            (series, count),
        )
        row = self._db.row("SELECT high FROM center_number WHERE series = ?", (series,))
        return (int(row[0]) if row is not None else count) - count + 1

    def conflict(
        self, records: Records, kept: Kept, clash: Clash, entry: Entry, sender: Sender
    ) -> None:
        """Two values of one field: the higher stamp stands, both are kept for the desk.

        A stamp whose clock ran ahead at receipt loses a tie of revisions; a decision that the
        edit had not seen is set again above it.
        """
        record, name = kept.record, clash.name
        if record.kind in SETTLED_BY_LAST:
            return
        declared = KINDS.get(record.kind)
        field = declared.by_name.get(name) if declared is not None else None
        if field is not None and field.policy is Policy.ADD:
            self.set(record, name, joined(clash.mine[0], clash.theirs[0]))
            self.made.add((record.kind, record.id))
            records.put(kept)
            return
        conflict_id = str(uuid.uuid5(CONFLICTS, f"{record.kind}/{record.id}/{name}"))
        found = records.kept("conflict", conflict_id)
        if found is not None and self._decided(found.record, clash.mine[1]):
            self._reset(records, kept, name, clash.mine[0])
        elif clash.mine[1].revision == clash.theirs[1].revision:
            self._break_tie(records, kept, clash)
        self._list(records, found, conflict_id, kept, clash, entry, sender)

    def decide(self, records: Records, conflict: Record) -> None:
        """A desk decided about a field: its value is set by the center, above all that was met."""
        values = conflict.values
        decision = values.get("decision")
        if values.get("status", "open") == "open" or not isinstance(decision, dict):
            return
        name = str(values.get("field"))
        kept = records.kept(str(values.get("record_kind")), str(values.get("record_id")))
        if kept is None:
            return
        standing = kept.record.stamp(name)
        if kept.record.values.get(name) != decision.get("value"):
            self._list_overruled(records, conflict, kept, name)
        elif standing.replica == self._replica:
            return
        changed = Kept(kept.record.copy(), kept.root)
        self._reset(records, changed, name, decision.get("value"))

    def _list_overruled(self, records: Records, conflict: Record, kept: Kept, name: str) -> None:
        """What stood when the decision came and its author had not seen: it is not dropped."""
        stamp = kept.record.stamp(name)
        listed = conflict.values.get("candidates")
        values = list(listed) if isinstance(listed, list) else []
        known = any(isinstance(v, dict) and v.get("stamp") == [*stamp] for v in values)
        if known or stamp.replica in ("", self._replica):
            return
        values.append(self._line(kept.record, name, stamp))
        changed = conflict.copy()
        self.set(changed, "candidates", values)
        self.set(changed, "status", "open")
        self.made.add(("conflict", conflict.id))
        records.put(Kept(changed, kept.root))

    def _line(self, record: Record, name: str, stamp: Stamp) -> Json:
        """A value as conflicts list it."""
        return {
            "stamp": [*stamp],
            "value": record.values.get(name),
            "person": self._author(record, stamp),
            "at": stamp.time,
        }

    def _decided(self, conflict: Record, standing: Stamp) -> bool:
        return conflict.values.get("status", "open") != "open" and standing.replica == self._replica

    def _reset(self, records: Records, kept: Kept, name: str, value: Json) -> None:
        self.set(kept.record, name, value)
        self.made.add((kept.record.kind, kept.record.id))
        records.put(kept)

    def _break_tie(self, records: Records, kept: Kept, clash: Clash) -> None:
        mine_ahead = self._was_ahead(kept.record, clash.mine[1])
        theirs_ahead = clash.theirs[1].time > self._now + LATE_CLOCK_MS
        if mine_ahead == theirs_ahead:
            return
        other = clash.theirs if mine_ahead else clash.mine
        if kept.record.stamps[clash.name] != other[1]:
            self._reset(records, kept, clash.name, other[0])

    def _was_ahead(self, record: Record, stamp: Stamp) -> bool:
        row = self._db.row(
            "SELECT 1 FROM center_journal WHERE record_id = ? AND replica = ? AND time = ? "
            "AND reason = 'clock_ahead'",
            (record.id, stamp.replica, stamp.time),
        )
        return row is not None

    def _list(
        self,
        records: Records,
        found: Kept | None,
        conflict_id: str,
        kept: Kept,
        clash: Clash,
        entry: Entry,
        sender: Sender,
    ) -> None:
        values: list[Json] = []
        if found is not None:
            listed = found.record.values.get("candidates")
            values = list(listed) if isinstance(listed, list) else []
        for value, stamp, person in (
            (*clash.mine, self._author(kept.record, clash.mine[1])),
            (*clash.theirs, entry.person),
        ):
            line: Json = {"stamp": [*stamp], "value": value, "person": person, "at": stamp.time}
            if all(isinstance(v, dict) and v["stamp"] != [*stamp] for v in values):
                values.append(line)
        values.sort(key=lambda v: Stamp(*v["stamp"]) if isinstance(v, dict) else Stamp(0, 0, ""))  # type: ignore[misc]
        record = found.record.copy() if found is not None else Record("conflict", conflict_id)
        wanted: dict[str, Json] = {
            "station_id": sender.station,
            "created_at": self._now,
            "seen_with": kept.root,
            "record_kind": kept.record.kind,
            "record_id": kept.record.id,
            "field": clash.name,
            "candidates": values,
            "status": "open",
        }
        if found is not None:
            wanted = {"candidates": values, "status": "open"}
        for name, value in wanted.items():
            if record.values.get(name) != value:
                self.set(record, name, value)
        self.made.add(("conflict", conflict_id))
        records.put(Kept(record, kept.root))

    def _author(self, record: Record, stamp: Stamp) -> str | None:
        row = self._db.row(
            "SELECT person FROM center_journal WHERE record_id = ? AND replica = ? AND time = ?",
            (record.id, stamp.replica, stamp.time),
        )
        return None if row is None else str(row[0])

    def propose(self, records: Records, sender: Sender, unit: Sequence[Entry], root: str) -> None:
        """Put a unit that came too late before the present owner's desk."""
        proposal = Record("proposal", new_id(self._now, self._random))
        changes: list[Json] = [
            {"kind": e.kind, "id": e.record_id, "values": dict(e.values)} for e in unit
        ]
        given: dict[str, Json] = {
            "station_id": sender.station,
            "created_at": self._now,
            "seen_with": root,
            "changes": changes,
            "author_id": unit[0].person,
            "from_station_id": sender.station,
            "done_at": unit[0].time,
        }
        for name, value in given.items():
            self.set(proposal, name, value)
        self.made.add(("proposal", proposal.id))
        records.put(Kept(proposal, root))

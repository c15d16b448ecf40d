"""What was changed in a case, field by field, before and after.

Changes made here stand in this PC's journal.  Of those made elsewhere a record tells when and on
which PC a field got the value it has; who made it is told where a conflict or the record's own
making names them.  What stood there before is known where it was ever here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import orjson

from station_app.usecases.reading.names import Names, places
from sync.clock import Json, Stamp
from sync.ledger.db import chunks, marks
from sync.ledger.ledger import Ledger
from sync.ledger.store import Kept
from sync.protocol.entries import read_body
from sync.records.kinds import COMMON, By, Kind
from sync.records.masking import mask
from sync.records.registry import KINDS

_COMMON = frozenset(field.name for field in COMMON)
_TOLD_BY_STEPS = frozenset({"case_event", "access_log"})
"""Kinds that are sentences themselves: the course of the case tells them."""

_TOLD_ELSEWHERE = ("case", "case_party", "referral", "reply", "attachment")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One field's change, or with an empty `field` that the record was made.

    `at` in milliseconds.  `verdict` None: the county has not answered yet.  `elsewhere`: made on
    another PC; `place` is then its station's name, empty where that is not known here, and
    `person` may be empty.  `before_known`: whether `before` is what stood there.
    """

    at: int
    person: str
    kind: str
    record_id: str
    field: str
    before: Json
    after: Json
    verdict: str | None
    reason: str | None
    elsewhere: bool = False
    place: str = ""
    before_known: bool = True


def case_history(ledger: Ledger, case_id: str, *, full: bool) -> list[HistoryLine]:
    """Changes to the case and what belongs to it, newest first.

    Persons are masked unless `full`.
    """
    here = _Here(ledger, case_id)
    found = here.lines()
    found += _Elsewhere(ledger, case_id, here).lines()
    if not full:
        found = [_masked(line) for line in found]
    return sorted(found, key=lambda line: line.at)[::-1]


class _Here:
    """This PC's journal of the case."""

    def __init__(self, ledger: Ledger, case_id: str) -> None:
        self._ledger, self._case_id = ledger, case_id
        self.values: dict[tuple[str, str], Json] = {}
        self.made: set[str] = set()
        self.written: set[tuple[str, str, int]] = set()
        """Record, field and time of each value written here."""

    def lines(self) -> list[HistoryLine]:
        names = Names(self._ledger)
        entries = []
        for part in chunks(self._ledger.store.ids_of_root(self._case_id)):
            entries += self._ledger.db.rows(
                "SELECT time, seq, kind, record_id, person, body, verdict, reason "
                f"FROM desk_journal WHERE record_id IN ({marks(len(part))}) AND body IS NOT NULL",
                part,
            )
        found: list[HistoryLine] = []
        for at, _, kind, record_id, person, body, verdict, reason in sorted(entries):
            declared = KINDS.get(kind)
            if declared is None or kind in _TOLD_BY_STEPS:
                continue
            values = read_body(body)[1]
            new = record_id not in self.made and "created_at" in values
            self.made.add(record_id)
            who = names.person(person)
            if new:
                found.append(HistoryLine(at, who, kind, record_id, "", None, None, verdict, reason))
            for name, value in values.items():
                before = self.values.get((record_id, name))
                self.values[record_id, name] = value
                self.written.add((record_id, name, at))
                if new or before == value or not _told(declared, name):
                    continue
                line = HistoryLine(at, who, kind, record_id, name, before, value, verdict, reason)
                found.append(line)
        return found


class _Elsewhere:
    """What other PCs wrote, by the stamps of the fields."""

    def __init__(self, ledger: Ledger, case_id: str, here: _Here) -> None:
        self._ledger, self._case_id, self._here = ledger, case_id, here
        self._names = Names(ledger)
        self._people = _named_by_conflicts(ledger, case_id)
        self._places: dict[str, str] | None = None
        self._stations: dict[str, str] = {}

    def lines(self) -> list[HistoryLine]:
        return [
            line
            for kind in _TOLD_ELSEWHERE
            for kept in self._ledger.store.of_roots(kind, [self._case_id])
            for line in self._record(KINDS[kind], kept)
        ]

    def _record(self, kind: Kind, kept: Kept) -> list[HistoryLine]:
        record, here = kept.record, self._here
        begun = record.stamps.get("created_at")
        found: list[HistoryLine] = []
        if record.id not in here.made and begun is not None and not self._own(begun):
            made_by = record.values.get("created_by")
            who = self._person(made_by) if isinstance(made_by, str) else ""
            place = self._station(begun.replica)
            found.append(
                HistoryLine(
                    begun.time, who, kind.name, record.id, "", None, None, None, None, True, place
                )
            )
        for name, stamp in record.stamps.items():
            first = begun is not None and stamp == begun
            own = self._own(stamp) or (record.id, name, stamp.time) in here.written
            if first or own or not _told(kind, name):
                continue
            seen = (record.id, name) in here.values
            found.append(
                HistoryLine(
                    stamp.time,
                    self._person(self._people.get((record.id, name, stamp), "")),
                    kind.name,
                    record.id,
                    name,
                    here.values.get((record.id, name)),
                    record.values.get(name),
                    None,
                    None,
                    True,
                    self._station(stamp.replica),
                    # The first value ever written stands where nothing stood.
                    seen or stamp.revision == 1,
                )
            )
        return found

    def _own(self, stamp: Stamp) -> bool:
        return stamp.replica == self._ledger.replica

    def _person(self, user_id: str) -> str:
        """The name; nothing for an account of another station, which is not here."""
        return self._names.people([user_id]).get(user_id, "")

    def _station(self, replica: str) -> str:
        """The name of the station a PC belongs to, by what it wrote in this case."""
        if replica not in self._stations:
            if self._places is None:
                self._places = {place.id: place.name for place in places(self._ledger)}
            row = self._ledger.db.row(
                "SELECT station_id, actor_org FROM r_case_event "
                "WHERE root_id = ? AND origin_device = ? ORDER BY recorded_at LIMIT 1",
                (self._case_id, replica),
            )
            station, told = row if row is not None else ("", "")
            self._stations[replica] = self._places.get(station or "", "") or told or ""
        return self._stations[replica]


def _named_by_conflicts(ledger: Ledger, case_id: str) -> dict[tuple[str, str, Stamp], str]:
    """Record, field and stamp -> the account that wrote the value, as conflicts tell it."""
    return {
        (record_id, name, Stamp(*candidate["stamp"])): str(candidate.get("person") or "")
        for record_id, name, listed in ledger.db.rows(
            "SELECT record_id, field, candidates FROM r_conflict WHERE root_id = ?", (case_id,)
        )
        for candidate in orjson.loads(listed or "[]")
    }


def _told(kind: Kind, name: str) -> bool:
    field = kind.by_name.get(name)
    return field is not None and name not in _COMMON and field.by is By.INPUT


def _masked(line: HistoryLine) -> HistoryLine:
    field = KINDS[line.kind].by_name.get(line.field)
    if field is None:
        return line
    return replace(line, before=mask(field, line.before), after=mask(field, line.after))

"""Sit-ins and patrols as lists show them: what is coming, what was held, what is to be mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from station_app.usecases.reading.names import places
from station_app.usecases.reading.rows import FullRow, full_rows
from sync.clock import local_date
from sync.ledger.ledger import Ledger
from sync.records.moves import state_of
from sync.records.visits import VISIT

COMING, TO_MEND, HELD, NOT_HELD, ALL = "coming", "to_mend", "held", "not_held", "all"
VIEWS = (COMING, TO_MEND, HELD, NOT_HELD, ALL)

OPEN = frozenset({"planned", "confirmed", "postponed"})


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list.

    `day`: the one it stands on now (held, moved to, or planned).  `mend_by`: ISO day, empty where
    nothing is still to be mended.  `to_us`: this station is visited; `by_us`: it visits.
    """

    id: str
    kind: str
    state: str
    day: date
    visitor: str
    host: str
    mend_by: str
    to_us: bool
    by_us: bool
    words: str

    def begun(self, today: date) -> bool:
        """Whether its day has come, so that it may be written down."""
        return self.day <= today


def visits(ledger: Ledger, words: str = "") -> list[VisitRow]:
    """Those that are seen here, by their day; `words`: those that hold each of them in the names
    of both bodies and the visitors, or in what was found and advised."""
    called = {place.id: place.name or place.code for place in places(ledger)}
    found = []
    for row in full_rows(ledger.db, VISIT, "1 = 1", ()):
        host, visitor = row.text("host_station_id"), row.text("visitor_org_id")
        names = (called.get(visitor, ""), called.get(host, ""))
        told = (*names, *(row.text(name) for name in VISIT.searched))
        found.append(
            VisitRow(
                row.id,
                row.text("kind"),
                state_of(VISIT.name, row.values),
                day_of(row),
                *names,
                mend_by(row),
                host == ledger.station_id,
                visitor == ledger.station_id,
                " ".join(told).casefold(),
            )
        )
    wanted = words.casefold().split()
    kept = [row for row in found if all(word in row.words for word in wanted)]
    return sorted(kept, key=lambda row: (row.day, row.id))


def in_view(rows: Iterable[VisitRow], view: str, year: int | None, today: date) -> list[VisitRow]:
    """Those of a view in a year, None for all.

    What is coming neither ends nor begins with this year: one of last December may still have to be
    written down.  What is to be mended stays to be mended whatever year it was found in.
    """

    def fits(row: VisitRow) -> bool:
        of_year = year is None or row.day.year == year
        if view == COMING:
            return row.state in OPEN and (of_year or year == today.year)
        if view == TO_MEND:
            return bool(row.mend_by)
        if view == HELD:
            return row.state == "held" and of_year
        if view == NOT_HELD:
            return row.state in ("missed", "cancelled") and of_year
        return of_year

    return [row for row in rows if fits(row)]


def day_of(row: FullRow) -> date:
    """The day a visit stands on, as the calendar has it."""
    state, held = state_of(VISIT.name, row.values), row.whole("held_at")
    if state == "held" and held is not None:
        return local_date(held)
    moved = row.text("moved_to") if state in ("postponed", "confirmed") else ""
    return date.fromisoformat(moved or row.text("planned_on"))


def mend_by(row: FullRow) -> str:
    """The day by which what was found is to be mended; empty where nothing is."""
    held = state_of(VISIT.name, row.values) == "held"
    return row.text("follow_up_due") if held and not row.text("follow_up_done") else ""

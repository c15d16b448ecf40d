"""Knowledge requests as lists show them: what is to be answered, by when; without who asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from station_app.usecases.reading.names import places
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.reading.sight import Sight, seen_values
from station_app.usecases.reading.work_days import ledger_calendar
from sync.clock import local_date
from sync.ledger.ledger import Ledger
from sync.records.days.due import Due, Limit, Unit, due
from sync.records.days.working import WorkCalendar
from sync.records.knowledge import KNOWLEDGE_REQUEST
from sync.records.moves import state_of
from sync.records.training import TRAINING_MATERIAL

ANSWER_LIMIT = Limit(5, Unit.WORKING_DAY)
"""Clock `knowledge_answer` of the rule set village-default: a promise (rules.md 6.6)."""

TO_ANSWER, PASSED, PLANNED, ANSWERED, ALL = "to_answer", "passed", "planned", "answered", "all"
VIEWS = (TO_ANSWER, PASSED, PLANNED, ANSWERED, ALL)

DONE = frozenset({"answered", "closed"})


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in a list, without who asked; `due` None once it is answered."""

    id: str
    number: str
    state: str
    question: str
    topic: str
    asked_at: int
    station_id: str
    station: str
    passed_to: str
    due: date | None
    view: str

    def overdue(self, today: date) -> bool:
        return self.due is not None and self.due < today


def knowledge_requests(ledger: Ledger, sight: Sight, words: str = "") -> list[RequestRow]:
    """Those that are seen here, the one to be answered first at the top; answered ones follow, the
    newest first.

    `words`: only those that hold each of them in something this person is shown: what is masked
    is not confirmed by searching for it.
    """
    calendar = ledger_calendar(ledger)
    called = {place.id: place.name for place in places(ledger)}
    wanted = words.casefold().split()
    found = [
        _listed(ledger, row, calendar, called)
        for row in full_rows(ledger.db, KNOWLEDGE_REQUEST, "1 = 1", ())
        if not wanted or _holds(row, sight, wanted)
    ]
    waiting = [row for row in found if row.state not in DONE]
    done = [row for row in found if row.state in DONE]
    waiting.sort(key=lambda r: (r.due or date.max, r.asked_at, r.id))
    done.sort(key=lambda r: (r.asked_at, r.id), reverse=True)
    return waiting + done


def asked_in(ledger: Ledger, first: date, station_id: str) -> list[FullRow]:
    """What was written down at a station in the month that begins with `first`, in its order."""
    rows = full_rows(
        ledger.db, KNOWLEDGE_REQUEST, "station_id = ?", (station_id,), "asked_at, request_no, id"
    )
    month = (first.year, first.month)
    days = ((row, local_date(row.whole("asked_at") or 0)) for row in rows)
    return [row for row, day in days if (day.year, day.month) == month]


def to_answer_here(ledger: Ledger) -> list[FullRow]:
    """What this station itself is to answer, in the order it was asked."""
    station = ledger.station_id
    rows = full_rows(
        ledger.db,
        KNOWLEDGE_REQUEST,
        "(station_id = ?1 OR passed_to_org_id = ?1) "
        "AND COALESCE(status, 'open') NOT IN ('answered', 'closed')",
        (station,),
        "asked_at, id",
    )
    return [
        row
        for row in rows
        if _view(
            state_of(KNOWLEDGE_REQUEST.name, row.values), row.text("passed_to_org_id") == station
        )
        == TO_ANSWER
    ]


def taught_from(ledger: Ledger) -> list[FullRow]:
    """Everything kept to teach from, by name: an answer may name one."""
    return full_rows(ledger.db, TRAINING_MATERIAL, "1 = 1", (), "title, id")


def activity_title(ledger: Ledger, activity_id: str) -> str:
    """Empty where this ledger does not hold it."""
    row = ledger.db.row("SELECT title FROM r_propaganda_activity WHERE id = ?", (activity_id,))
    return str(row[0] or "") if row is not None else ""


def in_view(rows: Iterable[RequestRow], view: str) -> list[RequestRow]:
    return [row for row in rows if view in (ALL, row.view)]


def answer_due(row: FullRow, days: WorkCalendar) -> Due | None:
    """By when an answer is promised; None once there is one.

    One that was taken up again counts from its former answer: when it was taken up is not kept.
    """
    if state_of(KNOWLEDGE_REQUEST.name, row.values) in DONE:
        return None
    begun = max(row.whole("asked_at") or 0, row.whole("answered_at") or 0)
    return due(ANSWER_LIMIT, local_date(begun), days)


def _listed(
    ledger: Ledger, row: FullRow, days: WorkCalendar, called: Mapping[str, str]
) -> RequestRow:
    state = state_of(KNOWLEDGE_REQUEST.name, row.values)
    passed_to = row.text("passed_to_org_id")
    promised = answer_due(row, days)
    return RequestRow(
        row.id,
        row.text("request_no"),
        state,
        row.text("question"),
        row.text("topic_code"),
        row.whole("asked_at") or 0,
        row.text("station_id"),
        called.get(row.text("station_id"), ""),
        called.get(passed_to, passed_to),
        promised.on if promised is not None else None,
        _view(state, passed_to == ledger.station_id),
    )


def _view(state: str, passed_here: bool) -> str:
    if state in DONE:
        return ANSWERED
    if state == "passed":
        return TO_ANSWER if passed_here else PASSED
    return PLANNED if state == "planned" else TO_ANSWER


def _holds(row: FullRow, sight: Sight, wanted: list[str]) -> bool:
    shown = seen_values(KNOWLEDGE_REQUEST, row.values, sight)
    texts = [
        value.casefold()
        for name in KNOWLEDGE_REQUEST.searched
        if isinstance(value := shown.get(name), str) and value == row.values.get(name)
    ]
    return all(any(word in said for said in texts) for word in wanted)

"""Lists of the knowledge work, each row as outside JSON (interfaces.md), persons masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from station_app.usecases.reading.names import Names
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.weekly_detail import found_record, masked_fields
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind
from sync.records.knowledge import KNOWLEDGE_REQUEST, TYPICAL_CASE
from sync.records.moves import STATE
from sync.records.notices import CONSUMER_NOTICE, NOTICE_POSTING
from sync.records.registry import KINDS
from sync.records.visits import VISIT

NUMBER = {CONSUMER_NOTICE.name: "notice_no", KNOWLEDGE_REQUEST.name: "request_no"}
"""Kind -> the field that holds its number, which names a record as well as its id."""

COLUMNS = {
    CONSUMER_NOTICE.name: (
        "notice_no", "status", "kind", "title", "publish_from", "publish_to", "channels",
        "approved_at",
    ),
    KNOWLEDGE_REQUEST.name: (
        "request_no", "status", "topic_code", "question", "asked_at", "asked_way", "people_count",
        "passed_to_org_id", "answered_at", "answer_way",
    ),
    VISIT.name: (
        "status", "kind", "planned_on", "held_at", "visitor_org_id", "host_station_id",
        "persons_received", "cases_taken", "consultations", "problems", "follow_up_due",
        "follow_up_done",
    ),
    TYPICAL_CASE.name: (
        "status", "title", "category_code", "problem_nature", "year", "booklet", "used_count",
    ),
}  # fmt: skip
"""Kind -> the fields of a row."""

_ORDER = {
    CONSUMER_NOTICE.name: "created_at DESC, id DESC",
    KNOWLEDGE_REQUEST.name: "asked_at DESC, id DESC",
    VISIT.name: "planned_on, id",
    TYPICAL_CASE.name: "year DESC, created_at DESC, id DESC",
}


def weekly_list(
    ledger: Ledger,
    kind_name: str,
    *,
    status: str = "",
    days: tuple[date, date] | None = None,
    limit: int,
) -> list[dict[str, Json]]:
    """What this desk may read of a kind, newest first; visits by their day.

    `days`: of visits, those planned for a day of that span.
    """
    kind = KINDS[kind_name]
    where, params = "1 = 1", list[str]()
    if status:
        where += f" AND COALESCE({STATE}, ?) = ?"
        params += [str(kind.by_name[STATE].default), status]
    if days is not None:
        where += " AND planned_on BETWEEN ? AND ?"
        params += [day.isoformat() for day in days]
    order = f"{_ORDER[kind_name]} LIMIT {limit:d}"
    return _told(ledger, kind_name, full_rows(ledger.db, kind, where, params, order))


def _told(ledger: Ledger, kind_name: str, rows: Sequence[FullRow]) -> list[dict[str, Json]]:
    names, kind = Names(ledger), KINDS[kind_name]
    states = sync_states(ledger, [row.id for row in rows], kind_name)
    found = []
    for row in rows:
        fields = masked_fields(kind, row, names)
        told: dict[str, Json] = {"id": row.id}
        told |= {name: fields[name] for name in COLUMNS[kind_name]}
        told |= {"station_id": names.code(row.text("station_id")), "sync_state": states[row.id]}
        found.append(told)
    return found


def weekly_id(ledger: Ledger, kind_name: str, text: str) -> str:
    """The record with that id or number.  Problem NOT_FOUND."""
    field = NUMBER.get(kind_name)
    if field is not None:
        row = ledger.db.row(
            f"SELECT id FROM r_{kind_name} WHERE {field} = ? AND deleted_at IS NULL ORDER BY id",
            (text.strip().upper(),),
        )
        if row is not None:
            return str(row[0])
    return found_record(ledger, kind_name, text).id


def postings(ledger: Ledger, notice_id: str) -> list[dict[str, Json]]:
    """Where this desk knows a notice to be posted, oldest first."""
    names = Names(ledger)
    rows = full_rows(ledger.db, NOTICE_POSTING, "notice_id = ?", (notice_id,), "at, id")
    return [
        {
            "id": row.id,
            "station_id": names.code(row.text("station_id")),
            **masked_fields(NOTICE_POSTING, row, names),
        }
        for row in rows
    ]


def posting_id(ledger: Ledger, text: str) -> str:
    """The posting with that id; also that of a notice posted here once and not taken down yet.

    Problem NOT_FOUND.
    """
    try:
        return found_record(ledger, NOTICE_POSTING.name, text).id
    except Problem as problem:
        if problem.kind is not ProblemKind.NOT_FOUND:
            raise
    notice = weekly_id(ledger, CONSUMER_NOTICE.name, text)
    own = "notice_id = ? AND station_id = ? AND taken_down_at IS NULL"
    rows = full_rows(ledger.db, NOTICE_POSTING, own, (notice, ledger.station_id))
    if len(rows) != 1:
        raise Problem(ProblemKind.NOT_FOUND)
    return rows[0].id

"""`station complaint list | show` and `station search`: what reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from station_app.cli.call import DONE, Call
from station_app.cli.desks import reading
from station_app.usecases.access import view_case, view_draft
from station_app.usecases.reading.case_detail import CaseDetail, detail_json, sees_no_party
from station_app.usecases.reading.cases import (
    PAGE,
    CaseFilter,
    CaseRow,
    case_page,
)
from station_app.usecases.reading.draft_detail import draft_rows
from station_app.usecases.reading.names import Names, case_id_of
from station_app.usecases.reading.sight import filter_by_words
from sync.clock import SHANGHAI, Json, iso, parse_iso
from sync.ledger.ledger import Ledger
from sync.problems import refused
from sync.records.fixed_codes import FIXED
from sync.records.outside import money_text


def listing(call: Call) -> int:
    asked = CaseFilter(status=_status(call.text("status")), since=_since(call.text("since")))
    return _list(call, asked, call.text("query"), call.whole("limit", PAGE))


def search(call: Call) -> int:
    return _list(call, CaseFilter(), " ".join(call.several("text")), PAGE)


def _list(call: Call, asked: CaseFilter, query: str, limit: int) -> int:
    with reading(call) as desk, desk.ledger.db.reading():
        if asked.status == ("draft",):
            rows = draft_rows(desk.ledger, query, asked.since, limit)
        else:
            found = filter_by_words(desk.ledger, desk.session, query, asked)
            rows = case_page(desk.ledger, found, limit=limit)
        if sees_no_party(desk.session, desk.ledger):
            rows = [replace(row, complainant=None, respondent=None) for row in rows]
        documents = rows_json(desk.ledger, rows)
    call.answer(documents, "\n".join(_row_in_words(call, row) for row in rows))
    return DONE


def rows_json(ledger: Ledger, rows: Sequence[CaseRow]) -> list[Json]:
    """The answer of `complaint list --json` (interfaces.md)."""
    names = Names(ledger)
    names.learn(row.handler_id for row in rows if row.handler_id)
    return [
        {
            "id": row.id,
            "number": row.number,
            "county_no": row.county_no,
            "status": row.status,
            "title": row.title,
            "received_at": iso(row.received_at),
            "complainant": row.complainant,
            "respondent": row.respondent,
            "amount": None if row.amount is None else money_text(row.amount),
            "owner_org_id": names.code(row.owner_org_id) if row.owner_org_id else None,
            "handler_id": names.login(row.handler_id) if row.handler_id else None,
            "sync_state": row.sync_state,
        }
        for row in rows
    ]


def show(call: Call) -> int:
    with reading(call) as desk:
        asked, reason = call.text("id"), call.text("reason")
        case_id = case_id_of(desk.ledger, asked)
        if case_id is not None:
            detail = view_case(desk.ledger, desk.session, case_id, reason)
        else:
            detail = view_draft(desk.ledger, desk.session, asked.strip().lower(), reason)
        no_party = sees_no_party(desk.session, desk.ledger)
        document = detail_json(desk.ledger, detail, no_party=no_party)
    call.answer(document, _in_words(call, detail, no_party))
    return DONE


def _status(text: str) -> tuple[str, ...]:
    if text and text not in FIXED["status"]:
        raise refused(status="unknown_code")
    return (text,) if text else ()


def _since(text: str) -> int | None:
    if not text:
        return None
    try:
        return parse_iso(text if "T" in text else f"{text}T00:00:00{SHANGHAI}")
    except (ValueError, OverflowError):
        raise refused(since="not_a_day") from None


def _row_in_words(call: Call, row: CaseRow) -> str:
    cells = (
        row.number or row.id,
        iso(row.received_at)[:10],
        call.wording.status(row.status),
        row.complainant or "",
        row.respondent or "",
        row.title,
        call.wording.sync_state(row.sync_state),
    )
    return "  ".join(cells)


def _in_words(call: Call, detail: CaseDetail, no_party: bool) -> str:
    case = detail.case
    received = case.whole("received_at")
    amount = case.whole("amount")
    lines = [
        f"{detail.number or case.id}  {call.wording.status(detail.status)}",
        case.text("title"),
        call.tr("Received: {when}", when=iso(received) if received is not None else ""),
        call.tr("Amount: {amount}", amount=money_text(amount) if amount is not None else ""),
        case.text("facts"),
        "",
    ]
    for party in () if no_party else detail.parties:
        role = call.tr(FIXED["party_role"].get(party.text("role"), party.text("role")))
        told = (party.text(name) for name in ("name", "phone", "address", "business_place"))
        lines.append("  ".join([role, *(text for text in told if text)]))
    lines.append("")
    for event in detail.events:
        at = event.whole("occurred_at")
        when = iso(at)[:16].replace("T", " ") if at is not None else ""
        lines.append(f"{when}  {event.text('actor_name')}  {event.text('summary')}")
    for attachment in detail.attachments:
        lines.append(call.tr("Attachment: {title}", title=attachment.row.text("title")))
    lines.append(call.wording.sync_state(detail.sync_state))
    return "\n".join(lines)

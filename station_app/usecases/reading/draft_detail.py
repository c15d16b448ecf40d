"""Drafts as `complaint show` and `list` tell them: in the form of registered cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from station_app.usecases.reading.case_detail import COMPLAINT_SIDE, CaseDetail, masked_row
from station_app.usecases.reading.cases import PAGE, CaseRow
from station_app.usecases.reading.drafts import Draft, draft, drafts
from station_app.usecases.reading.rows import FullRow
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.records.case import CASE, CASE_PARTY
from sync.records.kinds import By, Kind
from sync.records.outside import try_fields
from sync.records.search_words import normal


def draft_detail(ledger: Ledger, kept: Draft, *, full: bool) -> CaseDetail:
    """What of the draft can be read; persons masked unless `full`.

    A party has an id only where its author gave one.
    """
    common: dict[str, Json] = {
        "station_id": ledger.station_id,
        "created_at": kept.row.created_at,
        "created_by": kept.row.author_id,
        "origin_device": ledger.replica,
        "deleted_at": None,
    }
    given = {name: value for name, value in kept.body.items() if name != "parties"}
    case = _row(CASE, given, kept, common, ("incomplete",))
    parties = [_row(CASE_PARTY, p, kept, common) for p in _objects(kept.body.get("parties"))]
    parties.sort(key=lambda p: p.text("role") not in COMPLAINT_SIDE)
    withheld: list[str] = []
    if not full:
        case = masked_row(CASE, case, "", withheld)
        parties = [
            masked_row(CASE_PARTY, p, f"parties[{n}].", withheld) for n, p in enumerate(parties)
        ]
    return CaseDetail(
        case, tuple(parties), (), (), (), (), "local", full, tuple(withheld)
    )  # fmt: skip


def draft_rows(
    ledger: Ledger, text: str = "", since: int | None = None, limit: int = PAGE
) -> list[CaseRow]:
    """Drafts as lines of the list of cases, newest first, persons masked.

    `text`: words that all stand in a title; `since`: received, or begun, then or later (ms).
    """
    found = []
    for row in drafts(ledger):
        kept = draft(ledger, row.id)
        if kept is None or not all(word in normal(row.title) for word in normal(text).split()):
            continue
        line = _line(draft_detail(ledger, kept, full=False), kept)
        if since is None or line.received_at >= since:
            found.append(line)
    return sorted(found, key=lambda line: line.key, reverse=True)[:limit]


def _line(detail: CaseDetail, kept: Draft) -> CaseRow:
    case = detail.case
    first = {p.text("role") in COMPLAINT_SIDE: p.text("name") for p in reversed(detail.parties)}
    received = case.whole("received_at")
    return CaseRow(
        case.id,
        None,
        None,
        "draft",
        case.text("title"),
        kept.row.created_at if received is None else received,
        first.get(True) or None,
        first.get(False) or None,
        case.whole("amount"),
        None,
        None,
        case.text("urgency") or "normal",
        case.text("matter_type") or "complaint",
        "local",
    )


def _row(
    kind: Kind,
    given: Mapping[str, Json],
    kept: Draft,
    common: Mapping[str, Json],
    also: Iterable[str] = (),
) -> FullRow:
    taken = {f.name for f in kind.fields if f.by is By.INPUT} | set(also)
    readable = {name: value for name, value in given.items() if name in taken}
    values, faults = try_fields(kind, readable, also=tuple(also))
    wrong = {path.partition("[")[0] for path in faults}
    whole: dict[str, Json] = dict.fromkeys(kind.by_name)
    whole |= {name: value for name, value in values.items() if name not in wrong}
    row_id = kept.row.id if kind is CASE else given.get("id")
    return FullRow(
        row_id if isinstance(row_id, str) else "",
        kept.row.id,
        {**whole, **common},
        1,
        kept.row.updated_at,
        kept.row.author_id,
    )


def _objects(given: Json) -> list[dict[str, Json]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []

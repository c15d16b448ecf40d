"""People and traders who stood in a case here before, masked, for taking them into a new one."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.usecases.reading.search import found_cases
from sync.ledger.db import Row, marks
from sync.ledger.ledger import Ledger
from sync.records.case import CASE_PARTY
from sync.records.masking import mask_record

LEAST_DIGITS = 4
"""With fewer digits of a phone number half the village would be listed."""

MOST = 6

_COMPLAINING = ("complainant", "co_complainant")
_RESPONDING = ("respondent",)
_COLUMNS = (
    "p.id, p.root_id, p.role, p.kind, p.name, p.phone, p.address, p.business_place, c.received_at"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A party of an earlier case.  Names and numbers are masked; `last_at` in milliseconds."""

    party_id: str
    case_id: str
    name: str
    phone: str
    place: str
    last_at: int


def people_by_phone(ledger: Ledger, digits: str) -> list[Known]:
    """Complainants whose phone number begins with `digits`, the last seen first."""
    if len(digits) < LEAST_DIGITS:
        return []
    rows = ledger.db.rows(
        f"SELECT {_COLUMNS} FROM r_case_party p JOIN r_case c ON c.id = p.root_id "
        "WHERE p.phone >= ? AND p.phone < ? AND p.deleted_at IS NULL "
        f"AND p.role IN ({marks(len(_COMPLAINING))}) ORDER BY c.received_at DESC, p.id LIMIT 100",
        # A colon stands behind the nine in every order of characters in use.
        (digits, digits + ":", *_COMPLAINING),
    )
    return _each_once(rows, "address")


def traders_by_name(ledger: Ledger, words: str) -> list[Known]:
    """Respondents whose name holds `words` (two characters at least), the last seen first."""
    wanted = words.strip()
    if len(wanted) < 2:
        return []
    cases = found_cases(ledger, wanted, 60)[:60]
    if not cases:
        return []
    rows = ledger.db.rows(
        f"SELECT {_COLUMNS} FROM r_case_party p JOIN r_case c ON c.id = p.root_id "
        f"WHERE p.root_id IN ({marks(len(cases))}) AND p.deleted_at IS NULL "
        f"AND p.role IN ({marks(len(_RESPONDING))}) AND instr(p.name, ?) > 0 "
        "ORDER BY c.received_at DESC, p.id",
        (*cases, *_RESPONDING, wanted),
    )
    return _each_once(rows, "business_place")


def _each_once(rows: list[Row], place: str) -> list[Known]:
    """One line a person, with the newest of their cases; `place`: the field told as the place."""
    found: dict[tuple[object, object], Known] = {}
    for row in rows:
        party_id, case_id, role, kind, name, phone, address, business_place, received_at = row
        shown = mask_record(
            CASE_PARTY,
            {
                "role": role,
                "kind": kind,
                "name": name,
                "phone": phone,
                "address": address,
                "business_place": business_place,
            },
        )
        found.setdefault(
            (name, phone),
            Known(
                str(party_id),
                str(case_id),
                str(shown["name"] or ""),
                str(shown["phone"] or ""),
                str(shown[place] or ""),
                int(received_at or 0),
            ),
        )
        if len(found) == MOST:
            break
    return list(found.values())

"""A repeated registration under the caller's own id: the same content, or another.

A script that was cut does not know whether its last line was taken; it sends it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from station_app.usecases.complaints import Complaint, with_defaults
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.problems import refused
from sync.protocol.entries import read_body
from sync.records.case import CASE, CASE_PARTY
from sync.records.kinds import By, Kind

_CASE_INPUTS = (*(f.name for f in CASE.fields if f.by is By.INPUT), "incomplete")
_PARTY_INPUTS = tuple(f.name for f in CASE_PARTY.fields if f.by is By.INPUT)


class Done(NamedTuple):
    """What was registered then."""

    number: str | None


def done_before(ledger: Ledger, station_code: str, complaint: Complaint) -> Done | None:
    """The registration that bore this id, if it had the same content; None where there was none.

    It is compared with what was registered, not with what the case has become.  Problem
    REFUSED_INPUT (`id` `taken`) where another content, or another record, bears the id.
    """
    case_id = str(complaint.record_id)
    gone = ledger.db.row("SELECT number FROM desk_gone WHERE root_id = ?", (case_id,))
    if gone is not None:
        return Done(gone[0])
    made = _made_here(ledger, case_id)
    if made is None:
        if _is_taken(ledger, case_id):
            raise refused(id="taken")
        return None
    case, parties = made
    number, at = case.get("case_no"), case.get("registered_at")
    code = number[:12] if isinstance(number, str) else station_code
    values, wanted = with_defaults(complaint, code, at if type(at) is int else 0)
    same = _same(CASE, _CASE_INPUTS, values, case) and len(wanted) == len(parties)
    for party, kept in zip(wanted, parties, strict=False):
        own = party.get("id", kept["id"])
        same = same and own == kept["id"] and _same(CASE_PARTY, _PARTY_INPUTS, party, kept)
    if not same:
        raise refused(id="taken")
    return Done(number if isinstance(number, str) else None)


def _is_taken(ledger: Ledger, record_id: str) -> bool:
    row = ledger.db.row(
        "SELECT 1 FROM r_case WHERE id = ? UNION ALL SELECT 1 FROM desk_draft WHERE id = ? "
        "UNION ALL SELECT 1 FROM desk_journal WHERE record_id = ?",
        (record_id, record_id, record_id),
    )
    return row is not None


def _made_here(
    ledger: Ledger, case_id: str
) -> tuple[dict[str, Json], list[dict[str, Json]]] | None:
    """The case and its parties as this PC registered them, from its journal."""
    first = ledger.db.row(
        "SELECT replica, unit, body FROM desk_journal WHERE record_id = ? AND kind = 'case' "
        "AND body IS NOT NULL ORDER BY time, seq LIMIT 1",
        (case_id,),
    )
    if first is None:
        return None
    replica, unit, body = first
    values = read_body(body)[1]
    if "case_no" not in values:
        return None
    parties: list[dict[str, Json]] = []
    for record_id, party in ledger.db.rows(
        "SELECT record_id, body FROM desk_journal WHERE replica = ? AND seq >= ? AND unit = ? "
        "AND kind = 'case_party' AND body IS NOT NULL ORDER BY seq",
        (replica, unit, unit),
    ):
        parties.append({**read_body(party)[1], "id": record_id})
    return values, parties


def _same(
    kind: Kind, names: Iterable[str], given: Mapping[str, Json], kept: Mapping[str, Json]
) -> bool:
    usual = {name: kind.by_name[name].default for name in names}
    return all(given.get(n, usual[n]) == kept.get(n, usual[n]) for n in usual)

"""How the ledger stands: counts, what waits, when the county was last reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from station_app.foundation.version import program_version
from station_app.usecases.reading.attention import count_attention, count_conflicts
from station_app.usecases.reading.states import enrolled, pending
from station_app.usecases.session import StationCard, own_station
from sync.clock import Json, iso
from sync.ledger.ledger import Ledger
from sync.ledger.schema_version import SCHEMA_VERSION
from sync.protocol.versions import PROTOCOL
from sync.records.registry import KINDS


@dataclass(frozen=True, slots=True)
class Standing:
    """`last_at`: the last exchange the center answered, in milliseconds; `last_result`: `ok`, or
    the code of the problem the last try ended in.  `shut_out`: the county withdrew this PC's
    permission, and a new code brings it back.  `clock_offset_ms`: center minus this PC."""

    station: StationCard
    replica: str
    enrolled: bool
    shut_out: bool
    counts: Mapping[str, int]
    pending: int
    pending_attachments: int
    conflicts: int
    attention: int
    last_at: int | None
    last_result: str | None
    clock_offset_ms: int


def standing(ledger: Ledger) -> Standing:
    state = ledger.state.all()
    at = state.get("last_exchange_at")
    result = state.get("last_exchange_result")
    offset = state.get("clock_offset_ms")
    return Standing(
        own_station(ledger),
        ledger.replica,
        enrolled(ledger),
        state.get("shut_out") is True,
        record_counts(ledger),
        pending(ledger),
        pending_attachments(ledger),
        count_conflicts(ledger),
        count_attention(ledger),
        at if type(at) is int else None,
        result if isinstance(result, str) else None,
        offset if type(offset) is int else 0,
    )


OFFICIAL = frozenset(
    {"case", "case_party", "case_event", "referral", "reply", "attachment", "access_log"}
)
"""Kinds whose records are never deleted: counted in an index, without a look at each row."""


def record_counts(ledger: Ledger) -> dict[str, int]:
    """Kind -> how many are here; kinds of which there are none are left out."""
    sql = " UNION ALL ".join(
        f"SELECT '{name}', COUNT(*) FROM r_{name}"
        + ("" if name in OFFICIAL else " WHERE deleted_at IS NULL")
        for name in KINDS
    )
    return {kind: count for kind, count in ledger.db.rows(sql) if count}


def pending_attachments(ledger: Ledger) -> int:
    """Contents that lie here and not yet at the county, and are not to stay here."""
    row = ledger.db.row(
        "SELECT COUNT(*) FROM desk_content c LEFT JOIN r_attachment a ON a.id = c.attachment_id "
        "WHERE c.here = 1 AND c.at_center = 0 AND COALESCE(a.keep_local_only, 0) = 0"
    )
    return int(row[0]) if row is not None else 0


def standing_json(told: Standing) -> dict[str, Json]:
    """The answer of `station status --json` (interfaces.md)."""
    return {
        "station_code": told.station.code,
        "station_name": told.station.name,
        "level": told.station.level,
        "replica": told.replica,
        "enrolled": told.enrolled,
        "counts": dict(told.counts),
        "pending": told.pending,
        "pending_attachments": told.pending_attachments,
        "conflicts": told.conflicts,
        "needs_attention": told.attention,
        "last_exchange": {
            "at": None if told.last_at is None else iso(told.last_at),
            "result": told.last_result,
        },
        "clock_offset_s": round(told.clock_offset_ms / 1000, 3),
        "versions": {
            "program": program_version(),
            "schema": SCHEMA_VERSION,
            "protocol": PROTOCOL,
        },
    }

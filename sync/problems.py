"""What can go wrong in the world, by kind.

A `Problem` is the world's doing: it is expected, has a kind, and is told to people in words that
live further up (`station_app/foundation/wording.py`).  Any other exception is a fault of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ProblemKind(StrEnum):
    """Stable codes: people read them to the county on the telephone, scripts match on them."""

    REFUSED_INPUT = "refused_input"
    NOT_FOUND = "not_found"
    NOT_PERMITTED = "not_permitted"
    WRONG_PASSWORD = "wrong_password"
    LOCKED_OUT = "locked_out"
    LEDGER_IN_USE = "ledger_in_use"
    LEDGER_MISSING = "ledger_missing"
    LEDGER_EXISTS = "ledger_exists"
    LEDGER_NEWER = "ledger_newer"
    LEDGER_DAMAGED = "ledger_damaged"
    SQLITE_TOO_OLD = "sqlite_too_old"
    DISK_FULL = "disk_full"
    DISK_READ_ONLY = "disk_read_only"
    FILE_UNREADABLE = "file_unreadable"
    FILE_DAMAGED = "file_damaged"
    FILE_TOO_LARGE = "file_too_large"
    FILE_KIND_REFUSED = "file_kind_refused"
    NO_LINE = "no_line"
    NOT_THE_CENTER = "not_the_center"
    CENTER_BUSY = "center_busy"
    CENTER_REFUSED = "center_refused"
    NOT_ENROLLED = "not_enrolled"
    REVOKED = "revoked"
    WRONG_CODE = "wrong_code"
    PROTOCOL_TOO_OLD = "protocol_too_old"
    INTEGRITY = "integrity"


class Problem(Exception):
    """Something the world did; nothing was changed.

    `fields` maps a field's path (`parties[1].phone`) to a short code or sentence about it;
    `details` are values for the sentence told to the person, never personal data.
    """

    def __init__(
        self,
        kind: ProblemKind,
        message: str = "",
        *,
        fields: Mapping[str, str] | None = None,
        **details: str | int,
    ) -> None:
        super().__init__(message or kind.value)
        self.kind = kind
        self.fields: dict[str, str] = dict(fields or {})
        self.details = details


def refused(**fields: str) -> Problem:
    """Input that cannot be taken, naming each field at fault."""
    return Problem(ProblemKind.REFUSED_INPUT, fields=fields)

"""Who sends, and why the center may not take what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.ledger.store import Kept


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: a replica of a station, known from its credential and nothing else."""

    replica: str
    station: str
    level: str
    authority: str
    """Whose word counts how much: the level, or `market_office` (`transitions.RANKS`)."""


class Refusal(StrEnum):
    """Why a unit was refused; the words for people live at the desk."""

    BAD_VALUE = "bad_value"
    NOT_FOR_STATIONS = "not_for_stations"
    FOREIGN_ORIGIN = "foreign_origin"
    NOT_YOURS = "not_yours"
    NOT_PERMITTED = "not_permitted"
    APPEND_ONLY = "append_only"
    INFLATED = "inflated"
    BAD_STEP = "bad_step"
    ERASED = "erased"
    HANDED_OVER = "handed_over"
    """Not a refusal proper: allowed when it was done, and today another desk's."""


Pending = Mapping[tuple[str, str], Kept]
"""What the unit being met has made so far."""

"""Making this desk known to its county: before or after work was done, nothing is lost by it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Protocol

from sync.clock import Json
from sync.ledger.identity import OfLevel, move_to_station, own_identity
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind, refused
from sync.records.rights import responsible_role
from sync.records.transitions import RANKS


class EnrolmentDesk(Protocol):
    """What answers at the center before it knows us."""

    def enrol(self, message: dict[str, Json]) -> dict[str, Any]: ...


class KeySealer(Protocol):
    """Keeps a copy of the ledger's key that only the county can open."""

    def __call__(self, county_public_key: bytes) -> Json: ...


def enrol_desk(
    ledger: Ledger,
    center: EnrolmentDesk,
    url: str,
    code: str,
    *,
    ca_file: str | None = None,
    seal_key: KeySealer | None = None,
    about: Mapping[str, Json] | None = None,
) -> dict[str, Any]:
    """Trade the county's one-time code for an identity; the station as the county names it.

    The center's name, level and parent win.  Problems: WRONG_CODE (also a code of another
    station), REVOKED, REFUSED_INPUT where the desk has a center already, and the line's.
    """
    if ledger.state.text("center_key"):
        raise refused(center="already_enrolled")
    identity = own_identity(ledger)
    message: dict[str, Json] = {
        "code": code,
        "station_code": ledger.state.text("station_code"),
        "replica_id": identity.replica,
        "public_key": identity.public,
        "about": dict(about or {}),
    }
    answer = center.enrol(message)
    try:
        known = _known(answer)
        station: dict[str, Any] = answer["station"]
        sealing = base64.b64decode(answer["center"]["sealing"]["key"], validate=True)
    except (KeyError, TypeError, ValueError) as fault:
        raise Problem(ProblemKind.NOT_THE_CENTER, "unreadable identity") from fault
    sealed = seal_key(sealing) if seal_key is not None else None
    with ledger.db.writing():
        _adopt(ledger, station)
        ledger.state.put({**known, "center_url": url, "center_ca": ca_file, "cursor": 0})
        if sealed is not None:
            ledger.state.put({"sealed_key": sealed})
    return station


def _known(answer: Mapping[str, Any]) -> dict[str, Json]:
    center = answer["center"]
    station = answer["station"]
    return {
        "center_key": _text(center["signing"]["key"]),
        "center_sealing_key": _text(center["sealing"]["key"]),
        "center_replica": _text(center["replica"]),
        "county_code": _text(center["county_code"]),
        "county_name": _text(center["county_name"]),
        "county_station_id": _text(center["station_id"]),
        "epoch": _text(answer["epoch"]),
        "letter": _text(answer["letter"]),
        "station_id": _text(station["id"]),
        "station_code": _text(station["station_code"]),
        "station_name": _text(station["display_name"]),
        "station_level": _text(station["level"]),
        "window_id": station.get("window_id"),
    }


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _adopt(ledger: Ledger, station: Mapping[str, Any]) -> None:
    """Where the center knows this station by another id than the one we worked under, what we
    wrote, all of it unsent, is issued again under the right one: it is of another level than we
    took it to be of, and so are its first account and the steps taken."""
    if station["id"] != ledger.station_id:
        before, level = ledger.state.text("station_level"), _text(station["level"])
        of_level: OfLevel = {
            ("role", responsible_role(before)): responsible_role(level),
            ("rank", RANKS[before]): RANKS[level],
        }
        move_to_station(ledger, str(station["id"]), of_level)

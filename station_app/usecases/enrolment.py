"""Making this desk known to its county: before or after work was done, nothing is lost by it.

A PC the county shut out (it was lost, and found again) enrols anew, under a new name and key: the
old ones stay shut out.  What the center had not acknowledged is issued again under the new name.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.clock import Json
from sync.ledger.identity import (
    Identity,
    OfLevel,
    acknowledged,
    make_identity,
    move_to_station,
    own_identity,
    start_anew,
)
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


def shut_out(ledger: Ledger) -> bool:
    """Whether the county said that this PC may not exchange any more."""
    return bool(ledger.state.get("shut_out"))


def enrolling_as(ledger: Ledger) -> Identity:
    """The name and key a one-time code is asked for.

    For a PC that was shut out a new one, kept until the center has answered: the same code asked
    for again is then answered alike.  Problem REFUSED_INPUT where the desk has a center already.
    """
    if not ledger.state.text("center_key"):
        return own_identity(ledger)
    if not shut_out(ledger):
        raise refused(center="already_enrolled")
    if ledger.state.get("introduce"):
        # Found to be a copy since: its newest name is one that nobody has heard of.
        return own_identity(ledger)
    kept = ledger.state.get("coming")
    if isinstance(kept, list):
        name, key = kept
        seed = base64.b64decode(str(key))
        return Identity(str(name), Ed25519PrivateKey.from_private_bytes(seed))
    coming = make_identity(ledger)
    key = base64.b64encode(coming.key.private_bytes_raw()).decode()
    with ledger.db.writing():
        ledger.state.put({"coming": [coming.replica, key]})
    return coming


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
    station), REVOKED, REFUSED_INPUT where the desk has a center already, which did not shut it
    out, or another one; and the line's.
    """
    identity = enrolling_as(ledger)
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
    anew = shut_out(ledger)
    if anew:
        _require_the_same(ledger, known)
    sealed = seal_key(sealing) if seal_key is not None else None
    with ledger.db.writing():
        if anew:
            _leave_the_old_name(ledger, identity)
        _adopt(ledger, station)
        ledger.state.put({**known, "center_url": url, "center_ca": ca_file, "cursor": 0})
        if sealed is not None:
            ledger.state.put({"sealed_key": sealed})
    return station


def _require_the_same(ledger: Ledger, known: Mapping[str, Json]) -> None:
    """What was acknowledged is at this county, under this station; it can go on nowhere else."""
    if known["center_key"] != ledger.state.text("center_key"):
        raise refused(center="already_enrolled")
    if known["station_id"] != ledger.station_id:
        raise Problem(ProblemKind.WRONG_CODE, reason="other_station")


def _leave_the_old_name(ledger: Ledger, identity: Identity) -> None:
    """Go on under the name the center knows now, and read everything from the start."""
    if identity.replica != ledger.replica:
        start_anew(ledger, acknowledged(ledger).seq, identity)
    for over in (
        *("shut_out", "coming", "introduce", "last_exchange_result"),
        *("base", "compare", "offer", "show"),
    ):
        ledger.state.drop(over)
    ledger.state.put({"from_start": True})


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

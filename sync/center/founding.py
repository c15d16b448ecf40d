"""A new center: its identity, its epoch, and the county's own station."""

from __future__ import annotations

import base64

from sync.center.outside_log import EPOCH, Note, OutsideLog
from sync.center.stations import Office, make_station
from sync.clock import new_id
from sync.merge.records import Record

EPOCH_BYTES = 9


def new_epoch(office: Office) -> str:
    """A name for one history of the center, unlike any before."""
    return base64.urlsafe_b64encode(office.random(EPOCH_BYTES)).decode()


def begin_epoch(office: Office, log: OutsideLog) -> str:
    """Start a new history, in the caller's transaction; noted outside before it counts."""
    epoch = new_epoch(office)
    log.write(Note(EPOCH, office.now_ms, {"epoch": epoch}))
    office.state.put({"epoch": epoch})
    return epoch


def found_center(office: Office, log: OutsideLog, county_code: str, county_name: str) -> Record:
    """Fill a new database, in the caller's transaction; the county's own station.

    Problem REFUSED_INPUT for a code or a name that cannot stand.
    """
    office.db.run("INSERT INTO center_head (id, value) VALUES (1, 0)")
    office.state.put({"replica": new_id(office.now_ms, office.random)})
    station = make_station(office, county_code, county_name, "county")
    begin_epoch(office, log)
    office.state.put(
        {
            "county_code": station.values["station_code"],
            "county_name": station.values["display_name"],
            # 宝坻区 numbers its cases 宝消诉〔2026〕0123号 (rules.md 14).
            "county_short": str(station.values["display_name"])[:1],
            "county_station_id": station.id,
            "founded_at": office.now_ms,
        }
    )
    return station

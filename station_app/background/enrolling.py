"""Enrolling an open desk from a line thread."""

from __future__ import annotations

import json
import platform
from dataclasses import replace

from station_app.background.exchange_run import newcomers_line
from station_app.foundation.settings import read_settings, write_settings
from station_app.usecases.desk import Desk
from station_app.usecases.enrolment import enrol_desk
from station_app.usecases.reading.status import program_version
from sync.clock import Json


def enrol_beside(desk: Desk, center: str, code: str, ca_file: str | None = None) -> str:
    """Join the county through a connection of its own; the station's name as the county has it.

    Problems: NO_LINE, NOT_THE_CENTER, WRONG_CODE, REFUSED_INPUT.
    """
    with desk.beside() as ledger, newcomers_line(ledger, center, ca_file) as line:
        station = enrol_desk(
            ledger,
            line,
            center,
            code.strip(),
            ca_file=ca_file,
            seal_key=lambda public: _sealed(desk, public),
            about={"version": program_version(), "system": platform.platform()},
        )
    settings = desk.paths.settings
    write_settings(settings, replace(read_settings(settings), center=center))
    return str(station["display_name"])


def _sealed(desk: Desk, public_key: bytes) -> Json:
    """The ledger's key under the county's, kept in `keys.json` and in the ledger alike."""
    envelope = desk.keys.seal_to_county(public_key, desk.data_key)
    sealed: Json = json.loads(json.dumps(envelope))
    return sealed

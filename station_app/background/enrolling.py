"""Enrolling an open desk from a line thread."""

from __future__ import annotations

from station_app.usecases.desk import Desk


def enrol_beside(desk: Desk, center: str, code: str, ca_file: str | None = None) -> str:
    """Join the county through a connection of its own; the station's name as the county has it.

    Problems: NO_LINE, NOT_THE_CENTER, WRONG_CODE, NOT_PERMITTED, REFUSED_INPUT.
    """
    # Late: no start waits for the parts of the line.
    from station_app.usecases.line import enrol

    with desk.beside() as ledger:
        return str(enrol(desk, center, code, ca_file, through=ledger)["display_name"])

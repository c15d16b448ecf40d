"""Stations, organisations and divisions, which every replica reads (domain records 2.1 to 2.3).

A station has the id of its organisation: a referral to a station names the same id as the scope
that shows it there.
"""

from __future__ import annotations

import uuid

from sync.records.kinds import Field, Kind, Pii, Type

ADMIN_DIVISION = Kind(
    "admin_division",
    "Division",
    (
        Field("code", Type.TEXT, "Division code", required=True, limit=12),
        Field("name", Type.TEXT, "Name", required=True, limit=60),
        Field("short_name", Type.TEXT, "Short name", limit=30),
        Field("level", Type.CODE, "Level", required=True, codes="division_level"),
        Field("parent_code", Type.TEXT, "Higher division", limit=12),
        Field("valid_from", Type.DAY, "Valid from"),
        Field("valid_to", Type.DAY, "Valid until"),
        Field("local_addition", Type.BOOL, "Added by the county", default=False),
        Field("market_rule_id", Type.REF, "Market days", to="recurrence_rule"),
    ),
    public=True,
)

ORGANISATION = Kind(
    "organisation",
    "Organisation",
    (
        Field("name", Type.TEXT, "Name", Pii.ORGANISATION, required=True, limit=80),
        Field("kind", Type.CODE, "Kind of organisation", required=True, codes="station_kind"),
        Field("division_code", Type.TEXT, "Division code", required=True, limit=12),
        Field("parent_org_id", Type.REF, "Higher organisation", to="organisation"),
        Field("competence", Type.TEXT, "Competence"),
        Field("phone", Type.TEXT, "Phone", Pii.ORGANISATION, limit=30),
        Field("address", Type.TEXT, "Address", Pii.ORGANISATION, limit=120),
        Field("hours", Type.TEXT, "Office hours", limit=60),
        Field("can_receive_referral", Type.BOOL, "Takes referrals", required=True, default=True),
        Field("receives_online", Type.BOOL, "Receives online", required=True, default=False),
    ),
    public=True,
    searched=("name",),
)

STATION = Kind(
    "station",
    "Station",
    (
        Field("organisation_id", Type.REF, "Organisation", required=True, to="organisation"),
        Field("station_code", Type.TEXT, "Station code", required=True, limit=12),
        Field("display_name", Type.TEXT, "Name plate", required=True, limit=60),
        Field("level", Type.CODE, "Level", required=True, codes="station_level"),
        Field("window_id", Type.REF, "Its township window", to="station"),
        Field("market_office_id", Type.REF, "Market regulation office", to="organisation"),
        Field("committee_id", Type.REF, "Mediation committee", to="organisation"),
        Field(
            "responsible_person_id", Type.REF, "Responsible person", Pii.ORGANISATION, to="person"
        ),
        Field(
            "is_announced_intake_window",
            Type.BOOL,
            "Announced intake window",
            required=True,
            default=True,
        ),
        Field(
            "rule_set", Type.TEXT, "Rule set", required=True, limit=40, default="village-default@3"
        ),
        Field("open_from", Type.TEXT, "Opens at", required=True, limit=5, default="09:00"),
        Field("open_to", Type.TEXT, "Closes at", required=True, limit=5, default="17:00"),
        Field("open_weekdays", Type.LIST, "Open on", required=True, default=[1, 2, 3, 4, 5]),
        Field(
            "supervision_phone",
            Type.TEXT,
            "Supervision phone",
            required=True,
            limit=30,
            default="12315",
        ),
        Field("established_on", Type.DAY, "Established on"),
        Field("closed_on", Type.DAY, "Closed on"),
        Field("is_model", Type.BOOL, "Model station", default=False),
        Field("facilities", Type.LIST, "Facilities"),
        Field("standard_checks", Type.LIST, "Standard checks"),
        Field("households", Type.INT, "Households", lowest=0),
        Field("population", Type.INT, "Population", lowest=0),
    ),
    public=True,
    searched=("display_name",),
)

_STATIONS = uuid.UUID("3b4e2a52-6d0f-5f6e-8b7c-2f1f0e6a9d10")


def station_id(code: str, kind: str) -> str:
    """The id of a station, the same wherever it is first written down.

    A desk may work before it is enrolled; what it made then needs no new owner afterwards.  The
    kind (`village_station`, `township_window`, ...) tells apart the window and the office of one
    township, which share a code.
    """
    return str(uuid.uuid5(_STATIONS, f"{code}/{kind}"))


KIND_OF_LEVEL = {
    "village": "village_station",
    "township": "township_window",
    "county": "county_center",
}
"""What a station is where nothing else was said."""

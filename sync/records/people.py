"""People of the stations, their accounts and what they were charged with (domain records 2.4, 2.5).

Parties are not people in this sense; passwords and PINs are never fields.
"""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Type

PERSON = Kind(
    "person",
    "Person",
    (
        Field("name", Type.TEXT, "Name", Pii.PERSONAL, required=True, limit=40),
        Field("gender", Type.CODE, "Gender", Pii.PERSONAL, codes="gender"),
        Field(
            "kinds",
            Type.LIST,
            "Capacities",
            Pii.ORGANISATION,
            required=True,
            codes="person_kind",
            default=[],
        ),
        Field("post", Type.TEXT, "Post", Pii.ORGANISATION, limit=60),
        Field("unit", Type.TEXT, "Employer", Pii.ORGANISATION, limit=60),
        Field("phone", Type.TEXT, "Phone", Pii.PERSONAL, limit=20),
        Field("duties", Type.TEXT, "Duties", Pii.ORGANISATION),
        Field("photo_id", Type.REF, "Photo", Pii.PERSONAL, to="attachment"),
        Field(
            "photo_consent", Type.BOOL, "Agrees to showing the photo", required=True, default=False
        ),
        Field("expertise", Type.TEXT, "Expertise", limit=120),
        Field("from_date", Type.DAY, "In office from", Pii.ORGANISATION, required=True),
        Field("to_date", Type.DAY, "In office until", Pii.ORGANISATION),
        Field("mediator_no", Type.TEXT, "Mediator's certificate", Pii.ORGANISATION, limit=40),
        Field("languages", Type.TEXT, "Languages", limit=60),
    ),
    searched=("name",),
)

USER = Kind(
    "user",
    "Account",
    (
        Field("person_id", Type.REF, "Person", Pii.ORGANISATION, required=True, to="person"),
        Field("login", Type.TEXT, "Login", Pii.ORGANISATION, required=True, limit=40),
        Field("active", Type.BOOL, "Active", required=True, default=True),
        Field("locked_until", Type.TIME, "Locked until", by=By.PROGRAM),
    ),
)

ROLE_GRANT = Kind(
    "role_grant",
    "Role",
    (
        Field("user_id", Type.REF, "Account", required=True, to="user"),
        Field("role", Type.CODE, "Role", required=True, codes="role"),
        Field("scope_station_id", Type.REF, "For the station", required=True, to="station"),
        Field("from_date", Type.DAY, "Granted from", required=True),
        Field("to_date", Type.DAY, "Granted until"),
        Field("granted_by", Type.REF, "Granted by", by=By.PROGRAM, to="user"),
    ),
    parent="user_id",
)

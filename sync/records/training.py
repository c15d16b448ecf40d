"""Training: sessions, who was there, and what is taught from (domain records 7.2)."""

from __future__ import annotations

import uuid

from sync.records.kinds import By, Field, Kind, Pii, Policy, Type

TRAINING_SESSION = Kind(
    "training_session",
    "Training session",
    (
        Field("plan_id", Type.REF, "Part of the plan", to="education_plan"),
        Field("rule_id", Type.REF, "Comes again by", by=By.PROGRAM, to="recurrence_rule"),
        Field("occurrence_on", Type.DAY, "Day by the rule", by=By.PROGRAM),
        Field("edited", Type.BOOL, "Changed apart from its rule", by=By.PROGRAM, default=False),
        Field("campaign_id", Type.REF, "Answers the county's plan", to="campaign"),
        Field("makeup_of_id", Type.REF, "Make-up session of", to="training_session"),
        Field("title", Type.TEXT, "Subject", required=True, limit=60),
        Field("kind", Type.CODE, "Kind of training", required=True, codes="training_kind"),
        Field(
            "method",
            Type.CODE,
            "Method",
            required=True,
            codes="training_method",
            default="lecture",
        ),
        Field("planned_at", Type.TIME, "Planned for", required=True, group="planned"),
        Field("planned_end", Type.TIME, "Planned until", group="planned"),
        Field("held_at", Type.TIME, "Held at", group="outcome"),
        Field("hours", Type.DECIMAL, "Hours", group="outcome"),
        Field("place", Type.TEXT, "Place", Pii.ORGANISATION, required=True, limit=80),
        Field(
            "organiser_id", Type.REF, "Organiser", Pii.ORGANISATION, required=True, to="station"
        ),
        Field("lecturer_ids", Type.LIST, "Lecturers", Pii.ORGANISATION, to="person", default=[]),
        Field("batch", Type.TEXT, "Batch", limit=20),
        Field("area_codes", Type.LIST, "Areas", default=[]),
        Field("topic_codes", Type.LIST, "Topics", codes="topic", default=[]),
        Field(
            "invited_ids",
            Type.LIST,
            "Invited",
            Pii.ORGANISATION,
            to="person",
            policy=Policy.ADD,
            default=[],
        ),
        Field(
            "invited_station_ids",
            Type.LIST,
            "Stations invited",
            to="station",
            policy=Policy.ADD,
            default=[],
        ),
        Field("target_kinds", Type.LIST, "For whom", codes="person_kind", default=[]),
        Field(
            "basis", Type.CODE, "Reason for it", required=True, codes="training_basis",
            default="plan",
        ),
        Field(
            "status",
            Type.CODE,
            "State",
            by=By.PROGRAM,
            codes="activity_status",
            default="planned",
            group="outcome",
        ),
        Field("not_held_reason", Type.TEXT, "Why it was not held", limit=200, group="outcome"),
        Field("moved_to", Type.TIME, "Moved to", group="outcome"),
        Field("material_ids", Type.LIST, "Materials used", to="training_material", default=[]),
        Field("has_test", Type.BOOL, "With a test", default=False),
        Field("pass_score", Type.INT, "Score to pass", lowest=0),
        Field("summary", Type.TEXT, "Summary", Pii.ORGANISATION, policy=Policy.ASK),
        Field("return_note", Type.TEXT, "Remark from above", limit=200),
    ),
    searched=("title", "place", "summary"),
    shared_with=("invited_station_ids", "organiser_id"),
)  # fmt: skip
"""`invited_ids` and the stations are joined where two desks invite apart."""

TRAINING_ATTENDANCE = Kind(
    "training_attendance",
    "Attendance",
    (
        Field("session_id", Type.REF, "Session", by=By.PROGRAM, to="training_session"),
        Field("person_id", Type.REF, "Person", Pii.ORGANISATION, by=By.PROGRAM, to="person"),
        Field(
            "person_name", Type.TEXT, "Name of the person", Pii.PERSONAL, by=By.PROGRAM, limit=40
        ),
        Field(
            "person_station_id",
            Type.REF,
            "Station of the person",
            by=By.PROGRAM,
            to="station",
        ),
        Field("presence", Type.CODE, "Presence", required=True, codes="presence", group="there"),
        Field("hours", Type.DECIMAL, "Hours", group="there"),
        Field("sign_in_at", Type.TIME, "Signed in at", Pii.PERSONAL),
        Field(
            "signature_attachment_id", Type.REF, "Signature", Pii.PERSONAL, to="attachment"
        ),
        Field("substitute_name", Type.TEXT, "Came in their place", Pii.PERSONAL, limit=40),
        Field("score", Type.INT, "Score", Pii.PERSONAL, lowest=0, group="test"),
        Field("passed", Type.BOOL, "Passed", Pii.PERSONAL, group="test"),
        Field("makeup_on", Type.DAY, "Made up on", Pii.PERSONAL),
        Field("feedback", Type.TEXT, "What they say of it", Pii.ORGANISATION, limit=200),
        Field("feedback_grade", Type.INT, "Grade given", Pii.ORGANISATION, lowest=1),
    ),
    searched=("person_name",),
    shared_with=("person_station_id",),
)  # fmt: skip
"""Stands for itself, and goes to the station of its person and to nobody else's: scores are not for
the other stations invited.  Name and station stay as they were then (`history stays`)."""

_ROLL = uuid.UUID("0d2f5f0e-5a0b-5f2c-8a3d-7b1f6c2e9a41")


def attendance_id(session_id: str, person_id: str) -> str:
    """One record for a person at a session, whichever PC writes it first: a pair is unique."""
    return str(uuid.uuid5(_ROLL, f"{session_id}/{person_id}"))


TRAINING_MATERIAL = Kind(
    "training_material",
    "Training material",
    (
        Field("title", Type.TEXT, "Name or subject", required=True, limit=60),
        Field("kind", Type.CODE, "Kind of material", required=True, codes="training_material_kind"),
        Field("edition", Type.TEXT, "Edition", limit=20),
        Field("law_date", Type.DAY, "Date of the law"),
        Field("source", Type.TEXT, "Source", required=True, limit=80),
        Field("licence_note", Type.TEXT, "Copyright", required=True, limit=80),
        Field("superseded_by_id", Type.REF, "Replaced by", to="training_material"),
        Field("valid_until", Type.DAY, "Valid until"),
        Field(
            "audience",
            Type.CODE,
            "For whom",
            required=True,
            codes="material_audience",
            default="staff",
        ),
        Field("for_all", Type.BOOL, "For all stations", default=False),
    ),
    searched=("title",),
    public_in=("for_all", frozenset({True})),
)
"""Its file is an attachment (`owner_type` material)."""

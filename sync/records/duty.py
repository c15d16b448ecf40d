"""Who is on duty when (domain records 2.5)."""

from __future__ import annotations

from sync.records.kinds import Field, Kind, Pii, Type

DUTY_ROSTER = Kind(
    "duty_roster",
    "Duty",
    (
        Field("date", Type.DAY, "Day", required=True),
        Field(
            "slot", Type.CODE, "Part of the day", required=True, codes="duty_slot", default="day"
        ),
        Field("person_id", Type.REF, "Person", Pii.ORGANISATION, required=True, to="person"),
        Field(
            "kind", Type.CODE, "Kind of duty", required=True, codes="duty_kind", default="office"
        ),
        Field("note", Type.TEXT, "Note", limit=60),
    ),
)
"""One person may not hold two overlapping slots; the use case asks, the database does not: two PCs
may have written them apart."""

OVERLAPS = {
    "morning": frozenset({"morning", "day"}),
    "afternoon": frozenset({"afternoon", "day"}),
    "evening": frozenset({"evening"}),
    "night": frozenset({"night"}),
    "day": frozenset({"morning", "afternoon", "day"}),
}
"""Slot -> the slots of the same day that run into it."""

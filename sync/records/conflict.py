"""A value two people changed unseen by each other, until a desk decides (`sync.md`, Conflicts)."""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Type

CONFLICT = Kind(
    "conflict",
    "Changed on both sides",
    (
        Field("seen_with", Type.REF, "Seen with", by=By.PROGRAM),
        Field("record_kind", Type.TEXT, "Kind of record", by=By.PROGRAM, limit=40),
        Field("record_id", Type.REF, "Record", by=By.PROGRAM),
        Field("field", Type.TEXT, "Field", by=By.PROGRAM, limit=40),
        Field("candidates", Type.LIST, "Values", Pii.PERSONAL, by=By.PROGRAM, default=[]),
        Field(
            "status",
            Type.CODE,
            "State of the decision",
            by=By.PROGRAM,
            codes="conflict_status",
            default="open",
        ),
        Field("decided_by", Type.REF, "Decided by", by=By.PROGRAM, to="user"),
        Field("decided_at", Type.TIME, "Decided at", by=By.PROGRAM),
        Field("decision", Type.OBJECT, "Decision", Pii.PERSONAL, by=By.PROGRAM),
    ),
    parent="seen_with",
)
"""`candidates` holds `{stamp, value, person, at}` for each value met; `decision` the entry that
stands.  The parent is of any kind: the root of the record in conflict."""

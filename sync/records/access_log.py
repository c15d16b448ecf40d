"""Who looked at what in full, and why (domain records 8.3); kept three years."""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Type

ACCESS_LOG = Kind(
    "access_log",
    "Access log",
    (
        Field("case_id", Type.REF, "Case", by=By.PROGRAM, to="case"),
        Field("at", Type.TIME, "At", by=By.PROGRAM),
        Field("user_id", Type.REF, "Account", by=By.PROGRAM, to="user"),
        Field("action", Type.CODE, "Action", by=By.PROGRAM, codes="access_action"),
        Field("object_kind", Type.TEXT, "Kind of record", by=By.PROGRAM, limit=40),
        Field("object_id", Type.TEXT, "Record", by=By.PROGRAM, limit=40),
        Field("reason", Type.TEXT, "Reason", Pii.PERSONAL, by=By.PROGRAM, limit=200),
        Field("fields", Type.LIST, "Fields", by=By.PROGRAM, default=[]),
    ),
    parent="case_id",
    append_only=True,
)
"""`case_id` is empty for what concerns no case, such as a login."""

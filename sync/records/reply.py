"""What was told to the complainant, and what they said to it (domain records 6.1)."""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Type

REPLY = Kind(
    "reply",
    "Reply",
    (
        Field("case_id", Type.REF, "Case", by=By.PROGRAM, to="case"),
        Field("round_no", Type.INT, "Round", by=By.PROGRAM, lowest=1),
        Field("content", Type.TEXT, "What was told", Pii.PERSONAL, required=True),
        Field("way", Type.CODE, "Way of the reply", required=True, codes="reply_way"),
        Field("at", Type.TIME, "Told at", required=True),
        Field("by_id", Type.REF, "Told by", Pii.PERSONAL, by=By.PROGRAM, to="user"),
        Field("opinion", Type.TEXT, "Opinion of the complainant", Pii.PERSONAL),
    ),
    parent="case_id",
)

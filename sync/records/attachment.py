"""A file or thing handed in (domain records 3.5).  Its content moves on a line of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sync.records.kinds import By, Field, Kind, Pii, Type

MAX_BYTES = 20 * 1024 * 1024
"""The largest file taken."""

MAX_PER_ROOT = 50

ROOT = "case_id"
"""The field that names the record it is seen with.  That was always a case when the field got its
name, by which it lies in journals, on the line and in tables; it stays (decision 0007)."""

ROOT_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "case": "case",
        "event": "case",
        "mediation": "case",
        "activity": "propaganda_activity",
        "training": "training_session",
        "material": "training_material",
        "visit": "visit",
        "notice": "consumer_notice",
        "posting": "notice_posting",
        "typical_case": "typical_case",
    }
)
"""`owner_type` -> the kind of the record such an attachment is seen with."""

ATTACHMENT = Kind(
    "attachment",
    "Attachment",
    (
        Field(ROOT, Type.REF, "Seen with", by=By.PROGRAM),
        Field("owner_type", Type.CODE, "Belongs to", required=True, codes="owner_type"),
        Field("owner_id", Type.REF, "Belongs to record", required=True),
        Field("evidence_kind", Type.CODE, "Kind of evidence", required=True, codes="evidence_kind"),
        Field(
            "title", Type.TEXT, "Title of the attachment", Pii.ORGANISATION, required=True, limit=80
        ),
        Field("provided_by", Type.CODE, "Handed in by", required=True, codes="provided_by"),
        Field("is_original", Type.CODE, "Original or copy", required=True, codes="is_original"),
        Field("file_name", Type.TEXT, "File name", Pii.ORGANISATION, limit=120),
        Field("mime", Type.TEXT, "Kind of file", Pii.ORGANISATION, limit=100),
        Field("size", Type.INT, "Size", Pii.ORGANISATION, by=By.PROGRAM, lowest=0),
        Field("sha256", Type.TEXT, "SHA-256", Pii.ORGANISATION, by=By.PROGRAM, limit=64),
        Field("preview_sha256", Type.TEXT, "SHA-256 of the preview", by=By.PROGRAM, limit=64),
        Field("original_sha256", Type.TEXT, "SHA-256 as taken", by=By.PROGRAM, limit=64),
        Field("physical_place", Type.TEXT, "Where the thing is kept", limit=80),
        Field("taken_at", Type.TIME, "Taken at", Pii.PERSONAL),
        Field("taken_place", Type.TEXT, "Taken in", Pii.PERSONAL, limit=80),
        Field("pages", Type.INT, "Pages", lowest=0),
        Field("pii_class", Type.CODE, "Data class", required=True, codes="pii_class", default="P2"),
        Field("returned_at", Type.TIME, "Given back at", Pii.PERSONAL),
        Field("returned_to", Type.TEXT, "Given back to", Pii.PERSONAL, limit=40),
        Field("keep_local_only", Type.BOOL, "Kept at this station only", default=False),
    ),
    parent=ROOT,
    hangs_on=tuple(sorted(set(ROOT_KINDS.values()))),
)
"""`owner_id` may be a part of the root (an event of the case)."""

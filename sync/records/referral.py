"""The referral of a case to another body (domain records 4).

Its status follows from the events that name it (`case_course.referral_course`).
"""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Type

REFERRAL = Kind(
    "referral",
    "Referral",
    (
        Field("referral_no", Type.TEXT, "Referral number", by=By.PROGRAM, limit=30),
        Field("case_id", Type.REF, "Case", by=By.PROGRAM, to="case"),
        Field("referral_type", Type.CODE, "Kind of referral", required=True, codes="referral_type"),
        Field("from_org_id", Type.REF, "From organisation", by=By.PROGRAM, to="organisation"),
        Field("to_org_id", Type.REF, "To organisation", required=True, to="organisation"),
        Field("reason", Type.TEXT, "Reason", Pii.ORGANISATION, required=True),
        Field("summary", Type.TEXT, "Summary of the case", Pii.PERSONAL, required=True),
        Field("wishes", Type.TEXT, "What is asked for", Pii.PERSONAL),
        Field("attachment_ids", Type.LIST, "Attachments", default=[]),
        Field("copies", Type.INT, "Copies", lowest=0),
        Field("pages", Type.INT, "Pages", lowest=0),
        Field("sent_at", Type.TIME, "Sent at", by=By.PROGRAM),
        Field("sent_by", Type.REF, "Sent by", by=By.PROGRAM, to="user"),
        Field("sent_way", Type.CODE, "Way of sending", codes="sent_way", default="sync"),
        Field("complainant_told_at", Type.TIME, "Complainant told at", required=True),
        Field("told_way", Type.CODE, "Way of telling", required=True, codes="told_way"),
        Field("due_at", Type.TIME, "Answer wanted by"),
        Field("receipt_at", Type.TIME, "Receipt at", Pii.ORGANISATION, by=By.STEP),
        Field("receipt_by", Type.TEXT, "Receipt by", Pii.ORGANISATION, by=By.STEP, limit=60),
        Field(
            "status",
            Type.CODE,
            "Status of the referral",
            by=By.STEP,
            codes="referral_status",
            default="draft",
        ),
        Field("return_reason", Type.TEXT, "Reason for the return", by=By.STEP),
        Field("returned_at", Type.TIME, "Returned at", by=By.STEP),
        Field("result", Type.TEXT, "Result", Pii.PERSONAL, by=By.STEP),
        Field("result_outcome", Type.CODE, "Outcome at the target", by=By.STEP, codes="outcome"),
        Field("result_at", Type.TIME, "Result at", by=By.STEP),
        Field("lead_org_id", Type.REF, "Lead organisation", to="organisation"),
        Field("agreed_due_note", Type.TEXT, "Time limit agreed", limit=80),
        Field(
            "contains_report",
            Type.BOOL,
            "Contains a report",
            Pii.REPORTER,
            by=By.PROGRAM,
            default=False,
        ),
    ),
    parent="case_id",
)

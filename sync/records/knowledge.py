"""What villagers want to learn, and cases told to learn from (domain records 7.3)."""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Policy, Type
from sync.records.notices import OUT

KNOWLEDGE_REQUEST = Kind(
    "knowledge_request",
    "Knowledge request",
    (
        Field("request_no", Type.TEXT, "Number", by=By.PROGRAM, limit=40),
        Field("asked_at", Type.TIME, "Asked at", required=True),
        Field(
            "asked_way", Type.CODE, "Way of asking", required=True, codes="asked_way",
            default="walk_in",
        ),
        Field("topic_code", Type.CODE, "Subject asked about", required=True, codes="topic"),
        Field("question", Type.TEXT, "Question", required=True),
        Field("asker_name", Type.TEXT, "Asked by", Pii.PERSONAL, limit=40),
        Field("asker_phone", Type.TEXT, "Phone", Pii.PERSONAL, limit=20),
        Field("people_count", Type.INT, "How many people", lowest=1, default=1),
        Field("passed_to_org_id", Type.REF, "Passed on to", to="station", group="passed"),
        Field("passed_at", Type.TIME, "Passed on at", by=By.PROGRAM, group="passed"),
        Field("answer", Type.TEXT, "Answer", Pii.ORGANISATION, policy=Policy.ASK),
        Field(
            "answered_by", Type.REF, "Answered by", Pii.ORGANISATION, by=By.PROGRAM, to="user",
            group="answered",
        ),
        Field("answered_at", Type.TIME, "Answered at", by=By.PROGRAM, group="answered"),
        Field("answer_way", Type.CODE, "Way of the answer", codes="answer_way", group="answered"),
        Field("activity_id", Type.REF, "Activity", to="propaganda_activity"),
        Field("material_id", Type.REF, "Material", to="training_material"),
        Field(
            "status", Type.CODE, "State", by=By.PROGRAM, codes="knowledge_status", default="open"
        ),
    ),
    searched=("request_no", "question", "asker_name", "asker_phone", "answer"),
    shared_with=("passed_to_org_id",),
)  # fmt: skip

TYPICAL_CASE = Kind(
    "typical_case",
    "Typical case",
    (
        Field("title", Type.TEXT, "Name or subject", required=True, limit=40),
        Field("category_code", Type.CODE, "Category", required=True, codes="category"),
        Field(
            "problem_nature",
            Type.CODE,
            "Nature of the problem",
            required=True,
            codes="problem_nature",
        ),
        Field("year", Type.INT, "Year", required=True, lowest=2000),
        Field("story", Type.TEXT, "Story", required=True, policy=Policy.ASK),
        Field("key_point", Type.TEXT, "Key point", required=True),
        Field("law_basis", Type.TEXT, "Law", required=True),
        Field("result", Type.TEXT, "How it ended", required=True),
        Field("lesson", Type.TEXT, "Lesson", required=True),
        Field("tips_consumer", Type.TEXT, "Advice to consumers"),
        Field("tips_operator", Type.TEXT, "Advice to traders"),
        Field(
            "status",
            Type.CODE,
            "State",
            by=By.PROGRAM,
            codes="publication_status",
            default="draft",
            group="release",
        ),
        Field(
            "deidentified_checked_by",
            Type.REF,
            "Checked for persons by",
            by=By.PROGRAM,
            to="user",
            group="release",
        ),
        Field("approved_by", Type.REF, "Approved by", by=By.PROGRAM, to="user", group="release"),
        Field("approved_on", Type.DAY, "Approved on", by=By.PROGRAM, group="release"),
        Field("withdraw_reason", Type.TEXT, "Why withdrawn", limit=200, group="release"),
        Field("booklet", Type.TEXT, "Booklet", limit=40),
        Field("used_count", Type.INT, "Times used", by=By.PROGRAM, lowest=0, default=0),
        Field("return_note", Type.TEXT, "Why sent back", limit=200),
    ),
    searched=("title", "story", "key_point", "lesson"),
    public_in=("status", OUT),
)
"""Which case it comes from is a record of its own: every reader of the booklet would have it."""

TYPICAL_CASE_SOURCE = Kind(
    "typical_case_source",
    "Source of a typical case",
    (
        Field("typical_case_id", Type.REF, "Typical case", by=By.PROGRAM, to="typical_case"),
        Field("case_id", Type.REF, "Case", Pii.ORGANISATION, by=By.PROGRAM, to="case"),
        Field("case_no_ref", Type.TEXT, "Source", Pii.ORGANISATION, by=By.PROGRAM, limit=30),
    ),
)

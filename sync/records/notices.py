"""Consumer notices, and where they were posted (domain records 6.3, rules 10.3)."""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Policy, Type

OUT = frozenset({"published", "withdrawn"})
"""States in which everybody reads it; a withdrawn one must be seen to be taken down."""

CONSUMER_NOTICE = Kind(
    "consumer_notice",
    "Consumer notice",
    (
        Field("notice_no", Type.TEXT, "Number", by=By.PROGRAM, limit=40),
        Field("kind", Type.CODE, "Kind of notice", required=True, codes="notice_kind"),
        Field("title", Type.TEXT, "Name or subject", required=True, limit=60),
        Field("body", Type.TEXT, "Text", required=True, policy=Policy.ASK),
        Field("source_case_count", Type.INT, "Complaints behind it", lowest=0),
        Field("alert_id", Type.REF, "Alert", to="alert"),
        Field(
            "status",
            Type.CODE,
            "State",
            by=By.PROGRAM,
            codes="publication_status",
            default="draft",
            group="release",
        ),
        Field("checked_by", Type.REF, "Checked by", by=By.PROGRAM, to="user", group="release"),
        Field("approved_by", Type.REF, "Approved by", by=By.PROGRAM, to="user", group="release"),
        Field("approved_at", Type.TIME, "Approved at", by=By.PROGRAM, group="release"),
        Field("publish_from", Type.DAY, "Shown from", group="release"),
        Field("publish_to", Type.DAY, "Shown until", group="release"),
        Field("channels", Type.LIST, "Channels", codes="notice_channel", default=["board"]),
        Field("withdrawn_at", Type.TIME, "Withdrawn at", by=By.PROGRAM, group="release"),
        Field("withdraw_reason", Type.TEXT, "Why withdrawn", limit=200, group="release"),
        Field("return_note", Type.TEXT, "Why sent back", limit=200),
    ),
    searched=("notice_no", "title", "body"),
    public_in=("status", OUT),
)

NOTICE_POSTING = Kind(
    "notice_posting",
    "Posting of a notice",
    (
        Field("notice_id", Type.REF, "Notice", by=By.PROGRAM, to="consumer_notice"),
        Field("at", Type.TIME, "Posted at", required=True),
        Field("by_id", Type.REF, "Posted by", Pii.ORGANISATION, by=By.PROGRAM, to="user"),
        Field(
            "channel", Type.CODE, "Posted by way of", required=True, codes="notice_channel",
            default="board",
        ),
        Field("place", Type.TEXT, "Place", limit=80),
        Field("copies", Type.INT, "Copies", lowest=1),
        Field("taken_down_at", Type.TIME, "Taken down at"),
    ),
)  # fmt: skip
"""A record of the station that posted it, not a line in the notice: stations post apart, and one
station's photo is not the others' business."""

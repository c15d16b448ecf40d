"""What the county publishes for every station's calendar: its plan, and the days off.

A station answers an entry of the plan by what it plans for it: the activity or the session with
`campaign_id` is the answer, its date the first part, that it was held and its photos the proof.
"""

from __future__ import annotations

from sync.records.kinds import Field, Kind, Type

CAMPAIGN = Kind(
    "campaign",
    "Entry of the county's plan",
    (
        Field("plan_name", Type.TEXT, "Plan", required=True, limit=60),
        Field("entry_key", Type.TEXT, "Key in the file", required=True, limit=60),
        Field("year", Type.INT, "Year", lowest=2000),
        Field("title", Type.TEXT, "Name or subject", required=True, limit=60),
        Field("answer_kind", Type.CODE, "Answered by", codes="campaign_answer", default="activity"),
        Field("kind", Type.CODE, "Kind of activity", codes="activity_kind"),
        Field("training_kind", Type.CODE, "Kind of training", codes="training_kind"),
        Field("aim", Type.CODE, "Aim", codes="activity_aim", default="topic"),
        Field("topic_codes", Type.LIST, "Topics", codes="topic", default=[]),
        Field("audience_kind", Type.LIST, "Audience", codes="audience_kind", default=[]),
        Field("from_on", Type.DAY, "First day", required=True),
        Field("to_on", Type.DAY, "Last day", required=True),
        Field("rule", Type.OBJECT, "Days"),
        Field("times", Type.INT, "How often", lowest=1, default=1),
        Field("levels", Type.LIST, "For stations of level", codes="station_level"),
        Field("proof", Type.LIST, "Proof asked for", codes="campaign_proof", default=["photo"]),
        Field("text", Type.TEXT, "What is asked"),
        Field("withdrawn", Type.BOOL, "No longer asked for", default=False),
    ),
    public=True,
    searched=("title", "text"),
)
"""`plan_name` and `entry_key` name the entry in the county's file: published again it changes and
is not doubled.  `rule`: a recurrence (rules 11.1) where it falls on certain days of the span."""

HOLIDAY_TABLE = Kind(
    "holiday_table",
    "Table of days off",
    (
        Field("year", Type.INT, "Year", required=True, lowest=2000),
        Field("edition", Type.INT, "Edition", required=True, lowest=1),
        Field("status", Type.CODE, "State", required=True, codes="calendar_certainty"),
        Field("issued_no", Type.TEXT, "Number of the notice", limit=60),
        Field("issued_on", Type.DAY, "Issued on"),
        Field("published_by", Type.TEXT, "Published by", limit=60),
    ),
    public=True,
)

CALENDAR_DAY = Kind(
    "calendar_day",
    "Calendar day",
    (
        Field("table_id", Type.REF, "Table", to="holiday_table"),
        Field("date", Type.DAY, "Day", required=True),
        Field("kind", Type.CODE, "Off or work", required=True, codes="calendar_day_kind"),
        Field("name", Type.TEXT, "Name", limit=30),
        Field("source", Type.CODE, "Set by", required=True, codes="calendar_source"),
        Field("reason", Type.TEXT, "Reason", limit=80),
    ),
    parent="table_id",
    public=True,
)
"""A row of the county's own stands by itself, without a table, and overrides the nation's."""

"""Publicity: the year's plan, activities, and the rules by which they come again (records 7.1).

What a county asks of its stations is `county_calendar.py`; leaflets and banners are `stock.py`.
"""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Policy, Type

MATERIAL_ITEM: tuple[Field, ...] = (
    Field("name", Type.TEXT, "Name of the material", required=True, limit=60),
    Field("kind", Type.CODE, "Kind of material", required=True, codes="material_kind"),
    Field("printed", Type.INT, "Printed", lowest=0),
    Field("given", Type.INT, "Given out", lowest=0),
    Field("left", Type.INT, "Left over", lowest=0),
)
"""The fields of one of an activity's `materials`.  `given` of a held activity leaves the stock
(`stock.balances`); nothing else has to be written for that."""

EDUCATION_PLAN = Kind(
    "education_plan",
    "Education plan",
    (
        Field("year", Type.INT, "Year", required=True, lowest=2000),
        Field("title", Type.TEXT, "Name or subject", required=True, limit=60),
        Field("text", Type.TEXT, "Text of the plan", policy=Policy.ASK),
        Field("approved_by", Type.TEXT, "Approved by", limit=40),
    ),
    searched=("title", "text"),
)

PROPAGANDA_ACTIVITY = Kind(
    "propaganda_activity",
    "Publicity activity",
    (
        Field("plan_id", Type.REF, "Part of the plan", to="education_plan"),
        Field("rule_id", Type.REF, "Comes again by", by=By.PROGRAM, to="recurrence_rule"),
        Field("occurrence_on", Type.DAY, "Day by the rule", by=By.PROGRAM),
        Field("edited", Type.BOOL, "Changed apart from its rule", by=By.PROGRAM, default=False),
        Field("campaign_id", Type.REF, "Answers the county's plan", to="campaign"),
        Field("title", Type.TEXT, "Name or subject", required=True, limit=60),
        Field("kind", Type.CODE, "Kind of activity", required=True, codes="activity_kind"),
        Field("aim", Type.CODE, "Aim", required=True, codes="activity_aim", default="topic"),
        Field(
            "status",
            Type.CODE,
            "State",
            by=By.PROGRAM,
            codes="activity_status",
            default="planned",
            group="outcome",
        ),
        Field("planned_start", Type.TIME, "Planned from", required=True, group="planned"),
        Field("planned_end", Type.TIME, "Planned until", required=True, group="planned"),
        Field("all_day", Type.BOOL, "All day", default=False, group="planned"),
        Field("held_start", Type.TIME, "Held from", group="outcome"),
        Field("held_end", Type.TIME, "Held until", group="outcome"),
        Field("lunar_text", Type.TEXT, "Lunar day", by=By.PROGRAM, limit=20),
        Field("place", Type.TEXT, "Place", required=True, limit=80),
        Field("division_code", Type.TEXT, "Division", required=True, limit=12),
        Field("organisers", Type.LIST, "Organisers", required=True, to="station", default=[]),
        Field("partners", Type.LIST, "Partners", default=[]),
        Field("lecturer_ids", Type.LIST, "Lecturers", Pii.ORGANISATION, to="person", default=[]),
        Field("staff_ids", Type.LIST, "Staff", Pii.ORGANISATION, to="person", default=[]),
        Field("volunteer_ids", Type.LIST, "Volunteers", Pii.ORGANISATION, to="person", default=[]),
        Field("topic_codes", Type.LIST, "Topics", required=True, codes="topic", default=[]),
        Field(
            "audience_kind",
            Type.LIST,
            "Audience",
            required=True,
            codes="audience_kind",
            default=["villagers"],
        ),
        Field("audience_count", Type.INT, "People reached", lowest=0, group="outcome"),
        Field("households", Type.INT, "Households reached", lowest=0),
        Field("consult_count", Type.INT, "People advised", lowest=0, group="outcome"),
        Field("case_ids", Type.LIST, "Complaints taken there", to="case", policy=Policy.ADD),
        Field("materials", Type.LIST, "Materials", policy=Policy.ASK, default=[]),
        Field("boards_updated", Type.INT, "Boards updated", lowest=0),
        Field("banners", Type.INT, "Banners hung", lowest=0),
        Field("media_links", Type.LIST, "Reports in the media", policy=Policy.ADD),
        Field("summary", Type.TEXT, "Summary", policy=Policy.ASK),
        Field("feedback", Type.TEXT, "What villagers asked"),
        Field("not_held_reason", Type.TEXT, "Why it was not held", limit=200, group="outcome"),
        Field("moved_to", Type.TIME, "Moved to", group="outcome"),
        Field("cost", Type.MONEY, "Cost", lowest=0),
        Field("return_note", Type.TEXT, "Remark from above", limit=200),
    ),
    searched=("title", "place", "summary", "feedback"),
    shared_with=("organisers",),
)
"""`outcome` is one group: what two desks say became of it is never mixed.  Photos are attachments
(`owner_type` activity), so that two desks can add some apart."""

RECURRENCE_RULE = Kind(
    "recurrence_rule",
    "Recurrence",
    (
        Field("name", Type.TEXT, "Name", required=True, limit=40),
        Field("kind", Type.CODE, "Kind of recurrence", required=True, codes="recurrence_kind"),
        Field("params", Type.OBJECT, "Days", required=True, group="when"),
        Field("start_on", Type.DAY, "First day", required=True),
        Field("end_on", Type.DAY, "Last day"),
        Field("time_of_day", Type.TEXT, "Time of day", limit=5),
        Field("duration_min", Type.INT, "Minutes", lowest=1),
        Field(
            "rest_day_policy",
            Type.CODE,
            "On a day off",
            required=True,
            codes="rest_day_policy",
            default="keep",
        ),
        Field(
            "short_month_policy",
            Type.CODE,
            "In a short month",
            required=True,
            codes="short_month_policy",
            default="skip",
        ),
        Field("skip_dates", Type.LIST, "Left out", policy=Policy.ADD),
        Field("extra_dates", Type.LIST, "Added", policy=Policy.ADD),
        Field("remind_days", Type.LIST, "Reminder, days before"),
        Field(
            "used_for",
            Type.CODE,
            "Used for",
            required=True,
            codes="recurrence_use",
            default="activity",
        ),
        Field("template", Type.OBJECT, "What is planned each time"),
        Field("follows_id", Type.REF, "Goes on from", by=By.PROGRAM, to="recurrence_rule"),
    ),
    searched=("name",),
    public_in=("used_for", frozenset({"market"})),
)
"""`template`: the values each entry begins with.  Rules for market days are everybody's: a
township's villages plan by them."""

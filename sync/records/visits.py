"""Sit-ins at the window and patrols of the stations (domain records 7.3, rules 11)."""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Policy, Type

CHECK_ITEM: tuple[Field, ...] = (
    Field("item", Type.TEXT, "What was looked at", required=True, limit=40),
    Field("ok", Type.BOOL, "In order", required=True),
    Field("note", Type.TEXT, "Note", limit=120),
)
"""The fields of one of a visit's `checks`."""

VISIT = Kind(
    "visit",
    "Visit",
    (
        Field("kind", Type.CODE, "Kind of visit", required=True, codes="visit_kind"),
        Field("planned_on", Type.DAY, "Planned for", required=True),
        Field("rule_id", Type.REF, "Comes again by", by=By.PROGRAM, to="recurrence_rule"),
        Field("occurrence_on", Type.DAY, "Day by the rule", by=By.PROGRAM),
        Field("edited", Type.BOOL, "Changed apart from its rule", by=By.PROGRAM, default=False),
        Field("held_at", Type.TIME, "Held at", group="outcome"),
        Field("ended_at", Type.TIME, "Ended at", group="outcome"),
        Field("visitor_ids", Type.LIST, "Visitors", Pii.ORGANISATION, to="person", default=[]),
        Field("visitor_names", Type.TEXT, "Names of the visitors", Pii.ORGANISATION, limit=120),
        Field("visitor_org_id", Type.REF, "Visiting body", required=True, to="station"),
        Field("host_station_id", Type.REF, "Station visited", required=True, to="station"),
        Field("persons_received", Type.INT, "People received", lowest=0, group="outcome"),
        Field("cases_taken", Type.INT, "Complaints taken", lowest=0, group="outcome"),
        Field("consultations", Type.INT, "People advised", lowest=0, group="outcome"),
        Field("checks", Type.LIST, "Checks", policy=Policy.ASK, default=[]),
        Field("problems", Type.TEXT, "Problems found", Pii.ORGANISATION, policy=Policy.ASK),
        Field("guidance", Type.TEXT, "Advice given", Pii.ORGANISATION),
        Field("follow_up_due", Type.DAY, "To be mended by"),
        Field("follow_up_done", Type.DAY, "Mended on"),
        Field(
            "signature_attachment_id", Type.REF, "Signature", Pii.PERSONAL, to="attachment"
        ),
        Field("not_held_reason", Type.TEXT, "Why it was not held", limit=200, group="outcome"),
        Field("moved_to", Type.DAY, "Moved to", group="outcome"),
        Field(
            "status",
            Type.CODE,
            "State",
            by=By.PROGRAM,
            codes="activity_status",
            default="planned",
            group="outcome",
        ),
        Field("return_note", Type.TEXT, "Remark from above", limit=200),
    ),
    searched=("problems", "guidance", "visitor_names"),
    shared_with=("host_station_id", "visitor_org_id"),
)  # fmt: skip

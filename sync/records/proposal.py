"""Work done on a record that had meanwhile passed to another desk (`sync.md`, Rights).

What its author was allowed to do then is not today: it stands as a proposal at the present
owner's desk, until somebody there takes it up or sets it aside.
"""

from __future__ import annotations

from sync.records.kinds import By, Field, Kind, Pii, Type

PROPOSAL = Kind(
    "proposal",
    "Handed-over work",
    (
        Field("seen_with", Type.REF, "Seen with", by=By.PROGRAM),
        Field("changes", Type.LIST, "Changes", Pii.PERSONAL, by=By.PROGRAM, default=[]),
        Field("author_id", Type.REF, "Author", Pii.ORGANISATION, by=By.PROGRAM, to="user"),
        Field("from_station_id", Type.REF, "From", by=By.PROGRAM, to="station"),
        Field("done_at", Type.TIME, "Done at", by=By.PROGRAM),
        Field(
            "status",
            Type.CODE,
            "State of the proposal",
            by=By.PROGRAM,
            codes="proposal_status",
            default="open",
        ),
        Field("decided_by", Type.REF, "Decided by", by=By.PROGRAM, to="user"),
        Field("decided_at", Type.TIME, "Decided at", by=By.PROGRAM),
    ),
    parent="seen_with",
)
"""`changes` holds `{kind, id, values}` for each change of the unit handed over."""

"""The weekly work: publicity, training, knowledge, visits, the county's calendar.

New tables only; what was there stays as it is.  Records of these kinds that came while the program
did not know them move into their tables.
"""

from __future__ import annotations

from alembic import context, op

from sync.ledger.migrations.frozen import statements
from sync.ledger.migrations.known_now import take_up

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = (
    "campaign",
    "holiday_table",
    "calendar_day",
    "recurrence_rule",
    "education_plan",
    "propaganda_activity",
    "stock_entry",
    "duty_roster",
    "training_session",
    "training_attendance",
    "training_material",
    "consumer_notice",
    "notice_posting",
    "knowledge_request",
    "typical_case",
    "typical_case_source",
    "visit",
)


def upgrade() -> None:
    connection = op.get_bind()
    end = context.config.attributes["end"]
    for statement in statements("0002_weekly", end, connection.dialect.name):
        connection.exec_driver_sql(statement)
    take_up(connection, KINDS, end)


def downgrade() -> None:
    raise RuntimeError("a ledger goes back by its copy, never by undoing a schema")

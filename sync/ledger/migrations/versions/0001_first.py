"""The first schema.

It runs frozen SQL, so that a ledger made today and one migrated in ten years begin alike whatever
the declarations have become since.
"""

from __future__ import annotations

from alembic import context, op

from sync.ledger.migrations.frozen import statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    end = context.config.attributes["end"]
    for statement in statements("0001_first", end, connection.dialect.name):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    raise RuntimeError("a ledger goes back by its copy, never by undoing a schema")

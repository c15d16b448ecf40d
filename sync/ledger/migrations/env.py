"""Alembic's entry: runs the scripts on the connection handed in by `run.py`."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite alters a table by making it anew.
    render_as_batch=True,
    # One transaction around all steps, which `run.py` begins and ends.
    transaction_per_migration=False,
)
context.run_migrations()

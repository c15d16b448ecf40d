"""The schema's history: frozen SQL, and the Alembic scripts that carry a ledger forward."""

"""The number of the newest schema this program knows; kept apart so that opening needs no Alembic.

It stands in `PRAGMA user_version` and is raised with each new migration.
"""

SCHEMA_VERSION = 2

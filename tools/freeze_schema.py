"""Writes the frozen SQL of the first schema from the declared tables.

    tools/freeze_schema.py            writes sync/ledger/migrations/versions/0001_first.sql
    tools/freeze_schema.py --check    changes nothing; ends with 1 where the file is not the tables'

Only until the first release: from then on a change of the tables is a new migration, and the file
stays as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import BigInteger, Column, LargeBinary, Table, Text
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sync.ledger import search
from sync.ledger.migrations.frozen import SECTION, frozen_file
from sync.ledger.tables import Base

TYPES = {Text: "TEXT", BigInteger: "BIGINT", LargeBinary: "BLOB"}

RESERVED_WORDS = SQLiteIdentifierPreparer.reserved_words

HEAD = """\
-- The first schema, frozen: made by tools/freeze_schema.py from sync/ledger/tables.py.
-- BLOB is read as BYTEA on PostgreSQL.
"""


def named(column: Column[object]) -> str:
    """The column's name, quoted where it is a word of SQL."""
    return f'"{column.name}"' if column.name in RESERVED_WORDS else column.name


def column_sql(column: Column[object]) -> str:
    kind = TYPES[type(column.type)]
    return f"    {named(column)} {kind}{'' if column.nullable else ' NOT NULL'}"


def table_sql(table: Table) -> Iterator[str]:
    lines = [column_sql(column) for column in table.columns]
    lines.append(f"    PRIMARY KEY ({', '.join(named(c) for c in table.primary_key)})")
    alone = " WITHOUT ROWID" if table.dialect_options["sqlite"]["with_rowid"] is False else ""
    yield f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + f"\n){alone};"
    for index in sorted(table.indexes, key=lambda i: str(i.name)):
        columns = ", ".join(named(c) for c in index.columns)
        unique = "UNIQUE " if index.unique else ""
        yield f"CREATE {unique}INDEX {index.name} ON {table.name} ({columns});"


def section_sql(name: str, prefix: str) -> Iterator[str]:
    yield f"\n{SECTION}{name}"
    for table in Base.metadata.tables.values():
        if table.name.startswith(prefix):
            yield from table_sql(table)


def schema_sql() -> str:
    """The whole file."""
    parts = [HEAD.rstrip("\n")]
    parts += section_sql("records", "r_")
    parts += section_sql("desk", "desk_")
    parts += section_sql("center", "center_")
    parts.append(f"\n{SECTION}search")
    parts += [f"{statement};" for statement in search.CREATE]
    return "\n".join(parts) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Freezes the first schema.")
    parser.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    path = frozen_file("0001_first")
    text = schema_sql()
    if wanted.check:
        same = path.is_file() and path.read_text("utf-8") == text
        print("as declared" if same else f"{path.name} is not what the tables say")
        return 0 if same else 1
    path.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

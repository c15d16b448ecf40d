"""Writes the frozen SQL of each step of the schema from the declared tables.

    tools/freeze_schema.py            writes sync/ledger/migrations/versions/*.sql
    tools/freeze_schema.py --check    changes nothing; ends with 1 where a file is not the tables'

Only until the first release: from then on a change of the tables is a new migration, and the files
stay as they are.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from sqlalchemy import BigInteger, Column, LargeBinary, Table, Text
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sync.ledger import search
from sync.ledger.migrate import STEPS
from sync.ledger.migrations.frozen import SECTION, frozen_file
from sync.ledger.tables import Base

TYPES = {Text: "TEXT", BigInteger: "BIGINT", LargeBinary: "BLOB"}

RESERVED_WORDS = SQLiteIdentifierPreparer.reserved_words

HEAD = """\
-- {what}, frozen: made by tools/freeze_schema.py from sync/ledger/tables.py.
-- BLOB is read as BYTEA on PostgreSQL.
"""

FIRST, WEEKLY = STEPS
WHAT = {FIRST: "The first schema", WEEKLY: "The weekly work"}

ADDED: dict[str, tuple[str, ...]] = {
    step: import_module(f"sync.ledger.migrations.versions.{step}").KINDS for step in (WEEKLY,)
}
"""Step -> the kinds of record whose tables came with it; all others came with the first."""


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


def section_sql(name: str, prefix: str, step: str = FIRST) -> Iterator[str]:
    yield f"\n{SECTION}{name}"
    for table in Base.metadata.tables.values():
        if table.name.startswith(prefix) and step_of(table.name) == step:
            yield from table_sql(table)


def step_of(table: str) -> str:
    """The step a table came with."""
    return next((s for s, kinds in ADDED.items() if table.removeprefix("r_") in kinds), FIRST)


def schema_sql(step: str = FIRST) -> str:
    """The whole file of a step."""
    parts = [HEAD.format(what=WHAT[step]).rstrip("\n")]
    parts += section_sql("records", "r_", step)
    if step != FIRST:
        return "\n".join(parts) + "\n"
    parts += section_sql("desk", "desk_")
    parts += section_sql("center", "center_")
    parts.append(f"\n{SECTION}search")
    parts += [f"{statement};" for statement in search.CREATE]
    return "\n".join(parts) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Freezes the schema, step by step.")
    parser.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    ended = 0
    for step in STEPS:
        path = frozen_file(step)
        text = schema_sql(step)
        if not wanted.check:
            path.write_text(text, "utf-8", newline="\n")
        elif not path.is_file() or path.read_text("utf-8") != text:
            print(f"{path.name} is not what the tables say")
            ended = 1
    return ended


if __name__ == "__main__":
    sys.exit(main())

"""Reads frozen SQL: the statements of one step of the schema, for one end of the line.

Needs neither Alembic nor SQLAlchemy, so that a new ledger is there at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

End: TypeAlias = Literal["desk", "center"]
"""Whose tables: records are kept at both ends, the bookkeeping differs."""

SECTION = "-- section: "
SECTIONS: dict[End, tuple[str, ...]] = {
    "desk": ("records", "desk", "search"),
    "center": ("records", "center"),
}

_VERSIONS = Path(__file__).parent / "versions"


def frozen_file(name: str) -> Path:
    """Where the frozen SQL of a step lies, e.g. of `0001_first`."""
    return _VERSIONS / f"{name}.sql"


def statements(name: str, end: End, dialect: str = "sqlite") -> Iterator[str]:
    """The statements of a step at `end`, in order, in the words of `dialect`."""
    wanted = SECTIONS[end]
    section = ""
    lines: list[str] = []
    for line in frozen_file(name).read_text("utf-8").splitlines():
        if line.startswith(SECTION):
            section = line.removeprefix(SECTION)
        elif line and not line.startswith("--") and section in wanted:
            lines.append(line)
            if line.endswith(";"):
                yield in_dialect("\n".join(lines).removesuffix(";"), dialect)
                lines = []


def in_dialect(statement: str, dialect: str) -> str:
    """The words in which the two databases differ."""
    if dialect != "postgresql":
        return statement
    return statement.replace(" BLOB", " BYTEA").removesuffix(" WITHOUT ROWID")

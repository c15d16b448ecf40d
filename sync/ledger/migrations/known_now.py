"""Records of kinds an older program did not know: they move into their tables with the schema.

Until then they lie whole in `r_unknown`, and are given back unchanged (`sync.md`, Local side 5).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, column, insert, table, text

from sync.ledger.migrations.frozen import End

_HEAD = ("id", "root_id", "version", "stamps", "extra", "updated_at")


def take_up(connection: Connection, kinds: Iterable[str], end: End) -> None:
    """Move what stands in `r_unknown` for these kinds, whose tables were just made.

    None of their fields is kept encrypted by itself.  At a desk their words are noted for the
    search.
    """
    for kind in kinds:
        rows = connection.execute(
            text("SELECT id, root_id, version, stamps, extra FROM r_unknown WHERE kind = :kind"),
            {"kind": kind},
        ).fetchall()
        if not rows:
            continue
        columns = _columns(connection, f"r_{kind}")
        into = insert(table(f"r_{kind}", *(column(name) for name in columns)))
        for record_id, root, version, stamps, values in rows:
            cells = _cells(json.loads(values), columns)
            cells |= {"id": record_id, "root_id": root, "version": version, "stamps": stamps}
            connection.execute(into, cells | {"updated_at": _latest(json.loads(stamps))})
            if end == "desk":
                connection.execute(
                    text(
                        "INSERT INTO desk_index_due (root_id) VALUES (:root) "
                        "ON CONFLICT (root_id) DO NOTHING"
                    ),
                    {"root": root},
                )
        connection.execute(
            text("DELETE FROM r_unknown WHERE kind = :kind").bindparams(bindparam("kind", kind))
        )


def _columns(connection: Connection, name: str) -> list[str]:
    return list(connection.execute(text(f"SELECT * FROM {name} WHERE 1 = 0")).keys())


def _cells(values: dict[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """Values as they lie in columns; fields that have none stay together in `extra`."""
    known = set(columns) - set(_HEAD)
    cells = {name: _cell(value) for name, value in values.items() if name in known}
    more = {name: value for name, value in values.items() if name not in known}
    if more:
        cells["extra"] = json.dumps(more, ensure_ascii=False, separators=(",", ":"))
    return cells


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value


def _latest(stamps: dict[str, Any]) -> int | None:
    """When the record was last changed, by its packed stamps."""
    each = [*stamps.get("x", {}).values(), *([stamps["d"]] if stamps.get("d") else [])]
    return max((stamp[1] for stamp in each), default=None)

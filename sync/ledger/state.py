"""What an end of the line knows of itself: small named values beside the records."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from sync.clock import Json
from sync.ledger.db import Db


class State:
    """Named JSON values in `desk_state` or `center_state`, read afresh each time."""

    def __init__(self, db: Db, table: str) -> None:
        self._db = db
        self._get = f"SELECT value FROM {table} WHERE key = ?"
        self._all = f"SELECT key, value FROM {table}"
        self._under = f"SELECT key, value FROM {table} WHERE key LIKE ? ORDER BY key"
        self._put = (
            f"INSERT INTO {table} (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )
        self._drop = f"DELETE FROM {table} WHERE key = ?"

    def get(self, key: str) -> Json:
        row = self._db.row(self._get, (key,))
        return None if row is None else orjson.loads(row[0])

    def text(self, key: str) -> str:
        """A text value; empty where there is none."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    def whole(self, key: str) -> int:
        """A whole number; 0 where there is none."""
        value = self.get(key)
        return value if type(value) is int else 0

    def all(self) -> dict[str, Json]:
        return {key: orjson.loads(value) for key, value in self._db.rows(self._all)}

    def under(self, start: str) -> dict[str, Json]:
        """The values whose keys begin with `start`, by key."""
        found = self._db.rows(self._under, (start + "%",))
        return {key: orjson.loads(value) for key, value in found if key.startswith(start)}

    def put(self, values: Mapping[str, Json]) -> None:
        """Write values in the caller's transaction."""
        self._db.many(self._put, [(k, orjson.dumps(v).decode()) for k, v in values.items()])

    def drop(self, key: str) -> None:
        self._db.run(self._drop, (key,))

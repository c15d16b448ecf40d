"""The floor: plain SQLite, JSON arrays, zstd-3, one endpoint.  No rights, no merge, no log.

Plain means sqlcipher3's SQLite without a key, so that both sides run the same SQLite, with the
same pragmas (WAL, synchronous=FULL).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson
import requests
import zstandard

from sync.ledger.open import open_plain
from tests.benchmarks.measure import Sample, forget_highest_memory, memory_of, timed
from tests.benchmarks.rows import COLUMNS, LIST_COLUMNS

BATCH = 2000
_NAMES = ", ".join(("id", *COLUMNS))
_LISTS = [i for i, name in enumerate(("id", *COLUMNS)) if name in LIST_COLUMNS]
_MARKS = ",".join("?" * (len(COLUMNS) + 1))
_CHANGED = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)


def pack(message: Any) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(orjson.dumps(message))


def unpack(body: bytes) -> Any:
    return orjson.loads(zstandard.ZstdDecompressor().decompress(body))


def make_store(path: Path, *, server: bool) -> Any:
    """A database of one table, with what its end needs beside the columns."""
    connection: Any = open_plain(path, check_same_thread=False)
    own = "version INTEGER NOT NULL, client TEXT NOT NULL" if server else "dirty INTEGER NOT NULL"
    connection.execute(f"CREATE TABLE item (id TEXT PRIMARY KEY, {', '.join(COLUMNS)}, {own})")
    if server:
        connection.execute("CREATE INDEX item_version ON item (version)")
    else:
        connection.execute("CREATE INDEX item_dirty ON item (dirty) WHERE dirty = 1")
        connection.execute("CREATE TABLE cursor (value INTEGER NOT NULL)")
        connection.execute("INSERT INTO cursor VALUES (0)")
    return connection


class Server:
    """Takes rows, gives rows above a cursor that others sent."""

    def __init__(self, path: Path) -> None:
        self._db = make_store(path, server=True)
        self._head = 0
        self._put = (
            f"INSERT INTO item ({_NAMES}, version, client) VALUES ({_MARKS},?,?) ON CONFLICT (id) "
            f"DO UPDATE SET {_CHANGED}, version = excluded.version, client = excluded.client"
        )

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        client, rows, cursor = message["client"], message["rows"], message["cursor"]
        if rows:
            versions = range(self._head + 1, self._head + 1 + len(rows))
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                self._put,
                ((*_stored(row), v, client) for row, v in zip(rows, versions, strict=True)),
            )
            self._db.execute("COMMIT")
            self._head += len(rows)
        found = self._db.execute(
            f"SELECT version, {_NAMES} FROM item WHERE version > ? AND client <> ? "
            "ORDER BY version LIMIT ?",
            (cursor, client, BATCH + 1),
        ).fetchall()
        more = len(found) > BATCH
        page = found[:BATCH]
        cursor = page[-1][0] if more else self._head
        return {"cursor": cursor, "rows": [_sent(row[1:]) for row in page], "more": more}


def _stored(row: list[Any]) -> list[Any]:
    for i in _LISTS:
        row[i] = orjson.dumps(row[i]).decode()
    return row


def _sent(row: tuple[Any, ...]) -> list[Any]:
    sent = list(row)
    for i in _LISTS:
        sent[i] = orjson.loads(sent[i])
    return sent


class Client:
    """A store of its own and a kept-alive line."""

    def __init__(self, path: Path, url: str, name: str, *, create: bool = False) -> None:
        self.db = (
            make_store(path, server=False) if create else open_plain(path, check_same_thread=False)
        )
        self._url = url + "/sync"
        self._name = name
        self._session = requests.Session()
        self._session.trust_env = False
        self.requests = 0

    def put(self, rows: Iterable[list[Any]]) -> None:
        """Rows written here, to be sent."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany(
            f"INSERT INTO item ({_NAMES}, dirty) VALUES ({_MARKS},1) "
            f"ON CONFLICT (id) DO UPDATE SET {_CHANGED}, dirty = 1",
            map(_stored, rows),
        )
        self.db.execute("COMMIT")

    def want_nothing_older(self) -> None:
        """As a scope would: this client is not sent what others pushed before."""
        self.db.execute("UPDATE cursor SET value = ?", (2**53,))

    def edit(self, title: str, count: int, offset: int = 0) -> None:
        """Change a field of some rows."""
        self.db.execute(
            "UPDATE item SET title = ?, dirty = 1 WHERE id IN "
            "(SELECT id FROM item ORDER BY id LIMIT ? OFFSET ?)",
            (title, count, offset),
        )

    def sync(self) -> int:
        """Everything up, everything down; how many rows came."""
        received = 0
        while True:
            mine = self.db.execute(
                f"SELECT {_NAMES} FROM item WHERE dirty = 1 LIMIT ?", (BATCH,)
            ).fetchall()
            cursor = self.db.execute("SELECT value FROM cursor").fetchone()[0]
            message = {"client": self._name, "cursor": cursor, "rows": [_sent(r) for r in mine]}
            response = self._session.post(self._url, data=pack(message), timeout=60)
            response.raise_for_status()
            answer = unpack(response.content)
            self.requests += 1
            self._keep(mine, answer)
            received += len(answer["rows"])
            if not answer["more"] and len(mine) < BATCH:
                return received

    def _keep(self, mine: list[tuple[Any, ...]], answer: Mapping[str, Any]) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany("UPDATE item SET dirty = 0 WHERE id = ?", [(r[0],) for r in mine])
        self.db.executemany(
            f"INSERT INTO item ({_NAMES}, dirty) VALUES ({_MARKS},0) "
            f"ON CONFLICT (id) DO UPDATE SET {_CHANGED}, dirty = 0",
            map(_stored, answer["rows"]),
        )
        self.db.execute("UPDATE cursor SET value = ?", (answer["cursor"],))
        self.db.execute("COMMIT")

    def close(self) -> None:
        self._session.close()
        self.db.close()


def run_client(path: Path, url: str, name: str, server: int, create: bool) -> Sample:
    """One whole sync of a store, measured; to be run in a process of its own."""
    client = Client(path, url, name, create=create)
    sample = Sample()
    forget_highest_memory()
    idle, _ = memory_of()
    with timed(sample, server):
        received = client.sync()
    sample.requests = client.requests
    sample.more = {"memory": memory_of()[1] - idle, "received": received}
    client.close()
    return sample


def serve(path: str, port: str) -> None:
    """The floor's server, until it is told to stop."""
    # Late: the clients of this module do without them.
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    server = Server(Path(path))

    async def sync(request: Request) -> Response:
        return Response(pack(server.answer(unpack(await request.body()))))

    app = Starlette(routes=[Route("/sync", sync, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_config=None, access_log=False)


if __name__ == "__main__":
    serve(*sys.argv[1:])

"""The center's database as one file, from either database into either.

Every table as it stands in one snapshot, as JSON lines under zstd, closed by a digest of the lines;
behind them the SHA-256 of all the file's bytes before it, so that a torn or altered file is known
before a row of it is taken.  Keys and contents are not in it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson
import zstandard

from sync.ledger.db import Db, Value, marks
from sync.ledger.disk import disk_trouble, replace
from sync.ledger.migrate import HEAD, STEPS
from sync.ledger.migrations.frozen import statements
from sync.problems import Problem, ProblemKind
from sync.protocol.versions import MAX_BODY_BYTES

FORMAT = 1
ROWS_AT_ONCE = 500
_LONGEST_LINE = 4 * MAX_BODY_BYTES


class Header(NamedTuple):
    """What a backup says of itself."""

    schema: str
    made_at: int
    epoch: str
    county_code: str


def tables() -> list[str]:
    """The center's tables, in the order they were declared."""
    found = []
    for step in STEPS:
        for statement in statements(step, "center"):
            words = statement.split()
            if words[:2] == ["CREATE", "TABLE"]:
                found.append(words[2])
    return found


def write_backup(db: Db, path: Path, header: Header) -> int:
    """Write everything of one snapshot to `path`, durably, and read it back; how many rows.

    Problems: DISK_FULL, DISK_READ_ONLY; then there is no file.
    """
    part = path.with_name(path.name + ".part")
    with disk_trouble():
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                count = _write(db, file, header)
                file.flush()
                file.write(_digest(part, part.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            check_backup(part)
            replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    return count


def _digest(path: Path, size: int) -> bytes:
    """SHA-256 of the file's first `size` bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while size > 0 and (piece := file.read(min(size, 1 << 20))):
            digest.update(piece)
            size -= len(piece)
    return digest.digest()


def _require_whole(path: Path) -> None:
    """Problem FILE_DAMAGED where a single bit of the file is not as it was written."""
    inside = path.stat().st_size - hashlib.sha256().digest_size
    with path.open("rb") as file:
        file.seek(max(0, inside))
        told = file.read()
    if inside <= 0 or _digest(path, inside) != told:
        raise Problem(ProblemKind.FILE_DAMAGED, name=path.name)


def _write(db: Db, file: BinaryIO, header: Header) -> int:
    digest = hashlib.sha256()
    count = 0
    with zstandard.ZstdCompressor(level=6).stream_writer(file, closefd=False) as out:

        def line(value: Any) -> None:
            text = orjson.dumps(value) + b"\n"
            digest.update(text)
            out.write(text)

        line({"station_center_backup": FORMAT, **header._asdict()})
        with db.reading():
            for table in tables():
                columns = _columns(db, table)
                line({"table": table, "columns": columns})
                named = ", ".join(f'"{c}"' for c in columns)
                for row in db.stream(f"SELECT {named} FROM {table}"):
                    line([_out(cell) for cell in row])
                    count += 1
        out.write(orjson.dumps({"end": count, "sha256": digest.hexdigest()}) + b"\n")
    return count


def _columns(db: Db, table: str) -> list[str]:
    if db.dialect == "sqlite":
        return [row[1] for row in db.rows(f"PRAGMA table_info({table})")]
    rows = db.rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = ? "
        "AND table_schema = current_schema() ORDER BY ordinal_position",
        (table,),
    )
    return [row[0] for row in rows]


def _out(cell: Value) -> Any:
    if isinstance(cell, bytes | memoryview):
        return {"b": base64.b64encode(bytes(cell)).decode()}
    return cell


def _in(cell: Any) -> Value:
    return base64.b64decode(cell["b"]) if isinstance(cell, dict) else cell


def read_header(path: Path) -> Header:
    """Problems: FILE_DAMAGED where it is no backup, LEDGER_NEWER where it is of a newer program."""
    for line in _lines(path):
        return _header(path, line)
    raise Problem(ProblemKind.FILE_DAMAGED, name=path.name)


def _header(path: Path, line: Any) -> Header:
    if not isinstance(line, dict) or "station_center_backup" not in line:
        raise Problem(ProblemKind.FILE_DAMAGED, name=path.name)
    if line["station_center_backup"] != FORMAT or line["schema"] != HEAD:
        raise Problem(ProblemKind.LEDGER_NEWER, name=path.name, found=str(line["schema"]))
    return Header(line["schema"], line["made_at"], line["epoch"], line["county_code"])


def check_backup(path: Path) -> Header:
    """Read the whole file against its digests.  Problems as `read_header`."""
    try:
        with disk_trouble():
            _require_whole(path)
    except FileNotFoundError:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=path.name) from None
    header: Header | None = None
    for line in _lines(path):
        header = header or _header(path, line)
    if header is None:
        raise Problem(ProblemKind.FILE_DAMAGED, name=path.name)
    return header


def _lines(path: Path) -> Iterator[Any]:
    """The lines between the first and the closing one, which must be right."""
    digest = hashlib.sha256()
    rows = 0
    try:
        with (
            disk_trouble(),
            path.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as reader,
        ):
            for text in io.BufferedReader(reader, 1 << 16):
                line = orjson.loads(text)
                if isinstance(line, dict) and "end" in line:
                    if line != {"end": rows, "sha256": digest.hexdigest()}:
                        break
                    return
                digest.update(text)
                rows += isinstance(line, list)
                yield line
    except FileNotFoundError:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=path.name) from None
    except (zstandard.ZstdError, ValueError) as fault:
        raise Problem(ProblemKind.FILE_DAMAGED, name=path.name) from fault
    raise Problem(ProblemKind.FILE_DAMAGED, name=path.name)


def fill(db: Db, path: Path) -> int:
    """Put a checked backup's rows in place of what stands, in the caller's transaction."""
    known = set(tables())
    for table in known:
        db.run(f"DELETE FROM {table}")
    insert = ""
    waiting: list[Sequence[Value]] = []
    count = 0
    for line in _lines(path):
        if isinstance(line, list):
            waiting.append([_in(cell) for cell in line])
            count += 1
            if len(waiting) == ROWS_AT_ONCE:
                db.many(insert, waiting)
                waiting = []
        elif "table" in line:
            if waiting:
                db.many(insert, waiting)
                waiting = []
            if line["table"] not in known:
                raise Problem(ProblemKind.FILE_DAMAGED, name=path.name)
            named = ", ".join(f'"{c}"' for c in line["columns"])
            insert = f"INSERT INTO {line['table']} ({named}) VALUES ({marks(len(line['columns']))})"
    if waiting:
        db.many(insert, waiting)
    return count

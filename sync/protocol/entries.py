"""Journal entries: their body, their place in the chain, and their batches on the line."""

from __future__ import annotations

import hashlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import orjson

from sync.clock import Json, Stamp

CHAIN_START = b"\x00" * 32
"""The hash before a replica's first entry."""

_CHAIN = b"station entry sha256 1\n"
_BODY = b"station body sha256 1\n"

SALT_BYTES = 12


class Entry(NamedTuple):
    """One change as the journal keeps it.  `values` and `bases` are its body's."""

    seq: int
    unit: int
    kind: str
    record_id: str
    person: str
    time: int
    salt: bytes
    schema: int
    values: dict[str, Json]
    bases: dict[str, Stamp]


def body_bytes(
    kind: str,
    record_id: str,
    schema: int,
    values: Mapping[str, Json],
    bases: Mapping[str, Stamp],
) -> bytes:
    """The body as kept and hashed: the same bytes at both ends."""
    body: dict[str, object] = {"k": kind, "i": record_id, "s": schema, "v": values}
    if bases:
        body["b"] = {name: [*base] for name, base in bases.items()}
    return orjson.dumps(body)


def read_body(body: str | bytes) -> tuple[int, dict[str, Json], dict[str, Stamp]]:
    """Schema, values and bases of a kept body."""
    parts = orjson.loads(body)
    bases = {name: Stamp(*base) for name, base in parts.get("b", {}).items()}
    return parts["s"], parts["v"], bases


def entry_hash(
    before: bytes,
    replica: str,
    seq: int,
    unit: int,
    person: str,
    time: int,
    salt: bytes,
    body: bytes,
) -> bytes:
    """The chain's next link.  The body enters by a salted digest, so it may be erased later."""
    digest = hashlib.sha256(b"".join((_BODY, salt, body))).digest()
    header = f"{replica}\n{seq}\n{unit}\n{person}\n{time}\n".encode()
    return hashlib.sha256(b"".join((_CHAIN, before, header, digest))).digest()


def write_entries(entries: Iterable[Entry]) -> dict[str, Json]:
    """A batch: field names once per shape, people once, then arrays in the journal's order."""
    shapes: dict[tuple[str, int, tuple[str, ...]], int] = {}
    people: dict[str, int] = {}
    rows: list[Json] = []
    for e in entries:
        key = (e.kind, e.schema, tuple(e.values))
        shape = shapes.setdefault(key, len(shapes))
        person = people.setdefault(e.person, len(people))
        salt = b2a_base64(e.salt, newline=False).decode()
        bases: Json = {n: [*b] for n, b in e.bases.items()} if e.bases else None
        rows.append(
            [shape, e.seq - e.unit, person, e.time, salt, e.record_id, bases, *e.values.values()]
        )
    return {
        "shapes": [[kind, schema, [*names]] for kind, schema, names in shapes],
        "people": [*people],
        "entries": rows,
    }


def read_entries(batch: Mapping[str, Json], first_seq: int) -> list[Entry]:
    """The entries of a batch, in order, numbered from `first_seq`.

    Raises ValueError, KeyError, TypeError or IndexError where the batch is not one.
    """
    shapes = [_read_shape(shape) for shape in _list(batch["shapes"])]
    people = [_str(person) for person in _list(batch["people"])]
    entries = []
    for seq, row in enumerate(_list(batch["entries"]), start=first_seq):
        if not isinstance(row, list):
            raise TypeError("entry")
        shape, back, person, time, salt, record_id, bases, *values = row
        if type(shape) is not int or type(person) is not int or shape < 0 or person < 0:
            raise TypeError("index")
        if type(back) is not int or type(time) is not int or not 0 <= back < seq:
            raise TypeError("unit")
        kind, schema, names = shapes[shape]
        if len(values) != len(names) or not names:
            raise ValueError("values")
        entries.append(
            Entry(
                seq,
                seq - back,
                kind,
                _id(record_id),
                people[person],
                time,
                a2b_base64(_str(salt), strict_mode=True),
                schema,
                dict(zip(names, values, strict=True)),
                {} if bases is None else {_str(n): read_stamp(b) for n, b in _dict(bases).items()},
            )
        )
    return entries


def _read_shape(shape: Json) -> tuple[str, int, list[str]]:
    kind, schema, names = _list(shape)
    found = [_str(name) for name in _list(names)]
    if type(schema) is not int or len(set(found)) != len(found):
        raise ValueError("shape")
    return _str(kind), schema, found


def read_stamp(value: Json) -> Stamp:
    if not isinstance(value, list):
        raise TypeError("stamp")
    revision, time, replica = value
    if type(revision) is not int or type(time) is not int or not 0 <= revision < 2**53:
        raise ValueError("stamp")
    return Stamp(revision, time, _str(replica))


def _list(value: Json) -> Sequence[Json]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value


def _dict(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("object")
    return value


def _str(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _id(value: Json) -> str:
    text = _str(value)
    if not 1 <= len(text) <= 64 or not text.isascii():
        raise ValueError("id")
    return text

"""The one file of a backup: members one after the other, a manifest, a digest of it all.

    17 bytes        magic
    per member      "M", length of a JSON header {"name", "size"} (4 bytes), the header, the bytes
    at the end      "E", length, JSON manifest with each member's SHA-256; SHA-256 of all before it

Not a zip: there every entry is described twice, and fields that no reader looks at may rot unseen
(reliability.md T5).  Here each bit is under the digest, and a name is one of three known forms.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

MAGIC = b"STATION-BACKUP 1\n"
FORMAT = 1
LEDGER, KEYS = "ledger.db", "keys.json"
_BLOCK = 256 * 1024
_LONGEST_HEADER = 1024
_LONGEST_MANIFEST = 256 * 1024 * 1024
_MOST_MEMBERS = 1_000_000
_CONTENT = re.compile(r"attachments/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")


class NotABackup(Exception):
    """The file is damaged, cut, or was never a backup of ours."""


@dataclass(frozen=True, slots=True)
class Member:
    """`name` is `ledger.db`, `keys.json` or `attachments/aa/bb/<sha256>`; size in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, when it was made (ms since 1970), and the ledger's schema then."""

    made_at: int
    schema: int
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """Bytes needed to unpack it."""
        return sum(member.size for member in self.members)


class Packer:
    """Writes a backup file, front to back."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._digest = hashlib.sha256()
        self._members: list[Member] = []
        self._put(MAGIC)

    def add(self, name: str, size: int, source: BinaryIO) -> None:
        """Adds `size` bytes of `source`; ValueError where it holds fewer or more."""
        if not is_known_name(name):
            raise ValueError(f"no member of a backup: {name}")
        self._put_json(b"M", {"name": name, "size": size})
        own = hashlib.sha256()
        left = size
        while left and (block := source.read(min(_BLOCK, left))):
            own.update(block)
            self._put(block)
            left -= len(block)
        if left or source.read(1):
            raise ValueError(f"{name} changed while it was read")
        self._members.append(Member(name, size, own.hexdigest()))

    def close(self, made_at: int, schema: int) -> Manifest:
        """Writes manifest and digest; the target stays open, unflushed."""
        manifest = Manifest(made_at, schema, tuple(self._members))
        self._put_json(
            b"E",
            {
                "format": FORMAT,
                "digest": "SHA-256",
                "made_at": made_at,
                "schema": schema,
                "members": [[m.name, m.size, m.sha256] for m in manifest.members],
            },
        )
        self._target.write(self._digest.digest())
        return manifest

    def _put_json(self, mark: bytes, content: dict[str, Any]) -> None:
        raw = json.dumps(content).encode()
        self._put(mark + len(raw).to_bytes(4, "big") + raw)

    def _put(self, data: bytes) -> None:
        self._digest.update(data)
        self._target.write(data)


Sink = Callable[[str, Iterator[bytes]], None]
"""Is given each member's name and bytes, and must read them all."""


def unpack(source: BinaryIO, size: int, sink: Sink) -> Manifest:
    """Reads a backup file of `size` bytes from its beginning; NotABackup where anything is amiss.

    What `sink` was given counts only once this returned: the digest comes last.  Memory stays
    small whatever the file says of itself.
    """
    reader = _Reader(source, size)
    if reader.take(len(MAGIC)) != MAGIC:
        raise NotABackup
    seen: dict[str, Member] = {}
    while True:
        mark = reader.take(1)
        if mark == b"E":
            break
        if mark != b"M" or len(seen) >= _MOST_MEMBERS:
            raise NotABackup
        header = reader.take_json(_LONGEST_HEADER)
        name, length = header.get("name"), header.get("size")
        if not isinstance(name, str) or not is_known_name(name) or name in seen:
            raise NotABackup
        if type(length) is not int or not 0 <= length <= reader.left:
            raise NotABackup
        own = hashlib.sha256()
        before = reader.left
        sink(name, reader.blocks(length, own.update))
        if before - reader.left != length:
            raise RuntimeError("the sink must read each member whole")
        seen[name] = Member(name, length, own.hexdigest())
    manifest = _manifest(reader.take_json(_LONGEST_MANIFEST))
    told = reader.digest()
    if reader.left != len(told) or source.read(len(told)) != told or source.read(1):
        raise NotABackup
    if manifest.members != tuple(seen.values()) or not {LEDGER, KEYS} <= seen.keys():
        raise NotABackup
    return manifest


def is_known_name(name: str) -> bool:
    """Whether a member may have this name; no other ever becomes a path."""
    return name in (LEDGER, KEYS) or _CONTENT.fullmatch(name) is not None


def _manifest(raw: dict[str, Any]) -> Manifest:
    try:
        if raw["format"] != FORMAT or raw["digest"] != "SHA-256":
            raise NotABackup
        members = tuple(Member(str(n), int(s), str(h)) for n, s, h in raw["members"])
        return Manifest(int(raw["made_at"]), int(raw["schema"]), members)
    except (KeyError, TypeError, ValueError):
        raise NotABackup from None


class _Reader:
    """Counts and digests what is read; `left` is what the file still has."""

    def __init__(self, source: BinaryIO, size: int) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self.left = size

    def take(self, length: int) -> bytes:
        data = self._source.read(length) if length <= self.left else b""
        if len(data) != length:
            raise NotABackup
        self._digest.update(data)
        self.left -= length
        return data

    def take_json(self, longest: int) -> dict[str, Any]:
        length = int.from_bytes(self.take(4), "big")
        if length > longest:
            raise NotABackup
        try:
            content = json.loads(self.take(length))
        except (ValueError, RecursionError):
            raise NotABackup from None
        if not isinstance(content, dict):
            raise NotABackup
        return content

    def blocks(self, length: int, note: Callable[[bytes], None]) -> Iterator[bytes]:
        while length:
            block = self.take(min(_BLOCK, length))
            note(block)
            length -= len(block)
            yield block

    def digest(self) -> bytes:
        return self._digest.digest()

"""Contents of attachments: a folder of encrypted files, each named by the SHA-256 of its content.

`attachments/aa/bb/<sha256>` holds whole contents only.  A content is written under a temporary
name, flushed, renamed, and its folder flushed, before anybody may commit a row that speaks of it
(reliability.md 1.4).  What comes in pieces over the line waits in `partial/` until its hash is
right.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.clock import RandomBytes
from sync.ledger.content_file import (
    HEADER,
    PIECE,
    Spoilt,
    TooLarge,
    read_content,
    size_of_content,
    write_content,
)
from sync.ledger.disk import disk_trouble, make_folder, replace, sync_folder
from sync.problems import Problem, ProblemKind

LARGEST = 20 * 1024 * 1024
"""Bytes of one attachment (records.md, Attachment: 20 MB)."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_TEMPORARY, _PARTIAL = "tmp", "partial"
_LENGTH, _NONCE, _TAG = 4, 12, 16
_LARGEST_PART = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that is safely on the disk."""

    sha256: str
    size: int


@dataclass(slots=True)
class StoreCheck:
    """What `verify` found: contents read and right, damaged ones, and files that belong to none."""

    checked: int = 0
    damaged: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


class ContentStore:
    """The contents under `folder`, encrypted under keys derived from `key` (32 bytes).

    Files are never changed once they have their name, so readers need no lock; writers of the same
    content may meet, and the result is the same.
    """

    def __init__(
        self,
        folder: Path,
        key: bytes,
        *,
        largest: int = LARGEST,
        random: RandomBytes = os.urandom,
    ) -> None:
        self._folder = folder
        self._content_key = _derived(key, b"station content key")
        self._partial_key = _derived(key, b"station partial content")
        self._largest = largest
        self._random = random

    # Whole contents

    def path_of(self, sha256: str) -> Path:
        """Where a content lies or would lie.  ValueError where `sha256` isn't 64 hex digits."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def add(self, content: bytes | BinaryIO | Iterable[bytes]) -> Stored:
        """Keeps a content; durable when this returns.  Adding it again changes nothing.

        Problems: FILE_TOO_LARGE with `limit_mb`, DISK_FULL, DISK_READ_ONLY; nothing was kept.
        """
        parts = _parts(content)
        temporary = self._folder / _TEMPORARY / secrets.token_hex(12)
        with disk_trouble():
            make_folder(temporary.parent)
            try:
                with temporary.open("xb") as file:
                    sha256, size = write_content(
                        file, parts, self._content_key, self._random, self._largest
                    )
                    file.flush()
                    os.fsync(file.fileno())
                target = self.path_of(sha256)
                make_folder(target.parent)
                if self.is_sound(sha256):
                    # The first writer may have been cut before its folder was flushed.
                    sync_folder(target.parent)
                    temporary.unlink()
                else:
                    replace(temporary, target)
            except TooLarge:
                temporary.unlink()
                raise self._too_large() from None
            except BaseException:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
                raise
        return Stored(sha256, size)

    def has(self, sha256: str) -> bool:
        """Whether the content is here, whole (not whether its bits are right: see `verify`)."""
        return self.path_of(sha256).exists()

    def size(self, sha256: str) -> int:
        """Bytes of the content.  Problems: NOT_FOUND, FILE_DAMAGED."""
        try:
            with disk_trouble():
                return size_of_content(self.path_of(sha256).stat().st_size)
        except FileNotFoundError:
            raise Problem(ProblemKind.NOT_FOUND, name=sha256) from None
        except Spoilt:
            raise _damaged(sha256) from None

    def read(self, sha256: str, offset: int = 0) -> Iterator[bytes]:
        """The content from `offset` on, in pieces of at most 64 KiB, each checked when given.

        Problems, when iterated: NOT_FOUND; FILE_DAMAGED (what came before the damage was right).
        """
        try:
            with disk_trouble(), self.path_of(sha256).open("rb") as file:
                size_on_disk = os.fstat(file.fileno()).st_size
                yield from read_content(file, size_on_disk, sha256, self._content_key, offset)
        except FileNotFoundError:
            raise Problem(ProblemKind.NOT_FOUND, name=sha256) from None
        except Spoilt:
            raise _damaged(sha256) from None

    def read_all(self, sha256: str) -> bytes:
        """The whole content.  Problems: NOT_FOUND, FILE_DAMAGED."""
        return b"".join(self.read(sha256))

    def remove(self, sha256: str) -> bool:
        """Destroys a content; False where there was none.  Who else needs it the caller knows.

        The file's own key is overwritten, so that what the disk keeps of it opens no more (a flash
        disk may keep the old page; the store's key guards that).
        """
        path = self.path_of(sha256)
        leaving = self._folder / _TEMPORARY / secrets.token_hex(12)
        with disk_trouble():
            if not path.exists():
                return False
            make_folder(leaving.parent)
            # Out of its name first: a cut never leaves a spoilt file where a whole one is expected.
            try:
                replace(path, leaving)
            except FileNotFoundError:
                return False
            with leaving.open("r+b") as file:
                file.write(self._random(HEADER))
                file.flush()
                os.fsync(file.fileno())
            leaving.unlink()
        return True

    def all(self) -> Iterator[str]:
        """The SHA-256 of every content here, in order."""
        for path in self._files():
            if self._belongs(path):
                yield path.name

    def is_sound(self, sha256: str) -> bool:
        """Whether the content is here and reads back with its hash."""
        digest = hashlib.sha256()
        try:
            for piece in self.read(sha256):
                digest.update(piece)
        except Problem as problem:
            if problem.kind not in (ProblemKind.NOT_FOUND, ProblemKind.FILE_DAMAGED):
                raise
            return False
        return digest.hexdigest() == sha256

    def verify(self) -> StoreCheck:
        """Reads everything and compares with the hashes."""
        found = StoreCheck()
        for path in self._files():
            if not self._belongs(path):
                found.strangers.append(path.relative_to(self._folder).as_posix())
            elif self.is_sound(path.name):
                found.checked += 1
            else:
                found.damaged.append(path.name)
        return found

    def sweep(self, before_ms: int | None = None) -> int:
        """Removes what killed writers left; returns how many files.

        Only while no other process writes here; with `before_ms` at any time, and only what was
        last written before that.  Partial contents stay: they go on.
        """
        count = 0
        with disk_trouble():
            for left in self._inside(_TEMPORARY):
                if before_ms is not None and _written_ms(left) >= before_ms:
                    continue
                left.unlink(missing_ok=True)
                count += 1
        return count

    # Contents that come in pieces

    def received(self, sha256: str, *, slot: str | None = None) -> int:
        """Bytes already here of a content on its way: from there the sender goes on.

        `slot` keeps senders apart who name the same hash (the attachment's id at the center);
        unsaid, the hash itself.
        """
        try:
            with disk_trouble(), self._partial(sha256, slot).open("rb") as file:
                return self._skim(file, sha256)
        except FileNotFoundError:
            return 0

    def receive(self, sha256: str, offset: int, chunk: bytes, *, slot: str | None = None) -> int:
        """Takes a piece that begins at `offset`; returns how much is here now, durably.

        What is here already is passed over, so a piece may come twice; one that leaves a gap
        changes nothing.  Problems: FILE_TOO_LARGE, DISK_FULL, DISK_READ_ONLY.
        """
        if offset < 0 or len(chunk) > _LARGEST_PART:
            raise ValueError("a piece begins at 0 or later and has 8 MiB at most")
        path = self._partial(sha256, slot)
        if offset + len(chunk) > self._largest:
            raise self._too_large()
        with disk_trouble():
            make_folder(path.parent)
            new = not path.exists()
            with path.open("r+b" if not new else "x+b") as file:
                have = self._skim(file, sha256)
                # A piece that a cut left half written ends here.
                file.truncate()
                fresh = chunk[have - offset :] if offset <= have else b""
                if fresh:
                    self._append(file, sha256, have, fresh)
            if new:
                sync_folder(path.parent)
        return have + len(fresh)

    def finish(self, sha256: str, size: int | None = None, *, slot: str | None = None) -> Stored:
        """Makes a whole content of the pieces, where its hash (and size) is right.

        Problem INTEGRITY where it isn't: the pieces are thrown away, the sender begins anew.
        NOT_FOUND where nothing was received.
        """
        path = self._partial(sha256, slot)
        try:
            with disk_trouble(), path.open("rb") as file:
                digest = hashlib.sha256()
                have = 0
                for part in self._sound_parts(file, sha256):
                    digest.update(part)
                    have += len(part)
                if digest.hexdigest() != sha256 or (size is not None and have != size):
                    self.abandon(sha256, slot=slot)
                    raise Problem(ProblemKind.INTEGRITY, name=sha256)
                file.seek(0)
                stored = self.add(self._sound_parts(file, sha256))
        except FileNotFoundError:
            raise Problem(ProblemKind.NOT_FOUND, name=sha256) from None
        self.abandon(sha256, slot=slot)
        return stored

    def abandon(self, sha256: str, *, slot: str | None = None) -> None:
        """Throws away what was received of a content."""
        with disk_trouble():
            self._partial(sha256, slot).unlink(missing_ok=True)

    # Inside

    def _partial(self, sha256: str, slot: str | None) -> Path:
        self.path_of(sha256)  # refuses what is no hash
        name = hashlib.sha256(f"{slot or ''}|{sha256}".encode()).hexdigest()
        return self._folder / _PARTIAL / name

    def _append(self, file: BinaryIO, sha256: str, at: int, chunk: bytes) -> None:
        """A length, a random nonce and the sealed bytes, bound to the content and the place."""
        nonce = self._random(_NONCE)
        sealed = AESGCM(self._partial_key).encrypt(nonce, chunk, _place(sha256, at))
        file.write(len(chunk).to_bytes(_LENGTH, "big") + nonce + sealed)
        file.flush()
        os.fsync(file.fileno())

    def _skim(self, file: BinaryIO, sha256: str) -> int:
        """Bytes of content in the whole pieces; leaves the file behind the last of them.

        Only the last piece, which a cut may have spoilt, is opened here; `finish` opens them all.
        """
        end = file.seek(0, os.SEEK_END)
        starts = [(0, 0)]
        here = at = 0
        while end - here > _LENGTH + _NONCE + _TAG:
            file.seek(here)
            length = int.from_bytes(file.read(_LENGTH), "big")
            here, at = here + _LENGTH + _NONCE + length + _TAG, at + length
            if here > end or not length:
                break
            starts.append((here, at))
        while len(starts) > 1:
            before, place = starts[-2]
            file.seek(before)
            if self._open_part(file, sha256, place):
                break
            del starts[-1]
        here, at = starts[-1]
        file.seek(here)
        return at

    def _open_part(self, file: BinaryIO, sha256: str, at: int) -> bytes:
        """The piece that begins where the file stands; nothing where it is cut or damaged."""
        head = file.read(_LENGTH + _NONCE)
        length = int.from_bytes(head[:_LENGTH], "big")
        if len(head) < _LENGTH + _NONCE or length > _LARGEST_PART:
            return b""
        sealed = file.read(length + _TAG)
        try:
            return AESGCM(self._partial_key).decrypt(head[_LENGTH:], sealed, _place(sha256, at))
        except (InvalidTag, ValueError):
            return b""

    def _sound_parts(self, file: BinaryIO, sha256: str) -> Iterator[bytes]:
        """The pieces from where the file stands up to the first that is cut or damaged."""
        at = 0
        while part := self._open_part(file, sha256, at):
            yield part
            at += len(part)

    def _belongs(self, path: Path) -> bool:
        return bool(_SHA256.fullmatch(path.name)) and path == self.path_of(path.name)

    def _files(self) -> Iterator[Path]:
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.rglob("*")):
            inside = path.relative_to(self._folder).parts[0]
            if inside not in (_TEMPORARY, _PARTIAL) and not path.is_dir():
                yield path

    def _inside(self, name: str) -> list[Path]:
        folder = self._folder / name
        return [p for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []

    def _too_large(self) -> Problem:
        return Problem(ProblemKind.FILE_TOO_LARGE, limit_mb=self._largest // (1024 * 1024))


def _parts(content: bytes | BinaryIO | Iterable[bytes]) -> Iterable[bytes]:
    if isinstance(content, bytes):
        return (content,)
    read = getattr(content, "read", None)
    if read is not None:
        return iter(lambda: read(PIECE), b"")
    return content


def _written_ms(path: Path) -> int:
    """When the file was last written; of one that has just gone, never."""
    try:
        return path.stat().st_mtime_ns // 1_000_000
    except FileNotFoundError:
        return 0


def _place(sha256: str, at: int) -> bytes:
    return f"station partial|{sha256}|{at}".encode()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, purpose).derive(key)


def _damaged(sha256: str) -> Problem:
    return Problem(ProblemKind.FILE_DAMAGED, name=sha256)

"""One attachment's content as it lies on the disk: encrypted, in pieces, each checked when read.

    8 bytes   magic, which names the layout and AES-256-GCM
    12, 48    nonce and wrapped key of this file (32 bytes and their tag), bound to the content's
              SHA-256, so that files can't change places
    then      pieces of 65,536 bytes, the last one shorter (or none), each with its 16-byte tag

A piece's nonce is its number and, in the last byte, whether it is the last: none can be left out,
moved or cut off unseen.  The key is drawn for this file alone, so a nonce never serves twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.clock import RandomBytes

PIECE = 64 * 1024
TAG = 16
_MAGIC = b"STATION\x01"
_NONCE = 12
_KEY = 32
HEADER = len(_MAGIC) + _NONCE + _KEY + TAG


class Spoilt(Exception):
    """The file is not what was written: bits changed, cut, foreign, or under another key."""


class TooLarge(Exception):
    """More content than is allowed in one file."""


def size_of_content(size_on_disk: int) -> int:
    """Bytes of content in a file of that length.  Spoilt where no content gives that length."""
    body = size_on_disk - HEADER
    pieces = -(-body // (PIECE + TAG))
    size = body - pieces * TAG
    if body < TAG or size < 0 or (size and pieces != -(-size // PIECE)):
        raise Spoilt
    return size


def write_content(
    target: BinaryIO,
    content: Iterable[bytes],
    store_key: bytes,
    random: RandomBytes,
    limit: int,
) -> tuple[str, int]:
    """Writes the whole of `content`; returns its SHA-256 and size.  TooLarge above `limit` bytes.

    The header comes last, since it is bound to the hash: `target` must be seekable and unseen yet.
    """
    key = random(_KEY)
    cipher = AESGCM(key)
    digest = hashlib.sha256()
    size = number = 0
    target.write(bytes(HEADER))
    waiting = bytearray()
    for part in content:
        size += len(part)
        if size > limit:
            raise TooLarge
        digest.update(part)
        waiting += part
        # One piece is always kept back: which is the last is known at the end only.
        while len(waiting) > PIECE:
            target.write(cipher.encrypt(_nonce(number, False), bytes(waiting[:PIECE]), None))
            del waiting[:PIECE]
            number += 1
    target.write(cipher.encrypt(_nonce(number, True), bytes(waiting), None))
    sha256 = digest.hexdigest()
    nonce = random(_NONCE)
    target.seek(0)
    target.write(_MAGIC + nonce + AESGCM(store_key).encrypt(nonce, key, _bound(sha256)))
    return sha256, size


def read_content(
    source: BinaryIO, size_on_disk: int, sha256: str, store_key: bytes, offset: int = 0
) -> Iterator[bytes]:
    """The content from `offset` on, each piece checked before it is given.  Spoilt."""
    size = size_of_content(size_on_disk)
    cipher = AESGCM(_file_key(source.read(HEADER), sha256, store_key))
    last = max(0, -(-size // PIECE) - 1)
    first = min(offset // PIECE, last)
    skip = offset - first * PIECE
    source.seek(HEADER + first * (PIECE + TAG))
    for number in range(first, last + 1):
        sealed = source.read(PIECE + TAG)
        try:
            piece = cipher.decrypt(_nonce(number, number == last), sealed, None)
        except (InvalidTag, ValueError):
            raise Spoilt from None
        if piece[skip:]:
            yield piece[skip:]
        skip = 0


def _file_key(header: bytes, sha256: str, store_key: bytes) -> bytes:
    if len(header) != HEADER or not header.startswith(_MAGIC):
        raise Spoilt
    nonce = header[len(_MAGIC) : len(_MAGIC) + _NONCE]
    try:
        return AESGCM(store_key).decrypt(nonce, header[len(_MAGIC) + _NONCE :], _bound(sha256))
    except (InvalidTag, ValueError):
        raise Spoilt from None


def _bound(sha256: str) -> bytes:
    return b"station content|" + sha256.encode("ascii")


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + (b"\x01" if last else b"\x00")

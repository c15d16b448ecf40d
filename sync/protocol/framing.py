"""Bytes on the line: JSON in UTF-8, compressed, bounded, and bound to its sender by signatures."""

from __future__ import annotations

import base64
import hashlib
import zlib
from typing import Any

import orjson
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.clock import Json
from sync.protocol.versions import MAX_BODY_BYTES

ZSTD_LEVEL = 3
SMALL_ZSTD_LEVEL = 6
SMALL_BELOW = 256 * 1024
"""What a day brings is pressed harder: a tenth less on a village's line for a millisecond."""

ZSTD = "zstd"
GZIP = "gzip"
PLAIN_BELOW = 160
"""Shorter bodies grow when compressed."""

SCHEME = "Station1"
"""Names the signature's algorithm and what is signed (Ed25519 over SHA-256 of what follows)."""


class BadFrame(ValueError):
    """Bytes that are no message of ours: damaged, foreign, oversized or hostile."""


class TooLarge(BadFrame):
    """A body that would unfold past what is taken."""


def encode(message: Json) -> tuple[bytes, str | None]:
    """The message's bytes and how they are compressed (a Content-Encoding, or None)."""
    raw = orjson.dumps(message)
    if len(raw) < PLAIN_BELOW:
        return raw, None
    level = SMALL_ZSTD_LEVEL if len(raw) < SMALL_BELOW else ZSTD_LEVEL
    return zstandard.ZstdCompressor(level=level).compress(raw), ZSTD


def decode(body: bytes, encoding: str | None, limit: int = MAX_BODY_BYTES) -> dict[str, Any]:
    """The message in `body`.  Raises BadFrame, or TooLarge past `limit` bytes unfolded."""
    raw = _unfold(body, encoding, limit)
    try:
        message = orjson.loads(raw)
    except (orjson.JSONDecodeError, RecursionError) as fault:
        raise BadFrame("no JSON") from fault
    if not isinstance(message, dict):
        raise BadFrame("no object")
    return message


def _unfold(body: bytes, encoding: str | None, limit: int) -> bytes:
    if encoding is None or encoding == "identity":
        if len(body) > limit:
            raise TooLarge("body")
        return body
    try:
        if encoding == ZSTD:
            # Our own frames name their size, so a bomb is refused before a byte is unfolded.
            if not 0 <= zstandard.frame_content_size(body) <= limit:
                raise TooLarge("body")
            return zstandard.ZstdDecompressor(max_window_size=1 << 23).decompress(
                body, max_output_size=limit, allow_extra_data=False
            )
        if encoding == GZIP:
            inflater = zlib.decompressobj(wbits=31)
            raw = inflater.decompress(body, limit + 1)
            if len(raw) > limit:
                raise TooLarge("body")
            if not inflater.eof or inflater.unused_data:
                raise BadFrame("cut short")
            return raw
    except (zstandard.ZstdError, zlib.error) as fault:
        raise BadFrame("damaged") from fault
    raise BadFrame("unknown encoding")


def request_digest(method: str, path: str, replica: str, time_ms: int, body: bytes) -> bytes:
    """What a replica signs: where, who, when, and the body as it travels."""
    head = f"{SCHEME} request\n{method}\n{path}\n{replica}\n{time_ms}\n".encode()
    return hashlib.sha256(head + hashlib.sha256(body).digest()).digest()


def answer_digest(request: bytes, status: int, body: bytes) -> bytes:
    """What the center signs: the request it answers, so that nothing stale can stand in."""
    head = f"{SCHEME} answer\n{status}\n".encode()
    return hashlib.sha256(head + request + hashlib.sha256(body).digest()).digest()


def head_digest(replica: str, seq: int, chain: bytes, epoch: str) -> bytes:
    """What both ends sign of a journal's head: the county's word that it has it all."""
    return hashlib.sha256(f"{SCHEME} head\n{replica}\n{seq}\n{epoch}\n".encode() + chain).digest()


def succession_digest(previous: str, replica: str, public_key: str) -> bytes:
    """What a replica's old key signs of its new one."""
    text = f"{SCHEME} succession\n{previous}\n{replica}\n{public_key}\n"
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def sign(key: Ed25519PrivateKey, digest: bytes) -> str:
    return base64.b64encode(key.sign(digest)).decode()


def signed(key: Ed25519PublicKey, digest: bytes, signature: str) -> bool:
    """Whether `signature` is that of `key`'s owner over `digest`."""
    try:
        key.verify(base64.b64decode(signature, validate=True), digest)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_text(key: Ed25519PublicKey) -> str:
    return base64.b64encode(key.public_bytes_raw()).decode()


def read_public(text: str) -> Ed25519PublicKey:
    """Raises ValueError where the text is no public key."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))

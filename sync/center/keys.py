"""The center's keys, in a file outside the database and outside its backups.

Ed25519 signs answers and heads, X25519 opens what is sealed to the county (recovery keys, packs),
and the data key hides fields of classes P3 and PR in the database.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.clock import Json, RandomBytes
from sync.ledger.disk import disk_trouble, sync_folder
from sync.problems import Problem, ProblemKind
from sync.protocol.framing import public_text

FILE_NAME = "center-keys.json"
FORMAT = 1
HIDDEN = "aes256gcm1:"
"""Names the algorithm of a hidden value, so that another can stand beside it."""

_BOUND = b"station field 1"
_NONCE_BYTES = 12


class FieldSeal:
    """Hides single values; each under a nonce of its own, so equal values don't look alike."""

    def __init__(self, key: bytes, random: RandomBytes = os.urandom) -> None:
        self._aes = AESGCM(key)
        self._random = random

    def hide(self, value: str) -> str:
        nonce = self._random(_NONCE_BYTES)
        sealed = nonce + self._aes.encrypt(nonce, value.encode(), _BOUND)
        return HIDDEN + base64.b64encode(sealed).decode()

    def show(self, hidden: str) -> str:
        """Problem INTEGRITY where it was not hidden by this key, or was altered."""
        if not hidden.startswith(HIDDEN):
            raise Problem(ProblemKind.INTEGRITY, "a secret field lies open")
        try:
            sealed = base64.b64decode(hidden[len(HIDDEN) :], validate=True)
            return self._aes.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _BOUND).decode()
        except (InvalidTag, ValueError) as fault:
            raise Problem(ProblemKind.INTEGRITY, "a secret field cannot be opened") from fault


@dataclass(frozen=True)
class CenterKeys:
    """What the center holds outside its database."""

    signing: Ed25519PrivateKey = field(repr=False)
    sealing: X25519PrivateKey = field(repr=False)
    data_key: bytes = field(repr=False)
    random: RandomBytes = field(default=os.urandom, repr=False)

    @cached_property
    def seal(self) -> FieldSeal:
        return FieldSeal(self.data_key, self.random)

    @property
    def signing_public(self) -> str:
        return public_text(self.signing.public_key())

    @property
    def sealing_public(self) -> str:
        return base64.b64encode(self.sealing.public_key().public_bytes_raw()).decode()

    def public(self) -> dict[str, Json]:
        """What replicas are told at enrolment."""
        return {
            "signing": {"algorithm": "Ed25519", "key": self.signing_public},
            "sealing": {"algorithm": "X25519", "key": self.sealing_public},
        }


def make_keys(random: RandomBytes = os.urandom) -> CenterKeys:
    """Keys of a new center."""
    return CenterKeys(
        Ed25519PrivateKey.from_private_bytes(random(32)),
        X25519PrivateKey.from_private_bytes(random(32)),
        random(32),
        random,
    )


def write_keys(path: Path, keys: CenterKeys) -> None:
    """Durably, readable by the service alone.

    Problems: LEDGER_EXISTS where there are keys already (they are never written over: what they
    hid would be lost), DISK_FULL, DISK_READ_ONLY.
    """
    document = {
        "format": FORMAT,
        "signing": {"algorithm": "Ed25519", "key": _text(keys.signing.private_bytes_raw())},
        "sealing": {"algorithm": "X25519", "key": _text(keys.sealing.private_bytes_raw())},
        "data": {"algorithm": "AES-256-GCM", "key": _text(keys.data_key)},
    }
    part = path.with_name(path.name + ".part")
    with disk_trouble():
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)
        except FileExistsError:
            raise Problem(ProblemKind.LEDGER_EXISTS, name=path.name) from None
        finally:
            part.unlink(missing_ok=True)
        sync_folder(path.parent)


def read_keys(path: Path, random: RandomBytes = os.urandom) -> CenterKeys:
    """Problems: LEDGER_MISSING, FILE_DAMAGED, FILE_UNREADABLE."""
    try:
        with disk_trouble():
            document = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise Problem(ProblemKind.LEDGER_MISSING, name=path.name) from None
    except orjson.JSONDecodeError as fault:
        raise Problem(ProblemKind.FILE_DAMAGED, name=path.name) from fault
    try:
        if document["format"] != FORMAT:
            raise Problem(ProblemKind.LEDGER_NEWER, name=path.name)
        return CenterKeys(
            Ed25519PrivateKey.from_private_bytes(_key(document, "signing", "Ed25519")),
            X25519PrivateKey.from_private_bytes(_key(document, "sealing", "X25519")),
            _key(document, "data", "AES-256-GCM"),
            random,
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise Problem(ProblemKind.FILE_DAMAGED, name=path.name) from fault


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _key(document: Mapping[str, Any], name: str, algorithm: str) -> bytes:
    entry = document[name]
    raw = base64.b64decode(entry["key"], validate=True)
    if entry["algorithm"] != algorithm or len(raw) != 32:
        raise ValueError(name)
    return raw

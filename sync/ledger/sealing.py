"""How the data key is wrapped: by a password, by a code on paper, to the county's public key.

Every envelope is a plain JSON object that names its algorithms, so that a national-standard
profile (SM3, SM4) can stand beside without a new file format.  Python can't wipe `bytes`: a key
lives in memory until it is collected, and is kept nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type as Argon2Type
from argon2.low_level import hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.clock import RandomBytes

Envelope = dict[str, Any]

ARGON2ID = "argon2id"
HKDF_SHA256 = "HKDF-SHA-256"
AES_GCM = "AES-256-GCM"
X25519_SEAL = "X25519-HKDF-SHA-256-AES-256-GCM"
KEY_BYTES = 32
_SALT_BYTES, _NONCE_BYTES = 16, 12
_MOST_MEMORY_KIB, _MOST_TIME, _MOST_LANES = 4 * 1024 * 1024, 64, 64


class NotOpened(Exception):
    """The envelope does not open with this key or password; which of both is wrong shows not."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a password costs (reliability.md T2): some 0.28 s on a small PC."""

    memory_kib: int = 64 * 1024
    time: int = 3
    lanes: int = 1


def stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """A 32-byte key from something a person can remember."""
    return hash_secret_raw(
        secret,
        salt,
        time_cost=cost.time,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Argon2Type.ID,
    )


def derive(secret: bytes, salt: bytes, purpose: str) -> bytes:
    """A 32-byte key from a secret that is random already, bound to its purpose."""
    return HKDF(SHA256(), KEY_BYTES, salt, purpose.encode()).derive(secret)


def seal(key: bytes, content: bytes, bound_to: bytes, random: RandomBytes) -> Envelope:
    """Encrypts; `bound_to` must be told again to open, so envelopes can't change places."""
    nonce = random(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, content, bound_to)
    return {"alg": AES_GCM, "nonce": nonce.hex(), "sealed": sealed.hex()}


def unseal(key: bytes, envelope: Mapping[str, Any], bound_to: bytes) -> bytes:
    """NotOpened for another key, another binding, or a changed envelope."""
    _require(envelope, AES_GCM)
    try:
        nonce, sealed = bytes.fromhex(envelope["nonce"]), bytes.fromhex(envelope["sealed"])
        return AESGCM(key).decrypt(nonce, sealed, bound_to)
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise NotOpened from None


def seal_by_password(
    password: str, content: bytes, bound_to: bytes, cost: Cost, random: RandomBytes
) -> Envelope:
    """Wraps by argon2id and AES-256-GCM; the cost stands in the envelope."""
    salt = random(_SALT_BYTES)
    key = stretch(password.encode(), salt, cost)
    kdf = {
        "alg": ARGON2ID,
        "salt": salt.hex(),
        "memory_kib": cost.memory_kib,
        "time": cost.time,
        "lanes": cost.lanes,
    }
    return {"kdf": kdf, "wrap": seal(key, content, bound_to, random)}


def unseal_by_password(password: str, envelope: Mapping[str, Any], bound_to: bytes) -> bytes:
    """NotOpened for a wrong password."""
    kdf = envelope["kdf"]
    _require(kdf, ARGON2ID)
    key = stretch(password.encode(), bytes.fromhex(kdf["salt"]), cost_of(kdf))
    return unseal(key, envelope["wrap"], bound_to)


def cost_of(kdf: Mapping[str, Any]) -> Cost:
    """The cost written in an envelope; NotOpened where it would only wear the machine out."""
    cost = Cost(int(kdf["memory_kib"]), int(kdf["time"]), int(kdf["lanes"]))
    if (
        not 8 * cost.lanes <= cost.memory_kib <= _MOST_MEMORY_KIB
        or not 1 <= cost.time <= _MOST_TIME
        or not 1 <= cost.lanes <= _MOST_LANES
    ):
        raise NotOpened
    return cost


def seal_by_code(secret: bytes, content: bytes, bound_to: bytes, random: RandomBytes) -> Envelope:
    """Wraps by a code that is random itself (138 bits), which needs no slow hash."""
    salt = random(_SALT_BYTES)
    key = derive(secret, salt, "station recovery code")
    kdf = {"alg": HKDF_SHA256, "salt": salt.hex()}
    return {"kdf": kdf, "wrap": seal(key, content, bound_to, random)}


def unseal_by_code(secret: bytes, envelope: Mapping[str, Any], bound_to: bytes) -> bytes:
    """NotOpened for a wrong code."""
    kdf = envelope["kdf"]
    _require(kdf, HKDF_SHA256)
    key = derive(secret, bytes.fromhex(kdf["salt"]), "station recovery code")
    return unseal(key, envelope["wrap"], bound_to)


def seal_to(public_key: bytes, content: bytes, bound_to: bytes, random: RandomBytes) -> Envelope:
    """A sealed box: whoever holds the private key of `public_key` (32 raw bytes) opens it.

    ValueError where `public_key` is none.
    """
    passing = X25519PrivateKey.from_private_bytes(random(KEY_BYTES))
    passing_public = passing.public_key().public_bytes_raw()
    shared = passing.exchange(X25519PublicKey.from_public_bytes(public_key))
    key = derive(shared, passing_public + public_key, "station sealed box")
    return {
        "alg": X25519_SEAL,
        "to": public_key.hex(),
        "from": passing_public.hex(),
        "wrap": seal(key, content, bound_to, random),
    }


def open_sealed(private_key: bytes, envelope: Mapping[str, Any], bound_to: bytes) -> bytes:
    """What was sealed to the public half of `private_key` (32 raw bytes).  NotOpened."""
    _require(envelope, X25519_SEAL)
    try:
        own = X25519PrivateKey.from_private_bytes(private_key)
        passing_public = bytes.fromhex(envelope["from"])
        shared = own.exchange(X25519PublicKey.from_public_bytes(passing_public))
    except (ValueError, KeyError, TypeError):
        raise NotOpened from None
    salt = passing_public + own.public_key().public_bytes_raw()
    return unseal(derive(shared, salt, "station sealed box"), envelope["wrap"], bound_to)


def _require(envelope: Mapping[str, Any], algorithm: str) -> None:
    if envelope.get("alg") != algorithm:
        raise NotOpened

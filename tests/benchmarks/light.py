"""Stations without a ledger: they make the same messages, so that the load is on the center."""

from __future__ import annotations

import base64
import os
import random
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.client.http import Credential, HttpCenter
from sync.clock import Json, Stamp, new_id
from sync.ledger.journal import START, Head
from sync.protocol.entries import SALT_BYTES, Entry, body_bytes, entry_hash, write_entries
from sync.protocol.framing import head_digest, public_text, read_public, sign
from sync.protocol.versions import PROTOCOL, SCHEMA
from tests.benchmarks.rows import case_values
from tests.benchmarks.stack import CLOCK, Station


class LightStation:
    """One station's PC: an identity, the head of its journal, and what it wrote last."""

    def __init__(self, url: str, station: Station, chance: random.Random) -> None:
        self._url = url
        self._key = Ed25519PrivateKey.generate()
        self.replica = new_id(CLOCK.now_ms(), os.urandom)
        self._center_key: Ed25519PublicKey | None = None
        self._chance = chance
        self._head = START
        self._acknowledged = START
        self._cursor = 0
        self._time = CLOCK.now_ms()
        self._number = 0
        self.person = new_id(CLOCK.now_ms(), os.urandom)
        self.center = HttpCenter(url, CLOCK, self._credential)
        answer = self.center.enrol(
            {
                "code": station.enrolment,
                "station_code": station.code,
                "replica_id": self.replica,
                "public_key": public_text(self._key.public_key()),
                "about": {},
            }
        )
        self._center_key = read_public(answer["center"]["signing"]["key"])
        self._epoch = answer["epoch"]
        self.station_id = str(answer["station"]["id"])
        self._role = station.role
        self._cases: list[tuple[str, Stamp]] = []
        self.entries: list[Entry] = []

    def _credential(self) -> Credential:
        return Credential(self.replica, self._key, self._center_key)

    def write_people(self) -> None:
        """The first account."""
        common = self._common()
        self._write("user", self.person, {**common, "login": "li"})
        grant: dict[str, Json] = {
            "user_id": self.person,
            "role": self._role,
            "scope_station_id": self.station_id,
            "from_date": "2026-01-01",
        }
        self._write("role_grant", self._new_id(), {**common, **grant})

    def write_cases(self, new: int, edited: int) -> None:
        """New cases, and edits of some written before."""
        before = list(self._cases)
        for _ in range(new):
            self._number += 1
            values = {**self._common(), **case_values(self._number, self._chance)}
            case_id = self._new_id()
            self._write("case", case_id, values)
            self._cases.append((case_id, Stamp(1, self._time, self.replica)))
        for place in range(min(edited, len(before))):
            case_id, base = before[-1 - place]
            self._write("case", case_id, {"title": f"改过{self._number}"}, {"title": base})
        self._cases = self._cases[-(new + edited) :]

    def write_photo(self, content_hash: str, size: int) -> str:
        """An attachment of the last case; its id."""
        attachment, case_id = self._new_id(), self._cases[-1][0]
        told: dict[str, Json] = {
            "case_id": case_id,
            "owner_type": "case",
            "owner_id": case_id,
            "evidence_kind": "photo",
            "title": "照片",
            "provided_by": "complainant",
            "is_original": "original",
            "size": size,
            "sha256": content_hash,
        }
        self._write("attachment", attachment, {**self._common(), **told})
        return attachment

    def exchange(self) -> int:
        """Send what was written, take what came; how many records the center merged."""
        merged = 0
        while True:
            message, last = self._message()
            answer = self.center.exchange(message)
            merged += self._taken(answer, last)
            if not answer.get("m"):
                return merged

    def _message(self) -> tuple[dict[str, Json], Head]:
        message: dict[str, Json] = {
            "p": PROTOCOL,
            "e": self._epoch,
            "c": self._cursor,
            "h": _packed(self._head),
        }
        if self.entries:
            head = self._head
            digest = head_digest(self.replica, head.seq, head.hash, self._epoch)
            message["a"] = _packed(self._acknowledged)
            message["en"] = write_entries(self.entries)
            message["hs"] = sign(self._key, digest)
        return message, self._head

    def _taken(self, answer: Mapping[str, Any], last: Head) -> int:
        self._cursor = int(answer.get("c", self._cursor))
        merged = 0
        for first, end, verdict, reason in answer.get("v", ()):
            if verdict == "refused":
                raise RuntimeError(f"refused: {reason}")
            merged += end - first + 1
        if "h" in answer:
            self._acknowledged = last
            self.entries = []
        return merged

    def _write(
        self,
        kind: str,
        record_id: str,
        values: Mapping[str, Json],
        bases: Mapping[str, Stamp] | None = None,
    ) -> None:
        self._time = max(self._time + 1, CLOCK.now_ms())
        seq = self._head.seq + 1
        salt = os.urandom(SALT_BYTES)
        given, known = dict(values), dict(bases or {})
        body = body_bytes(kind, record_id, SCHEMA, given, known)
        link = entry_hash(
            self._head.hash, self.replica, seq, seq, self.person, self._time, salt, body
        )
        self._head = Head(seq, link)
        self.entries.append(
            Entry(seq, seq, kind, record_id, self.person, self._time, salt, SCHEMA, given, known)
        )

    def _common(self) -> dict[str, Json]:
        return {
            "station_id": self.station_id,
            "created_at": self._time,
            "created_by": self.person,
            "origin_device": self.replica,
        }

    def _new_id(self) -> str:
        return new_id(CLOCK.now_ms(), os.urandom)

    def close(self) -> None:
        self.center.close()


def _packed(head: Head) -> Json:
    return [head.seq, base64.b64encode(head.hash).decode()]

"""How a replica comes to be known: one-time codes, enrolment, succession, revocation.

Codes are kept by hash, serve once and for 14 days.  What is decided here is noted outside the
database before the transaction ends, so that a restore cannot take it back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import orjson

from sync.center.keys import CenterKeys
from sync.center.outside_log import ENROLLED, REVOKED, STATION, Note, OutsideLog
from sync.center.stations import Office, StationRow, make_station, station_named
from sync.clock import Json
from sync.ledger.db import Db
from sync.ledger.journal import START
from sync.problems import Problem, ProblemKind, refused
from sync.protocol.framing import read_public, signed, succession_digest

CODE_LIFE_MS = 14 * 24 * 60 * 60 * 1000
MAX_ABOUT_BYTES = 8 * 1024

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, which hands and ears mistake."""
_CODE_CHARS = 16
_HASHED = b"station enrolment code sha256 1\n"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class Issued(NamedTuple):
    """A new one-time code, said once."""

    station_id: str
    station_code: str
    code: str
    expires_at: int


class ReplicaRow(NamedTuple):
    """An installation as lists show it."""

    id: str
    station_id: str
    letter: str
    enrolled_at: int
    revoked_at: int | None
    last_seen_at: int | None
    previous: str | None


def add_station(
    office: Office,
    log: OutsideLog,
    code: str,
    name: str,
    level: str,
    kind: str | None = None,
    parent: str | None = None,
) -> Issued:
    """A new station and its first code.  Problem REFUSED_INPUT, naming the field."""
    station = make_station(office, code, name, level, kind, parent)
    log.write(_station_note(office, station.id))
    return _issue(office, station.id, str(station.values["station_code"]))


def _station_note(office: Office, station_id: str) -> Note:
    """A station by its public fields, so that its replicas have a home after a restore."""
    parts: dict[str, Json] = {"id": station_id}
    for kind in ("organisation", "station"):
        kept = office.store.one(kind, station_id)
        if kept is not None:
            parts[kind] = kept.record.values
    return Note(STATION, office.now_ms, parts)


def reissue(office: Office, name: str) -> Issued:
    """A further code for a station, by its id or division code; codes not yet used end.

    Problems: NOT_FOUND; REFUSED_INPUT where two stations share the code.
    """
    station = station_named(office.db, name)
    _end_codes(office, station.id)
    return _issue(office, station.id, station.code)


def _issue(office: Office, station_id: str, station_code: str) -> Issued:
    code = make_code(office.random(_CODE_CHARS))
    expires_at = office.now_ms + CODE_LIFE_MS
    office.db.run(
        "INSERT INTO center_code (code_hash, station_id, made_at, expires_at, used_by) "
        "VALUES (?,?,?,?,NULL)",
        (code_hash(code), station_id, office.now_ms, expires_at),
    )
    return Issued(station_id, station_code, code, expires_at)


def _end_codes(office: Office, station_id: str) -> None:
    office.db.run(
        "UPDATE center_code SET expires_at = ? WHERE station_id = ? AND used_by IS NULL "
        "AND expires_at > ?",
        (office.now_ms, station_id, office.now_ms),
    )


def make_code(random: bytes) -> str:
    """`7K2M-...`: sixteen characters, 80 bits."""
    letters = "".join(_ALPHABET[byte % 32] for byte in random)
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def code_hash(code: str) -> str:
    """What is kept of a code, however it was typed."""
    plain = code.upper().translate(_ALIKE)
    return hashlib.sha256(_HASHED + plain.encode("utf-8", "replace")).hexdigest()


def enrol(
    office: Office,
    log: OutsideLog,
    keys: CenterKeys,
    *,
    code: str,
    station_code: str,
    replica_id: str,
    public_key: str,
    about: Mapping[str, Json],
) -> dict[str, Json]:
    """Make a replica known by a one-time code; its identity.

    The same replica and key again get the same answer, with the same code or a further one, since
    an answer may get lost and the slip with it.  Problems: WRONG_CODE with `reason` unknown, used,
    expired or other_station; REVOKED; REFUSED_INPUT.
    """
    # Held to the end: two that enrol at once must not be given one letter.
    office.db.run("UPDATE center_head SET value = value WHERE id = 1")
    row = office.db.row(
        "SELECT station_id, expires_at, used_by FROM center_code WHERE code_hash = ?",
        (code_hash(code),),
    )
    if row is None:
        raise Problem(ProblemKind.WRONG_CODE, reason="unknown")
    station_id, expires_at, used_by = row
    station = station_named(office.db, station_id)
    if station.code != station_code:
        raise Problem(ProblemKind.WRONG_CODE, reason="other_station")
    if used_by == replica_id:
        return _again(office, keys, station, replica_id, public_key)
    if used_by is not None:
        raise Problem(ProblemKind.WRONG_CODE, reason="used")
    if expires_at <= office.now_ms:
        raise Problem(ProblemKind.WRONG_CODE, reason="expired")
    known = office.db.row(
        "SELECT 1 FROM center_replica "
        "WHERE id = ? AND station_id = ? AND public_key = ? AND revoked_at IS NULL",
        (replica_id, station_id, public_key),
    )
    if known is None:
        _check_newcomer(office.db, replica_id, public_key)
        used = code_hash(code)
        _take_in(office, log, station, replica_id, public_key, None, about, used)
    told = _again(office, keys, station, replica_id, public_key)
    office.db.run(
        "UPDATE center_code SET used_by = ? WHERE code_hash = ?", (replica_id, code_hash(code))
    )
    return told


def succeed(
    office: Office,
    log: OutsideLog,
    keys: CenterKeys,
    *,
    previous: str,
    signature: str,
    replica_id: str,
    public_key: str,
    about: Mapping[str, Json],
) -> dict[str, Json]:
    """Make the new identity of a copied or restored ledger known, signed with its old key.

    Problems: NOT_ENROLLED, REVOKED (the old key is), REFUSED_INPUT.
    """
    office.db.run("UPDATE center_head SET value = value WHERE id = 1")
    row = office.db.row(
        "SELECT station_id, public_key, revoked_at FROM center_replica WHERE id = ?", (previous,)
    )
    if row is None:
        raise Problem(ProblemKind.NOT_ENROLLED)
    station_id, old_key, revoked_at = row
    if revoked_at is not None:
        raise Problem(ProblemKind.REVOKED)
    if not signed(
        read_public(old_key), succession_digest(previous, replica_id, public_key), signature
    ):
        raise refused(previous_signature="not_signed")
    station = station_named(office.db, station_id)
    known = office.db.row("SELECT previous FROM center_replica WHERE id = ?", (replica_id,))
    if known is not None and known[0] == previous:
        return _again(office, keys, station, replica_id, public_key)
    _check_newcomer(office.db, replica_id, public_key)
    letter = _take_in(office, log, station, replica_id, public_key, previous, about, None)
    return identity(office, keys, station, letter)


def _check_newcomer(db: Db, replica_id: str, public_key: str) -> None:
    if db.row("SELECT 1 FROM center_replica WHERE id = ?", (replica_id,)) is not None:
        raise refused(replica_id="taken")
    try:
        read_public(public_key)
    except ValueError:
        raise refused(public_key="not_a_key") from None
    if db.row("SELECT 1 FROM center_replica WHERE public_key = ?", (public_key,)) is not None:
        raise refused(public_key="taken")


def _take_in(
    office: Office,
    log: OutsideLog,
    station: StationRow,
    replica_id: str,
    public_key: str,
    previous: str | None,
    about: Mapping[str, Json],
    used_code: str | None,
) -> str:
    told = orjson.dumps(dict(about))
    if len(told) > MAX_ABOUT_BYTES:
        raise refused(about="too_long")
    letter = _next_letter(office.db, station.code)
    values: dict[str, Json] = {
        "replica": replica_id,
        "station_id": station.id,
        "letter": letter,
        "public_key": public_key,
        "previous": previous,
        "code_hash": used_code,
    }
    log.write(Note(ENROLLED, office.now_ms, values))
    insert_replica(office.db, office.now_ms, values, told.decode())
    return letter


def insert_replica(db: Db, at_ms: int, values: Mapping[str, Json], about: str = "{}") -> None:
    """The row of a newly known replica, from what was noted outside."""
    db.run(
        "INSERT INTO center_replica (id, station_id, letter, public_key, enrolled_at, revoked_at, "
        "head_seq, head_hash, previous, last_seen_at, cursor, about) "
        "VALUES (?,?,?,?,?,NULL,?,?,?,NULL,0,?) ON CONFLICT (id) DO NOTHING",
        (
            str(values["replica"]),
            str(values["station_id"]),
            str(values["letter"]),
            str(values["public_key"]),
            at_ms,
            START.seq,
            START.hash,
            None if values["previous"] is None else str(values["previous"]),
            about,
        ),
    )


def _next_letter(db: Db, station_code: str) -> str:
    """A, B ... Z, AA ...: one of its own for each replica under a division code, for ever."""
    rows = db.rows(
        "SELECT c.letter FROM center_replica c JOIN r_station s ON s.id = c.station_id "
        "WHERE s.station_code = ?",
        (station_code,),
    )
    return letter_of(max((number_of(row[0]) for row in rows), default=0) + 1)


def letter_of(number: int) -> str:
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _again(
    office: Office, keys: CenterKeys, station: StationRow, replica_id: str, public_key: str
) -> dict[str, Json]:
    row = office.db.row(
        "SELECT letter, public_key, revoked_at FROM center_replica WHERE id = ?", (replica_id,)
    )
    if row is None or row[1] != public_key:
        raise Problem(ProblemKind.WRONG_CODE, reason="used")
    if row[2] is not None:
        raise Problem(ProblemKind.REVOKED)
    return identity(office, keys, station, row[0])


def identity(office: Office, keys: CenterKeys, station: StationRow, letter: str) -> dict[str, Json]:
    """What a replica learns of itself and of the center."""
    state = office.state.all()
    kept = office.store.one("station", station.id)
    values = {} if kept is None else kept.record.values
    center: dict[str, Json] = {
        **keys.public(),
        "replica": state["replica"],
        "county_code": state["county_code"],
        "county_name": state["county_name"],
        "station_id": state["county_station_id"],
    }
    return {
        "station": {"id": station.id, "kind": station.kind, **values},
        "letter": letter,
        "epoch": state["epoch"],
        "center": center,
        "t": office.now_ms,
    }


def list_replicas(db: Db) -> list[ReplicaRow]:
    """All installations, in the order they enrolled."""
    return [
        ReplicaRow(*row)
        for row in db.rows(
            "SELECT id, station_id, letter, enrolled_at, revoked_at, last_seen_at, previous "
            "FROM center_replica ORDER BY enrolled_at, id"
        )
    ]


def revoke(office: Office, log: OutsideLog, name: str) -> list[str]:
    """Shut out one replica by its id, or all of a station by its id or division code.

    Codes of the station that were not used end too.  The replicas shut out now.
    Problems: NOT_FOUND; REFUSED_INPUT where two stations share the code.
    """
    row = office.db.row("SELECT id, station_id FROM center_replica WHERE id = ?", (name,))
    if row is None:
        station_id = station_named(office.db, name).id
        rows = office.db.rows(
            "SELECT id FROM center_replica WHERE station_id = ? AND revoked_at IS NULL ORDER BY id",
            (station_id,),
        )
        _end_codes(office, station_id)
    else:
        rows = office.db.rows(
            "SELECT id FROM center_replica WHERE id = ? AND revoked_at IS NULL", (name,)
        )
    found = [str(r[0]) for r in rows]
    if found:
        log.write(*[Note(REVOKED, office.now_ms, {"replica": r}) for r in found])
    for replica_id in found:
        office.db.run(
            "UPDATE center_replica SET revoked_at = ? WHERE id = ?", (office.now_ms, replica_id)
        )
    return found

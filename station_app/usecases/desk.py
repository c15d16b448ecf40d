"""A desk: a data folder made, opened by a person, and closed."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from station_app.foundation.paths import Paths
from station_app.usecases.copies import watch_for_copy
from station_app.usecases.holding import LEAST_ROOM
from station_app.usecases.reading_copy import BorrowedDb, copy_for_reading
from station_app.usecases.session import Session, session_of
from sync.clock import Clock, RandomBytes, SystemClock, local_date
from sync.ledger.attachments import ContentStore
from sync.ledger.db import SqliteDb
from sync.ledger.disk import (
    Reserve,
    folder_trouble,
    make_folder,
    sync_folder,
)
from sync.ledger.disk import replace as move
from sync.ledger.identity import keep_identity, make_identity
from sync.ledger.keys import KeyFile
from sync.ledger.ledger import Ledger
from sync.ledger.lock import COMMAND_WAIT_S, writing
from sync.ledger.migrate import fresh_schema, migrate
from sync.ledger.open import open_ledger, schema_version
from sync.ledger.passwords import load_weak, login_fault, password_fault
from sync.ledger.schema_version import SCHEMA_VERSION
from sync.ledger.sealing import Cost
from sync.ledger.token import Witness, machine_id, state_folder
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind
from sync.records.identifiers import division_code_fault
from sync.records.people import PERSON, USER
from sync.records.places import KIND_OF_LEVEL, STATION, station_id
from sync.records.rights import responsible_role

BEING_MADE = ".being-made"
"""Where a new ledger is made, so that a cut leaves none or a whole one."""

FOUNDERS_FROM = "2000-01-01"
"""From when the first account's role holds: before anything a wrong clock can say.  Else a PC that
was fast when its station was made would shut its only person out once the county put it right."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class NewStation:
    """What `station init` and the first-start guide ask.

    `code`: 12 digits, or the 6 of a county, the 9 of a township.  `person`: the name of the first
    account's person; its login where nobody said.
    """

    code: str
    name: str
    level: str
    login: str
    password: str
    person: str = ""


@dataclass(slots=True)
class Desk:
    """An open ledger and the person who opened it.  One thread at a time uses it."""

    paths: Paths
    ledger: Ledger
    keys: KeyFile
    data_key: bytes
    session: Session

    @property
    def contents(self) -> ContentStore:
        """The attachments' contents."""
        return ContentStore(self.paths.attachments, self.data_key, random=self.ledger.random)

    def with_room(self, job: Callable[[], R]) -> R:
        """Do a piece of work; where the disk is full, with the room kept back for that.

        `job` changes nothing where it fails, or goes on where it stood.  Problem DISK_FULL.
        """
        return Reserve(self.paths.folder).run(job)

    def sign_in(self, login: str, password: str) -> Session:
        """Who sits there now: unlocking, or another person taking over.

        Problems: WRONG_PASSWORD, LOCKED_OUT, NOT_PERMITTED.
        """
        opened = self.keys.sign_in(login, password, self.ledger.clock.now_ms())
        self.session = session_of(self.ledger, opened.user_id or "")
        return self.session

    @property
    def only_reads(self) -> bool:
        """Whether the folder takes no writes, and a copy of the ledger is read."""
        return isinstance(self.ledger.db, BorrowedDb)

    def refresh(self) -> Session:
        """The same person with the grants and the station as the ledger has them now."""
        self.session = session_of(self.ledger, self.session.user_id)
        return self.session

    @contextmanager
    def beside(self) -> Iterator[Ledger]:
        """The same ledger through a connection of its own, for another thread: what waits for
        the line must not hold up the desk's own work."""
        connection = open_ledger(self.paths.ledger, self.data_key)
        try:
            yield Ledger(SqliteDb(connection), self.ledger.clock, self.ledger.random)
        finally:
            connection.close()

    def close(self) -> None:
        self.ledger.close()


def full_code(code: str) -> str:
    """A county's 6 digits or a township's 9 with zeros on the right; anything else as it is.
    Digits as a Chinese input method makes them wide are digits."""
    code = unicodedata.normalize("NFKC", code).strip()
    short = code.isascii() and code.isdigit() and len(code) in (6, 9)
    return code.ljust(12, "0") if short else code


def check_new_station(told: NewStation) -> NewStation:
    """The same, its code whole; Problem REFUSED_INPUT naming every field that can't be taken."""
    told = replace(
        told,
        code=full_code(told.code),
        name=told.name.strip(),
        login=told.login.strip(),
        person=told.person.strip() or told.login.strip(),
    )
    faults: dict[str, str | None] = {
        "station_code": division_code_fault(told.code),
        "station_name": _text_fault(told.name, STATION.by_name["display_name"].limit),
        "level": None if told.level in KIND_OF_LEVEL else "unknown_code",
        "login": login_fault(told.login) or _text_fault(told.login, USER.by_name["login"].limit),
        "person": _text_fault(told.person, PERSON.by_name["name"].limit),
        "password": password_fault(
            told.password,
            login=told.login,
            names=_telling(told.login, told.person, told.name),
            weak=load_weak(),
        ),
    }
    wrong = {name: code for name, code in faults.items() if code is not None}
    if wrong:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=wrong)
    return told


def init_station(
    folder: Path,
    told: NewStation,
    *,
    clock: Clock | None = None,
    random: RandomBytes = os.urandom,
    cost: Cost | None = None,
    locked: bool = False,
) -> str:
    """Make a new station's ledger and first account; the recovery code, to be shown once.

    `locked`: the caller holds the folder's lock.
    The first account gets the station's responsible role (rules.md 2.2).  Problems: REFUSED_INPUT,
    LEDGER_EXISTS, DISK_FULL, DISK_READ_ONLY; then there is no ledger.
    """
    told = check_new_station(told)
    paths = Paths.under(folder)
    make_folder(folder)
    with nullcontext() if locked else writing(folder):
        making = folder / BEING_MADE
        _clear_cut_start(paths, making)
        making.mkdir()
        created = KeyFile.create(making / paths.keys.name, cost=cost, random=random)
        connection = open_ledger(making / paths.ledger.name, created.data_key, create=True)
        try:
            fresh_schema(connection, "desk")
            ledger = Ledger(SqliteDb(connection), clock or SystemClock(), random)
            user_id = _first_records(ledger, told)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
        names = _telling(told.login, told.person, told.name)
        created.keys.add_user(
            told.login, told.password, created.data_key, user_id=user_id, names=names
        )
        sync_folder(making)
        # Keys first: a ledger without keys could never be opened, keys without a ledger are
        # known by the folder that still stands.
        move(making / paths.keys.name, paths.keys)
        move(making / paths.ledger.name, paths.ledger)
        shutil.rmtree(making)
        sync_folder(folder)
    return created.recovery_code


def _telling(login: str, *names: str) -> tuple[str, ...]:
    """Names a password must not hold; one equal to the login is told of as the login."""
    return tuple(name for name in names if name and name != login)


def _text_fault(text: str, limit: int | None) -> str | None:
    if not text:
        return "missing"
    return "too_long" if limit is not None and len(text) > limit else None


def _clear_cut_start(paths: Paths, making: Path) -> None:
    """Take away what a start that was cut left; Problem LEDGER_EXISTS where there is a ledger."""
    if paths.ledger.exists() and paths.ledger.stat().st_size:
        raise Problem(ProblemKind.LEDGER_EXISTS, name=paths.ledger.name)
    if paths.keys.exists():
        if not making.exists():
            raise Problem(ProblemKind.LEDGER_EXISTS, name=paths.keys.name)
        paths.keys.unlink()
    if making.exists():
        shutil.rmtree(making)


def _first_records(ledger: Ledger, told: NewStation) -> str:
    """The replica's identity, the station as told, and the first account; the user's id."""
    own_id = station_id(told.code, KIND_OF_LEVEL[told.level])
    user_id = ledger.new_id()
    with ledger.db.writing():
        keep_identity(ledger, make_identity(ledger))
        ledger.state.put(
            {
                "station_id": own_id,
                "station_code": told.code,
                "station_name": told.name,
                "station_level": told.level,
            }
        )
    today = local_date(ledger.now_ms()).isoformat()
    with unit_of_work(ledger, user_id) as unit:
        person = unit.create("person", {"name": told.person, "from_date": today})
        unit.create("user", {"person_id": person.id, "login": told.login}, user_id)
        unit.create(
            "role_grant",
            {
                "user_id": user_id,
                "role": responsible_role(told.level),
                "scope_station_id": own_id,
                "from_date": FOUNDERS_FROM,
                "granted_by": user_id,
            },
        )
    return user_id


def open_desk(
    folder: Path,
    login: str | None,
    password: str,
    *,
    clock: Clock | None = None,
    random: RandomBytes = os.urandom,
    check_same_thread: bool = True,
    locked: bool = False,
) -> Desk:
    """Open the ledger of `folder` as a person; `login` None where one account alone can.

    `locked`: the caller holds the folder's lock.  An older ledger is migrated first, a copy kept.
    Problems: LEDGER_*, WRONG_PASSWORD, LOCKED_OUT, NOT_PERMITTED, SQLITE_TOO_OLD.
    """
    signed = _sign_in(folder, login, password, clock or SystemClock(), random)
    return _opened(signed, check_same_thread, locked)


@dataclass(frozen=True, slots=True)
class _Signed:
    """Somebody who showed a password; nothing of the ledger is open yet."""

    paths: Paths
    keys: KeyFile
    data_key: bytes
    user_id: str
    clock: Clock
    random: RandomBytes


def _sign_in(
    folder: Path, login: str | None, password: str, clock: Clock, random: RandomBytes
) -> _Signed:
    paths = Paths.under(folder)
    if not paths.ledger.exists():
        raise Problem(ProblemKind.LEDGER_MISSING, name=paths.ledger.name)
    if not paths.keys.exists():
        name = paths.keys.name
        raise Problem(ProblemKind.LEDGER_DAMAGED, name=name, keys=name, reason="missing")
    keys = KeyFile(paths.keys, random=random)
    found = keys.sign_in(login, password, clock.now_ms())
    return _Signed(paths, keys, found.data_key, found.user_id or "", clock, random)


def _opened(signed: _Signed, check_same_thread: bool, locked: bool) -> Desk:
    try:
        ledger = open_kept(
            signed.paths,
            signed.data_key,
            signed.clock,
            signed.random,
            check_same_thread=check_same_thread,
            locked=locked,
        )
    except Problem as problem:
        if locked or problem.kind is not ProblemKind.DISK_READ_ONLY:
            raise
        ledger = _borrowed(signed, check_same_thread)
    try:
        if locked:
            ContentStore(signed.paths.attachments, signed.data_key).sweep()
            witness = Witness(signed.paths.folder, state_folder(), machine_id())
            watch_for_copy(ledger, witness)
        session = session_of(ledger, signed.user_id)
    except BaseException:
        ledger.close()
        raise
    return Desk(signed.paths, ledger, signed.keys, signed.data_key, session)


def _borrowed(signed: _Signed, check_same_thread: bool) -> Ledger:
    """The ledger of a folder nobody may write to, by a copy that takes no writes."""
    copy = copy_for_reading(signed.paths)
    try:
        kept = open_kept(
            copy, signed.data_key, signed.clock, signed.random, check_same_thread=check_same_thread
        )
        if not isinstance(kept.db, SqliteDb):
            raise TypeError("a desk's ledger is SQLite")
        borrowed = BorrowedDb(kept.db.connection, copy.folder)
    except BaseException:
        shutil.rmtree(copy.folder, ignore_errors=True)
        raise
    return Ledger(borrowed, signed.clock, signed.random)


def open_kept(
    paths: Paths,
    data_key: bytes,
    clock: Clock,
    random: RandomBytes = os.urandom,
    *,
    check_same_thread: bool = True,
    locked: bool = True,
) -> Ledger:
    """The ledger of a data folder by its key, brought to this program's schema."""
    with folder_trouble(paths.folder):
        connection = open_ledger(paths.ledger, data_key, check_same_thread=check_same_thread)
    try:
        standing = schema_version(connection)
        if standing < SCHEMA_VERSION:
            make_folder(paths.backups)
            copy = paths.backups / f"before-schema-{SCHEMA_VERSION}-from-{standing}.db"
            if locked:
                migrate(connection, "desk", copy)
            else:
                with writing(paths.folder):
                    migrate(connection, "desk", copy)
    except BaseException:
        connection.close()
        raise
    return Ledger(SqliteDb(connection), clock, random)


@contextmanager
def desk_for(
    folder: Path,
    login: str | None,
    password: Callable[[], str],
    *,
    write: bool,
    clock: Clock | None = None,
    wait_s: float = COMMAND_WAIT_S,
) -> Iterator[Desk]:
    """An open desk for one command; a writing one holds the folder's lock while it works.

    `password` is asked, and tried, before the wait: nobody types into a waiting command, and no
    command keeps another waiting while it stretches a password.  A writing one keeps room back for
    the day the disk is full, and begins with it where it is (threat T19).
    """
    if not Paths.under(folder).ledger.exists():
        raise Problem(ProblemKind.LEDGER_MISSING, name=Paths.under(folder).ledger.name)
    secret = password()
    reserve = Reserve(folder)
    if write:
        reserve.make_room(LEAST_ROOM)
    signed = reserve.run(
        lambda: _sign_in(folder, login, secret, clock or SystemClock(), os.urandom)
    )
    with writing(folder, wait_s) if write else nullcontext():
        desk = reserve.run(lambda: _opened(signed, True, write))
        try:
            if write:
                reserve.hold()
            yield desk
        finally:
            desk.close()

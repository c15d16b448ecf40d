"""`keys.json`: the ledger's data key, wrapped for each who may open it.

The key is random and never changes; each user's password wraps it (argon2id, AES-256-GCM), so does
a recovery code on paper, and once enrolled the county's public key.  Logins stand here only as
salted hashes, and whose login it is only under the data key: outside nobody's name is seen.

A failed try is counted before its answer is given: killing the program hides no try.  What is
guarded so is the sign-in page; whoever copies the file meets the cost of argon2id.  A login that
isn't known is refused in the same words and time, and is not counted: its hash might be that of a
password typed into the wrong box.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sync.clock import RandomBytes
from sync.ledger import passwords
from sync.ledger.disk import disk_trouble, sweep_temporary, write_atomic
from sync.ledger.lock import FileLock
from sync.ledger.sealing import (
    ARGON2ID,
    KEY_BYTES,
    Cost,
    Envelope,
    NotOpened,
    cost_of,
    derive,
    open_sealed,
    seal,
    seal_by_code,
    seal_by_password,
    seal_to,
    stretch,
    unseal,
    unseal_by_code,
    unseal_by_password,
)
from sync.problems import Problem, ProblemKind, refused

FILE_VERSION = 1
FREE_TRIES = 5
FIRST_LOCK_MS = 10 * 60 * 1000
LONGEST_LOCK_MS = 24 * 60 * 60 * 1000
_LOGIN_COST = Cost(memory_kib=8 * 1024, time=1, lanes=1)
"""A login is hashed in some 5 ms: enough to make trying a village's names one by one tedious."""
_WRITE_WAIT_S = 10.0
_LARGEST_FILE = 4 * 1024 * 1024


class Created(NamedTuple):
    """A new key file; the recovery code is shown once and kept nowhere."""

    keys: KeyFile
    data_key: bytes
    recovery_code: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Who opened the ledger: `user_id` is the id of their record, None after a recovery."""

    data_key: bytes
    user_id: str | None


@dataclass(frozen=True, slots=True)
class FailedTry:
    """A password that was wrong.  `number` grows by one with each; `user_id` None: there is no such
    account (the login that was typed is kept nowhere: it may be a password)."""

    number: int
    at_ms: int
    user_id: str | None


MOST_TRIES = 200
"""So many of the last failed tries are kept for the ledger, which is closed while they happen."""


def running_ms() -> int:
    """Milliseconds this machine has run: no clock that people can set."""
    return time.monotonic_ns() // 1_000_000


class KeyFile:
    """The key file of one data folder.  Every call reads what stands there now."""

    def __init__(
        self,
        path: Path,
        *,
        cost: Cost | None = None,
        weak: Collection[str] | None = None,
        random: RandomBytes = os.urandom,
        running: Callable[[], int] = running_ms,
    ) -> None:
        self._path = path
        self._cost = cost or Cost()
        self._weak = weak
        self._random = random
        self._running = running

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        cost: Cost | None = None,
        weak: Collection[str] | None = None,
        random: RandomBytes = os.urandom,
        running: Callable[[], int] = running_ms,
    ) -> Created:
        """A new file with a new data key, which only the recovery code opens as yet.

        Problem LEDGER_EXISTS where there is one: another would lose the ledger's key for ever.
        """
        keys = cls(path, cost=cost, weak=weak, random=random, running=running)
        data_key = random(KEY_BYTES)
        login_cost = Cost(min(_LOGIN_COST.memory_kib, keys._cost.memory_kib), 1, 1)
        body: dict[str, Any] = {
            "version": FILE_VERSION,
            "file": random(16).hex(),
            "key_check": {"alg": "HMAC-SHA-256", "value": _key_check(data_key)},
            "login_hash": {
                "alg": ARGON2ID,
                "salt": random(16).hex(),
                "memory_kib": login_cost.memory_kib,
                "time": login_cost.time,
                "lanes": login_cost.lanes,
            },
            "failures_ever": 0,
            "latest_ms": 0,
            "users": {},
            "county": None,
        }
        code = passwords.new_paper_code(random)
        body["recovery"] = seal_by_code(code.secret, data_key, _bound(body, "recovery"), random)
        with keys._alone():
            if path.exists():
                raise Problem(ProblemKind.LEDGER_EXISTS, name=path.name)
            keys._write(body)
        return Created(keys, data_key, code.text)

    # Users

    def add_user(
        self,
        login: str,
        password: str,
        data_key: bytes,
        *,
        user_id: str,
        names: Sequence[str] = (),
    ) -> None:
        """Lets a further person open the ledger.

        `user_id`: the id of their User record; `names`: words their password must not hold.
        Problem REFUSED_INPUT for `login` (required, too_long, not_a_login, taken) or `password`
        (see `passwords.password_fault`).
        """
        fault = passwords.login_fault(login)
        if fault:
            raise refused(login=fault)
        self._require_strong(login, password, names)
        with self._alone():
            body = self._of_key(data_key)
            name = self._hashed(body, login)
            if name in body["users"]:
                raise refused(login="taken")
            bound = _bound(body, name)
            body["users"][name] = {
                **self._wrapped(password, data_key, bound),
                "user": seal(_ids_key(data_key), user_id.encode(), bound, self._random),
                **_NO_FAILURES,
            }
            self._write(body)

    def change_password(
        self, login: str, password: str, data_key: bytes, *, names: Sequence[str] = ()
    ) -> None:
        """A new password: by the person, or by who lets a disabled one in again.

        Problems: NOT_FOUND; REFUSED_INPUT for `password`.
        """
        self._require_strong(login, password, names)
        with self._alone():
            body = self._of_key(data_key)
            name, entry = self._entry(body, login)
            entry.update(self._wrapped(password, data_key, _bound(body, name)))
            entry.update(_NO_FAILURES)
            self._write(body)

    def disable(self, login: str) -> None:
        """Takes the person's wrapped key away; the login stays taken.  Problem NOT_FOUND."""
        with self._alone():
            body = self._read()
            _, entry = self._entry(body, login)
            entry.update({"kdf": None, "wrap": None})
            self._write(body)

    def has_login(self, login: str) -> bool:
        """Whether the login is taken, by a disabled person too."""
        body = self._read()
        return self._hashed(body, login) in body["users"]

    def is_disabled(self, login: str) -> bool:
        """Problem NOT_FOUND."""
        return self._entry(self._read(), login)[1]["wrap"] is None

    def user_id_of(self, login: str, data_key: bytes) -> str | None:
        """The id of the person's User record; None where the login isn't known."""
        body = self._of_key(data_key)
        name = self._hashed(body, login)
        entry = body["users"].get(name)
        return None if entry is None else self._user_id(body, name, entry, data_key)

    def user_ids(self, data_key: bytes) -> dict[str, bool]:
        """The id of each person here -> whether they may open the ledger."""
        body = self._of_key(data_key)
        return {
            self._user_id(body, name, entry, data_key): entry["wrap"] is not None
            for name, entry in body["users"].items()
        }

    # Opening

    def unlock(self, login: str | None, password: str, now_ms: int) -> bytes:
        """The data key; see `sign_in`."""
        return self.sign_in(login, password, now_ms).data_key

    def sign_in(self, login: str | None, password: str, now_ms: int) -> Unlocked:
        """Opens by password.  `login` None does where one person alone can open the ledger.

        Problems: WRONG_PASSWORD (`tries_left` before a lock, where the login is known); LOCKED_OUT
        with `minutes` to wait; REFUSED_INPUT for `login` where None leaves a choice; FILE_DAMAGED.
        """
        body = self._read()
        name = self._only_user(body) if login is None else self._hashed(body, login)
        entry = body["users"].get(name)
        if entry is None or entry["wrap"] is None:
            stretch(passwords.normal_password(password).encode(), self._random(16), self._cost)
            self._note_stranger(now_ms, None if entry is None else name)
            raise Problem(ProblemKind.WRONG_PASSWORD)
        self._require_unlocked(entry, body["latest_ms"], now_ms)
        try:
            typed = passwords.normal_password(password)
            data_key = unseal_by_password(typed, entry, _bound(body, name))
        except NotOpened:
            self._count_failure(name, now_ms)
            raise AssertionError("a failure is always told") from None
        self._forgive(name, now_ms)
        return Unlocked(data_key, self._user_id(body, name, entry, data_key))

    def unlock_with_recovery(self, code: str) -> bytes:
        """The data key, by the code on paper.  Problem WRONG_CODE with the `group` that is wrong,
        counted from 1; 0: well formed but not this ledger's, or of the wrong length."""
        paper = passwords.read_paper_code(code)
        body = self._read()
        try:
            return unseal_by_code(paper.secret, body["recovery"], _bound(body, "recovery"))
        except NotOpened:
            raise Problem(ProblemKind.WRONG_CODE, group=0) from None

    def new_recovery_code(self, data_key: bytes) -> str:
        """A new code for paper; the former opens nothing from now on."""
        code = passwords.new_paper_code(self._random)
        with self._alone():
            body = self._of_key(data_key)
            bound = _bound(body, "recovery")
            body["recovery"] = seal_by_code(code.secret, data_key, bound, self._random)
            self._write(body)
        return code.text

    def seal_to_county(self, public_key: bytes, data_key: bytes) -> Envelope:
        """Keeps, and gives back, the data key sealed to the county's X25519 public key."""
        with self._alone():
            body = self._of_key(data_key)
            envelope = seal_to(public_key, data_key, _bound(body, "county"), self._random)
            body["county"] = {"file": body["file"], **envelope}
            self._write(body)
        return dict(body["county"])

    def county_envelope(self) -> Envelope | None:
        """What was sealed to the county; None before enrolment."""
        county = self._read()["county"]
        return None if county is None else dict(county)

    def failures_ever(self) -> int:
        """All failed tries since the file was made; never falls, whatever was forgiven."""
        return int(self._read()["failures_ever"])

    def failed_tries(self, data_key: bytes, after: int) -> list[FailedTry]:
        """The failed tries with a greater number than `after`, the oldest first."""
        body = self._of_key(data_key)
        found = []
        for number, at_ms, name in body.get("tries", ()):
            entry = body["users"].get(name)
            user_id = None if entry is None else self._user_id(body, name, entry, data_key)
            if number > after:
                found.append(FailedTry(number, at_ms, user_id))
        return found

    # Failed tries

    def _note_stranger(self, now_ms: int, name: str | None) -> None:
        """A try nobody could win; what is told does not depend on whether it could be noted."""
        with suppress(Problem), self._alone():
            body = self._read()
            _note_try(body, now_ms, name)
            self._write(body)

    def _require_unlocked(self, entry: dict[str, Any], latest_ms: int, now_ms: int) -> None:
        left = self._lock_left(entry, latest_ms, now_ms)
        if left > 0:
            raise Problem(ProblemKind.LOCKED_OUT, minutes=-(-left // 60_000))

    def _lock_left(self, entry: dict[str, Any], latest_ms: int, now_ms: int) -> int:
        """Milliseconds a lock still lasts.

        It ends when the wall clock is past its end, counted from the latest time ever seen: setting
        it back wins nothing.  A clock that stood in 2099 for a day would so lock for ever;
        therefore the time the machine has run counts as well, and either is enough.
        """
        length = int(entry["lock_ms"])
        if not length:
            return 0
        by_wall = now_ms - max(int(entry["locked_at_ms"]), latest_ms)
        ran = self._running() - int(entry["locked_running_ms"])
        # Negative: started again since; all it has run, it ran after the lock.
        by_run = ran if ran >= 0 else self._running()
        return length - max(0, by_wall, by_run)

    def _count_failure(self, name: str, now_ms: int) -> None:
        """Writes the failure down, then tells it."""
        with self._alone():
            body = self._read()
            entry = body["users"].get(name)
            if entry is None:
                raise Problem(ProblemKind.WRONG_PASSWORD)
            # Tries that ran side by side: those after the fifth learn nothing.
            self._require_unlocked(entry, body["latest_ms"], now_ms)
            entry["failed"] += 1
            body["failures_ever"] += 1
            _note_try(body, now_ms, name)
            body["latest_ms"] = max(body["latest_ms"], now_ms)
            over = entry["failed"] - FREE_TRIES
            if over >= 0:
                entry["lock_ms"] = min(FIRST_LOCK_MS << min(over, 16), LONGEST_LOCK_MS)
                entry["locked_at_ms"] = body["latest_ms"]
                entry["locked_running_ms"] = self._running()
            self._write(body)
        if over >= 0:
            raise Problem(ProblemKind.LOCKED_OUT, minutes=entry["lock_ms"] // 60_000)
        raise Problem(ProblemKind.WRONG_PASSWORD, tries_left=-over)

    def _forgive(self, name: str, now_ms: int) -> None:
        """Forgets the failures of one who has shown the password, unless a lock came meanwhile."""
        body = self._read()
        entry = body["users"].get(name)
        if entry is None or not entry["failed"]:
            return
        with self._alone():
            body = self._read()
            entry = body["users"].get(name)
            if entry is None:
                return
            self._require_unlocked(entry, body["latest_ms"], now_ms)
            entry.update(_NO_FAILURES)
            try:
                self._write(body)
            except Problem as problem:
                # Who has shown the password comes in on a full disk too, to make room.
                if problem.kind not in (ProblemKind.DISK_FULL, ProblemKind.DISK_READ_ONLY):
                    raise

    # Inside the file

    def _wrapped(self, password: str, data_key: bytes, bound: bytes) -> Envelope:
        typed = passwords.normal_password(password)
        return seal_by_password(typed, data_key, bound, self._cost, self._random)

    def _require_strong(self, login: str, password: str, names: Sequence[str]) -> None:
        if self._weak is None:
            self._weak = passwords.load_weak()
        fault = passwords.password_fault(password, login=login, names=names, weak=self._weak)
        if fault:
            raise refused(password=fault)

    def _hashed(self, body: dict[str, Any], login: str) -> str:
        how = body["login_hash"]
        try:
            cost = cost_of(how)
        except NotOpened:
            raise self._damaged() from None
        normal = passwords.normal_login(login).encode()
        return stretch(normal, bytes.fromhex(how["salt"]), cost).hex()

    def _entry(self, body: dict[str, Any], login: str) -> tuple[str, dict[str, Any]]:
        name = self._hashed(body, login)
        entry = body["users"].get(name)
        if entry is None:
            raise Problem(ProblemKind.NOT_FOUND)
        return name, entry

    def _only_user(self, body: dict[str, Any]) -> str:
        able = [name for name, entry in body["users"].items() if entry["wrap"] is not None]
        if len(able) != 1:
            raise refused(login="required")
        return str(able[0])

    def _user_id(
        self, body: dict[str, Any], name: str, entry: dict[str, Any], data_key: bytes
    ) -> str:
        try:
            return unseal(_ids_key(data_key), entry["user"], _bound(body, name)).decode()
        except NotOpened:
            raise self._damaged() from None

    def _of_key(self, data_key: bytes) -> dict[str, Any]:
        body = self._read()
        if not hmac.compare_digest(body["key_check"]["value"], _key_check(data_key)):
            raise ValueError("this data key belongs to another key file")
        return body

    def _read(self) -> dict[str, Any]:
        """Problems: LEDGER_MISSING; FILE_DAMAGED where its own checksum or version disagrees."""
        try:
            raw = self._raw()
        except FileNotFoundError:
            raise Problem(ProblemKind.LEDGER_MISSING, name=self._path.name) from None
        except PermissionError as fault:
            raise Problem(ProblemKind.FILE_UNREADABLE, name=self._path.name) from fault
        try:
            whole = json.loads(raw)
            body, check = whole["keys"], whole["check"]
            # Any other spelling of the same content is a change nobody here made.
            intact = check["alg"] == "SHA-256" and raw == _spelled(body)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise self._damaged() from None
        if not intact:
            raise self._damaged()
        if body["version"] != FILE_VERSION:
            raise Problem(
                ProblemKind.LEDGER_NEWER,
                name=self._path.name,
                found=body["version"],
                known=FILE_VERSION,
            )
        return dict(body)

    def _raw(self) -> bytes:
        file = self._path.open("rb")
        with file, disk_trouble():
            return file.read(_LARGEST_FILE)

    def _write(self, body: dict[str, Any]) -> None:
        with disk_trouble():
            sweep_temporary(self._path.parent, self._path.name)
        write_atomic(self._path, _spelled(body))

    def _damaged(self) -> Problem:
        return Problem(ProblemKind.FILE_DAMAGED, name=self._path.name)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Reading, changing and writing, with no other process between."""
        lock = FileLock(self._path.with_name(self._path.name + ".lock"), "keys")
        lock.acquire(_WRITE_WAIT_S)
        try:
            yield
        finally:
            lock.release()


def open_county_envelope(private_key: bytes, envelope: Envelope) -> bytes:
    """The data key of a ledger whose people and paper are gone, by the county's private key.

    Problem WRONG_CODE where it was sealed to another key.
    """
    try:
        return open_sealed(private_key, envelope, _bound(envelope, "county"))
    except NotOpened:
        raise Problem(ProblemKind.WRONG_CODE) from None


_NO_FAILURES = {"failed": 0, "lock_ms": 0, "locked_at_ms": 0, "locked_running_ms": 0}


def _note_try(body: dict[str, Any], now_ms: int, name: str | None) -> None:
    tries = list(body.get("tries", ()))
    number = int(tries[-1][0]) + 1 if tries else 1
    body["tries"] = [*tries, [number, now_ms, name or ""]][-MOST_TRIES:]


def _bound(body: dict[str, Any], place: str) -> bytes:
    """Binds an envelope to this file and its place in it."""
    return f"station keys 1|{body['file']}|{place}".encode()


def _key_check(data_key: bytes) -> str:
    return hmac.new(data_key, b"station key check", hashlib.sha256).hexdigest()


def _ids_key(data_key: bytes) -> bytes:
    return derive(data_key, b"", "station user ids")


def _spelled(body: dict[str, Any]) -> bytes:
    """The file's one spelling, with its checksum: chance damage is told from a wrong password."""
    keys = json.dumps(body, sort_keys=True)
    digest = hashlib.sha256(keys.encode()).hexdigest()
    whole = {"check": {"alg": "SHA-256", "value": digest}, "keys": body}
    return json.dumps(whole, sort_keys=True, indent=1).encode() + b"\n"

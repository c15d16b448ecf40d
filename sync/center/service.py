"""The center's work behind each address: blocking, stateless, one call at a time per thread."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl

import orjson
import psycopg
from sqlcipher3 import dbapi2

from sync.center.answers import PROBLEM_JSON, of_problem, problem_body
from sync.center.contents import Contents
from sync.center.database import CenterDatabase, open_database
from sync.center.enrolment import enrol, succeed
from sync.center.exchange import Exchange, find_replica
from sync.center.keys import FILE_NAME as KEYS_NAME
from sync.center.keys import CenterKeys, read_keys
from sync.center.outside_log import FILE_NAME as LOG_NAME
from sync.center.outside_log import NUMBER, Note, OutsideLog
from sync.center.settings import Settings
from sync.center.stations import Office
from sync.clock import Clock, Json, RandomBytes
from sync.ledger.attachments import LARGEST, ContentStore
from sync.ledger.db import Db
from sync.ledger.disk import Reserve
from sync.ledger.open import ledger_trouble
from sync.problems import Problem, ProblemKind, refused
from sync.protocol.framing import (
    SCHEME,
    BadFrame,
    TooLarge,
    answer_digest,
    decode,
    encode,
    read_public,
    request_digest,
    sign,
    signed,
)
from sync.words import Words

_AUTHORIZATION = re.compile(SCHEME + r" ([0-9A-Za-z-]{1,64}) ([0-9]{1,15}) ([0-9A-Za-z+/]{86}==)")

UNSTORABLE = (
    OverflowError,
    orjson.JSONEncodeError,
    UnicodeEncodeError,
    psycopg.DataError,
    dbapi2.DataError,
    dbapi2.InterfaceError,
)
"""How databases say that a value is none: too large a number, too deep a list, a NUL in a text."""

_OURS_TO_MEND = frozenset(
    {
        ProblemKind.DISK_FULL,
        ProblemKind.DISK_READ_ONLY,
        ProblemKind.FILE_UNREADABLE,
        ProblemKind.LEDGER_DAMAGED,
    }
)
"""What an operator must hear of, while who asks is only told to come again."""

CONTENTS = "attachments"
"""The folder of contents, encrypted, beside the database."""

LEFT_FOR_GOOD_MS = 24 * 60 * 60 * 1000
"""No content is a day in the writing."""

BYTES = "application/octet-stream"
MAX_PIECE_BYTES = 1 << 20
"""What one answer gives of a content at most."""

logger = logging.getLogger(__name__)


class Call(NamedTuple):
    """One request as it came."""

    method: str
    path: str
    authorization: str
    encoding: str | None
    body: bytes
    received_at_ms: int


class Answer(NamedTuple):
    """One answer as it leaves."""

    status: int
    body: bytes
    media_type: str = "application/json"
    encoding: str | None = None
    signature: str | None = None
    retry: bool = False
    more: tuple[tuple[str, str], ...] = ()
    """Further headers."""


@dataclass(frozen=True)
class Credential:
    """Who signs a request, as it says."""

    replica: str
    time_ms: int
    signature: str

    @classmethod
    def read(cls, header: str) -> Credential | None:
        found = _AUTHORIZATION.fullmatch(header)
        if found is None:
            return None
        return cls(found[1], int(found[2]), found[3])


Work: TypeAlias = Callable[[Call, Credential, bytes], Answer]


class NotSigned(Exception):
    """No credential, or its signature does not fit."""


class Service:
    """What the addresses call.  Safe to use from several threads."""

    def __init__(
        self,
        database: CenterDatabase,
        keys: CenterKeys,
        log: OutsideLog,
        words: Words,
        clock: Clock,
        random: RandomBytes,
        contents: ContentStore,
        room: Reserve,
    ) -> None:
        self.database = database
        self.keys = keys
        self.words = words
        self.clock = clock
        self._log = log
        self._random = random
        self._contents = contents
        self._noted: dict[str, int] = {}
        self._room = room
        self._room_used = not room.hold()

    @classmethod
    def open(cls, settings: Settings, words: Words, clock: Clock, random: RandomBytes) -> Service:
        """Problems: LEDGER_MISSING where the center was not made yet, and those of opening."""
        keys = read_keys(settings.data / KEYS_NAME, random)
        database = open_database(settings.database_url)
        log = OutsideLog(settings.data / LOG_NAME)
        contents = ContentStore(settings.data / CONTENTS, keys.data_key)
        # Others may be writing here at this moment: only what is surely nobody's any more goes.
        contents.sweep(clock.now_ms() - LEFT_FOR_GOOD_MS)
        return cls(database, keys, log, words, clock, random, contents, Reserve(settings.data))

    def close(self) -> None:
        self.database.close()

    def exchange(self, call: Call) -> Answer:
        """One sync call."""
        return self._answer(call, self._exchange)

    def enrol(self, call: Call) -> Answer:
        """A newcomer with a code, or the new identity of a copied ledger."""
        return self._answer(call, self._enrol)

    def ready(self) -> bool:
        """Whether the database can be reached and stands at the newest schema."""
        try:
            return self.database.is_current()
        except Problem:
            return False

    def content(self, call: Call, attachment_id: str) -> Answer:
        """A question about an attachment's content, a piece of it up, or a piece down."""
        return self._answer(call, partial(self._content, attachment_id))

    def _answer(self, call: Call, work: Work) -> Answer:
        """Do the work; whatever happens, the answer is signed where the asker said who it is."""
        credential = Credential.read(call.authorization)
        digest = None
        if credential is not None:
            digest = request_digest(
                call.method, call.path, credential.replica, credential.time_ms, call.body
            )
        try:
            if credential is None or digest is None:
                raise NotSigned
            answer = self._with_room(partial(work, call, credential, digest))
        except Problem as problem:
            if problem.kind in _OURS_TO_MEND:
                logger.warning("cannot work: %s", problem.kind.value)
            answer = self._problem(*of_problem(self.words, problem))
        except NotSigned:
            answer = self.refusal("not_signed")
        except TooLarge:
            answer = self.refusal("too_large")
        except BadFrame:
            answer = self.refusal("bad_frame")
        except Exception as fault:  # noqa: BLE001 - the last resort: logged, and never a broken line
            _log_fault(fault)
            answer = self.refusal("fault")
        if call.method == "HEAD":
            # No body travels with it, so none is signed.
            answer = answer._replace(body=b"")
        if digest is None:
            return answer
        signature = sign(self.keys.signing, answer_digest(digest, answer.status, answer.body))
        return answer._replace(signature=signature)

    def _with_room(self, work: Callable[[], Answer]) -> Answer:
        """Do the work; on a full disk with the room kept back, which is held again once there is.

        What fails has changed nothing: whoever asked comes again.
        """
        if self._room_used:
            self._room_used = not self._room.hold()
        try:
            with ledger_trouble():
                return work()
        except Problem as problem:
            if problem.kind is not ProblemKind.DISK_FULL or not self._room.give_up():
                raise
        self._room_used = True
        logger.warning("disk full: the room kept back is used")
        with ledger_trouble():
            return work()

    def refusal(self, code: str) -> Answer:
        """An answer that says no."""
        return self.refused(self.words, code)

    @staticmethod
    def refused(words: Words, code: str) -> Answer:
        return Service._problem(*problem_body(words, code))

    @staticmethod
    def _problem(status: int, body: bytes) -> Answer:
        return Answer(status, body, PROBLEM_JSON, retry=status == 503)

    def _exchange(self, call: Call, credential: Credential, digest: bytes) -> Answer:
        with self.database.reader() as db:
            authenticate(db, credential, digest)
            message = decode(call.body, call.encoding)
            if not message.get("en") and not message.get("of"):
                return _message(self._one(db, call, credential, message))
        with self.database.writer() as db:
            answer = self._one(db, call, credential, message)
            self._note_numbers(db, call.received_at_ms)
        return _message(answer)

    def _one(
        self, db: Db, call: Call, credential: Credential, message: Mapping[str, Any]
    ) -> dict[str, Json]:
        exchange = Exchange(db, self.clock, self._random, self.keys, call.received_at_ms, self._log)
        with _unstorable_is_refused():
            return exchange.answer(credential.replica, message)

    def _note_numbers(self, db: Db, now_ms: int) -> None:
        """High marks of the county's numbers go outside before the answer leaves."""
        for series, high in db.rows("SELECT series, high FROM center_number"):
            if self._noted.get(series) != high:
                self._log.write(Note(NUMBER, now_ms, {"series": series, "high": high}))
                self._noted[series] = high

    def _content(
        self, attachment_id: str, call: Call, credential: Credential, digest: bytes
    ) -> Answer:
        asked = dict(parse_qsl(call.path.partition("?")[2]))
        with self.database.reader() as db, _unstorable_is_refused():
            authenticate(db, credential, digest)
            sender = find_replica(db, credential.replica).sender
            contents = Contents(db, self._contents, sender, self.clock)
            if call.method == "PUT":
                offset, size = _number(asked, "offset", LARGEST), _number(asked, "size", LARGEST)
                return _message({"offset": contents.take(attachment_id, offset, call.body, size)})
            if call.method == "HEAD":
                held = contents.held(attachment_id)
                return Answer(200, b"", BYTES, more=(("Station-Offset", str(held)),))
            offset = _number(asked, "offset", LARGEST)
            length = max(1, _number(asked, "length", MAX_PIECE_BYTES))
            piece, size = contents.give(attachment_id, offset, length)
            return Answer(200, piece, BYTES, more=(("Station-Size", str(size)),))

    def _enrol(self, call: Call, credential: Credential, digest: bytes) -> Answer:
        asked = decode(call.body, call.encoding)
        key = _text(asked, "public_key")
        try:
            owner = read_public(key)
        except ValueError:
            raise refused(public_key="not_a_key") from None
        if not signed(owner, digest, credential.signature):
            raise NotSigned
        if _text(asked, "replica_id") != credential.replica:
            raise refused(replica_id="not_the_sender")
        about = asked.get("about", {})
        if not isinstance(about, dict):
            raise refused(about="not_an_object")
        previous = asked.get("previous")
        with (
            self.database.writer() as db,
            db.writing(),
            self._log.held() as log,
            _unstorable_is_refused(),
        ):
            office = Office(db, self.keys.seal, call.received_at_ms, self._random)
            if previous is not None:
                return _message(
                    succeed(
                        office,
                        log,
                        self.keys,
                        previous=_text(asked, "previous"),
                        signature=_text(asked, "previous_signature"),
                        replica_id=credential.replica,
                        public_key=key,
                        about=about,
                    )
                )
            return _message(
                enrol(
                    office,
                    log,
                    self.keys,
                    code=_text(asked, "code"),
                    station_code=_text(asked, "station_code"),
                    replica_id=credential.replica,
                    public_key=key,
                    about=about,
                )
            )


def _message(message: Json) -> Answer:
    body, encoding = encode(message)
    return Answer(200, body, encoding=encoding)


def _number(asked: Mapping[str, str], name: str, most: int) -> int:
    text = asked.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 16 and int(text) <= most):
        raise refused(**{name: "not_a_whole_number"})
    return int(text)


def authenticate(db: Db, credential: Credential, digest: bytes) -> None:
    """Raises NotSigned; Problems NOT_ENROLLED, REVOKED."""
    row = db.row(
        "SELECT public_key, revoked_at FROM center_replica WHERE id = ?", (credential.replica,)
    )
    if row is None:
        raise Problem(ProblemKind.NOT_ENROLLED)
    if not signed(read_public(row[0]), digest, credential.signature):
        raise NotSigned
    if row[1] is not None:
        raise Problem(ProblemKind.REVOKED)


def _text(asked: Mapping[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value or len(value) > 200 or "\x00" in value:
        raise refused(**{name: "missing" if value in (None, "") else "not_text"})
    return value


@contextmanager
def _unstorable_is_refused() -> Iterator[None]:
    try:
        yield
    except UNSTORABLE as fault:
        raise Problem(ProblemKind.REFUSED_INPUT, type(fault).__name__) from fault


def _log_fault(fault: BaseException) -> None:
    """The kind and the place: a message may hold what a person entered."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = "\n".join(f"  {f.filename}:{f.lineno} {f.name}" for f in frames)
    logger.error("fault %s\n%s", type(fault).__name__, places)

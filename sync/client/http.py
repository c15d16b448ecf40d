"""The county center over HTTP, and how anything else that answers in its place is recognised.

Every request is signed by the replica and every answer by the center, over the request it
answers: a captive portal, a stale cache, a shortened or altered body is never taken for news.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from requests.adapters import HTTPAdapter

from sync.clock import Clock, Json
from sync.problems import Problem, ProblemKind
from sync.protocol.framing import (
    SCHEME,
    BadFrame,
    answer_digest,
    decode,
    encode,
    read_public,
    request_digest,
    sign,
    signed,
)

CONNECT_S = 10.0
SILENCE_S = 60.0
LEAST_WAIT_S = 0.05
"""A line that says nothing for so long is cut: silence, not duration."""

MAX_ANSWER_BYTES = 4 << 20
PIECE_BYTES = 256 * 1024
"""Contents travel in pieces of this size, each kept once it has arrived."""

SYNC = "/v1/sync"
ENROL = "/v1/enrol"


@dataclass(frozen=True, slots=True)
class Credential:
    """What a replica proves itself with, and what it knows its center by."""

    replica: str
    key: Ed25519PrivateKey
    center: Ed25519PublicKey | None
    """None before enrolment: the answer to that names it."""


@dataclass(slots=True)
class Traffic:
    """Bytes of bodies and how many requests, for the byte budget and the benchmarks."""

    requests: int = 0
    up: int = 0
    down: int = 0
    headers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Request:
    """A request as it leaves, and what its answer is checked with."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    digest: bytes
    center: Ed25519PublicKey | None


class HttpCenter:
    """Asks one center on one kept-alive line.  Used by one thread at a time; close it."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        credential: Callable[[], Credential],
        ca_file: str | None = None,
        seconds_left: Callable[[], float] | None = None,
    ) -> None:
        """`credential` is asked before each request: a desk that finds itself a copy goes on
        under a new one.  `seconds_left`: how long who asked still waits; a line that is silent
        that long is none."""
        self._url = checked_url(url)
        self._clock = clock
        self._credential = credential
        self._seconds_left = seconds_left
        self.traffic = Traffic()
        self._worker: ThreadPoolExecutor | None = None
        self._under_way: Future[dict[str, Any]] | None = None
        self._session = requests.Session()
        # The county's own CA is pinned; variables of the environment must not move it.
        self._session.trust_env = False
        self._session.verify = ca_file if ca_file is not None else True
        self._session.headers.clear()
        # Asking for nothing in particular keeps an empty exchange under 600 bytes.
        self._session.headers.update({"User-Agent": "Station", "Accept-Encoding": "identity"})
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._worker is not None:
            self._worker.shutdown()
        self._session.close()

    def exchange(self, message: dict[str, Json]) -> dict[str, Any]:
        """One exchange.  Problems: NO_LINE, NOT_THE_CENTER, CENTER_BUSY, REVOKED, ..."""
        return self._ask(SYNC, message)

    def ask(self, message: dict[str, Json]) -> Callable[[], dict[str, Any]]:
        """Begin an exchange; what is returned waits for its answer, or raises its Problem.

        It is signed here, so the ledger is asked on its own thread only; the line is the worker's
        until it has the answer.
        """
        self._wait()
        request = self._prepared(SYNC, message)
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "asks-ahead")
        self._under_way = self._worker.submit(self._document_of, request)
        return self._under_way.result

    def _wait(self) -> None:
        """An answer nobody came for is let go by, so that the line is free."""
        if self._under_way is not None:
            wait([self._under_way])
            self._under_way = None

    def introduce(self, message: dict[str, Json]) -> dict[str, Any]:
        """Make a new identity known: signed by the old one, which the center knows."""
        return self._ask(ENROL, message)

    def enrol(self, message: dict[str, Json]) -> dict[str, Any]:
        """Trade a one-time code for an identity.

        The center's key comes with the answer, which it signs: the code, and TLS, are what a
        first meeting stands on.
        """
        return self._ask(ENROL, message)

    def content_size(self, attachment_id: str) -> int | None:
        """How many bytes of a content the center holds; None where it knows no such attachment."""
        response, _ = self._signed("HEAD", f"/v1/attachments/{attachment_id}/content", b"")
        if response.status_code == 404:
            return None
        if response.status_code != 200:
            raise _problem(response.status_code, {})
        return int(response.headers.get("Station-Offset", "0"))

    def put_content(self, attachment_id: str, offset: int, piece: bytes, total: int) -> int:
        """Send a piece; how many bytes the center holds now."""
        path = f"/v1/attachments/{attachment_id}/content?offset={offset}&size={total}"
        response, content = self._signed("PUT", path, piece)
        if response.status_code != 200:
            raise _problem(response.status_code, _document(response, content))
        return int(_document(response, content)["offset"])

    def get_content(self, attachment_id: str, offset: int) -> tuple[bytes, int]:
        """The next piece of a content from `offset`, and its whole size."""
        path = f"/v1/attachments/{attachment_id}/content?offset={offset}&length={PIECE_BYTES}"
        response, content = self._signed("GET", path, b"")
        if response.status_code != 200:
            raise _problem(response.status_code, _document(response, content))
        return content, int(response.headers["Station-Size"])

    def _ask(self, path: str, message: dict[str, Json]) -> dict[str, Any]:
        self._wait()
        return self._document_of(self._prepared(path, message))

    def _prepared(self, path: str, message: dict[str, Json]) -> _Request:
        body, encoding = encode(message)
        return self._sign("POST", path, body, encoding)

    def _document_of(self, request: _Request) -> dict[str, Any]:
        response, content = self._answered(request)
        if response.status_code != 200:
            raise _problem(response.status_code, _document(response, content))
        return _document(response, content)

    def _signed(self, method: str, path: str, body: bytes) -> tuple[requests.Response, bytes]:
        """A signed request and its answer, checked to be the center's own."""
        self._wait()
        return self._answered(self._sign(method, path, body, None))

    def _sign(self, method: str, path: str, body: bytes, encoding: str | None) -> _Request:
        credential = self._credential()
        now = self._clock.now_ms()
        digest = request_digest(method, path, credential.replica, now, body)
        mark = f"{SCHEME} {credential.replica} {now} {sign(credential.key, digest)}"
        headers = {"Authorization": mark}
        if encoding is not None:
            headers["Content-Encoding"] = encoding
        return _Request(method, path, body, headers, digest, credential.center)

    def _answered(self, request: _Request) -> tuple[requests.Response, bytes]:
        response = self._send(request)
        content = self._read(response, MAX_ANSWER_BYTES)
        signature = response.headers.get("Station-Signature", "")
        expected = answer_digest(request.digest, response.status_code, content)
        center = request.center or _named_center(response, content)
        if center is None or not signed(center, expected, signature):
            self._unsigned(response, content, known=request.center is not None)
        return response, content

    @staticmethod
    def _unsigned(response: requests.Response, content: bytes, *, known: bool) -> None:
        """An answer without the center's signature.  A crowded center or its proxy may say so
        (nothing is decided by it), and a center not yet known may refuse a code; anything else
        is not the center."""
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("application/problem+json") and (
            not known or response.status_code in (408, 413, 503)
        ):
            raise _problem(response.status_code, _document(response, content))
        raise Problem(ProblemKind.NOT_THE_CENTER, status=response.status_code)

    def _send(self, request: _Request) -> requests.Response:
        try:
            response = self._session.request(
                request.method,
                self._url + request.path,
                data=request.body or None,
                headers=request.headers,
                timeout=(self._patience(CONNECT_S), self._patience(SILENCE_S)),
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.SSLError as fault:
            raise Problem(ProblemKind.NOT_THE_CENTER, "certificate") from fault
        except (requests.RequestException, OSError) as fault:
            raise Problem(ProblemKind.NO_LINE) from fault
        self.traffic.requests += 1
        self.traffic.up += len(request.body)
        return response

    def _patience(self, usual_s: float) -> float:
        """Seconds to wait: as always, or what is left of them; a moment at least."""
        if self._seconds_left is None:
            return usual_s
        return max(LEAST_WAIT_S, min(usual_s, self._seconds_left()))

    def _read(self, response: requests.Response, limit: int) -> bytes:
        """The body as it travelled, bounded; a cut line is a cut line, not a short answer."""
        parts: list[bytes] = []
        size = 0
        try:
            for part in _raw_parts(response):
                size += len(part)
                if size > limit:
                    response.close()
                    raise Problem(ProblemKind.NOT_THE_CENTER, "too long an answer")
                parts.append(part)
        except (requests.RequestException, OSError) as fault:
            raise Problem(ProblemKind.NO_LINE) from fault
        self.traffic.down += size
        return b"".join(parts)


def _raw_parts(response: requests.Response) -> Iterator[bytes]:
    raw: Any = response.raw
    read: Callable[..., bytes] = raw.read
    try:
        while part := read(65536, decode_content=False):
            yield part
    except Exception as fault:
        # urllib3's own errors are no RequestException; all of them mean the line broke.
        if type(fault).__module__.startswith("urllib3"):
            raise Problem(ProblemKind.NO_LINE) from fault
        raise


def _named_center(response: requests.Response, content: bytes) -> Ed25519PublicKey | None:
    """The key of the center as its answer to an enrolment names it."""
    if response.status_code != 200:
        return None
    try:
        return read_public(_document(response, content)["center"]["signing"]["key"])
    except (KeyError, TypeError, ValueError):
        return None


def _document(response: requests.Response, content: bytes) -> dict[str, Any]:
    if not content:
        return {}
    try:
        return decode(content, response.headers.get("Content-Encoding"))
    except BadFrame as fault:
        raise Problem(ProblemKind.NOT_THE_CENTER, "unreadable answer") from fault


_KINDS = {kind.value: kind for kind in ProblemKind}


def _problem(status: int, document: Mapping[str, Any]) -> Problem:
    """The center's refusal as a problem of ours, by its stable code."""
    code = document.get("code")
    kind = _KINDS.get(code) if isinstance(code, str) else None
    if kind is None:
        kind = ProblemKind.CENTER_BUSY if status in (408, 429, 503) else ProblemKind.CENTER_REFUSED
    detail = document.get("detail")
    return Problem(kind, detail if isinstance(detail, str) else "", status=status)


def checked_url(url: str) -> str:
    """The center's address without a trailing slash.

    Plain HTTP is taken on loopback only; Problem REFUSED_INPUT otherwise.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Problem(ProblemKind.REFUSED_INPUT, fields={"center": "not_an_address"})
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise Problem(ProblemKind.REFUSED_INPUT, fields={"center": "https_needed"})
    return url.rstrip("/")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""The line to the center, and what answers there without keeping to the protocol."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client.http import MAX_ANSWER_BYTES, Credential, HttpCenter, checked_url
from sync.clock import SystemClock
from sync.problems import Problem, ProblemKind
from sync.protocol.framing import answer_digest, public_text, request_digest, sign
from tests.together.liars import Answer, Lie, lying

CENTER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OWN = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
REFUSAL = "application/problem+json"


@contextmanager
def line(address: str, *, known: bool = True) -> Iterator[HttpCenter]:
    """A line of an enrolled desk; not `known`: of one that never met the center."""
    credential = Credential("r1", OWN, CENTER.public_key() if known else None)
    with HttpCenter(address, SystemClock(), lambda: credential) as made:
        yield made


@contextmanager
def answering(lie: Lie, *, known: bool = True) -> Iterator[HttpCenter]:
    with lying("", lie, pass_on=False) as address, line(address, known=known) as made:
        yield made


class FixedClock:
    def now_ms(self) -> int:
        return 1_795_000_000_000


@contextmanager
def signed_answers(
    method: str, path: str, answer: Answer, body: bytes = b"", *, known: bool = True
) -> Iterator[HttpCenter]:
    """A line whose center signs `answer` to this one request."""
    clock = FixedClock()
    asked = request_digest(method, path, "r1", clock.now_ms(), body)
    status, headers, content = answer
    mark = sign(CENTER, answer_digest(asked, status, content))
    whole: Answer = (status, {**headers, "Station-Signature": mark}, content)
    credential = Credential("r1", OWN, CENTER.public_key() if known else None)
    with (
        lying("", lambda seen, _: whole, pass_on=False) as address,
        HttpCenter(address, clock, lambda: credential) as made,
    ):
        yield made


def kind_of(ask: Callable[[], object]) -> ProblemKind:
    with pytest.raises(Problem) as raised:
        ask()
    return raised.value.kind


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("ftp://center.example", "not_an_address"),
        ("center.example", "not_an_address"),
        ("https://", "not_an_address"),
        ("http://center.example", "https_needed"),
        ("http://192.0.2.1:8000", "https_needed"),
    ],
)
def test_an_address_without_a_safe_way_there_is_refused(url: str, fault: str) -> None:
    with pytest.raises(Problem) as raised:
        checked_url(url)
    assert raised.value.fields == {"center": fault}


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://center.example/", "https://center.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_a_safe_address_is_taken_without_its_last_slash(url: str, taken: str) -> None:
    assert checked_url(url) == taken


SIZE = "/v1/attachments/a1/content"


def test_the_size_of_a_content_is_what_the_center_says_under_its_signature() -> None:
    with signed_answers("HEAD", SIZE, (200, {"Station-Offset": "17"}, b"")) as center:
        assert center.content_size("a1") == 17
    with signed_answers("HEAD", SIZE, (404, {}, b"")) as center:
        assert center.content_size("a1") is None
    with signed_answers("HEAD", SIZE, (503, {}, b"")) as center:
        assert kind_of(lambda: center.content_size("a1")) is ProblemKind.CENTER_BUSY


def test_a_stranger_that_knows_no_content_is_not_believed() -> None:
    with answering(lambda seen, _: (404, {}, b"")) as center:
        assert kind_of(lambda: center.content_size("a1")) is ProblemKind.NOT_THE_CENTER


@pytest.mark.parametrize(
    ("status", "document", "kind"),
    [
        (400, b'{"code":"refused_input","detail":"offset"}', ProblemKind.REFUSED_INPUT),
        (429, b"{}", ProblemKind.CENTER_BUSY),
        (400, b'{"code":"not_a_code_of_ours"}', ProblemKind.CENTER_REFUSED),
        (500, b'{"code":7,"detail":7}', ProblemKind.CENTER_REFUSED),
        (500, b"", ProblemKind.CENTER_REFUSED),
        (500, b"<html>", ProblemKind.NOT_THE_CENTER),
    ],
)
def test_a_refusal_is_named_by_its_code_else_by_its_status(
    status: int, document: bytes, kind: ProblemKind
) -> None:
    piece, put = b"piece", f"{SIZE}?offset=0&size=5"
    with signed_answers("PUT", put, (status, {}, document), piece) as center:
        assert kind_of(lambda: center.put_content("a1", 0, piece, 5)) is kind
    get = f"{SIZE}?offset=0&length=262144"
    with signed_answers("GET", get, (status, {}, document)) as center:
        assert kind_of(lambda: center.get_content("a1", 0)) is kind


@pytest.mark.parametrize(("status", "kind"), [(503, "center_busy"), (413, "center_refused")])
def test_a_crowded_center_need_not_sign_that_it_is(status: int, kind: str) -> None:
    with answering(lambda seen, _: (status, {"Content-Type": REFUSAL}, b"{}")) as center:
        assert kind_of(lambda: center.exchange({})).value == kind
    with answering(lambda seen, _: (status, {"Content-Type": "text/html"}, b"x")) as center:
        assert kind_of(lambda: center.exchange({})) is ProblemKind.NOT_THE_CENTER


def test_a_center_not_yet_known_may_refuse_a_code_unsigned() -> None:
    refusal: Answer = (403, {"Content-Type": REFUSAL}, b'{"code":"wrong_code"}')
    with answering(lambda seen, _: refusal, known=False) as center:
        assert kind_of(lambda: center.enrol({})) is ProblemKind.WRONG_CODE
    with answering(lambda seen, _: refusal) as center:
        assert kind_of(lambda: center.enrol({})) is ProblemKind.NOT_THE_CENTER


@pytest.mark.parametrize(
    "document",
    [
        b"{}",
        b'{"center":[]}',
        b'{"center":{"signing":{"key":"short"}}}',
        b'{"center":{"signing":{"key":"%s"}}}' % public_text(CENTER.public_key()).encode(),
    ],
)
def test_a_first_meeting_needs_a_named_key_and_its_signature(document: bytes) -> None:
    with answering(lambda seen, _: (200, {}, document), known=False) as center:
        assert kind_of(lambda: center.enrol({})) is ProblemKind.NOT_THE_CENTER


def test_an_answer_longer_than_any_is_not_read_to_its_end() -> None:
    long = bytes(MAX_ANSWER_BYTES + 1)
    with answering(lambda seen, _: (200, {}, long)) as center:
        assert kind_of(lambda: center.exchange({})) is ProblemKind.NOT_THE_CENTER
        assert center.traffic.down == 0


def test_a_line_cut_within_an_answer_is_no_answer() -> None:
    with answering(lambda seen, _: (200, {"Content-Length": "100"}, b"half")) as center:
        center._session.headers["Connection"] = "close"  # the end is seen
        assert kind_of(lambda: center.exchange({})) is ProblemKind.NO_LINE


def test_what_speaks_no_http_is_no_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            caller, _ = server.accept()
            with caller:
                caller.recv(65536)
                caller.sendall(b"220 mail at your service\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        with line(f"http://127.0.0.1:{server.getsockname()[1]}") as center:
            assert kind_of(lambda: center.exchange({})) is ProblemKind.NO_LINE
        thread.join(10)


def test_a_certificate_nobody_vouches_for_is_not_the_center() -> None:
    """Something that speaks no TLS where TLS was asked for: the hand is not taken."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            caller, _ = server.accept()
            with caller:
                caller.recv(65536)
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + os.urandom(8))

        thread = threading.Thread(target=talk)
        thread.start()
        with line(f"https://127.0.0.1:{server.getsockname()[1]}") as center:
            assert kind_of(lambda: center.exchange({})) is ProblemKind.NOT_THE_CENTER
        thread.join(10)


def test_a_question_asked_ahead_is_answered_later_and_one_nobody_came_for_is_let_go_by() -> None:
    seen_marks: list[int] = []

    def busy(seen: object, _: Answer) -> Answer:
        seen_marks.append(1)
        return 503, {"Content-Type": REFUSAL}, b"{}"

    with answering(busy) as center:
        first = center.ask({"n": 1})
        second = center.ask({"n": 2})
        assert kind_of(second) is ProblemKind.CENTER_BUSY
        assert kind_of(first) is ProblemKind.CENTER_BUSY
        assert kind_of(lambda: center.exchange({})) is ProblemKind.CENTER_BUSY
    assert len(seen_marks) == center.traffic.requests == 3

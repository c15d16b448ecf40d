"""What strangers and broken programs send: refused by kind, within bounds, never our fault.

(`reliability.md` T18.)
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import threading
from urllib.parse import urlsplit

import orjson
import pytest
import requests
import zstandard

from sync.center.limits import MAX_SYNC_BYTES, Room
from sync.clock import new_id
from sync.protocol.entries import Entry, write_entries
from tests.center.running import Pc, problem, serving

DEEP = 100_000


@pytest.fixture
def small_pc(small):
    with serving(small.settings, grace_s=0.5) as url:
        pc = Pc(url, small.keys.signing_public)
        assert pc.enrol(small.add().code)[0] == 200
        yield pc


def connection(url):
    place = urlsplit(url)
    return socket.create_connection((place.hostname, place.port), timeout=30)


def rest(line):
    """All that comes until the other side closes."""
    heard = b""
    while True:
        try:
            piece = line.recv(65536)
        except ConnectionResetError:
            return heard
        if not piece:
            return heard
        heard += piece


def resident_mib():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


def held_in(url):
    """How many requests the center has begun and not answered, by its own figures."""
    text = requests.get(url + "/metrics", timeout=10).text
    line = next(part for part in text.splitlines() if "requests_begun{" in part)
    return int(line.split()[-1])


def wait_until(holds):
    for _ in range(1000):
        if holds():
            return
    raise AssertionError("it never came to hold")


BAD_JSON = {
    "nothing": b"",
    "no JSON": b"<html>hotel wifi</html>",
    "NaN": b'{"p":1,"c":NaN}',
    "Infinity": b'{"p":1,"c":Infinity}',
    "a lone surrogate": b'{"p":1,"e":"\\ud800"}',
    "no UTF-8": b'{"p":1,"e":"\xff"}',
    "depth 100,000 of lists": b'{"p":1,"c":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "depth 100,000 of objects": b'{"c":' * DEEP + b"1" + b"}" * DEEP,
    "a list": b"[]",
    "a number": b"7",
    "cut short": b'{"p":1',
    "two documents": b"{}{}",
}


def test_what_is_no_message_is_refused(small_pc):
    answers = {name: problem(small_pc.post("/v1/sync", body)) for name, body in BAD_JSON.items()}
    assert answers == dict.fromkeys(BAD_JSON, (400, "bad_frame"))


WRONG_MESSAGES = {
    "no protocol": {"p": None},
    "an unknown protocol": {"p": 99},
    "a cursor of 10.0^30": {"c": 1e30},
    "a negative cursor": {"c": -1},
    "a cursor past all databases": {"c": 2**64 - 1},
    "a head that is none": {"h": 5},
    "a head beyond": {"h": [2**63, ""]},
    "an epoch that is a list": {"e": []},
    "entries that are a text": {"en": "all"},
    "entries without shapes": {"en": {"entries": [[]]}},
    "a shape out of range": {
        "en": {"shapes": [], "people": [""], "entries": [[3, 0, 0, 1, "", "x", None, 1]]}
    },
}


def test_a_message_of_wrong_parts_is_refused(small_pc):
    bodies = {name: orjson.dumps(small_pc.empty() | m) for name, m in WRONG_MESSAGES.items()}
    whole = orjson.dumps(small_pc.empty())
    bodies["a cursor of 10^30"] = whole.replace(b'"c":0', b'"c":1' + b"0" * 30)
    answers = {name: problem(small_pc.post("/v1/sync", b))[0] for name, b in bodies.items()}
    assert answers == dict.fromkeys(bodies, 400)


def nested(depth):
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


HOSTILE_VALUES = {
    "a list too deep to be written": nested(300),
    "a number past all databases": 2**64 - 1,
    "10^30": 1e30,
    "a NUL": "a\x00b",
    "a very long text": "长" * 100_000,
}


def test_a_hostile_value_in_a_change_is_no_fault_of_ours(made, pc):
    answers = {}
    for field in ("title", "received_at", "requests", "nobody_knows"):
        for name, value in HOSTILE_VALUES.items():
            entry = Entry(
                1, 1, "case", new_id(1, os.urandom), "p", 1, b"salt", 1, {field: value}, {}
            )
            message = pc.empty() | {"en": write_entries([entry]), "hs": ""}
            # The standard library's writer goes deeper than ours.
            response = pc.post("/v1/sync", json.dumps(message).encode())
            answers[field, name] = response.status_code
    assert set(answers.values()) <= {200, 400}, answers
    assert pc.sync()[0] == 200


def test_a_hostile_id_in_a_change_is_no_fault_of_ours(made, pc):
    ids = ("", "a\x00b", "x" * 65, "身份", "'; DROP TABLE r_case; --", "../../etc/passwd")
    for record_id in ids:
        entry = Entry(1, 1, "case", record_id, "p", 1, b"salt", 1, {"title": "x"}, {})
        message = pc.empty() | {"en": write_entries([entry]), "hs": ""}
        assert pc.post("/v1/sync", orjson.dumps(message)).status_code in (200, 400), record_id
    assert pc.sync()[0] == 200


def test_compressed_bombs_are_refused_before_they_unfold(small_pc):
    before = resident_mib()
    mebibyte = b"\x00" * (1 << 20)
    zstd = zstandard.ZstdCompressor(level=3).compress(mebibyte * 200)
    squeezed = gzip.compress(mebibyte * 200, 1)
    del mebibyte
    assert problem(small_pc.post("/v1/sync", zstd, "zstd")) == (413, "too_large")
    assert problem(small_pc.post("/v1/sync", squeezed, "gzip")) == (413, "too_large")
    stream = zstandard.ZstdCompressor(write_content_size=False).compress(b"[" * 1000)
    status, _ = problem(small_pc.post("/v1/sync", stream, "zstd"))
    assert status in (400, 413)
    assert resident_mib() - before < 64


def test_a_damaged_or_foreign_compression_is_refused(small_pc):
    for body, encoding in (
        (b"not zstd at all", "zstd"),
        (b"not gzip at all", "gzip"),
        (gzip.compress(b"{}")[:-4], "gzip"),
        (gzip.compress(b"{}") + b"more", "gzip"),
        (b"{}", "br"),
        (b"{}", "zstd, gzip"),
    ):
        answer = problem(small_pc.post("/v1/sync", body, encoding))
        assert answer in {(400, "bad_frame"), (413, "too_large")}, (body, encoding)


def test_a_body_of_200_mb_is_refused_by_its_length(small_pc):
    before = resident_mib()
    with connection(small_pc.url) as line:
        line.sendall(
            b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 209715200\r\n\r\n" + b"x" * 65536
        )
        line.shutdown(socket.SHUT_WR)
        heard = rest(line)
    assert heard.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"too_large"' in heard
    assert resident_mib() - before < 64


def test_a_body_of_200_mb_without_a_length_is_refused_while_it_comes(small_pc):
    before = resident_mib()

    def pieces():
        for _ in range(200):
            yield b"x" * (1 << 20)

    response = requests.post(small_pc.url + "/v1/sync", data=pieces(), timeout=60)
    assert problem(response) == (413, "too_large")
    assert resident_mib() - before < 64


def test_a_body_of_just_the_bound_is_read(small_pc):
    response = small_pc.post("/v1/sync", b"x" * MAX_SYNC_BYTES)
    assert problem(response) == (400, "bad_frame")
    response = small_pc.post("/v1/sync", b"x" * (MAX_SYNC_BYTES + 1))
    assert problem(response) == (413, "too_large")


def test_three_hundred_half_open_posts_are_let_go(small_pc):
    lines = [connection(small_pc.url) for _ in range(300)]
    for line in lines:
        line.sendall(b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    # Others are served meanwhile.
    assert small_pc.sync()[0] == 200
    answers = [rest(line)[:12] for line in lines]
    for line in lines:
        line.close()
    assert set(answers) == {b"HTTP/1.1 408"}
    assert small_pc.sync()[0] == 200


def test_a_head_that_never_ends_is_let_go(small, monkeypatch):
    monkeypatch.setattr("sync.center.line.HEAD_S", 0.2)
    with serving(small.settings) as url:
        with connection(url) as line:
            line.sendall(b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            assert rest(line) == b""
        with connection(url) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(12) == b"HTTP/1.1 200"
            line.sendall(b"GET /healthz HT")
            assert b"HTTP/1.1" not in rest(line)
        with connection(url) as line:
            assert rest(line) == b""


def test_a_head_too_large_is_refused(small_pc, log_lines):
    log_lines.expect("Invalid HTTP request received")
    with connection(small_pc.url) as line:
        line.sendall(b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000)
        assert rest(line)[:12] in (b"HTTP/1.1 400", b"")
    assert small_pc.sync()[0] == 200


def test_an_unreadable_credential_is_refused(small_pc):
    for header in (
        "",
        "Bearer x",
        "Station1",
        "Station1 a b c",
        "Station2 x 1 " + "A" * 86 + "==",
        "Station1 x 99999999999999999999 " + "A" * 86 + "==",
        "Station1 x 1 " + "A" * 86 + "== more",
    ):
        response = requests.post(
            small_pc.url + "/v1/sync", data=b"{}", headers={"Authorization": header}, timeout=10
        )
        assert problem(response) == (401, "not_signed"), header


def test_an_unknown_pc_is_told_to_enrol(small_pc, small):
    status, told = Pc(small_pc.url, small.keys.signing_public).sync()
    assert (status, told["code"]) == (401, "not_enrolled")


def test_a_pc_cannot_speak_for_another(small_pc):
    thief = Pc(small_pc.url, small_pc.center_key, replica=small_pc.replica)
    status, told = thief.sync()
    assert (status, told["code"]) == (401, "not_signed")


def test_a_signature_fits_one_request_only(small_pc):
    for part in ("path", "body", "time"):
        body = orjson.dumps(small_pc.empty())
        headers = small_pc.headers("POST", "/v1/sync", body)
        path = "/v1/sync?x=1" if part == "path" else "/v1/sync"
        if part == "body":
            body += b" "
        if part == "time":
            headers["Authorization"] = headers["Authorization"].replace(" 1 ", " 2 ")
        response = requests.post(small_pc.url + path, data=body, headers=headers, timeout=10)
        assert problem(response) == (401, "not_signed"), part


def test_other_addresses_and_methods_are_refused_in_the_same_form(small_pc):
    for method, path, expected in (
        ("GET", "/v1/nothing", (404, "not_found")),
        ("GET", "/v1/sync", (405, "method_not_allowed")),
        ("POST", "/v1/nothing", (404, "not_found")),
        ("DELETE", "/healthz", (405, "method_not_allowed")),
        ("GET", "/%00", (404, "not_found")),
        ("GET", "/..%2f..%2fetc/passwd", (404, "not_found")),
    ):
        response = requests.request(method, small_pc.url + path, timeout=10)
        assert problem(response) == expected, path


def test_too_many_at_once_are_sent_away_with_a_time_to_come_back(small):
    with serving(small.settings, grace_s=2.0, room=Room(most_requests=50)) as url:
        held = [connection(url) for _ in range(50)]
        try:
            for line in held:
                line.sendall(b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
            # The last of them is under way once an address that needs no room has been answered.
            wait_until(lambda: held_in(url) == 50)
            with connection(url) as line:
                line.sendall(b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                heard = rest(line)
            assert heard.startswith(b"HTTP/1.1 503 ")
            assert b"retry-after: " in heard
            assert b'"code":"center_busy"' in heard
        finally:
            for line in held:
                line.close()


def test_bodies_that_wait_hold_a_bounded_memory(small):
    with serving(small.settings, grace_s=2.0, room=Room(most_bytes=1 << 20)) as url:
        answers = []
        with connection(url) as line:
            head = b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 1500000\r\n\r\n"
            line.sendall(head + b"x" * 1_400_000)
            line.shutdown(socket.SHUT_WR)
            answers.append(rest(line)[:12])
        assert answers == [b"HTTP/1.1 503"]
        assert held_in(url) == 0


def test_many_at_once_are_all_answered(made, pc):
    statuses = []

    def ask():
        statuses.append(pc.sync()[0])

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 40

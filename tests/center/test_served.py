"""What a running center says of itself, and how little it costs to ask."""

from __future__ import annotations

import hashlib
import os
import socket
from urllib.parse import urlsplit

import orjson
import pytest
import requests

from sync.center.metrics import may_read
from sync.center.service import CONTENTS
from sync.center.stations import write_records
from sync.clock import SystemClock, new_id
from sync.ledger.attachments import ContentStore
from sync.protocol.framing import (
    answer_digest,
    encode,
    read_public,
    request_digest,
    signed,
)
from tests.center.running import VILLAGE, WINDOW, Pc, make_center, problem, serving


def raw(url, request):
    """The bytes of one answer, head and body, on a line that closes."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        line.sendall(request)
        heard = b""
        while piece := line.recv(65536):
            heard += piece
    return heard


def test_an_exchange_with_nothing_new_fits_into_600_bytes_each_way(made, pc):
    state = {"e": pc.sync()[1]["e"], "c": 0}
    while "c" in (told := pc.sync(**state)[1]):
        state["c"] = told["c"]
    body, encoding = encode(pc.empty() | state)
    assert encoding is None
    credential = pc.headers("POST", "/v1/sync", body, SystemClock().now_ms())["Authorization"]
    place = urlsplit(pc.url)
    request = (
        f"POST /v1/sync HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: {credential}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode() + body
    answer = raw(pc.url, request)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert orjson.loads(answer.split(b"\r\n\r\n", 1)[1]).keys() == {"t"}
    assert len(request) <= 600
    assert len(answer) <= 600
    assert len(request) + len(answer) < 1000
    names = {line.split(b":")[0] for line in answer.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]}
    names = {name.lower() for name in names}
    assert names == {b"content-length", b"content-type", b"station-signature", b"connection"}


def test_an_answer_is_bound_to_its_request(made, pc):
    body, _ = encode(pc.empty())
    response = pc.post("/v1/sync", body)
    other = request_digest("POST", "/v1/sync", pc.replica, 2, body)
    signature = response.headers["Station-Signature"]
    key = read_public(pc.center_key)
    assert not signed(key, answer_digest(other, 200, response.content), signature)
    assert pc.read("/v1/sync", body, response)


def test_refusals_are_signed_too(made, url):
    pc = Pc(url, made.keys.signing_public)
    assert pc.sync()[1]["code"] == "not_enrolled"


def test_the_open_addresses_name_nobody(made, pc):
    pc.sync()
    pages = {
        path: requests.get(pc.url + path, timeout=10)
        for path in ("/healthz", "/readyz", "/v1/time", "/metrics", "/openapi.json", "/docs")
    }
    assert {r.status_code for r in pages.values()} == {200}
    for response in pages.values():
        for secret in (VILLAGE, "镇东村", pc.replica, made.keys.signing_public):
            assert secret not in response.text


def test_the_time_is_the_centers(small):
    with serving(small.settings) as url:
        before = SystemClock().now_ms()
        told = requests.get(url + "/v1/time", timeout=10).json()["t"]
        assert before <= told <= SystemClock().now_ms()


def test_it_is_not_ready_while_its_schema_is_older(made, url):
    assert requests.get(url + "/readyz", timeout=10).status_code == 200
    with made.database.writer() as db:
        db.run("UPDATE alembic_version SET version_num = '0000'")
    assert problem(requests.get(url + "/readyz", timeout=10)) == (503, "not_ready")
    assert requests.get(url + "/healthz", timeout=10).status_code == 200


def test_it_is_not_ready_while_postgresql_is_away(tmp_path, postgres):
    name = postgres.new_database()
    center = make_center(tmp_path, postgres.url(name))
    pc = Pc("", center.keys.signing_public)
    code = center.add().code
    with serving(center.settings) as url:
        pc.url = url
        assert pc.enrol(code)[0] == 200
        center.database.close()
        postgres.drop(name)
        assert problem(requests.get(url + "/readyz", timeout=10)) == (503, "not_ready")
        status, told = pc.sync()
        assert (status, told["code"]) == (503, "center_busy")


def test_openapi_describes_every_address(small):
    with serving(small.settings) as url:
        schema = requests.get(url + "/openapi.json", timeout=10).json()
        page = requests.get(url + "/docs", timeout=10).text
    wanted = {
        "/v1/sync": {"post"},
        "/v1/enrol": {"post"},
        "/v1/time": {"get"},
        "/v1/attachments/{attachment_id}/content": {"head", "put", "get"},
        "/healthz": {"get"},
        "/readyz": {"get"},
        "/metrics": {"get"},
    }
    assert {path: set(methods) for path, methods in schema["paths"].items()} == wanted
    for path, methods in wanted.items():
        assert path in page
        for method in methods:
            assert schema["paths"][path][method]["summary"]
    assert "县中心接口说明" in page
    assert "http" not in page.replace("http.", "")


def test_figures_count_answers_by_address(small):
    with serving(small.settings) as url:
        requests.post(url + "/v1/sync", data=b"x", timeout=10)
        text = requests.get(url + "/metrics", timeout=10).text
    line = next(part for part in text.splitlines() if 'address="/v1/sync",status="401"' in part)
    assert line.endswith(" 1")


@pytest.mark.parametrize(
    ("client", "authorization", "token", "behind_proxy", "allowed"),
    [
        ("127.0.0.1", "", "", False, True),
        ("::1", "", "", False, True),
        ("10.0.0.8", "", "", False, False),
        (None, "", "", False, False),
        ("testclient", "", "", False, False),
        ("127.0.0.1", "", "", True, False),
        ("10.0.0.8", "Bearer t", "t", False, True),
        ("127.0.0.1", "Bearer t", "t", True, True),
        ("10.0.0.8", "Bearer x", "t", False, False),
        ("10.0.0.8", "Bearer ", "", False, False),
    ],
)
def test_figures_are_for_loopback_or_the_token(client, authorization, token, behind_proxy, allowed):
    assert may_read(client, authorization, token, behind_proxy=behind_proxy) is allowed


@pytest.fixture
def attached(made, pc):
    """An attachment of a case in the village's scope, and its content."""
    content = os.urandom(300_000)
    case, attachment = (new_id(SystemClock().now_ms(), os.urandom) for _ in range(2))
    with made.office() as office:
        home = office.db.row("SELECT id FROM r_station WHERE station_code = ?", (VILLAGE,))[0]
        common = {"station_id": home}
        values = {
            **common,
            "owner_type": "case",
            "case_id": case,
            "title": "照片",
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
        }
        write_records(office, [("case", case, {**common, "title": "x"})], home)
        write_records(office, [("attachment", attachment, values)], home)
    return attachment, content


def carry(pc, method, path, body=b""):
    response = requests.request(
        method, pc.url + path, data=body, headers=pc.headers(method, path, body), timeout=10
    )
    digest = request_digest(method, path, pc.replica, 1, body)
    expected = answer_digest(digest, response.status_code, response.content)
    assert signed(read_public(pc.center_key), expected, response.headers["Station-Signature"]), (
        "not signed"
    )
    return response


def test_a_content_goes_up_in_pieces_and_comes_down_again(pc, attached):
    attachment, content = attached
    path = f"/v1/attachments/{attachment}/content"
    assert carry(pc, "HEAD", path).headers["Station-Offset"] == "0"
    assert carry(pc, "GET", path).status_code == 404
    half = 131_072
    put = f"{path}?offset=0&size={len(content)}"
    assert carry(pc, "PUT", put, content[:half]).json() == {"offset": half}
    assert carry(pc, "PUT", put, content[:half]).json() == {"offset": half}
    assert carry(pc, "HEAD", path).headers["Station-Offset"] == str(half)
    rest = f"{path}?offset={half}&size={len(content)}"
    assert carry(pc, "PUT", rest, content[half:]).json() == {"offset": len(content)}
    down = carry(pc, "GET", f"{path}?offset=0&length=200000")
    assert down.headers["Station-Size"] == str(len(content))
    down2 = carry(pc, "GET", f"{path}?offset=200000&length=200000")
    assert down.content + down2.content == content


def test_a_content_is_whole_though_the_center_was_cut_after_its_last_piece(made, pc, attached):
    attachment, content = attached
    sha256 = hashlib.sha256(content).hexdigest()
    store = ContentStore(made.settings.data / CONTENTS, made.keys.data_key)
    store.receive(sha256, 0, content, slot=attachment)
    path = f"/v1/attachments/{attachment}/content"
    assert carry(pc, "HEAD", path).headers["Station-Offset"] == str(len(content))
    assert carry(pc, "GET", f"{path}?offset=0&length={len(content)}").content == content
    assert store.received(sha256, slot=attachment) == 0


def test_pieces_that_turn_out_to_be_something_else_are_asked_for_anew(made, pc, attached):
    attachment, content = attached
    sha256 = hashlib.sha256(content).hexdigest()
    store = ContentStore(made.settings.data / CONTENTS, made.keys.data_key)
    store.receive(sha256, 0, content[:-1] + b"?", slot=attachment)
    path = f"/v1/attachments/{attachment}/content"
    assert carry(pc, "HEAD", path).headers["Station-Offset"] == "0"
    put = f"{path}?offset=0&size={len(content)}"
    assert carry(pc, "PUT", put, content).json() == {"offset": len(content)}


def test_a_start_takes_away_what_killed_writers_left_and_leaves_who_still_writes(tmp_path):
    made = make_center(tmp_path)
    folder = tmp_path / CONTENTS / "tmp"
    folder.mkdir(parents=True)
    for name in ("left", "being-written"):
        (folder / name).write_bytes(b"half")
    two_days_ago = SystemClock().now_ms() / 1000 - 2 * 86_400
    os.utime(folder / "left", (two_days_ago, two_days_ago))
    with serving(made.settings):
        assert [path.name for path in folder.iterdir()] == ["being-written"]
    made.database.close()


def test_a_content_that_is_not_what_was_named_is_refused(pc, attached):
    attachment, content = attached
    path = f"/v1/attachments/{attachment}/content?offset=0&size={len(content)}"
    response = carry(pc, "PUT", path, content[:-1] + b"?")
    assert problem(response) == (409, "integrity")
    assert carry(pc, "HEAD", path.partition("?")[0]).headers["Station-Offset"] == "0"


def test_not_yours_and_not_there_are_one_answer(made, pc, attached):
    attachment, content = attached
    stranger = Pc(pc.url, pc.center_key)
    stranger.enrol(made.add("120115101209", "另一村").code, "120115101209")
    answers = []
    for who, which in ((stranger, attachment), (pc, new_id(1, os.urandom)), (pc, "x"), (pc, "%27")):
        path = f"/v1/attachments/{which}/content"
        answers.append((carry(who, "GET", path).content, carry(who, "HEAD", path).status_code))
    # PostgreSQL cannot even ask for a NUL.
    assert carry(pc, "GET", "/v1/attachments/%00/content").status_code in (400, 404)
    assert len(set(answers)) == 1
    put = f"/v1/attachments/{attachment}/content?offset=0&size={len(content)}"
    assert problem(carry(stranger, "PUT", put, content[:10])) == (404, "not_found")


def test_a_piece_in_the_wrong_place_is_refused(pc, attached):
    attachment, _ = attached
    for query in ("?offset=-1&size=1", "?offset=x&size=1", "?offset=0&size=99999999999", ""):
        response = carry(pc, "PUT", f"/v1/attachments/{attachment}/content{query}", b"x")
        assert problem(response) == (400, "refused_input"), query


def test_the_window_sees_its_villages_stations(made, pc):
    made.add(WINDOW, "镇维权窗口", "township")
    told = pc.sync()[1]
    told = pc.sync(e=told["e"])[1]
    kinds = {shape[0] for shape in told["rw"]["shapes"]}
    assert kinds == {"station", "organisation"}
    assert len(told["rw"]["rows"]) == 6

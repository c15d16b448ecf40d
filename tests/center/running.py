"""A center as a county runs it: real files, a real server on a free port, a client by hand."""

from __future__ import annotations

import base64
import os
import re
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.center.app import create_app
from sync.center.database import CenterDatabase, open_database
from sync.center.enrolment import Issued, add_station
from sync.center.founding import found_center
from sync.center.keys import FILE_NAME as KEYS
from sync.center.keys import CenterKeys, make_keys, write_keys
from sync.center.outside_log import FILE_NAME as LOG
from sync.center.outside_log import OutsideLog
from sync.center.server import server_config
from sync.center.settings import Settings
from sync.center.stations import Office
from sync.clock import SystemClock
from sync.protocol.entries import CHAIN_START
from sync.protocol.framing import (
    answer_digest,
    decode,
    encode,
    public_text,
    read_public,
    request_digest,
    sign,
    signed,
)
from sync.protocol.versions import PROTOCOL

COUNTY = "120115000000"
WINDOW = "120115101000"
VILLAGE = "120115101201"


@dataclass
class Made:
    """A founded center that nobody serves yet."""

    settings: Settings
    database: CenterDatabase
    keys: CenterKeys
    log: OutsideLog

    @contextmanager
    def office(self, now_ms: int | None = None) -> Iterator[Office]:
        """A transaction of the center itself."""
        with self.database.writer() as db, db.writing():
            yield Office(db, self.keys.seal, now_ms or SystemClock().now_ms(), os.urandom)

    def reopen(self) -> None:
        """Open the database anew after it was replaced."""
        self.database = open_database(self.settings.database_url)

    def add(self, code: str = VILLAGE, name: str = "镇东村", level: str = "village") -> Issued:
        with self.office() as office:
            return add_station(office, self.log, code, name, level)


def make_center(data: Path, url: str = "") -> Made:
    settings = Settings(data, db=url, port=0)
    keys = make_keys()
    write_keys(data / KEYS, keys)
    database = open_database(settings.database_url, create=True)
    database.make_schema()
    made = Made(settings, database, keys, OutsideLog(data / LOG))
    with made.office() as office:
        found_center(office, made.log, COUNTY, "宝坻区消费者维权中心")
    return made


@contextmanager
def serving(settings: Settings, **more: Any) -> Iterator[str]:
    """The address of a running center."""
    config = server_config(settings)
    config.app = lambda: create_app(settings, **more)
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    started = threading.Event()

    async def startup(sockets: Any = None) -> None:
        await uvicorn.Server.startup(server, sockets)
        started.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert started.wait(20), "the center did not start"
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def served(data: Path, *more: str, said: list[str] | None = None) -> Iterator[str]:
    """The address of a center run as a program of its own; ended as a supervisor ends it.

    `said` gathers what the program says on standard error before it answers.
    """
    program = [sys.executable, "-m", "sync.center.main", "serve", "--port", "0"]
    process = subprocess.Popen(
        [*program, "--data", str(data), *more],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    try:
        assert process.stderr is not None
        lines = said if said is not None else []
        found = None
        for line in process.stderr:
            lines.append(line)
            found = re.search(r"http://[^ ]*:\d+", line)
            if found is not None:
                break
        assert found is not None, lines
        yield found[0]
    finally:
        process.terminate()
        process.communicate()
    assert process.returncode in (0, -15)


@dataclass
class Pc:
    """A station's PC: an identity, and requests signed with it."""

    url: str
    center_key: str
    replica: str = field(default_factory=lambda: str(uuid.uuid4()))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> str:
        return public_text(self.key.public_key())

    def headers(self, method: str, path: str, body: bytes, time_ms: int = 1) -> dict[str, str]:
        digest = request_digest(method, path, self.replica, time_ms, body)
        signature = sign(self.key, digest)
        return {"Authorization": f"Station1 {self.replica} {time_ms} {signature}"}

    def post(self, path: str, body: bytes, encoding: str | None = None) -> requests.Response:
        headers = self.headers("POST", path, body)
        if encoding:
            headers["Content-Encoding"] = encoding
        return requests.post(self.url + path, data=body, headers=headers, timeout=30)

    def ask(self, path: str, message: Any) -> tuple[int, dict[str, Any]]:
        """Status and message of an answer, its signature checked."""
        body, encoding = encode(message)
        response = self.post(path, body, encoding)
        return response.status_code, self.read(path, body, response)

    def read(self, path: str, body: bytes, response: requests.Response) -> dict[str, Any]:
        # The signature is over the body as it travelled; requests unfolds gzip only.
        digest = answer_digest(
            request_digest("POST", path, self.replica, 1, body),
            response.status_code,
            response.content,
        )
        assert signed(read_public(self.center_key), digest, response.headers["Station-Signature"])
        return decode(response.content, response.headers.get("Content-Encoding"))

    def enrol(
        self, one_time: str, station: str = VILLAGE, **more: Any
    ) -> tuple[int, dict[str, Any]]:
        asked = {
            "replica_id": self.replica,
            "public_key": self.public,
            "code": one_time,
            "station_code": station,
            **more,
        }
        return self.ask("/v1/enrol", asked)

    def sync(self, **more: Any) -> tuple[int, dict[str, Any]]:
        return self.ask("/v1/sync", {**self.empty(), **more})

    @staticmethod
    def empty() -> dict[str, Any]:
        return {"p": PROTOCOL, "e": "", "c": 0, "h": [0, base64.b64encode(CHAIN_START).decode()]}


def problem(response: requests.Response) -> tuple[int, str]:
    """Status and code of a refusal, which must be a problem document with Chinese words."""
    assert response.headers["Content-Type"] == "application/problem+json"
    document = orjson.loads(response.content)
    assert document["status"] == response.status_code
    assert any("\u4e00" <= letter <= "\u9fff" for letter in document["detail"])
    return response.status_code, document["code"]

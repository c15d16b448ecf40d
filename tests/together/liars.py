"""A proxy between desk and center that lies in chosen ways, as networks do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

Answer = tuple[int, dict[str, str], bytes]
Lie = Callable[["Seen", Answer], Answer | None]
"""Makes another answer of the true one; None cuts the line."""


@dataclass
class Seen:
    """What passed through so far, for lies that repeat it."""

    answers: list[Answer] = field(default_factory=list)


@contextmanager
def lying(url: str, lie: Lie, *, pass_on: bool = True) -> Iterator[str]:
    """The address of a proxy in front of `url`.  With `pass_on` False the center never hears."""
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer: Answer = (200, {}, b"")
            if pass_on:
                kept = {k: v for k, v in self.headers.items() if k.lower() != "host"}
                true = requests.request(
                    self.command, url + self.path, data=body, headers=kept, stream=True, timeout=30
                )
                content = true.raw.read(decode_content=False)
                answer = (true.status_code, dict(true.headers), content)
            told = lie(seen, answer)
            seen.answers.append(answer)
            if told is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            status, headers, content = told
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", headers.get("Content-Length", str(len(content))))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_HEAD = _answer

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A cut line is what was asked for."""

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Runs the application: one process, or several on PostgreSQL."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from sync.center.app import create_app
from sync.center.line import LimitedProtocol
from sync.center.settings import Settings
from sync.collector import search_seldom
from sync.problems import refused

KEEP_ALIVE_S = 75
MOST_CONNECTIONS = 4000
GRACEFUL_S = 30
BACKLOG = 2048


def check_serving(settings: Settings) -> None:
    """Problem REFUSED_INPUT where it would serve unsafely, or in a way its database cannot bear.

    Passwords and names go over TLS, or stay on this machine.
    """
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise refused(tls_key="both_or_none")
    if settings.tls_cert:
        _check_pair(settings.tls_cert, settings.tls_key)
    if not (settings.tls_cert or settings.behind_proxy or is_loopback(settings.host)):
        raise refused(host="needs_tls")
    if settings.workers > 1 and settings.database_url.startswith("sqlite"):
        raise refused(workers="needs_postgresql")


def _check_pair(certificate: str, key: str) -> None:
    """Problem REFUSED_INPUT for a file that is not there, or is no certificate and its key."""
    for name, file in (("tls_cert", certificate), ("tls_key", key)):
        if not Path(file).is_file():
            raise refused(**{name: "no_such_file"})
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as fault:
        raise refused(tls_cert="not_a_certificate") from fault


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def make_app(settings: Settings) -> FastAPI:
    """The application of one process of the center's own."""
    search_seldom()
    return create_app(settings)


def server_config(settings: Settings) -> uvicorn.Config:
    """uvicorn's settings: short answers, no access log (addresses tell who asks when)."""
    return uvicorn.Config(
        partial(make_app, settings),
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http=LimitedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=settings.behind_proxy,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACEFUL_S,
        limit_concurrency=MOST_CONNECTIONS,
        ssl_certfile=settings.tls_cert or None,
        ssl_keyfile=settings.tls_key or None,
    )


def listen(settings: Settings) -> socket.socket:
    """The door, open: who knocks from now on waits until a worker is up.

    Problem REFUSED_INPUT, naming what stands in the way.
    """
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as fault:
        # A name that is none is told by the standard library as one that cannot be bound to.
        if isinstance(fault.__context__, socket.gaierror):
            raise refused(host="not_found") from fault
        what = "taken" if fault.errno == errno.EADDRINUSE else "not_permitted"
        raise refused(port=what) from fault


def serve(settings: Settings, opened: Callable[[int], None]) -> bool:
    """Serve until told to stop; whether it ever started.  `opened` is told the port.

    Problems as `check_serving` and `listen`.
    """
    check_serving(settings)
    with listen(settings) as door:
        opened(int(door.getsockname()[1]))
        config = server_config(settings)
        if settings.workers == 1:
            server = uvicorn.Server(config)
            server.run(sockets=[door])
            return server.started
        # The supervisor starts a worker anew that died; each opens database and keys itself.
        Multiprocess(config, sockets=[door]).run()
        return True

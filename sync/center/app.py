"""The addresses of the county center."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from sync.center import described
from sync.center.limits import (
    GRACE_S,
    MAX_ENROL_BYTES,
    MAX_PUT_BYTES,
    MAX_SYNC_BYTES,
    Full,
    Room,
    TooLong,
    TooSlow,
    drain,
    read_body,
    retry_after,
)
from sync.center.metrics import Metrics, may_read
from sync.center.service import Answer, Call, Service
from sync.center.settings import Settings
from sync.clock import Clock, RandomBytes, SystemClock
from sync.problems import ProblemKind
from sync.words import Words, load_words

THREADS = 8
"""Blocking work at a time; SQLite writes one by one anyway, and Python computes one by one."""

SIGNATURE = "Station-Signature"

Work = Callable[[Call], Answer]
Handler = Callable[[Request, Exception], Awaitable[Response]]


class ClosingResponse(Response):
    """An answer given before the body was read: what still comes is let go by, then it closes."""

    def __init__(self, request: Request, answer: Response, *, draining: bool) -> None:
        super().__init__(answer.body, answer.status_code, dict(answer.headers), answer.media_type)
        self.headers["connection"] = "close"
        self._request = request
        self._draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        await send({"type": "http.response.body", "body": self.body, "more_body": self._draining})
        if self._draining:
            await drain(self._request)
            await send({"type": "http.response.body", "body": b""})


class Counter:
    """The way in: reads a request within its bounds and has it worked on in a thread."""

    def __init__(self, service: Service, metrics: Metrics, room: Room, grace_s: float) -> None:
        self.service = service
        self.metrics = metrics
        self.room = room
        self._grace_s = grace_s
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="center")

    async def serve(self, request: Request, limit: int, work: Work) -> Response:
        start = asyncio.get_running_loop().time()
        taken = 0
        try:
            with self.room.held() as share:
                body = await read_body(request, limit, share, self._grace_s)
                taken = len(body)
                with self.room.work():
                    answer = await self.run(work, self._call(request, body))
                response = respond(answer)
        except TooLong:
            response = self.closing(request, "too_large", draining=True)
        except TooSlow:
            response = self.closing(request, "too_slow", draining=False)
        except Full:
            response = self.closing(request, ProblemKind.CENTER_BUSY, draining=True)
        except ClientDisconnect:
            response = Response(status_code=499)
        seconds = asyncio.get_running_loop().time() - start
        self.metrics.count(
            _address(request), response.status_code, seconds, taken, len(response.body)
        )
        return response

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Blocking work on one of a few threads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(work, *arguments))

    def closing(self, request: Request, code: str, *, draining: bool) -> Response:
        return ClosingResponse(request, respond(self.service.refusal(code)), draining=draining)

    def _call(self, request: Request, body: bytes) -> Call:
        # As it stood on the line: that is what was signed.
        path: bytes = request.scope["raw_path"]
        query: bytes = request.scope["query_string"]
        return Call(
            request.method,
            (path + (b"?" + query if query else b"")).decode("latin-1"),
            request.headers.get("authorization", ""),
            request.headers.get("content-encoding"),
            body,
            self.service.clock.now_ms(),
        )

    def close(self) -> None:
        self._threads.shutdown()


def _address(request: Request) -> str:
    """The address as it is counted: without the id it names."""
    route = request.scope.get("route")
    return str(getattr(route, "path", "other"))


def respond(answer: Answer) -> Response:
    """Few and short headers: an empty exchange must stay under 600 bytes."""
    headers = {}
    if answer.signature is not None:
        headers[SIGNATURE] = answer.signature
    if answer.encoding is not None:
        headers["Content-Encoding"] = answer.encoding
    headers.update(answer.more)
    if answer.retry:
        headers["Retry-After"] = str(retry_after())
    return Response(answer.body, answer.status, headers, answer.media_type)


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    random: RandomBytes = os.urandom,
    grace_s: float = GRACE_S,
    room: Room | None = None,
) -> FastAPI:
    """The center as an application.  It opens database and keys when it is started, not before."""
    words = load_words(settings.lang)
    metrics = Metrics()
    room = room or Room()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = Service.open(settings, words, clock or SystemClock(), random)
        counter = Counter(service, metrics, room, grace_s)
        app.state.counter = counter
        try:
            yield
        finally:
            counter.close()
            service.close()

    app = FastAPI(
        title=described.TITLE,
        description=described.ABOUT,
        version=described.VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        exception_handlers=_handlers(words),
    )
    _add_exchange(app)
    _add_contents(app)
    _add_open(app, settings, metrics, room, words)
    return app


def _add_exchange(app: FastAPI) -> None:
    @app.post("/v1/sync", summary=described.SYNC, openapi_extra=described.SYNC_EXTRA)
    async def sync(request: Request) -> Response:
        counter: Counter = request.app.state.counter
        return await counter.serve(request, MAX_SYNC_BYTES, counter.service.exchange)

    @app.post("/v1/enrol", summary=described.ENROL, openapi_extra=described.ENROL_EXTRA)
    async def enrol(request: Request) -> Response:
        counter: Counter = request.app.state.counter
        return await counter.serve(request, MAX_ENROL_BYTES, counter.service.enrol)


def _add_contents(app: FastAPI) -> None:
    async def content(request: Request, attachment_id: str) -> Response:
        counter: Counter = request.app.state.counter
        work = partial(counter.service.content, attachment_id=attachment_id)
        return await counter.serve(request, MAX_PUT_BYTES, work)

    for method in ("HEAD", "PUT", "GET"):
        app.add_api_route(
            "/v1/attachments/{attachment_id}/content",
            content,
            methods=[method],
            operation_id=f"content_{method.lower()}",
            summary=described.CONTENT,
            openapi_extra=described.CONTENT_EXTRA,
        )


def _add_open(app: FastAPI, settings: Settings, metrics: Metrics, room: Room, words: Words) -> None:
    """Addresses that name neither a station nor a person."""

    @app.get("/v1/time", summary=described.TIME, openapi_extra=described.TIME_EXTRA)
    async def time(request: Request) -> dict[str, int]:
        counter: Counter = request.app.state.counter
        return {"t": counter.service.clock.now_ms()}

    @app.get("/healthz", summary=described.HEALTH)
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz", summary=described.READY, openapi_extra=described.READY_EXTRA)
    async def readyz(request: Request) -> Response:
        counter: Counter = request.app.state.counter
        if await counter.run(counter.service.ready):
            return Response(b'{"status":"ready"}', media_type="application/json")
        return respond(counter.service.refusal("not_ready"))

    @app.get("/metrics", summary=described.METRICS, openapi_extra=described.METRICS_EXTRA)
    async def figures(request: Request) -> Response:
        counter: Counter = request.app.state.counter
        allowed = may_read(
            request.client.host if request.client else None,
            request.headers.get("authorization", ""),
            settings.metrics_token,
            behind_proxy=settings.behind_proxy,
        )
        if not allowed:
            return respond(counter.service.refusal(ProblemKind.NOT_PERMITTED))
        now = {
            "requests_begun": room.requests,
            "requests_worked_on": room.worked_on,
            "body_bytes_held": room.bytes,
        }
        return Response(metrics.text(now), media_type="text/plain; version=0.0.4")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return Response(described.page(app.openapi(), words), media_type="text/html; charset=utf-8")


def _handlers(words: Words) -> dict[int | type[Exception], Any]:
    """Errors of the framework in the words of ours."""

    async def framework(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        code = {404: str(ProblemKind.NOT_FOUND), 405: "method_not_allowed"}.get(status, "fault")
        if status == 400:
            code = "bad_frame"
        answer = respond(Service.refused(words, code))
        if request.method in ("POST", "PUT"):
            return ClosingResponse(request, answer, draining=True)
        return answer

    return {HTTPException: framework, Exception: framework}

"""A line between client and server that counts its bytes, and may be as poor as a village's."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

CHUNK = 16 * 1024


class Line:
    """A TCP proxy in a thread of its own.

    `round_trip_s`: delay there and back; a new connection pays it once before it carries.
    `bits_per_s`: what each direction carries; 0 for no bound.
    """

    def __init__(self, port: int, round_trip_s: float = 0.0, bits_per_s: float = 0.0) -> None:
        self._target = port
        self._round_trip = round_trip_s
        self._bits = bits_per_s
        self.up = 0
        self.down = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._carry, "127.0.0.1", 0, limit=CHUNK)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        open_at = self._loop.time() + self._round_trip
        with suppress(asyncio.CancelledError, ConnectionError):
            await asyncio.gather(
                self._pump(reader, far_writer, open_at, up=True),
                self._pump(far_reader, writer, open_at, up=False),
            )

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        free_at: float,
        *,
        up: bool,
    ) -> None:
        """One direction: the line is busy while it carries, then comes the way itself."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                at, piece = await waiting.get()
                delay = at - self._loop.time()
                if delay > 0:
                    await asyncio.sleep(delay)
                if not piece:
                    sink.close()
                    return
                sink.write(piece)
                await sink.drain()

        delivery = asyncio.ensure_future(deliver())
        with suppress(ConnectionError):
            while piece := await source.read(CHUNK):
                if up:
                    self.up += len(piece)
                else:
                    self.down += len(piece)
                free_at = max(free_at, self._loop.time())
                if self._bits:
                    free_at += len(piece) * 8 / self._bits
                waiting.put_nowait((free_at + self._round_trip / 2, piece))
        waiting.put_nowait((self._loop.time() + self._round_trip / 2, b""))
        with suppress(ConnectionError):
            await delivery

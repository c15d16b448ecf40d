"""What a stranger may cost: bodies are counted as they come, slow ones end, and memory is bounded.

(`reliability.md` T18.)
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.requests import ClientDisconnect, Request

MAX_SYNC_BYTES = 2 << 20
"""A sync request as it travels, compressed."""

MAX_PUT_BYTES = 1 << 20
"""One piece of an attachment's content."""

MAX_ENROL_BYTES = 32 << 10

GRACE_S = 7.0
"""How long a body may keep us waiting before its first byte."""

LEAST_BYTES_A_SECOND = 1024
"""What arrived buys time at this rate: a line that carries 64 KiB now and then has a minute more
for the next ones, and one that drips bytes ends."""

LONGEST_S = 120.0

LONGEST_WAIT_S = 1.8
"""How long one may wait for its turn, as far as the pace of the last ones tells."""

TAKEN_ANYHOW = 64
"""So many are taken however slow it goes: a township's stations all at work are no crowd yet."""

FIRST_PACE_S = 0.03
PACE_WEIGHT = 0.1

DRAIN_BYTES = 256 << 20
DRAIN_S = 10.0


class TooSlow(Exception):
    """The body did not come in the time its bytes bought."""


class TooLong(Exception):
    """The body is larger than is taken; at most that much of it was read."""


class Full(Exception):
    """As much is under way as this process bears."""


@dataclass
class Room:
    """What requests under way may hold at once in one process: their number and their bytes.

    Used on the event loop's thread only.
    """

    most_requests: int = 2000
    """Requests begun: a half-open one costs little, so many may be."""
    most_worked_on: int = 256
    most_bytes: int = 48 << 20
    clock: Callable[[], float] = time.monotonic
    """Seconds."""
    pace_s: float = FIRST_PACE_S
    """How long after one another those worked on are done, lately."""
    requests: int = field(default=0, init=False)
    worked_on: int = field(default=0, init=False)
    bytes: int = field(default=0, init=False)
    _done_at: float = field(default=0.0, init=False)

    @contextmanager
    def held(self) -> Iterator[Share]:
        """A request's share, given back at the end.  Raises Full."""
        if self.requests >= self.most_requests:
            raise Full
        share = Share(self)
        self.requests += 1
        try:
            yield share
        finally:
            self.requests -= 1
            self.bytes -= share.bytes

    @contextmanager
    def work(self) -> Iterator[None]:
        """A place among those whose body is complete.  Raises Full where it would come to its turn
        too late: who is told to come again is better off than who hangs on a line."""
        if self.worked_on >= self.most_worked_on:
            raise Full
        if self.worked_on >= TAKEN_ANYHOW and self.worked_on * self.pace_s > LONGEST_WAIT_S:
            raise Full
        self.worked_on += 1
        begun = self.clock()
        try:
            yield
        finally:
            self.worked_on -= 1
            done = self.clock()
            took = done - max(begun, self._done_at)
            self.pace_s += (took - self.pace_s) * PACE_WEIGHT
            self._done_at = done


@dataclass
class Share:
    """What one request holds."""

    room: Room
    bytes: int = 0

    def grow(self, count: int) -> None:
        """Raises Full."""
        if self.room.bytes + count > self.room.most_bytes:
            raise Full
        self.room.bytes += count
        self.bytes += count


async def read_body(request: Request, limit: int, share: Share, grace_s: float = GRACE_S) -> bytes:
    """The body, read piece by piece.  Raises TooLong, TooSlow, Full or ClientDisconnect."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise TooLong
    pieces: list[bytes] = []
    size = 0
    loop = asyncio.get_running_loop()
    start = loop.time()
    while True:
        allowed = min(grace_s + size / LEAST_BYTES_A_SECOND, LONGEST_S)
        try:
            async with asyncio.timeout_at(start + allowed):
                message = await request.receive()
        except TimeoutError:
            raise TooSlow from None
        if message["type"] != "http.request":
            raise ClientDisconnect
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise TooLong
        share.grow(len(piece))
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)


async def drain(request: Request) -> None:
    """Let go by what is still coming, within bounds, so that the answer is read and not reset."""
    left = DRAIN_BYTES
    with_in = asyncio.get_running_loop().time() + DRAIN_S
    try:
        async with asyncio.timeout_at(with_in):
            while left > 0:
                message = await request.receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return


def retry_after() -> int:
    """Seconds until one who was sent away may try again, spread so that not all come at once."""
    return random.randint(2, 15)

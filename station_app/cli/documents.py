"""JSON objects from standard input, one or many, each answered by a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import BinaryIO, Protocol

import orjson

from station_app.cli.call import DONE, MOST_INPUT, Call, read_object
from station_app.usecases.desk import Desk
from sync.clock import Json
from sync.problems import Problem, ProblemKind


class Answer(Protocol):
    def json(self) -> dict[str, Json]: ...


def add_each(call: Call, desk: Desk, take: Callable[[dict[str, Json]], Answer]) -> int:
    """Take each object in; its answer is written only after it is durable.  The exit code."""
    ended = DONE
    for number, content in documents(call):
        try:
            call.line(desk.with_room(partial(take, read_object(content))).json())
        except Problem as problem:
            if number is not None and problem.kind is not ProblemKind.REFUSED_INPUT:
                # Nothing after this line could do better.
                return call.tell(problem, number)
            ended = max(ended, call.tell(problem, number))
    return ended


def documents(call: Call) -> Iterator[tuple[int | None, bytes]]:
    """(line number, JSON text) of each line; of one object over several lines, (None, all)."""
    lines = _lines(call.streams.stdin)
    begun: list[tuple[int, bytes]] = []
    size = 0
    for number, line in lines:
        if not begun and _is_whole(line):
            yield number, line
            break
        # Either an object over several lines, or a broken first line: known at its end.
        begun.append((number, line))
        size += len(line)
        if size > MOST_INPUT:
            break
    if _is_spread(begun):
        yield None, b"".join(line for _, line in begun)
    else:
        yield from begun
    yield from lines


def _is_spread(begun: Sequence[tuple[int, bytes]]) -> bool:
    """Whether the lines are one object, be it a broken one, rather than an object each."""
    if len(begun) < 2:
        return False
    if _is_whole(b"".join(line for _, line in begun)):
        return True
    goes_on = begun[0][1].rstrip().endswith((b"{", b","))
    return goes_on and not any(_is_object(line) for _, line in begun)


def _lines(stdin: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, numbered; of one too long, as much as shows that it is."""
    number = 0
    while line := stdin.readline(MOST_INPUT + 1):
        number += 1
        end = line
        while end and not end.endswith(b"\n"):
            end = stdin.readline(MOST_INPUT)
        if line.strip():
            yield number, line


def _is_object(content: bytes) -> bool:
    return content.lstrip().startswith(b"{") and _is_whole(content)


def _is_whole(content: bytes) -> bool:
    try:
        orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return False
    return True

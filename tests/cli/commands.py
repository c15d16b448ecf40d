"""The commands in this process, over a station that opens cheaply."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from station_app.cli.call import Streams
from station_app.cli.program import run
from tests.usecases.desks import PASSWORD


@dataclass(frozen=True)
class NoTerminal:
    def is_there(self) -> bool:
        return False

    def ask_secret(self, question: str) -> str:
        raise AssertionError(f"nobody is there to be asked: {question}")


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def problem(self) -> Any:
        """The one problem told as JSON on standard error."""
        (line,) = self.err.splitlines()
        return json.loads(line)


@dataclass
class Station:
    """Calls `station` on one data folder."""

    folder: Path
    environ: dict[str, str] = field(default_factory=lambda: {"STATION_PASSWORD": PASSWORD})
    terminal: Any = field(default_factory=NoTerminal)

    def __call__(self, *line: str, given: Any = None, **environ: str) -> Ended:
        """`given`: standard input; a text or bytes as it is, anything else as JSON."""
        if isinstance(given, bytes):
            stdin = given
        elif isinstance(given, str):
            stdin = given.encode()
        else:
            stdin = b"" if given is None else json.dumps(given, ensure_ascii=False).encode()
        out, err = io.BytesIO(), io.BytesIO()
        streams = Streams(io.BytesIO(stdin), out, err, self.terminal)
        ended = run(["--data", str(self.folder), *line], streams, {**self.environ, **environ})
        return Ended(ended, out.getvalue().decode(), err.getvalue().decode())

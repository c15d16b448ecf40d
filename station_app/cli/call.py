"""One call of a command: what was asked, by whom, and how it answers."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import orjson

from station_app.cli.parsing import Usage, Value
from station_app.foundation.wording import NOTHING_CHANGED, Wording
from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.words import Words

PASSWORD, NEW_PASSWORD, USER = "STATION_PASSWORD", "STATION_NEW_PASSWORD", "STATION_USER"

EXITS: Mapping[ProblemKind, int] = {
    ProblemKind.NOT_PERMITTED: 4,
    ProblemKind.WRONG_PASSWORD: 4,
    ProblemKind.LOCKED_OUT: 4,
    ProblemKind.LEDGER_IN_USE: 4,
    ProblemKind.REVOKED: 4,
    ProblemKind.NO_LINE: 5,
    ProblemKind.NOT_THE_CENTER: 5,
    ProblemKind.CENTER_BUSY: 5,
    ProblemKind.CENTER_REFUSED: 5,
    ProblemKind.NOT_ENROLLED: 5,
    ProblemKind.PROTOCOL_TOO_OLD: 5,
    ProblemKind.LEDGER_DAMAGED: 7,
    ProblemKind.INTEGRITY: 7,
    ProblemKind.SQLITE_TOO_OLD: 1,
}
"""How a command ends with a problem; with 3 (nothing was changed) for all others."""

DONE, REFUSED, NOT_NOW, NEEDS_PERSON, INTEGRITY = 0, 3, 4, 6, 7


class Unheard(Exception):
    """What was to be answered could not be written out; what the command did stands."""


class Terminal(Protocol):
    """Whether somebody sits there, and asking them."""

    def is_there(self) -> bool: ...
    def ask_secret(self, question: str) -> str: ...


@dataclass(frozen=True, slots=True)
class RealTerminal:
    stdin: BinaryIO

    def is_there(self) -> bool:
        return self.stdin.isatty()

    def ask_secret(self, question: str) -> str:
        return getpass.getpass(question)


@dataclass(frozen=True, slots=True)
class Streams:
    """Where a command reads and writes; handed in, so that tests need no process."""

    stdin: BinaryIO
    stdout: BinaryIO
    stderr: BinaryIO
    terminal: Terminal


@dataclass(frozen=True, slots=True)
class Call:
    """`folder`: the data folder; `login`: as given, None where one account alone is meant."""

    values: Mapping[str, Value]
    folder: Path
    login: str | None
    wants_json: bool
    words: Words
    wording: Wording
    environ: Mapping[str, str]
    streams: Streams

    def text(self, name: str) -> str:
        """The value of an argument or option; empty where it wasn't given."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def several(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    def whole(self, name: str, unsaid: int) -> int:
        return int(self.text(name) or unsaid)

    def tr(self, source: str, /, **values: str | int | float) -> str:
        return self.words.tr(source, **values)

    def password(self) -> str:
        """The user's password, from the environment or a terminal.

        Problem WRONG_PASSWORD naming the variable where there is neither.
        """
        return self._secret(PASSWORD, self.tr("Password: "), ProblemKind.WRONG_PASSWORD)

    def first_password(self) -> str:
        """The password of an account being made; typed twice at a terminal."""
        return self._secret(PASSWORD, self.tr("Password: "), ProblemKind.REFUSED_INPUT)

    def new_password(self) -> str:
        return self._secret(NEW_PASSWORD, self.tr("New password: "), ProblemKind.REFUSED_INPUT)

    def _secret(self, variable: str, question: str, unsaid: ProblemKind) -> str:
        """A new one, refused where it is not said, is typed twice."""
        again = unsaid is ProblemKind.REFUSED_INPUT
        if variable in self.environ:
            return self.environ[variable]
        if not self.streams.terminal.is_there():
            raise Problem(unsaid, fields={variable: "missing"})
        typed = self.streams.terminal.ask_secret(question)
        if again and typed != self.streams.terminal.ask_secret(self.tr("Once more: ")):
            raise Usage(self.tr("The two passwords differ."))
        return typed

    def answer(self, document: Json, text: str) -> None:
        """The command's answer: as JSON where that was asked for, else in words."""
        if self.wants_json:
            self.line(document)
        elif text:
            self._answer(text.encode())

    def line(self, document: Json) -> None:
        """One JSON line on standard output, out at once."""
        self._answer(orjson.dumps(document))

    def lines(self, documents: Iterator[dict[str, Json]]) -> None:
        """Many JSON lines, out in larger pieces."""
        for document in documents:
            with _heard():
                self.streams.stdout.write(orjson.dumps(document) + b"\n")
        with _heard():
            self.streams.stdout.flush()

    def _answer(self, content: bytes) -> None:
        with _heard():
            self._write(self.streams.stdout, content + b"\n")

    def say(self, text: str) -> None:
        """A remark beside the answer, on standard error."""
        self._write(self.streams.stderr, text.encode() + b"\n")

    def note(self, code: str, text: str) -> None:
        """Something beside the answer that a person should know: in words, or as a JSON line."""
        if self.wants_json:
            self.remark({"note": code, "message": text})
        else:
            self.say(text)

    def remark(self, document: Json) -> None:
        """A JSON line on standard error."""
        self._write(self.streams.stderr, orjson.dumps(document) + b"\n")

    def tell(self, problem: Problem, line: int | None = None, *, alone: bool = True) -> int:
        """A problem on standard error; how the command ends with it.

        Not `alone`: other things the command was given were done all the same.
        """
        faulty = problem.fields
        if problem.kind is ProblemKind.NOT_FOUND and not faulty and self.text("id"):
            faulty = {"id": "not_found"}
        if self.wants_json:
            fields: dict[str, Json] = {
                name: self.wording.field_fault(code) for name, code in faulty.items()
            }
            told: dict[str, Json] = {
                "problem": problem.kind.value,
                "fields": fields,
                "message": self.wording.problem(problem).what,
            }
            if problem.kind is ProblemKind.LOCKED_OUT and "minutes" in problem.details:
                told["minutes"] = problem.details["minutes"]
            if line is not None:
                told["line"] = line
            self.remark(told)
        else:
            where = [self.tr("Line {line}:", line=line)] if line is not None else []
            faults = [
                f"  {name}: {self.wording.field_fault(code)}" for name, code in faulty.items()
            ]
            self.say("\n".join([*where, *self._told(problem, alone=alone), *faults]))
        return EXITS.get(problem.kind, REFUSED)

    def _told(self, problem: Problem, *, alone: bool = True) -> list[str]:
        """What happened, what is safe, what to do; no form keeps what a command was given."""
        told = self.wording.problem(problem)
        refused = EXITS.get(problem.kind, REFUSED) in (REFUSED, NOT_NOW)
        safe = (self.tr(NOTHING_CHANGED) if alone else "") if refused else told.safe
        then = "" if problem.kind is ProblemKind.REFUSED_INPUT else told.then
        return [part for part in (told.what, safe, then, told.code) if part]

    def json_input(self) -> dict[str, Json]:
        """The JSON object on standard input; nothing at all is an empty one.

        Problem REFUSED_INPUT for `input`.
        """
        content = self.streams.stdin.read(MOST_INPUT + 1)
        if not content.strip():
            return {}
        return read_object(content)

    @contextmanager
    def progress(self, text: str) -> Iterator[None]:
        """Say at a terminal that something longer goes on."""
        if self.streams.terminal.is_there() and not self.wants_json:
            self.say(text)
        yield

    @staticmethod
    def _write(stream: BinaryIO, content: bytes) -> None:
        stream.write(content)
        stream.flush()


@contextmanager
def _heard() -> Iterator[None]:
    """A full or broken output is no trouble of the ledger's: the work was done by then."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise Unheard from fault


MOST_INPUT = 4 * 1024 * 1024
"""Bytes of one JSON document taken from standard input."""


def read_object(content: bytes) -> dict[str, Json]:
    """A JSON object.  Problem REFUSED_INPUT for `input` (`too_long`, `not_json`, ...)."""
    if len(content) > MOST_INPUT:
        raise Problem(ProblemKind.REFUSED_INPUT, fields={"input": "too_long"})
    try:
        found = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise Problem(ProblemKind.REFUSED_INPUT, fields={"input": "not_json"}) from None
    if not isinstance(found, dict):
        raise Problem(ProblemKind.REFUSED_INPUT, fields={"input": "not_an_object"})
    return found

"""`station-center`: serves the county and administers it."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import orjson
import typer

from sync.center.commands import (
    history,
    making,
    publishing,
    safety,
    stations,
    trying_out,
    users,
)
from sync.center.commands.common import WRONG_USE, Console, Unheard
from sync.center.commands.speaking import help_asked_for, help_of, spoken_app, usage_fault
from sync.center.settings import PREFIX
from sync.problems import Problem, ProblemKind
from sync.words import DEFAULT_LANG, LANGS, Words, load_words

NAME = "station-center"


def program(console: Console) -> typer.Typer:
    """The command line in one language."""
    words = console.words
    app = spoken_app(
        words,
        name=NAME,
        help=words.tr("The county center: serve it and administer it."),
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def shared(
        show_version: bool = typer.Option(
            False,
            "--version",
            help=words.tr("Say the version and end."),
            is_eager=True,
            callback=_say_version,
            show_default=False,
        ),
        lang: str = typer.Option(DEFAULT_LANG, "--lang", show_default=False),
    ) -> None:
        """Read before the command is known; `--lang` was looked at even earlier."""

    for part in (making, stations, users, publishing, safety, history, trying_out):
        part.register(app, console)
    return app


def _say_version(wanted: bool) -> None:
    if wanted:
        try:
            sys.stdout.write(version("station") + "\n")
        except PackageNotFoundError:
            sys.stdout.write("0\n")
        raise typer.Exit


def chosen_language(arguments: Sequence[str]) -> str:
    """The language asked for anywhere on the line, else of the environment, else Chinese."""
    found = os.environ.get(PREFIX + "LANG", DEFAULT_LANG)
    for at, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            found = argument.removeprefix("--lang=")
        elif argument == "--lang" and at + 1 < len(arguments):
            found = arguments[at + 1]
    return found if found in LANGS else DEFAULT_LANG


def unknown_language(arguments: Sequence[str]) -> str:
    """What follows a `--lang` and is none of the languages; empty where all is well."""
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else "".join(arguments[at + 1 : at + 2])
            if asked not in LANGS:
                return asked or "--lang"
    return ""


def without_language(arguments: Sequence[str]) -> list[str]:
    """The line without `--lang`, which may stand anywhere."""
    left: list[str] = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument == "--lang":
            skip = True
        elif not argument.startswith("--lang="):
            left.append(argument)
    return left


def run(arguments: Sequence[str], words: Words) -> int:
    """Run one command line; the exit code."""
    console = Console(words)
    app = program(console)
    strange = unknown_language(arguments)
    if strange:
        said = words.tr("{word} cannot be understood here.", word=strange)
        return _said_wrong(console, said, f"{NAME} --help", as_json="--json" in arguments)
    try:
        ended = app(args=without_language(arguments), prog_name=NAME, standalone_mode=False)
        return ended if isinstance(ended, int) else 0
    except Problem as problem:
        return console.refuse(problem, as_json="--json" in arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except typer.Abort:
        return 1
    except Unheard as unheard:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        why = type(unheard.__cause__).__name__
        said = words.tr("The answer could not be written out ({why}).", why=why)
        console.note("unheard", said, as_json="--json" in arguments)
        return 1
    except BrokenPipeError:
        # Who read our output has gone; at exit Python would still try to flush it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - told in words
        if hasattr(error, "format_message"):
            return _wrong_usage(console, error, as_json="--json" in arguments)
        found = worlds_doing(error)
        if found is None:
            # A fault of ours: whole, since what supervises a service keeps its messages.
            sys.stderr.write(words.tr("Something went wrong inside the program.") + "\n")
            traceback.print_exception(error)
            return 1
        return console.refuse(found, as_json="--json" in arguments)


def _wrong_usage(console: Console, error: Exception, *, as_json: bool) -> int:
    asked = help_asked_for(error)
    if asked and not as_json:
        sys.stderr.write(asked + "\n")
        return WRONG_USE
    said = usage_fault(console.words, error)
    return _said_wrong(console, said, help_of(error, NAME), as_json=as_json)


def _said_wrong(console: Console, said: str, line: str, *, as_json: bool) -> int:
    if as_json:
        document = {"problem": "wrong_usage", "fields": {}, "message": said}
        sys.stderr.write(orjson.dumps(document).decode() + "\n")
    else:
        sys.stderr.write(f"{said}\n{console.words.tr('More: {line}', line=line)}\n")
    return WRONG_USE


def worlds_doing(error: Exception) -> Problem | None:
    """What the disk or the database reports where no command expected it; None for our faults."""
    # Late: commands that end well need neither.
    from sqlalchemy.exc import InterfaceError, OperationalError

    from sync.ledger.open import translate

    found = translate(error)
    if found is not None:
        return found
    if isinstance(error, OSError) and error.filename is not None:
        name = Path(os.fsdecode(error.filename)).name
        return Problem(ProblemKind.FILE_UNREADABLE, name=name)
    if isinstance(error, OperationalError | InterfaceError):
        return Problem(ProblemKind.CENTER_BUSY)
    return None


def main() -> None:
    """The program `station-center`."""
    for stream in (sys.stdout, sys.stderr):
        # Whatever the terminal's language: names of stations are Chinese, documents are UTF-8.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    arguments = sys.argv[1:]
    sys.exit(run(arguments, load_words(chosen_language(arguments))))


if __name__ == "__main__":
    main()

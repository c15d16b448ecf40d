"""`station-center`: serves the county and administers it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

import typer

from sync.center.commands import making, safety, stations, trying_out, users
from sync.center.commands.common import Console
from sync.center.settings import PREFIX
from sync.problems import Problem
from sync.words import DEFAULT_LANG, LANGS, Words, load_words


def program(console: Console) -> typer.Typer:
    """The command line in one language."""
    words = console.words
    app = typer.Typer(
        name="station-center",
        help=words.tr("The county center: serve it and administer it."),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
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
        lang: str = typer.Option(DEFAULT_LANG, "--lang", help="zh_CN, en", show_default=False),
    ) -> None:
        """Read before the command is known; `--lang` was looked at even earlier."""

    for part in (making, stations, users, safety, trying_out):
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
    try:
        app(args=without_language(arguments), prog_name="station-center")
    except Problem as problem:
        return console.refuse(problem, as_json="--json" in arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def main() -> None:
    """The program `station-center`."""
    arguments = sys.argv[1:]
    sys.exit(run(arguments, load_words(chosen_language(arguments))))


if __name__ == "__main__":
    main()

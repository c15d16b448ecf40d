"""What `--help` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from station_app.cli.parsing import Command, Option
from sync.columns import two_columns
from sync.words import Words

PROGRAM = "station"


def help_text(
    path: tuple[str, ...],
    command: Command | None,
    commands: Sequence[Command],
    common: Sequence[Option],
    groups: Mapping[tuple[str, ...], str],
    words: Words,
) -> str:
    """The page of a command, of a group, or of the whole program."""
    if command is not None:
        return _of_command(command, common, words)
    below = [c for c in commands if c.path[: len(path)] == path]
    lines = [words.tr("Usage: {line}", line=" ".join((PROGRAM, *path, "..."))), ""]
    if path:
        lines += [words.tr(groups[path]), ""]
    else:
        lines += [words.tr("The station's ledger without a window."), ""]
    lines += [words.tr("Commands:")]
    lines += two_columns(
        (" ".join([*c.path[len(path) :], *(a.shown for a in c.arguments)]), words.tr(c.help))
        for c in below
    )
    lines += ["", words.tr("Everywhere:"), *_options(common, words), *_exits(words)]
    return "\n".join(lines) + "\n"


def _of_command(command: Command, common: Sequence[Option], words: Words) -> str:
    line = [PROGRAM, *command.path, *(a.shown for a in command.arguments)]
    line += [o.shown if o.required else f"[{o.shown}]" for o in command.options]
    lines = [words.tr("Usage: {line}", line=" ".join(line)), "", words.tr(command.help), ""]
    if command.arguments:
        lines += two_columns((a.shown, words.tr(a.help)) for a in command.arguments)
    if command.options:
        lines += _options(command.options, words)
    if command.arguments or command.options:
        lines.append("")
    lines += [words.tr("Everywhere:"), *_options(common, words)]
    return "\n".join(lines) + "\n"


def _options(options: Sequence[Option], words: Words) -> list[str]:
    return two_columns((option.shown, words.tr(option.help)) for option in options)


def _exits(words: Words) -> list[str]:
    told = (
        ("0", words.tr("done, and durable")),
        ("2", words.tr("wrong usage")),
        ("3", words.tr("refused input; nothing was changed")),
        ("4", words.tr("not permitted, locked, wrong password")),
        ("5", words.tr("no line to the county; the work is kept")),
        ("6", words.tr("done, but something needs a person")),
        ("7", words.tr("integrity failure found")),
    )
    return ["", words.tr("It ends with:"), *two_columns(told)]

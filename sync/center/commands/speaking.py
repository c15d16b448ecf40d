"""`--help` and wrong usage of `station-center` in the user's language.

typer says "Usage", "Options" and its errors in English.  Here its commands are asked for their
parts, and these are put together by us.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from sync.columns import two_columns
from sync.words import Words

EVERYWHERE = ("--data", "--db", "--config", "--json", "--lang", "--version", "--help")
"""Options that mean the same wherever they stand, in the order they are told."""

_LANG = "--lang zh_CN|en"
_QUOTED = re.compile(r"'([^']+)'|\(([^()]+)\)$")


def spoken_app(words: Words, **more: Any) -> typer.Typer:
    """A program, or a group in one, that tells its help in these words."""

    class SpokenCommand(TyperCommand):
        def get_help(self, ctx: Any) -> str:
            return _command_help(words, self, ctx)

    class SpokenGroup(TyperGroup):
        def get_help(self, ctx: Any) -> str:
            return _group_help(words, self, ctx)

    class Spoken(typer.Typer):
        def command(self, name: str | None = None, **given: Any) -> Any:
            return super().command(name, cls=SpokenCommand, **given)

    return Spoken(cls=SpokenGroup, no_args_is_help=True, rich_markup_mode=None, **more)


def _group_help(words: Words, group: Any, ctx: Any) -> str:
    lines = [words.tr("Usage: {line}", line=f"{ctx.command_path} ..."), "", group.help or "", ""]
    lines.append(words.tr("Commands:"))
    lines += two_columns(_commands(group, ctx, ()))
    lines += ["", *_everywhere(words, group.params)]
    return "\n".join(lines if ctx.parent is not None else [*lines, "", *_exits(words)])


def _exits(words: Words) -> list[str]:
    told = (
        ("0", words.tr("done, and durable")),
        ("2", words.tr("wrong usage")),
        ("3", words.tr("refused input; nothing was changed")),
        ("4", words.tr("not now: in use, or the database is away")),
        ("6", words.tr("done, but something needs a person")),
        ("7", words.tr("integrity failure found")),
    )
    return [words.tr("It ends with:"), *two_columns(told)]


def _commands(group: Any, ctx: Any, path: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every command below a group with its arguments, and what it is for."""
    found: list[tuple[str, str]] = []
    for name in group.list_commands(ctx):
        below = group.get_command(ctx, name)
        if hasattr(below, "list_commands"):
            found += _commands(below, ctx, (*path, name))
        else:
            shown = [_shown(p) for p in below.params if _is_argument(p)]
            found.append((" ".join([*path, name, *shown]), below.help or ""))
    return found


def _command_help(words: Words, command: Any, ctx: Any) -> str:
    arguments = [p for p in command.params if _is_argument(p)]
    options = [p for p in command.params if not _is_argument(p)]
    own = [p for p in options if p.opts[0] not in EVERYWHERE]
    line = [ctx.command_path, *(_shown(p) for p in arguments)]
    line += [_shown(p) if p.required else f"[{_shown(p)}]" for p in own]
    lines = [words.tr("Usage: {line}", line=" ".join(line)), "", command.help or "", ""]
    told = two_columns((_shown(p), p.help or "") for p in [*arguments, *own])
    return "\n".join([*lines, *told, *([""] if told else []), *_everywhere(words, options)])


def _everywhere(words: Words, options: Sequence[Any]) -> list[str]:
    there = {p.opts[0]: (_shown(p), p.help or "") for p in options}
    there["--lang"] = (_LANG, words.tr("Language."))
    there["--help"] = ("--help", words.tr("Say this and end."))
    rows = [there[name] for name in EVERYWHERE if name in there]
    return [words.tr("Everywhere:"), *two_columns(rows)]


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _shown(parameter: Any) -> str:
    """`--port PORT`, `--json`, `FILE`: as it is typed."""
    told = parameter.metavar or str(parameter.name).upper()
    if _is_argument(parameter):
        return str(told)
    name = str(parameter.opts[0])
    return name if parameter.is_flag else f"{name} {told}"


def usage_fault(words: Words, error: Any) -> str:
    """What is wrong with a command line, in words; `error` is one of typer's.

    typer's classes moved between its versions, so they are known by what they tell.
    """
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    option = getattr(error, "option_name", None)
    if kind == "MissingParameter" and parameter is not None:
        return words.tr("{option} is missing.", option=_shown(parameter))
    if kind == "NoSuchOption" and option:
        return words.tr("There is no option {word} here.", word=option)
    if kind == "BadOptionUsage" and option:
        return words.tr("{option} is not used like this.", option=option)
    if kind == "BadParameter" and parameter is not None:
        return words.tr("{option} does not take this.", option=_shown(parameter))
    met = _QUOTED.search(error.format_message())
    word = "" if met is None else met[1] or met[2]
    if not word:
        return words.tr("This command line cannot be understood.")
    if met is not None and met[1] and _is_group(error):
        return words.tr("There is no command {word}.", word=word)
    return words.tr("{word} cannot be understood here.", word=word)


def _is_group(error: Any) -> bool:
    context = getattr(error, "ctx", None)
    return context is not None and hasattr(context.command, "list_commands")


def help_asked_for(error: Any) -> str:
    """The help that a group says where no command follows it; empty where that is not so."""
    if type(error).__name__ != "NoArgsIsHelpError":
        return ""
    return str(error.ctx.get_help())


def help_of(error: Any, program: str) -> str:
    """The line that tells more."""
    context = getattr(error, "ctx", None)
    path = program if context is None else context.command_path
    return f"{path} --help"

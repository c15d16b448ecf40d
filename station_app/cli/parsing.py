"""A command line read by a table: what may stand in it, and where.

Written here rather than taken from typer, which costs every command a tenth of a second and says
"Usage", "Options" and its errors in English only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sync.words import Words

Value: TypeAlias = str | bool | tuple[str, ...] | None


class Usage(Exception):
    """The line is not one this program takes; the text says why, in the user's language."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A word at its place.  `literal`: it must be just that (`-` for standard input)."""

    name: str
    help: str
    many: bool = False
    optional: bool = False
    literal: str | None = None

    @property
    def shown(self) -> str:
        word = self.literal or self.name.upper()
        word += "..." if self.many else ""
        return f"[{word}]" if self.optional else word


@dataclass(frozen=True, slots=True)
class Option:
    """`--name VALUE`, or a flag where `value` is empty.  `choices`: the only values taken."""

    name: str
    help: str
    value: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    whole: bool = False
    """The value is a whole number above 0."""

    @property
    def shown(self) -> str:
        value = "|".join(self.choices) or self.value
        return f"--{self.name} {value}" if self.value else f"--{self.name}"


@dataclass(frozen=True, slots=True)
class Command:
    """`path`: the words that name it; `handler`: `module:function`, loaded when it is called."""

    path: tuple[str, ...]
    help: str
    handler: str
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """`command` None: a group or nothing was named.  `path`: the words of it that were known."""

    command: Command | None
    path: tuple[str, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    common: Mapping[str, Value] = field(default_factory=dict)
    wants_help: bool = False


def parse(
    line: Sequence[str],
    commands: Sequence[Command],
    common: Sequence[Option],
    words: Words,
) -> Parsed:
    """Read a command line; options of `common` may stand anywhere before `--`.

    Usage for anything the table does not hold; help asked for comes first.
    """
    rest, shared, wants_help = _common(line, common, words)
    path = _path(rest, commands)
    command = next((c for c in commands if c.path == path), None)
    if wants_help:
        return Parsed(command, path, {}, shared, True)
    if command is None:
        unknown = next((w for w in rest[len(path) :] if w), None)
        if unknown is not None:
            raise Usage(words.tr("There is no command {word}.", word=unknown))
        return Parsed(None, path, {}, shared)
    values = _values(rest[len(path) :], command, words)
    return Parsed(command, path, values, shared)


def _common(
    line: Sequence[str], common: Sequence[Option], words: Words
) -> tuple[list[str], dict[str, Value], bool]:
    known = {f"--{option.name}": option for option in common}
    shared: dict[str, Value] = {}
    rest: list[str] = []
    wants_help = False
    left = list(line)
    while left:
        word = left.pop(0)
        if word == "--":
            rest += [word, *left]
            break
        name, equals, given = word.partition("=")
        if word in ("--help", "-h"):
            wants_help = True
        elif name in known:
            shared[known[name].name] = _option_value(known[name], equals, given, left, words)
        else:
            rest.append(word)
    return rest, shared, wants_help


def _path(rest: Sequence[str], commands: Sequence[Command]) -> tuple[str, ...]:
    """As many of the first words as name a command or a group."""
    path: tuple[str, ...] = ()
    for word in rest:
        longer = (*path, word)
        if not any(command.path[: len(longer)] == longer for command in commands):
            break
        path = longer
    return path


def _values(rest: Sequence[str], command: Command, words: Words) -> dict[str, Value]:
    known = {f"--{option.name}": option for option in command.options}
    values: dict[str, Value] = {
        option.name: None if option.value else False for option in command.options
    }
    placed: list[str] = []
    left = list(rest)
    only_words = False
    while left:
        word = left.pop(0)
        name, equals, given = word.partition("=")
        if only_words or word == "-" or not word.startswith("-"):
            placed.append(word)
        elif word == "--":
            only_words = True
        elif name in known:
            values[known[name].name] = _option_value(known[name], equals, given, left, words)
        else:
            raise Usage(words.tr("There is no option {word} here.", word=name))
    for option in command.options:
        if option.required and values[option.name] is None:
            raise Usage(words.tr("{option} is missing.", option=option.shown))
    return values | _placed(placed, command, words)


def _placed(placed: list[str], command: Command, words: Words) -> dict[str, Value]:
    values: dict[str, Value] = {}
    left = list(placed)
    for argument in command.arguments:
        if argument.many:
            values[argument.name] = tuple(left)
            left = []
            if not values[argument.name] and not argument.optional:
                raise Usage(words.tr("{argument} is missing.", argument=argument.shown))
            continue
        if not left:
            if not argument.optional:
                raise Usage(words.tr("{argument} is missing.", argument=argument.shown))
            values[argument.name] = None
            continue
        word = left.pop(0)
        if argument.literal is not None and word != argument.literal:
            raise Usage(
                words.tr("{word} is not taken here; only {argument} is.", word=word,
                         argument=argument.literal)
            )  # fmt: skip
        values[argument.name] = word
    if left:
        raise Usage(words.tr("{word} is one word too many.", word=left[0]))
    return values


def _option_value(option: Option, equals: str, given: str, left: list[str], words: Words) -> Value:
    if not option.value:
        if equals:
            raise Usage(words.tr("--{option} takes no value.", option=option.name))
        return True
    if not equals:
        if not left:
            raise Usage(words.tr("--{option} needs a value.", option=option.name))
        given = left.pop(0)
    if option.choices and given not in option.choices:
        raise Usage(
            words.tr("--{option} is one of {choices}.", option=option.name,
                     choices=", ".join(option.choices))
        )  # fmt: skip
    if option.whole and not (given.isascii() and given.isdigit() and int(given) > 0):
        raise Usage(words.tr("--{option} is a whole number above 0.", option=option.name))
    return given

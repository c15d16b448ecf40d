"""`station`: reads the line, finds the command, and turns problems into exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from station_app.cli.call import USER, Call, RealTerminal, Streams, Unheard
from station_app.cli.helping import PROGRAM, help_text
from station_app.cli.parsing import Command, Parsed, Usage, Value, parse
from station_app.cli.table import COMMANDS, COMMON, GROUPS
from station_app.foundation.paths import Paths, data_folder
from station_app.foundation.wording import Wording
from sync.problems import Problem, refused
from sync.words import DEFAULT_LANG, LANGS, load_words

FAULT, WRONG_USAGE = 1, 2

Handler = Callable[[Call], int]


def run(
    line: Sequence[str],
    streams: Streams | None = None,
    environ: Mapping[str, str] | None = None,
) -> int:
    """Carry one command line out; how the process ends."""
    streams = streams or Streams(
        sys.stdin.buffer, sys.stdout.buffer, sys.stderr.buffer, RealTerminal(sys.stdin.buffer)
    )
    environ = os.environ if environ is None else environ
    words = load_words(_lang(line, environ))
    try:
        parsed = parse(line, COMMANDS, COMMON, words)
    except Usage as wrong:
        call = _call({}, {"json": "--json" in line}, environ, streams, words.lang)
        return _wrong_usage(call, str(wrong), ())
    call = _call(parsed.values, parsed.common, environ, streams, words.lang)
    if parsed.wants_help:
        streams.stdout.write(_help(call, parsed.path, parsed.command).encode())
        streams.stdout.flush()
        return 0
    if parsed.common.get("version"):
        return _version(call)
    return _carry_out(call, parsed)


def _carry_out(call: Call, parsed: Parsed) -> int:
    if parsed.command is None:
        call.say(_help(call, parsed.path, None))
        return WRONG_USAGE
    try:
        _require_folder(call.folder)
        return _handler(parsed.command)(call)
    except Usage as wrong:
        return _wrong_usage(call, str(wrong), parsed.path)
    except Problem as problem:
        return call.tell(problem)
    except BrokenPipeError:
        return _reader_left()
    except Unheard as unheard:
        _nothing_more_to_write()
        why = type(unheard.__cause__).__name__
        call.note("unheard", call.tr("The answer could not be written out ({why}).", why=why))
        return FAULT
    except KeyboardInterrupt:
        return FAULT
    except Exception as error:  # noqa: BLE001 - told in words, and logged whole
        from station_app.cli.faults import problem_or_log

        found = problem_or_log(error, Paths.under(call.folder).logs)
        if isinstance(found, Problem):
            return call.tell(found)
        call.say(call.wording.fault(found).text())
        return FAULT


def _handler(command: Command) -> Handler:
    """Only the command asked for is loaded: start-up is felt with every call."""
    module, _, name = command.handler.partition(":")
    found: Handler = getattr(import_module(module), name)
    return found


def _lang(line: Sequence[str], environ: Mapping[str, str]) -> str:
    """Needed before the line is read, since what is wrong with it is told in it."""
    for at, word in enumerate(line):
        name, _, value = word.partition("=")
        if name == "--lang":
            value = value or (line[at + 1] if at + 1 < len(line) else "")
            return value if value in LANGS else DEFAULT_LANG
    asked = environ.get("STATION_LANG", "")
    return asked if asked in LANGS else DEFAULT_LANG


def _call(
    values: Mapping[str, Value],
    common: Mapping[str, Value],
    environ: Mapping[str, str],
    streams: Streams,
    lang: str,
) -> Call:
    words = load_words(lang)
    data, user = common.get("data"), common.get("user")
    asked = Path(data) if isinstance(data, str) and data else None
    login = user if isinstance(user, str) else environ.get(USER)
    return Call(
        values,
        data_folder(asked, environ),
        login or None,
        bool(common.get("json")),
        words,
        Wording(words),
        environ,
        streams,
    )


def _help(call: Call, path: tuple[str, ...], command: Command | None) -> str:
    return help_text(path, command, COMMANDS, COMMON, GROUPS, call.words)


def _wrong_usage(call: Call, text: str, path: tuple[str, ...]) -> int:
    if call.wants_json:
        call.remark({"problem": "wrong_usage", "fields": {}, "message": text})
    else:
        line = " ".join((PROGRAM, *path, "--help"))
        call.say(text + "\n" + call.tr("More: {line}", line=line))
    return WRONG_USAGE


def _version(call: Call) -> int:
    from station_app.foundation.version import program_version

    version = program_version()
    call.answer({"program": PROGRAM, "version": version}, f"{PROGRAM} {version}")
    return 0


def _require_folder(folder: Path) -> None:
    """Problem REFUSED_INPUT where the data folder is a file."""
    if folder.exists() and not folder.is_dir():
        raise refused(data="not_a_folder")


def _reader_left() -> int:
    """Who read our output has gone: nothing more can be said."""
    _nothing_more_to_write()
    return FAULT


def _nothing_more_to_write() -> None:
    """What still lies in the output's buffer must not fail once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

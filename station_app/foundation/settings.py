"""What must be known before anybody signs in: language, text size, the center's address.

Everything else about a station is in its ledger, where it is encrypted and backed up.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sync.problems import Problem, ProblemKind
from sync.words import DEFAULT_LANG, LANGS

log = logging.getLogger(__name__)

SMALLEST_TEXT, LARGEST_TEXT = 100, 200


@dataclass(frozen=True, slots=True)
class Settings:
    """`text_size` in percent, 100 to 200; `center` an http(s) address, empty without a line."""

    lang: str = DEFAULT_LANG
    text_size: int = SMALLEST_TEXT
    center: str = ""


def _is_lang(value: object) -> bool:
    return value in LANGS


def _is_text_size(value: object) -> bool:
    return type(value) is int and SMALLEST_TEXT <= value <= LARGEST_TEXT


def _is_center(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return value == "" or (parts.scheme in ("http", "https") and bool(parts.hostname))


_CHECKS: dict[str, Callable[[object], bool]] = {
    "lang": _is_lang,
    "text_size": _is_text_size,
    "center": _is_center,
}


def read_settings(path: Path) -> Settings:
    """The settings of `path`; the usual value for each that is missing or makes no sense.

    A damaged file must not keep a station from its work, so it is logged and passed over.
    """
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("settings.toml cannot be read (%s); usual values taken", type(error).__name__)
        return Settings()
    taken = {name: found[name] for name, fits in _CHECKS.items() if fits(found.get(name))}
    for name in sorted(found.keys() & _CHECKS.keys() - taken.keys()):
        log.warning("settings.toml: %s makes no sense; usual value taken", name)
    return Settings(**taken)


def _toml(value: str | int) -> str:
    # A TOML text is a JSON text, but for this one character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_settings(path: Path, settings: Settings) -> None:
    """Puts `settings` in place of the file in one step: a power cut leaves the old or the new.

    Problem `refused_input` for a value that makes no sense; nothing is written then.
    """
    values = asdict(settings)
    wrong = {name: "makes_no_sense" for name, fits in _CHECKS.items() if not fits(values[name])}
    if wrong:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=wrong)
    lines = [f"{name} = {_toml(value)}" for name, value in values.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)

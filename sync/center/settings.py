"""How a center is run: flags, then STATION_CENTER_* variables, then a TOML file."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from sync.center.database import default_url
from sync.problems import Problem, ProblemKind, refused

PREFIX = "STATION_CENTER_"
FILE_NAME = "center.toml"
PORT = 8312
HOST = "127.0.0.1"
SYSTEM_FOLDER = Path("/var/lib/station-center")


@dataclass(frozen=True)
class Settings:
    """Everything a center process needs to know; picklable, since workers get a copy."""

    data: Path
    db: str = ""
    """An SQLAlchemy URL; empty: SQLite in the data folder."""
    host: str = HOST
    port: int = PORT
    workers: int = 1
    tls_cert: str = ""
    tls_key: str = ""
    behind_proxy: bool = False
    public_url: str = ""
    """The address stations reach the center by; printed on slips."""
    metrics_token: str = ""
    lang: str = "zh_CN"

    @property
    def database_url(self) -> str:
        return self.db or default_url(self.data)

    @property
    def url(self) -> str:
        """The address for slips: the one set, else where it listens."""
        if self.public_url:
            return self.public_url.rstrip("/")
        scheme = "https" if self.tls_cert else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"


def default_folder() -> Path:
    """The package's folder where it made one, else the user's own."""
    if SYSTEM_FOLDER.is_dir() and os.access(SYSTEM_FOLDER, os.W_OK):
        return SYSTEM_FOLDER
    base = os.environ.get("XDG_DATA_HOME", "") or str(Path.home() / ".local" / "share")
    if sys.platform == "win32":
        base = os.environ.get("PROGRAMDATA", base)
    return Path(base) / "station-center"


def load_settings(
    flags: Mapping[str, Any], environ: Mapping[str, str], config: Path | None = None
) -> Settings:
    """The settings in force.  Flags that are None were not given.

    Problem REFUSED_INPUT, naming the setting, for a value that cannot stand or an unknown name in
    the file; REFUSED_INPUT for `config` where it is no TOML.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    data = Path(given.get("data") or environ.get(PREFIX + "DATA") or default_folder())
    found = Settings(data)
    known = {f.name: f for f in fields(Settings)}
    named = config is not None or PREFIX + "CONFIG" in environ
    file = config or Path(environ.get(PREFIX + "CONFIG") or data / FILE_NAME)
    layers: list[Mapping[str, Any]] = []
    if named or file.is_file():
        layers.append(_read(file))
    layers.append(
        {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environ.items()
            if name.startswith(PREFIX) and name != PREFIX + "CONFIG"
        }
    )
    layers.append(given)
    for layer in layers:
        for name, value in layer.items():
            if name not in known:
                raise refused(**{name: "unknown_setting"})
            found = replace(found, **{name: _typed(name, value, getattr(found, name))})
    return found


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise refused(config="not_found") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=file.name) from fault
    except tomllib.TOMLDecodeError as fault:
        raise refused(config="not_toml") from fault


def _typed(name: str, value: Any, pattern: object) -> Any:
    """`value` in the type of the default it replaces."""
    if isinstance(pattern, bool):
        if isinstance(value, bool):
            return value
        plain = str(value).strip().lower()
        if plain in ("1", "true", "yes", "on"):
            return True
        if plain in ("0", "false", "no", "off", ""):
            return False
        raise refused(**{name: "not_yes_or_no"})
    if isinstance(pattern, int):
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise refused(**{name: "not_a_whole_number"}) from None
        if number < (0 if name == "port" else 1) or (name == "port" and number > 65535):
            raise refused(**{name: "out_of_range"})
        return number
    if isinstance(pattern, Path):
        return Path(value)
    if not isinstance(value, str):
        raise refused(**{name: "not_text"})
    return value

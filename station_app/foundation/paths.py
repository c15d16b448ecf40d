"""Where this desk keeps its files: one object, made in `main` and handed on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

PACKAGE_FOLDER = Path("/var/lib/station")
"""Made by the Linux package for everybody at this PC; nobody else makes it."""

DATA_DIR_VARIABLE = "STATION_DATA_DIR"


@dataclass(frozen=True, slots=True)
class Paths:
    """The files and folders of one data folder.  Making this object touches nothing on disk."""

    folder: Path
    ledger: Path
    keys: Path
    attachments: Path
    backups: Path
    practice: Path
    logs: Path
    settings: Path

    @classmethod
    def under(cls, folder: Path) -> Paths:
        """The layout that scripts rely on (interfaces.md, "Files")."""
        return cls(
            folder=folder,
            ledger=folder / "ledger.db",
            keys=folder / "keys.json",
            attachments=folder / "attachments",
            backups=folder / "backups",
            practice=folder / "practice",
            logs=folder / "logs",
            settings=folder / "settings.toml",
        )

    def for_practice(self) -> Paths:
        """The same layout for practice mode, whose records never meet the real ones."""
        return Paths.under(self.practice)


def data_folder(
    asked: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    package_folder: Path = PACKAGE_FOLDER,
    windows: bool = os.name == "nt",
) -> Path:
    """The data folder to use: as asked, else by the environment, else this system's own.

    On Windows all users of the PC share `%ProgramData%\\Station`; on Linux the package's folder is
    taken where it exists, otherwise the user's own.
    """
    if asked is not None:
        return asked
    if named := environ.get(DATA_DIR_VARIABLE):
        return Path(named)
    if windows:
        return Path(environ.get("ProgramData") or r"C:\ProgramData") / "Station"
    return package_folder if package_folder.is_dir() else user_data_path("station")

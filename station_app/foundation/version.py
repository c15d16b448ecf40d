"""Which version of the program this is."""

from __future__ import annotations

import sys
from pathlib import Path


def program_version() -> str:
    """The installed version; `0` where the program runs without having been installed.

    By the name of the folder that an installation leaves (PEP 376): `importlib.metadata` would tell
    the same, and loads all of `email` for it while somebody waits for the first rows.
    """
    for place in sys.path:
        for found in Path(place or ".").glob("station-*.dist-info"):
            return found.name.removeprefix("station-").removesuffix(".dist-info")
    return "0"

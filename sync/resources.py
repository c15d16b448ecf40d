"""Where the files of `resources/` lie: in a checkout, or in what was installed from it."""

from __future__ import annotations

import sys
from pathlib import Path


def resources_folder() -> Path:
    """The folder with translations, forms, fonts, rule sets and code lists.

    Beside the packages in a checkout and in a bundle; under the prefix where pip installed it.
    RuntimeError when neither is there, since the program was then taken apart.
    """
    beside = Path(__file__).resolve().parent.parent / "resources"
    installed = Path(sys.prefix) / "share" / "station" / "resources"
    for folder in (beside, installed):
        if (folder / "translations").is_dir():
            return folder
    raise RuntimeError(f"no resources in {beside} nor in {installed}")

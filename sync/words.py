"""Words that people read: English sources in the code, other languages in gettext catalogues.

Qt is not needed, since commands, papers and the center speak too.  `main` and the center load the
words once and hand them on; nobody looks a language up in a global.
"""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from sync.resources import resources_folder

DEFAULT_LANG = "zh_CN"
SOURCE_LANG = "en"
LANGS = (DEFAULT_LANG, SOURCE_LANG)
"""Languages that can be chosen, the default first."""

Value: TypeAlias = str | int | float


class Words:
    """The words of one language.

    A source without a translation is said as it stands: English is better than nothing, and a
    test keeps the Chinese catalogue complete.
    """

    def __init__(self, lang: str, catalogues: Sequence[gettext.NullTranslations] = ()) -> None:
        self.lang = lang
        self._catalogue = gettext.NullTranslations()
        for catalogue in catalogues:
            self._catalogue.add_fallback(catalogue)

    def tr(self, source: str, /, **values: Value) -> str:
        """`source` in this language, its `{name}` places filled from `values`.

        Without values nothing is filled, so that braces may stand in a text.
        """
        text = self._catalogue.gettext(source) if source else ""
        return text.format(**values) if values else text

    def ntr(self, one: str, many: str, n: int, /, **values: Value) -> str:
        """The form that fits the number `n`, which fills the place `{n}`."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **values)


def mark(source: str) -> str:
    """`source` itself: marks a text of a table for translation, where `tr` is called later."""
    return source


def load_words(lang: str = DEFAULT_LANG, folder: Path | None = None) -> Words:
    """The words of `lang`, one of `LANGS`; ValueError for another.

    Each room has a catalogue of its own (`records`, `cli`, `ui`, ...); all are read.  `folder` is
    the translations folder, the program's own unless said.
    """
    if lang not in LANGS:
        raise ValueError(f"no such language: {lang}")
    if lang == SOURCE_LANG:
        return Words(lang)
    folder = folder or resources_folder() / "translations"
    catalogues = []
    for path in sorted((folder / lang).glob("*.mo")):
        with path.open("rb") as file:
            catalogues.append(gettext.GNUTranslations(file))
    return Words(lang, catalogues)

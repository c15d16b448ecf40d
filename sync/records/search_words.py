"""What of a record the search can find, as words for the index.

Chinese has no spaces, so the index holds every pair of neighbouring characters; a query's pairs
must all occur.  Latin words and digits are cut into pairs too, so that the end of a telephone
number finds its owner.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from operator import add

from sync.clock import Json
from sync.records.kinds import Kind


def normal(text: str) -> str:
    """One spelling for full-width and half-width, upper and lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


_RUN = re.compile(r"[^\W_]+")


def runs(text: str) -> list[str]:
    """Unbroken runs of letters, digits and ideographs."""
    return _RUN.findall(normal(text))


def pairs(text: str) -> set[str]:
    """Every two neighbouring characters of each run; a run of one character as it is.

    The last character of a run stands alone as well, so that a single character is found
    wherever it is (the index looks for the beginnings of words).
    """
    found: set[str] = set()
    for run in runs(text):
        found.update(map(add, run, run[1:]))
        found.add(run[-1])
    return found


def query_words(text: str) -> list[str]:
    """The pairs a query asks for, longest runs cut as the index is; empty for no query."""
    asked: set[str] = set()
    for run in runs(text):
        if len(run) == 1:
            asked.add(run)
        else:
            asked.update(run[i : i + 2] for i in range(len(run) - 1))
    return sorted(asked)


def texts(kind: Kind, values: Mapping[str, Json]) -> Iterator[str]:
    """The texts of one record that are searched."""
    for name in kind.searched:
        value = values.get(name)
        if isinstance(value, str) and value:
            yield value


def index_text(parts: Iterable[str]) -> str:
    """The words of a root and all that hangs on it, as one text for the index."""
    found: set[str] = set()
    for part in parts:
        found |= pairs(part)
    return " ".join(sorted(found))

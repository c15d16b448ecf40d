"""Finds the English sources that people read: in code, in page templates, in declarations."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract_from_file

PACKAGES = ("sync", "station_app")
CALLS = {"tr": 1, "mark": 1, "ntr": 2}
"""What is called with a source -> how many texts it takes."""

PAGES = "resources/pages"
DECLARATIONS = "sync/records"


class Source(NamedTuple):
    """A text as it stands in the code; `many` where it is said differently of several."""

    one: str
    many: str | None = None


ROOMS = (
    ("sync/records/", "records"),
    ("sync/center/", "center"),
    (PAGES, "center"),
    ("station_app/cli/", "cli"),
    ("station_app/ui/", "ui"),
    ("station_app/main", "ui"),
)


def room_of(path: str) -> str:
    """The catalogue for what `path` says; `wording` for rooms that have none of their own."""
    return next((room for start, room in ROOMS if path.startswith(start)), "wording")


def all_sources(root: Path) -> dict[Source, list[str]]:
    """Every source under `root` -> the files that say it, declarations first."""
    found: dict[Source, list[str]] = {}
    for label in declared_labels(_modules("sync.records")):
        found.setdefault(Source(label), []).append(DECLARATIONS + "/")
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            for source in code_sources(path.read_text("utf-8"), place):
                found.setdefault(source, []).append(place)
    for path in sorted((root / PAGES).rglob("*.html")):
        for source in page_sources(path):
            found.setdefault(source, []).append(path.relative_to(root).as_posix())
    return found


def code_sources(text: str, place: str) -> Iterator[Source]:
    """Texts of the `tr`, `ntr` and `mark` calls in Python code, `self._tr` and kin among them.

    A call on a name or a table's entry is passed over: `mark` or a declaration holds its text.
    ValueError for an f-string, which no catalogue can hold, and for `tr` under a name by which its
    texts would not be found.
    """
    for node in ast.walk(ast.parse(text, place)):
        if isinstance(node, ast.Assign):
            _check_names(node, place)
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None) or ""
        count = CALLS.get(name.lstrip("_"), 0)
        choices = [_texts(argument, place) for argument in node.args[:count]]
        if count == 1 and choices:
            yield from (Source(text) for text in choices[0] if text)
        elif count == 2 and len(choices) == 2 and all(choices):
            yield Source(choices[0][0], choices[1][0])


def _check_names(node: ast.Assign, place: str) -> None:
    """ValueError where `say = words.tr` hides the texts that `say` is given."""
    for target in node.targets:
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        for named, value in pairs:
            called = getattr(named, "attr", None) or getattr(named, "id", None) or ""
            meant = getattr(value, "attr", None) or getattr(value, "id", None) or ""
            if meant.lstrip("_") in ("tr", "ntr") and called.lstrip("_") != meant.lstrip("_"):
                raise ValueError(f"{place}:{node.lineno}: {meant} under the name {called}")


def _texts(node: ast.expr, place: str) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body, place), *_texts(node.orelse, place)]
    if isinstance(node, ast.JoinedStr):
        raise ValueError(f"{place}:{node.lineno}: an f-string cannot be translated")
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def page_sources(path: Path) -> Iterator[Source]:
    """Texts of the `tr` and `ntr` calls in a page template."""
    found = extract_from_file(
        "jinja2.ext:babel_extract", path, keywords={"tr": None, "ntr": (1, 2)}
    )
    for _, message, _, _ in found:
        if isinstance(message, str):
            yield Source(message)
        else:
            yield Source(*message[:2])


def _modules(package: str) -> Iterator[Mapping[str, object]]:
    top = importlib.import_module(package)
    for info in pkgutil.walk_packages(top.__path__, f"{package}."):
        yield vars(importlib.import_module(info.name))


def declared_labels(modules: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Every `label` of every declaration that the modules hold, at any depth."""
    seen: set[int] = set()
    waiting: list[object] = []
    for names in modules:
        waiting += [value for name, value in names.items() if not name.startswith("__")]
    while waiting:
        value = waiting.pop(0)
        if id(value) in seen:
            continue
        seen.add(id(value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            label = getattr(value, "label", None)
            if isinstance(label, str) and label:
                yield label
            waiting += [getattr(value, f.name) for f in dataclasses.fields(value)]
        elif isinstance(value, Mapping):
            waiting += list(value.values())
        elif isinstance(value, tuple | list | set | frozenset):
            waiting += list(value)

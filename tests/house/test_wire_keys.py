"""Every key that travels is described for people and for programs, and no other is.

The keys are collected from the code of both ends: short names beside `message` and `answer`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from sync.center.described import SYNC_EXTRA
from tests.house.code import ROOT, tree

CENTER = tuple(
    ROOT / "sync/center" / name for name in ("exchange.py", "pushing.py", "comparing.py")
)
DESK = tuple(
    ROOT / "station_app/usecases" / name
    for name in ("composing.py", "exchange.py", "news.py", "offering.py", "comparing.py")
)
WORDS = frozenset({"again", "fork", "show"})
"""Keys that are longer than two letters."""


def looked_up(module: ast.Module, where: str) -> Iterator[str]:
    """Names by which a mapping called `where` is read: `x["k"]`, `x.get("k")`, `"k" in x`."""
    for node in ast.walk(module):
        match node:
            case ast.Subscript(ast.Name(name), ast.Constant(str(key)), ast.Load()):
                pass
            case ast.Call(ast.Attribute(ast.Name(name), "get"), [ast.Constant(str(key)), *_]):
                pass
            case ast.Compare(ast.Constant(str(key)), [ast.In()], [ast.Name(name)]):
                pass
            case _:
                continue
        if name == where:
            yield key


def made(module: ast.Module) -> Iterator[str]:
    """Keys of written dictionaries, and of `x["k"] = ...`, as short as those of the line."""
    for node in ast.walk(module):
        keys: list[ast.expr | None] = []
        if isinstance(node, ast.Dict):
            keys = list(node.keys)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            keys = [node.slice]
        for key in keys:
            name = key.value if isinstance(key, ast.Constant) else None
            if isinstance(name, str) and (re.fullmatch("[a-z]{1,2}", name) or name in WORDS):
                yield name


def gathered(files, collect) -> set[str]:
    return {key for path in files for key in collect(tree(path))}


UP_READ = gathered(CENTER, lambda module: looked_up(module, "message"))
UP_MADE = gathered(DESK, made) - {"v", "rf", "show"}
"""`news` hands `v` and `rf` on in a dictionary of its own, and keeps `show` in its state."""
DOWN_READ = gathered(DESK, lambda module: looked_up(module, "answer")) - {"letter", "epoch"}
"""The other two are of the answer to an introduction."""
DOWN_MADE = gathered(CENTER, made) - {"cs", "ci"}
"""`read_compared` hands what was asked on in a dictionary of its own (`cb` goes both ways)."""


def documented(section: str) -> set[str]:
    text = (ROOT / "docs" / "protocol.md").read_text("utf-8")
    part = text.split(f"## {section}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*) \|[^|]+\|[^|]+\|$", part, re.MULTILINE)
    return {key for cell in cells for key in re.findall("`([a-z]+)`", cell)}


def described_up() -> set[str]:
    content = SYNC_EXTRA["requestBody"]["content"]["application/json"]
    return set(content["schema"]["properties"])


def described_down() -> set[str]:
    content = SYNC_EXTRA["responses"]["200"]["content"]["application/json"]
    return set(content["schema"]["properties"])


def test_both_ends_speak_of_the_same_keys():
    assert UP_MADE == UP_READ
    assert DOWN_MADE == DOWN_READ
    assert {"p", "e", "c", "h", "en"} <= UP_READ
    assert {"t", "rw", "v", "again"} <= DOWN_READ


@pytest.mark.parametrize(
    ("used", "section", "described"),
    [(UP_READ, "Request", described_up()), (DOWN_READ, "Answer", described_down())],
    ids=["up", "down"],
)
def test_every_key_is_described_and_no_other(used, section, described):
    assert documented(section) == used
    assert described == used


def test_keys_are_found_however_they_are_written():
    module = ast.parse(
        'message["a"]; message.get("b", 1); "c" in message; other["d"]\n'
        'answer = {"e": 1, "long": 2, **x}; answer["f"] = 1; answer |= {"show": True}'
    )
    assert set(looked_up(module, "message")) == {"a", "b", "c"}
    assert set(made(module)) == {"e", "f", "show"}

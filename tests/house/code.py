"""The house as its tests read it: every Python file of ours, as text and as a tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("sync", "station_app")
OURS = (*PROGRAM, "tests", "tools", "demo", "installer")


def python_files(*folders: str) -> list[Path]:
    """All Python files below the folders, in a fixed order."""
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def place(path: Path, line: int | None = None) -> str:
    """`sync/words.py` or `sync/words.py:12`, as people look it up."""
    return path.relative_to(ROOT).as_posix() + ("" if line is None else f":{line}")


def module_name(path: Path) -> str:
    """`sync.words` of `sync/words.py`; a package's own name for its `__init__.py`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), place(path))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with its dotted name as written (`QMessageBox.question`)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node

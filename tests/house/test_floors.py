"""What the import contracts of pyproject.toml cannot say themselves."""

import ast
import re
import tomllib
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

from tests.house.code import PROGRAM, ROOT, module_name, place, python_files, tree

THREADS = {"threading", "concurrent", "multiprocessing", "_thread"}
QT_THREADS = {"QThread", "QThreadPool", "QRunnable"}


def first_circle(imports: dict[str, set[str]]) -> list[str]:
    """One circle of modules that import each other, or nothing."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_each_other_in_a_circle():
    graph = grimp.build_graph(*PROGRAM, cache_dir=None)
    imports = {
        module: graph.find_modules_directly_imported_by(module) for module in sorted(graph.modules)
    }
    assert len(imports) > 20
    assert first_circle(imports) == []


def test_a_circle_is_recognised():
    assert set(first_circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == {"a", "b", "c"}


def test_every_room_stands_on_a_floor():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["id"] == "floors")
    placed = set(re.findall(r"[\w.]+", " ".join(layers)))
    rooms = {
        ".".join(module_name(path).split(".")[:2])
        for path in python_files(*PROGRAM)
        if module_name(path) not in PROGRAM
    }
    assert rooms - placed == set()


def _imported(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def test_only_the_background_room_of_the_desk_knows_threads():
    found = [
        f"{place(path, line)}: {name}"
        for path in python_files("station_app")
        if "background" not in path.parts
        for name, line in _imported(path)
        if name.split(".")[0] in THREADS or name.split(".")[-1] in QT_THREADS
    ]
    assert found == []


@pytest.mark.parametrize("room", ["records", "merge", "protocol"])
def test_rules_do_not_ask_the_clock_the_dice_or_the_disk(room):
    asked = {"time", "random", "secrets", "os", "pathlib", "socket", "sqlite3", "subprocess"}
    found = [
        f"{place(path, line)}: {name}"
        for path in python_files(f"sync/{room}")
        for name, line in _imported(path)
        if name.split(".")[0] in asked
    ]
    assert found == []

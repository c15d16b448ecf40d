"""The program as pip puts it elsewhere: every module, and the files it reads."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.house.code import PROGRAM, ROOT, module_name, python_files

ASK = """
import json, pkgutil, sys
sys.prefix, site = sys.argv[1:]
sys.path.insert(0, site)
import station_app, sync
from sync.resources import resources_folder
from sync.words import load_words
modules = [m.name for top in (sync, station_app)
           for m in pkgutil.walk_packages(top.__path__, top.__name__ + ".")]
print(json.dumps({"modules": modules, "resources": str(resources_folder()),
                  "word": load_words().tr("Created at")}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The project built and installed from a copy, so that the checkout stays as it is."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in (*PROGRAM, "resources"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    prefix = tmp_path_factory.mktemp("prefix")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--no-compile"]
    done = subprocess.run(
        [*pip, *options, "--ignore-installed", "--prefix", prefix, source],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return prefix


def _files_beside_code(top):
    files = (p for name in PROGRAM for p in (top / name).rglob("*") if p.is_file())
    return {p.relative_to(top) for p in files if p.suffix not in (".py", ".pyc")}


def test_what_is_installed_has_every_module_and_finds_its_files(installed):
    site = next(installed.glob("lib/python*/site-packages"))
    done = subprocess.run(
        [sys.executable, "-I", "-c", ASK, installed, site],
        capture_output=True,
        text=True,
        check=True,
        cwd=installed,
    )
    told = json.loads(done.stdout)
    ours = {module_name(p) for p in python_files(*PROGRAM)} - set(PROGRAM)
    assert set(told["modules"]) == ours
    assert _files_beside_code(site) == _files_beside_code(ROOT) != set()
    resources = installed / "share" / "station" / "resources"
    assert told["resources"] == str(resources)
    assert told["word"] == "创建时间"
    there = {p.relative_to(resources) for p in resources.rglob("*") if p.is_file()}
    assert there == {
        p.relative_to(ROOT / "resources") for p in (ROOT / "resources").rglob("*") if p.is_file()
    }


def test_each_program_has_its_command(installed):
    commands = {p.name for p in (installed / "bin").iterdir()}
    assert commands == {"station", "station-app", "station-center"}

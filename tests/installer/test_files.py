"""The files of the package that are not made: programs, menu entry, maintainer scripts."""

import ast
import os
import re
import subprocess

import pytest

from installer.deb import contents
from station_app.foundation.paths import PACKAGE_FOLDER
from tests.house.code import ROOT

FILES = ROOT / "installer" / "deb" / "files"
SCRIPTS = ("postinst", "postrm", "run-station")


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_can_be_read_by_a_plain_shell(name):
    done = subprocess.run(["/bin/sh", "-n", FILES / name], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("name", ["station", "station-app"])
def test_each_program_starts_its_function_with_the_private_python(name):
    text = (FILES / name).read_text("utf-8")
    # Isolated, so that nothing of the person's own Python gets in; -B, so that nothing is written.
    assert text.splitlines()[0] == f"#!{contents.PREFIX}/bin/{contents.PYTHON} -IB"
    started = ast.parse((ROOT / "station_app" / "main.py").read_text("utf-8"))
    functions = {node.name for node in started.body if isinstance(node, ast.FunctionDef)}
    (imported,) = re.findall(r"^from station_app\.main import (\w+)$", text, re.MULTILINE)
    assert imported == name.replace("-", "_")
    assert imported in functions
    assert f"    {imported}()\n" in text


def test_the_menu_entry_starts_the_window_in_peoples_words():
    entry = (FILES / "station-app.desktop").read_text("utf-8")
    pairs = dict(line.split("=", 1) for line in entry.splitlines()[1:])
    assert pairs["Exec"] == "/usr/bin/station-app"
    assert pairs["Name[zh_CN]"] == "消费维权服务站"
    assert pairs["Icon"] == "station"


def _script(name, arguments, data, tmp_path):
    """Runs a maintainer script on another folder; the program `setfacl` need not be there."""
    text = (FILES / name).read_text("utf-8")
    assert f"\nDATA={PACKAGE_FOLDER}\n" in text
    copy = tmp_path / name
    copy.write_text(text.replace(f"DATA={PACKAGE_FOLDER}", f"DATA={data}"))
    return subprocess.run(
        ["/bin/sh", copy, *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def test_installing_makes_the_data_folder_open_to_all_users_of_the_pc(data, tmp_path):
    assert _script("postinst", ["configure", ""], data, tmp_path).returncode == 0
    assert data.stat().st_mode & 0o777 == 0o777


def test_a_data_folder_that_is_there_stays_as_its_administrator_made_it(data, tmp_path):
    data.mkdir(mode=0o750)
    assert _script("postinst", ["configure", "0.0.9"], data, tmp_path).returncode == 0
    assert data.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("action", ["remove", "purge", "upgrade", "disappear"])
def test_no_way_of_removing_the_program_removes_records(data, tmp_path, action):
    (data / "backups").mkdir(parents=True)
    (data / "ledger.db").write_bytes(b"records")
    done = _script("postrm", [action], data, tmp_path)
    assert done.returncode == 0
    assert sorted(os.listdir(data)) == ["backups", "ledger.db"]
    assert (str(data) in done.stderr) == (action == "purge")


def test_purging_takes_an_empty_data_folder_and_removing_does_not(data, tmp_path):
    data.mkdir()
    assert _script("postrm", ["remove"], data, tmp_path).returncode == 0
    assert data.is_dir()
    assert _script("postrm", ["purge"], data, tmp_path).returncode == 0
    assert not data.exists()

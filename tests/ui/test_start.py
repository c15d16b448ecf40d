import subprocess
import sys
from pathlib import Path

import pytest

from station_app.ui.shell.start import catch_faults, choose_input_method

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("environment", "plugin", "chosen"),
    [
        ({"QT_IM_MODULE": "fcitx"}, False, "ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, False, "ibus"),
        ({"QT_IM_MODULE": "fcitx"}, True, "fcitx"),
        ({"XMODIFIERS": "@im=fcitx"}, False, "ibus"),
        ({"QT_IM_MODULE": "ibus"}, False, "ibus"),
        ({}, False, None),
    ],
)
def test_chinese_can_be_typed_where_fcitx_has_no_plugin(tmp_path, environment, plugin, chosen):
    if plugin:
        (tmp_path / "libfcitx5platforminputcontextplugin.so").touch()
    given = dict(environment)
    choose_input_method(given, tmp_path)
    assert given.get("QT_IM_MODULE") == chosen


def test_the_window_loads_nothing_that_is_slow():
    code = (
        "import sys, station_app.ui.shell.main_window, station_app.ui.shell.start,"
        " station_app.ui.common.table, station_app.ui.common.editors;"
        "slow = {'sqlalchemy', 'sqlmodel', 'pydantic', 'requests', 'alembic', 'fastapi'};"
        "print(sorted(slow & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == "[]"


def test_a_fault_in_a_slot_is_logged_and_told(monkeypatch, log_lines):
    log_lines.expect("KeyError")
    told = []
    before = sys.excepthook
    catch_faults(told.append)
    hook, sys.excepthook = sys.excepthook, before
    try:
        dict[str, str]()["phone"]
    except KeyError as error:
        hook(type(error), error, error.__traceback__)
    assert len(told) == 1
    assert told[0].endswith("KeyError")

import os
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


SLOW = {"sqlalchemy", "sqlmodel", "pydantic", "requests", "alembic", "fastapi", "email"}
"""Never before the first rows; `email` comes with `importlib.metadata`."""

NOT_FOR_ROWS = SLOW | {
    "PIL",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "lunar_python",
    "station_app.ui.cases.acts",
    "station_app.ui.cases.edit",
    "station_app.ui.common.papers",
    "station_app.ui.intake.page",
    "station_app.ui.shell.access_log",
    "station_app.ui.shell.first_start",
    "station_app.ui.sync_status.page",
}
"""What the first rows do without, and `load_pages` or a use of it brings."""

NOT_FOR_SIGNING_IN = NOT_FOR_ROWS | {
    "argon2",
    "cryptography",
    "sqlcipher3",
    "station_app.ui.cases.page",
    "station_app.usecases.desk",
    "sync.ledger.open",
    "sync.records.registry",
    "zstandard",
}
"""What the sign-in page does without: `load_first` brings it while somebody types."""

PAGE_OF_SIGN_IN = """
import sys
from pathlib import Path
from PySide6 import QtWidgets
from station_app.foundation.paths import Paths
from station_app.foundation.settings import Settings
from station_app.ui.shell.program import Program
from station_app.ui.shell.start import make_application

app = make_application(["station-app"], "zh_CN")
folder = Path(sys.argv[1])
(folder / "ledger.db").touch()
program = Program(app, Paths.under(folder), Settings(), "zh_CN", offline=True)
program.window.begin(first_start=False)
program.window.show()
program.window.grab()
program.window.desk.grab()
"""

ROWS = """
from station_app.ui.pages import load_first
load_first()
"""

TELL = """
loaded = set(sys.modules) | {f"PySide6.QtWidgets.{name}" for name in vars(QtWidgets)}
print(sorted(set(sys.argv[2].split(",")) & loaded))
"""


def _loaded(code, of, folder):
    told = subprocess.run(
        [sys.executable, "-c", code + TELL, str(folder), ",".join(sorted(of))],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return told.stdout.strip()


def test_the_sign_in_page_loads_nothing_of_a_ledger(tmp_path):
    assert _loaded(PAGE_OF_SIGN_IN, NOT_FOR_SIGNING_IN, tmp_path) == "[]"


def test_the_first_rows_load_nothing_that_is_slow(tmp_path):
    # The mere name of `QStyle` makes five hundred members of its enums.
    unwanted = NOT_FOR_ROWS | {"PySide6.QtWidgets.QStyle"}
    assert _loaded(PAGE_OF_SIGN_IN + ROWS, unwanted, tmp_path) == "[]"


def test_what_is_loaded_is_seen(tmp_path):
    code = PAGE_OF_SIGN_IN + "QtWidgets.QStyle; import PySide6.QtNetwork\n"
    seen = {"PySide6.QtNetwork", "PySide6.QtWidgets.QStyle", "email"}
    assert _loaded(code, seen, tmp_path) == "['PySide6.QtNetwork', 'PySide6.QtWidgets.QStyle']"


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

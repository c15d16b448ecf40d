"""Promises that are true only where they were tried: what runs without what."""

import subprocess
import sys

import pytest

from tests.house.code import PROGRAM, ROOT, module_name, python_files

ORM = {"sqlalchemy", "sqlmodel", "alembic", "pydantic", "requests"}

OPEN_WITHOUT = """
import importlib, sys

blocked, modules = set(sys.argv[1].split(",")), sys.argv[2].split(",")

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked or name in blocked:
            raise ImportError(f"{name} is not on this machine")
        return None

sys.meta_path.insert(0, Blocked())
for module in modules:
    importlib.import_module(module)
found = [m for m in sys.modules if m.partition(".")[0] in blocked]
assert not found, found
print(len(modules))
"""

WATCHED = """
import importlib, os, sys, threading

made, watching = [], True
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ACTS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate",
        "socket.bind", "socket.connect", "sqlite3.connect", "subprocess.Popen", "os.system",
        "os.fork", "os.posix_spawn", "tempfile.mkstemp", "tempfile.mkdtemp"}

def hear(event, args):
    if not watching:
        return
    if event == "open" and isinstance(args[2], int) and args[2] & WRITES:
        made.append((event, str(args[0])))
    elif event in ACTS:
        made.append((event, repr(args)))

for library in sys.argv[2].split(","):
    # What others do when they are imported is theirs.
    importlib.import_module(library)
sys.addaudithook(hear)
for module in sys.argv[1].split(","):
    importlib.import_module(module)
watching = False
assert made == [], made
assert threading.enumerate() == [threading.main_thread()], threading.enumerate()
"""

LIBRARIES = (
    "alembic.command,argon2,cryptography.hazmat.primitives.ciphers.aead,docx,fastapi,jinja2,orjson,"
    "PIL.Image,platformdirs,psycopg,pypdfium2,PySide6.QtPrintSupport,PySide6.QtSvg,PySide6.QtWidgets,"
    "requests,segno,sqlcipher3,sqlmodel,typer,uvicorn,zstandard"
)


RUN_NOT_IMPORTED = {"station_app.__main__", "sync.ledger.migrations.env"}
"""Programs: the second is Alembic's, which runs it as it runs a migration."""


def _modules(*folders):
    names = [module_name(path) for path in python_files(*folders)]
    return [name for name in names if name not in RUN_NOT_IMPORTED]


def _run(*arguments, isolated=False):
    flags = ["-I", "-S"] if isolated else []
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    code, *rest = arguments
    return subprocess.run(
        [sys.executable, *flags, "-B", "-c", start + code, *rest],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=120,
    )


def opens_without(blocked, modules, isolated=False):
    done = _run(OPEN_WITHOUT, ",".join(sorted(blocked)), ",".join(modules), isolated=isolated)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(modules) > 0


def test_the_blockade_holds():
    done = _run(OPEN_WITHOUT, "sqlcipher3", "sqlcipher3")
    assert done.returncode == 1
    assert "sqlcipher3 is not on this machine" in done.stderr


def test_the_center_opens_on_a_machine_without_qt():
    opens_without({"PySide6", "shiboken6", "station_app"}, _modules("sync"))


def test_the_desk_opens_on_a_pc_without_the_centers_parts():
    blocked = {"fastapi", "starlette", "uvicorn", "jinja2", "psycopg", "sync.center"}
    rooms = [
        f"station_app/{room}" for room in ("foundation", "usecases", "background", "ui", "cli")
    ]
    opens_without(blocked, _modules(*rooms, "sync/client", "sync/ledger", "sync/stick"))


def test_use_cases_and_commands_run_with_qt_blocked():
    rooms = ("foundation", "documents", "importing", "usecases", "cli")
    opens_without({"PySide6", "shiboken6"}, _modules(*(f"station_app/{room}" for room in rooms)))


def test_the_first_rows_come_without_the_orm():
    opens_without(ORM, ["sync.ledger.open", *_modules("station_app/usecases/reading")])


def test_declarations_and_merging_need_only_pythons_own_library():
    opens_without({"sqlite3"}, _modules("sync/records", "sync/merge"), isolated=True)


@pytest.mark.parametrize("folder", PROGRAM)
def test_importing_makes_no_file_thread_or_connection(folder):
    done = _run(WATCHED, ",".join(_modules(folder)), LIBRARIES)
    assert done.returncode == 0, done.stderr


def test_the_watch_hears_a_file_and_a_thread(tmp_path):
    (tmp_path / "loud.py").write_text("open('made', 'w').close()")
    (tmp_path / "busy.py").write_text(
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"
    )
    for name, heard in (("loud", "('open', 'made')"), ("busy", "daemon")):
        there = f"import os; os.chdir({str(tmp_path)!r}); sys.path.insert(0, '')\n"
        done = _run(there + WATCHED, name, "sys")
        assert done.returncode == 1
        assert heard in done.stderr

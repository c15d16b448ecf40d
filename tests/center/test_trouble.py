"""What the world does to a command is told as that."""

from __future__ import annotations

import errno
import json
import os

import pytest
from sqlalchemy.exc import OperationalError

from sync.center.commands.common import Console
from sync.center.commands.making import tell_of_start
from sync.center.commands.users import new_password
from sync.center.main import run, worlds_doing
from sync.center.starting import CaughtUp
from sync.problems import Problem, ProblemKind
from sync.words import load_words

ZH = load_words("zh_CN")
FULL = OSError(errno.ENOSPC, "x", "/srv/county/center.db")
MISSING = FileNotFoundError(errno.ENOENT, "x", "/srv/county/list.csv")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FULL, ProblemKind.DISK_FULL),
        (MISSING, ProblemKind.FILE_UNREADABLE),
        (OperationalError("SELECT", {}, Exception("away")), ProblemKind.CENTER_BUSY),
    ],
)
def test_the_worlds_doing_is_known_and_names_no_folder(error, kind):
    found = worlds_doing(error)
    assert found is not None
    assert found.kind is kind
    assert os.sep not in str(found.details)


def test_what_the_world_did_not_do_is_ours():
    assert worlds_doing(KeyError("x")) is None
    assert worlds_doing(OSError("no name")) is None


def test_a_folder_in_the_place_of_a_file_is_no_fault_of_ours(tmp_path, capsys):
    code = run(
        ["init", "--county-code", "120115", "--county-name", "x", "--data", str(tmp_path)], ZH
    )
    assert code == 0
    (tmp_path / "center-outside.log").unlink()
    (tmp_path / "center-outside.log").mkdir()
    capsys.readouterr()
    line = ["station", "add", "--code", "120115101201", "--name", "x", "--level", "village"]
    code = run([*line, "--data", str(tmp_path), "--json"], ZH)
    told = json.loads(capsys.readouterr().err)
    assert (code, told["problem"]) == (3, "file_unreadable")


class Terminal:
    """Somebody sits there and types."""

    def __init__(self, *typed: str) -> None:
        self._typed = iter(typed)
        self.asked: list[str] = []

    def isatty(self) -> bool:
        return True

    def ask(self, question: str) -> str:
        self.asked.append(question)
        return next(self._typed)


def test_a_new_password_is_asked_for_twice_at_a_terminal(monkeypatch):
    monkeypatch.delenv("STATION_NEW_PASSWORD", raising=False)
    terminal = Terminal("桥头的自行车", "桥头的自行车", "桥头的自行车", "桥尾的自行车")
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("getpass.getpass", terminal.ask)
    assert new_password(ZH) == "桥头的自行车"
    assert len(set(terminal.asked)) == 2
    with pytest.raises(Problem) as told:
        new_password(ZH)
    assert told.value.fields == {"password": "not_the_same"}


@pytest.mark.parametrize(
    ("found", "lines", "word"),
    [
        (CaughtUp({}, [], ""), 0, ""),
        (CaughtUp({"revoked": 1}, [], "new"), 2, "station-center restore"),
        (CaughtUp({}, [3, 9], ""), 1, "2 行"),
        (CaughtUp({"number": 1}, [3], "new"), 3, "1 行"),
    ],
)
def test_a_start_says_what_it_found(capsys, found, lines, word):
    tell_of_start(found, Console(ZH))
    said = capsys.readouterr().err
    assert len(said.splitlines()) == lines
    assert word in said

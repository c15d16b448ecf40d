"""What a file of ours may be."""

import re
import tomllib

import pytest

from tests.house.code import OURS, PROGRAM, ROOT, place, python_files

LONGEST_FILE = 600
STUB = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|placeholder|for now)\b", re.IGNORECASE)
FORM_HINT = re.compile(r"setPlaceholderText|placeholder-?text", re.IGNORECASE)
"""Qt's own word for the grey example in an empty field."""


def test_no_file_is_too_long_to_read():
    long = {place(p): n for p in python_files(*OURS) if (n := _lines(p)) > LONGEST_FILE}
    assert long == {}


def _lines(path):
    return path.read_bytes().count(b"\n")


def test_nothing_is_unfinished_by_its_own_words():
    found = [
        f"{place(path, number)}: {line.strip()}"
        for path in python_files(*PROGRAM, "tools", "demo", "installer")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if STUB.search(FORM_HINT.sub("", line))
    ]
    assert found == []


@pytest.mark.parametrize("line", ["# TODO: mend", "raise NotImplementedError", "a placeholder"])
def test_unfinished_words_are_recognised(line):
    assert STUB.search(line)


def test_every_room_is_a_package_and_files_are_none():
    rooms = {p.parent for p in python_files(*PROGRAM)}
    assert [place(r) for r in sorted(rooms) if not (r / "__init__.py").is_file()] == []
    for folder in ("demo", "installer", "resources"):
        assert list((ROOT / folder).rglob("__init__.py")) == []


def test_the_changelog_knows_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_lock_files_name_no_registry_and_hash_everything():
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert [p.name for p in locks] == ["center.lock", "desk.lock", "everything.lock"]
    for lock in locks:
        text = lock.read_text("utf-8")
        assert "://" not in text
        assert "index-url" not in text
        entries = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert [e.split()[0] for e in entries if "--hash=sha256:" not in e] == []


def test_the_desk_locks_the_qt_that_old_systems_can_run():
    text = (ROOT / "requirements" / "desk.lock").read_text("utf-8")
    assert "pyside6-essentials==6.8.3 ; python_full_version < '3.14'" in text
    assert "fastapi" not in text
    assert "pyside6" not in (ROOT / "requirements" / "center.lock").read_text("utf-8")

"""Where packages and wheels come from, and where their files go."""

import zipfile
from pathlib import Path, PurePosixPath

import pytest

from installer.deb import contents, debian, elf, wheels
from installer.deb.debian import BuildError

TARGETS = """\
http://mirror.test/debian/|bookworm|main
http://mirror.test/debian/|bookworm|contrib
http://mirror.test/debian/|bookworm-updates|main
http://mirror.test/debian-security/|bookworm-security|main
http://other.test/tools/|nodistro|main
"""


def test_the_machines_own_mirrors_are_taken():
    found = debian.choose_mirrors(TARGETS, "bookworm")
    assert found == ("http://mirror.test/debian/", "http://mirror.test/debian-security/")


def test_a_machine_without_security_updates_has_no_mirror_of_them():
    assert debian.choose_mirrors(TARGETS.splitlines()[0], "bookworm")[1] is None


def test_a_machine_that_knows_no_debian_is_told_to_name_one():
    with pytest.raises(BuildError, match="--mirror URL"):
        debian.choose_mirrors("http://other.test/|noble|main\n", "bookworm")


def test_only_debians_keys_are_trusted_for_the_other_release():
    text = debian.sources_list("trixie", "amd64", "http://m.test/d", "http://m.test/s")
    lines = text.splitlines()
    assert len(lines) == 3
    assert all(f"signed-by={debian.KEYRING}" in line for line in lines)
    assert lines[2].endswith("http://m.test/s trixie-security main")
    assert len(debian.sources_list("trixie", "amd64", "http://m.test/d", None).splitlines()) == 2


def test_a_program_that_fails_is_told_with_its_last_words():
    with pytest.raises(BuildError, match="sh failed: no room"):
        debian.run("sh", "-c", "echo no room >&2; exit 3")


def test_wheels_are_for_a_glibc_no_newer_than_the_oldest_hosts():
    names = wheels.platforms()
    assert names[0] == "manylinux_2_28_x86_64"
    assert "manylinux2014_x86_64" in names
    assert not {n for n in names if n.startswith(("manylinux_2_29", "manylinux_2_3", "linux_"))}


def test_a_wheels_name_is_read():
    wheel = Path("PySide6_Essentials-6.8.3-cp39-abi3-manylinux_2_28_x86_64.whl")
    assert wheels.distribution(wheel) in contents.QT_WHEELS
    assert wheels.version(wheel) == "6.8.3"


@pytest.mark.parametrize(
    ("member", "place"),
    [
        ("sync/words.py", "site/sync/words.py"),
        ("a-1.data/purelib/a.py", "site/a.py"),
        ("a-1.data/data/share/x.mo", "share/x.mo"),
        ("a-1.data/scripts/a", None),
        ("a-1.data/headers/a.h", None),
    ],
)
def test_each_file_of_a_wheel_has_its_place(member, place):
    found = wheels.place(member, PurePosixPath("site"))
    assert found == (None if place is None else PurePosixPath(place))


def test_a_wheel_is_unpacked_without_what_is_not_wanted(tmp_path):
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("a/__init__.py", "ONE = 1\n")
        archive.writestr("a/tests/test_a.py", "")
        archive.writestr("a-1.data/data/share/a.mo", "words")
        archive.writestr("a-1.data/scripts/a", "#!python")
    asked = []

    def wanted(name):
        asked.append(name)
        return "tests" not in name

    made = wheels.unpack(wheel, tmp_path / "prefix", PurePosixPath("site"), wanted)
    assert asked == ["a/__init__.py", "a/tests/test_a.py", "share/a.mo"]
    names = [p.relative_to(tmp_path / "prefix").as_posix() for p in made]
    assert names == ["site/a/__init__.py", "share/a.mo"]
    assert {p for p in (tmp_path / "prefix").rglob("*") if p.is_file()} == set(made)


def test_a_library_nobody_brings_is_named_with_who_asks_for_it():
    asked = {"lib/a.so": ["libc.so.6", "libnew.so.1"], "lib/b.so": ["libX11.so.6"]}
    assert elf.unmet_needs(asked, ["libc.so.6"], ["libX11.so.6"]) == ["lib/a.so: libnew.so.1"]


def test_a_package_of_the_host_that_nothing_asks_for_is_named():
    asked = {"lib/a.so": ["libX11.so.6"]}
    assert elf.unused_host(asked, ["libX11.so.6", "libold.so.1"]) == ["libold.so.1"]


def test_programs_and_libraries_are_known_by_their_beginning(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.so").write_bytes(elf.MAGIC + b"\x02\x01")
    (tmp_path / "lib" / "a.so.1").symlink_to("a.so")
    (tmp_path / "run").write_text("#!/bin/sh\n")
    assert elf.elf_files(tmp_path) == [tmp_path / "lib" / "a.so"]

"""The package's description, checksums and papers."""

import gzip
import hashlib
from pathlib import Path

import pytest

from installer.deb import build, contents, control
from installer.deb.debian import Package


@pytest.fixture
def text():
    return control.control(
        "0.1.0",
        "amd64",
        226_000,
        "2.41-12+deb13u4",
        contents.HOST_LIBRARIES.values(),
        contents.OPTIONAL_HOST_LIBRARIES.values(),
    )


def _field(text, name):
    return next(line for line in text.splitlines() if line.startswith(f"{name}: ")).split(": ")[1]


def test_the_control_file_has_each_field_once_and_no_empty_line(text):
    lines = text.splitlines()
    names = [line.split(":")[0] for line in lines if not line.startswith(" ")]
    assert len(names) == len(set(names))
    wanted = {"Package", "Version", "Architecture", "Maintainer", "Depends", "Description"}
    assert wanted <= set(names)
    assert "" not in lines
    assert text.endswith("\n")
    assert max(len(line) for line in lines if line.startswith(" ")) <= 80


def test_what_the_host_must_bring_is_named_once(text):
    depends = _field(text, "Depends").split(", ")
    assert len(depends) == len(set(depends))
    assert "libglib2.0-0t64 | libglib2.0-0" in depends
    assert "acl" in depends
    assert not {d for d in depends if "cups" in d}
    assert "cups" in _field(text, "Recommends")


def test_a_host_newer_than_the_private_c_library_is_refused():
    assert control.libc_range("2.41-12+deb13u4") == ["libc6 (>= 2.28)", "libc6 (<< 2.42)"]
    with pytest.raises(ValueError, match="not a version"):
        control.libc_range("deb13")


def test_installed_size_counts_whole_kib_of_each_file():
    assert control.installed_kib([0, 1, 1024, 1025]) == 0 + 1 + 1 + 2


def test_checksums_cover_every_file_and_no_link(tmp_path):
    (tmp_path / "usr").mkdir()
    (tmp_path / "usr" / "a").write_bytes(b"one")
    (tmp_path / "usr" / "b").symlink_to("a")
    digest = hashlib.md5(b"one", usedforsecurity=False).hexdigest()
    assert control.md5sums(tmp_path) == f"{digest}  usr/a\n"


def test_a_zipped_paper_is_the_same_at_every_build(tmp_path):
    control.write_zipped(tmp_path / "doc" / "one.gz", "更新")
    control.write_zipped(tmp_path / "two.gz", "更新")
    one = (tmp_path / "doc" / "one.gz").read_bytes()
    assert one == (tmp_path / "two.gz").read_bytes()
    assert gzip.decompress(one).decode() == "更新"


def test_the_offer_of_sources_names_every_part_with_its_version():
    package = Package(Path("libssl3t64.deb"), "libssl3t64", "3.5.7-1", "openssl", "3.5.7-1~deb13u3")
    told = control.sources_text("0.1.0", [package], {"pyside6_essentials": "6.8.3"}, "The offer.\n")
    lines = [line.split() for line in told.splitlines()]
    assert ["libssl3t64", "openssl", "3.5.7-1~deb13u3"] in lines
    assert ["pyside6_essentials", "6.8.3"] in lines
    assert "The offer." in told


def test_modes_do_not_depend_on_who_builds(tmp_path):
    tree = tmp_path / "tree"
    for name in ("usr/bin/station", "opt/station/lib/libc.so.6", f"opt/lib/{contents.LOADER}"):
        (tree / name).parent.mkdir(parents=True)
        (tree / name).write_text("")
        (tree / name).chmod(0o600)
    tree.chmod(0o700)
    build.set_modes(tree)
    modes = {str(p.relative_to(tree)): p.stat().st_mode & 0o777 for p in tree.rglob("*")}
    assert {name for name, mode in modes.items() if mode == 0o644} == {"opt/station/lib/libc.so.6"}
    assert set(modes.values()) == {0o644, 0o755}
    assert tree.stat().st_mode & 0o777 == 0o755

"""Builds the Debian package of the desk, with its own Python and C library inside.

    python installer/deb/build.py [--out dist] [--work build/deb] [--mirror URL [--security URL]]

Needs Debian 12 or newer (other systems: name a mirror of Debian), apt, dpkg, patchelf and strip.
Fetched files are kept in the work folder.  How and why: docs/packaging.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from installer.deb import contents, control, debian, elf, runtime, wheels
from installer.deb.debian import BuildError, Package, run

ROOT = Path(__file__).resolve().parents[2]
FILES = Path(__file__).resolve().parent / "files"
TOOLS = {"apt-get": "apt", "dpkg-deb": "dpkg", "patchelf": "patchelf", "strip": "binutils"}
COMMON_LICENSES = ("Apache-2.0", "GPL-2", "GPL-3", "LGPL-2", "LGPL-2.1", "LGPL-3", "MPL-2.0")
TRIED = [
    *("ssl", "ctypes", "lzma", "bz2", "uuid", "zoneinfo", "decimal"),
    *("sqlcipher3", "sqlmodel", "alembic", "cryptography.fernet", "argon2", "orjson", "zstandard"),
    *("PIL.Image", "requests", "station_app", "sync.resources"),
    *("icalendar", "docx", "pypdfium2", "segno", "zxingcpp"),
    *(f"PySide6.{module}" for module in contents.QT_MODULES),
]


@dataclass(frozen=True)
class Work:
    """Folders of one build: what was fetched stays, the tree is made anew each time."""

    folder: Path

    @property
    def tree(self) -> Path:
        return self.folder / "tree"

    @property
    def prefix(self) -> Path:
        return self.tree / contents.PREFIX.relative_to("/")

    @property
    def papers(self) -> Path:
        return self.tree / "usr" / "share" / "doc" / "station"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "deb")
    parser.add_argument("--mirror", help="a mirror of Debian; the machine's own unless said")
    parser.add_argument("--security", help="its mirror of security updates")
    parser.add_argument(
        "--quick", action="store_true", help="a larger file in less time, to try it"
    )
    asked = parser.parse_args(arguments)
    try:
        get_tools()
        mirrors = (asked.mirror, asked.security) if asked.mirror else debian.machine_mirrors()
        build(asked.out, Work(asked.work), *mirrors, quick=asked.quick)
    except BuildError as error:
        print(f"No package was built: {error}", file=sys.stderr)
        return 1
    return 0


def get_tools() -> None:
    """Installs missing tools as root; BuildError with the line to run otherwise."""
    missing = sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})
    if not missing:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise BuildError(f"some tools are missing; please run: sudo {' '.join(line)}")
    run("apt-get", "-q", "update")
    run(*line, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def build(out: Path, work: Work, mirror: str, security: str | None, *, quick: bool = False) -> Path:
    """Makes the package in `out` and returns its file; `quick` hardly compresses it."""
    step = _Steps()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    packages = fetch_debian(work, mirror, security)
    step.done(f"{len(packages)} packages of Debian {contents.RELEASE}")
    shutil.rmtree(work.folder / "wheels", ignore_errors=True)
    fetched = wheels.download(
        ROOT / "requirements" / "desk.lock", contents.PYTHON_TAG, work.folder / "wheels"
    )
    step.done(f"{len(fetched)} wheels of requirements/desk.lock")

    shutil.rmtree(work.tree, ignore_errors=True)
    runtime.lay_out(work.folder / "debian", work.prefix, contents.PREFIX)
    put_packages(work, fetched)
    put_programs(work)
    put_papers(work, version, packages, fetched)
    elf.check_closed(work.prefix, {**contents.HOST_LIBRARIES, **contents.OPTIONAL_HOST_LIBRARIES})
    step.done("laid out")
    runtime.byte_compile(work.prefix, contents.PREFIX)
    runtime.try_imports(work.prefix, TRIED)
    step.done("compiled and tried")

    set_modes(work.tree)
    libc = next(p.version for p in packages if p.name == "libc6")
    put_control(work, version, libc)
    file = pack(work, out, version, level=0 if quick else 9)
    step.done(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    return file


class _Steps:
    """Tells each step with its seconds."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def done(self, what: str) -> None:
        now = time.monotonic()
        print(f"{now - self._since:6.1f} s  {what}", flush=True)
        self._since = now


def fetch_debian(work: Work, mirror: str, security: str | None) -> list[Package]:
    """Debian's packages, fetched and unpacked into the work folder."""
    apt = debian.PrivateApt(work.folder / "apt", contents.ARCHITECTURE)
    apt.use(debian.sources_list(contents.RELEASE, contents.ARCHITECTURE, mirror, security))
    files = work.folder / "packages"
    unpacked = work.folder / "debian"
    for old in (files, unpacked):
        shutil.rmtree(old, ignore_errors=True)
    packages = apt.download(contents.debian_packages(), files)
    debian.extract(packages, unpacked)
    return packages


def put_packages(work: Work, fetched: list[Path]) -> None:
    """Unpacks the wheels, this project's own among them, and strips what may be stripped."""
    own = wheels.build_own(ROOT, work.folder / "own")
    for wheel in (*fetched, own):
        name = wheels.distribution(wheel)
        made = wheels.unpack(wheel, work.prefix, contents.SITE, contents.wheel_filter(name))
        if name not in contents.QT_WHEELS:
            runtime.strip_unpatched(made)
    # In a bundle they lie beside the packages (sync/resources.py).
    share = work.prefix / "share"
    (share / "station" / "resources").rename(work.prefix / contents.SITE / "resources")
    shutil.rmtree(share)


def put_programs(work: Work) -> None:
    """Commands, the entry of the desktop's menu, and its picture."""
    for name in ("station", "station-app"):
        _put(FILES / name, work.prefix / "bin" / name, executable=True)
        link = work.tree / "usr" / "bin" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FILES / "run-station", link)
        link.chmod(0o755)
    share = work.tree / "usr" / "share"
    _put(FILES / "station-app.desktop", share / "applications" / "station-app.desktop")
    icons = share / "icons" / "hicolor" / "scalable" / "apps"
    _put(ROOT / "resources" / "icons" / "app.svg", icons / "station.svg")


def _put(source: Path, target: Path, *, executable: bool = False) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755 if executable else 0o644)


def put_papers(work: Work, version: str, packages: list[Package], fetched: list[Path]) -> None:
    """Licences of every part, the offer of sources, the list of changes."""
    licenses = work.papers / "licenses"
    for package in packages:
        paper = work.folder / "debian" / "usr" / "share" / "doc" / package.name / "copyright"
        if not paper.is_file():
            raise BuildError(f"the licence of {package.name} is not in {paper}")
        _put(paper.resolve(), licenses / "debian" / package.name / "copyright")
    for name in COMMON_LICENSES:
        _put(Path("/usr/share/common-licenses") / name, licenses / "common" / name)
    numbers = {wheels.distribution(w): wheels.version(w) for w in fetched}
    offer = (FILES / "offer.txt").read_text("utf-8")
    sources = control.sources_text(version, packages, numbers, offer)
    (work.papers / "SOURCES.txt").write_text(sources, "utf-8")
    _put(FILES / "copyright", work.papers / "copyright")
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    control.write_zipped(work.papers / "changelog.gz", changes)


def set_modes(tree: Path) -> None:
    """One mode for folders, one for programs, one for the rest, whoever builds."""
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path.parent.name == "bin" or path.name == contents.LOADER
        path.chmod(0o755 if runs else 0o644)


def put_control(work: Work, version: str, libc: str) -> None:
    """Description, checksums and maintainer scripts."""
    files = [p for p in work.tree.rglob("*") if p.is_file() and not p.is_symlink()]
    size = control.installed_kib(p.stat().st_size for p in files)
    sums = control.md5sums(work.tree)
    folder = work.tree / "DEBIAN"
    folder.mkdir()
    (folder / "control").write_text(
        control.control(
            version,
            contents.ARCHITECTURE,
            size,
            libc,
            contents.HOST_LIBRARIES.values(),
            contents.OPTIONAL_HOST_LIBRARIES.values(),
        ),
        "utf-8",
    )
    (folder / "md5sums").write_text(sums, "utf-8")
    for script in ("postinst", "postrm"):
        _put(FILES / script, folder / script, executable=True)


def pack(work: Work, out: Path, version: str, *, level: int) -> Path:
    """The package file; built twice from the same commit and packages it is the same."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"station_{version}_{contents.ARCHITECTURE}.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _commit_time()}
    run(
        *("dpkg-deb", "--root-owner-group", "-Zxz", f"-z{level}", "--build", work.tree, file),
        env=environment,
    )
    return file


def _commit_time() -> str:
    """When what is built was committed; without git, when pyproject.toml was last written."""
    try:
        return run("git", "log", "-1", "--format=%ct", cwd=ROOT).strip()
    except (BuildError, OSError):
        return str(int((ROOT / "pyproject.toml").stat().st_mtime))


if __name__ == "__main__":
    sys.exit(main())

"""The desk's Python packages: as wheels by the lock file, and this project itself."""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from installer.deb.debian import BuildError, run

NEWEST_MANYLINUX = 28
"""glibc 2.28: the wheels then also run where the private C library is not used."""


def platforms(machine: str = "x86_64") -> list[str]:
    """pip's names for "Linux with glibc up to 2.28", best first."""
    numbered = [f"manylinux_2_{minor}_{machine}" for minor in range(NEWEST_MANYLINUX, 4, -1)]
    old = [f"{name}_{machine}" for name in ("manylinux2014", "manylinux2010", "manylinux1")]
    return [*numbered, *old]


def download(lock: Path, python_tag: str, into: Path) -> list[Path]:
    """The wheels the lock file names, each checked against its hash; nothing is resolved anew.

    What is published as source alone is built here, with what the lock of the tests has for that;
    BuildError if it has a compiled part, which would be made for this machine.
    """
    into.mkdir(parents=True, exist_ok=True)
    wanted = [part for name in platforms() for part in ("--platform", name)]
    run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"),
        *("--require-hashes", "--no-deps", "--no-build-isolation", *wanted),
        *("--implementation", "cp", "--python-version", python_tag),
        *("--dest", into, "--requirement", lock),
    )
    for source in sorted(p for p in into.iterdir() if p.suffix != ".whl"):
        wheel = _build(source, into)
        if not wheel.name.endswith("-none-any.whl"):
            raise BuildError(f"{source.name} has compiled parts and no wheel for this system")
    return sorted(into.glob("*.whl"))


def _build(source: Path, into: Path) -> Path:
    """A wheel of a project's source; nothing is fetched for it."""
    made = into / "made"
    run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"),
        *("--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", made, source),
    )
    wheel = next(made.glob("*.whl"))
    wheel.rename(into / wheel.name)
    made.rmdir()
    return into / wheel.name


def build_own(root: Path, work: Path) -> Path:
    """A wheel of this project, built from a copy so that the checkout stays as it is."""
    shutil.rmtree(work, ignore_errors=True)
    source = work / "source"
    source.mkdir(parents=True)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(root / name, source)
    for name in ("sync", "station_app", "resources"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / name, source / name, ignore=ignored)
    return _build(source, work)


def distribution(wheel: Path) -> str:
    """`pyside6_essentials` of `PySide6_Essentials-6.8.3-cp39-abi3-manylinux_2_28_x86_64.whl`."""
    return re.sub(r"[-_.]+", "_", wheel.name.split("-")[0]).lower()


def version(wheel: Path) -> str:
    return wheel.name.split("-")[1]


def place(member: str, site: PurePosixPath) -> PurePosixPath | None:
    """Where a wheel's file goes below the prefix; None for what only pip would use.

    Commands are not unpacked: they would name the Python that built the wheel.
    """
    top, _, rest = member.partition("/")
    if not top.endswith(".data"):
        return site / member
    kind, _, inner = rest.partition("/")
    if kind in ("purelib", "platlib"):
        return site / inner
    return PurePosixPath(inner) if kind == "data" else None


def unpack(
    wheel: Path, prefix: Path, site: PurePosixPath, wanted: Callable[[str], bool]
) -> list[Path]:
    """Unpacks what `wanted` allows; returns the files made.

    `wanted` is asked with the path below the packages' folder, or below the prefix for a file that
    lies elsewhere.
    """
    made = []
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            target = place(info.filename, site)
            if info.is_dir() or target is None:
                continue
            asked = target.relative_to(site) if target.is_relative_to(site) else target
            if wanted(str(asked)):
                path = prefix / target
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(info))
                made.append(path)
    return made

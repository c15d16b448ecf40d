"""The package's description and lists: control data, checksums, papers."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from installer.deb.debian import Package

OLDEST_LIBC = "2.28"
SHORT = "desk of a village consumer rights service station"
LONG = """\
Registers and handles consumers' complaints, refers them, and keeps the
station's records encrypted.  Works without a network; when the county center
can be reached, both exchange what is new by themselves.
.
The desk is "station-app", its commands are "station".  Python, Qt and the C
library they need are inside, so that it runs alike on old and new systems.
The data in /var/lib/station is never removed with the package."""


def libc_range(version: str) -> list[str]:
    """Which C libraries the host may have, given the version of the private one.

    The host's drivers run on the private C library, so they must not be made for a newer one.
    """
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers is None:
        raise ValueError(f"not a version of glibc: {version}")
    major, minor = int(numbers[1]), int(numbers[2])
    return [f"libc6 (>= {OLDEST_LIBC})", f"libc6 (<< {major}.{minor + 1})"]


def control(
    version: str,
    architecture: str,
    installed_kib: int,
    libc: str,
    depends: Iterable[str],
    recommends: Iterable[str],
) -> str:
    """The control file; the order of fields is Debian's, lists are sorted."""
    all_depends = [*libc_range(libc), *sorted({*depends, "acl"})]
    description = "\n".join(f" {line}" for line in LONG.splitlines())
    return (
        "Package: station\n"
        f"Version: {version}\n"
        f"Architecture: {architecture}\n"
        "Maintainer: The Station project\n"
        f"Installed-Size: {installed_kib}\n"
        f"Depends: {', '.join(all_depends)}\n"
        f"Recommends: {', '.join(sorted({*recommends}))}\n"
        "Section: misc\n"
        "Priority: optional\n"
        f"Description: {SHORT}\n"
        f"{description}\n"
    )


def installed_kib(sizes: Iterable[int]) -> int:
    """Debian's measure of installed size: each file rounded up to whole KiB."""
    return sum(-(-size // 1024) for size in sizes)


def md5sums(top: Path) -> str:
    """The list `dpkg --verify` compares with; links have no content of their own."""
    files = sorted(p for p in top.rglob("*") if p.is_file() and not p.is_symlink())
    return "".join(
        f"{hashlib.md5(p.read_bytes(), usedforsecurity=False).hexdigest()}  {p.relative_to(top)}\n"
        for p in files
    )


def write_zipped(path: Path, text: str) -> None:
    """A gzip file that is the same at every build."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def sources_text(
    version: str, debian: Iterable[Package], wheels: Mapping[str, str], offer: str
) -> str:
    """What is inside, in which version, and where its source is: the offer first."""
    rows = sorted({(p.source, p.source_version, p.name) for p in debian})
    lines = [
        f"Station {version}: the parts inside, and their sources",
        "",
        offer.strip(),
        "",
        "From Debian 13 (binary package, source package and version):",
        "",
        *(f"  {name:28} {source} {source_version}" for source, source_version, name in rows),
        "",
        "From the Python Package Index (project and version):",
        "",
        *(f"  {name:28} {number}" for name, number in sorted(wheels.items())),
        "",
    ]
    return "\n".join(lines)

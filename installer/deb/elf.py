"""Programs and libraries: what they ask for, and where they look for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from installer.deb.debian import BuildError, run

MAGIC = b"\x7fELF"


def elf_files(folder: Path) -> list[Path]:
    """All programs and libraries below a folder, links left out."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink() and is_elf(p))


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def needs(path: Path) -> list[str]:
    """The sonames a file asks for."""
    return run("patchelf", "--print-needed", path).split()


def has_search_path(path: Path) -> bool:
    """Whether it names folders to look in: then it was made or changed for its place."""
    return bool(run("patchelf", "--print-rpath", path).strip())


def look_in(path: Path, *folders: str) -> None:
    """Makes a library look for others in these folders first; `$ORIGIN` is its own."""
    run("patchelf", "--set-rpath", ":".join(folders), path)


def strip(path: Path) -> None:
    """Takes debugging symbols away.  Never from a file patchelf has changed: it would crash."""
    run("strip", "--strip-unneeded", path)


def prepare_interpreter(path: Path, loader: str, libraries: str, preloaded: Iterable[str]) -> None:
    """Binds a Python to a loader and a library folder of its own.

    `preloaded` are loaded with it, so that a library that is loaded later and asks for the same
    name gets these.  The older kind of search path (DT_RPATH) also serves the host's libraries,
    which have none: what they ask for is ours where we bring it.
    """
    run("patchelf", "--set-interpreter", loader, path)
    there = set(needs(path))
    for name in preloaded:
        if name not in there:
            run("patchelf", "--add-needed", name, path)
    run("patchelf", "--force-rpath", "--set-rpath", libraries, path)


def unmet_needs(
    asked: Mapping[str, Iterable[str]], shipped: Iterable[str], host: Iterable[str]
) -> list[str]:
    """`file: soname` for each that is neither shipped nor expected of the host, sorted."""
    known = {*shipped, *host}
    return sorted(
        f"{file}: {name}" for file, names in asked.items() for name in names if name not in known
    )


def unused_host(asked: Mapping[str, Iterable[str]], host: Iterable[str]) -> list[str]:
    """Libraries expected of the host that nothing asks for."""
    wanted = {name for names in asked.values() for name in names}
    return sorted(set(host) - wanted)


def check_closed(folder: Path, host: Mapping[str, str]) -> None:
    """BuildError when something below `folder` asks for a library nobody brings.

    Libraries below `*.libs` folders have names of their own and are found by their askers.
    """
    files = elf_files(folder)
    asked = {str(f.relative_to(folder)): needs(f) for f in files}
    links = (p for p in folder.rglob("*.so*") if p.is_symlink())
    shipped = {p.name for p in (*files, *links)}
    unmet = unmet_needs(asked, shipped, host)
    if unmet:
        raise BuildError("nobody brings " + ", ".join(unmet))
    unused = unused_host(asked, host)
    if unused:
        raise BuildError("nothing asks for " + ", ".join(unused))

"""Lays the private runtime out below its prefix: C library, Python, Qt's libraries, plugins."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from installer.deb import contents, elf
from installer.deb.debian import BuildError, run


def lay_out(debian: Path, prefix: Path, target: PurePosixPath) -> None:
    """Copies from unpacked Debian packages into `prefix`, which will stand at `target`."""
    libraries = debian / contents.LIBRARY_FOLDER
    for names in contents.RUNTIME_LIBRARIES.values():
        for name in names:
            _copy_library(libraries / name, prefix / "lib" / name)
    (prefix / "lib" / contents.LOADER).chmod(0o755)
    _lay_out_python(debian, prefix, target)
    _lay_out_qt_parts(debian, prefix)


def _copy_library(source: Path, target: Path) -> None:
    """A library under the one name it is asked for by, links followed."""
    if not source.exists():
        raise BuildError(f"Debian's packages no longer have {source.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def _lay_out_python(debian: Path, prefix: Path, target: PurePosixPath) -> None:
    interpreter = prefix / "bin" / contents.PYTHON
    interpreter.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(debian / "usr" / "bin" / contents.PYTHON, interpreter)
    interpreter.chmod(0o755)
    elf.prepare_interpreter(
        interpreter, str(target / "lib" / contents.LOADER), "$ORIGIN/../lib", contents.PRELOADED
    )
    library = prefix / "lib" / contents.PYTHON
    shutil.copytree(debian / "usr" / "lib" / contents.PYTHON, library, symlinks=True)
    # A link into /etc, which is not taken along.
    (library / "sitecustomize.py").unlink(missing_ok=True)
    for pattern in contents.DROPPED_FROM_PYTHON:
        for path in library.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    broken = [p.name for p in library.rglob("*") if p.is_symlink() and not p.exists()]
    if broken:
        raise BuildError(f"Python's library links to what is not shipped: {', '.join(broken)}")


def _lay_out_qt_parts(debian: Path, prefix: Path) -> None:
    """What Qt finds beside itself: helpers of xcb, and the plugins for both kinds of fcitx."""
    libraries = debian / contents.LIBRARY_FOLDER
    beside_qt = prefix / contents.QT / "lib"
    above = PurePosixPath(*[".."] * len((contents.QT / "lib").parts))
    for names in contents.QT_LIBRARIES.values():
        for name in names:
            _copy_library(libraries / name, beside_qt / name)
            elf.look_in(beside_qt / name, "$ORIGIN", f"$ORIGIN/{above}/lib")
    # Qt's own libraries look only beside themselves; this is the same file as below lib/.
    (beside_qt / "libzstd.so.1").symlink_to(above / "lib" / "libzstd.so.1")

    plugins = libraries / "qt6" / "plugins" / "platforminputcontexts"
    fcitx5 = prefix / contents.QT / "plugins" / "platforminputcontexts" / contents.FCITX5_PLUGIN
    fcitx4 = prefix / contents.FCITX4_FOLDER / contents.FCITX4_PLUGIN
    _copy_library(plugins / contents.FCITX5_PLUGIN, fcitx5)
    _copy_library(plugins / contents.FCITX4_PLUGIN, fcitx4)
    elf.look_in(fcitx5, "$ORIGIN/../../lib")


def strip_unpatched(files: list[Path]) -> None:
    """Strips a wheel's libraries, but those that were patched for their place already."""
    for path in files:
        if elf.is_elf(path) and not elf.has_search_path(path):
            elf.strip(path)


def python_command(prefix: Path) -> list[str | Path]:
    """Runs the Python of a prefix that does not stand at its place yet."""
    library = prefix / "lib"
    return [library / contents.LOADER, "--library-path", library, prefix / "bin" / contents.PYTHON]


def byte_compile(prefix: Path, target: PurePosixPath) -> None:
    """Compiles every module as it will be named at its place; sources are never compared again."""
    options = ["-q", "-f", "--invalidation-mode", "unchecked-hash"]
    run(
        *python_command(prefix),
        *("-I", "-m", "compileall", *options, "-s", str(prefix), "-p", str(target)),
        *(prefix / "lib" / contents.PYTHON, prefix / contents.SITE),
    )


def try_imports(prefix: Path, modules: list[str]) -> None:
    """Imports the modules with the new Python; BuildError names what failed."""
    run(*python_command(prefix), "-I", "-B", "-c", "import " + ", ".join(modules))

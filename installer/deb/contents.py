"""What goes into the Debian package, as tables: packages, libraries, modules, host's libraries.

Everything of Qt and of the runtime is named here one by one, so that what a new version of a wheel
brings along is not shipped unseen; `elf.unmet_needs` says when something named too little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import PurePosixPath

ARCHITECTURE = "amd64"
PREFIX = PurePosixPath("/opt/station")
"""Fixed: the interpreter names its loader by this path."""

RELEASE = "trixie"
"""Debian 13, whose C library, Python and fcitx plugins are taken."""

PYTHON = "python3.13"
PYTHON_TAG = "3.13"
SITE = PurePosixPath("lib/python3/dist-packages")
"""Where Debian's Python looks for packages, below any prefix."""

LIBRARY_FOLDER = PurePosixPath("usr/lib/x86_64-linux-gnu")
LOADER = "ld-linux-x86-64.so.2"
QT = SITE / "PySide6" / "Qt"
FCITX4_FOLDER = PurePosixPath("lib/fcitx4/platforminputcontexts")
"""Outside Qt's own folder: both plugins answer to "fcitx", and only one may be found there."""

RUNTIME_LIBRARIES: dict[str, tuple[str, ...]] = {
    "libc6": (
        LOADER,
        "libc.so.6",
        "libm.so.6",
        "libmvec.so.1",
        "libpthread.so.0",
        "libdl.so.2",
        "librt.so.1",
        "libutil.so.1",
        "libresolv.so.2",
        "libanl.so.1",
        "libnsl.so.1",
        "libnss_compat.so.2",
        "libnss_files.so.2",
        "libnss_dns.so.2",
        "libnss_hesiod.so.2",
    ),
    "libgcc-s1": ("libgcc_s.so.1",),
    "libstdc++6": ("libstdc++.so.6",),
    "zlib1g": ("libz.so.1",),
    "libexpat1": ("libexpat.so.1",),
    "libffi8": ("libffi.so.8",),
    "libbz2-1.0": ("libbz2.so.1.0",),
    "liblzma5": ("liblzma.so.5",),
    "libuuid1": ("libuuid.so.1",),
    "libzstd1": ("libzstd.so.1",),
    "libssl3t64": ("libssl.so.3", "libcrypto.so.3"),
}
"""Debian package -> the libraries taken from it into PREFIX/lib."""

QT_LIBRARIES: dict[str, tuple[str, ...]] = {
    "libxcb-cursor0": ("libxcb-cursor.so.0",),
    "libxcb-icccm4": ("libxcb-icccm.so.4",),
    "libxcb-image0": ("libxcb-image.so.0",),
    "libxcb-keysyms1": ("libxcb-keysyms.so.1",),
    "libxcb-render-util0": ("libxcb-render-util.so.0",),
    "libxcb-util1": ("libxcb-util.so.1",),
    "libfcitx5-qt6-1": ("libFcitx5Qt6DBusAddons.so.1",),
    "libwayland-client0": ("libwayland-client.so.0",),
    "libwayland-cursor0": ("libwayland-cursor.so.0",),
}
"""The same for Qt's own library folder: Qt's libraries look only beside themselves.  Wayland's are
asked for by fcitx 5's plugin; those of Debian 11 lack a function it needs."""

PYTHON_PACKAGES = ("python3.13-minimal", "libpython3.13-minimal", "libpython3.13-stdlib")
LICENSE_PACKAGES = ("gcc-14-base",)
"""Others point to the licences that lie here."""

FCITX5_PACKAGE = "fcitx5-frontend-qt6"
FCITX5_PLUGIN = "libfcitx5platforminputcontextplugin.so"
FCITX4_PACKAGE = "fcitx-frontend-qt6"
FCITX4_PLUGIN = "libfcitxplatforminputcontextplugin-qt6.so"

PRELOADED = (
    "libstdc++.so.6",
    "libgcc_s.so.1",
    "libm.so.6",
    "libpthread.so.0",
    "libdl.so.2",
    "librt.so.1",
    "libutil.so.1",
    "libresolv.so.2",
)
"""Loaded with the interpreter: who asks for one of these names later gets ours, never the host's,
since a library that has a search path of its own would otherwise find the host's first."""

DROPPED_FROM_PYTHON = (
    "EXTERNALLY-MANAGED",
    "_pyrepl",
    "_aix_support.py",
    "_android_support.py",
    "_apple_support.py",
    "_ios_support.py",
    "_osx_support.py",
    "antigravity.py",
    "curses",
    "dbm",
    "pydoc_data",
    "sqlite3",
    "test",
    "this.py",
    "turtle.py",
    "unittest",
    "venv",
    "zipapp.py",
    "lib-dynload/_curses*.so",
    "lib-dynload/_dbm*.so",
    "lib-dynload/_sqlite3*.so",
    "lib-dynload/*test*.so",
    "lib-dynload/readline*.so",
    "lib-dynload/xx*.so",
)
"""What a desk never asks for.  `sqlite3` too: the only SQLite here is the one in sqlcipher3."""

QT_MODULES = ("QtCore", "QtDBus", "QtGui", "QtNetwork", "QtPrintSupport", "QtSvg", "QtWidgets")

QT_WHEEL_KEPT = (
    *(f"PySide6/{module}.abi3.so" for module in QT_MODULES),
    "PySide6/__init__.py",
    "PySide6/_config.py",
    "PySide6/_git_pyside_version.py",
    "PySide6/libpyside6.abi3.so.*",
    "PySide6/support/*",
    "PySide6/Qt/lib/libQt6Core.so.6",
    "PySide6/Qt/lib/libQt6DBus.so.6",
    "PySide6/Qt/lib/libQt6Gui.so.6",
    "PySide6/Qt/lib/libQt6Network.so.6",
    "PySide6/Qt/lib/libQt6PrintSupport.so.6",
    "PySide6/Qt/lib/libQt6Svg.so.6",
    "PySide6/Qt/lib/libQt6WaylandClient.so.6",  # fcitx 5's plugin asks for it
    "PySide6/Qt/lib/libQt6Widgets.so.6",
    "PySide6/Qt/lib/libQt6XcbQpa.so.6",
    "PySide6/Qt/lib/libicu*.so.73",
    "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
    "PySide6/Qt/plugins/imageformats/libqgif.so",
    "PySide6/Qt/plugins/imageformats/libqico.so",
    "PySide6/Qt/plugins/imageformats/libqjpeg.so",
    "PySide6/Qt/plugins/imageformats/libqsvg.so",
    "PySide6/Qt/plugins/imageformats/libqwebp.so",
    "PySide6/Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
    "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
    "PySide6/Qt/translations/qtbase_zh_CN.qm",
    "*.dist-info/*",
    "shiboken6/*",
)
"""The allow-list for Qt's two wheels: 44 of 250 MB.  No wayland platform: xcb runs there too, and
input methods are only proven with it."""

QT_WHEELS = ("pyside6_essentials", "shiboken6")

DROPPED_FROM_WHEELS = (
    "*.pyi",
    "*/py.typed",
    "*/tests/*",
    "*/test/*",
    "*/include/*",
    "bin/*",
    "*.pxd",
    "*.pxi",
    "*.pyx",
    "*.h",
    "*.c",
    "PIL/_avif*.so",
    "PIL/_imagingtk*.so",
    "pillow.libs/libavif-*",
    "sqlalchemy/testing/*",
    "alembic/testing/*",
    "alembic/templates/*",
    "lxml/html/*",
    "lxml/includes/*",
    "lxml/isoschematron/*",
    "lxml/objectify*",
    "zstandard/_cffi*.so",
    "*.dist-info/sboms/*",
)
"""Of the other wheels everything stays but this."""

DROPPED_FROM_STATION = (
    "sync/center/*",
    "share/station/resources/demo/*",
    "share/station/resources/pages/*",
    "*.po",
)
"""The county center's part is not on a desk."""

HOST_LIBRARIES: dict[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""Libraries that must be the host's, since they talk to its drivers and servers -> the package."""

OPTIONAL_HOST_LIBRARIES: dict[str, str] = {"libcups.so.2": "libcups2t64 | libcups2"}
"""Without these one plugin stays unloaded: here, printing."""


def debian_packages() -> list[str]:
    """All packages to fetch from Debian, in a fixed order."""
    libraries = {*RUNTIME_LIBRARIES, *QT_LIBRARIES}
    others = {*PYTHON_PACKAGES, FCITX5_PACKAGE, FCITX4_PACKAGE, *LICENSE_PACKAGES}
    return sorted(libraries | others)


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a path (posix, relative) fits one of the patterns; `*` also spans folders."""
    return any(fnmatch(name, pattern) for pattern in patterns)


def wheel_filter(distribution: str) -> Callable[[str], bool]:
    """Which files of a wheel are shipped; `distribution` in lower case with underscores."""
    if distribution in QT_WHEELS:
        return lambda name: matches(name, QT_WHEEL_KEPT) and not name.endswith(".pyi")
    if distribution == "station":
        return lambda name: not matches(name, DROPPED_FROM_STATION)
    return lambda name: not matches(name, DROPPED_FROM_WHEELS)

"""What is shipped and what is not, by the tables of the package."""

import ast
from pathlib import PurePosixPath

import pytest

from installer.deb import contents
from tests.house.code import ROOT, python_files, tree


def _qt_modules_of_the_desk():
    for path in python_files("station_app"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "PySide6":
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                yield str(node.module).split(".")[1]


def test_every_qt_module_the_desk_imports_is_shipped():
    used = set(_qt_modules_of_the_desk())
    assert {"QtCore", "QtWidgets"} <= used
    assert used - set(contents.QT_MODULES) == set()
    keeps = contents.wheel_filter("pyside6_essentials")
    for module in contents.QT_MODULES:
        assert keeps(f"PySide6/{module}.abi3.so")


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/QtQuick.abi3.so",
        "PySide6/QtCore.pyi",
        "PySide6/designer",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/plugins/platforms/libqwayland-generic.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/qml/QtQuick/Controls/qmldir",
        "shiboken6/Shiboken.pyi",
    ],
)
def test_of_qt_nothing_comes_along_unnamed(name):
    assert not contents.wheel_filter("pyside6_essentials")(name)


def test_the_desk_and_its_files_are_shipped_and_the_center_is_not():
    keeps = contents.wheel_filter("station")
    for path in python_files("sync", "station_app"):
        name = path.relative_to(ROOT).as_posix()
        assert keeps(name) == (not name.startswith("sync/center/")), name
    assert keeps("share/station/resources/translations/zh_CN/ui.mo")
    assert keeps("share/station/resources/weak-passwords.txt")
    frozen = [p.relative_to(ROOT).as_posix() for p in (ROOT / "sync").rglob("*.sql")]
    assert frozen
    assert all(keeps(name) for name in frozen)
    for name in ("demo/county.json", "pages/docs.html", "translations/zh_CN/ui.po"):
        assert not keeps(f"share/station/resources/{name}")


def test_other_wheels_lose_only_what_is_never_run():
    keeps = contents.wheel_filter("sqlalchemy")
    assert keeps("sqlalchemy/orm/session.py")
    assert keeps("sqlalchemy-2.1.9.dist-info/licenses/LICENSE")
    assert not keeps("sqlalchemy/testing/fixtures.py")
    assert not keeps("sqlalchemy/util/_immutabledict_cy.pyx")


def test_each_library_comes_from_one_side_only():
    ours = [
        name
        for table in (contents.RUNTIME_LIBRARIES, contents.QT_LIBRARIES)
        for names in table.values()
        for name in names
    ]
    assert len(ours) == len(set(ours))
    hosts = {*contents.HOST_LIBRARIES, *contents.OPTIONAL_HOST_LIBRARIES}
    assert hosts & set(ours) == set()
    # Else a library with a search path of its own would find the host's copy.
    assert set(contents.PRELOADED) <= set(ours)
    assert {"libc.so.6", contents.LOADER} <= set(ours)


def test_debian_is_asked_for_each_package_once_and_in_order():
    packages = contents.debian_packages()
    assert packages == sorted(set(packages))
    assert {"libc6", "python3.13-minimal", "fcitx5-frontend-qt6"} <= set(packages)


def test_both_plugins_for_fcitx_lie_where_only_one_is_found():
    assert contents.FCITX4_FOLDER.name == "platforminputcontexts"
    assert not contents.FCITX4_FOLDER.is_relative_to(contents.QT)
    started = (ROOT / "installer/deb/files/run-station").read_text("utf-8")
    folder = PurePosixPath(contents.PREFIX / contents.FCITX4_FOLDER).parent
    assert f"QT_PLUGIN_PATH={folder}\n" in started

"""What must be right before the first widget: input method, scaling, faults, Qt's own words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from station_app.background.tasks import log_fault

FCITX = ("fcitx", "fcitx5")


def choose_input_method(environment: MutableMapping[str, str], plugins: Path) -> None:
    """Makes Chinese typing work where the desktop says fcitx and its plugin is missing.

    The wheels carry only ibus's plugin, which fcitx 5 answers as well; with `fcitx` set nothing
    Chinese would arrive.  `plugins` is Qt's folder of platform input contexts.  To be called before
    QApplication is made.
    """
    wanted = environment.get("QT_IM_MODULE", "")
    if not wanted and "fcitx" in environment.get("XMODIFIERS", ""):
        wanted = "fcitx"
    if wanted in FCITX and not any(plugins.glob("libfcitx*plugin*")):
        environment["QT_IM_MODULE"] = "ibus"


def make_application(arguments: list[str], lang: str) -> QApplication:
    """The QApplication, with Qt's own dialogs in the user's language."""
    plugin_folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    choose_input_method(os.environ, plugin_folder / "platforminputcontexts")
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    # By argument: `setStyle` gives back a `QStyle`, whose five hundred names cost 9 ms of a start.
    app = QApplication([*arguments, "-style", "Fusion"])
    app.setApplicationName("station-app")
    app.setDesktopFileName("station-app")
    app.setQuitOnLastWindowClosed(True)
    QLocale.setDefault(QLocale(lang))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{lang}", folder):
        app.installTranslator(translator)
    return app


def catch_faults(told: Callable[[str], object]) -> None:
    """Faults in slots on the UI thread go into the log and to `told` with their code.

    Ctrl+C at a terminal still ends the program.
    """

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        told(log_fault(error.with_traceback(trace)))

    sys.excepthook = hook

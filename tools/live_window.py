"""A window over a real desk, with one page in it, whose pictures are looked at.

Shared by the `*_screens.py` of single pages.  The people and places in the pictures are made up.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QDeadlineTimer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from station_app.background.tasks import Tasks
from station_app.foundation.wording import Wording
from station_app.ui.common.context import Context
from station_app.ui.common.desk_clock import DeskClock
from station_app.ui.common.dialogs import DialogService
from station_app.ui.common.lunar import ChineseLunarDays
from station_app.ui.common.messages import Messages
from station_app.ui.common.navigator import Navigator
from station_app.ui.common.page import Page
from station_app.ui.common.theme import Theme
from station_app.ui.shell.main_window import MainWindow
from station_app.ui.shell.opening import shown
from station_app.ui.shell.ports import Frame, PageEntry, Session
from station_app.ui.shell.start import make_application
from station_app.usecases.desk import Desk, NewStation, init_station, open_desk
from sync.clock import SystemClock, local_date
from sync.ledger.sealing import Cost
from sync.resources import resources_folder
from sync.words import load_words
from tools.flat import save_flat
from tools.screens import BADGE, SIZE, StandIn, settle
from tools.story_index import SHOWN

LOGIN, PASSWORD = "lizhuli", "Ym8-wheat-lantern"
VILLAGE = NewStation("120115101201", "镇东村消费维权服务站", "village", LOGIN, PASSWORD, "李助理")
PATIENCE_MS = 20_000


@dataclass(frozen=True, slots=True)
class Look:
    """How the window is to look."""

    scale: int = 100
    dark: bool = False
    lang: str = "zh_CN"

    @property
    def ending(self) -> str:
        """What a picture of this look has behind its name; nothing for the usual one."""
        parts = [
            str(self.scale) if self.scale != 100 else "",
            "dark" if self.dark else "",
            self.lang if self.lang != "zh_CN" else "",
        ]
        return "".join(f"-{part}" for part in parts if part)


class LiveWindow:
    """The window with one page in it, as somebody of a station sees it.

    `fill` puts into the ledger what the page is to show; it runs where the ledger lives.
    """

    def __init__(
        self,
        folder: Path,
        look: Look,
        key: str,
        page: Callable[[Context, Session], Page],
        fill: Callable[[Desk], None] = lambda _: None,
        station: NewStation = VILLAGE,
    ) -> None:
        app = QApplication.instance()
        self.app = app if isinstance(app, QApplication) else make_application(["shots"], look.lang)
        words = load_words(look.lang)
        wording = Wording(words)
        theme = Theme(self.app, resources_folder(), dark=look.dark)
        theme.set_scale(look.scale)
        self.tasks: Tasks[Desk] = Tasks()
        self.folder = folder.parent
        self.today = local_date(SystemClock().now_ms())
        made: list[MainWindow] = []
        self.context = Context(
            words=words,
            wording=wording,
            theme=theme,
            tasks=self.tasks,
            dialogs=DialogService(theme, words, lambda: made[0] if made else None),
            messages=Messages(wording),
            navigator=Navigator(),
            lunar=ChineseLunarDays(),
            clock=DeskClock(SystemClock()),
        )
        init_station(folder, station, cost=Cost(64, 1, 1))
        found: list[Session] = []

        def opener() -> tuple[Desk, Session]:
            desk = open_desk(folder, LOGIN, PASSWORD)
            fill(desk)
            return desk, shown(desk, wording)

        self.tasks.open(opener, found.append)
        self.wait(lambda: bool(found))
        stand_in = StandIn()
        titles = {
            "intake": words.tr("Intake"),
            "calendar": words.tr("Publicity calendar"),
            "training": words.tr("Training records"),
            "knowledge": words.tr("Knowledge and cases"),
        }
        frame = Frame(stand_in, stand_in, stand_in, (PageEntry(key, titles[key], key, page),))
        self.window = MainWindow(self.context, frame, self.app)
        made.append(self.window)
        self.window.resize(*SIZE)
        self.window.begin(first_start=False)
        self.window.show()
        self.window._enter(found[0])
        self.window.desk.header.show_badge(BADGE)
        self.rest()

    def wait(self, ready: Callable[[], bool]) -> None:
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not ready():
            self.app.processEvents()
            if deadline.hasExpired():
                raise TimeoutError
        settle()

    def rest(self) -> None:
        """Until everything asked for so far was answered."""
        for _ in range(4):
            answered: list[bool] = []
            self.tasks.on_ledger(lambda _: True, answered.append)
            self.wait(lambda answered=answered: bool(answered))  # type: ignore[misc]

    def dialog(self) -> QDialog:
        """The dialog in front."""
        self.rest()
        return shown_dialogs()[-1]

    def picture(self) -> QPixmap:
        """The window, and the dialogs over it: those stand in windows of their own."""
        settle()
        canvas = self.window.grab()
        painter = QPainter(canvas)
        for dialog in shown_dialogs():
            at = self.window.rect().center() - dialog.rect().center()
            painter.drawPixmap(at, dialog.grab())
        menu = QApplication.activePopupWidget()
        if menu is not None:
            painter.drawPixmap(self.window.mapFromGlobal(menu.pos()), menu.grab())
        painter.end()
        return canvas

    def close(self) -> None:
        for dialog in shown_dialogs():
            dialog.reject()
        self.window.close()
        self.tasks.stop()


def shown_dialogs() -> list[QDialog]:
    """The dialogs that are open, the last opened at the end."""
    top = QApplication.topLevelWidgets()
    return [one for one in top if isinstance(one, QDialog) and one.isVisible()]


def photograph() -> QImage:
    image = QImage(2400, 1600, QImage.Format.Format_RGB32)
    image.fill(QColor("#C9B27C"))
    painter = QPainter(image)
    for n in range(40):
        painter.fillRect(n * 60, 200 + (n * 97) % 900, 40, 300, QColor(90 + n * 3, 120, 60))
    painter.end()
    return image


class Studio(Protocol):
    """What pictures are taken of."""

    def picture(self) -> QPixmap: ...

    def close(self) -> None: ...


def take_pictures(
    subject: str,
    make: Callable[[Path, Look], tuple[Studio, Iterable[tuple[str, QWidget]]]],
    given: Sequence[str] | None = None,
) -> None:
    """The command of a page's pictures.

    `make` opens the desk in a folder; its scenes are gone through one by one, and each is kept as
    `SUBJECT-SCENE.png`.
    """
    parser = argparse.ArgumentParser(description=f"Pictures of the {subject} page.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=int, nargs="+", default=[100, 200])
    parser.add_argument("--lang", nargs="+", default=["zh_CN"])
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--kept", action="store_true", help="those that the index names")
    wanted = parser.parse_args(given)
    wanted.out.mkdir(parents=True, exist_ok=True)
    if wanted.kept:
        wanted.only += [
            name.removeprefix(f"{subject}-") for name, _ in SHOWN if name.startswith(f"{subject}-")
        ]
    looks = [Look(scale, wanted.dark, lang) for lang in wanted.lang for scale in wanted.scale]
    for look in looks:
        with tempfile.TemporaryDirectory() as folder:
            studio, scenes = make(Path(folder) / "desk", look)
            with closing(studio):
                for name, _ in scenes:
                    if not wanted.only or name in wanted.only:
                        file = wanted.out / f"{subject}-{name}{look.ending}.png"
                        save(studio.picture(), file)


def save(picture: QPixmap, place: Path) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    save_flat(Image.open(io.BytesIO(buffer.data().data())), place)

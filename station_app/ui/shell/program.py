"""The window from start to end: folder, lock, look, threads, sign-in, exchange."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from station_app.background.exchange_keeper import ExchangeKeeper
from station_app.background.room import Room
from station_app.background.tasks import Tasks
from station_app.foundation.log import log_to
from station_app.foundation.paths import Paths, data_folder
from station_app.foundation.settings import Settings, read_settings
from station_app.foundation.version import program_version
from station_app.foundation.wording import Wording
from station_app.ui.common.context import Context
from station_app.ui.common.desk_clock import DeskClock
from station_app.ui.common.dialogs import Choice, DialogService, Question, QuestionDialog
from station_app.ui.common.lunar import ChineseLunarDays
from station_app.ui.common.messages import Messages
from station_app.ui.common.navigator import Navigator
from station_app.ui.common.theme import Theme
from station_app.ui.pages import load_first, load_pages, page_entries
from station_app.ui.shell.local import LocalPreferences, LocalSetup, LocalSignIn
from station_app.ui.shell.main_window import MainWindow
from station_app.ui.shell.ports import Frame, Session
from station_app.ui.shell.start import catch_faults, make_application
from station_app.usecases.holding import hold_desk
from sync.clock import Clock, RandomBytes, SystemClock
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder
from sync.words import DEFAULT_LANG, LANGS, Words, load_words

if TYPE_CHECKING:
    from station_app.ui.sync_status.exchanging import Exchanging
    from station_app.usecases.desk import Desk

LOAD_FIRST_MS = 50
"""After the window was shown: the sign-in page is painted by then."""
LOAD_AFTER_MS = 400
"""After the exchange was set up: the first rows are painted, and nobody has pressed a page yet."""


def run(arguments: Sequence[str]) -> int:
    """The exit code: 0, or 4 where another program holds the data folder and cannot be raised, or
    the folder cannot be worked in."""
    asked = _arguments(arguments)
    paths = Paths.under(data_folder(asked.data))
    settings = read_settings(paths.settings)
    lang = asked.lang or settings.lang
    app = make_application(["station-app"], lang)
    name = _door_name(paths.folder)
    with ExitStack() as held:
        try:
            held.enter_context(hold_desk(paths.folder))
        except Problem as problem:
            if problem.kind is not ProblemKind.LEDGER_IN_USE:
                return _tell_why_not(app, lang, settings.text_size, problem)
            # Qt's network is loaded by who needs it: a second start, and a first one late.
            from station_app.ui.shell.knock import raise_first

            return 0 if raise_first(name) else 4
        held.enter_context(log_to(paths.logs, "station-app"))
        program = Program(app, paths, settings, lang, offline=asked.offline, safe=asked.safe)
        program.begin()
        QTimer.singleShot(
            LOAD_FIRST_MS, program.window, lambda: held.callback(_open_door(name, program))
        )
        code = app.exec()
        program.end()
    return code


def _open_door(name: str, program: Program) -> Callable[[], None]:
    """Opens the door for a second start; gives what closes it."""
    from station_app.ui.shell.knock import Door

    return Door(name, program.window).close


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("station-app", add_help=False)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--lang", choices=LANGS)
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--safe", action="store_true")
    parser.add_argument("--version", action="version", version=program_version())
    # As a version: argparse's own help has its headings in English only.
    told = help_text(load_words(_told_language(arguments)))
    parser.add_argument("-h", "--help", action="version", version=told)
    parser.formatter_class = argparse.RawTextHelpFormatter
    return parser.parse_args(list(arguments))


def _told_language(arguments: Sequence[str]) -> str:
    """Of the help: before anything is read, it is on the line, or Chinese."""
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--lang", nargs="?")
    asked = first.parse_known_args(list(arguments))[0].lang
    return asked if asked in LANGS else DEFAULT_LANG


def help_text(words: Words) -> str:
    """What `station-app --help` says."""
    options = (
        ("--data DIR", words.tr("the data folder")),
        ("--lang " + "|".join(LANGS), words.tr("the language of the window")),
        ("--offline", words.tr("no exchange with the county until it is started again")),
        ("--safe", words.tr("no work in the background, nothing restored from last time")),
        ("--version", words.tr("tell the version and end")),
        ("--help", words.tr("tell this and end")),
    )
    lines = [words.tr("Usage: {line}", line="station-app [...]"), ""]
    lines += [words.tr("The station's window on this PC."), ""]
    return "\n".join(lines + [f"  {name:<18}{told}" for name, told in options])


def _tell_why_not(app: QApplication, lang: str, text_size: int, problem: Problem) -> int:
    """A dialog of its own, since there is no window: why none can be opened on this folder."""
    words = load_words(lang)
    told = Wording(words).problem(problem)
    more = ""
    if problem.kind is ProblemKind.DISK_READ_ONLY:
        more = words.tr(
            "Is it a stick or a disk that is write-protected? Copy the whole folder to this PC's "
            "own disk and open it there. To look something up at once, the command "
            "“station complaint list” reads it where it is."
        )
    question = Question(
        title=words.tr("The ledger cannot be opened here"),
        text="\n".join(part for part in (told.what, told.then, more) if part),
        choices=(Choice("ok", words.tr("Close"), primary=True),),
        code=told.code,
    )
    theme = Theme(app, resources_folder(), scale=text_size)
    QuestionDialog(theme, question, lambda _: app.quit()).open()
    app.exec()
    return 4


class Program:
    """The parts of one running window."""

    def __init__(
        self,
        app: QApplication,
        paths: Paths,
        settings: Settings,
        lang: str,
        *,
        offline: bool = False,
        safe: bool = False,
        dark: bool | None = None,
        clock: Clock | None = None,
        random: RandomBytes = os.urandom,
    ) -> None:
        """`offline`: nothing is sent or fetched.  `safe`: no background work at all.  `dark`
        None follows the system."""
        self._paths = paths
        self._quiet = offline or safe
        pc = clock or SystemClock()
        self._clock = DeskClock(pc)
        words = load_words(lang)
        wording = Wording(words)
        theme = Theme(app, resources_folder(), scale=settings.text_size, dark=dark)
        self.tasks: Tasks[Desk] = Tasks(room=Room(paths.folder))
        shown: list[QWidget] = []
        context = Context(
            words=words,
            wording=wording,
            theme=theme,
            tasks=self.tasks,
            dialogs=DialogService(theme, words, lambda: shown[0] if shown else None),
            messages=Messages(wording),
            navigator=Navigator(),
            lunar=ChineseLunarDays(),
            clock=self._clock,
        )
        frame = Frame(
            LocalSignIn(paths, wording, pc, random),
            LocalSetup(paths, wording, pc, random),
            LocalPreferences(paths),
            page_entries(context, lambda: self._exchanging_now.door),
            version=program_version(),
        )
        self._exchanging: Exchanging | None = None
        self.window = MainWindow(context, frame, app)
        shown.append(self.window)
        self.window.signed_in.connect(self._signed_in)
        catch_faults(self.tasks.fault.emit)

    @property
    def keeper(self) -> ExchangeKeeper | None:
        """Of the exchange; None until the first person is at the desk."""
        return self._exchanging.keeper if self._exchanging is not None else None

    def begin(self) -> None:
        self.window.begin(first_start=not self._paths.ledger.exists())
        self.window.show()
        QTimer.singleShot(LOAD_FIRST_MS, self.window, lambda: self.tasks.on_line(load_first))

    def end(self) -> None:
        """Writes are finished, threads ended, the ledger closed."""
        keeper = self.keeper
        if keeper is not None:
            keeper.stop()
        self.tasks.stop()

    def _signed_in(self, _session: Session) -> None:
        """The exchange begins with the first person after a start; before, nothing is sent."""
        exchanging = self._exchanging_now
        exchanging.begun.connect(self._exchange_begun)
        exchanging.begin()

    @property
    def _exchanging_now(self) -> Exchanging:
        if self._exchanging is None:
            # Its parts came with the ledger's, which no sign-in page needs.
            from station_app.ui.sync_status.exchanging import Exchanging

            self._exchanging = Exchanging(
                self.tasks, self._clock, quiet=self._quiet, parent=self.window
            )
        return self._exchanging

    def _exchange_begun(self, keeper: ExchangeKeeper) -> None:
        self.window.set_keeper(keeper)
        QTimer.singleShot(LOAD_AFTER_MS, self.window, lambda: self.tasks.on_line(load_pages))


def _door_name(folder: Path) -> str:
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()
    return f"station-{digest[:16]}"

"""The window: sign-in, first start, desk and lock are four faces of it; the keys work on all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QStackedWidget

from station_app.background.exchange_keeper import Badge, ExchangeKeeper
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Choice, FrameDialog, Question
from station_app.ui.common.look import LEAST_SCALE
from station_app.ui.common.texts import selectable, text
from station_app.ui.shell.desk import Desk
from station_app.ui.shell.idle import IdleTimer
from station_app.ui.shell.keys import KEYS, Act
from station_app.ui.shell.ports import Command, Frame, Made, Session
from station_app.ui.shell.sign_in import LockScreen, SignInPage
from sync.problems import Problem

if TYPE_CHECKING:
    from station_app.ui.shell.first_start import FirstStart

INTAKE, CASES, SYNC = "intake", "cases", "sync"
"""Keys of the pages that the frame itself leads to, where they are there."""


class MainWindow(QMainWindow):
    """Signals:
    signed_in: A person sits down for the first time since the start.  arg: the `Session`.
    person_changed: Another person took over at the open ledger.  arg: the `Session`.
    closing: The window is being closed; pages have written what was typed.  No argument.
    """

    signed_in = Signal(object)
    person_changed = Signal(object)
    closing = Signal()

    def __init__(self, context: Context, frame: Frame, app: QApplication) -> None:
        super().__init__()
        self._context = context
        self._frame = frame
        self._keeper: ExchangeKeeper | None = None
        self._hidden: list[QDialog] = []
        self._fault_shown = False
        self._short_of_room = False
        tr = context.words.tr
        self.setWindowTitle(tr("Consumer rights service station"))
        self.setWindowIcon(QIcon(context.theme.pixmap("app", 64)))
        self.resize(1366, 720)
        self.setMinimumSize(800, 560)
        self.faces = QStackedWidget(self)
        self.setCentralWidget(self.faces)
        self.sign_in = SignInPage(context, frame.sign_in)
        self.desk = Desk(context, frame.pages)
        self.guide: FirstStart | None = None
        for face in (self.sign_in, self.desk):
            self.faces.addWidget(face)
        self.sign_in.signed_in.connect(self._enter)
        self.idle = IdleTimer(app, frame.idle_minutes, self)
        self.idle.gone_idle.connect(self.lock)
        self._show_note()
        self._wire_desk()
        self._wire_keys()
        context.theme.rested.connect(self._keep_text_size)
        context.tasks.problem.connect(context.messages.problem)
        context.tasks.fault.connect(self._show_fault)
        context.tasks.room.connect(self._room_changed)

    def begin(self, *, first_start: bool) -> None:
        """The guide where there is no ledger yet, else the sign-in."""
        if not first_start:
            self.faces.setCurrentWidget(self.sign_in)
            return
        # Seen once in the life of a PC: its papers and choices are no part of any other start.
        from station_app.ui.shell.first_start import FirstStart

        self.guide = FirstStart(self._context, self._frame.setup, self._frame.preferences)
        self.faces.addWidget(self.guide)
        self.faces.setCurrentWidget(self.guide)
        self.guide.finished.connect(self._guide_finished)

    def set_keeper(self, keeper: ExchangeKeeper) -> None:
        """The badge follows it from now on, and F9 asks it."""
        self._keeper = keeper
        keeper.badge_changed.connect(self._show_badge)
        keeper.run_failed.connect(self._run_failed)
        keeper.run_finished.connect(self._run_finished)
        self._show_badge(keeper.badge)

    @property
    def locked(self) -> bool:
        return isinstance(self.faces.currentWidget(), LockScreen)

    @cached_property
    def lock_screen(self) -> LockScreen:
        """Made when it is first needed, which no start is."""
        screen = LockScreen(self._context, self._frame.sign_in)
        screen.unlocked.connect(self._come_back)
        self.faces.addWidget(screen)
        return screen

    def lock(self, *, other_person: bool = False) -> None:
        """Hides everything, keeps everything.  Nothing happens where nobody is signed in."""
        session = self.desk.session
        if session is None or self.faces.currentWidget() is not self.desk:
            return
        self.desk.leave()
        self.idle.watch(False)
        self._hide_dialogs()
        self.lock_screen.lock(session.station_name, "" if other_person else session.login)
        self.faces.setCurrentWidget(self.lock_screen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._context.messages.window_opened()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.desk.leave()
        self.idle.watch(False)
        if self._context.theme.wanted_scale != self._context.theme.look.scale:
            # Asked for in the last moment: not in force yet, and meant for the next start too.
            self._keep_text_size()
        self.closing.emit()
        super().closeEvent(event)

    def _enter(self, session: Session) -> None:
        self._context.clock.put_right(session.clock_offset_ms)
        self.desk.sit_down(session)
        self.faces.setCurrentWidget(self.desk)
        self.idle.watch(True)
        self.signed_in.emit(session)

    def _come_back(self, session: Session) -> None:
        self._context.clock.put_right(session.clock_offset_ms)
        before = self.desk.session
        same = before is not None and before.user_id == session.user_id
        self.desk.sit_down(session)
        self.faces.setCurrentWidget(self.desk)
        self.idle.watch(True)
        if same:
            self._show_dialogs()
        else:
            self._close_dialogs()
            if self._short_of_room:
                self._warn_of_room()
            self.person_changed.emit(session)

    def _guide_finished(self, made: Made) -> None:
        guide, self.guide = self.guide, None
        self._enter(made.session)
        if guide is not None:
            self.faces.removeWidget(guide)
            guide.deleteLater()

    def _wire_desk(self) -> None:
        header = self.desk.header
        header.search_entered.connect(lambda words: self.desk.find_here(words, CASES))
        header.search_left.connect(self.desk.end_search)
        header.sync_pressed.connect(self._sync_pressed)
        header.messages_pressed.connect(self._show_messages)
        header.person_pressed.connect(self._person_menu)
        header.lock_pressed.connect(lambda: self.lock())

    def _wire_keys(self) -> None:
        acts: dict[Act, Callable[[], object]] = {
            Act.HELP: self._help,
            Act.NEW: lambda: self.desk.start_new(INTAKE),
            Act.NEW_HERE: lambda: self.desk.start_new(self.desk.current_key()),
            Act.FIND: self._find,
            Act.SYNC: self._sync_now,
            Act.LOCK: self.lock,
            Act.PALETTE: self._palette,
            Act.LARGER: self._context.theme.larger,
            Act.SMALLER: self._context.theme.smaller,
            Act.NORMAL: lambda: self._context.theme.want_scale(LEAST_SCALE),
            Act.SAVE: self._save,
        }
        sizes = {Act.LARGER, Act.SMALLER, Act.NORMAL}
        everywhere = {*sizes, Act.HELP}
        for shortcut in KEYS:
            for keys in shortcut.keys:
                act = acts[shortcut.act]
                only_desk = shortcut.act not in everywhere
                bound = QShortcut(QKeySequence(keys), self)
                if shortcut.act in sizes:
                    # In dialogs too: there is where small print has to be read.
                    bound.setContext(Qt.ShortcutContext.ApplicationShortcut)
                bound.activated.connect(
                    lambda act=act, only_desk=only_desk: self._act(act, only_desk)
                )
        for place in range(1, 10):
            QShortcut(QKeySequence(f"Alt+{place}"), self).activated.connect(
                lambda place=place: self._act(lambda: self._page_at(place - 1), True)
            )

    def _act(self, act: Callable[[], object], only_desk: bool) -> None:
        if not only_desk or self.faces.currentWidget() is self.desk:
            act()

    def _page_at(self, place: int) -> None:
        if place < len(self.desk.entries):
            self.desk.show_page(self.desk.entries[place].key)

    def _find(self) -> None:
        self.desk.header.search.setFocus()
        self.desk.header.search.selectAll()

    def _save(self) -> None:
        self.desk.leave()
        self._context.messages.say(
            self._context.words.tr("Saved; it happens by itself."), good=True
        )

    def _keep_text_size(self) -> None:
        self._frame.preferences.keep_text_size(self._context.theme.wanted_scale)

    def _sync_pressed(self) -> None:
        if self.desk.has(SYNC):
            self.desk.show_page(SYNC)
        else:
            self._sync_now()

    def _sync_now(self) -> None:
        if self._keeper is not None:
            self._keeper.sync_now()

    def _run_failed(self, problem: Problem) -> None:
        self._context.messages.problem(problem)

    def _run_finished(self) -> None:
        self._context.messages.say(
            self._context.words.tr("Exchanged with the county; all is in step."), good=True
        )

    def _show_badge(self, badge: Badge) -> None:
        self.desk.header.show_badge(badge)

    def _help(self) -> None:
        # Help and lessons are for later than the first rows (`load_pages`).
        from station_app.ui.shell.help import help_dialog, tries_kept

        open_here = self.faces.currentWidget() is self.desk
        page = self.desk.current() if open_here else None
        keep = tries_kept(self._context) if open_here else None
        title = page.accessibleName() if page is not None else self.windowTitle()
        lines = page.help_lines() if page is not None else ()
        screen = self.desk.current_key() if page is not None else ""
        self._context.dialogs.show(help_dialog(self._context, title, lines, screen, self, keep))

    def _lessons(self) -> None:
        from station_app.ui.shell.help import show_lessons, tries_kept

        open_here = self.faces.currentWidget() is self.desk
        show_lessons(self._context, self, tries_kept(self._context) if open_here else None)

    def _palette(self) -> None:
        from station_app.ui.shell.help import PaletteDialog

        tr = self._context.words.tr
        commands = [
            Command(e.title, lambda key=e.key: self.desk.show_page(key), find=e.key)  # type: ignore[misc]
            for e in self.desk.entries
        ]
        if self.desk.has(INTAKE):
            commands.append(Command(tr("New complaint"), lambda: self.desk.start_new(INTAKE), "F2"))
        commands += [
            Command(tr("Exchange with the county now"), self._sync_now, "F9"),
            Command(tr("Lock"), self.lock, "Ctrl+L"),
            Command(tr("Switch person"), lambda: self.lock(other_person=True)),
            Command(tr("Access log"), self._show_access_log),
            Command(tr("Larger text"), self._context.theme.larger, "Ctrl++"),
            Command(tr("Smaller text"), self._context.theme.smaller, "Ctrl+-"),
            Command(tr("Help on this screen"), self._help, "F1"),
            Command(tr("Lessons"), self._lessons),
            *self._frame.commands,
        ]
        self._context.dialogs.show(PaletteDialog(self._context, commands, self))

    def _person_menu(self) -> None:
        tr = self._context.words.tr
        menu = QMenu(self)
        menu.addAction(tr("Lock"), lambda: self.lock())
        menu.addAction(tr("Switch person"), lambda: self.lock(other_person=True))
        menu.addAction(tr("Access log"), self._show_access_log)
        button = self.desk.header.person
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _show_access_log(self) -> None:
        from station_app.ui.shell.access_log import show_access_log

        show_access_log(self._context, self)

    def _show_messages(self) -> None:
        tr = self._context.words.tr
        dialog = FrameDialog(self._context.theme, tr("Messages"), self)
        history = self.desk.messages.history
        for message in reversed(history):
            dialog.content.addWidget(selectable(text(message.text())))
        if not history:
            dialog.content.addWidget(text(tr("Nothing was said since the start."), "muted"))
        dialog.content.addStretch(1)
        dialog.add_button(tr("Close"), primary=True).clicked.connect(dialog.accept)
        self._context.dialogs.show(dialog)

    def _room_changed(self, there: bool) -> None:
        """Whether room is kept back on the disk: told when it changes, shown while it is not."""
        self._short_of_room = not there
        self._show_note()
        if there:
            tr = self._context.words.tr
            self._context.messages.say(tr("There is room on the disk again."), good=True)
        else:
            self._warn_of_room()

    def _warn_of_room(self) -> None:
        tr = self._context.words.tr
        self._context.messages.warn(
            tr("The disk is almost full; little more can be saved."),
            tr("What was saved is safe."),
            tr("Free some space on this PC's disk soon: move or delete files that nobody needs."),
        )

    def _show_note(self) -> None:
        tr = self._context.words.tr
        notes = [tr("Practice: nothing here is real or sent")] if self._frame.practice else []
        notes += [tr("Disk almost full")] if self._short_of_room else []
        self.desk.status.show_note("　".join(notes))

    def _show_fault(self, code: str) -> None:
        """One calm dialog for a fault of ours; further ones while it is open only reach the log."""
        if self._fault_shown:
            return
        self._fault_shown = True
        told = self._context.wording.fault(code)
        question = Question(
            title=told.what,
            text=f"{told.safe}\n{told.then}",
            choices=(Choice("ok", self._context.words.tr("Go on"), primary=True),),
            code=told.code,
        )
        self._context.dialogs.ask(question, lambda _: self._fault_closed())

    def _fault_closed(self) -> None:
        self._fault_shown = False

    def _hide_dialogs(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMenu):
                widget.close()
            elif isinstance(widget, QDialog) and widget.isVisible():
                self._hidden.append(widget)
                widget.hide()

    def _show_dialogs(self) -> None:
        hidden, self._hidden = self._hidden, []
        for dialog in hidden:
            dialog.open()

    def _close_dialogs(self) -> None:
        hidden, self._hidden = self._hidden, []
        for dialog in hidden:
            dialog.reject()

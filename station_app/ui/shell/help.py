"""F1: what this screen is for, and the keys.  And Ctrl+K: anything by its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.texts import heading, rule, text
from station_app.ui.shell.keys import IN_FORMS, KEYS
from station_app.ui.shell.lessons import Keep, all_lessons, lesson_buttons
from station_app.ui.shell.ports import Command
from station_app.usecases.lesson_tries import keep_try
from station_app.usecases.lessons import Lesson, lessons_for, read_lessons


def help_dialog(
    context: Context,
    title: str,
    lines: Sequence[str],
    screen: str,
    parent: QWidget | None,
    keep: Keep | None = None,
) -> FrameDialog:
    """The page's own lines, the lessons on what it is about, then all keys."""
    tr = context.words.tr
    dialog = FrameDialog(context.theme, tr("Help: {page}", page=title), parent)
    for line in lines:
        dialog.content.addWidget(text(line))
    if lines:
        dialog.content.addWidget(rule())
    lessons = lessons_for(screen)
    if lessons:
        dialog.content.addWidget(heading(tr("Lessons on this screen's work"), 3))
        for button in lesson_buttons(context, lessons, dialog, keep):
            dialog.content.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        dialog.content.addWidget(rule())
    dialog.content.addWidget(heading(tr("Keys"), 3))
    grid = QGridLayout()
    grid.setHorizontalSpacing(context.theme.look.px(20))
    grid.setColumnStretch(1, 1)
    listed = [(s.keys[0], s.words) for s in KEYS] + list(IN_FORMS)
    for number, (keys, words) in enumerate(listed):
        grid.addWidget(text(keys, "strong", wrap=False), number, 0)
        grid.addWidget(text(tr(words)), number, 1)
    dialog.content.addLayout(grid)
    dialog.content.addStretch(1)
    every = dialog.add_button(tr("All lessons"))
    every.clicked.connect(lambda: show_lessons(context, parent, keep))
    close = dialog.add_button(tr("Close"), primary=True)
    close.clicked.connect(dialog.accept)
    return dialog


def show_lessons(context: Context, parent: QWidget | None, keep: Keep | None = None) -> None:
    """Opens the list of all lessons."""
    context.dialogs.show(all_lessons(context, read_lessons(), parent, keep))


def tries_kept(context: Context) -> Keep:
    """Keeps how a test went for whoever is signed in (decision 0011)."""

    def keep(lesson: Lesson, right: int, count: int) -> None:
        context.tasks.on_ledger(
            lambda desk: keep_try(desk, lesson.id, right, count),
            changes=lambda _: Changed.of("lesson_try"),
        )

    return keep


class PaletteDialog(FrameDialog):
    """A field and a list; Enter runs the marked entry."""

    def __init__(
        self, context: Context, commands: Sequence[Command], parent: QWidget | None
    ) -> None:
        tr = context.words.tr
        super().__init__(context.theme, tr("Anything by name"), parent)
        self._commands = list(commands)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Name of a page or action"))
        self.field.setPlaceholderText(tr("Name of a page or action"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("What was found"))
        self.list.setMinimumHeight(context.theme.look.px(220))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content.addWidget(self.field)
        self.content.addWidget(self.list, 1)
        self.field.textChanged.connect(self._look_for)
        self.field.returnPressed.connect(self._run)
        self.list.itemClicked.connect(lambda _: self._run())
        self._look_for("")
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        count = self.list.count()
        if count:
            self.list.setCurrentRow((self.list.currentRow() + step) % count)

    def _look_for(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        self.list.clear()
        for number, command in enumerate(self._commands):
            if wanted in f"{command.words} {command.find} {command.keys}".casefold():
                words = f"{command.words}    {command.keys}" if command.keys else command.words
                item = QListWidgetItem(words, self.list)
                item.setData(Qt.ItemDataRole.UserRole, number)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        command = self._commands[item.data(Qt.ItemDataRole.UserRole)]
        self.accept()
        command.run()

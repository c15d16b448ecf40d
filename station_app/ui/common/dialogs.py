"""The one service for dialogs: never a static modal function, always `open()` and an answer.

Pages ask `Dialogs`; tests hand in one that answers by itself.  A dialog's content scrolls, so that
at 200 % on a small screen its buttons are never out of reach.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from station_app.ui.common.look import DIALOG_WIDEST
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.common.theme import Theme
from sync.words import Words

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
SCROLL_ROOM = 12
"""Pixels at 100 % that the scroll bar of a dialog takes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button.  `key` is what the answer says; `primary` marks the one that Enter presses."""

    key: str
    words: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`text_asked` puts a field under the text, whose words come with the answer."""

    title: str
    text: str
    choices: tuple[Choice, ...]
    text_asked: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`key` None: closed without a choice (Escape)."""

    key: str | None
    text: str = ""


Answered = Callable[[Answer], object]
Chosen = Callable[[Sequence[Path]], object]


class Dialogs(Protocol):
    def ask(self, question: Question, answered: Answered) -> None:
        """Shows the question; `answered` is called once, when it is closed."""

    def choose_files(self, title: str, patterns: Sequence[str], chosen: Chosen) -> None:
        """Lets people choose files that exist (`*.jpg`); not called if they choose none."""

    def choose_place(self, title: str, suggested: str, chosen: Chosen) -> None:
        """Lets people choose where to write a file; not called if they choose none."""

    def show(self, dialog: QDialog) -> None:
        """Opens a page's own dialog, without waiting; it is deleted when closed."""


class FrameDialog(QDialog):
    """A dialog whose content scrolls between a title and a row of buttons.

    Put content into `content`, buttons by `add_button`.
    """

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._leaving: Callable[[], object] | None = None
        px = theme.look.px
        self.content = QVBoxLayout()
        self.content.setSpacing(px(12))
        # On the right there is room for the scroll bar, so that no field touches it.
        self.content.setContentsMargins(0, 0, px(SCROLL_ROOM), 0)
        self._body = QWidget()
        self._body.setProperty("role", "plain")
        self._body.setLayout(self.content)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(px(8))
        self.buttons.setContentsMargins(0, 0, px(SCROLL_ROOM), 0)
        self.buttons.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(20), px(16), px(20 - SCROLL_ROOM), px(16))
        outer.setSpacing(px(12))
        outer.addWidget(heading(title, 2))
        self._scroll = scrolled(self._body)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self.buttons)

    def add_button(self, words: str, *, primary: bool = False) -> QPushButton:
        button = QPushButton(words, self)
        button.setAccessibleName(words)
        button.setAutoDefault(primary)
        button.setDefault(primary)
        if primary:
            button.setProperty("role", "primary")
        self.buttons.addWidget(button)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is longer than the dialog is read by the keyboard too."""
        focused = self.focusWidget()
        if event.key() in ENTER and isinstance(focused, QPushButton):
            # What the keyboard stands on, not what Qt would press for it elsewhere in the dialog.
            focused.click()
            return
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + step * bar.pageStep())

    def unsaved(self) -> bool:
        """Whether something was typed that would be lost."""
        return False

    def reject(self) -> None:
        """Escape and “Not now”: what was typed is thrown away only by who says so."""
        if not self.unsaved() or self._leaving is None:
            super().reject()
            return
        self._leaving()

    def ask_before_leaving(self, dialogs: Dialogs, words: Words) -> None:
        """From now on who leaves with something typed is asked."""
        tr = words.tr
        question = Question(
            tr("Throw away what you typed?"),
            tr("It is not saved yet."),
            (Choice("leave", tr("Throw it away")), Choice("stay", tr("Go on"), primary=True)),
        )

        def answered(answer: Answer) -> None:
            if answer.key == "leave":
                QDialog.reject(self)

        self._leaving = lambda: dialogs.ask(question, answered)

    def open(self) -> None:
        self.fit()
        super().open()

    def show(self) -> None:
        self.fit()
        super().show()

    def fit(self) -> None:
        """As large as the content, but never larger than the screen."""
        room = self.screen().availableGeometry()
        wide = min(self._theme.look.px(DIALOG_WIDEST), room.width() - 32)
        self._body.ensurePolished()
        margins = self._theme.look.px(40) + 24
        tall_content = self.content.heightForWidth(wide - margins)
        if tall_content < 0:
            tall_content = self._body.sizeHint().height()
        frame = self._theme.look.px(150)
        self.resize(wide, min(tall_content + frame, room.height() - 48))


class QuestionDialog(FrameDialog):
    """A question with its buttons; the answer goes to `answered` when it is closed."""

    def __init__(
        self, theme: Theme, question: Question, answered: Answered, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, question.title, parent)
        self._answered = answered
        self._key: str | None = None
        self.content.addWidget(text(question.text))
        self.field: QPlainTextEdit | None = None
        if question.text_asked is not None:
            self.content.addWidget(text(question.text_asked, "hint"))
            self.field = QPlainTextEdit(self)
            self.field.setAccessibleName(question.text_asked)
            self.field.setTabChangesFocus(True)
            self.field.setMinimumHeight(theme.look.px(96))
            self.content.addWidget(self.field)
        if question.code:
            self.content.addWidget(_code(question.code))
        self.content.addStretch(1)
        self.choices: dict[str, QPushButton] = {}
        for choice in question.choices:
            button = self.add_button(choice.words, primary=choice.primary)
            button.clicked.connect(lambda _=False, key=choice.key: self._choose(key))
            self.choices[choice.key] = button
        self.finished.connect(self._tell)

    def _choose(self, key: str) -> None:
        self._key = key
        self.accept()

    def _tell(self) -> None:
        words = self.field.toPlainText().strip() if self.field is not None else ""
        self._answered(Answer(self._key, words))


class DialogService(QObject):
    """The real one: dialogs over the window given by `window()`."""

    def __init__(self, theme: Theme, words: Words, window: Callable[[], QWidget | None]) -> None:
        super().__init__(theme)
        self._theme = theme
        self._words = words
        self._window = window

    def ask(self, question: Question, answered: Answered) -> None:
        QuestionDialog(self._theme, question, answered, self._window()).open()

    def choose_files(self, title: str, patterns: Sequence[str], chosen: Chosen) -> None:
        dialog = self._file_dialog(title, chosen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if patterns:
            dialog.setNameFilter(f"{self._words.tr('Files')} ({' '.join(patterns)})")
        dialog.open()

    def choose_place(self, title: str, suggested: str, chosen: Chosen) -> None:
        dialog = self._file_dialog(title, chosen)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(suggested)
        dialog.open()

    def show(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window = self._window()
        if dialog.parentWidget() is None and window is not None:
            # Else it would stand behind the window as soon as that is clicked, and one to which
            # nobody holds on would be gone before it is read.
            dialog.setParent(window, dialog.windowFlags())
        dialog.open()

    def _file_dialog(self, title: str, chosen: Chosen) -> QFileDialog:
        dialog = QFileDialog(self._window(), title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: chosen([Path(p) for p in dialog.selectedFiles()]))
        return dialog


def _code(code: str) -> QLabel:
    return selectable(text(code, "hint"))

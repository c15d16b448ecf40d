"""Somebody at a keyboard without a mouse: real keys to whatever has the focus, nothing else.

What cannot be reached by keys is not reached here; every failure names where the keyboard was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QMenu, QPushButton, QWidget
from shiboken6 import isValid

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier

MOST = 120
"""Presses after which something is not to be reached."""


class Typist:
    """`rest` waits until the program has answered everything asked for so far."""

    def __init__(self, qtbot: Any, rest: Callable[[], None], window: Callable[[], QWidget]) -> None:
        self._qtbot, self._rest, self._window = qtbot, rest, window

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        for key in keys:
            self._click(key, modifier)
        self.rest()

    def _click(self, key: Qt.Key | str, modifier: Qt.KeyboardModifier = NONE) -> None:
        """To an open list or menu, else to what has the keyboard, else to the window in front."""
        to = self._under_the_keys()
        QTest.keyPress(to, key, modifier)  # type: ignore[arg-type]
        # A list that was open, or the dialog itself, goes with the press.
        if isValid(to):
            QTest.keyRelease(to, key, modifier)  # type: ignore[arg-type]
        QCoreApplication.processEvents()

    @staticmethod
    def _under_the_keys() -> QWidget:
        popup = QApplication.activePopupWidget()
        inside: QWidget | None = popup.focusWidget() if popup is not None else None
        for to in (inside, popup, QApplication.focusWidget(), QApplication.activeWindow()):
            if to is not None:
                return to
        raise AssertionError("nothing has the keyboard")

    def type(self, words: str) -> None:
        """Latin letters and digits as keys, Chinese as an input method commits it."""
        for sign in words:
            if sign.isascii():
                self._click(sign)
            else:
                event = QInputMethodEvent()
                event.setCommitString(sign)
                QApplication.sendEvent(self.here(), event)
        QCoreApplication.processEvents()

    def write(self, words: str) -> None:
        """Over what stands in the field."""
        self.press(Key.Key_A, modifier=CONTROL)
        self.type(words)

    def tab_to(self, name: str, *, back: bool = False) -> QWidget:
        """Tab (or Shift+Tab) until the field or button of that name has the keyboard."""
        passed = []
        for _ in range(MOST):
            here = QApplication.focusWidget()
            if here is not None and self.named(here, name):
                return here
            passed.append("nothing" if here is None else self.name(here))
            self._click(Key.Key_Tab, SHIFT if back else NONE)
        raise AssertionError(f"“{name}” is not to be reached by Tab; passed: {passed}")

    def fill(self, name: str, words: str) -> None:
        self.tab_to(name)
        self.write(words)

    def tick(self, row: str, words: str) -> None:
        """One chip of a row: Tab to the row, arrows to the chip, Space."""
        self.tab_to(row)
        for _ in range(MOST):
            here = self.here()
            if isinstance(here, QPushButton) and here.text().removeprefix("✓ ") == words:
                if not here.isChecked():
                    self.press(Key.Key_Space)
                assert here.isChecked()
                return
            self.press(Key.Key_Right)
        raise AssertionError(
            f"no “{words}” in “{row}”, the keyboard is at {self.name(self.here())}"
        )

    def choose(self, name: str, words: str) -> None:
        """An entry of a list to search in: its words typed, then Enter."""
        combo: QWidget | None = self.tab_to(name)
        self.write(words)
        self.press(Key.Key_Return)
        while combo is not None and not isinstance(combo, QComboBox):
            combo = combo.parentWidget()
        assert combo is not None
        assert combo.currentText() == words

    def push(self, name: str, *, back: bool = False) -> None:
        """A button: Tab to it, then Space."""
        self.tab_to(name, back=back)
        self.press(Key.Key_Space)

    def check(self, name: str) -> None:
        box = self.tab_to(name)
        assert isinstance(box, QCheckBox)
        self.press(Key.Key_Space)
        assert box.isChecked()

    def take(self, words: str) -> None:
        """An entry of the menu that is open: arrows, then Enter."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), "no menu is open"
        for _ in range(len(menu.actions()) + 1):
            active: QAction | None = menu.activeAction()
            if active is not None and active.text() == words:
                self.press(Key.Key_Return)
                return
            self._click(Key.Key_Down)
        raise AssertionError(f"no “{words}” among {[a.text() for a in menu.actions()]}")

    def here(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget

    def rest(self) -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._rest()
        QCoreApplication.processEvents()
        self._in_front()

    def _in_front(self) -> None:
        """What a window manager does, and the platform without a screen lacks."""
        front = QApplication.activeModalWidget() or self._window()
        if QApplication.activePopupWidget() is None and not front.isActiveWindow():
            front.activateWindow()
            self._qtbot.waitUntil(front.isActiveWindow, timeout=5_000)

    def until(self, fact: Callable[[], object], timeout: int = 20_000) -> None:
        self._qtbot.waitUntil(lambda: bool(fact()), timeout=timeout)
        self.rest()

    def dialog(self, kind: Any = QWidget) -> Any:
        """The dialog in front."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        front = QApplication.activeModalWidget()
        assert front is not None
        self.until(lambda: QApplication.activeWindow() is front)
        return front

    def no_dialog(self) -> None:
        self.until(lambda: QApplication.activeModalWidget() is None)

    @staticmethod
    def name(widget: QWidget) -> str:
        return widget.accessibleName() or type(widget).__name__

    @staticmethod
    def named(widget: QWidget, name: str) -> bool:
        """By its own name, or that of the row of chips or the list it belongs to."""
        at: QWidget | None = widget
        for _ in range(3):
            if at is None or at.isWindow():
                return False
            if at.accessibleName() == name:
                return True
            at = at.parentWidget()
        return False

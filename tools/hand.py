"""A person's hand on the real window: clicks, keys and input method, found by accessible name.

Mouse and keys go to the window as the system sends them, so what is covered, switched off or out
of reach fails here as it would for a person.  Nothing sleeps: every wait is for a fact.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QWidget,
)

W = TypeVar("W", bound=QWidget)

PATIENCE_S = 30.0
STILL_S, STILL_WITHIN_S = 0.06, 2.0
LOOK_EVERY_MS = 10
ROOM = 90
"""Pixels seen above and below where is clicked."""
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Stuck(Exception):
    """What was waited for did not come, or a person could not have reached it."""


class Hand:
    """One person before one window.  `within` narrows a search to a part of it, by its name."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    # Waiting

    def until(self, fact: Callable[[], object], what: str) -> None:
        """Lets the program run until `fact()` holds; Stuck, with `what`, if it never does."""
        if not self.comes(fact, PATIENCE_S):
            raise Stuck(f"waited in vain: {what}; on the screen: {self.words()}")

    def comes(self, fact: Callable[[], object], seconds: float) -> bool:
        """Whether `fact()` holds within so many seconds."""
        end = time.monotonic() + seconds
        while not fact():
            if time.monotonic() > end:
                return False
            loop = QEventLoop()
            QTimer.singleShot(LOOK_EVERY_MS, loop.quit)
            loop.exec()
        return True

    def until_seen(self, words: str) -> None:
        """Until a text or a button on the screen holds these words."""
        self.until(lambda: self.sees(words), f"“{words}” to be seen")

    def until_dialog(self) -> None:
        self.until(lambda: QApplication.activeModalWidget() is not None, "a dialog")

    def until_no_dialog(self) -> None:
        self.until(lambda: QApplication.activeModalWidget() is None, "the dialog to close")

    def sees(self, words: str) -> bool:
        return any(words in said for said in self._said())

    def words(self) -> str:
        """All that stands on the screen, for the report of a failure."""
        return " | ".join(dict.fromkeys(said for said in self._said() if said))

    # Finding

    def find(self, kind: type[W], name: str, within: str = "") -> W | None:
        """The visible widget of that accessible name in the dialog in front, else the window."""
        return next(self._all(kind, name, within), None)

    def get(self, kind: type[W], name: str, within: str = "") -> W:
        """The same, waited for until it is there and not switched off."""
        found: list[W] = []

        def there() -> bool:
            found[:] = [w] if (w := self.find(kind, name, within)) is not None else []
            return bool(found) and found[0].isEnabled()

        self.until(there, f"{kind.__name__} “{name}” {within}".strip())
        return found[0]

    def field(self, name: str, within: str = "") -> QWidget:
        """What is filled in, and not the words beside it, which bear the same name."""
        found: list[QWidget] = []

        def there() -> bool:
            named = (w for w in self._all(QWidget, name, within) if not isinstance(w, QLabel))
            found[:] = [w for w in named if w.isEnabled()][:1]
            return bool(found)

        self.until(there, f"the field “{name}” {within}".strip())
        return found[0]

    # Doing

    def press(self, name: str, within: str = "") -> None:
        self.click_on(lambda: self.find(QPushButton, name, within), f"the button “{name}”")

    def press_primary(self, name: str) -> None:
        """The one primary button of the dialog in front; a chip may bear its name as well."""

        def primary() -> QPushButton | None:
            named = self._all(QPushButton, name, "")
            return next((b for b in named if b.property("role") == "primary"), None)

        self.click_on(primary, f"the primary button “{name}”")

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """At its middle, or at a place in it."""
        self.click_on(lambda: widget, f"“{widget.accessibleName()}”", lambda _: at)

    def click_on(
        self,
        find: Callable[[], W | None],
        what: str,
        at: Callable[[W], QPoint | None] = lambda _: None,
    ) -> None:
        """Found and clicked in one go, since pages are drawn anew whenever news come.

        Brought into view first; Stuck where it never comes, is off, or lies under something else.
        """
        self.in_front()

        def clicked() -> bool:
            widget = find()
            if widget is None or not widget.isEnabled() or not widget.isVisible():
                return False
            place = at(widget)
            spot = _free_spot(widget, widget.rect().center() if place is None else place)
            if spot is None:
                return False
            handle = widget.window().windowHandle()
            QTest.mouseClick(handle, Qt.MouseButton.LeftButton, NO_KEYS, spot)
            return True

        self.until(clicked, f"{what} to lie free")

    def in_front(self) -> None:
        """What a window manager does, which a bare Xvfb lacks: the dialog or window gets keys."""
        front = self._front()
        if not front.isActiveWindow() and self._menu() is None:
            front.activateWindow()
            self.until(front.isActiveWindow, "the window in front")

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """To the window in front, which gives it to whoever has the cursor."""
        self.in_front()
        QTest.keyClick(self._front().windowHandle(), key, keys)

    def write(self, name: str, words: str, within: str = "") -> None:
        """Puts words into a field, over what stood there, as an input method does."""
        self.write_in(self.field(name, within), words)

    def write_in(self, field: QWidget, words: str) -> None:
        while (proxy := field.focusProxy()) is not None:
            field = proxy
        if isinstance(field, QComboBox):
            line = field.lineEdit()
            if line is None:
                raise Stuck(f"nothing can be written in “{field.accessibleName()}”")
            field = line
        if not isinstance(field, QLineEdit | QPlainTextEdit):
            raise Stuck(f"“{field.accessibleName()}” is no field to write in")
        self.click(field)
        self.until(field.hasFocus, f"the cursor in “{field.accessibleName()}”")
        field.selectAll()
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(field, event)

    def choose(self, name: str, words: str, within: str = "") -> None:
        """One entry of a list to search in: its words, or their end, typed, then Enter."""
        combo = self.get(QComboBox, name, within)
        self.write_in(combo, words)
        self.key(Qt.Key.Key_Return)
        self.until(lambda: combo.currentText().endswith(words), f"“{words}” chosen in “{name}”")

    def tick(self, name: str, words: str, within: str = "") -> None:
        """One chip of a field; nothing happens where it is ticked already."""
        field = self.field(name, within)
        chip = next((c for c in self._shown(QPushButton, field) if _named(c, words)), None)
        if chip is None:
            raise Stuck(f"no “{words}” in “{name}”")
        if not chip.isChecked():
            self.click(chip)
        self.until(chip.isChecked, f"“{words}” ticked in “{name}”")

    @property
    def menu_open(self) -> bool:
        return self._menu() is not None

    def take(self, words: str) -> None:
        """One entry of the menu that is open."""
        self.until(lambda: self._menu() is not None, f"a menu with “{words}”")
        menu = self._menu()
        action = next((a for a in menu.actions() if a.text() == words), None) if menu else None
        if menu is None or action is None:
            raise Stuck(f"no “{words}” in the menu")
        self.click(menu, menu.actionGeometry(action).center())

    def turn_to(self, bar_name: str, words: str) -> None:
        """The tab that begins with these words."""
        bar = self.get(QTabBar, bar_name)
        place = next((n for n in range(bar.count()) if bar.tabText(n).startswith(words)), None)
        if place is None:
            raise Stuck(f"no tab “{words}”")
        self.click(bar, bar.tabRect(place).center())
        self.until(lambda: bar.currentIndex() == place, f"the tab “{words}”")

    def look_at(self, words: str) -> None:
        """Turns the wheel until what holds these words is seen."""
        self.until_seen(words)
        found = next(w for w in self._shown(QLabel, self._front()) if words in w.text())
        _free_spot(found, found.rect().center())

    def hand_in(self, file: Path) -> None:
        """A file, in the dialog for choosing files that is open."""
        self.until(lambda: isinstance(self._front(), QFileDialog), "the dialog for files")
        name = self._front().findChild(QLineEdit, "fileNameEdit")
        if name is None:
            raise Stuck("the dialog for files has no field for a name")
        self.write_in(name, str(file))
        self.key(Qt.Key.Key_Return)

    # Pictures

    def picture(self) -> QPixmap:
        """The window, and what lies over it, once it stands still: a page just filled is laid
        out in several rounds."""
        taken = [self._snapshot()]

        def still() -> bool:
            taken.append(self._snapshot())
            return taken[-1].toImage() == taken[-2].toImage()

        self.comes(still, STILL_WITHIN_S)
        return taken[-1]

    def _snapshot(self) -> QPixmap:
        self.comes(lambda: False, STILL_S)
        canvas = self._window.grab()
        over = [
            w
            for w in QApplication.topLevelWidgets()
            if w is not self._window and w.isVisible() and w.isWindow()
        ]
        painter = QPainter(canvas)
        for widget in over:
            place = self._window.mapFromGlobal(widget.mapToGlobal(QPoint(0, 0)))
            painter.drawPixmap(place, widget.grab())
            painter.setPen(Qt.GlobalColor.gray)
            painter.drawRect(place.x(), place.y(), widget.width() - 1, widget.height() - 1)
        painter.end()
        return canvas

    # Inside

    def _front(self) -> QWidget:
        return QApplication.activeModalWidget() or self._window

    def _menu(self) -> QMenu | None:
        popup = QApplication.activePopupWidget()
        return popup if isinstance(popup, QMenu) else None

    def _all(self, kind: type[W], name: str, within: str) -> Iterator[W]:
        places = [self._front()]
        if within:
            named = (w for w in self._shown(QWidget, places[0]) if _named(w, within))
            places = [w for w in named if not isinstance(w, QLabel)]
        for place in places:
            yield from (w for w in self._shown(kind, place) if _named(w, name))

    @staticmethod
    def _shown(kind: type[W], place: QWidget) -> Iterator[W]:
        found: Iterable[W] = place.findChildren(kind)
        return (w for w in found if w.isVisible())

    def _said(self) -> Iterator[str]:
        place = self._front()
        for label in self._shown(QLabel, place):
            yield label.text()
        for button in self._shown(QPushButton, place):
            yield button.text()


def _named(widget: QWidget, name: str) -> bool:
    return widget.accessibleName() == name


def _free_spot(widget: QWidget, here: QPoint) -> QPoint | None:
    """Where to click, in the window's own measure; None where something else is in the way."""
    around = widget.parentWidget()
    while around is not None and not widget.isWindow():
        if isinstance(around, QScrollArea):
            # As a person turns the wheel until it is seen.
            spot = widget.mapTo(around.widget(), here)
            around.ensureVisible(spot.x(), spot.y(), 0, ROOM)
        around = around.parentWidget()
    top = widget.window()
    place = widget.mapTo(top, here)
    hit = top if widget is top else top.childAt(place)
    return place if hit is not None and (hit is widget or widget.isAncestorOf(hit)) else None

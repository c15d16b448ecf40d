"""The card beside a list: what was chosen there, its next step, its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button, link, primary_button
from station_app.ui.common.lay import as_tall_as_shown, empty, plain
from station_app.ui.common.scroll import ROUND_KEYBOARD, scrolled
from station_app.ui.common.texts import heading, text


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done with what is shown.  `key` finds its button again."""

    key: str
    label: str
    do: Callable[[], object]


class SidePanel(QFrame):
    """Shows one record, or says what would stand here.

    A panel fills `column` within `draw`; it may then have one row of steps (`add_steps`) and tabs
    (`add_tabs`), each of whose parts `show_tab` puts into `body`.

    Signals:
        back_wanted: The list is wanted again, where only one of both has room.  No argument.
    """

    back_wanted = Signal()

    def __init__(
        self, context: Context, name: str, parent: QWidget | None = None, *, body_needs: int = 220
    ) -> None:
        """`name` is read out by screen readers.  `body_needs`: pixels at 100 % of what a tab shows
        that must be seen once it is pressed."""
        super().__init__(parent)
        self._context, self._body_needs = context, body_needs
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        self.primary: QPushButton | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.menu: QMenu | None = None
        self.tabs: QTabBar | None = None
        self.tab = 0
        px = context.theme.look.px
        self.back = link(context.words.tr("← Back to the list"))
        self.back.clicked.connect(self.back_wanted)
        self.back.hide()
        self._inside = as_tall_as_shown(plain())
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(px(16), px(10), px(16), px(12))
        self.column.setSpacing(px(10))
        self.body = QVBoxLayout()
        self.view_port = scrolled(self._inside)
        self.view_port.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        backs = QHBoxLayout()
        backs.setContentsMargins(px(12), 0, 0, 0)
        backs.setSpacing(px(12))
        backs.addWidget(self.back)
        self.beside_back = QHBoxLayout()
        self.beside_back.setSpacing(px(10))
        backs.addLayout(self.beside_back, 1)
        outer.addLayout(backs)
        outer.addWidget(self.view_port, 1)

    def say(self, title: str, words: str) -> None:
        """Nothing is shown; says why."""
        self.clear()
        self.column.addStretch(1)
        for shown in (heading(title, 2), text(words, "muted")):
            shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.column.addWidget(shown)
        self.column.addStretch(2)

    def clear(self) -> None:
        empty(self.column)
        empty(self.beside_back)
        self.primary, self.menu, self.tabs = None, None, None
        self.buttons = {}

    def draw(self, fill: Callable[[], object], *, same: bool) -> None:
        """Fills the panel anew; with `same` (the record that stands there already) the place it was
        scrolled to and the keyboard stay where they are; the keyboard never leaves the panel."""
        focused = self.focused() if same else ""
        inside = self._keyboard_inside()
        place = self.view_port.verticalScrollBar().value() if same else 0
        self.clear()
        fill()
        self.column.activate()
        # Qt shows new widgets when the event loop comes round; before that none takes the focus.
        QTimer.singleShot(0, self, lambda: self._settle(place, focused, inside))

    def enter(self) -> None:
        """The keyboard comes to what is shown; its head is seen where both have room."""
        self.focus("")
        QTimer.singleShot(0, self, self._see_head)

    def _see_head(self) -> None:
        # Beside a list that was still there, it was scrolled in the room it had then.
        self.view_port.verticalScrollBar().setValue(0)
        widget = QApplication.focusWidget()
        if widget is not None and self._inside.isAncestorOf(widget):
            self.view_port.bring(widget, *ROUND_KEYBOARD)

    def focused(self) -> str:
        """The name of what the keyboard stands on inside; empty where it is elsewhere."""
        widget = QApplication.focusWidget()
        inside = widget is not None and self._inside.isAncestorOf(widget)
        return widget.accessibleName() if inside and widget is not None else ""

    def focus(self, name: str) -> None:
        """The button of that name again, else the next step, else the first button: never nowhere.
        Where there is none, the keys scroll."""
        found: Iterable[QPushButton] = self._inside.findChildren(QPushButton)
        shown = [one for one in found if not one.isHidden()]
        named = next((one for one in shown if name and one.accessibleName() == name), None)
        (named or self.primary or next(iter(shown), self.view_port)).setFocus()

    def add_steps(
        self, main: Step | None, beside: Sequence[Step] = (), more: Sequence[Step] = ()
    ) -> None:
        """The next step as the one primary button, some beside it, the rest under “more”."""
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        if main is not None:
            self.primary = primary_button(main.label + " →")
            self._add_button(flow, self.primary, main)
        for step in beside:
            self._add_button(flow, button(step.label), step)
        if more:
            self.menu = QMenu(self)
            for step in more:
                self.menu.addAction(step.label, step.do)
            opener = button(self._context.words.tr("More ▾"))
            opener.clicked.connect(lambda: self._open_menu(opener))
            self.buttons["more"] = opener
            flow.addWidget(opener)
        if flow.count():
            self.column.addLayout(flow)

    def add_tabs(self, name: str, titles: Sequence[str]) -> None:
        """The parts of what is shown, and below them the chosen one."""
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(name)
        for title in titles:
            self.tabs.addTab(title)
        self.tabs.setCurrentIndex(self.tab)
        self.tabs.currentChanged.connect(self._tab_pressed)
        self.column.addWidget(self.tabs)
        holder = plain()
        self.body = QVBoxLayout(holder)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(self._context.theme.look.px(10))
        self.column.addWidget(holder, 1)

    def show_tab(self, tab: int) -> None:
        """Empties `body` for another part; a panel with tabs goes on and fills it."""
        self.tab = tab
        empty(self.body)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.back.isHidden():
            self.back_wanted.emit()
            return
        super().keyPressEvent(event)

    def _add_button(self, flow: FlowLayout, made: QPushButton, step: Step) -> None:
        made.clicked.connect(lambda: step.do())
        self.buttons[step.key] = made
        flow.addWidget(made)

    def _open_menu(self, opener: QPushButton) -> None:
        if self.menu is not None:
            self.menu.popup(opener.mapToGlobal(QPoint(0, opener.height())))

    def _keyboard_inside(self) -> bool:
        widget = QApplication.focusWidget()
        return widget is not None and (
            widget is self.view_port or self._inside.isAncestorOf(widget)
        )

    def _settle(self, place: int, focused: str, inside: bool) -> None:
        self.view_port.verticalScrollBar().setValue(place)
        if inside:
            self.focus(focused)

    def _tab_pressed(self, tab: int) -> None:
        self.show_tab(tab)
        # What was asked for is seen: laid out only when the event loop comes round.
        QTimer.singleShot(0, self, self._bring_body)

    def _bring_body(self) -> None:
        """Scrolls the tabs to the top where what they show would lie below the window's edge."""
        if self.tabs is None:
            return
        self.column.activate()
        bar = self.view_port.verticalScrollBar()
        end = self.tabs.geometry().bottom() - bar.value()
        if self.view_port.viewport().height() - end < self._context.theme.look.px(self._body_needs):
            bar.setValue(self.tabs.y() - self._context.theme.look.px(4))

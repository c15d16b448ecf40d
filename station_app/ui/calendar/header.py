"""What stands above the calendar: which days, the way to others, which view, the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
    QWidget,
)

from station_app.ui.common.day_text import Lean, read_day
from station_app.ui.common.fields import button, primary_button
from station_app.ui.common.look import BASE, CONTROL, HEADING_2, ICON
from station_app.ui.common.lunar import LunarDays
from station_app.ui.common.texts import ElidedLabel, heading, set_text
from station_app.ui.common.theme import Theme
from sync.words import Words

WIDEST = 16_777_215
"""Qt's own word for no limit."""


COMPACT = 456
"""Pixels at 100 % of the least form."""

HALF_A_YEAR = timedelta(days=183)

SPAN_EDGE, WORDED_EDGE = 24, 40
"""Pixels at 100 % beside the words of the stretch of days, and of a button with a sign."""


class View(StrEnum):
    """The faces of the calendar."""

    MONTH = "month"
    WEEK = "week"
    AGENDA = "agenda"
    YEAR = "year"


class GoTo(QLineEdit):
    """A day to go to: 0315, 3.15, 初八, 十月初八.

    Signals:
        day_typed: Enter on a day that can be read.  arg: the day.
        left: Escape, or the focus went.  No argument.
    """

    day_typed = Signal(object)
    left = Signal()

    def __init__(
        self,
        words: Words,
        lunar: LunarDays,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lunar, self._today = lunar, today
        self.setPlaceholderText(words.tr("0315 or 初八"))
        self.setAccessibleName(words.tr("Go to a day"))
        self.textEdited.connect(lambda _: self._mark(faulty=False))

    def begin(self, typed: str) -> None:
        """Takes the keyboard, with what was typed so far."""
        self.setText(typed)
        self._mark(faulty=False)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.setCursorPosition(len(typed))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            day = self._day()
            if day is None:
                self._mark(faulty=bool(self.text().strip()))
            else:
                self.day_typed.emit(day)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _day(self) -> date | None:
        """The coming one; of two years the nearer, since what was is written down here as often as
        what comes is planned."""
        today = self._today()
        coming = read_day(self.text(), today, self._lunar, Lean.COMING)
        if coming is None or coming - today <= HALF_A_YEAR:
            return coming
        past = read_day(self.text(), today, self._lunar, Lean.PAST)
        return past if past is not None and today - past < coming - today else coming

    def _mark(self, *, faulty: bool) -> None:
        self.setProperty("faulty", "true" if faulty else "false")
        self.style().unpolish(self)
        self.style().polish(self)


class CalendarHeader(QWidget):
    """Signals:
    turned: The stretch before (-1) or after (1) is wanted.  arg: which.
    today_wanted: No argument.
    day_typed: A day was typed.  arg: the day.
    view_chosen: Another view.  arg: the `View`.
    print_wanted: No argument.
    new_wanted: No argument.
    more_wanted: Files, leaflets, market days.  No argument.
    go_to_left: Typing a day ended without one.  No argument.
    others_wanted: Whether other stations' entries are wanted.  arg: bool.
    """

    turned = Signal(int)
    today_wanted = Signal()
    day_typed = Signal(object)
    view_chosen = Signal(object)
    print_wanted = Signal()
    new_wanted = Signal()
    more_wanted = Signal()
    go_to_left = Signal()
    others_wanted = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        words: Words,
        lunar: LunarDays,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        tr = words.tr
        self._compact = False
        self._tight = False
        self._room = WIDEST, False
        self.view = View.MONTH
        self.title = heading(tr("Publicity calendar"), 1)
        self.title.setWordWrap(False)
        self.back, self.on = button(""), button("")
        self.back.clicked.connect(lambda: self.turned.emit(-1))
        self.on.clicked.connect(lambda: self.turned.emit(1))
        self.span = button("")
        self.span.setProperty("role", "link")
        self.span.setToolTip(tr("Type a day: 0315, 3.15, 初八"))
        self.span.clicked.connect(lambda: self.begin_typing(""))
        self.go_to = GoTo(words, lunar, today)
        self.go_to.hide()
        self.go_to.day_typed.connect(self._typed)
        self.go_to.left.connect(self._typing_left)
        self.go_to.installEventFilter(self)
        self.today = button(tr("Today"))
        self.today.clicked.connect(self.today_wanted)
        self.lunar = ElidedLabel("", "muted")
        names = {
            View.MONTH: tr("Month"),
            View.WEEK: tr("Week"),
            View.AGENDA: tr("List"),
            View.YEAR: tr("Year"),
        }
        self.views: dict[View, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("View of the calendar"))
        for view, name in names.items():
            made = button(name)
            made.setProperty("role", "chip")
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, view=view: self._choose(view))
            self.views[view] = made
            self._group.addButton(made)
            self.choice.addItem(name, view)
        self.choice.activated.connect(lambda row: self._choose(list(names)[row]))
        self.others = button(tr("All stations"))
        self.others.setProperty("role", "chip")
        self.others.setCheckable(True)
        self.others.setToolTip(tr("What the other stations planned and held, too"))
        self.others.clicked.connect(self.others_wanted)
        self.others.hide()
        self.print = button(tr("Print wall calendar"))
        self.print.clicked.connect(self.print_wanted)
        self.more = button("")
        self.more.setAccessibleName(tr("More"))
        self.more.setToolTip(tr("More"))
        self.more.clicked.connect(self.more_wanted)
        self.new = primary_button(tr("New activity"))
        for worded in (self.span, self.today, self.choice, self.new):
            worded.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.new.clicked.connect(self.new_wanted)
        self._names = {self.back: tr("Before"), self.on: tr("After")}
        for arrow, name in self._names.items():
            arrow.setAccessibleName(name)
            arrow.setToolTip(name)
        self._lay_out()
        self.set_view(View.MONTH)
        theme.changed.connect(self._fit)
        self._fit()

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.back, self.span, self.go_to, self.on, self.today):
            row.addWidget(widget)
        row.addWidget(self.lunar, 1)
        self._gap = QSpacerItem(0, 0, QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        row.addSpacerItem(self._gap)
        for chip in self.views.values():
            row.addWidget(chip)
        row.addWidget(self.choice)
        row.addWidget(self.others)
        row.addWidget(self.print)
        row.addWidget(self.more)
        row.addWidget(self.new)

    def set_span(self, words: str, lunar: str) -> None:
        """The days that are shown, as 2026年11月, and their lunar months."""
        self.span.setText(words)
        self.span.setAccessibleName(words)
        self.lunar.set_words(lunar)
        width, compact = self._room
        self.set_room(width, compact=compact)

    def offer_others(self, *, shown: bool) -> None:
        """There are other stations, whose entries are shown or not."""
        self.others.setChecked(shown)
        words = self.others.accessibleName()
        self.others.setText(f"✓ {words}" if shown else words)
        if self.others.isHidden():
            self.others.show()
            width, compact = self._room
            self.set_room(width, compact=compact)

    def set_view(self, view: View) -> None:
        self.view = view
        self.views[view].setChecked(True)
        self.choice.setCurrentIndex(list(self.views).index(view))

    def needs(self) -> int:
        """Pixels that everything takes with its words."""
        px = self._theme.look.px
        shown = [self.title, self.today, *self.views.values()]
        if not self.others.isHidden():
            shown.append(self.others)
        wide = sum(widget.sizeHint().width() for widget in shown)
        # What looks otherwise in the compact form is measured by its words.
        span = QFontMetrics(self._theme.font(HEADING_2)).horizontalAdvance(self.span.text())
        wide += span + px(SPAN_EDGE) + px(CONTROL) * 3
        wide += self._worded(self.print) + self._worded(self.new)
        return wide + px(8) * (len(shown) + 6)

    def _worded(self, made: QPushButton) -> int:
        """Pixels of a button with its sign and words."""
        words = QFontMetrics(self._theme.font()).horizontalAdvance(made.accessibleName())
        return words + self._theme.look.px(ICON + WORDED_EDGE)

    def minimumSizeHint(self) -> QSize:
        """That of the compact form: nothing but its fitting depends on the words of the other."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._theme.look.px(COMPACT)), hint.height())

    def set_room(self, width: int, *, compact: bool) -> None:
        """Less room: no title, the views in a list, the printer as a sign; where even that is too
        wide, something new is a sign too."""
        self._room = width, compact
        compact = compact or width < self.needs()
        tight = compact and width < self._least(tight=False)
        if (compact, tight) != (self._compact, self._tight):
            self._compact, self._tight = compact, tight
            self._fit()

    def _least(self, *, tight: bool) -> int:
        """Pixels of the compact form."""
        signs = (self.back, self.on, self.print, self.more, *((self.new,) if tight else ()))
        worded = [self.span, self.today, self.choice]
        if not self.others.isHidden():
            worded.append(self.others)
        look = self._theme.look
        wide = look.px(CONTROL) * len(signs) + sum(one.sizeHint().width() for one in worded)
        return (
            wide
            + (0 if tight else self._worded(self.new))
            + look.px(6) * (len(signs) + len(worded))
        )

    def begin_typing(self, typed: str) -> None:
        """Shows the field for a day in the place of the stretch of days."""
        self.span.hide()
        self.go_to.show()
        self.go_to.begin(typed)

    def _choose(self, view: View) -> None:
        changed = view is not self.view
        self.set_view(view)
        if changed:
            self.view_chosen.emit(view)

    def _typed(self, day: date) -> None:
        self._end_typing()
        self.day_typed.emit(day)

    def _typing_left(self) -> None:
        self._end_typing()
        self.go_to_left.emit()

    def _end_typing(self) -> None:
        self.go_to.hide()
        self.span.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        lost = watched is self.go_to and event.type() == QEvent.Type.FocusOut
        if lost and self.go_to.isVisible() and not self.go_to.text():
            self._end_typing()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        look, wide = self._theme.look, not self._compact
        self._row.setSpacing(look.px(8 if wide else 6))
        self.title.setVisible(wide)
        set_text(self.title, self.title.text())
        self.lunar.setVisible(wide)
        for chip in self.views.values():
            chip.setVisible(wide)
            chip.setFixedHeight(look.px(CONTROL))
        self.others.setFixedHeight(look.px(CONTROL))
        self.choice.setVisible(not wide)
        for arrow in (self.back, self.on):
            arrow.setFixedWidth(look.px(CONTROL))
            arrow.setStyleSheet("padding: 0px;")
            sign = "back" if arrow is self.back else "forward"
            arrow.setIcon(self._theme.icon(sign, look.palette.link))
            arrow.setIconSize(QSize(look.px(ICON), look.px(ICON)))
        size = look.px(HEADING_2 if wide else BASE)
        self.span.setStyleSheet(
            f"text-decoration: none; color: {look.palette.ink}; font-size: {size}px;"
        )
        self.go_to.setFixedWidth(look.px(130))
        words = self.print.accessibleName()
        self.print.setText(words if wide else "")
        self.print.setStyleSheet("" if wide else "padding: 0px;")
        self.print.setMinimumWidth(0 if wide else look.px(CONTROL))
        self.print.setMaximumWidth(WIDEST if wide else look.px(CONTROL))
        self.print.setToolTip("" if wide else words)
        self.print.setIcon(self._theme.icon("print", look.palette.link))
        self.more.setFixedWidth(look.px(CONTROL))
        self.more.setStyleSheet("padding: 0px;")
        self.more.setIcon(self._theme.icon("more", look.palette.link))
        self.new.setText("" if self._tight else self.new.accessibleName())
        self.new.setStyleSheet("padding: 0px;" if self._tight else "")
        self.new.setMinimumWidth(look.px(CONTROL) if self._tight else 0)
        self.new.setMaximumWidth(look.px(CONTROL) if self._tight else WIDEST)
        self.new.setToolTip(self.new.accessibleName() if self._tight else "")
        self.new.setIcon(self._theme.icon("add", look.palette.accent_ink))
        expanding, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        self._gap.changeSize(0, 0, fixed if wide else expanding, QSizePolicy.Policy.Minimum)
        self._row.invalidate()
        for made in (self.print, self.more, self.new):
            made.setIconSize(QSize(look.px(ICON), look.px(ICON)))

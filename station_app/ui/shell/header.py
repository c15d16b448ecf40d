"""The blue bar: name plate, search, state of the exchange, messages, who is on duty, lock."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from station_app.background.exchange_keeper import Badge, LineState
from station_app.ui.common.context import Context
from station_app.ui.common.look import HEADER, HEADING_1
from station_app.ui.common.texts import ElidedLabel, picture
from station_app.ui.shell.badge_words import ICONS, badge_words
from station_app.ui.shell.ports import Session

WIDE_AT_HUNDRED = 1000
"""Below this width (in pixels at 100 %) buttons show their icon only."""

SPARE = 2
"""The place in the row that takes what room is left over."""


class HeaderButton(QPushButton):
    """An icon with words; the words are shortened, or left to the tooltip where room is scarce."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._compact = False
        self._widest = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, words: str, name: str = "") -> None:
        """`name`: the accessible name where the words alone say too little."""
        self._words = words
        self.setAccessibleName(name or words)
        self.setToolTip(name or words)
        self.set_compact(self._compact, self._widest)

    def set_compact(self, compact: bool, widest: int) -> None:
        """`widest`: pixels the words may take; 0 for as many as they need."""
        self._compact, self._widest = compact, widest
        shown = "" if compact else self._words
        if shown and widest:
            shown = QFontMetrics(self.font()).elidedText(shown, Qt.TextElideMode.ElideRight, widest)
        self.setText(shown)


class SearchBox(QLineEdit):
    """Signals:
    left: Escape: nothing is searched for.  No argument.
    """

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Header(QFrame):
    """Signals:
    search_entered: Enter in the search box.  arg: what was typed.
    search_left: Escape in the search box, or Enter where nothing stands in it.  No argument.
    sync_pressed, messages_pressed, person_pressed, lock_pressed: the buttons.  No argument.
    """

    search_entered = Signal(str)
    search_left = Signal()
    sync_pressed = Signal()
    messages_pressed = Signal()
    person_pressed = Signal()
    lock_pressed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        tr = context.words.tr
        self.setProperty("role", "header")
        self.plate = ElidedLabel("", "nameplate", self)
        self.plate.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._finds = ""
        self.search = SearchBox(self)
        self.search.setAccessibleName(tr("Search"))
        self.search.setClearButtonEnabled(False)
        self.search.returnPressed.connect(self._search)
        self.search.left.connect(self.search_left)
        # A label and no action of the field: actions are 16 pixels at every text size.
        self._glass = picture(self.search)
        self._glass.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sync = self._button(self.sync_pressed, pill=True)
        self.bell = self._button(self.messages_pressed)
        self.person = self._button(self.person_pressed)
        self.lock = self._button(self.lock_pressed, pill=True)
        self._row = QHBoxLayout(self)
        for widget, stretch in (
            (self.plate, 3),
            (self.search, 4),
            (self.sync, 0),
            (self.bell, 0),
            (self.person, 0),
            (self.lock, 0),
        ):
            self._row.addWidget(widget, stretch)
        self._row.insertStretch(SPARE, 1)
        self.lock.say(tr("Lock Ctrl+L"))
        self.show_messages(0)
        self._badge = Badge(LineState.NO_COUNTY)
        context.theme.changed.connect(self.fit)
        self.fit()

    def show_session(self, session: Session) -> None:
        self.plate.set_words(session.station_name)
        self.fit()
        self.person.say(
            session.name,
            self._context.words.tr(
                "On duty: {name}, {role}. Switch person.",
                name=session.name,
                role=session.role_words,
            ),
        )

    def show_badge(self, badge: Badge) -> None:
        self._badge = badge
        self.fit()

    def show_messages(self, count: int) -> None:
        words = self._context.words
        self.bell.say(
            str(count) if count else "",
            words.ntr("{n} unread message", "{n} unread messages", count)
            if count
            else words.tr("No new messages"),
        )

    def fit(self) -> None:
        """Sizes for the text size in force and the room there is."""
        look = self._context.theme.look
        self.setFixedHeight(look.px(HEADER))
        self._row.setContentsMargins(look.px(18), 0, look.px(18), 0)
        self._row.setSpacing(look.px(10))
        self.search.setMinimumWidth(look.px(80))
        narrow = self.width() < look.px(WIDE_AT_HUNDRED)
        self._hint()
        self._row.setStretch(SPARE, 0 if narrow else 1)
        short = badge_words(self._badge, self._context.words, self._context.today(), short=narrow)
        self.sync.say(short, self._context.words.tr("{state}. Details.", state=self._state()))
        self.sync.set_compact(False, look.px(150 if narrow else 300))
        self.person.set_compact(False, look.px(60 if narrow else 120))
        self.bell.set_compact(False, 0)
        self.lock.set_compact(narrow, 0)
        self._fit_plate()
        self._draw_icons()

    def _fit_plate(self) -> None:
        """The name plate is shown whole where the buttons leave room; the search gives way."""
        look = self._context.theme.look
        metrics = QFontMetrics(self._context.theme.font(HEADING_1, bold=True))
        words = self.plate.text()
        # One pixel between letters, by the style sheet.
        whole = metrics.horizontalAdvance(words) + len(words) + look.px(4)
        buttons = (self.sync, self.bell, self.person, self.lock)
        taken = sum(button.sizeHint().width() for button in buttons) + look.px(80 + 36 + 60)
        self.plate.setMinimumWidth(max(0, min(whole, self.width() - taken)))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.fit()

    def _state(self) -> str:
        return badge_words(self._badge, self._context.words, self._context.today())

    def show_search(self, words: str, finds: str) -> None:
        """What the shown page was searched for; where it is too long, its beginning is read.
        `finds`: what the box says it finds, empty for cases."""
        self._finds = finds
        self._hint()
        self.search.setText(words)
        self.search.home(False)

    def _hint(self) -> None:
        tr = self._context.words.tr
        if self.width() < self._context.theme.look.px(WIDE_AT_HUNDRED):
            self.search.setPlaceholderText(tr("Search"))
        else:
            said = self._finds or tr("Search: name, merchant, number   F3")
            self.search.setPlaceholderText(said)

    def _search(self) -> None:
        typed = self.search.text().strip()
        if typed:
            self.search_entered.emit(typed)
        else:
            self.search_left.emit()

    def _draw_icons(self) -> None:
        theme = self._context.theme
        ink = theme.look.palette.header_ink
        size = QSize(theme.look.px(18), theme.look.px(18))
        state = ICONS[self._badge.state]
        for button, icon in (
            (self.sync, state),
            (self.bell, "bell"),
            (self.person, "person"),
            (self.lock, "lock"),
        ):
            button.setIcon(theme.icon(icon, ink))
            button.setIconSize(size)
        self._glass.setPixmap(theme.pixmap("search", theme.look.px(18), ink))
        self._glass.resize(size)
        self._glass.move(theme.look.px(9), (self.search.height() - size.height()) // 2)
        self.search.setTextMargins(theme.look.px(24), 0, 0, 0)

    def _button(self, pressed: object, *, pill: bool = False) -> HeaderButton:
        button = HeaderButton(self)
        if pill:
            button.setProperty("pill", "true")
        button.clicked.connect(lambda: pressed.emit())  # type: ignore[attr-defined]
        return button

"""The message bar above a page and the status line below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.day_text import day_words
from station_app.ui.common.look import ICON, STATUS_LINE
from station_app.ui.common.messages import Message, Tone
from station_app.ui.common.texts import ElidedLabel, picture, selectable, set_text, text

SHOWN_MS = 9_000
KEPT = 50

_ICONS = {Tone.SAY: "info", Tone.GOOD: "done", Tone.PROBLEM: "warning"}


class MessageBar(QFrame):
    """Shows the last message.  A problem stays until it is closed; other words go by themselves."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "message")
        self.history: list[Message] = []
        self._icon = picture(self)
        self._words = selectable(text(""))
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = QToolButton(self)
        self._close.setAccessibleName(context.words.tr("Close message"))
        self._close.setToolTip(context.words.tr("Close message"))
        self._close.setAutoRaise(True)
        self._close.clicked.connect(self.hide)
        px = context.theme.look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(8), px(12), px(8))
        row.setSpacing(px(10))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()
        context.messages.said.connect(self.show_message)
        context.theme.changed.connect(self._draw)

    def show_message(self, message: Message) -> None:
        self.history = [*self.history[-KEPT + 1 :], message]
        self.setProperty("tone", message.tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        lines = " ".join(message.lines)
        set_text(self._words, f"{lines} {message.code}" if message.code else lines)
        self.setAccessibleName(message.text())
        self._draw()
        self.show()
        if message.tone is Tone.PROBLEM:
            self._timer.stop()
        else:
            self._timer.start(SHOWN_MS)

    def forget(self) -> None:
        """Another person sits down: what was said to the one before is gone."""
        self.history = []
        self.hide()

    def _draw(self) -> None:
        theme = self._context.theme
        p = theme.look.palette
        tone = self.history[-1].tone if self.history else Tone.SAY
        ink = {Tone.SAY: p.link, Tone.GOOD: p.good, Tone.PROBLEM: p.fault}[tone]
        self._icon.setPixmap(theme.pixmap(_ICONS[tone], theme.look.px(20), ink))
        self._close.setIcon(theme.icon("close"))
        self._close.setIconSize(QSize(theme.look.px(18), theme.look.px(18)))


class StatusLine(QFrame):
    """What was saved last, on the left; the day with its lunar name, on the right."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.note = ""
        self.setProperty("role", "status")
        self._saved = ElidedLabel("", parent=self)
        self._note = ElidedLabel("", parent=self)
        self._day = ElidedLabel("", parent=self)
        self._day.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._row = QHBoxLayout(self)
        for widget, stretch in ((self._saved, 5), (self._note, 2), (self._day, 4)):
            self._row.addWidget(widget, stretch)
        self._note.hide()
        context.messages.saved.connect(self.show_saved)
        context.theme.changed.connect(self._fit)
        self._minute = QTimer(self)
        self._minute.setInterval(60_000)
        self._minute.timeout.connect(self.show_day)
        self._minute.start()
        self._fit()
        self.show_day()

    def show_saved(self, words: str) -> None:
        """`words` say what; the time is added, as a sign of life."""
        self._saved.set_words(f"{words} {self._context.clock.now():%H:%M:%S}")

    def show_note(self, words: str) -> None:
        """Something that stays: practice mode, a disk almost full."""
        self.note = words
        self._note.set_words(words)
        self._note.setVisible(bool(words))

    def show_day(self) -> None:
        today = self._context.today()
        said = day_words(today, self._context.words)
        lunar = self._context.lunar.name(today)
        self._day.set_words(self._context.words.tr("{day}, lunar {lunar}", day=said, lunar=lunar))

    def _fit(self) -> None:
        px = self._context.theme.look.px
        self.setFixedHeight(px(STATUS_LINE))
        self._row.setContentsMargins(px(ICON), 0, px(ICON), 0)
        self._row.setSpacing(px(16))

"""After registering: the number, that it is safe, and what happens next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from station_app.ui.common.fields import button, primary_button
from station_app.ui.common.large_text import LargeText
from station_app.ui.common.look import CARD_WIDEST
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, set_text, text
from station_app.ui.intake.field import Tools
from station_app.usecases.intake import Registered


class Receipt(QWidget):
    """Signals:
    next_wanted: Another complaint should be begun.  No argument.
    case_wanted: The case should be opened.  arg: its id.
    """

    next_wanted = Signal()
    case_wanted = Signal(str)

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._case_id = ""
        self._total = 0
        tr = tools.context.words.tr
        theme = tools.context.theme
        px = theme.look.px
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(px(CARD_WIDEST))
        theme.changed.connect(lambda: card.setMaximumWidth(theme.look.px(CARD_WIDEST)))
        column = QVBoxLayout(card)
        column.setContentsMargins(px(28), px(22), px(28), px(22))
        column.setSpacing(px(12))
        self.safe = text(tr("✓ Saved on this PC"), "good")
        column.addWidget(self.safe)
        column.addWidget(heading(tr("The number of this complaint"), 2))
        self.large = LargeText(theme, self)
        self.large.hide()
        self.number = self.large.label("", bold=True)
        column.addWidget(self.number)
        self.title = text("", "muted")
        column.addWidget(self.title)
        column.addWidget(heading(tr("What happens next"), 2))
        self.steps = text("")
        column.addWidget(self.steps)
        self.files = text("", "muted")
        self.files.hide()
        column.addWidget(self.files)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(10))
        self.again = primary_button(tr("Register another one (F2)"), self)
        self.again.setAutoDefault(True)
        self.again.clicked.connect(self.next_wanted)
        self.open = button(tr("Open this case"), self)
        self.open.clicked.connect(lambda: self.case_wanted.emit(self._case_id))
        buttons.addWidget(self.again)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        column.addLayout(buttons)
        around = QWidget()
        around.setProperty("role", "plain")
        outside = QVBoxLayout(around)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(card)
        outside.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolled(around)
        outer.addWidget(self._scroll)

    def show_registered(self, registered: Registered, title: str, *, incomplete: bool) -> None:
        tr = self._tools.context.words.tr
        self._case_id = registered.case_id
        self._total = len(registered.files)
        set_text(self.number, registered.number)
        set_text(self.title, title)
        steps = [
            tr("Tell the person this number; it is enough to ask by."),
            tr("It goes up to the county by itself as soon as there is a network.")
            if registered.enrolled
            else tr("This station has no line to the county yet; it goes up when there is one."),
            tr("What is missing: tell the person once, with everything on one list.")
            if incomplete
            else tr("Decide within 7 working days whether it is accepted: in the cases, this one."),
        ]
        set_text(self.steps, "\n".join(f"{n}  {step}" for n, step in enumerate(steps, 1)))
        self.show_files(self._total)

    def take_focus(self) -> None:
        """Enter begins the next complaint; the number stays in sight."""
        self.again.setFocus()
        self._scroll.verticalScrollBar().setValue(0)

    def show_files(self, left: int, fault: str = "") -> None:
        """How many files have no record yet; each is safe on the disk already."""
        words = self._tools.context.words
        told = ""
        if fault:
            told = f"▲ {fault}"
        elif left:
            told = words.ntr("{n} file is being added…", "{n} files are being added…", left)
        elif self._total:
            told = words.ntr("{n} file added", "{n} files added", self._total)
        set_text(self.files, told)
        self.files.setVisible(bool(told))

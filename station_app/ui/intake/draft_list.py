"""Work begun and not yet registered, of everybody at this PC; and what lies in the bin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.day_text import when_words
from station_app.ui.common.fields import button, link
from station_app.ui.common.look import CARD_WIDEST
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, text
from station_app.ui.intake.field import Tools
from station_app.usecases.reading.drafts import DraftRow
from sync.clock import SHANGHAI


class DraftList(QWidget):
    """Signals:
    back_wanted: Back to the form.  No argument.
    opened: A draft should be gone on with.  args: its id; whether it is another's.
    discarded: A draft should go into the bin.  arg: its id.
    brought_back: A draft should come out of the bin.  arg: its id.
    """

    back_wanted = Signal()
    opened = Signal(str, bool)
    discarded = Signal(str)
    brought_back = Signal(str)

    def __init__(self, tools: Tools, user_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._user_id = user_id
        tr = tools.context.words.tr
        theme = tools.context.theme
        px = theme.look.px
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(px(CARD_WIDEST))
        theme.changed.connect(lambda: card.setMaximumWidth(theme.look.px(CARD_WIDEST)))
        column = QVBoxLayout(card)
        column.setContentsMargins(px(18), px(14), px(18), px(16))
        column.setSpacing(px(10))
        top = QHBoxLayout()
        top.addWidget(heading(tr("Drafts at this PC"), 2), 1)
        self.back = button(tr("Back to the form"), self)
        self.back.clicked.connect(self.back_wanted)
        top.addWidget(self.back)
        column.addLayout(top)
        self._empty = text(
            tr(
                "There are none. What is begun and not registered appears here by itself, also "
                "after a power cut."
            ),
            "muted",
        )
        column.addWidget(self._empty)
        self._drafts = QVBoxLayout()
        self._drafts.setSpacing(px(8))
        column.addLayout(self._drafts)
        self._bin_head = heading(tr("In the bin, for 30 days"), 3)
        column.addWidget(self._bin_head)
        self._bin = QVBoxLayout()
        self._bin.setSpacing(px(8))
        column.addLayout(self._bin)
        around = QWidget()
        around.setProperty("role", "plain")
        outside = QVBoxLayout(around)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(card)
        outside.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(around))
        self.rows: list[DraftCard] = []

    def show_drafts(self, drafts: Sequence[DraftRow], binned: Sequence[DraftRow]) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for listed, column in ((drafts, self._drafts), (binned, self._bin)):
            for draft in listed:
                row = DraftCard(self._tools, draft, mine=draft.author_id == self._user_id)
                row.opened.connect(self.opened)
                row.discarded.connect(self.discarded)
                row.brought_back.connect(self.brought_back)
                column.addWidget(row)
                self.rows.append(row)
        self._empty.setVisible(not drafts)
        self._bin_head.setVisible(bool(binned))


class DraftCard(QFrame):
    """One draft.  Signals as those of the list."""

    opened = Signal(str, bool)
    discarded = Signal(str)
    brought_back = Signal(str)

    def __init__(self, tools: Tools, draft: DraftRow, *, mine: bool) -> None:
        super().__init__()
        self.draft = draft
        self.setProperty("role", "inset")
        words = tools.context.words
        tr = words.tr
        px = tools.context.theme.look.px
        title = draft.title or tr("(no title yet)")
        moment = datetime.fromtimestamp(draft.updated_at / 1000, SHANGHAI)
        when = when_words(moment.date(), f"{moment:%H:%M}", words, tools.context.today())
        age = words.ntr("begun {n} day ago", "begun {n} days ago", draft.age_days)
        begun = age if draft.age_days else tr("begun today")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(10))
        column.addWidget(text(title, "strong"))
        told = tr("{who}, {begun}, last written {when}", who=draft.author, begun=begun, when=when)
        column.addWidget(text(told, "muted"))
        buttons = FlowLayout(None, px(8))
        column.addLayout(buttons)
        if draft.deleted_at is not None:
            back = button(tr("Take out of the bin"), self)
            back.clicked.connect(lambda: self.brought_back.emit(draft.id))
            self.buttons = [back]
        else:
            go = button(tr("Go on writing") if mine else tr("Take over and go on"), self)
            go.clicked.connect(lambda: self.opened.emit(draft.id, not mine))
            out = link(tr("Into the bin"), self)
            out.clicked.connect(lambda: self.discarded.emit(draft.id))
            self.buttons = [go, out]
        for each in self.buttons:
            each.setAccessibleName(f"{each.text()}: {title}")
            buttons.addWidget(each)

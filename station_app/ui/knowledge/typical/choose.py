"""Choosing the closed case a typical one is to be made from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.fields import LineEdit
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import set_text, text
from station_app.ui.knowledge.typical.jobs import Offered, offer
from station_app.usecases.reading.cases import CaseRow
from sync.clock import local_date

_ID = Qt.ItemDataRole.UserRole + 1
PAUSE_MS = 150
"""After the last key before it is looked for: nobody reads what a half-typed word finds."""


class ChooseCase(FrameDialog):
    """Signals:
    chosen: A case is to be told.  arg: its id.
    """

    chosen = Signal(str)

    def __init__(self, context: Context, words: RecordWords) -> None:
        tr, px = context.words.tr, context.theme.look.px
        super().__init__(context.theme, tr("Make a typical case from a closed one"))
        self._context, self._words = context, words
        hint = tr(
            "Its story is taken over without its persons; you write on. Reports are never offered."
        )
        self.content.addWidget(text(hint, "muted"))
        self.search = LineEdit()
        self.search.setPlaceholderText(tr("The case's number, or words from it"))
        self.search.setAccessibleName(tr("Find a closed case"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._find)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.content.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Closed cases"))
        self.list.setMinimumHeight(px(260))
        self.list.setWordWrap(True)
        self.list.setSpacing(px(4))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _: self._submit())
        self.content.addWidget(self.list, 1)
        self.told = text("", "muted")
        self.content.addWidget(self.told)
        self.cancel = self.add_button(tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(tr("Make from it"), primary=True)
        self.go.clicked.connect(self._submit)
        self.go.setEnabled(False)
        self.list.currentRowChanged.connect(lambda row: self.go.setEnabled(row >= 0))
        self.search.setFocus()
        self._find()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search straight into the list: the scrolling area would take the key."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _find(self) -> None:
        words = self.search.text()
        self._context.tasks.on_ledger(lambda desk: offer(desk, words), self._show, owner=self)

    def _show(self, offered: Offered) -> None:
        if offered.words != self.search.text():
            return
        self.list.clear()
        for row in offered.rows:
            item = QListWidgetItem(self._line(row), self.list)
            item.setData(_ID, row.id)
        if offered.rows:
            self.list.setCurrentRow(0)
        tr, ntr = self._context.words.tr, self._context.words.ntr
        said = ntr("{n} closed case", "{n} closed cases", len(offered.rows))
        if not offered.rows:
            said = (
                tr("No closed case holds these words.")
                if offered.words.strip()
                else tr("There is no closed case here yet.")
            )
        set_text(self.told, said)

    def _line(self, row: CaseRow) -> str:
        day = local_date(row.received_at).isoformat()
        sides = "，".join(one for one in (row.complainant, row.respondent) if one)
        below = "  ".join(one for one in (row.number, day, sides) if one)
        return f"{row.title}\n{below}"

    def _submit(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(str(item.data(_ID)))

"""Where a notice hangs: this station's own postings with their photos, and who has not posted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button, link
from station_app.ui.common.lay import inset
from station_app.ui.common.opening import file_link
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.knowledge.notices.jobs import NoticeView
from station_app.ui.knowledge.notices.said import posting_words
from station_app.ui.knowledge.who import place_words
from station_app.usecases.reading.notices import OVER, TAKE_DOWN, WITHDRAWN, Posting

ENDED = frozenset({TAKE_DOWN, OVER, WITHDRAWN})
BOXES = 20
"""So many postings of other stations are shown at once; a county has hundreds."""


class Postings(QWidget):
    """Signals:
    photo_wanted: A photo is to be put to a posting.  arg: its id.
    down_wanted: A posting was taken down.  arg: its id.
    opened: A photo is to be seen.  arg: its `AttachmentRow`.
    """

    photo_wanted = Signal(str)
    down_wanted = Signal(str)
    opened = Signal(object)

    def __init__(self, context: Context, words: RecordWords, view: NoticeView) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context, self._words, self._view = context, words, view
        self.photos: list[QPushButton] = []
        self.more: QPushButton | None = None
        self.buttons: dict[tuple[str, str], QPushButton] = {}
        """By what it does (`photo`, `down`) and the posting's id."""
        tr, px = context.words.tr, context.theme.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        if view.watched:
            self._add_stations(column)
        own = view.own
        if own:
            column.addWidget(heading(tr("Posted here"), 3))
        for one in own:
            column.addWidget(self._box(one))
        if not own and not view.watched:
            column.addWidget(text(tr("Not posted here yet."), "muted"))

    def _add_stations(self, column: QVBoxLayout) -> None:
        tr, view = self._context.words.tr, self._view
        others = [p for p in view.postings if p.station_id != view.own_station]
        if view.phase in ENDED:
            self._add_hanging(column, others)
        else:
            done = view.watched - len(view.waiting)
            said = tr("{n} of {all} stations have posted it", n=done, all=view.watched)
            column.addWidget(text(said, "strong"))
            if view.waiting:
                names = "、".join(one.name for one in view.waiting)
                column.addWidget(selectable(text(tr("▲ Not posted yet: {names}", names=names))))
        for one in others[:BOXES]:
            column.addWidget(self._box(one))
        rest = others[BOXES:]
        if rest:
            self.more = link(tr("Show the other {n}", n=len(rest)))
            place = column.count()
            self.more.clicked.connect(lambda: self._show_rest(column, place, rest))
            column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_hanging(self, column: QVBoxLayout, others: Sequence[Posting]) -> None:
        """Who has not taken down what is over."""
        tr, called = self._context.words.tr, self._view.called
        stations = dict.fromkeys(p.station_id for p in others if p.hangs)
        if stations:
            names = "、".join(place_words(self._context, called, one) for one in stations)
            column.addWidget(selectable(text(tr("▼ Not taken down yet: {names}", names=names))))
        elif others:
            column.addWidget(text(tr("✓ Everybody has taken it down."), "strong"))

    def _show_rest(self, column: QVBoxLayout, place: int, rest: Sequence[Posting]) -> None:
        if self.more is not None:
            self.more.hide()
        for number, one in enumerate(rest):
            column.insertWidget(place + number, self._box(one))

    def _box(self, one: Posting) -> QFrame:
        context, words, view = self._context, self._words, self._view
        tr, own = context.words.tr, one.station_id == view.own_station
        who = view.called.get(one.by_id, "")
        parts: list[QWidget] = []
        if not own:
            place = place_words(context, view.called, one.station_id)
            parts.append(text(f"✓ {place}", "strong"))
        parts.append(selectable(text(posting_words(context, words, one, who))))
        files = view.files.get(one.id, ())
        for file in files:
            opened = file_link(context, words, file)
            opened.clicked.connect(lambda _=False, f=file: self.opened.emit(f))
            self.photos.append(opened)
            parts.append(opened)
        if not files:
            parts.append(text(tr("No photo of it yet."), "hint"))
        box = inset(context, parts)
        if own and view.may_post:
            flow = FlowLayout(spacing=context.theme.look.px(8))
            self._add(flow, one, "photo", tr("Add a photo"))
            if one.hangs:
                self._add(flow, one, "down", tr("Taken down"))
            layout = box.layout()
            if isinstance(layout, QVBoxLayout):
                layout.addLayout(flow)
                for opened in self.photos:
                    layout.setAlignment(opened, Qt.AlignmentFlag.AlignLeft)
        return box

    def _add(self, flow: FlowLayout, one: Posting, key: str, said: str) -> None:
        made = button(said)
        signal = self.photo_wanted if key == "photo" else self.down_wanted
        made.clicked.connect(lambda: signal.emit(one.id))
        self.buttons[key, one.id] = made
        flow.addWidget(made)

"""One notice as it is read: its text, how it came here, how long it is shown, where it hangs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.lay import inset, pairs
from station_app.ui.common.record_panel import RecordPanel
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import Step
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.knowledge.notices.jobs import NoticeView
from station_app.ui.knowledge.notices.postings import Postings
from station_app.ui.knowledge.notices.said import (
    forward,
    phase_words,
    span_words,
    way_here,
    why_ended,
)
from station_app.usecases.notices import KIND
from station_app.usecases.reading.notices import (
    COMING,
    DRAFT,
    PREPARED,
    SHOWN,
    TAKE_DOWN,
    TO_POST,
)
from sync.records.moves import Move
from sync.records.registry import KINDS

POST, DOWN, EDIT, POSTER = "post", "take_down", "edit", "poster"
"""What `asked` may name."""


class NoticePanel(RecordPanel[NoticeView]):
    """Signals:
    asked: Something is to be done with the notice.  arg: its key.
    move_wanted: It is to be taken to another state.  arg: the `Move`.
    photo_wanted: A photo is to be put to a posting.  arg: the posting's id.
    down_wanted: One posting was taken down.  arg: its id.
    photo_opened: A photo is to be seen.  arg: its `AttachmentRow`.
    """

    asked = Signal(str)
    move_wanted = Signal(object)
    photo_wanted = Signal(str)
    down_wanted = Signal(str)
    photo_opened = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, context.words.tr("The chosen notice"), parent)
        self.postings: Postings | None = None

    def clear(self) -> None:
        super().clear()
        self.postings = None

    def fill(self, words: RecordWords, view: NoticeView) -> None:
        tr, row = self._context.words.tr, view.row
        self._head(words, view)
        ended = why_ended(self._context, words, view)
        if ended:
            self.column.addWidget(selectable(text(ended, "strong")))
        self._steps(view)
        self.add_conflicts(words, view)
        if view.phase == DRAFT and row.text("return_note"):
            said = tr("Sent back: {why}", why=row.text("return_note"))
            self.column.addWidget(text(f"↩ {said}", "strong"))
        self.column.addWidget(inset(self._context, [selectable(text(row.text("body")))]))
        if view.phase not in PREPARED:
            self._add_postings(words, view)
        self.column.addWidget(heading(tr("How it came here"), 3))
        for line in way_here(self._context, words, view):
            self.column.addWidget(selectable(text(line)))
        self.column.addWidget(pairs(self._context, self._facts(words, view)))
        self.column.addStretch(1)

    def _head(self, words: RecordWords, view: NoticeView) -> None:
        row = view.row
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        own_posted = bool(view.own) and not view.watched
        said = phase_words(self._context, view.phase, own_posted=own_posted)
        flow.addWidget(text(said, "strong", wrap=False))
        kind = words.code("notice_kind", row.text("kind"))
        flow.addWidget(text(kind, "muted", wrap=False))
        state = self._context.wording.sync_state(view.sync_state)
        flow.addWidget(text(state, "muted", wrap=False))
        self.column.addLayout(flow)
        self.column.addWidget(selectable(heading(row.text("title"), 2)))
        if view.phase not in PREPARED:
            span = span_words(
                self._context, words, row.text("publish_from"), row.text("publish_to")
            )
            self.column.addWidget(text(self._context.words.tr("Shown {span}", span=span)))

    def _steps(self, view: NoticeView) -> None:
        tr = self._context.words.tr
        steps: list[Step] = []
        if view.may_post and view.phase == TAKE_DOWN:
            steps.append(self._ask(DOWN, tr("It is taken down")))
        if view.may_post and view.phase == TO_POST:
            steps.append(self._ask(POST, tr("Mark as posted")))
        main = forward(view.moves)
        if main is not None:
            steps.append(self._move(main))
        first = steps[0] if steps else None
        beside = steps[1:]
        if view.phase not in PREPARED and view.phase in (TO_POST, SHOWN, COMING):
            beside.append(self._ask(POSTER, tr("Print the poster")))
        if view.may_post and view.phase == SHOWN:
            beside.append(self._ask(POST, tr("Post it once more") if view.own
                                    else tr("Mark as posted")))  # fmt: skip
        more = [self._move(move) for move in view.moves if move is not main]
        if view.may_change:
            edit = self._ask(EDIT, tr("Change the notice"))
            if view.phase == DRAFT:
                beside.append(edit)
            else:
                more.append(edit)
        self.add_steps(first, beside, more)

    def _ask(self, key: str, label: str) -> Step:
        return Step(key, label, lambda: self.asked.emit(key))

    def _move(self, move: Move) -> Step:
        label = self._context.words.tr(move.label)
        return Step(move.action, label, lambda: self.move_wanted.emit(move))

    def _add_postings(self, words: RecordWords, view: NoticeView) -> None:
        self.postings = Postings(self._context, words, view)
        self.postings.photo_wanted.connect(self.photo_wanted)
        self.postings.down_wanted.connect(self.down_wanted)
        self.postings.opened.connect(self.photo_opened)
        self.column.addWidget(self.postings)

    def _facts(self, words: RecordWords, view: NoticeView) -> list[tuple[str, str | QWidget]]:
        facts: list[tuple[str, str | QWidget]] = []
        for name in ("notice_no", "channels", "source_case_count"):
            value = view.row.values.get(name)
            value = KINDS[KIND].by_name[name].default if value is None else value
            if value not in (None, "", []):
                said = words.value(KIND, name, value, view.called)
                facts.append((words.label(KIND, name), said))
        return facts

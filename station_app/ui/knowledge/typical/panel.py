"""One typical case as a page of the booklet shows it, and what may be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from station_app.documents.typical_case import about_words, paragraphs, parts_of
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import link
from station_app.ui.common.lay import inset
from station_app.ui.common.record_panel import RecordPanel
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import Step
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.knowledge.typical.jobs import TypicalView
from station_app.ui.knowledge.typical.said import forward, page_of, state_words, way_here
from station_app.usecases.reading.typical import DRAFT, WITHDRAWN
from sync.records.moves import Move

EDIT, PRINT = "edit", "print"
"""What `asked` may name."""


class TypicalPanel(RecordPanel[TypicalView]):
    """Signals:
    asked: Something is to be done with it.  arg: its key.
    move_wanted: It is to be taken to another state.  arg: the `Move`.
    """

    asked = Signal(str)
    move_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, context.words.tr("The chosen typical case"), parent)
        self.source: QPushButton | None = None

    def clear(self) -> None:
        super().clear()
        self.source = None

    def fill(self, words: RecordWords, view: TypicalView) -> None:
        tr, row = self._context.words.tr, view.row
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        flow.addWidget(text(state_words(self._context, view.state), "strong", wrap=False))
        flow.addWidget(text(str(row.whole("year") or ""), "muted", wrap=False))
        state = self._context.wording.sync_state(view.sync_state)
        flow.addWidget(text(state, "muted", wrap=False))
        self.column.addLayout(flow)
        page = page_of(words, row)
        self.column.addWidget(selectable(heading(page.title, 2)))
        self.column.addWidget(text(about_words(page, self._context.words), "muted"))
        if view.state == WITHDRAWN:
            why = tr("✗ Taken back: {why}", why=row.text("withdraw_reason"))
            self.column.addWidget(selectable(text(why, "strong")))
        if view.state == DRAFT and row.text("return_note"):
            said = tr("Sent back: {why}", why=row.text("return_note"))
            self.column.addWidget(selectable(text(f"↩ {said}", "strong")))
        self._steps(view)
        self.add_conflicts(words, view)
        for head, told in parts_of(page, self._context.words):
            lines = [selectable(text(one)) for one in paragraphs(told)]
            self.column.addWidget(inset(self._context, [heading(head, 3), *lines]))
        self._came(words, view)
        self.column.addStretch(1)

    def _steps(self, view: TypicalView) -> None:
        tr = self._context.words.tr
        main = forward(view.moves)
        others = [self._move(move) for move in view.moves if move is not main]
        edit = Step(EDIT, tr("Change the words"), lambda: self.asked.emit(EDIT))
        paper = Step(PRINT, tr("Print it"), lambda: self.asked.emit(PRINT))
        more = [*([edit] if view.may_change and main is not None else []), *others]
        beside = [paper] if main is not None or not view.may_change else [edit, paper]
        self.add_steps(self._move(main) if main is not None else None, beside, more)

    def _move(self, move: Move) -> Step:
        label = self._context.words.tr(move.label)
        return Step(move.action, label, lambda: self.move_wanted.emit(move))

    def _came(self, words: RecordWords, view: TypicalView) -> None:
        tr = self._context.words.tr
        self.column.addWidget(heading(tr("How it came here"), 3))
        for line in way_here(self._context, words, view):
            self.column.addWidget(selectable(text(line)))
        if view.source is None:
            return
        source = view.source
        said = tr("From case {number}", number=source.number or source.title)
        self.source = link(said)
        self.source.clicked.connect(lambda: self._context.navigator.go("cases", source.id))
        self.column.addWidget(self.source)
        hint = tr("Only this station and those above it see which case it was.")
        self.column.addWidget(text(hint, "hint"))

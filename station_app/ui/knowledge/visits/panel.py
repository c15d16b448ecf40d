"""One visit: when, who comes where, what was found, what is to be mended."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.lay import inset, pairs
from station_app.ui.common.moving import main_first, move_step
from station_app.ui.common.opening import file_link
from station_app.ui.common.record_panel import RecordPanel
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import Step
from station_app.ui.common.states import entry_state
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.knowledge.visits.jobs import VisitView
from station_app.ui.knowledge.who import place_words
from station_app.usecases import visits as use
from station_app.usecases.reading.visits import OPEN

BESIDE = 2
FOUND = (
    "persons_received", "cases_taken", "consultations", "problems", "guidance", "follow_up_done",
    "not_held_reason", "moved_to", "return_note",
)  # fmt: skip
"""Fields told as they are; the others have a place of their own."""


class VisitPanel(RecordPanel[VisitView]):
    """Shows one `VisitView`.

    Signals:
        move_wanted: Another state.  arg: the `Move`.
        asked: Something else is to be done.  arg: edit, attach, print.
        file_opened: A file is to be seen.  arg: its `AttachmentRow`.
    """

    move_wanted = Signal(object)
    asked = Signal(str)
    file_opened = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, context.words.tr("The chosen visit"), parent)
        self.links: list[QPushButton] = []

    def clear(self) -> None:
        super().clear()
        self.links = []

    def fill(self, words: RecordWords, view: VisitView) -> None:
        self._head(words, view)
        self._steps(view)
        self.add_conflicts(words, view)
        facts = self._facts(words, view)
        if facts:
            self.column.addWidget(pairs(self._context, facts))
        self._checks(view)
        self._files(words, view)
        self.column.addStretch(1)

    def _head(self, words: RecordWords, view: VisitView) -> None:
        tr, row = self._context.words.tr, view.row
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        flow.addWidget(text(entry_state(words, view.state), "strong", wrap=False))
        state = self._context.wording.sync_state(view.sync_state)
        flow.addWidget(text(state, "muted", wrap=False))
        self.column.addLayout(flow)
        kind = words.code("visit_kind", row.text("kind"))
        host = place_words(self._context, view.called, row.text("host_station_id"))
        self.column.addWidget(selectable(heading(f"{kind} {host}".strip(), 2)))
        day = tr(
            "{day}, lunar {lunar}",
            day=words.day(view.day.isoformat()),
            lunar=self._context.lunar.name(view.day),
        )
        held, ended = row.whole("held_at"), row.whole("ended_at")
        if view.state == "held" and held is not None:
            clock = words.date_and_clock(held).rpartition(" ")[2]
            until = f"–{words.date_and_clock(ended).rpartition(' ')[2]}" if ended else ""
            day = f"{day} {clock}{until}"
        self.column.addWidget(selectable(text(day)))
        self.column.addWidget(selectable(text(self._who(view))))
        if view.state in OPEN and view.day < view.today:
            said = tr("▲ Its day is over. Was it held? Then write it down, else say why not.")
            self.column.addWidget(text(said, "deadline"))
        if view.mend_by:
            self.column.addWidget(self._mend(words, view))

    def _who(self, view: VisitView) -> str:
        """The body that comes, and its people."""
        row = view.row
        names = [view.called.get(one, "") for one in view.ids("visitor_ids")]
        people = "、".join(name for name in (*names, row.text("visitor_names")) if name)
        body = place_words(self._context, view.called, row.text("visitor_org_id"))
        return f"{body}：{people}" if people else body

    def _mend(self, words: RecordWords, view: VisitView) -> QWidget:
        tr, day = self._context.words.tr, words.day(view.mend_by)
        if view.mend_by < view.today.isoformat():
            return text(tr("▲ Was to be mended by {day}", day=day), "deadline")
        return text(tr("To be mended by {day}", day=day), "muted")

    def _steps(self, view: VisitView) -> None:
        tr = self._context.words.tr
        wanted = ("hold", "plan_again") if view.begun else ("confirm", "plan_again", "hold")
        if view.mend_by:
            wanted = ("follow_up", *wanted)
        moves = [m for m in view.moves if m.action != "follow_up" or view.mend_by]
        main, others = main_first(moves, wanted)
        steps = [move_step(self._context, m, self.move_wanted.emit) for m in others]
        beside = [] if main is None else steps[:BESIDE]
        more = [
            Step(key, said, partial(self.asked.emit, key))
            for key, said, offered in (
                ("edit", tr("Change the visit"), view.may_change),
                ("attach", tr("Add a photo or paper"), view.may_change),
                ("print", tr("Print the record"), True),
            )
            if offered
        ]
        first = move_step(self._context, main, self.move_wanted.emit) if main else None
        self.add_steps(first, beside, [*steps[len(beside) :], *more])

    def _facts(self, words: RecordWords, view: VisitView) -> list[tuple[str, str | QWidget]]:
        return [
            (words.label(use.KIND, name), words.value(use.KIND, name, value, view.called))
            for name in FOUND
            if (value := view.row.values.get(name)) not in (None, "", [])
        ]

    def _checks(self, view: VisitView) -> None:
        checks = view.checks()
        if not checks:
            return
        tr = self._context.words.tr
        parts: list[QWidget] = [text(tr("Checks"), "strong")]
        for one in checks:
            sign = "✓" if one.get("ok") else "✗"
            said = tr("In order") if one.get("ok") else tr("Not in order")
            line = f"{sign} {one.get('item')}：{said}"
            note = one.get("note")
            parts.append(selectable(text(f"{line}，{note}" if note else line)))
        self.column.addWidget(inset(self._context, parts))

    def _files(self, words: RecordWords, view: VisitView) -> None:
        if not view.files:
            return
        self.column.addWidget(heading(self._context.words.tr("Photos and papers"), 3))
        for one in view.files:
            opened = file_link(self._context, words, one)
            opened.clicked.connect(lambda _=False, f=one: self.file_opened.emit(f))
            self.links.append(opened)
            self.column.addWidget(opened, 0, Qt.AlignmentFlag.AlignLeft)

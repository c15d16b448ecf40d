"""One request: what was asked, by when an answer is promised, who asked, what was answered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import link
from station_app.ui.common.lay import inset, pairs, plain
from station_app.ui.common.moving import main_first, move_step
from station_app.ui.common.record_panel import RecordPanel
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import Step
from station_app.ui.common.states import request_state
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.knowledge.requests.jobs import RequestView
from station_app.ui.knowledge.who import person_words, place_words
from station_app.usecases import knowledge
from sync.records.days.working import Certainty
from sync.records.knowledge import KNOWLEDGE_REQUEST

TITLE_LONGEST = 60
"""Characters of a question that may stand as a heading; a longer one is read as a text."""
BESIDE = 2
USUAL_WAY = str(KNOWLEDGE_REQUEST.by_name["asked_way"].default)
"""What was left as it is usual is not kept."""


class RequestPanel(RecordPanel[RequestView]):
    """Shows one `RequestView`.

    Signals:
        move_wanted: Another state.  arg: the `Move`.
        edit_wanted: What was written down is to be corrected.  No argument.
        activity_wanted: An activity is to be put into the calendar for it.  No argument.
        reveal_wanted: Who asked is wanted in full.  No argument.
        print_wanted: A paper is wanted.  arg: whether of the whole month.
    """

    move_wanted = Signal(object)
    edit_wanted = Signal()
    activity_wanted = Signal()
    reveal_wanted = Signal()
    print_wanted = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, context.words.tr("The chosen request"), parent)
        self.reveal: QPushButton | None = None
        self.activity: QPushButton | None = None

    def clear(self) -> None:
        super().clear()
        self.reveal, self.activity = None, None

    def fill(self, words: RecordWords, view: RequestView) -> None:
        self._head(words, view)
        self._steps(view)
        self.add_conflicts(words, view)
        self._answer(words, view)
        self.column.addWidget(pairs(self._context, self._facts(words, view)))
        self.column.addStretch(1)

    def _head(self, words: RecordWords, view: RequestView) -> None:
        tr, row = self._context.words.tr, view.row
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        state = request_state(words, view.state)
        if view.passed_here and view.state == "passed":
            state = tr("○ Passed on to us")
        flow.addWidget(text(state, "strong", wrap=False))
        for said in (
            words.code("topic", row.text("topic_code")),
            self._context.wording.sync_state(view.sync_state),
        ):
            flow.addWidget(text(said, "muted", wrap=False))
        self.column.addLayout(flow)
        question = row.text("question")
        short = len(question) <= TITLE_LONGEST and "\n" not in question
        shown = heading(question, 2) if short else text(question, "strong")
        self.column.addWidget(selectable(shown))
        way = words.code("asked_way", row.text("asked_way") or USUAL_WAY)
        said = f"{words.date_and_clock(row.whole('asked_at'))} · {way}"
        count = row.whole("people_count") or 1
        if count > 1:
            said += " · " + self._context.words.ntr("{n} person", "{n} people", count)
        self.column.addWidget(selectable(text(said)))
        if view.due is not None:
            self.column.addWidget(self._promise(words, view))

    def _promise(self, words: RecordWords, view: RequestView) -> QWidget:
        """Quiet while there is time; a mark in words once the day is over."""
        tr, due = self._context.words.tr, view.due
        assert due is not None
        day = words.day(due.on.isoformat())
        if due.certainty is not Certainty.OFFICIAL:
            day = tr("{day} (provisional)", day=day)
        if due.on < self._context.today():
            said = tr("▲ An answer was promised by {day}", day=day)
            return text(said, "deadline")
        return text(tr("An answer is promised by {day}, within 5 working days", day=day), "muted")

    def _steps(self, view: RequestView) -> None:
        tr = self._context.words.tr
        main, others = main_first(view.moves, ("answer", "close"))
        steps = [move_step(self._context, m, self.move_wanted.emit) for m in others]
        more: list[Step] = []
        if view.may_plan and any(move.action == "plan" for move in view.moves):
            new = tr("Put an activity for it into the calendar")
            more.append(Step("activity", new, self.activity_wanted.emit))
        if view.may_change:
            more += [
                Step("edit", tr("Correct what was written down"), self.edit_wanted.emit),
                Step("print", tr("Print this request"), partial(self.print_wanted.emit, False)),
                Step(
                    "print_month",
                    tr("Print the list of its month"),
                    partial(self.print_wanted.emit, True),
                ),
            ]
        first = move_step(self._context, main, self.move_wanted.emit) if main else None
        self.add_steps(first, steps[:BESIDE], [*steps[BESIDE:], *more])

    def _answer(self, words: RecordWords, view: RequestView) -> None:
        row = view.row
        if not row.text("answer"):
            return
        tr = self._context.words.tr
        way = words.code("answer_way", row.text("answer_way"))
        by = row.text("answered_by")
        who = person_words(self._context, view.called, by) if by else ""
        when = words.date_and_clock(row.whole("answered_at"))
        title = tr("Answer") if view.state in ("answered", "closed") else tr("Former answer")
        said = " · ".join(part for part in (when, way, who) if part)
        parts: list[QWidget] = [
            text(title, "strong"),
            selectable(text(row.text("answer"))),
            text(said, "hint"),
        ]
        self.column.addWidget(inset(self._context, parts))

    def _facts(self, words: RecordWords, view: RequestView) -> list[tuple[str, str | QWidget]]:
        tr, row, kind = self._context.words.tr, view.row, knowledge.KIND
        found: list[tuple[str, str | QWidget]] = [
            (tr("Asked by"), self._asker(words, view)),
        ]
        for name in ("request_no", "passed_to_org_id", "passed_at", "material_id"):
            value = row.values.get(name)
            if value not in (None, ""):
                found.append((words.label(kind, name), words.value(kind, name, value, view.called)))
        if row.text("station_id") != view.own_station:
            where = place_words(self._context, view.called, row.text("station_id"))
            found.append((tr("Written down by"), where))
        activity = row.text("activity_id")
        if activity:
            self.activity = link(view.called.get(activity) or tr("Activity in the calendar"))
            self.activity.clicked.connect(lambda: self._context.navigator.go("calendar", activity))
            found.append((words.label(kind, "activity_id"), self.activity))
        return found

    def _asker(self, words: RecordWords, view: RequestView) -> QWidget:
        tr = self._context.words.tr
        said = " ".join(str(value) for value in view.asker.values() if value)
        holder = plain()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._context.theme.look.px(10))
        if not said and not view.asker and not view.revealed:
            line.addWidget(text(tr("Your role sees no party's data."), "muted"), 1)
            return holder
        line.addWidget(selectable(text(said or tr("Nobody was named."))), 0)
        if view.may_reveal:
            self.reveal = link(tr("Show (leaves a trace)"))
            self.reveal.clicked.connect(self.reveal_wanted)
            line.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        return holder

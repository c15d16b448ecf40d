"""The session on the right: where it stands, the next move, its roll, what it is about, files."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.lay import pairs
from station_app.ui.common.record_panel import RecordPanel
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import Step
from station_app.ui.common.states import entry_state
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.training.files import FileList
from station_app.ui.training.jobs import OPEN, SessionView
from station_app.ui.training.roll import Roll
from station_app.ui.training.said import main_move, presence_words, when_words
from station_app.usecases.reading.trainings import THERE
from sync.records.moves import Move

ROLL, ABOUT, FILES = range(3)
BESIDE = 1
"""So many further moves stand beside the primary one; the rest is under “more”."""
ROLL_NAME = "roll"
"""What the keyboard stands on when it stands in the roll."""


class SessionPanel(RecordPanel[SessionView]):
    """Shows one `SessionView`, or says what would stand here.

    Signals:
        move_wanted: Another state.  arg: the `Move`.
        asked: Something else is to be done.  arg: edit, invite, sheet, read, scores, make_up,
            materials, attach.
        ticked: Somebody was there.  args: the person's id, the presence.
        line_opened: A line of the roll is wanted whole.  arg: its `RollRow`.
        file_opened: A file is to be seen.  args: the id of what it hangs on, its `AttachmentRow`.
    """

    move_wanted = Signal(object)
    asked = Signal(str)
    ticked = Signal(str, str)
    line_opened = Signal(object)
    file_opened = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, context.words.tr("The chosen session"), parent)
        self._words: RecordWords | None = None
        self.roll: Roll | None = None
        self._line = ""
        self.column.setSpacing(context.theme.look.px(8))

    def clear(self) -> None:
        super().clear()
        self.roll = None

    def show_view(self, words: RecordWords, view: SessionView, *, anew: bool = False) -> None:
        before = self.view
        if before is not None and before != view and not anew and self._only_roll_differs(view):
            self.view = view
            self._show_roll(view)
            return
        same = before is not None and before.id == view.id
        self._line = self.roll.chosen if same and self.roll is not None else ""
        super().show_view(words, view, anew=anew)

    def fill(self, words: RecordWords, view: SessionView) -> None:
        self._words = words
        self._head(words, view)
        self._steps(view)
        self.add_conflicts(words, view)
        tr = self._context.words.tr
        files = sum(len(one) for one in view.files.values())
        self.add_tabs(
            tr("Parts of the session"),
            (
                self._roll_title(view),
                tr("About it"),
                tr("Materials {n}", n=files or len(view.materials)),
            ),
        )
        self.show_tab(self.tab, self._line)

    def focus_roll(self) -> None:
        """The keyboard goes to the roll."""
        if self.tabs is not None and self.tab != ROLL:
            self.tabs.setCurrentIndex(ROLL)
        if self.roll is not None:
            self.roll.table.setFocus()

    def _only_roll_differs(self, view: SessionView) -> bool:
        """After a tick nothing is drawn anew under the hand that ticks on."""
        before = self.view
        return (
            before is not None
            and self.roll is not None
            and replace(
                before,
                roll=view.roll,
                now_ms=view.now_ms,
                missed=view.missed,
                sync_state=view.sync_state,
            )
            == view
            and (before.missed == 0) == (view.missed == 0)
            and before.sync_state == view.sync_state
        )

    def _show_roll(self, view: SessionView) -> None:
        if self.roll is not None:
            self.roll.show_lines(view.roll, self.roll.chosen)
        if self.tabs is not None:
            self.tabs.setTabText(ROLL, self._roll_title(view))
        self._count()

    def focused(self) -> str:
        if self.roll is not None and QApplication.focusWidget() is self.roll.table:
            return ROLL_NAME
        return super().focused()

    def focus(self, name: str) -> None:
        if name == ROLL_NAME and self.roll is not None:
            self.roll.table.setFocus()
        else:
            super().focus(name)

    def _head(self, words: RecordWords, view: SessionView) -> None:
        tr = self._context.words.tr
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        flow.addWidget(text(entry_state(words, view.state), "strong", wrap=False))
        flow.addWidget(
            text(words.code("training_kind", view.row.text("kind")), "muted", wrap=False)
        )
        state = self._context.wording.sync_state(view.sync_state)
        flow.addWidget(text(state, "muted", wrap=False))
        self.column.addLayout(flow)
        title = view.row.text("title") or tr("(no title)")
        self.column.addWidget(selectable(heading(title, 2)))
        start = view.row.whole("held_at") or view.row.whole("planned_at") or 0
        end = None if view.row.whole("held_at") else view.row.whole("planned_end")
        where = view.row.text("place")
        said = f"{when_words(self._context, words, start, end)} · {where}"
        self.column.addWidget(selectable(text(said)))

    def _steps(self, view: SessionView) -> None:
        tr = self._context.words.tr
        main = main_move(view.moves, view.row.whole("planned_at") or 0, view.now_ms)
        others = [self._step(move) for move in view.moves if move is not main]
        first = self._step(main) if main is not None else None
        beside = others[:BESIDE] if first is not None else []
        if first is None and view.state == "held" and view.missed and view.roll_here:
            first = Step("make_up", tr("Make-up session"), lambda: self.asked.emit("make_up"))
        edit = Step("edit", tr("Change the session"), lambda: self.asked.emit("edit"))
        self.add_steps(
            first, beside, [*([edit] if view.may_change else ()), *others[len(beside) :]]
        )

    def _step(self, move: Move) -> Step:
        label = self._context.words.tr(move.label)
        return Step(move.action, label, lambda: self.move_wanted.emit(move))

    def _roll_title(self, view: SessionView) -> str:
        return self._context.words.tr("Roll {n}", n=len(view.roll))

    def show_tab(self, tab: int, chosen: str = "") -> None:
        super().show_tab(tab)
        view, words = self.view, self._words
        self.roll = None
        if view is None or words is None:
            return
        if tab == ROLL:
            self._roll_tab(words, view, chosen)
        elif tab == ABOUT:
            self.body.addWidget(pairs(self._context, self._about(words, view)))
        else:
            files = FileList(self._context, words, view)
            files.opened.connect(self.file_opened)
            files.asked.connect(self.asked)
            self.body.addWidget(files)
        self.body.addStretch(1)

    def _roll_tab(self, words: RecordWords, view: SessionView, chosen: str) -> None:
        tr = self._context.words.tr
        flow = FlowLayout(spacing=self._context.theme.look.px(8))
        taught = any(line.presence in THERE for line in view.roll)
        tested = view.row.values.get("has_test") is True or any(
            line.score is not None for line in view.roll
        )
        wanted: list[tuple[str, str, bool]] = [
            ("invite", tr("Invite people"), view.may_change),
            ("sheet", tr("Sign-in sheet"), bool(view.roll)),
            ("read", tr("Read a signed sheet"), bool(view.roll) and view.roll_here),
            ("scores", tr("Scores"), bool(view.roll) and view.roll_here),
            ("notice", tr("Training notice"), view.may_change and view.state in OPEN),
            ("score_sheet", tr("Test record"), bool(view.roll) and tested),
            ("certificates", tr("Certificates"), view.state == "held" and taught),
        ]
        for key, said, shown in wanted:
            if shown:
                beside = button(said)
                beside.clicked.connect(lambda _=False, k=key: self.asked.emit(k))
                self.buttons[key] = beside
                flow.addWidget(beside)
        if flow.count():
            self.body.addLayout(flow)
        if not view.roll:
            said = tr("Nobody is invited yet. Those invited stand here and are ticked off.")
            self.body.addWidget(text(said, "muted"))
            return
        self.counted = text("", "muted")
        self.body.addWidget(self.counted)
        self.roll = Roll(self._context, words, may_tick=view.roll_here)
        self.roll.ticked.connect(self.ticked)
        self.roll.opened.connect(self.line_opened)
        self.body.addWidget(self.roll)
        self.roll.show_lines(view.roll, chosen)
        self._count()

    def _count(self) -> None:
        view, words = self.view, self._words
        if view is None or words is None or self.roll is None:
            return
        tr, counts = self._context.words.tr, dict[str, int]()
        for line in view.roll:
            if line.presence is not None:
                counts[line.presence] = counts.get(line.presence, 0) + 1
        open_lines = sum(line.presence is None for line in view.roll)
        said = [f"{presence_words(words, code)} {n}" for code, n in counts.items()]
        if open_lines:
            said.append(tr("not ticked {n}", n=open_lines))
        self.counted.setText("  ".join(said))
        self.counted.setAccessibleName(self.counted.text())

    def _about(self, words: RecordWords, view: SessionView) -> list[tuple[str, str | QWidget]]:
        shown = (
            "organiser_id", "lecturer_ids", "method", "basis", "batch", "area_codes",
            "topic_codes", "target_kinds", "hours", "summary", "not_held_reason", "moved_to",
            "makeup_of_id", "pass_score", "return_note",
        )  # fmt: skip
        kind = "training_session"
        return [
            (words.label(kind, name), words.value(kind, name, value, view.called))
            for name in shown
            if (value := view.row.values.get(name)) not in (None, "", [])
        ]

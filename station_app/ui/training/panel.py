"""The session on the right: where it stands, the next move, its roll, what it is about, files."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from station_app.ui.common.both_changed import BothChanged
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button, link, primary_button
from station_app.ui.common.lay import as_tall_as_shown, empty, pairs, plain
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, selectable, text
from station_app.ui.training.files import FileList
from station_app.ui.training.jobs import SessionView
from station_app.ui.training.roll import Roll
from station_app.ui.training.said import main_move, presence_words, state_words, when_words
from station_app.usecases.trainings import THERE
from sync.records.moves import Move

ROLL, ABOUT, FILES = range(3)
BESIDE = 1
"""So many further moves stand beside the primary one; the rest is under “more”."""
BODY_NEEDS = 220
"""Pixels at 100 % of what a tab shows that must be seen once it is pressed."""


class SessionPanel(QFrame):
    """Shows one `SessionView`, or says what would stand here.

    Signals:
        move_wanted: Another state.  arg: the `Move`.
        asked: Something else is to be done.  arg: edit, invite, sheet, read, scores, make_up,
            materials, attach.
        ticked: Somebody was there.  args: the person's id, the presence.
        line_opened: A line of the roll is wanted whole.  arg: its `RollRow`.
        file_opened: A file is to be seen.  args: the id of what it hangs on, its `AttachmentRow`.
        value_chosen: One of two values shall stand.  args: the conflict's id, the value's stamp.
        back_wanted: The list is wanted again, where only one of both has room.  No argument.
    """

    move_wanted = Signal(object)
    asked = Signal(str)
    ticked = Signal(str, str)
    line_opened = Signal(object)
    file_opened = Signal(str, object)
    value_chosen = Signal(str, object)
    back_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "card")
        self.setAccessibleName(context.words.tr("The chosen session"))
        self.view: SessionView | None = None
        self._words: RecordWords | None = None
        self.primary: QPushButton | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.menu: QMenu | None = None
        self.roll: Roll | None = None
        self.tabs: QTabBar | None = None
        self.tab = ROLL
        px = context.theme.look.px
        self.back = link(context.words.tr("← Back to the list"))
        self.back.clicked.connect(self.back_wanted)
        self.back.hide()
        self._inside = as_tall_as_shown(plain())
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(px(16), px(10), px(16), px(12))
        self._column.setSpacing(px(8))
        self.view_port = scrolled(self._inside)
        self.view_port.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        backs = QHBoxLayout()
        backs.setContentsMargins(px(12), 0, 0, 0)
        backs.addWidget(self.back)
        backs.addStretch(1)
        outer.addLayout(backs)
        outer.addWidget(self.view_port, 1)

    def say(self, title: str, words: str) -> None:
        """No session is shown; says why."""
        self._clear()
        self.view = None
        self._column.addStretch(1)
        for shown in (heading(title, 2), text(words, "muted")):
            shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._column.addWidget(shown)
        self._column.addStretch(2)

    def show_view(self, words: RecordWords, view: SessionView, *, anew: bool = False) -> None:
        """Another session, or the same as it stands now; then place and keyboard are kept."""
        same = self.view is not None and self.view.id == view.id
        if same and not anew and self.view == view:
            return
        if same and not anew and self._only_roll_differs(view):
            self.view = view
            self._show_roll(view)
            return
        focused = self._focused() if same else ""
        chosen = self.roll.chosen if same and self.roll is not None else ""
        place = self.view_port.verticalScrollBar().value() if same else 0
        self._clear()
        self.view, self._words = view, words
        self._head(words, view)
        self._steps(view)
        for row in view.conflicts:
            notice = BothChanged(self._context, words, row, view.called, may_decide=view.may_decide)
            notice.chosen.connect(self.value_chosen)
            self._column.addWidget(notice)
        self._tabs(view)
        self._body = plain()
        self._body_column = QVBoxLayout(self._body)
        self._body_column.setContentsMargins(0, 0, 0, 0)
        self._body_column.setSpacing(self._context.theme.look.px(10))
        self._column.addWidget(self._body, 1)
        self._show_tab(self.tab, chosen)
        self._column.activate()
        # Qt shows new widgets when the event loop comes round; before that none takes the focus.
        QTimer.singleShot(0, self, lambda: self._settle(place, focused))

    def focus_roll(self) -> None:
        """The keyboard goes to the roll."""
        if self.tabs is not None and self.tab != ROLL:
            self.tabs.setCurrentIndex(ROLL)
        if self.roll is not None:
            self.roll.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.back.isHidden():
            self.back_wanted.emit()
            return
        super().keyPressEvent(event)

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

    def _settle(self, place: int, focused: str) -> None:
        self.view_port.verticalScrollBar().setValue(place)
        if not focused:
            return
        if focused == "roll" and self.roll is not None:
            self.roll.table.setFocus()
            return
        one: QPushButton
        for one in self._inside.findChildren(QPushButton):
            if one.accessibleName() == focused and not one.isHidden():
                one.setFocus()
                return
        if self.primary is not None:
            self.primary.setFocus()

    def _focused(self) -> str:
        """What the keyboard stands on inside; empty where it is elsewhere."""
        widget = QApplication.focusWidget()
        if widget is None or not self._inside.isAncestorOf(widget):
            return ""
        if self.roll is not None and widget is self.roll.table:
            return "roll"
        return widget.accessibleName()

    def _clear(self) -> None:
        empty(self._column)
        self.primary, self.menu, self.tabs, self.roll = None, None, None, None
        self.buttons = {}

    def _head(self, words: RecordWords, view: SessionView) -> None:
        tr = self._context.words.tr
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        flow.addWidget(text(state_words(words, view.state), "strong", wrap=False))
        flow.addWidget(
            text(words.code("training_kind", view.row.text("kind")), "muted", wrap=False)
        )
        state = self._context.wording.sync_state(view.sync_state)
        flow.addWidget(text(state, "muted", wrap=False))
        self._column.addLayout(flow)
        title = view.row.text("title") or tr("(no title)")
        self._column.addWidget(selectable(heading(title, 2)))
        start = view.row.whole("held_at") or view.row.whole("planned_at") or 0
        end = None if view.row.whole("held_at") else view.row.whole("planned_end")
        where = view.row.text("place")
        said = f"{when_words(self._context, words, start, end)} · {where}"
        self._column.addWidget(selectable(text(said)))

    def _steps(self, view: SessionView) -> None:
        tr = self._context.words.tr
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        main = main_move(view.moves, view.row.whole("planned_at") or 0, view.now_ms)
        others = [move for move in view.moves if move is not main]
        if main is not None:
            self.primary = primary_button(tr(main.label) + " →")
            self.primary.clicked.connect(lambda: self.move_wanted.emit(main))
            self.buttons[main.action] = self.primary
            flow.addWidget(self.primary)
            for move in others[:BESIDE]:
                flow.addWidget(self._move_button(move))
            others = others[BESIDE:]
        elif view.state == "held" and view.missed and view.roll_here:
            self.primary = primary_button(tr("Make-up session") + " →")
            self.primary.clicked.connect(lambda: self.asked.emit("make_up"))
            self.buttons["make_up"] = self.primary
            flow.addWidget(self.primary)
        if others or view.may_change:
            self.menu = QMenu(self)
            if view.may_change:
                self.menu.addAction(tr("Change the session"), lambda: self.asked.emit("edit"))
            for move in others:
                self.menu.addAction(tr(move.label), lambda m=move: self.move_wanted.emit(m))
            more = button(tr("More ▾"))
            more.clicked.connect(lambda: self._open_menu(more))
            self.buttons["more"] = more
            flow.addWidget(more)
        if flow.count():
            self._column.addLayout(flow)

    def _move_button(self, move: Move) -> QPushButton:
        beside = button(self._context.words.tr(move.label))
        beside.clicked.connect(lambda: self.move_wanted.emit(move))
        self.buttons[move.action] = beside
        return beside

    def _open_menu(self, more: QPushButton) -> None:
        if self.menu is not None:
            self.menu.popup(more.mapToGlobal(QPoint(0, more.height())))

    def _tabs(self, view: SessionView) -> None:
        tr = self._context.words.tr
        files = sum(len(one) for one in view.files.values())
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Parts of the session"))
        for words in (
            self._roll_title(view),
            tr("About it"),
            tr("Materials {n}", n=files or len(view.materials)),
        ):
            self.tabs.addTab(words)
        self.tabs.setCurrentIndex(self.tab)
        self.tabs.currentChanged.connect(self._tab_pressed)
        self._column.addWidget(self.tabs)

    def _roll_title(self, view: SessionView) -> str:
        return self._context.words.tr("Roll {n}", n=len(view.roll))

    def _tab_pressed(self, tab: int) -> None:
        self._show_tab(tab)
        # What was asked for is seen: laid out only when the event loop comes round.
        QTimer.singleShot(0, self, self._bring_body)

    def _bring_body(self) -> None:
        if self.tabs is None:
            return
        self._column.activate()
        bar = self.view_port.verticalScrollBar()
        end = self.tabs.geometry().bottom() - bar.value()
        if self.view_port.viewport().height() - end < self._context.theme.look.px(BODY_NEEDS):
            bar.setValue(self.tabs.y() - self._context.theme.look.px(4))

    def _show_tab(self, tab: int, chosen: str = "") -> None:
        view, words = self.view, self._words
        if view is None or words is None:
            return
        self.tab = tab
        empty(self._body_column)
        self.roll = None
        if tab == ROLL:
            self._roll_tab(words, view, chosen)
        elif tab == ABOUT:
            self._body_column.addWidget(pairs(self._context, self._about(words, view)))
        else:
            files = FileList(self._context, words, view)
            files.opened.connect(self.file_opened)
            files.asked.connect(self.asked)
            self._body_column.addWidget(files)
        self._body_column.addStretch(1)

    def _roll_tab(self, words: RecordWords, view: SessionView, chosen: str) -> None:
        tr = self._context.words.tr
        flow = FlowLayout(spacing=self._context.theme.look.px(8))
        taught = any(line.presence in THERE for line in view.roll)
        wanted: list[tuple[str, str, bool]] = [
            ("invite", tr("Invite people"), view.may_change),
            ("sheet", tr("Sign-in sheet"), bool(view.roll)),
            ("read", tr("Read a signed sheet"), bool(view.roll) and view.roll_here),
            ("scores", tr("Scores"), bool(view.roll) and view.roll_here),
            ("certificates", tr("Certificates"), view.state == "held" and taught),
        ]
        for key, said, shown in wanted:
            if shown:
                beside = button(said)
                beside.clicked.connect(lambda _=False, k=key: self.asked.emit(k))
                self.buttons[key] = beside
                flow.addWidget(beside)
        if flow.count():
            self._body_column.addLayout(flow)
        if not view.roll:
            said = tr("Nobody is invited yet. Those invited stand here and are ticked off.")
            self._body_column.addWidget(text(said, "muted"))
            return
        self.counted = text("", "muted")
        self._body_column.addWidget(self.counted)
        self.roll = Roll(self._context, words, may_tick=view.roll_here)
        self.roll.ticked.connect(self.ticked)
        self.roll.opened.connect(self.line_opened)
        self._body_column.addWidget(self.roll)
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

"""The roll of a session: one line a person, ticked by keyboard or by the buttons above it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.look import ROW
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.table import Column, ListedRows, PagedModel, PagedTable
from station_app.ui.common.texts import text
from station_app.ui.training.said import KEYS, line_note, presence_words, score_words
from station_app.usecases.reading.trainings import RollRow

MOST_SEEN = 10
"""So many lines are seen at once; the others are reached by scrolling."""
PRESENT, ABSENT = "present", "absent"


class Roll(QWidget):
    """Signals:
    ticked: Somebody was there, or not.  args: the person's id, the presence.
    opened: The whole line is wanted.  arg: its `RollRow`.
    """

    ticked = Signal(str, str)
    opened = Signal(object)

    def __init__(self, context: Context, words: RecordWords, *, may_tick: bool) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context, self._words = context, words
        self.may_tick = may_tick
        self.lines: list[RollRow] = []
        tr, px = context.words.tr, context.theme.look.px
        self.model: PagedModel[RollRow] = PagedModel(self._columns(), self)
        self.table = PagedTable(context.theme, self.model, tr("Roll"), self)
        self.table.installEventFilter(self)
        self.table.row_opened.connect(self._open)
        self.marks: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        if may_tick:
            column.addLayout(self._marks())
        column.addWidget(self.table)
        if may_tick:
            hint = tr("Space ticks and goes on; Enter opens the line: hours, score, who came.")
            column.addWidget(text(hint, "hint"))

    def show_lines(self, lines: tuple[RollRow, ...], chosen: str = "") -> None:
        """`chosen`: the person the keyboard stands on."""
        self.lines = list(lines)
        self.model.set_source(ListedRows(self.lines))
        self._fit()
        if not self.lines:
            return
        place = next((n for n, one in enumerate(self.lines) if one.person_id == chosen), 0)
        self.table.setCurrentIndex(self.model.index(place, 0))

    @property
    def chosen(self) -> str:
        line = self._line()
        return line.person_id if line is not None else ""

    def mark(self, presence: str) -> None:
        """Ticks the current line."""
        line = self._line()
        if line is not None and self.may_tick:
            self.ticked.emit(line.person_id, presence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.table
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self._key(event)
        ):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            line = self._line()
            if line is not None:
                self._open(line)
            return True
        if not self.may_tick:
            return False
        if event.key() == Qt.Key.Key_Space:
            line = self._line()
            there = line is not None and line.presence == PRESENT
            self.mark(ABSENT if there else PRESENT)
            self._go_on()
            return True
        by_key = dict(zip("123456", KEYS, strict=True)) | {k: code for code, k in KEYS.items()}
        presence = by_key.get(event.text().upper())
        if presence is None:
            return False
        self.mark(presence)
        self._go_on()
        return True

    def _go_on(self) -> None:
        """To the next line; on the last one the keyboard stays."""
        place = min(self.table.currentIndex().row() + 1, len(self.lines) - 1)
        self.table.setCurrentIndex(self.model.index(place, 0))

    def _marks(self) -> FlowLayout:
        flow = FlowLayout(spacing=self._context.theme.look.px(6))
        for place, (presence, key) in enumerate(KEYS.items(), 1):
            said = presence_words(self._words, presence)
            chip = button(f"{said} {key}")
            chip.setProperty("role", "chip")
            chip.setAccessibleName(said)
            chip.setToolTip(f"{key} / {place}")
            chip.clicked.connect(lambda _=False, p=presence: self.mark(p))
            self.marks[presence] = chip
            flow.addWidget(chip)
        return flow

    def _columns(self) -> list[Column[RollRow]]:
        tr, context, words = self._context.words.tr, self._context, self._words
        return [
            Column(tr("Full name"), lambda r: r.name, 9, tip=lambda r: r.name),
            Column(tr("Presence"), lambda r: presence_words(words, r.presence), 11),
            Column(tr("Hours"), lambda r: r.hours or "", 6, right=True),
            Column(tr("Score"), lambda r: score_words(context, r), 10),
            Column(
                tr("Note"),
                lambda r: line_note(context, words, r),
                10,
                stretch=True,
                tip=lambda r: line_note(context, words, r),
            ),
        ]

    def _line(self) -> RollRow | None:
        return self.model.row(self.table.currentIndex().row())

    def _open(self, line: RollRow) -> None:
        # Enter must not reach the button that a dialog makes its default.
        QTimer.singleShot(0, self, lambda: self.opened.emit(line))

    def _fit(self) -> None:
        px = self._context.theme.look.px
        seen = max(2, min(len(self.lines), MOST_SEEN))
        self.table.setFixedHeight(px(ROW) * seen + self.table.horizontalHeader().height() + px(8))

"""The days of a month that hold something, as a list: a line for the day, one for each entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from station_app.foundation.wording import Board
from station_app.ui.calendar.chips import LEFT, OVER, RIGHT, chip_colours, paint_triangle
from station_app.ui.calendar.sentences import CalendarWords, plain_tip
from station_app.ui.calendar.values import (
    CalendarEntry,
    DayFacts,
    EntryStatus,
    PlanRange,
    by_time,
    days_from,
    last_of_month,
    month_first,
    within,
)
from station_app.ui.common.delegates import paint_sign
from station_app.ui.common.look import BASE, SMALL
from station_app.ui.common.theme import Theme
from sync.words import Words

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A day's own line where `entry` is None."""

    day: date
    facts: DayFacts
    entry: CalendarEntry | None = None


def agenda_rows(
    month: date, days: Mapping[date, DayFacts], entries: Sequence[CalendarEntry], today: date
) -> list[AgendaRow]:
    """Days with an entry, with something due, and today; entries of several days on the first."""
    rows: list[AgendaRow] = []
    first, last = month_first(month), last_of_month(month)
    begun: dict[date, list[CalendarEntry]] = {}
    for entry in sorted(entries, key=by_time):
        if entry.last_day >= first and entry.first_day <= last:
            begun.setdefault(max(first, entry.first_day), []).append(entry)
    for day in days_from(first, (last - first).days + 1):
        facts, on_day = days.get(day, DayFacts(day)), begun.get(day, [])
        if on_day or facts.due or day == today:
            rows.append(AgendaRow(day, facts))
            rows += [
                AgendaRow(day, facts, entry)
                for entry in sorted(on_day, key=lambda e: (not e.all_day, e.start, e.id))
            ]
    return rows


class AgendaModel(QAbstractListModel):
    """The rows for the list."""

    def __init__(self, said: CalendarWords) -> None:
        super().__init__()
        self.rows: list[AgendaRow] = []
        self.today = date.min
        self._said = said

    def show(self, rows: list[AgendaRow], today: date) -> None:
        self.beginResetModel()
        self.rows, self.today = rows, today
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(row)
        return plain_tip(self.words(row)) if role == Qt.ItemDataRole.ToolTipRole else None

    def words(self, row: AgendaRow) -> str:
        if row.entry is not None:
            return self._said.entry(row.entry)
        facts = self._said
        parts = (
            facts.day(row.day, self.today),
            facts.words.tr("today") if row.day == self.today else "",
            facts.facts_line(row.facts),
            facts.duty(row.facts.duty),
            facts.due(len(row.facts.due)),
            *[thing.title for thing in row.facts.due],
        )
        return facts.comma.join(part for part in parts if part)


class AgendaDelegate(QStyledItemDelegate):
    """Paints both kinds of line."""

    def __init__(self, theme: Theme, said: CalendarWords, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._said = theme, said

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: AgendaRow = index.data(ROW)
        px = self._theme.look.px
        return QSize(px(200), px(40) if row.entry is None else px(34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: AgendaRow = index.data(ROW)
        view = self.parent()
        box: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        p, px = self._theme.look.palette, self._theme.look.px
        current = isinstance(view, QListView) and view.currentIndex() == index
        ground = p.selection if current else p.card if row.entry else p.raised
        painter.fillRect(box, QColor(ground))
        if current:
            painter.fillRect(QRect(box.x(), box.y(), px(3), box.height()), QColor(p.accent))
        painter.setPen(QColor(p.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inside = box.adjusted(px(12), 0, -px(12), 0)
        if row.entry is None:
            self._day(painter, inside, row, index.model())
        else:
            self._entry(painter, inside, row.entry)
        painter.restore()

    def _day(self, painter: QPainter, space: QRect, row: AgendaRow, model: object) -> None:
        p, px = self._theme.look.palette, self._theme.look.px
        font = self._theme.font(BASE, bold=True)
        painter.setFont(font)
        painter.setPen(QColor(p.ink))
        today = isinstance(model, AgendaModel) and model.today == row.day
        words = self._said.day(row.day)
        if today:
            words = f"{words} {self._said.words.tr('today')}"
        painter.drawText(space, LEFT, words)
        space = space.adjusted(QFontMetrics(font).horizontalAdvance(words) + px(12), 0, 0, 0)
        small = self._theme.font(SMALL)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        if row.facts.due:
            due = self._said.due(len(row.facts.due))
            wide = metrics.horizontalAdvance(due)
            painter.setPen(QColor(p.deadline))
            painter.drawText(space, RIGHT, due)
            side = px(9)
            left = space.right() - wide - side - px(5)
            sign = QRectF(left, space.center().y() - side / 2, side, side)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_triangle(painter, sign, QColor(p.deadline))
            space = space.adjusted(0, 0, -(wide + side + px(10)), 0)
        painter.setPen(QColor(p.muted))
        parts = (self._said.facts_line(row.facts), self._said.duty(row.facts.duty))
        said = self._said.joint.join(part for part in parts if part)
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(space, LEFT, metrics.elidedText(said, elide, space.width()))

    def _entry(self, painter: QPainter, space: QRect, entry: CalendarEntry) -> None:
        """Time, title with its place, and on the right what became of it as a chip."""
        look = self._theme.look
        p, px = look.palette, look.px
        small = self._theme.font(SMALL)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        wide = metrics.horizontalAdvance("00:00–00:00") + px(14)
        painter.setPen(QColor(p.muted))
        time = self._said.time(entry)
        elide = Qt.TextElideMode.ElideRight
        wide = max(wide, min(metrics.horizontalAdvance(time) + px(14), space.width() // 3))
        painter.drawText(space, LEFT, metrics.elidedText(time, elide, wide))
        space = space.adjusted(wide, 0, 0, 0)
        held = entry.status is EntryStatus.HELD
        said = " ".join(p for p in (self._said.status(entry.status), entry.result) if p)
        sign = px(14) if held else 0
        chip = QRect(space)
        chip.setLeft(space.right() - metrics.horizontalAdvance(said) - sign - px(12))
        chip.setTop(space.center().y() - px(11))
        chip.setHeight(px(22))
        ground, ink = chip_colours(look, entry)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = entry.status in OVER
        painter.setPen(QPen(QColor(p.edge), 1, Qt.PenStyle.DashLine) if over else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, px(4), px(4))
        if held:
            side = px(9)
            top = chip.center().y() - side / 2
            at = QRectF(chip.x() + px(5), top, side, side)
            paint_sign(painter, look, at, Board.GREEN, ink)
        painter.setPen(ink)
        painter.drawText(chip.adjusted(px(6) + sign, 0, 0, 0), LEFT, said)
        space.setRight(chip.x() - px(8))
        base = self._theme.font(BASE)
        painter.setFont(base)
        painter.setPen(QColor(p.ink))
        kind = self._said.kind(entry.kind)
        title = self._said.joint.join(w for w in (entry.title, entry.place, entry.whose) if w)
        words = f"{kind}：{title}" if self._said.tag(entry) else title
        shown = QFontMetrics(base).elidedText(words, elide, space.width())
        painter.drawText(space, LEFT, shown)


class AgendaView(QListView):
    """Keys: up and down; Enter opens; Space or N plans on the day; T goes to today's line; digits
    begin to type a day.

    Signals: as those of `CalendarCanvas` of the same names.
    """

    day_chosen = Signal(object)
    entry_chosen = Signal(str)
    day_opened = Signal(object)
    entry_opened = Signal(str)
    new_wanted = Signal(object)
    span_wanted = Signal(object)
    typed = Signal(str)

    def __init__(
        self, theme: Theme, words: Words, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme, self.said = theme, CalendarWords(words)
        self.current, self.current_entry = today, ""
        self.month, self.today = month_first(today), today
        self.rows = AgendaModel(self.said)
        self.setModel(self.rows)
        self.setItemDelegate(AgendaDelegate(theme, self.said, self))
        self.setAccessibleName(words.tr("Calendar, list of days"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._chosen)
        self.doubleClicked.connect(lambda _: self._open())
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def show_month(
        self,
        month: date,
        days: Mapping[date, DayFacts],
        entries: Sequence[CalendarEntry],
        today: date,
    ) -> None:
        """The current day or entry stays where it is still listed, else the nearest day after."""
        self.month, self.today = month_first(within(month)), today
        self.rows.show(agenda_rows(self.month, days, entries, today), today)
        self._go_to(self.current, self.current_entry)

    def choose_day(self, day: date) -> None:
        day = within(day)
        if month_first(day) != self.month:
            self.current, self.current_entry = day, ""
            self.span_wanted.emit(day)
        else:
            self._go_to(day, "")

    def choose_entry(self, entry_id: str) -> None:
        self._go_to(self.current, entry_id)

    def _go_to(self, day: date, entry_id: str) -> None:
        place = None
        for number, row in enumerate(self.rows.rows):
            if entry_id and row.entry is not None and row.entry.id == entry_id:
                place = number
                break
            if place is None and row.day >= day and row.entry is None:
                place = number
        if place is None and self.rows.rows:
            place = max(n for n, row in enumerate(self.rows.rows) if row.entry is None)
        if place is not None:
            self.setCurrentIndex(self.rows.index(place, 0))

    def _chosen(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        row = self.rows.rows[index.row()]
        if row.day != self.current:
            self.current = row.day
            self.day_chosen.emit(row.day)
        entry_id = row.entry.id if row.entry is not None else ""
        if entry_id != self.current_entry:
            self.current_entry = entry_id
            self.entry_chosen.emit(entry_id)

    def _open(self) -> None:
        if self.current_entry:
            self.entry_opened.emit(self.current_entry)
        else:
            self.day_opened.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if not plain:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_N):
            self.new_wanted.emit(PlanRange.of_days(self.current, self.current))
        elif key is Qt.Key.Key_T:
            self.choose_day(self.today)
        elif event.text().isdecimal():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

"""The whole calendar: header, one of four views, the day's panel; on plain values.

It asks for days with `span_wanted` and is given them by `take`; it knows no ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station_app.ui.calendar.agenda import AgendaView
from station_app.ui.calendar.canvas import CalendarCanvas
from station_app.ui.calendar.day_panel import DayPanel
from station_app.ui.calendar.facts import lunar_span
from station_app.ui.calendar.header import WIDEST, CalendarHeader, View
from station_app.ui.calendar.lanes import WEEK
from station_app.ui.calendar.month import MonthView
from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import (
    DAY,
    CalendarEntry,
    CountyAsk,
    DayFacts,
    EntryDetail,
    PlanRange,
    by_time,
    last_of_month,
    monday_of,
    month_first,
    shift_month,
    weeks_of_month,
    within,
)
from station_app.ui.calendar.week import WeekView
from station_app.ui.calendar.year import YearView
from station_app.ui.common.calm import Calm
from station_app.ui.common.context import Context

WIDE = 860
"""From so many pixels at 100 % on, calendar and panel stand beside each other."""
PANEL = 252


class CalendarFace(QWidget):
    """Signals:
    span_wanted: Days and entries from a day to a day are wanted; answered by `take`.
    detail_wanted: An entry was chosen; answered by `show_detail`.  arg: its id.
    entry_opened: Enter or a double click on an entry.  arg: its id.
    new_wanted: Something new.  arg: a `PlanRange`.
    move_wanted: Another time for an entry.  args: its id, start, end; answered by `take`.
    action_wanted: A button of the chosen entry.  args: its id, the action's key.
    answer_wanted: A day for something of the county's plan.  arg: its id.
    print_wanted: The wall calendar of a month.  arg: the month's first day.
    """

    span_wanted = Signal(object, object)
    detail_wanted = Signal(str)
    entry_opened = Signal(str)
    new_wanted = Signal(object)
    move_wanted = Signal(str, object, object)
    action_wanted = Signal(str, str)
    answer_wanted = Signal(str)
    print_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._said = CalendarWords(context.words)
        today = context.today()
        theme, words = context.theme, context.words
        self.day = today
        self.entry = ""
        self.detail: EntryDetail | None = None
        self.asks: tuple[CountyAsk, ...] = ()
        self.facts: Mapping[date, DayFacts] = {}
        self.entries: tuple[CalendarEntry, ...] = ()
        self._panel_open = False
        self._calm = Calm(self)
        self.header = CalendarHeader(theme, words, context.lunar, context.today)
        self.month = MonthView(theme, words, today)
        self.week = WeekView(theme, words, today)
        self.agenda = AgendaView(theme, words, today)
        self.year = YearView(theme, words, today)
        self.panel = DayPanel(context)
        self._views: dict[View, CalendarCanvas | AgendaView] = {
            View.MONTH: self.month,
            View.WEEK: self.week,
            View.AGENDA: self.agenda,
            View.YEAR: self.year,
        }
        self._stack = QStackedWidget()
        for view in self._views.values():
            self._stack.addWidget(view)
            self._wire_view(view)
        self._lay_out()
        self._wire()
        self._fit()

    # Data

    def begin(self) -> None:
        """Asks for what the view shows now."""
        self._ask()

    def take(
        self,
        first: date,
        last: date,
        days: Mapping[date, DayFacts],
        entries: Sequence[CalendarEntry],
    ) -> None:
        """The days and entries of a span that was asked for; one no longer wanted is let be.

        Nothing is drawn anew under a pressed button of the mouse.
        """
        self._calm.call("take", lambda: self._take(first, last, days, entries))

    def _take(
        self,
        first: date,
        last: date,
        days: Mapping[date, DayFacts],
        entries: Sequence[CalendarEntry],
    ) -> None:
        if (first, last) != self.span():
            return
        self.facts, self.entries = days, tuple(sorted(entries, key=by_time))
        today = self._context.today()
        view = self.header.view
        if view is View.MONTH:
            self.month.show_month(self.day, days, entries, today)
        elif view is View.WEEK:
            self.week.show_week(self.day, days, entries, today)
        elif view is View.AGENDA:
            self.agenda.show_month(self.day, days, entries, today)
        else:
            self.year.show_year(self.day.year, days, entries, today)
        if self.detail is not None and not any(e.id == self.entry for e in entries):
            self.detail = None
        self._show_panel()

    def show_detail(self, detail: EntryDetail | None) -> None:
        """What the panel says of the chosen entry."""
        if detail is None or detail.entry.id == self.entry:
            self.detail = detail
            self._show_panel()

    def show_asks(self, asks: Sequence[CountyAsk]) -> None:
        """What of the county's plan waits for an answer."""
        self.asks = tuple(asks)
        self._show_panel()

    def span(self) -> tuple[date, date]:
        """The days that the view in force shows."""
        view, day = self.header.view, self.day
        if view is View.WEEK:
            return monday_of(day), monday_of(day) + (WEEK - 1) * DAY
        if view is View.AGENDA:
            return month_first(day), last_of_month(day)
        if view is View.YEAR:
            return date(day.year, 1, 1), date(day.year, 12, 31)
        weeks = weeks_of_month(day)
        return weeks[0], weeks[-1] + (WEEK - 1) * DAY

    def _ask(self) -> None:
        self._show_span()
        self.span_wanted.emit(*self.span())

    def _show_span(self) -> None:
        first, last = self.span()
        words = self._context.words
        if self.header.view in (View.MONTH, View.AGENDA):
            said = self._said.month(self.day)
            first, last = month_first(self.day), last_of_month(self.day)
        elif self.header.view is View.WEEK:
            said = self._said.days(first, last)
        else:
            said = words.tr("Year {year}", year=self.day.year)
        self.header.set_span(said, lunar_span(first, last, words))

    # Choosing

    @property
    def current(self) -> CalendarCanvas | AgendaView:
        return self._views[self.header.view]

    def go_to(self, day: date) -> None:
        """Shows a day in the view in force."""
        day = within(day)
        canvas = self.current
        # The view tells what it lacks; that is asked for below, once.
        canvas.blockSignals(True)
        canvas.choose_day(day)
        if isinstance(canvas, CalendarCanvas):
            # Also where the day was current before: no entry of it is chosen any more.
            canvas.choose_entry("")
        canvas.blockSignals(False)
        self._day_chosen(day)
        self._entry_chosen("")
        self._ask()

    def show_view(self, view: View) -> None:
        """Another view of the same day and entry."""
        self.header.set_view(view)
        self._view_chosen(view)

    def _view_chosen(self, view: View) -> None:
        canvas = self._views[view]
        canvas.blockSignals(True)
        canvas.current, canvas.current_entry = self.day, self.entry
        if isinstance(canvas, CalendarCanvas):
            canvas.anchor = None
        canvas.blockSignals(False)
        self._stack.setCurrentWidget(canvas)
        self._panel_open = False
        self._fit()
        self._ask()
        canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, step: int) -> None:
        view = self.header.view
        if view is View.WEEK:
            self.go_to(self.day + timedelta(days=WEEK * step))
        elif view is View.YEAR:
            self.go_to(shift_month(self.day, 12 * step))
        else:
            self.go_to(shift_month(self.day, step))

    def _typed_day(self, day: date) -> None:
        self.go_to(day)
        self.current.setFocus(Qt.FocusReason.OtherFocusReason)

    def _span_wanted(self, day: date) -> None:
        self.day = day
        self._ask()

    def _day_chosen(self, day: date) -> None:
        self.day = day
        self._show_panel()

    def _entry_chosen(self, entry_id: str) -> None:
        if entry_id == self.entry:
            return
        self.entry = entry_id
        self.detail = None
        self._show_panel()
        if entry_id:
            self.detail_wanted.emit(entry_id)

    def _panel_entry(self, entry_id: str) -> None:
        self.current.choose_entry(entry_id)

    def _day_opened(self, day: date) -> None:
        """Of the year's view its month; else the panel, where it is not beside."""
        if self.header.view is View.YEAR:
            self.show_view(View.MONTH)
            return
        self._open_panel()
        self._first_of_panel()

    def _entry_opened(self, entry_id: str) -> None:
        self._open_panel()
        self._first_of_panel()
        self.entry_opened.emit(entry_id)

    def _first_of_panel(self) -> None:
        links = iter((*self.panel.links.values(), *self.panel.buttons.values()))
        first = self.panel.primary or next(links, None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_panel(self) -> None:
        facts = self.facts.get(self.day, DayFacts(self.day))
        entries = [entry for entry in self.entries if entry.on(self.day)]
        detail = self.detail if self.detail and self.detail.entry.id == self.entry else None
        self.panel.show_day(facts, entries, detail, self.asks, self._context.today())

    def _moved(self, entry_id: str, start: datetime, end: datetime) -> None:
        """The view shows it in its new place already: so does the panel."""
        self.entries = tuple(
            replace(entry, start=start, end=end) if entry.id == entry_id else entry
            for entry in self.entries
        )
        if self.detail is not None and self.detail.entry.id == entry_id:
            entry = replace(self.detail.entry, start=start, end=end)
            self.detail = replace(self.detail, entry=entry)
        self._show_panel()
        self.move_wanted.emit(entry_id, start, end)

    def help_lines(self) -> tuple[str, ...]:
        """For F1."""
        tr = self._context.words.tr
        return (
            tr("Arrows choose a day, Page up and down a month; T is today; digits go to a day."),
            tr("N or Space plans something; Shift+arrows first choose several days or hours."),
            tr("Tab: the day's entries; Enter opens; Ctrl+arrows move, with Shift lengthen."),
            tr(
                "With the mouse: drag over days to plan, an entry to move it, its edge to lengthen."
            ),
            tr("● market day, ▲ something due, ✓ held; a question mark is provisional."),
        )

    def _new(self) -> None:
        canvas = self.current
        wanted = PlanRange.of_days(self.day, self.day)
        if isinstance(canvas, CalendarCanvas):
            wanted = canvas.range_here()
        self.new_wanted.emit(wanted)

    # Parts

    def _wire_view(self, view: CalendarCanvas | AgendaView) -> None:
        view.day_chosen.connect(self._day_chosen)
        view.entry_chosen.connect(self._entry_chosen)
        view.day_opened.connect(self._day_opened)
        view.entry_opened.connect(self._entry_opened)
        view.new_wanted.connect(self.new_wanted)
        view.span_wanted.connect(self._span_wanted)
        view.typed.connect(self.header.begin_typing)
        if isinstance(view, CalendarCanvas):
            view.move_wanted.connect(self._moved)

    def _wire(self) -> None:
        header, panel = self.header, self.panel
        header.turned.connect(self._turn)
        header.today_wanted.connect(lambda: self.go_to(self._context.today()))
        header.day_typed.connect(self._typed_day)
        header.go_to_left.connect(lambda: self.current.setFocus(Qt.FocusReason.OtherFocusReason))
        header.view_chosen.connect(self._view_chosen)
        header.print_wanted.connect(lambda: self.print_wanted.emit(month_first(self.day)))
        header.new_wanted.connect(self._new)
        panel.entry_wanted.connect(self._panel_entry)
        panel.action_wanted.connect(self.action_wanted)
        panel.answer_wanted.connect(self.answer_wanted)
        panel.new_wanted.connect(self._new)
        panel.back_wanted.connect(self._close_panel)

    def _lay_out(self) -> None:
        px = self._context.theme.look.px
        self._row = QHBoxLayout()
        self._row.setSpacing(px(14))
        self._row.addWidget(self._stack, 1)
        self._row.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.header)
        column.addLayout(self._row, 1)
        self._context.theme.changed.connect(self._fit)

    # Room

    @property
    def wide(self) -> bool:
        return self.width() >= self._context.theme.look.px(WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        alone = not self.wide
        self.header.set_room(self.width(), compact=alone)
        opened = alone and self._panel_open
        self.header.setVisible(not opened)
        self._stack.setVisible(not opened)
        self.panel.setVisible(not alone or opened)
        self.panel.set_compact(alone)
        px = self._context.theme.look.px
        # Alone it takes all there is.
        self.panel.setMinimumWidth(0 if alone else px(PANEL))
        self.panel.setMaximumWidth(WIDEST if alone else px(PANEL))

    def _open_panel(self) -> None:
        self._panel_open = True
        self._fit()

    def _close_panel(self) -> None:
        self._panel_open = False
        self._fit()
        self.current.setFocus(Qt.FocusReason.OtherFocusReason)

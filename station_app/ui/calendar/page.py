"""宣传日历: the month, week, list and year of what is planned, with the day's panel beside it."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from station_app.background.changed import Changed
from station_app.background.tasks import Job
from station_app.ui.calendar.details import EntryWords
from station_app.ui.calendar.face import CalendarFace
from station_app.ui.calendar.jobs import (
    CalendarRead,
    ms_of,
    read_calendar,
)
from station_app.ui.calendar.values import CalendarEntry, PlanRange
from station_app.ui.calendar.writes import bring_up, changed_entry
from station_app.ui.common.context import Context
from station_app.ui.common.page import Page
from station_app.ui.common.record_words import RecordWords
from station_app.ui.shell.ports import Session
from station_app.usecases.desk import Desk
from station_app.usecases.moving import move_entry
from station_app.usecases.reading.calendar_entry import EntryRead, day_of_entry, read_entry
from sync.problems import Problem

if TYPE_CHECKING:
    from station_app.ui.calendar.acts import CalendarActs

CONCERNS = frozenset(
    {
        "propaganda_activity",
        "training_session",
        "visit",
        "recurrence_rule",
        "duty_roster",
        "campaign",
        "holiday_table",
        "calendar_day",
        "stock_entry",
        "attachment",
        "conflict",
        "referral",
        "person",
        "station",
    }
)


class CalendarPage(Page):
    """Made by the shell; asks use cases on the ledger's worker."""

    def __init__(self, context: Context, session: Session) -> None:
        super().__init__(context, context.words.tr("Publicity calendar"), CONCERNS)
        self.session = session
        self.show_head(False)
        self.read: CalendarRead | None = None
        self.entry: EntryRead | None = None
        self._reading: Job | None = None
        self._only_own: bool | None = None
        self._wanted_entry = ""
        self._brought_up: date | None = None
        self.face = CalendarFace(context)
        self.body.addWidget(self.face, 1)
        face = self.face
        face.span_wanted.connect(self._read_span)
        face.detail_wanted.connect(self._read_detail)
        face.move_wanted.connect(self._move)
        face.new_wanted.connect(lambda wanted: self.acts.plan(wanted))
        face.action_wanted.connect(lambda entry, key: self.acts.do(entry, key))
        face.answer_wanted.connect(lambda ask: self.acts.answer(ask))
        face.print_wanted.connect(lambda month: self.acts.print_month(month))
        face.header.more_wanted.connect(lambda: self.acts.show_more())
        face.header.others_wanted.connect(self._want_others)
        face.header.new.setVisible(False)

    @cached_property
    def acts(self) -> CalendarActs:
        """Made with the first dialog that is wanted."""
        from station_app.ui.calendar.acts import CalendarActs

        return CalendarActs(self, self.face.header.more)

    @property
    def words(self) -> EntryWords:
        """Only once something was read."""
        assert self.read is not None
        return EntryWords(RecordWords(self.context.words, self.read.book, self.context.today))

    # What the shell asks of a page

    def reload(self) -> None:
        self._bring_up()
        self.face.begin()
        if self.face.entry:
            self._read_detail(self.face.entry)

    def open_item(self, item: str) -> None:
        """Shows an entry, on whatever day it stands."""
        self.context.tasks.on_ledger(
            lambda desk: day_of_entry(desk.ledger, item),
            lambda day: self._go_to_entry(item, day),
            owner=self,
        )

    def start_new(self) -> None:
        self.acts.plan(PlanRange.of_days(self.face.day, self.face.day))

    def help_lines(self) -> tuple[str, ...]:
        return self.face.help_lines()

    # Reading

    def _bring_up(self) -> None:
        """What the station's rules say of the days ahead, once a day."""
        today = self.context.today()
        if self._brought_up == today:
            return
        self._brought_up = today
        self.context.tasks.on_ledger(
            bring_up,
            None,
            lambda _problem: None,
            owner=self,
            changes=lambda count: (
                Changed.kinds_of(("propaganda_activity", "training_session", "visit"))
                if count
                else Changed()
            ),
        )

    def _read_span(self, first: date, last: date) -> None:
        if self._reading is not None:
            self._reading.cancel()
        words, only_own = self.context.words, self._only_own

        def job(desk: Desk) -> CalendarRead:
            return read_calendar(desk, words, first, last, own=only_own)

        self._reading = self.context.tasks.on_ledger(job, self._show, owner=self)

    def _show(self, read: CalendarRead) -> None:
        self.read = read
        words, face = self.words, self.face
        face.header.new.setVisible(read.may_plan)
        if read.overview:
            face.header.offer_others(shown=not read.only_own)
        face.show_asks([words.ask(asked, read) for asked in read.asks])
        face.take(
            read.first, read.last, read.days, [words.entry(row, read) for row in read.entries]
        )
        if self._wanted_entry and any(e.id == self._wanted_entry for e in face.entries):
            wanted, self._wanted_entry = self._wanted_entry, ""
            face.current.choose_entry(wanted)

    def _want_others(self, wanted: bool) -> None:
        self._only_own = not wanted
        self.face.begin()

    def _go_to_entry(self, item: str, day: date | None) -> None:
        if day is not None:
            self._wanted_entry = item
            self.face.go_to(day)

    def kind_of(self, entry_id: str) -> str:
        """The kind of record an entry that is shown is; empty for none."""
        rows = self.read.entries if self.read is not None else ()
        return next((row.entry_kind for row in rows if row.id == entry_id), "")

    def shown(self, entry_id: str) -> CalendarEntry | None:
        return next((e for e in self.face.entries if e.id == entry_id), None)

    def _read_detail(self, entry_id: str) -> None:
        kind = self.kind_of(entry_id)
        if kind:
            self.context.tasks.on_ledger(
                lambda desk: read_entry(desk.ledger, desk.session, kind, entry_id),
                self._detail_read,
                self._detail_failed,
                owner=self,
            )

    def _detail_read(self, found: EntryRead) -> None:
        self.entry = found
        entry = self.shown(found.id)
        if entry is not None and self.read is not None:
            self.face.show_detail(self.words.detail(entry, found, self.read))

    def _detail_failed(self, _problem: Problem) -> None:
        """It went meanwhile: the span that is read anew shows it no more."""
        self.face.begin()

    # Moving

    def _move(self, entry_id: str, start: datetime, end: datetime) -> None:
        kind = self.kind_of(entry_id)
        from_ms, to_ms = ms_of(start), ms_of(end)
        ruled = self.entry is not None and self.entry.id == entry_id and bool(self.entry.rule)

        def job(desk: Desk) -> object:
            return move_entry(desk.ledger, desk.session, kind, entry_id, from_ms, to_ms)

        def done(_: object) -> None:
            tr = self.context.words.tr
            self.context.messages.saved_now(
                tr("Moved; the rest of the series stays as it was.") if ruled else tr("Moved")
            )

        self.context.tasks.on_ledger(
            job, done, self._not_moved, owner=self,
            changes=lambda _: changed_entry(kind, entry_id),
        )  # fmt: skip

    def _not_moved(self, problem: Problem) -> None:
        """The view shows again what stands in the ledger."""
        self.context.messages.problem(problem)
        self.face.begin()

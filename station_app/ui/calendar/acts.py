"""What is done from the calendar: planned, held, put off, answered, written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QPushButton

from station_app.background.changed import Changed
from station_app.documents.activity_sheet import FORM, VERSION
from station_app.documents.paper_foot import form_foot
from station_app.ui.calendar import writes
from station_app.ui.calendar.files import CalendarFiles
from station_app.ui.calendar.forms import RecordForm
from station_app.ui.calendar.hold import PICTURES, MoveForm, Told
from station_app.ui.calendar.keeping import FormKeeper
from station_app.ui.calendar.market import MarketForm
from station_app.ui.calendar.plan import Answered, AnswerForm, PlanForm, Planned, Reach
from station_app.ui.calendar.port import CalendarPort
from station_app.ui.calendar.sheet import SheetDialog, read_photos, sheet_of
from station_app.ui.calendar.stock_form import StockForm
from station_app.ui.calendar.values import PlanRange
from station_app.ui.calendar.writes import Photo, changed_entry
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.papers import Paper, printing_now
from station_app.ui.knowledge.visits.plan import plan_visit
from station_app.usecases import activities, series, work_drafts
from station_app.usecases.desk import Desk
from station_app.usecases.reading.calendar_entry import EntryRead, read_entry
from station_app.usecases.reading.work_days import ledger_calendar
from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.records.stock import Balance

PLAN = "plan"
"""The draft of something new."""


class CalendarActs(QObject):
    """Opens forms, and writes what they bring."""

    def __init__(self, page: CalendarPort, more: QPushButton) -> None:
        """`more`: the button under which the menu opens."""
        super().__init__(more)
        self._page, self._context, self._more = page, page.context, more
        self.files = CalendarFiles(page, self)

    @property
    def _may_plan(self) -> bool:
        return self._page.read is not None and self._page.read.may_plan

    def _open(
        self,
        form: RecordForm,
        key: str,
        write: Callable[[Desk, object], object],
        said: str,
        changes: Changed,
        done: Callable[[object], object] | None = None,
        anew: Callable[[], object] | None = None,
        body: Mapping[str, Json] | None = None,
    ) -> None:
        """Shows a form whose typing is kept under `key` until `write` has succeeded."""
        keeper = FormKeeper(self._context, form, key)
        if body:
            form.restore(body)

        def written(result: object) -> None:
            keeper.saved()
            form.accept()
            self._context.messages.saved_now(said)
            if done is not None:
                done(result)

        def submit(told: object) -> None:
            self._context.tasks.on_ledger(
                lambda desk: write(desk, told), written, form.refuse, owner=form,
                changes=lambda _: changes,
            )  # fmt: skip

        def begin_anew() -> None:
            keeper.saved()
            form.reject()
            if anew is not None:
                anew()

        form.submitted.connect(submit)
        form.anew_wanted.connect(begin_anew)
        self._context.dialogs.show(form)

    def _with_draft(self, key: str, then: Callable[[dict[str, Json]], object]) -> None:
        """What was typed before and not saved, then `then`."""
        self._context.tasks.on_ledger(
            lambda desk: work_drafts.kept(desk.ledger, desk.session, key), then, owner=self
        )

    # Planning

    def plan(self, wanted: PlanRange) -> None:
        """Something new in a range of time."""
        if not self._may_plan:
            self._context.messages.say(
                self._context.words.tr("Planning is for people with the right to plan.")
            )
            return
        self._with_draft(PLAN, lambda body: self._plan(wanted, body))

    def _plan(self, wanted: PlanRange, body: dict[str, Json]) -> None:
        read = self._page.read
        if read is None:
            return
        tr = self._context.words.tr
        form = PlanForm(self._context, self._page.words.words, read)
        form.show_range(wanted)
        form.market_wanted.connect(lambda: self._suggest(form))

        def write(desk: Desk, told: object) -> object:
            assert isinstance(told, Planned)
            return writes.plan(desk, told.given, told.repeat)

        self._open(
            form, PLAN, write, tr("Put into the calendar"), changed_entry(activities.KIND),
            self._go_where_planned, lambda: self._plan(wanted, {}), body,
        )  # fmt: skip

    def _go_where_planned(self, result: object) -> None:
        record_id = getattr(result, "id", "")
        if record_id:
            self._page.open_item(str(record_id))

    def _suggest(self, form: PlanForm) -> None:
        self._context.tasks.on_ledger(writes.next_market, form.suggest, owner=form)

    # An entry

    def do(self, entry_id: str, key: str) -> None:
        """A button of the chosen entry."""
        kind = self._page.kind_of(entry_id)
        if not kind:
            return
        self._context.tasks.on_ledger(
            lambda desk: read_entry(desk.ledger, desk.session, kind, entry_id),
            lambda found: self._do(found, key),
            owner=self,
        )

    def _do(self, found: EntryRead, key: str) -> None:
        word, _, action = key.partition(":")
        if word == "move":
            self._move(found, action)
        elif key == "edit":
            self._edit(found)
        elif key == "photos":
            self._photos(found)
        elif key == "remove":
            self._remove(found)
        elif key == "sheet":
            self._sheet(found)

    def _title(self, found: EntryRead) -> str:
        entry = self._page.shown(found.id)
        return entry.title if entry is not None else str(found.values.get("title") or "")

    def _move(self, found: EntryRead, action: str) -> None:
        move = next((m for m in found.moves if m.action == action), None)
        if move is None:
            self._context.messages.problem(Problem(ProblemKind.NOT_PERMITTED, operation=action))
            return
        if not move.needs and action in ("confirm", "take_back"):
            self._take(found, action)
            return
        key = f"{action}:{found.id}"
        self._with_draft(key, lambda body: self._move_form(found, action, key, body))

    def _move_form(self, found: EntryRead, action: str, key: str, body: dict[str, Json]) -> None:
        read = self._page.read
        move = next(m for m in found.moves if m.action == action)
        if read is None:
            return
        form = MoveForm(
            self._context, self._page.words.words, read, found, move, self._title(found)
        )

        def write(desk: Desk, told: object) -> object:
            assert isinstance(told, Told)
            return writes.act(desk, found.kind, found.id, action, told.given, told.photos)

        self._open(
            form, key, write, self._context.words.tr("Saved"), changed_entry(found.kind, found.id),
            self._tell_troubles, lambda: self._move_form(found, action, key, {}), body,
        )  # fmt: skip

    def _take(self, found: EntryRead, action: str) -> None:
        """A move that asks nothing."""
        self._context.tasks.on_ledger(
            lambda desk: writes.act(desk, found.kind, found.id, action, {}),
            lambda _: self._context.messages.saved_now(self._context.words.tr("Saved")),
            owner=self,
            changes=lambda _: changed_entry(found.kind, found.id),
        )

    def _tell_troubles(self, troubles: object) -> None:
        """Photos that were not taken: all else is saved."""
        tr = self._context.words.tr
        if isinstance(troubles, tuple) and troubles:
            said = [self._context.wording.problem(problem).what for problem in troubles]
            self._context.messages.warn(
                tr("What was written is saved. Not every photo could be taken:"), *said
            )

    def _edit(self, found: EntryRead) -> None:
        if not (found.rule and found.own_rule):
            self._edit_form(found, Reach.ONE)
            return
        tr = self._context.words.tr
        question = Question(
            tr("Change one or the series"),
            tr("This activity comes again. What is past or was changed by itself stays as it is."),
            (
                Choice(Reach.ONE.value, tr("Only this one"), primary=True),
                Choice(Reach.FOLLOWING.value, tr("This and following")),
                Choice(Reach.ALL.value, tr("All to come")),
            ),
        )

        def answered(answer: Answer) -> None:
            if answer.key is not None:
                self._edit_form(found, Reach(answer.key))

        self._context.dialogs.ask(question, answered)

    def _edit_form(self, found: EntryRead, reach: Reach) -> None:
        key = f"{reach.value}:{found.id}"
        self._with_draft(key, lambda body: self._show_edit(found, reach, key, body))

    def _show_edit(self, found: EntryRead, reach: Reach, key: str, body: dict[str, Json]) -> None:
        read = self._page.read
        if read is None:
            return
        form = PlanForm(self._context, self._page.words.words, read, before=found, reach=reach)
        on = found.values.get("occurrence_on")
        from_day = date.fromisoformat(on) if isinstance(on, str) else None

        def write(desk: Desk, told: object) -> object:
            assert isinstance(told, Planned)
            if reach is Reach.ONE:
                return writes.edit(desk, found.id, told.given) if told.given else None
            since = from_day if reach is Reach.FOLLOWING else None
            return writes.edit_series(desk, found.rule_id, since, told.given, told.repeat or {})

        self._open(
            form, key, write, self._context.words.tr("Changed"), changed_entry(found.kind),
            None, lambda: self._show_edit(found, reach, key, {}), body,
        )  # fmt: skip

    def _photos(self, found: EntryRead) -> None:
        tr = self._context.words.tr

        def chosen(paths: Sequence[Path]) -> None:
            photos = [Photo(path) for path in paths]
            if photos:
                self._context.tasks.on_ledger(
                    lambda desk: writes.attach(desk, found.kind, found.id, photos),
                    self._photos_taken,
                    owner=self,
                    changes=lambda _: changed_entry(found.kind, found.id),
                )

        self._context.dialogs.choose_files(tr("Choose photos"), PICTURES, chosen)

    def _sheet(self, found: EntryRead) -> None:
        """The sheet of what was held, for paper."""
        read = self._page.read
        if read is None:
            return
        words, called = self._page.words.words, dict(read.called)
        practice = self._context.theme.practice

        def job(desk: Desk) -> Paper:
            photos = read_photos(desk, found.id)
            paper = sheet_of(found, words, called, desk.session.station.name, photos)
            printing = printing_now(desk, practice=practice)
            return replace(paper, foot=form_foot(FORM, VERSION, printing, words.words))

        self._context.tasks.on_ledger(
            job,
            lambda paper: self._context.dialogs.show(SheetDialog(self._context, paper)),
            owner=self,
        )

    def _photos_taken(self, troubles: tuple[Problem, ...]) -> None:
        if troubles:
            self._context.messages.problem(troubles[0])
        else:
            self._context.messages.saved_now(self._context.words.tr("Photos added"))

    def _remove(self, found: EntryRead) -> None:
        tr = self._context.words.tr
        question = Question(
            tr("Take it out"),
            tr(
                "“{title}” was only planned. It is taken out of the calendar.",
                title=self._title(found),
            ),
            (Choice("no", tr("Not now")), Choice("yes", tr("Take out"), primary=True)),
        )

        def answered(answer: Answer) -> None:
            if answer.key == "yes":
                self._context.tasks.on_ledger(
                    lambda desk: activities.remove_activity(desk.ledger, desk.session, found.id),
                    lambda _: self._context.messages.saved_now(tr("Taken out")),
                    owner=self,
                    changes=lambda _: changed_entry(found.kind, found.id),
                )

        self._context.dialogs.ask(question, answered)

    # The county's plan

    def answer(self, campaign_id: str) -> None:
        """A day for something the county asks."""
        self._context.tasks.on_ledger(
            writes.place_before, lambda place: self._answer(campaign_id, place), owner=self
        )

    def _answer(self, campaign_id: str, place: str) -> None:
        read = self._page.read
        asked = next((a for a in read.asks if a.row.id == campaign_id), None) if read else None
        if asked is None or read is None:
            return
        row, words, tr = asked.row, self._page.words, self._context.words.tr
        first = max(date.fromisoformat(row.from_on), self._context.today())
        when = words.ask(asked, read).when
        form = AnswerForm(self._context, words.words, row.title, when, row.text, first)
        form.fill({"place": place or None})

        def write(desk: Desk, told: object) -> object:
            assert isinstance(told, Answered)
            return writes.answer(desk, row, told.start_ms, told.place)

        self._open(
            form, f"answer:{campaign_id}", write, tr("The county's plan is answered"),
            changed_entry(activities.KIND) | Changed.kinds_of(("campaign", "training_session")),
            self._go_where_planned,
        )  # fmt: skip

    # More

    def show_more(self) -> None:
        """The menu of what is seldom wanted."""
        self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def menu(self) -> QMenu:
        tr = self._context.words.tr
        menu = QMenu(self._more)
        menu.addAction(tr("Leaflets and banners"), self.stock)
        if self._may_plan:
            menu.addAction(tr("A market's days"), self.market)
            menu.addAction(tr("Plan a visit"), self.visit)
        menu.addSeparator()
        menu.addAction(tr("Write a calendar file (ICS)"), self.files.export)
        if self._may_plan:
            menu.addAction(tr("Take in a calendar file (ICS)"), self.files.take_in)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def visit(self) -> None:
        """A sit-in or a patrol; once planned it stands in the calendar."""
        if self._page.read is not None:
            plan_visit(self._context, self._page.words.words, self, self._page.open_item)

    def stock(self) -> None:
        self._context.tasks.on_ledger(writes.read_stock, self._stock, owner=self)

    def _stock(self, balances: tuple[Balance, ...]) -> None:
        form = StockForm(self._context, self._page.words.words, balances, may_write=self._may_plan)

        def written(now: tuple[Balance, ...]) -> None:
            form.written(now)
            self._context.messages.saved_now(self._context.words.tr("Written down"))

        def submit(told: dict[str, Json]) -> None:
            self._context.tasks.on_ledger(
                lambda desk: writes.add_stock(desk, told), written, form.refuse, owner=form,
                changes=lambda _: Changed.of("stock_entry"),
            )  # fmt: skip

        form.submitted.connect(submit)
        self._context.dialogs.show(form)

    def market(self) -> None:
        """The days of a market, by which activities are planned."""
        read = self._page.read
        if read is None:
            return
        form = MarketForm(self._context, self._page.words.words, read)

        def write(desk: Desk, told: object) -> object:
            assert isinstance(told, dict)
            return series.add_rule(desk.ledger, desk.session, told, ledger_calendar(desk.ledger))

        self._open(
            form, "market", write, self._context.words.tr("The market's days are in the calendar"),
            Changed.of("recurrence_rule"),
        )  # fmt: skip

    def print_month(self, month: date) -> None:
        self.files.print_month(month)

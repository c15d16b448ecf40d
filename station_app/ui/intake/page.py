"""The page 投诉登记: a complaint as people tell it, from the first word to the number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.page import Page
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.tab_order import order_tabs
from station_app.ui.intake.bar import ActionBar
from station_app.ui.intake.draft_desk import DraftDesk
from station_app.ui.intake.draft_list import DraftList
from station_app.ui.intake.entries import Section
from station_app.ui.intake.field import FormField, Tools
from station_app.ui.intake.form import IntakeForm
from station_app.ui.intake.judge import Judge
from station_app.ui.intake.keeper import DRAFTS, DraftKeeper
from station_app.ui.intake.known import KnownPeople
from station_app.ui.intake.options import Choices
from station_app.ui.intake.read_back import ReadBack
from station_app.ui.intake.receipt import Receipt
from station_app.ui.intake.registering import Registering
from station_app.ui.intake.sections import SectionList
from station_app.ui.intake.start import Opened, Start, started
from station_app.ui.shell.ports import Session
from station_app.usecases.complaints import code_book
from station_app.usecases.intake import (
    FORM,
)
from sync.clock import SHANGHAI, Json
from sync.problems import Problem, ProblemKind

MOMENT_MS = 1
"""Between two pieces of the form while it is made."""
LIST_WIDTH, FORM_NEEDS, FORM_WIDEST = 196, 680, 1000
"""Pixels at 100 %: the list of sections, what the form needs beside it, and its greatest width."""


class IntakePage(Page):
    """The form, reading back, the receipt and the drafts are four faces of it."""

    def __init__(self, context: Context, session: Session) -> None:
        super().__init__(context, context.words.tr("Intake"), (DRAFTS,))
        book = code_book()
        self.tools = Tools(context, Choices(context.words, book), session.login)
        self._at: FormField | None = None
        self._start: Start | None = None
        self._asked = False
        self._begun = False
        self._wishes: list[Callable[[], object]] = []
        self.faces = QStackedWidget(self)
        self.writing = QWidget(self.faces)
        self.writing.setProperty("role", "plain")
        self.form = IntakeForm(self.tools, self.writing)
        self.judge = Judge(context, self.form, book)
        self.keeper = DraftKeeper(context, self._body, self)
        self.read_back = ReadBack(self.tools, self.faces)
        self.receipt = Receipt(self.tools, self.faces)
        self.drafts = DraftList(self.tools, session.user_id, self.faces)
        self.draft_desk = DraftDesk(context, self.drafts)
        self.known = KnownPeople(context, self.form)
        self.sections = SectionList(context, self.writing)
        self.bar = ActionBar(context, self.writing)
        self.registering = Registering(self.tools, self.form, self.keeper, self.receipt)
        self._make_head()
        self._lay_writing()
        for face in (self.writing, self.read_back, self.receipt, self.drafts):
            self.faces.addWidget(face)
        self.body.addWidget(self.faces, 1)
        self._wire()
        self.form.setEnabled(False)

    @property
    def ready(self) -> bool:
        """Whether the form is made and the ledger has told what was being written."""
        return self._start is not None and self.form.made

    # What the shell asks

    def reload(self) -> None:
        """First time: makes the form, and opens what was being written."""
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._make)
            self.context.tasks.on_ledger(
                started, done=self._told, failed=self.context.messages.problem, owner=self
            )
        self.draft_desk.count()

    def start_new(self) -> None:
        """F2: what is written now stays a draft."""
        self._when_ready(self._start_new)

    def open_item(self, item: str) -> None:
        """A draft, by its id."""
        self._when_ready(lambda: self._open_item(item))

    def leave(self) -> None:
        self.keeper.flush()

    def help_lines(self) -> tuple[str, ...]:
        tr = self.context.words.tr
        return (
            tr("Ask in the order of the form; Enter goes to the next field."),
            tr("Nothing has to be saved: within two seconds it lies on the disk."),
            tr("Dates by the number pad: 0315; or 初八, 昨天. Ctrl+Z takes typing back."),
            tr("A star marks what is needed; if it can't be had, register as incomplete."),
            tr("F2 begins another complaint; this one stays among the drafts."),
        )

    # Making it

    def _make(self) -> None:
        # Each piece in a turn of its own, with a moment between for what else is to be done.
        following = self._make if self.form.make_next() else self._made
        QTimer.singleShot(MOMENT_MS, self, following)

    def _made(self) -> None:
        order_tabs(self)
        self._begin_if_ready()

    def _told(self, start: Start) -> None:
        self._start = start
        self._begin_if_ready()

    def _when_ready(self, wish: Callable[[], object]) -> None:
        if self.ready:
            wish()
        else:
            self._wishes.append(wish)

    def _make_head(self) -> None:
        tr = self.context.words.tr
        self.drafts_button = button(tr("Drafts"), self)
        self.new_button = button(tr("New (F2)"), self)
        self.head.addWidget(self.drafts_button)
        self.head.addWidget(self.new_button)

    def _lay_writing(self) -> None:
        px = self.context.theme.look.px
        row = QHBoxLayout(self.writing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(14))
        row.addWidget(self.sections)
        right = QVBoxLayout()
        right.setSpacing(px(10))
        row.addLayout(right, 1)
        self.scrolling = scrolled(self.form)
        right.addWidget(self.scrolling, 1)
        right.addWidget(self.bar)

    def _wire(self) -> None:
        self.drafts_button.clicked.connect(self._show_drafts)
        self.new_button.clicked.connect(self.start_new)
        self.bar.go_wanted.connect(self._to_reading)
        self.bar.incomplete_wanted.connect(self._toggle_incomplete)
        self.form.edited.connect(self._edited)
        self.sections.wanted.connect(self._go_to_section)
        self.bar.wanted.connect(self._go_to_section)
        self.bar.gap_wanted.connect(lambda: self._to_next_gap())
        self.keeper.saved.connect(self._saved)
        self.keeper.refused.connect(self.context.messages.problem)
        self.read_back.back_wanted.connect(self._show_writing)
        self.read_back.confirmed.connect(self.registering.start)
        self.registering.registered.connect(self._registered)
        self.registering.refused.connect(self._not_registered)
        self.receipt.next_wanted.connect(self.start_new)
        self.receipt.case_wanted.connect(lambda case: self.context.navigator.go("cases", case))
        self.drafts.back_wanted.connect(self._show_writing)
        self.drafts.opened.connect(self._open_item)
        self.drafts.discarded.connect(self._discard)
        self.drafts.brought_back.connect(self.draft_desk.bring_back)
        self.draft_desk.opened.connect(self._show_opened)
        self.draft_desk.counted.connect(self._counted)
        self.known.taken.connect(lambda: self._edited(None))
        self.context.theme.changed.connect(self._fit)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    # Starting and changing drafts

    def _begin_if_ready(self) -> None:
        start = self._start
        if start is None or not self.form.made or self._begun:
            return
        self._begun = True
        self.tools.choices.places = start.places
        self.form.set_places(start.places)
        self.judge.set_station(start.station_code)
        self.form.setEnabled(True)
        self._show_standing()
        for cut in start.cut:
            self.registering.finish(cut)
        if start.opened is not None:
            self._show_opened(start.opened)
        else:
            self._first_field()
        wishes, self._wishes = self._wishes, []
        for wish in wishes:
            wish()

    def _start_new(self) -> None:
        if self.faces.currentWidget() is self.receipt or not self.form.blank:
            self._put_aside()
            self._open(None)
        self._show_writing()
        self._first_field()

    def _open_item(self, item: str, others: bool = False) -> None:
        if item == self.keeper.draft_id:
            self._show_writing()
        else:
            self.keeper.flush()
            self.draft_desk.open(item, others=others)

    def _open(self, opened: Opened | None) -> None:
        """Another draft, or None for a new form."""
        self.keeper.begin(None if opened is None else opened.draft_id)
        self.form.show_body({} if opened is None else opened.body)
        self.judge.forget()
        self._at = None
        self.set_subtitle("")
        self._show_standing()

    def _show_opened(self, opened: Opened) -> None:
        self._put_aside()
        self._open(opened)
        self._show_writing()
        field = self.form.field_at(opened.focus) if opened.focus else None
        if field is None:
            self._first_field()
        else:
            field.focus(opened.cursor)
        self.set_subtitle(self.context.words.tr("Draft opened again"))
        # From now on this is the one to be opened after a power cut.
        self.keeper.touch()

    def _put_aside(self) -> None:
        """What is written is saved, and no longer opened by itself."""
        if self.keeper.begun or (self.keeper.dirty and not self.form.blank):
            self.keeper.put_aside(self._body(is_open=False))
        self.keeper.begin()

    def _discard(self, draft_id: str) -> None:
        if draft_id == self.keeper.draft_id:
            self.keeper.end()
            self._open(None)
        self.draft_desk.discard(draft_id)

    def _show_drafts(self) -> None:
        self.keeper.flush()
        self.faces.setCurrentWidget(self.drafts)
        self.draft_desk.count()
        self.drafts.back.setFocus()

    def _counted(self, count: int) -> None:
        words = self.context.words
        told = words.tr("Drafts ({n})", n=count) if count else words.tr("Drafts")
        self.drafts_button.setText(told)
        self.drafts_button.setAccessibleName(told)

    # Following what is typed

    def _body(self, *, is_open: bool = True) -> dict[str, Json]:
        """The draft as it is kept: the form, and where the cursor stood."""
        form: dict[str, Json] = {"open": is_open, "files": self.form.evidence.body()}
        for path, field, _ in self.form.fields():
            if field is self._at:
                form["focus"], form["cursor"] = path, field.cursor()
        return {**self.form.body(), FORM: form}

    def _edited(self, field: FormField | None) -> None:
        self._at = field or self._at
        self.judge.edited()
        self._show_standing()
        if self.keeper.begun or not self.form.blank:
            self.keeper.touch()

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.form.isAncestorOf(now):
            # A menu, another window: the field is still the one to come back to.
            if before is not None and now is not None and self.form.isAncestorOf(before):
                self._left(before)
            return
        if before is not None and self.form.isAncestorOf(before):
            self._left(before, now)
        place = self.form.place_of(now)
        self.judge.here = self._section_at(now) or self.judge.here
        if place is None:
            self._show_standing()
        else:
            field = place[1]
            moved, self._at = field is not self._at, field
            self._show_standing()
            self.scrolling.bring(field.row, 0, self.context.theme.look.px(8))
            if moved and self.keeper.begun:
                self.keeper.touch()

    def _section_at(self, widget: QWidget) -> Section | None:
        cards = self.form.cards.items()
        return next((section for section, card in cards if card.isAncestorOf(widget)), None)

    def _left(self, before: QWidget, now: QWidget | None = None) -> None:
        place = self.form.place_of(before)
        if place is not None and not place[1].holds(now):
            self.judge.left(place[1])
            self._show_standing()

    def _saved(self, at_ms: int, _: str) -> None:
        clock = datetime.fromtimestamp(at_ms / 1000, SHANGHAI)
        tr = self.context.words.tr
        self.set_subtitle(tr("Draft saved {clock}", clock=f"{clock:%H:%M:%S}"))
        # The status line says the time by itself.
        self.context.messages.saved_now(tr("Draft saved"))

    def _show_standing(self) -> None:
        standings = self.judge.standings()
        self.sections.show_standing(standings, self.judge.here)
        self.bar.show_standing(
            standings,
            self.judge.here,
            incomplete=self.form.incomplete,
            offers_incomplete=self.judge.may_be_incomplete,
        )

    # Registering

    def _to_reading(self) -> None:
        if self._to_next_gap():
            return
        self.keeper.flush()
        self.read_back.show_form(self.form)
        self.faces.setCurrentWidget(self.read_back)
        self.read_back.read.setFocus()

    def _toggle_incomplete(self) -> None:
        self.form.incomplete = not self.form.incomplete
        words = self.context.words
        if self.form.incomplete:
            self.context.messages.say(
                words.tr(
                    "It gets its number now and is marked as incomplete. What is missing is told "
                    "to the person once, on one list; it is accepted when that is there."
                )
            )
        self.judge.edited()
        self._show_standing()
        self.keeper.touch()

    def _registered(self) -> None:
        self._open(None)
        self.faces.setCurrentWidget(self.receipt)
        self.receipt.take_focus()

    def _not_registered(self, problem: Problem) -> None:
        """What the ledger found goes beside the fields; everything stays as it was typed."""
        self.read_back.set_busy(False)
        self.keeper.touch()
        if problem.kind is ProblemKind.REFUSED_INPUT:
            self._show_writing()
            first = self.judge.refused(problem.fields)
            self._show_standing()
            if first is not None:
                first.focus()
                return
        self.context.messages.problem(problem)

    # Moving about

    def _show_writing(self) -> None:
        self.read_back.set_busy(False)
        self.faces.setCurrentWidget(self.writing)
        if any(field is self._at for _, field, _ in self.form.fields()) and self._at is not None:
            self._at.focus()

    def _first_field(self) -> None:
        field = self.form.field_at("title" if self.form.blank else "matter_type")
        if field is not None and self.isVisible():
            field.focus()

    def _go_to_section(self, section: Section) -> None:
        for path, field, own in self.form.fields():
            if own is section and self.form.is_asked(path, field) and field.row.isVisible():
                field.focus()
                break
        card = self.form.cards[section]
        self.scrolling.verticalScrollBar().setValue(card.y())
        if not any(own is section for _, _, own in self.form.fields()):
            self.form.evidence.choose.setFocus()

    def _to_next_gap(self) -> bool:
        """Says everything that is missing or wrong, goes to the first; False where nothing is."""
        first = self.judge.all_left()
        thing = self.form.evidence.say_gaps()
        self._show_standing()
        if first is not None:
            first.focus()
        elif thing is not None:
            thing.setFocus()
            self.scrolling.bring(thing, 0, self.context.theme.look.px(40))
        return first is not None or thing is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.faces.currentWidget() is not self.writing:
            if self.read_back.busy:
                return
            if self.faces.currentWidget() is self.receipt:
                self.start_new()
            else:
                self._show_writing()
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            # A text field takes text itself; what it leaves is a picture or a file.
            if self.faces.currentWidget() is self.writing:
                self.form.evidence.paste_now()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self.context.theme.look.px
        self.sections.setFixedWidth(px(LIST_WIDTH))
        self.form.setMaximumWidth(px(FORM_WIDEST))
        self.bar.setMaximumWidth(px(FORM_WIDEST))
        beside = self.width() >= px(LIST_WIDTH + FORM_NEEDS)
        self.sections.setVisible(beside)
        self.bar.set_narrow(not beside)

"""The case on the right: where it stands, the next step, what is to be known, how it came so."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from station_app.ui.cases.evidence import Evidence
from station_app.ui.cases.jobs import CaseView
from station_app.ui.cases.parties import Parties, PartyLine, reveal_words
from station_app.ui.cases.sections import Sections, complaining
from station_app.ui.cases.steps import main_action, step_label
from station_app.ui.common.both_changed import BothChanged
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.delegates import StatusChip
from station_app.ui.common.fields import button
from station_app.ui.common.lay import pairs
from station_app.ui.common.look import SMALL
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import SidePanel, Step
from station_app.ui.common.texts import ElidedLabel, heading, selectable, text
from station_app.usecases.reading.rows import FullRow

HANDLING, PEOPLE, EVIDENCE, REFERRALS, HISTORY = range(5)
BESIDE = 2
"""So many further steps stand beside the primary one; the rest is under “more”."""


class CasePanel(SidePanel):
    """Shows one `CaseView`, or says what would stand here.

    Signals:
        step_wanted: A step is to be taken.  arg: the action.
        reveal_wanted: Masked data is wanted in full.  No argument.
        edit_wanted: The facts are to be corrected.  No argument.
        attach_wanted: Files are to be added.  No argument.
        note_wanted: A thing or paper without a file is to be noted.  No argument.
        save_wanted: A copy of a file is to be saved.  arg: the attachment's row.
        value_chosen: One of two values shall stand.  args: the conflict's id, the value's stamp.
        branch_chosen: One of two courses shall count.  args: its end, the other's end.
        tab_shown: Another part is shown.  arg: which.
    """

    step_wanted = Signal(str)
    reveal_wanted = Signal()
    edit_wanted = Signal()
    attach_wanted = Signal()
    note_wanted = Signal()
    save_wanted = Signal(object)
    value_chosen = Signal(str, object)
    branch_chosen = Signal(str, str)
    tab_shown = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, context.words.tr("The chosen case"), parent, body_needs=180)
        self.revealed = ""
        """The case this person was shown in full, empty for none."""
        self.view: CaseView | None = None
        self.evidence: Evidence | None = None
        self.sections: Sections | None = None
        self.conflicts: list[BothChanged] = []
        self.branch_buttons: list[QPushButton] = []
        self._words: RecordWords | None = None
        self._compact = False

    def set_compact(self, compact: bool) -> None:
        """Whether it stands alone, with little height: then its head takes one line less."""
        changed, self._compact = compact is not self._compact, compact
        if changed and self.view is not None and self._words is not None:
            self.show_view(self._words, self.view, anew=True)

    def show_view(self, words: RecordWords, view: CaseView, *, anew: bool = False) -> None:
        """Another case, or the same as it stands now; then place and focus are kept.

        Nothing is drawn again where nothing differs, unless `anew`.
        """
        same = self.view is not None and self.view.id == view.id
        if same and not anew and self._says_the_same(view):
            self.view = view
            return
        if not same:
            self.tab = HANDLING
        self.draw(lambda: self._fill(words, view), same=same)

    def clear(self) -> None:
        super().clear()
        self.view, self.evidence = None, None
        self.conflicts, self.branch_buttons = [], []

    def _fill(self, words: RecordWords, view: CaseView) -> None:
        self.view, self._words = view, words
        self.sections = Sections(self._context, words, view)
        self._head(view)
        self._steps(words, view)
        self._notices(words, view)
        tr = self._context.words.tr
        evidence, referrals = len(view.detail.attachments), len(view.detail.referrals)
        self.add_tabs(
            tr("Parts of the case"),
            (
                tr("Handling"),
                tr("People"),
                tr("Evidence {n}", n=evidence),
                tr("Referrals {n}", n=referrals),
                tr("History"),
            ),
        )
        self.show_tab(self.tab)

    def _says_the_same(self, view: CaseView) -> bool:
        return self.view is not None and replace(self.view, now_ms=view.now_ms) == view

    def show_picture(self, attachment_id: str, picture: QImage) -> None:
        if self.evidence is not None:
            self.evidence.show_picture(attachment_id, picture)

    def _head(self, view: CaseView) -> None:
        tr, case = self._context.words.tr, view.detail.case
        chip = StatusChip(self._context.theme, self._context.wording)
        chip.set_status(view.detail.status)
        chip.setFixedWidth(self._chip_width(view.detail.status))
        number = view.detail.number or tr("no number")
        county = case.text("county_no")
        said = (
            tr("County number {number}", number=county) if county else tr("County number: to come")
        )
        state = self._context.wording.sync_state(view.detail.sync_state)
        title = selectable(heading(case.text("title") or tr("(no title)"), 2))
        if self._compact:
            self.beside_back.addWidget(chip)
            self.beside_back.addWidget(ElidedLabel(number, "muted"), 1)
            self.column.addWidget(title)
            self.column.addWidget(ElidedLabel(f"{said} · {state}", "muted"))
            return
        flow = FlowLayout(spacing=self._context.theme.look.px(10))
        flow.addWidget(chip)
        for words in (number, said):
            flow.addWidget(selectable(text(words, "muted", wrap=False)))
        flow.addWidget(text(state, "muted", wrap=False))
        self.column.addLayout(flow)
        self.column.addWidget(title)

    def _chip_width(self, status: str) -> int:
        """As wide as its words: the chip itself reckons with wide letters only."""
        px = self._context.theme.look.px
        words = QFontMetrics(self._context.theme.font(SMALL)).horizontalAdvance(
            self._context.wording.status(status)
        )
        return words + px(34)

    def _steps(self, words: RecordWords, view: CaseView) -> None:
        main = main_action(view.steps)
        others = [self._step(step, view) for step in view.steps if step != main]
        if main is None:
            self.column.addWidget(text(self._why_no_step(words, view), "muted"))
            self.add_steps(None, (), [*others, *self._correct(view)])
        else:
            more = [*others[BESIDE:], *self._correct(view)]
            self.add_steps(self._step(main, view), others[:BESIDE], more)

    def _step(self, action: str, view: CaseView) -> Step:
        label = step_label(self._context, action, view.detail.status)
        return Step(action, label, lambda: self.step_wanted.emit(action))

    def _correct(self, view: CaseView) -> list[Step]:
        """What is done beside the steps: seldom, so under “more”."""
        tr = self._context.words.tr
        found = []
        if view.may_edit:
            found.append(Step("edit", tr("Correct the facts"), self.edit_wanted.emit))
        if view.may_tell:
            item = f"typical_case:from={view.id}"
            go = partial(self._context.navigator.go, "knowledge", item)
            found.append(Step("tell", tr("Make a typical case of it"), go))
        return found

    def _why_no_step(self, words: RecordWords, view: CaseView) -> str:
        tr, detail = self._context.words.tr, view.detail
        if detail.status == "referred_out":
            open_ones = [r for r in detail.referrals if r.text("status") in ("sent", "received")]
            if open_ones:
                target = words.named(view.called, open_ones[-1].text("to_org_id"), "organisation")
                return tr("It lies with {target} now.", target=target)
        owner = detail.case.text("owner_org_id")
        if owner and owner != view.own_station and detail.status not in ("archived", "cancelled"):
            said = words.named(view.called, owner, "organisation")
            return tr("{owner} takes the next step.", owner=said)
        if detail.status in ("replied", "called_back", "not_accepted", "archived", "cancelled"):
            return tr("There is no further step to take here now.")
        return tr("The next step is for another role.")

    def _notices(self, words: RecordWords, view: CaseView) -> None:
        for row in view.conflicts:
            notice = BothChanged(self._context, words, row, view.called, may_decide=view.may_decide)
            notice.chosen.connect(self.value_chosen)
            self.conflicts.append(notice)
            self.column.addWidget(notice)
        if view.detail.open_branch is not None:
            self.column.addWidget(self._fork(view, *view.detail.open_branch))

    def _fork(self, view: CaseView, counting: str, other: str) -> QWidget:
        tr, px = self._context.words.tr, self._context.theme.look.px
        frame = QFrame()
        frame.setProperty("role", "deadline")
        column = QVBoxLayout(frame)
        column.setContentsMargins(px(12), px(10), px(12), px(10))
        column.setSpacing(px(6))
        column.addWidget(text(tr("▲ Two desks took a step after the same point"), "strong"))
        events = {event.id: event for event in view.detail.events}
        for end, rival in ((counting, other), (other, counting)):
            event = events.get(end)
            said = self.sections.sentence(event) if event and self.sections else end
            when = self._words.moment(event.whole("occurred_at")) if event and self._words else ""
            mark = tr("✓ counts until it is decided") if end == counting else ""
            column.addWidget(text(f"{when} {said} {mark}".strip()))
            if view.may_decide:
                take = button(tr("Let this one count"))
                take.setAccessibleName(tr("Let this one count: {what}", what=said))
                take.clicked.connect(lambda _=False, e=end, r=rival: self.branch_chosen.emit(e, r))
                self.branch_buttons.append(take)
                row = QHBoxLayout()
                row.addWidget(take)
                row.addStretch(1)
                column.addLayout(row)
        if not view.may_decide:
            column.addWidget(text(tr("The township will confirm which one counts."), "hint"))
        return frame

    def show_tab(self, tab: int) -> None:
        super().show_tab(tab)
        self.evidence = None
        if self.view is None or self._words is None or self.sections is None:
            return
        parts: list[QWidget]
        if tab == HANDLING:
            parts = [self._facts(self.view, self.sections), self.sections.course()]
        elif tab == PEOPLE:
            people = Parties(self._context, self._words, self.view)
            people.reveal_wanted.connect(self.reveal_wanted)
            parts = [people]
        elif tab == EVIDENCE:
            self.evidence = Evidence(self._context, self._words, self.view)
            self.evidence.attach_wanted.connect(self.attach_wanted)
            self.evidence.note_wanted.connect(self.note_wanted)
            self.evidence.save_wanted.connect(self.save_wanted)
            parts = [self.evidence]
        elif tab == REFERRALS:
            parts = [self.sections.referrals()]
        else:
            parts = [self.sections.history()]
        for part in parts:
            self.body.addWidget(part)
        self.body.setSpacing(self._context.theme.look.px(12))
        self.body.addStretch(1)
        self.tab_shown.emit(tab)

    def _facts(self, view: CaseView, sections: Sections) -> QWidget:
        tr = self._context.words.tr
        sides: list[list[FullRow]] = [[], []]
        for party in view.parties:
            sides[0 if complaining(party) else 1].append(party)
        reveal = "" if view.revealed else reveal_words(self._context, view)
        ours = PartyLine(self._context, sides[0], reveal)
        ours.reveal_wanted.connect(self.reveal_wanted)
        theirs = PartyLine(self._context, sides[1])
        people: list[tuple[str, str | QWidget]] = [
            (tr("Complainant"), ours),
            (tr("Respondent"), theirs),
        ]
        rows: list[tuple[str, str | QWidget]] = [
            *(people if view.may_reveal else ()),
            *sections.facts(),
            (tr("County receipt"), sections.receipt()),
        ]
        return pairs(self._context, rows)

    def sizeHint(self) -> QSize:
        px = self._context.theme.look.px
        return QSize(px(540), px(600))

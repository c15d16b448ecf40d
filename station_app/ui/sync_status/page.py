"""同步与U盘: how this PC stands with its county, in words; what waits, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from station_app.background.changed import Changed
from station_app.background.exchange_keeper import Badge, ExchangeKeeper, LineState
from station_app.ui.common.calm import Calm
from station_app.ui.common.context import Context
from station_app.ui.common.fields import primary_button
from station_app.ui.common.lay import as_tall_as_shown, card, empty, inset, pairs, plain
from station_app.ui.common.page import Page
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import heading, set_text, text
from station_app.ui.shell.badge_words import ICONS, badge_words
from station_app.ui.shell.ports import Session
from station_app.ui.sync_status.cards import AttentionCard, Cards, ProposalCard, both_changed
from station_app.ui.sync_status.door import SyncDoor
from station_app.ui.sync_status.jobs import SyncView, read_sync
from station_app.ui.sync_status.joining import JoinForm
from station_app.usecases.conflicts import settle_proposal
from station_app.usecases.settling import choose_candidate, looked_at
from sync.clock import Stamp
from sync.problems import Problem, ProblemKind
from sync.records.registry import KINDS

WIDE = 860
"""From so many pixels at 100 % on, two columns stand beside each other."""
COUNT_EVERY_MS = 250
CLOCK_TOLD_MS = 60_000
"""A clock that differs by more is told."""


class SyncPage(Page):
    """Made by the shell; `door` leads to the exchange."""

    def __init__(self, context: Context, session: Session, door: SyncDoor) -> None:
        tr = context.words.tr
        super().__init__(context, tr("Exchange with the county"), [*KINDS, "exchange"])
        self._session = session
        self._door = door
        self._keeper: ExchangeKeeper | None = None
        self.words: RecordWords | None = None
        self.view: SyncView | None = None
        self.join: JoinForm | None = None
        self.attention: list[AttentionCard] = []
        self.proposals: list[ProposalCard] = []
        self.conflicts: list[QWidget] = []
        self.lines: dict[str, QLabel] = {}
        px = context.theme.look.px
        inside = as_tall_as_shown(plain())
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(0, 0, px(8), 0)
        self._columns.setSpacing(px(14))
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for side in (self._left, self._right):
            side.setSpacing(px(14))
            self._columns.addLayout(side, 1)
        self._state = QVBoxLayout()
        self._left.addLayout(self._state)
        self._lists = QVBoxLayout()
        self._lists.setSpacing(px(14))
        self._left.addLayout(self._lists)
        self._left.addStretch(1)
        self._news = QVBoxLayout()
        self._news.setSpacing(px(14))
        self._right.addLayout(self._news)
        self._right.addStretch(1)
        self.body.addWidget(scrolled(inside), 1)
        self._make_state()
        self._calm = Calm(self)
        self._counting = QTimer(self)
        self._counting.setInterval(COUNT_EVERY_MS)
        self._counting.timeout.connect(self._show_counts)
        context.theme.changed.connect(self._redraw)

    # What the shell asks of a page

    def reload(self) -> None:
        self._listen()
        with_book = self.words is None
        self.context.tasks.on_ledger(
            lambda desk: read_sync(desk, with_book=with_book), self._read, owner=self
        )

    def help_lines(self) -> tuple[str, ...]:
        tr = self.context.words.tr
        return (
            tr("Everything is saved on this PC first; the exchange goes on by itself."),
            tr("F9 exchanges at once. Without a network nothing is lost; it goes up later."),
            tr("What the county did not take stands here with the reason, word for word."),
            tr("What two people changed at once is decided by the township or the county."),
        )

    # How it stands

    def _make_state(self) -> None:
        tr, px = self.context.words.tr, self.context.theme.look.px
        frame, column = card(self.context)
        self._state_card = frame
        row = QHBoxLayout()
        row.setSpacing(px(10))
        self._icon = text("", wrap=False)
        self._said = heading("", 2)
        row.addWidget(self._icon)
        row.addWidget(self._said, 1)
        column.addLayout(row)
        self._what = text("")
        column.addWidget(self._what)
        self.bar = QProgressBar(frame)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("The exchange is going on"))
        self.bar.hide()
        column.addWidget(self.bar)
        self.moved = text("", "hint")
        column.addWidget(self.moved)
        self._facts = QVBoxLayout()
        column.addLayout(self._facts)
        self.go: QPushButton = primary_button(tr("Exchange now (F9)"))
        self.go.clicked.connect(self._sync)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self._state.addWidget(frame)
        self._clock = QVBoxLayout()
        self._state.addLayout(self._clock)

    def _listen(self) -> None:
        keeper = self._door.keeper()
        if keeper is None or keeper is self._keeper:
            return
        self._keeper = keeper
        keeper.badge_changed.connect(self._badge_changed)
        self._show_badge(keeper.badge)

    def _badge_changed(self, badge: Badge) -> None:
        ended = not self.go.isEnabled() and badge.state is not LineState.RUNNING
        self._show_badge(badge)
        if ended:
            # A run that failed changes no record, and yet what stands here.
            self._on_changed(Changed.of("exchange"))

    def _show_badge(self, badge: Badge) -> None:
        theme = self.context.theme
        running = badge.state is LineState.RUNNING
        set_text(self._said, badge_words(badge, self.context.words, self.context.today()))
        size = theme.look.px(24)
        self._icon.setPixmap(theme.pixmap(ICONS[badge.state], size, theme.look.palette.link))
        told = ""
        if badge.problem is not None:
            words = self.context.wording.problem(Problem(badge.problem))
            told = "\n".join(line for line in (words.what, words.safe, words.then) if line)
        elif badge.fault is not None:
            told = self.context.wording.fault(badge.fault).text()
        set_text(self._what, told)
        self._what.setVisible(bool(told))
        self.bar.setVisible(running)
        self.go.setEnabled(not running)
        if running:
            self._counting.start()
        else:
            self._counting.stop()
        self._show_counts()

    def _show_counts(self) -> None:
        counts = self._door.counts()
        self.moved.setVisible(counts is not None)
        if counts is None:
            return
        words = self.words
        up = words.size(counts.up) if words is not None else f"{counts.up} B"
        down = words.size(counts.down) if words is not None else f"{counts.down} B"
        set_text(
            self.moved,
            self.context.words.tr(
                "This time: {sent} sent, {received} received; {up} up, {down} down",
                sent=counts.sent,
                received=counts.received,
                up=up,
                down=down,
            ),
        )

    def _sync(self) -> None:
        if self._keeper is not None:
            self._keeper.sync_now()

    # What was read

    def _read(self, view: SyncView) -> None:
        self._calm.call("view", lambda: self._show_view(view))

    def _show_view(self, view: SyncView) -> None:
        if view.book is not None:
            self.words = RecordWords(self.context.words, view.book, self.context.today)
        self.view = view
        self._listen()
        self._show_facts(view)
        self._show_join(view)
        self._show_lists(view)

    def _show_facts(self, view: SyncView) -> None:
        tr, words = self.context.words.tr, self.words
        empty(self._facts)
        empty(self._clock)
        now = view.standing
        self._state_card.setVisible(now.enrolled)
        if words is None or not now.enrolled:
            return
        if self._keeper is None:
            set_text(self._said, tr("Joined to the county"))
        last = words.moment(now.last_at) if now.last_at else tr("not yet")
        rows: list[tuple[str, str | QWidget]] = [
            (tr("Last exchange"), last),
            (tr("County center"), view.county or view.address),
        ]
        if now.last_result not in (None, "ok"):
            rows.insert(1, (tr("Last try"), self._result(now.last_result or "")))
        if not view.waiting and not view.contents:
            rows.append((tr("To go up"), tr("Nothing; the county has everything.")))
        self._facts.addWidget(pairs(self.context, rows))
        said = clock_words(self.context, now.clock_offset_ms)
        if said:
            frame = inset(self.context, [text(f"▲ {said}", "strong")])
            frame.setProperty("role", "deadline")
            self._clock.addWidget(frame)

    def _result(self, code: str) -> str:
        try:
            return self.context.wording.problem(Problem(ProblemKind(code))).what
        except ValueError:
            return code

    def _show_join(self, view: SyncView) -> None:
        if not view.to_join:
            if self.join is not None:
                self.join.hide()
                self.join.deleteLater()
                self.join = None
            return
        if self.join is None:
            again = view.address if view.standing.shut_out else ""
            self.join = JoinForm(self.context, may_enrol=view.may_enrol, again=again)
            self.join.submitted.connect(self._join)
            self._state.insertWidget(0, self.join)

    def _join(self, address: str, code: str) -> None:
        form, door = self.join, self._door
        if form is None:
            return
        self.context.tasks.on_line(
            lambda: door.enrol(address, code),
            self._joined,
            form.refuse,
            owner=form,
            changes=lambda _: Changed(everything=True),
        )

    def _joined(self, name: str) -> None:
        said = self.context.words.tr("Joined: the county knows this PC as {name}.", name=name)
        self.context.messages.say(said, good=True)
        self._door.enrolled()

    def _show_lists(self, view: SyncView) -> None:
        words, tr = self.words, self.context.words.tr
        if words is None:
            return
        cards = Cards(self.context, words, view)
        empty(self._lists)
        empty(self._news)
        self.attention, self.proposals, self.conflicts = [], [], []
        waiting = cards.waiting()
        if waiting is not None:
            # Before joining there is no news: what waits takes that place.
            side = self._lists if view.standing.enrolled else self._news
            side.addWidget(waiting)
        if view.attention:
            frame, column = card(self.context, tr("To be looked at {n}", n=len(view.attention)))
            for row in view.attention:
                one = AttentionCard(self.context, words, row, view.called)
                one.looked_at.connect(self._looked_at)
                self.attention.append(one)
                column.addWidget(one)
            self._news.addWidget(frame)
        if view.conflicts:
            frame, column = card(
                self.context, tr("Changed on both sides {n}", n=len(view.conflicts))
            )
            for notice in both_changed(self.context, words, view):
                notice.chosen.connect(self._chosen)
                self.conflicts.append(notice)
                column.addWidget(notice)
            self._news.addWidget(frame)
        if view.proposals:
            frame, column = card(
                self.context, tr("Work handed over to this desk {n}", n=len(view.proposals))
            )
            for proposal in view.proposals:
                shown = ProposalCard(
                    self.context, words, proposal, view.called, may_decide=view.may_decide
                )
                shown.settled.connect(self._settled)
                self.proposals.append(shown)
                column.addWidget(shown)
            self._news.addWidget(frame)
        if view.standing.enrolled:
            self._news.addWidget(cards.receipts())
        count = len(view.attention) + len(view.conflicts) + len(view.proposals)
        said = self.context.words.ntr("{n} thing to look at", "{n} things to look at", count)
        self.context.navigator.count("sync", count, said)

    # Decisions

    def _looked_at(self, attention_id: str) -> None:
        self.context.tasks.on_ledger(
            lambda desk: looked_at(desk.ledger, attention_id),
            lambda _: self._on_changed(Changed.of("exchange")),
            owner=self,
        )

    def _chosen(self, conflict_id: str, stamp: Stamp) -> None:
        self.context.tasks.on_ledger(
            lambda desk: choose_candidate(desk.ledger, desk.session, conflict_id, stamp),
            lambda _: self.context.messages.saved_now(
                self.context.words.tr("Decided; both authors are told.")
            ),
            owner=self,
            changes=lambda changed: Changed(changed.kinds | {"case"}, changed.roots),
        )

    def _settled(self, proposal_id: str, taken_up: bool) -> None:
        self.context.tasks.on_ledger(
            lambda desk: settle_proposal(desk.ledger, desk.session, proposal_id, taken_up=taken_up),
            owner=self,
            changes=lambda _: Changed.of("proposal"),
        )

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= self.context.theme.look.px(WIDE)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _redraw(self) -> None:
        self._fit()
        if self._keeper is not None:
            self._show_badge(self._keeper.badge)
        if self.view is not None:
            self._show_facts(self.view)
            self._show_lists(self.view)


def clock_words(context: Context, offset_ms: int) -> str:
    """How wrong this PC's clock is, against the county's; empty where it is not."""
    if abs(offset_ms) < CLOCK_TOLD_MS:
        return ""
    tr, minutes = context.words.tr, round(abs(offset_ms) / 60_000)
    slow = offset_ms > 0
    if minutes < 120:
        said = (
            tr("This PC's clock is {n} minutes slow.", n=minutes)
            if slow
            else tr("This PC's clock is {n} minutes fast.", n=minutes)
        )
    else:
        hours = round(minutes / 60)
        said = (
            tr("This PC's clock is {n} hours slow.", n=hours)
            if slow
            else tr("This PC's clock is {n} hours fast.", n=hours)
        )
    rest = tr(
        "Times and deadlines here follow the county's clock. Please put the PC's clock right."
    )
    return f"{said} {rest}"

"""The parts of the sync page: what waits, what came back, what needs a person's eye."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.ui.common.both_changed import BothChanged
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button, link
from station_app.ui.common.lay import card, inset, pairs, plain
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import text
from station_app.ui.sync_status.jobs import SHOWN, SyncView
from station_app.usecases.reading.attention import AttentionRow
from station_app.usecases.reading.exchange_news import CaseReceipt, ProposalRow
from sync.records.kinds import By
from sync.records.registry import KINDS
from sync.words import mark

WHY_LOOK: Mapping[str, str] = {
    "refused": mark("Not taken by the county"),
    "handed_over": mark("Came after the case had moved on; lies with the desk that has it now"),
    "equal_number": mark("Two cases bear the same number"),
    "two_steps": mark("Two desks took a step after the same point"),
    "copy": mark("This ledger was copied or restored"),
}

_CALM = frozenset({"copy", "equal_number"})


class Cards:
    """Makes the cards from a snapshot; they hold no state.  Signals are the page's."""

    def __init__(self, context: Context, words: RecordWords, view: SyncView) -> None:
        self._context, self._words, self._view = context, words, view
        self.tr = context.words.tr

    def waiting(self) -> QWidget | None:
        """What waits and why; None where nothing does."""
        rows, contents = self._view.waiting, self._view.contents
        if not rows and not contents:
            return None
        count = len(rows) + len(contents)
        title = self._context.words.ntr("{n} item to go up", "{n} items to go up", count)
        frame, column = card(self._context, title)
        for row in rows[:SHOWN]:
            changes = self._context.words.ntr("{n} change", "{n} changes", row.changes)
            since = self.tr("since {when}", when=self._words.moment(row.since))
            kind = "" if row.root_kind == "case" else self._words.kind(row.root_kind)
            named = f"{row.number or kind} {row.title}".strip()
            about = f"{changes} · {since} · {self._context.wording.waiting(row.why)}"
            case = row.root if row.root_kind == "case" else ""
            column.addWidget(self._line(named, about, case))
        for content in contents[:SHOWN]:
            about = (
                f"{self._words.size(content.size)} · {self._context.wording.waiting(content.why)}"
            )
            named = self.tr("File: {title}", title=content.title)
            column.addWidget(self._line(named, about, content.case_id))
        left = max(0, len(rows) - SHOWN) + max(0, len(contents) - SHOWN)
        if left:
            more = self._context.words.ntr("and {n} more", "and {n} more", left)
            column.addWidget(text(more, "muted"))
        return frame

    def receipts(self) -> QWidget:
        frame, column = card(self._context, self.tr("Receipts of the county"))
        for receipt in self._view.receipts:
            named = f"{receipt.number or ''} {receipt.title}".strip()
            column.addWidget(self._line(named, self.receipt_words(receipt), receipt.case_id))
        if not self._view.receipts:
            said = self.tr("What the county answered to each case sent from here stands here.")
            column.addWidget(text(said, "muted"))
        return frame

    def receipt_words(self, receipt: CaseReceipt) -> str:
        verdict = self._context.wording.verdict(receipt.verdict)
        said = [f"{verdict}（{self._words.moment(receipt.at)}）"]
        if receipt.county_no:
            said.append(self.tr("County number {number}", number=receipt.county_no))
        if receipt.reason and receipt.verdict in ("refused", "handed_over"):
            said.append(self._context.wording.refusal(receipt.reason))
        return " · ".join(said)

    def _line(self, named: str, about: str, case_id: str) -> QWidget:
        holder = plain()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text(about, "hint"), 1)
        if case_id:
            go = link(self.tr("Open the case"))
            go.setAccessibleName(f"{go.text()} {named}")
            go.clicked.connect(lambda: self._context.navigator.go("cases", case_id))
            row.addWidget(go)
        return inset(self._context, [text(named, "strong"), holder])


class AttentionCard(QWidget):
    """One thing a person should look at; what its author wrote stays readable.

    Signals:
        looked_at: It was read and need not be listed any more.  arg: its id.
    """

    looked_at = Signal(str)

    def __init__(
        self, context: Context, words: RecordWords, row: AttentionRow, called: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        tr = context.words.tr
        why = tr(WHY_LOOK[row.why]) if row.why in WHY_LOOK else row.why
        parts: list[QWidget] = [text(why if row.why in _CALM else f"▲ {why}", "strong")]
        named = f"{row.number or ''} {row.title}".strip()
        if named:
            parts.append(text(named))
        parts.append(text(context.wording.refusal(row.reason)))
        wrote = self._wrote(words, row, called)
        if wrote:
            parts.append(text(tr("What was written, kept word for word:"), "hint"))
            parts.append(pairs(context, wrote))
        who = " · ".join(part for part in (row.person, words.moment(row.at)) if part)
        if who:
            parts.append(text(who, "hint"))
        buttons = QWidget()
        buttons.setProperty("role", "plain")
        line = QHBoxLayout(buttons)
        line.setContentsMargins(0, 0, 0, 0)
        self.read: QWidget | None = None
        if row.why != "equal_number":
            read = button(tr("I have seen it"))
            read.clicked.connect(lambda: self.looked_at.emit(row.id))
            self.read = read
            line.addWidget(read)
        if row.case_id and named:
            go = link(tr("Open the case"))
            go.clicked.connect(lambda: context.navigator.go("cases", row.case_id))
            line.addWidget(go)
        line.addStretch(1)
        parts.append(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inset(context, parts))

    @staticmethod
    def _wrote(
        words: RecordWords, row: AttentionRow, called: Mapping[str, str]
    ) -> list[tuple[str, str | QWidget]]:
        """What people entered in it; what the program added is nobody's words."""
        declared = KINDS.get(row.kind)
        if declared is None:
            return []
        told: list[tuple[str, str | QWidget]] = []
        for name, value in row.changes.items():
            field = declared.by_name.get(name)
            if field is None or value in (None, "", []) or field.by is not By.INPUT:
                continue
            label = words.label(row.kind, name)
            told.append((label, words.value(row.kind, name, value, called)))
        return told


class ProposalCard(QWidget):
    """Work somebody did on a case that had meanwhile come to this desk.

    Signals:
        settled: It was decided about.  args: its id, whether it was taken up.
    """

    settled = Signal(str, bool)

    def __init__(
        self,
        context: Context,
        words: RecordWords,
        row: ProposalRow,
        called: Mapping[str, str],
        *,
        may_decide: bool,
    ) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        tr = context.words.tr
        who = " ".join(part for part in (row.station, row.person) if part)
        parts: list[QWidget] = [
            text(f"{row.number or ''} {row.title}".strip() or tr("Handed-over work"), "strong"),
            text(f"{who} · {words.moment(row.at)}", "hint"),
        ]
        wrote: list[tuple[str, str | QWidget]] = []
        for change in row.changes:
            field = KINDS[change.kind].by_name[change.field]
            if field.by is By.INPUT and change.value not in (None, "", []):
                said = words.value(change.kind, change.field, change.value, called)
                wrote.append((words.label(change.kind, change.field), said))
        if wrote:
            parts.append(pairs(context, wrote))
        self.buttons: list[QWidget] = []
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        if row.case_id:
            go = link(tr("Open the case"))
            go.clicked.connect(lambda: context.navigator.go("cases", row.case_id))
            line.addWidget(go)
        if may_decide:
            for said, taken in ((tr("Taken up"), True), (tr("Set aside"), False)):
                settle = button(said)
                settle.clicked.connect(lambda _=False, t=taken: self.settled.emit(row.id, t))
                self.buttons.append(settle)
                line.addWidget(settle)
        line.addStretch(1)
        holder = QWidget()
        holder.setProperty("role", "plain")
        holder.setLayout(line)
        parts.append(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inset(context, parts))


def both_changed(context: Context, words: RecordWords, view: SyncView) -> list[BothChanged]:
    return [
        BothChanged(context, words, row, view.called, may_decide=view.may_decide, named=True)
        for row in view.conflicts
    ]

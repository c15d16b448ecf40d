"""The parts of a case in words: facts, course, referrals, receipts, history."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from station_app.ui.cases.jobs import CaseView
from station_app.ui.common.access_words import access_sentence
from station_app.ui.common.context import Context
from station_app.ui.common.lay import inset, plain
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import heading, selectable, text
from station_app.usecases.reading.case_history import HistoryLine
from station_app.usecases.reading.rows import FullRow
from sync.records.case_course import MONEY
from sync.records.masking import HIDDEN

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Who signed for a referral is an account by its id, or a name as written (records.md)."""

_COMPLAINING = ("complainant", "co_complainant", "reporter", "representative", "agent")


class Sections:
    """Makes the parts of one case's page from a snapshot; they hold no state."""

    def __init__(self, context: Context, words: RecordWords, view: CaseView) -> None:
        self._context = context
        self._words = words
        self._view = view
        self.tr = context.words.tr
        self._case = view.detail.case

    def facts(self) -> Iterator[tuple[str, str | QWidget]]:
        """What it is about, label and words, in the order in which people ask."""
        tr, words, case = self.tr, self._words, self._case
        goods = " ".join(
            part
            for part in (
                case.text("object_name") or self._value("category_code"),
                case.text("brand"),
                case.text("model"),
                f"{case.text('quantity')} {case.text('unit')}".strip(),
            )
            if part
        )
        amount = case.whole("amount")
        if amount is not None:
            goods = f"{goods} · {words.money(amount)}".strip(" ·")
        yield tr("Goods and amount"), goods or tr("(empty)")
        yield tr("Requests"), self._value("requests")
        yield tr("Facts"), self._hidden_or(case.text("facts") or tr("(empty)"))
        if case.values.get("problem_nature"):
            yield tr("Nature of the problem"), self._value("problem_nature")
        bought = [
            self._value(name)
            for name in ("purchase_on", "purchase_mode", "order_no")
            if case.values.get(name)
        ]
        if bought:
            yield tr("Bought"), "，".join(bought)
        if case.text("incident_place"):
            yield tr("Place"), case.text("incident_place")
        handler = case.text("handler_id")
        if handler:
            yield tr("Handler"), self._called(handler, "user")
        owner = case.text("owner_org_id")
        if owner and owner != self._view.own_station:
            yield tr("Handled by"), self._called(owner, "organisation")
        if case.text("handling_capacity"):
            yield tr("In whose name"), self._value("handling_capacity")
        if case.text("outcome"):
            yield tr("Outcome"), self._outcome()

    def _outcome(self) -> str:
        said = [self._value("outcome")]
        for name in MONEY:
            fen = self._case.whole(name)
            if fen:
                said.append(f"{self._words.label('case', name)} {self._words.money(fen)}")
        note = self._case.text("outcome_note")
        return "，".join(said) + (f"\n{note}" if note and note != HIDDEN else "")

    def course(self) -> QWidget:
        """The course of the case, a sentence a line, newest last; branches that lost are told."""
        inside = plain()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._context.theme.look.px(8))
        column.addWidget(heading(self.tr("Course"), 3))
        counting = [e for e in self._view.detail.events if not self._lost(e)]
        lost = [e for e in self._view.detail.events if self._lost(e)]
        column.addWidget(self._lines([(self._when(e), self.sentence(e)) for e in counting]))
        if lost:
            column.addWidget(
                inset(
                    self._context,
                    [
                        text(
                            self.tr(
                                "Also done meanwhile elsewhere; it does not count, "
                                "but stays on record:"
                            ),
                            "muted",
                        ),
                        self._lines([(self._when(e), self.sentence(e)) for e in lost]),
                    ],
                )
            )
        return inside

    def sentence(self, event: FullRow) -> str:
        """`李某 受理：…`; the summary left out where this role may not read it."""
        kind = self._words.code("event_type", event.text("event_type"))
        if event.text("event_type") == "referral_received" and event.text("to_status"):
            # Signing for it alone changes no status of the case; taking it over does (T28).
            kind = self.tr("Take over")
        # `已受理` as a state is `受理` as an act.
        plain_kind = kind.removeprefix("已")
        summary = event.text("summary")
        if summary in ("", HIDDEN):
            said = kind
        elif plain_kind in summary:
            said = summary
        else:
            said = self.tr("{what}: {words}", what=plain_kind, words=summary)
        results = [
            self._words.code(name, event.text(name))
            for name in ("contact_mode", "contact_result")
            if event.text(name)
        ]
        if results:
            said = f"{said}（{'，'.join(results)}）"
        who = event.text("actor_name") or self._called(event.text("actor_id"), "user")
        org = event.text("actor_org")
        home = self._called(self._view.own_station, "station")
        if org and org != home:
            who = f"{who}（{org}）"
        return f"{who} {said}".strip()

    def referrals(self) -> QWidget:
        """To whom it was referred, whether it was signed for, and why it came back."""
        inside = plain()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._context.theme.look.px(10))
        rows = self._view.detail.referrals
        if not rows:
            column.addWidget(text(self.tr("This case was not referred."), "muted"))
        for row in rows:
            column.addWidget(inset(self._context, list(self._referral(row))))
        column.addStretch(1)
        return inside

    def _referral(self, row: FullRow) -> Iterator[QWidget]:
        tr, words = self.tr, self._words
        status = words.code("referral_status", row.text("status") or "draft")
        kind = words.code("referral_type", row.text("referral_type"))
        to, came_from = (
            self._called(row.text(name), "organisation") for name in ("to_org_id", "from_org_id")
        )
        yield text(
            tr("{kind}: {origin} → {target}", kind=kind, origin=came_from, target=to), "strong"
        )
        yield text(self.referral_state(row, status))
        if row.text("return_reason"):
            yield text(tr("Returned because: {reason}", reason=row.text("return_reason")), "fault")
        if row.text("reason"):
            yield selectable(text(tr("Reason: {reason}", reason=row.text("reason"))))
        told = [words.moment(row.whole("complainant_told_at"))]
        if row.text("told_way"):
            told.append(words.code("told_way", row.text("told_way")))
        yield text(tr("Complainant told: {how}", how="，".join(told)), "hint")
        if row.text("referral_no"):
            yield text(tr("Referral number {number}", number=row.text("referral_no")), "hint")

    def referral_state(self, row: FullRow, status: str) -> str:
        """`已签收（张某 11月17日 09:10）`, `还没有签收`."""
        tr, words = self.tr, self._words
        if row.text("status") == "returned":
            return f"{status} · {words.moment(row.whole('returned_at'))}".strip(" ·")
        if row.whole("receipt_at"):
            who = row.text("receipt_by")
            who = self._called(who, "user") if _ID.fullmatch(who) else who
            return f"{status}（{who} {words.moment(row.whole('receipt_at'))}）"
        if row.text("status") == "sent":
            sent = words.moment(row.whole("sent_at"))
            return tr("Sent {when}, not yet signed for", when=sent)
        return status

    def receipt(self) -> str:
        """The county's word on what was entered here, in one sentence."""
        ntr, words = self._context.words.ntr, self._words
        listed = self._view.receipts
        waiting = sum(1 for r in listed if r.verdict is None)
        answered = [r for r in listed if r.verdict is not None]
        if not listed:
            return self.tr("Entered elsewhere; nothing of it waits here.")
        said = []
        if answered:
            last = answered[0]
            said.append(
                self.tr(
                    "{verdict} ({when})",
                    verdict=self._context.wording.verdict(last.verdict or ""),
                    when=words.moment(last.at),
                )
            )
        if waiting:
            said.append(ntr("{n} change still to go up", "{n} changes still to go up", waiting))
        return "；".join(said)

    def history(self) -> QWidget:
        """What was changed in the facts, before and after, and the county's answer to each."""
        inside = plain()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._context.theme.look.px(10))
        lines = [
            (self._words.date_and_clock(line.at), self.change(line)) for line in self._view.history
        ]
        if lines:
            column.addWidget(self._lines(lines))
        column.addWidget(
            text(
                self.tr(
                    "Both values are kept for ever; where a former one was never on this PC, "
                    "the county has it."
                ),
                "hint",
            )
        )
        column.addWidget(heading(self.tr("Who saw it in full"), 3))
        looks = [
            (
                self._words.date_and_clock(line.at),
                access_sentence(self._words, line, names_case=False),
            )
            for line in self._view.looks
        ]
        if looks:
            column.addWidget(self._lines(looks))
        elif self._view.sees_looks:
            column.addWidget(text(self.tr("Nobody yet."), "muted"))
        if not self._view.sees_looks:
            column.addWidget(text(self.tr("You see your own lines only."), "hint"))
        column.addStretch(1)
        return inside

    def change(self, line: HistoryLine) -> str:
        """`李某 把“金额”从 320 元 改为 360 元 · 县里已收`; without receipt if made elsewhere."""
        tr, words, called = self.tr, self._words, self._view.called
        who = line.person
        if line.elsewhere:
            place = line.place or tr("elsewhere")
            who = f"{who}（{place}）" if who else place
        if not line.field:
            said = tr("{who} entered: {what}", who=who, what=words.kind(line.kind))
        else:
            field = words.label(line.kind, line.field)
            after = words.value(line.kind, line.field, line.after, called)
            before = words.value(line.kind, line.field, line.before, called)
            said = (
                tr(
                    "{who} changed “{field}” from {before} to {after}",
                    who=who,
                    field=field,
                    before=before,
                    after=after,
                )
                if line.before_known
                else tr("{who} changed “{field}” to {after}", who=who, field=field, after=after)
            )
        if line.elsewhere:
            return said
        if line.verdict is None:
            answer = self._context.wording.sync_state("queued")
        else:
            answer = self._context.wording.verdict(line.verdict)
            if line.reason:
                answer = f"{answer}：{self._context.wording.refusal(line.reason)}"
        return f"{said} · {answer}"

    def _lines(self, lines: list[tuple[str, str]]) -> QWidget:
        px = self._context.theme.look.px
        inside = plain()
        grid = QGridLayout(inside)
        grid.setContentsMargins(px(4), 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        before = ""
        for place, (when, said) in enumerate(lines):
            day, _, clock = when.rpartition(" ")
            shown = clock if day == before else when
            before = day
            caption = text(shown, "strong", wrap=False)
            right_top = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            grid.addWidget(caption, place, 0, right_top)
            sentence = selectable(text(said))
            sentence.setAccessibleName(f"{when} {said}")
            grid.addWidget(sentence, place, 1)
        return inside

    def _lost(self, event: FullRow) -> bool:
        return event.id in self._view.detail.superseded

    def _when(self, event: FullRow) -> str:
        return self._words.date_and_clock(event.whole("occurred_at"))

    def _called(self, record_id: str, to: str) -> str:
        return self._words.named(self._view.called, record_id, to)

    def _value(self, name: str) -> str:
        return self._words.value("case", name, self._case.values.get(name), self._view.called)

    def _hidden_or(self, words: str) -> str:
        return self.tr("(shown after “Show”)") if words == HIDDEN else words


def complaining(row: FullRow) -> bool:
    """Whether a party stands on the complainant's side."""
    return row.text("role") in _COMPLAINING

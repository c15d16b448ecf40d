"""Notices in words and signs; no widget."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.ui.common.context import Context
from station_app.ui.common.record_words import RecordWords
from station_app.ui.knowledge.notices.jobs import FORWARD, NoticeView
from station_app.ui.knowledge.who import author_words, person_words
from station_app.usecases.reading.notices import (
    APPROVED,
    CHECKED,
    COMING,
    DRAFT,
    OVER,
    SHOWN,
    TAKE_DOWN,
    TO_POST,
    WITHDRAWN,
    NoticeRow,
    Posting,
)
from sync.clock import local_date
from sync.records.moves import Move
from sync.words import mark

SIGNS: Mapping[str, str] = {
    TAKE_DOWN: "▼",
    TO_POST: "▲",
    DRAFT: "○",
    CHECKED: "◎",
    APPROVED: "◆",
    COMING: "→",
    SHOWN: "✓",
    OVER: "－",
    WITHDRAWN: "✗",
}
"""Beside the word, never alone."""

PHASE_WORDS: Mapping[str, str] = {
    TAKE_DOWN: mark("To take down"),
    TO_POST: mark("To post"),
    DRAFT: mark("Draft"),
    CHECKED: mark("Checked, not approved yet"),
    APPROVED: mark("Approved, not published yet"),
    COMING: mark("Published, begins later"),
    SHOWN: mark("Published"),
    OVER: mark("Ran out"),
    WITHDRAWN: mark("Taken back"),
}

SHORT: Mapping[str, str] = {
    CHECKED: mark("Checked"),
    APPROVED: mark("Approved"),
    COMING: mark("Begins later"),
}
"""Where a list has less room."""


def phase_words(context: Context, phase: str, *, own_posted: bool = False) -> str:
    """`own_posted`: what is published was posted by this station."""
    tr = context.words.tr
    said = tr("Posted") if phase == SHOWN and own_posted else tr(PHASE_WORDS[phase])
    return f"{SIGNS[phase]} {said}"


def state_words(context: Context, row: NoticeRow, own_posted: bool) -> str:
    """The cell of the list; a draft that was sent back and what hangs already say so."""
    tr = context.words.tr
    if row.returned:
        return f"↩ {tr('Sent back')}"
    if row.phase in SHORT:
        return f"{SIGNS[row.phase]} {tr(SHORT[row.phase])}"
    return phase_words(context, row.phase, own_posted=own_posted)


def list_words(context: Context) -> list[str]:
    """Every state a list may say."""
    tr = context.words.tr
    return [f"{SIGNS[phase]} {tr(SHORT.get(phase, said))}" for phase, said in PHASE_WORDS.items()]


def span_words(context: Context, words: RecordWords, first: str, last: str) -> str:
    """How long it is to be shown."""
    tr = context.words.tr
    if first and last:
        return tr("from {first} to {last}", first=words.day(first), last=words.day(last))
    if last:
        return tr("until {last}", last=words.day(last))
    if first:
        return tr("from {first} on, without an end", first=words.day(first))
    return tr("no days named")


def way_here(context: Context, words: RecordWords, view: NoticeView) -> list[str]:
    """Who drafted, checked, approved and took it back, one line each.

    Somebody this PC does not know is of a station above it.
    """
    tr, row = context.words.tr, view.row

    def who(name: str) -> str:
        return person_words(context, view.called, row.text(name))

    by = author_words(context, view.called, row.text("created_by"), row.text("station_id"))
    made = row.whole("created_at")
    lines = [tr("○ Drafted by {person}, {when}", person=by, when=words.date_and_clock(made))]
    if row.text("checked_by"):
        lines.append(tr("◎ Checked by {person}", person=who("checked_by")))
    if row.text("approved_by"):
        when = words.date_and_clock(row.whole("approved_at"))
        lines.append(tr("◆ Approved by {person}, {when}", person=who("approved_by"), when=when))
    return lines


def why_ended(context: Context, words: RecordWords, view: NoticeView) -> str:
    """Why it is no longer to be shown; empty while it is."""
    tr, row = context.words.tr, view.row
    if row.text("status") == WITHDRAWN:
        when = words.date_and_clock(row.whole("withdrawn_at"))
        return tr("✗ Taken back {when}: {why}", when=when, why=row.text("withdraw_reason"))
    if view.phase in (TAKE_DOWN, OVER):
        return tr("－ Ran out {day}", day=words.day(row.text("publish_to")))
    return ""


def posting_words(context: Context, words: RecordWords, one: Posting, who: str) -> str:
    """`11月22日 周日 09:10 宣传栏 村口，2 份，李助理`."""
    tr, ntr = context.words.tr, context.words.ntr
    parts = [
        f"{words.date_and_clock(one.at)} {words.code('notice_channel', one.channel)}"
        f" {one.place}".strip()
    ]
    if one.copies:
        parts.append(ntr("{n} copy", "{n} copies", one.copies))
    if who:
        parts.append(who)
    if one.taken_down_at is not None:
        day = words.day(local_date(one.taken_down_at).isoformat())
        parts.append(tr("taken down {day}", day=day))
    return "，".join(parts)


def forward(moves: tuple[Move, ...]) -> Move | None:
    """The move that brings it nearer to the board."""
    return next((move for move in moves if move.action in FORWARD), None)

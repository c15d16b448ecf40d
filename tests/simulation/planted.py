"""Bugs put in on purpose: a simulation that does not find them proves nothing.

Each is a mistake somebody made elsewhere, or a rule of the design left out; `docs/planted-bugs.md`
lists them.  A plant replaces functions of the program while it lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import station_app.usecases.exchange as desk_exchange
import station_app.usecases.news as news
import sync.center.membership as membership
import sync.center.pushing as pushing
from sync.center.edits import CenterEdits
from sync.center.exchange import Exchange, Request
from sync.center.judging import Judge
from sync.center.membership import Memberships
from sync.center.pulling import Page, Pull, Seat
from sync.center.pushing import Forked, Pushing
from sync.clock import Json, Stamp
from sync.ledger.db import Value
from sync.ledger.journal import START, Head, Journal
from sync.ledger.ledger import Ledger
from sync.merge.records import Change, Judged, Record
from sync.protocol.entries import Entry
from sync.protocol.rows import Packed
from tests.simulation.faults import WEEKLY_FROM

Judging = Callable[[Record | None, Change, Mapping[str, Stamp] | None], Judged]
Patch = tuple[Any, str, Any]
Plant = Callable[[], list[Patch]]


def _ack_before_commit() -> list[Patch]:
    """The center says "merged", and the transaction is rolled back."""
    real = Exchange.answer

    def answer(self: Exchange, replica: str, message: Mapping[str, Any]) -> dict[str, Json]:
        told = real(self, replica, message)
        if message.get("en") and int(str(message["h"][0])) % 7 == 0:
            self._db.run(
                "DELETE FROM center_journal WHERE replica = ? AND seq = ?",
                (replica, int(str(message["h"][0]))),
            )
        return told

    return [(Exchange, "answer", answer)]


def _cursor_before_data() -> list[Patch]:
    """The desk keeps the cursor in a transaction of its own, before the rows."""
    real = news.hear

    def hear(
        ledger: Ledger,
        message: Mapping[str, Json],
        answer: Mapping[str, Any],
        entries: Sequence[Entry],
    ) -> news.Heard:
        if "c" in answer and "fork" not in answer:
            ledger.state.put({"cursor": int(answer["c"])})
            ledger.db.run("COMMIT")
            ledger.db.run("BEGIN IMMEDIATE")
        return real(ledger, message, answer, entries)

    return [(desk_exchange, "hear", hear)]


def _check_then_insert() -> list[Patch]:
    """What is held is looked up, then inserted: a repeated batch is merged twice."""
    real = Pushing.take

    def take(
        self: Pushing, held: Head, after: Head, entries: Sequence[Entry], proved: Head = START
    ) -> Head:
        if entries and after.seq < held.seq and entries[-1].seq <= held.seq:
            self._db.run(
                "DELETE FROM center_journal WHERE replica = ? AND seq > ?",
                (self._sender.replica, after.seq),
            )
            return real(self, after, after, entries, proved)
        return real(self, held, after, entries, proved)

    return [(Pushing, "take", take)]


def _by_clock(stamp: Stamp) -> tuple[int, int, str]:
    return stamp.time, stamp.revision, stamp.replica


def _last_write_wins_by_clock() -> list[Patch]:
    """The later time wins, whatever was seen."""

    def merge(mine: Record, theirs: Record) -> Record:
        merged = mine.copy()
        for name, stamp in theirs.stamps.items():
            if _by_clock(stamp) > _by_clock(merged.stamp(name)):
                merged.set(name, theirs.values[name], stamp)
        merged.version = max(mine.version, theirs.version)
        return merged

    real: Judging = vars(pushing)["judge"]

    def judge(
        current: Record | None, change: Change, beneath: Mapping[str, Stamp] | None = None
    ) -> Judged:
        judged = real(current, change, beneath)
        if current is not None and judged.changed and not judged.inflated:
            judged.record = merge(current, change.as_record())
        return judged

    return [(news, "merge", merge), (pushing, "judge", judge)]


def _own_rows_never_echoed() -> list[Patch]:
    """A row goes not to whoever wrote it last (trace 2)."""

    def withheld(self: Pushing, scopes: Sequence[str], cursor: int) -> Collection[str]:
        return {kept.root for key in self._dirty if (kept := self._work[key]) is not None}

    return [(Pushing, "withheld", withheld)]


def _foreign_origin_accepted() -> list[Patch]:
    return [(Judge, "_place", lambda self, *rest: None)]


def _fork_check_off() -> list[Patch]:
    """Copies go on under one name."""
    real = Pushing.take

    def take(
        self: Pushing, held: Head, after: Head, entries: Sequence[Entry], proved: Head = START
    ) -> Head:
        try:
            return real(self, held, after, entries, proved)
        except Forked:
            return held

    return [
        (Pushing, "check_chain", lambda self, *rest: None),
        (Pushing, "take", take),
        (news, "_chain_agrees", lambda ledger, answer: True),
    ]


def _refused_not_put_back() -> list[Patch]:
    return [(news, "_put_back", lambda *rest: [])]


def _unit_half_merged() -> list[Patch]:
    real = Pushing._meet

    def meet(self: Pushing, unit: Sequence[Entry]) -> None:
        for entry in unit:
            real(self, [entry])

    return [(Pushing, "_meet", meet)]


def _base_ignored() -> list[Patch]:
    """Nobody asks what the author saw: the higher stamp wins and nothing is listed."""
    real: Judging = vars(pushing)["judge"]

    def judge(
        current: Record | None, change: Change, beneath: Mapping[str, Stamp] | None = None
    ) -> Judged:
        judged = real(current, change, beneath)
        judged.clashes.clear()
        return judged

    return [(pushing, "judge", judge)]


def _inflation_accepted() -> list[Patch]:
    def judge(
        current: Record | None, change: Change, beneath: Mapping[str, Stamp] | None = None
    ) -> Judged:
        record = change.as_record()
        merged = record if current is None else vars(news)["merge"](current, record)
        return Judged(merged, True, [], [])

    return [(pushing, "judge", judge)]


def _leave_ignored() -> list[Patch]:
    return [(news, "_leaves", lambda *rest: None)]


def _leave_at_once() -> list[Patch]:
    """A leave does not wait for the verdicts on waiting changes."""
    return [(news, "_awaits_verdict", lambda *rest: False)]


def _verdict_judged_afresh() -> list[Patch]:
    """A repeated change is simply told "merged"."""

    def repeat(self: Pushing, after: int, held: int, entries: Sequence[Entry]) -> None:
        self._verdicts += [(e.seq, "merged", None) for e in entries if after < e.seq <= held]

    return [(Pushing, "_repeat_verdicts", repeat)]


def _returned_referral_still_shows() -> list[Patch]:
    """Whoever was once referred a case sees it, and its children, for ever."""
    real: Callable[..., frozenset[str]] = vars(membership)["shown_to"]

    def shown_to(
        home: str,
        window: str | None,
        referrals: Sequence[Mapping[str, Json]],
        windows: Mapping[str, str | None],
    ) -> frozenset[str]:
        return real(home, window, [{**r, "status": "sent"} for r in referrals], windows)

    return [(membership, "shown_to", shown_to)]


def _clock_clamped() -> list[Patch]:
    """A stamp that is ahead is put right by the center (trace 5)."""
    real = Pushing._meet_entry

    def meet(self: Pushing, entry: Entry, outcome: Any) -> None:
        real(self, entry._replace(time=min(entry.time, self._now)), outcome)

    return [(Pushing, "_meet_entry", meet)]


def _number_reused_after_copy() -> list[Patch]:
    """A copy goes on numbering under its twin's letter."""
    anew, introduce = vars(news)["start_anew"], desk_exchange.introduce

    def start_anew(ledger: Ledger, common: int) -> Any:
        letter = ledger.state.text("letter")
        made = anew(ledger, common)
        ledger.state.put({"letter": letter})
        return made

    def introduced(ledger: Ledger, center: Any) -> None:
        letter = ledger.state.text("letter")
        introduce(ledger, center)
        with ledger.db.writing():
            ledger.state.put({"letter": letter})

    return [(news, "start_anew", start_anew), (desk_exchange, "introduce", introduced)]


def _tombstones_not_sent() -> list[Patch]:
    """What was deleted is left out, so it lives on elsewhere."""
    real = Pull._add

    def add(self: Pull, page: Page, found: list[Packed], cursor: int) -> None:
        real(self, page, [row for row in found if "deleted_at" not in row.names], cursor)

    return [(Pull, "_add", add)]


def _entering_not_whole() -> list[Patch]:
    """What enters a scope comes only as far as it is new."""
    real = Pull._take

    def take(self: Pull, page: Page, kind: str, roots: list[str], above: int, cursor: int) -> None:
        real(self, page, kind, roots, cursor, cursor)

    return [(Pull, "_take", take)]


def _head_read_late() -> list[Patch]:
    """The head is read after the rows, when another commit has moved it."""
    real = Exchange._head_version
    return [(Exchange, "_head_version", lambda self: real(self) + 1)]


def _pages_forget_their_base() -> list[Patch]:
    """Rows older than the pages already read are skipped."""
    real = Pull.page

    def page(self: Pull, cursor: int, base: int, limit: int, withheld: Collection[str]) -> Page:
        return real(self, cursor, cursor, limit, withheld)

    return [(Pull, "page", page)]


def _acknowledged_beyond_what_was_sent() -> list[Patch]:
    """The whole head is acknowledged, although verdicts went out for less."""
    real = Pushing.take

    def take(
        self: Pushing, held: Head, after: Head, entries: Sequence[Entry], proved: Head = START
    ) -> Head:
        return max(real(self, held, after, entries, proved), held)

    return [(Pushing, "take", take)]


def _center_wins() -> list[Patch]:
    """News overwrite what waits to be sent."""

    def merge(mine: Record, theirs: Record) -> Record:
        return theirs

    return [(news, "merge", merge)]


def _refused_base_not_looked_beneath() -> list[Patch]:
    return [(Pushing, "_beneath", lambda self, change: {})]


def _late_work_dropped() -> list[Patch]:
    """What came too late is told "handed over", and nobody is handed anything."""
    return [(CenterEdits, "propose", lambda self, *rest: None)]


def _rows_before_journal() -> list[Patch]:
    """Rows and journal in two transactions."""
    real = Journal.append

    def append(self: Journal, rows: Iterable[Sequence[Value]]) -> None:
        if self.table == "desk_journal":
            self.db.run("COMMIT")
            self.db.run("BEGIN IMMEDIATE")
        real(self, rows)

    return [(Journal, "append", append)]


def _epoch_ignored() -> list[Patch]:
    """A cursor of another history is read as if it were of this one."""
    real = Request.read.__func__  # type: ignore[attr-defined]

    def read(cls: type[Request], message: Mapping[str, Any]) -> Request:
        return real(cls, {**message, "e": ""})  # type: ignore[no-any-return]

    return [(Request, "read", classmethod(read))]


def _restore_not_noticed() -> list[Patch]:
    """Shown its own word for more than it holds, the center goes on as if nothing were."""
    return [(Exchange, "_proved", lambda self, replica, request: START)]


def _published_for_good() -> list[Patch]:
    """What everybody once saw is everybody's for ever."""
    real = Memberships.shown

    def shown(self: Memberships, root: str, station: str) -> bool:
        return membership.PUBLIC in self.seats(root) or real(self, root, station)

    return [(Memberships, "shown", shown)]


def _places_of_a_root_parted() -> list[Patch]:
    """A root with two places in one scope stands on a page twice, or on two."""

    def touched(self: Pull, cursor: int, limit: int) -> tuple[list[Seat], int | None]:
        found: list[Seat] = []
        for scope in self._scopes:
            rows = self._db.rows(
                "SELECT root, kind, shown, touched, version FROM center_membership "
                "WHERE station = ? AND touched > ? ORDER BY touched, root LIMIT ?",
                (scope, cursor, limit + 1),
            )
            found += [Seat(*row) for row in rows]
        return sorted(found, key=lambda seat: (seat.touched, seat.root))[: limit + 1], None

    return [(Pull, "_touched", touched)]


PLANTED: Mapping[str, Plant] = {
    plant.__name__.removeprefix("_").replace("_", "-"): plant
    for plant in (
        _ack_before_commit,
        _cursor_before_data,
        _check_then_insert,
        _last_write_wins_by_clock,
        _own_rows_never_echoed,
        _foreign_origin_accepted,
        _fork_check_off,
        _refused_not_put_back,
        _unit_half_merged,
        _base_ignored,
        _inflation_accepted,
        _leave_ignored,
        _leave_at_once,
        _verdict_judged_afresh,
        _returned_referral_still_shows,
        _clock_clamped,
        _number_reused_after_copy,
        _tombstones_not_sent,
        _entering_not_whole,
        _head_read_late,
        _pages_forget_their_base,
        _acknowledged_beyond_what_was_sent,
        _center_wins,
        _refused_base_not_looked_beneath,
        _late_work_dropped,
        _rows_before_journal,
        _epoch_ignored,
        _restore_not_noticed,
        _published_for_good,
        _places_of_a_root_parted,
    )
}

HUNTED_FROM: Mapping[str, int] = dict.fromkeys(
    ("published-for-good", "places-of-a-root-parted"), WEEKLY_FROM
)
"""The first seed to try, for bugs that only the weekly work can show; 0 for all others."""


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The program with this bug in it, while it lasts."""
    undo: list[Patch] = []
    try:
        for owner, attribute, bad in PLANTED[name]():
            undo.append((owner, attribute, vars(owner)[attribute]))
            setattr(owner, attribute, bad)
        yield
    finally:
        for owner, attribute, good in reversed(undo):
            setattr(owner, attribute, good)

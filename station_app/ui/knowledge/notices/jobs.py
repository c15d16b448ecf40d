"""What the notices' part asks of the ledger; every function runs on the ledger's worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from station_app.background.changed import Changed
from station_app.documents.notice_poster import FORM, VERSION, NoticePoster, facts_and_tips
from station_app.documents.paper_foot import PaperFoot, form_foot
from station_app.ui.common.listing import Listing, Wanted
from station_app.ui.common.papers import printing_now
from station_app.usecases import notices
from station_app.usecases.attachments import attach_file
from station_app.usecases.complaints import code_book
from station_app.usecases.conflicts import may_decide
from station_app.usecases.desk import Desk
from station_app.usecases.reading.attention import ConflictRow, conflicts
from station_app.usecases.reading.case_detail import AttachmentRow
from station_app.usecases.reading.names import Names, places
from station_app.usecases.reading.notices import (
    COMING,
    OVER,
    PREPARED,
    SHOWN,
    TAKE_DOWN,
    TO_POST,
    WITHDRAWN,
    NoticeRow,
    Posting,
    Station,
    phase_of,
    phone_of,
    posting_stations,
    postings,
)
from station_app.usecases.reading.notices import notices as notice_rows
from station_app.usecases.reading.rows import FullRow
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.weekly_detail import files_of, found_record
from station_app.usecases.session import Session, today_of
from station_app.usecases.weekly import may_touch, possible_moves
from sync.clock import Json
from sync.problems import Problem
from sync.records.moves import Move, moves_of, right_to_edit, state_of
from sync.records.rights import Operation
from sync.words import Words

TO_DO, UP, PREPARING, ENDED, ALL = "to_do", "up", "preparing", "ended", "all"
OWNER = "posting"
FORWARD = ("check", "approve", "publish")
"""The moves that bring a notice nearer to the board."""


@dataclass(frozen=True, slots=True)
class NoticeList(Listing[NoticeRow]):
    """`of`: how many stations are to post, 0 where none is seen."""

    of: int


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice as it is shown.

    `waiting`: stations seen from here that have not posted.  `files`: photos by posting.
    `called`: names of people and stations by id; who is not known here is not in it.
    """

    row: FullRow
    phase: str
    moves: tuple[Move, ...]
    postings: tuple[Posting, ...]
    waiting: tuple[Station, ...]
    watched: int
    files: Mapping[str, tuple[AttachmentRow, ...]]
    called: Mapping[str, str]
    conflicts: tuple[ConflictRow, ...]
    sync_state: str
    own_station: str
    may_change: bool
    may_post: bool
    may_decide: bool

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def own(self) -> tuple[Posting, ...]:
        return tuple(p for p in self.postings if p.station_id == self.own_station)


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting that was written; `unread`: photos that could not be taken, with why."""

    id: str
    unread: tuple[Problem, ...]


def read_notices(desk: Desk, wanted: Wanted, *, with_book: bool) -> NoticeList:
    """The list of a view; words are looked for in titles and numbers."""
    ledger, session = desk.ledger, desk.session
    today, words = today_of(ledger), wanted.words.strip().casefold()
    rows = notice_rows(ledger, today, posts=_posts(session))
    if words:
        rows = [r for r in rows if words in f"{r.title} {r.number}".casefold()]
    by_view = {
        ALL: rows,
        TO_DO: [r for r in rows if _is_to_do(desk, r, today)],
        UP: [r for r in rows if r.phase in (TO_POST, SHOWN, COMING)],
        PREPARING: [r for r in rows if r.phase in PREPARED],
        ENDED: [r for r in rows if r.phase in (TAKE_DOWN, OVER, WITHDRAWN)],
    }
    return NoticeList(
        wanted,
        tuple(by_view[wanted.view]),
        {view: len(found) for view, found in by_view.items()},
        session.may(Operation.PROPOSE_PUBLICATION, today),
        code_book() if with_book else None,
        len(posting_stations(ledger, session.station.level, session.station_id)),
    )


def read_notice(desk: Desk, notice_id: str) -> NoticeView:
    """Problem NOT_FOUND."""
    ledger, session = desk.ledger, desk.session
    today = today_of(ledger)
    row = found_record(ledger, notices.KIND, notice_id)
    found = postings(ledger, row.id)
    own = [p for p in found if p.station_id == session.station_id]
    channels = row.values.get("channels")
    status = state_of(notices.KIND, row.values)
    phase = phase_of(
        status,
        row.text("publish_from"),
        row.text("publish_to"),
        [str(one) for one in channels] if isinstance(channels, list) else ["board"],
        own,
        today,
        posts=_posts(session),
    )
    watched = posting_stations(ledger, session.station.level, session.station_id)
    posted = {p.station_id for p in found}
    touch = may_touch(ledger, session, notices.KIND, row.values)
    edit = right_to_edit(notices.KIND, row.values)
    return NoticeView(
        row,
        phase,
        tuple(possible_moves(ledger, session, notices.KIND, row.id)),
        tuple(found),
        tuple(one for one in watched if one.id not in posted),
        len(watched),
        {p.id: tuple(files_of(ledger, p.id)) for p in found},
        _called(desk, row, found),
        tuple(c for c in conflicts(ledger) if c.record_id == row.id),
        sync_states(ledger, [row.id], notices.KIND)[row.id],
        session.station_id,
        touch and session.may(edit, today),
        session.may(Operation.PLAN_WORK, today),
        may_decide(ledger, session),
    )


def write_posting(
    desk: Desk, notice_id: str, given: Mapping[str, Json], photos: Sequence[Path]
) -> Posted:
    """Notes a posting and puts its photos to it; a photo that cannot be taken leaves it standing.

    Problems: as `notices.post`.
    """
    made = notices.post(desk.ledger, desk.session, notice_id, given)
    unread: list[Problem] = []
    for path in photos:
        try:
            attach_file(desk, made.id, path, owner=OWNER)
        except Problem as problem:
            unread.append(problem)
    return Posted(made.id, tuple(unread))


def take_down_all(desk: Desk, notice_id: str) -> int:
    """Notes that this station took down all that still hung; how many."""
    hanging = [
        p
        for p in postings(desk.ledger, notice_id)
        if p.hangs and p.station_id == desk.session.station_id
    ]
    for one in hanging:
        notices.take_down(desk.ledger, desk.session, one.id)
    return len(hanging)


def publish(desk: Desk, notice_id: str, given: Mapping[str, Json]) -> None:
    """Publishes for the days given, by the channels given.  Problems: as `notices.act`."""
    days = {name: value for name, value in given.items() if name != "channels"}
    notices.act(desk.ledger, desk.session, notice_id, "publish", days)
    if given.get("channels"):
        told = {"channels": given["channels"]}
        notices.edit_notice(desk.ledger, desk.session, notice_id, told)


@dataclass(frozen=True, slots=True)
class PosterRead:
    """A notice's paper with what stands at its foot."""

    poster: NoticePoster
    foot: PaperFoot


def read_poster(
    desk: Desk, notice_id: str, words: Words, kind: str, *, practice: bool
) -> PosterRead:
    """The paper for the board, issued by the county, to be asked about at this station.

    `kind` in words, such as 消费警示.  Problem NOT_FOUND.
    """
    ledger = desk.ledger
    row = found_record(ledger, notices.KIND, notice_id)
    known = [p for p in places(ledger) if p.is_station]
    issuer = next((p for p in known if p.kind == "county"), None)
    name = issuer.name if issuer is not None else desk.session.station.name
    facts, tips = facts_and_tips(row.text("body"))
    day = row.text("publish_from") or today_of(ledger).isoformat()
    on = date.fromisoformat(day)
    poster = NoticePoster(
        kind,
        row.text("title"),
        facts,
        tips,
        name,
        phone_of(ledger, desk.session.station_id)
        or (phone_of(ledger, issuer.id) if issuer is not None else ""),
        row.text("notice_no"),
        words.tr("{year}-{month}-{day}", year=on.year, month=on.month, day=on.day),
    )
    return PosterRead(
        poster, form_foot(FORM, VERSION, printing_now(desk, practice=practice), words)
    )


def changed_notice(notice_id: str, *kinds: str) -> Changed:
    """What the part tells the others after a write."""
    return Changed(frozenset(kinds or (notices.KIND,)), frozenset({notice_id}))


def _posts(session: Session) -> bool:
    """A county's own desk publishes; it has no board of its own to care for."""
    return session.station.level != "county"


def _is_to_do(desk: Desk, row: NoticeRow, today: date) -> bool:
    """Whether whoever sits here can bring it a step on."""
    session = desk.session
    if row.phase in (TAKE_DOWN, TO_POST):
        return True
    if row.phase not in PREPARED:
        return False
    if not may_touch(desk.ledger, session, notices.KIND, {"station_id": row.station_id}):
        return False
    if row.returned and row.station_id == session.station_id:
        return session.may(Operation.PROPOSE_PUBLICATION, today)
    forward = [m for m in moves_of(notices.KIND, row.status) if m.action in FORWARD]
    return any(session.may(move.operation, today) for move in forward)


def _called(desk: Desk, row: FullRow, found: Sequence[Posting]) -> dict[str, str]:
    called = {place.id: place.name for place in places(desk.ledger)}
    people = {p.by_id for p in found}
    people |= {row.text(name) for name in ("created_by", "checked_by", "approved_by")}
    called |= Names(desk.ledger).people(people)
    return called

"""What the case page asks of the ledger; every function runs on the ledger's worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from station_app.background.changed import Changed
from station_app.usecases.access import view_case
from station_app.usecases.cases import device_letters, may_change, possible_steps
from station_app.usecases.complaints import code_book
from station_app.usecases.conflicts import may_decide
from station_app.usecases.desk import Desk
from station_app.usecases.reading.access_lines import (
    AccessLine,
    access_lines,
    sees_access_log,
)
from station_app.usecases.reading.attention import ConflictRow, conflicts
from station_app.usecases.reading.case_detail import CaseDetail, case_detail, may_see_full
from station_app.usecases.reading.case_history import HistoryLine, case_history
from station_app.usecases.reading.cases import (
    CaseFilter,
    CaseRow,
    case_page,
    case_rows_at,
    count_cases,
    position_of,
    status_counts,
)
from station_app.usecases.reading.names import Names, Place, places
from station_app.usecases.reading.people import Colleague, colleagues
from station_app.usecases.reading.rows import FullRow
from station_app.usecases.reading.sight import Sight, filter_by_words, sight_of
from station_app.usecases.reading.typical import may_be_told
from station_app.usecases.reading.waiting import Receipt, receipts, waiting
from station_app.usecases.session import today_of
from sync.clock import SHANGHAI
from sync.problems import Problem
from sync.records.attachment import ATTACHMENT
from sync.records.case import CASE, CASE_EVENT, CASE_PARTY
from sync.records.codes import BOARD_COLOURS, CodeBook
from sync.records.kinds import Kind
from sync.records.masking import mask_record
from sync.records.referral import REFERRAL
from sync.records.reply import REPLY
from sync.records.rights import Operation

MINE, TO_GO_UP, TO_REPLY, THIS_MONTH, ALL = "mine", "to_go_up", "to_reply", "this_month", "all"
VIEWS = (MINE, TO_GO_UP, TO_REPLY, THIS_MONTH, ALL)
BOARDS = ("black", "red", "green")

_HANDLED = (
    "accepted",
    "in_progress",
    "mediating",
    "mediation_suspended",
    "referred_out",
    "concluded",
)
MOST_WAITING = 100_000
MOST_LOOKS = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is to show: a view, a colour of the board or none, words searched for."""

    view: str = ALL
    board: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """`views`: how many each view holds.  `boards`: of the chosen view, by colour."""

    views: Mapping[str, int]
    boards: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ListRead:
    """The filter of the list as it stands now, and its counts.

    `own_code`, `own_letters`: what every number written on this PC begins with.
    """

    wanted: Wanted
    asked: CaseFilter
    counts: Counts
    own_code: str
    own_letters: str
    book: CodeBook | None = None


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A line of the list.  `handler`: by name; empty where there is none or none known here."""

    row: CaseRow
    handler: str

    @property
    def id(self) -> str:
        return self.row.id


class CaseQuery:
    """The rows of a filter for `FarModel`: by key where the row before is known, else by place."""

    def __init__(self, asked: CaseFilter) -> None:
        self.asked = asked

    def count(self, ledger: Desk) -> int:
        return count_cases(ledger.ledger, self.asked)

    def page(
        self, ledger: Desk, offset: int, limit: int, before: ListedCase | None
    ) -> Sequence[ListedCase]:
        if before is not None:
            rows = case_page(ledger.ledger, self.asked, before.row.key, limit)
        else:
            rows = case_rows_at(ledger.ledger, self.asked, offset, limit)
        handlers = Names(ledger.ledger).people(row.handler_id or "" for row in rows)
        return [ListedCase(row, handlers.get(row.handler_id or "", "")) for row in rows]


def read_list(desk: Desk, wanted: Wanted, *, with_book: bool) -> ListRead:
    """What the filter bar says and what the list shows."""
    ledger = desk.ledger
    filters = {view: _filter(desk, view) for view in VIEWS}
    found = CaseFilter()
    if wanted.words.strip():
        found = filter_by_words(ledger, desk.session, wanted.words)
    if found.ids is not None:
        filters = {view: _both(one, found.ids) for view, one in filters.items()}
    counts = {view: count_cases(ledger, one) for view, one in filters.items()}
    chosen = filters[wanted.view]
    boards = dict.fromkeys(BOARDS, 0)
    for status, count in _status_counts(desk, chosen).items():
        colour = BOARD_COLOURS.get(status)
        if colour is not None:
            boards[colour] += count
    if wanted.board:
        inside = [s for s, colour in BOARD_COLOURS.items() if colour == wanted.board]
        kept = [s for s in inside if not chosen.status or s in chosen.status]
        # A condition nothing meets: a view and a colour that exclude each other.
        chosen = replace(chosen, status=tuple(kept) or ("",))
    letters = device_letters(ledger)
    book = code_book() if with_book else None
    return ListRead(
        wanted, chosen, Counts(counts, boards), desk.session.station.code, letters, book
    )


def _filter(desk: Desk, view: str) -> CaseFilter:
    if view == MINE:
        return CaseFilter(status=_HANDLED, handler=desk.session.user_id)
    if view == TO_GO_UP:
        rows = waiting(desk.ledger, MOST_WAITING)
        return CaseFilter(ids=tuple(row.root for row in rows if row.root_kind == "case"))
    if view == TO_REPLY:
        return CaseFilter(status=("concluded",))
    if view == THIS_MONTH:
        return CaseFilter(since=month_start(today_of(desk.ledger)))
    return CaseFilter()


def _status_counts(desk: Desk, asked: CaseFilter) -> dict[str, int]:
    counts = status_counts(desk.ledger, asked)
    return {s: n for s, n in counts.items() if not asked.status or s in asked.status}


def _both(one: CaseFilter, ids: tuple[str, ...]) -> CaseFilter:
    kept = ids if one.ids is None else tuple(i for i in ids if i in set(one.ids))
    return replace(one, ids=kept)


def month_start(today: date) -> int:
    """The first moment of the month, in milliseconds."""
    first = datetime(today.year, today.month, 1, tzinfo=SHANGHAI)
    return round(first.timestamp() * 1000)


def place_of(desk: Desk, asked: CaseFilter, case_id: str) -> int | None:
    """Where a case stands in the list; None where the list leaves it out."""
    return position_of(desk.ledger, asked, case_id)


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as the detail shows it.

    `detail` holds facts and sentences as far as the role may read them; parties are masked unless
    `revealed`, and there are none for who sees no party (`sight`).  `called`: names of people and
    stations by id.  `looks`: who saw the case in full, everybody's where `sees_looks`, else this
    person's own.  `may_tell`: a typical case may be made of it.
    """

    detail: CaseDetail
    revealed: bool
    parties: tuple[FullRow, ...]
    steps: tuple[str, ...]
    receipts: tuple[Receipt, ...]
    history: tuple[HistoryLine, ...]
    looks: tuple[AccessLine, ...]
    sees_looks: bool
    conflicts: tuple[ConflictRow, ...]
    called: Mapping[str, str]
    places: tuple[Place, ...]
    colleagues: tuple[Colleague, ...]
    own_station: str
    own_code: str
    user_id: str
    now_ms: int
    may_edit: bool
    may_decide: bool
    may_send_down: bool
    may_tell: bool
    sight: Sight
    reason_needed: bool

    @property
    def id(self) -> str:
        return self.detail.case.id

    @property
    def may_reveal(self) -> bool:
        return self.sight is not Sight.NOTHING

    @property
    def only_phones(self) -> bool:
        """Whether this person sees telephones and nothing else of the parties."""
        return self.sight is Sight.PHONE


def read_case(desk: Desk, case_id: str, *, revealed: bool) -> CaseView:
    """Problem NOT_FOUND.  `revealed`: this person has just asked for it and it was logged."""
    sight = _sight(desk)
    phones = sight is Sight.PHONE
    full = (revealed and not phones) or may_see_full(desk.session, desk.ledger)
    detail = case_detail(desk.ledger, case_id, full=full, phones=revealed and phones)
    return _view(desk, detail, sight, revealed=revealed)


def reveal_case(desk: Desk, case_id: str, reason: str) -> CaseView:
    """The case as far as the role sees it, after a line in the access log.  Problem NOT_FOUND."""
    detail = view_case(desk.ledger, desk.session, case_id, reason)
    return _view(desk, detail, _sight(desk), revealed=detail.full or detail.phones)


def _sight(desk: Desk) -> Sight:
    """What this person sees when a reason is given."""
    return sight_of(desk.session, desk.ledger, reason="?")


def _view(desk: Desk, detail: CaseDetail, sight: Sight, *, revealed: bool) -> CaseView:
    ledger, session = desk.ledger, desk.session
    parties = detail.parties
    if sight is Sight.NOTHING:
        parties = ()
    elif not revealed:
        parties = tuple(_masked(party) for party in parties)
    case_id = detail.case.id
    known = places(ledger)
    return CaseView(
        detail,
        revealed,
        parties,
        tuple(possible_steps(ledger, session, case_id)),
        tuple(receipts(ledger, case_id)),
        tuple(case_history(ledger, case_id, full=detail.full and revealed)),
        tuple(access_lines(ledger, session, case_id, MOST_LOOKS)),
        sees_access_log(ledger, session),
        tuple(c for c in conflicts(ledger) if c.case_id == case_id),
        {place.id: place.name for place in known} | _people(desk, detail),
        tuple(known),
        tuple(colleagues(ledger)),
        session.station_id,
        session.station.code,
        session.user_id,
        ledger.now_ms(),
        _may_edit(desk, detail.case),
        may_decide(ledger, session),
        session.may(Operation.SEND_DOWN, today_of(ledger)),
        may_be_told(ledger, session, detail.status, detail.case.text("matter_type")),
        sight,
        sight_of(session, ledger) is not sight,
    )


def _masked(row: FullRow) -> FullRow:
    return replace(row, values=mask_record(CASE_PARTY, row.values))


def _may_edit(desk: Desk, case: FullRow) -> bool:
    try:
        may_change(desk.ledger, desk.session, case)
    except Problem:
        return False
    return True


def _people(desk: Desk, detail: CaseDetail) -> dict[str, str]:
    rows: list[tuple[Kind, FullRow]] = [(CASE, detail.case)]
    rows += [(CASE_PARTY, row) for row in detail.parties]
    rows += [(CASE_EVENT, row) for row in detail.events]
    rows += [(REFERRAL, row) for row in detail.referrals]
    rows += [(REPLY, row) for row in detail.replies]
    rows += [(ATTACHMENT, row.row) for row in detail.attachments]
    found: set[str] = {detail.case.updated_by or ""}
    for kind, row in rows:
        found |= {row.text(f.name) for f in kind.by_name.values() if f.to == "user"}
    found |= {row.text("receipt_by") for row in detail.referrals}
    return Names(desk.ledger).people(found)


def changed_case(case_id: str, *kinds: str) -> Changed:
    """What a page tells the others after a write to one case."""
    return Changed(frozenset(kinds or ("case", "case_event")), frozenset({case_id}))

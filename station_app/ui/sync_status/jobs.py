"""What the sync page asks of the ledger; runs on the ledger's worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from station_app.usecases.complaints import code_book
from station_app.usecases.conflicts import may_decide
from station_app.usecases.desk import Desk
from station_app.usecases.reading.attention import (
    AttentionRow,
    ConflictRow,
    attention,
    conflicts,
)
from station_app.usecases.reading.case_detail import may_see_full
from station_app.usecases.reading.exchange_news import (
    CaseReceipt,
    ProposalRow,
    case_receipts,
    proposals,
    written_by_author,
)
from station_app.usecases.reading.names import Names, places
from station_app.usecases.reading.status import Standing, standing
from station_app.usecases.reading.waiting import (
    WaitingContent,
    WaitingRow,
    waiting,
    waiting_contents,
)
from station_app.usecases.session import today_of
from sync.records.codes import CodeBook
from sync.records.rights import Operation

SHOWN = 50
"""So many lines of a list are shown; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class SyncView:
    """Everything the page shows, as of one moment."""

    standing: Standing
    county: str
    address: str
    waiting: tuple[WaitingRow, ...]
    contents: tuple[WaitingContent, ...]
    receipts: tuple[CaseReceipt, ...]
    attention: tuple[AttentionRow, ...]
    conflicts: tuple[ConflictRow, ...]
    proposals: tuple[ProposalRow, ...]
    called: Mapping[str, str]
    may_decide: bool
    may_enrol: bool
    book: CodeBook | None = None

    @property
    def to_join(self) -> bool:
        """Whether a code of the county is what is needed."""
        return not self.standing.enrolled or self.standing.shut_out


def read_sync(desk: Desk, *, with_book: bool) -> SyncView:
    ledger, session = desk.ledger, desk.session
    listed = tuple(attention(ledger))
    if may_see_full(session, ledger):
        listed = tuple(
            replace(row, changes=written_by_author(ledger, row.id)) if row.changes else row
            for row in listed
        )
    names = Names(ledger)
    called = {place.id: place.name for place in places(ledger)}
    called[session.user_id] = names.person(session.user_id)
    return SyncView(
        standing(ledger),
        ledger.state.text("county_name"),
        ledger.state.text("center_url"),
        tuple(waiting(ledger)),
        tuple(waiting_contents(ledger)),
        tuple(case_receipts(ledger)),
        listed,
        tuple(conflicts(ledger)),
        tuple(proposals(ledger)),
        called,
        may_decide(ledger, session),
        session.may(Operation.ACCOUNTS, today_of(ledger)),
        code_book() if with_book else None,
    )
